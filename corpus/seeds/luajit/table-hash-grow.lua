-- Hash part growth with string, double, boolean and negative keys: rehash in a hot loop.
local t, order = {}, {}
for i = 1, 24 do
  t["k" .. i] = i
  t[i + 0.5] = -i
  t[-i] = i * 10
  order[i] = "k" .. i
end
t[true], t[false] = "yes", "no"
local s = 0
for i = 1, 24 do s = s + t["k" .. i] + t[i + 0.5] + t[-i] end
print(s, t[true], t[false])
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n)
for i = 1, 24, 2 do t["k" .. i] = nil end
n = 0
for _, k in ipairs(order) do if t[k] then n = n + t[k] end end
print(n)
t["fresh"] = 1
print(t.fresh, t.k2, t.k3, t[1e300], t[2.5])
print(pcall(function() t[nil] = 1 end))
print(pcall(function() t[0/0] = 1 end))
