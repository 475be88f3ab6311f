-- More live doubles than xmm registers, updated in a ring, with a rarely taken exit.
local a, b, c, d, e, f = 1.1, 2.2, 3.3, 4.4, 5.5, 6.6
local g, h, i, j, k, l = 7.7, 8.8, 9.9, 10.1, 11.11, 12.12
local m, n, o, p, q, r = 0.5, 0.25, 0.125, 1.5, 2.25, 3.125
local rare = 0
for it = 1, 25 do
  a = a * 0.5 + b; b = b * 0.5 + c; c = c * 0.5 + d; d = d * 0.5 + e
  e = e * 0.5 + f; f = f * 0.5 + g; g = g * 0.5 + h; h = h * 0.5 + i
  i = i * 0.5 + j; j = j * 0.5 + k; k = k * 0.5 + l; l = l * 0.5 + m
  m = m * 0.5 + n; n = n * 0.5 + o; o = o * 0.5 + p; p = p * 0.5 + q
  q = q * 0.5 + r; r = r * 0.5 + 0.75
  if it % 9 == 0 then rare = rare + 1; a, r = r, a end
end
print(rare)
print(string.format("%.8f %.8f %.8f", a, b, c))
print(string.format("%.8f %.8f %.8f", d, e, f))
print(string.format("%.8f %.8f %.8f", g, h, i))
print(string.format("%.8f %.8f %.8f", j, k, l))
print(string.format("%.8f %.8f %.8f", p, q, r))
