-- A stitched call in the middle of a loop with many live locals of all types, each used after it.
local a, b, c, d, e, f, g = 1, 2.5, "s", true, nil, { 1 }, -0.75
local h, i2, j, k, l, m, n = 8, 9.5, "t", false, 12, { 13 }, 14
for i = 1, 16 do
  local p, q, r, s = i * 2, i * 0.5, "p" .. i, { i }
  local u, v = string.find(c .. j .. r, "p(%d+)")
  a, b, g = a + u, b + q, g - v
  h, i2, l, n = h + p, i2 * 0.5, l + s[1], n + f[1] + m[1]
  if i % 5 == 0 then c, j = j, c; d = not d; e = r; f, m = m, s end
  if i % 7 == 0 then k = not k; string.gsub(r, "%d", c) end
end
print(a, b, c, d, e, f[1], g)
print(h, string.format("%.8f", i2), j, k, l, m[1], n)
local t = {}
for i = 1, 12 do
  local x, y, z = i, i + 0.5, "z" .. i
  local w = unpack({ x, y, z }, i % 3 + 1, i % 3 + 1)
  t[#t + 1] = tostring(w) .. tostring(x + y)
end
print(table.concat(t, " "))
