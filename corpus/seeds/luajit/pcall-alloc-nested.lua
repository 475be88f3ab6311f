-- Two levels of pcall in a hot loop, both allocating after the inner one returns; counters at each level.
local c1, c2, c3, c4 = 0, 0, 0, 0
local out = {}
local function inner(i)
  c1 = c1 + 1
  local t = { "in" .. i, i }
  if i % 6 == 0 then error(t) end
  c2 = c2 + 1
  return t
end
local function outer(i)
  c3 = c3 + 1
  local ok, t = pcall(inner, i)
  local s = (ok and "ok:" or "err:") .. (type(t) == "table" and t[1] or tostring(t))
  out[#out + 1] = s
  c4 = c4 + 1
  if i % 7 == 0 then error("outer " .. s, 0) end
  return #s
end
local n, good, bad, sum, lasterr = 0, 0, 0, 0, nil
for i = 1, 21 do
  n = n + 1
  local ok, v = pcall(outer, i)
  if ok then good = good + 1; sum = sum + v else bad = bad + 1; lasterr = v end
end
print(n, c3 == n, c1 <= n, c2 <= c1, c4 <= c3)
print(#out == c4, good + bad == n)
print(c1, c2, c4, sum, bad)
print(lasterr, out[1], out[6])
