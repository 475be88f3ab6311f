-- Array part growth one element at a time, by #t+1, by a counter and by table.insert, then shrinking.
local a, b, c = {}, {}, {}
for i = 1, 40 do
  a[#a + 1] = i
  b[i] = i * i
  table.insert(c, 1, i)
  if #c > 6 then table.remove(c) end
end
print(#a, #b, #c)
print(c[1], c[6])
local s = 0
for i = 1, #a do s = s + a[i] * b[i] end
print(s)
while #a > 10 do a[#a] = nil end
print(#a, a[10], a[11])
local popped = 0
for i = 1, 12 do popped = popped + (table.remove(b) or 0) end
print(#b, popped)
print(table.remove({}), #c)
print(pcall(table.insert, c, 1, 2, 3))
