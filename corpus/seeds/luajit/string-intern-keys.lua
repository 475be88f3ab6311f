-- Strings made at run time that must intern to the same objects as constants, as keys and in comparisons.
local t = { alpha = 1, beta = 2, a1 = 10, a2 = 20, a3 = 30 }
local hits, eq = 0, 0
for i = 1, 18 do
  local k = "a" .. (i % 5)
  local v = t[k]
  if v then hits = hits + v end
  if k == "a3" then eq = eq + 1 end
  if ("al" .. "pha"):sub(1, i % 6) == "alpha" then eq = eq + 100 end
end
print(hits, eq)
for i = 1, 10 do t["key" .. i % 4] = (t["key" .. i % 4] or 0) + i end
print(t.key0, t.key1, t.key2, t.key3)
local parts = { "be", "ta" }
print(t[table.concat(parts)], t[("ATEB"):reverse():lower()])
print(("x"):rep(3) == "xxx", "10" == tostring(10), "1" .. 0 == "10")
