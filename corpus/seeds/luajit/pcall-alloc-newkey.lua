-- New hash keys and table resizes in a pcalled upvalue function in a hot loop; what was stored must match the counters.
local t, order = {}, {}
local tried, stored = 0, 0
local meta = { tried = 0, stored = 0 }
local function put(k, v)
  tried = tried + 1
  meta.tried = meta.tried + 1
  t[k] = v
  stored = stored + 1
  meta.stored = meta.stored + 1
end
local n, fails = 0, 0
local k = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q" }
for i = 1, #k do
  n = n + 1
  if not pcall(put, k[i], i) then fails = fails + 1; order[#order + 1] = i end
  if not pcall(put, i * 1.5, k[i]) then fails = fails + 1 end
end
local present = 0
for i = 1, #k do
  if t[k[i]] == i then present = present + 1 end
  if t[i * 1.5] == k[i] then present = present + 1 end
end
print(n, tried, tried == 2 * n)
print(stored == present, stored + fails == tried)
print(meta.tried == tried, meta.stored == stored, #order)
print(t.a, t.q, t[3], t[25.5])
