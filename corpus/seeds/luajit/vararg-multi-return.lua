-- Multiple returns adjusted, truncated and spread into calls, tables and assignments in a loop.
local function two(i) return i, i * 2 end
local function three(i) return two(i), two(i + 1) end
local function none() end
local a, b, c, d
local t
for i = 1, 16 do
  a, b, c, d = three(i)
  t = { two(i), three(i), none(), two(i) }
  if i % 5 == 0 then a, b = b, (two(a)) end
end
print(a, b, c, d)
print(t[1], t[2], t[3], t[4], t[5], t[6])
local function depth(n, ...)
  if n == 0 then return ... end
  return depth(n - 1, n, ...)
end
print(depth(7))
print(select("#", depth(12)), (depth(5)))
print((none()), pcall(type, none()))
local s = 0
for i = 1, 10 do s = s + select("#", two(i), three(i)) end
print(s)
