-- Appends that grow an array from inside pcall, from compiled code, with the length checked against every counter.
local acc = {}
local ups, n, bad = 0, 0, 0
local rec = { good = 0 }
local cur = 0
local function add()
  ups = ups + 1
  acc[#acc + 1] = "s" .. cur
  rec.good = rec.good + 1
end
local i = 0
while i < 33 do
  i = i + 1
  cur = i
  n = n + 1
  local ok = pcall(add)
  if not ok then bad = bad + 1 end
end
print(n, ups == n, i)
print(#acc == rec.good, rec.good + bad == n)
local seen, prev, sorted = 0, 0, true
for j = 1, #acc do
  local v = tonumber(acc[j]:sub(2))
  if v <= prev then sorted = false end
  prev = v
  seen = seen + 1
end
print(seen == #acc, sorted)
print(n, bad, #acc, acc[1], acc[#acc])
