-- A function with many upvalues of mixed types, read and written in a hot loop.
local a, b, c, d, e, f = 1, 2, 3, 4, 5, 6
local g, h, i, j, k, l = 0.5, 1.5, "s", "t", true, nil
local m, n, o, p, q, r = {}, {}, 7, 8, 9, 10
local function step(x)
  a, b, c = b, c, a + x
  d, e, f = e + 1, f - 1, d
  g = g * 1.5 + h; h = h + 0.25
  i, j = j, #i < 20 and i .. x or "cut"
  k = not k
  l = k and x or nil
  m[x] = n[x - 1]; n[x] = (m[x] or 0) + o
  o, p, q, r = p, q, r, o
end
for x = 1, 24 do step(x) end
print(a, b, c, d, e, f)
print(string.format("%.6f %.2f", g, h), i, j, k, l)
print(#n, n[24], m[24])
print(o, p, q, r)
