-- Exits taken from inside inlined call frames: the snapshot rebuilds several Lua frames at once.
local log = {}
local function leaf(x, y)
  local z = x * y
  if z % 11 == 0 then log[#log + 1] = z; return -z end
  return z
end
local function mid(x)
  local l = x + 1
  local m = leaf(x, l)
  local n = leaf(l, 2)
  return m + n, l
end
local function top(x)
  local a, b = mid(x)
  local c, d = mid(b)
  return a - c + d
end
local sum = 0
for i = 1, 32 do sum = sum + top(i) end
print(sum)
print(#log)
print(table.concat(log, " "))
