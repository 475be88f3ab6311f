-- Down-recursion with several return values and changing result counts.
local function span(n)
  if n == 0 then return 0, 1 end
  local a, b = span(n - 1)
  return b, a + b
end
local function many(n)
  if n == 0 then return end
  return n, many(n - 1)
end
local function minmax(t, i)
  if i == #t then return t[i], t[i] end
  local lo, hi = minmax(t, i + 1)
  if t[i] < lo then lo = t[i] end
  if t[i] > hi then hi = t[i] end
  return lo, hi
end
for i = 1, 6 do print(i, span(i * 4)) end
print(many(9))
print(select("#", many(20)))
print(minmax({ 4, 9, -2, 7, 7, 12, 0, 3, 11, -5, 6 }, 1))
