-- A loop with more live locals than registers: big snapshots, spills, exits that restore them all.
local a, b, c, d, e, f, g, h = 1, 2, 3, 4, 5, 6, 7, 8
local p, q, r, s, t, u, v, w = .5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5
local x, y, z = "x", "y", "z"
for i = 1, 30 do
  a, b, c, d = b + i, c, d, a % 97
  e, f, g, h = f, g - i, h, e + 1
  p, q, r, s = q + .25, r, s, p / 2
  t, u, v, w = u, v * .5, w, t + 1
  x, y, z = y, z, x
  if i % 7 == 0 then a, w = w > 3 and a or b, w + a % 2 end
  if i == 29 then break end
end
print(a, b, c, d)
print(e, f, g, h)
print(string.format("%.4f %.4f %.4f %.4f", p, q, r, s))
print(string.format("%.4f %.4f %.4f %.4f", t, u, v, w))
print(x, y, z)
