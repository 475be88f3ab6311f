-- __index and __newindex metamethods that throw from inside a hot loop under pcall.
local reads, writes, fails = 0, 0, 0
local mt = {}
function mt.__index(t, k)
  reads = reads + 1
  if k % 4 == 0 then error("hole " .. k, 0) end
  return k * 2
end
function mt.__newindex(t, k, v)
  writes = writes + 1
  if v > 30 then error("too big: " .. v, 0) end
  rawset(t, k, v)
end
local obj = setmetatable({}, mt)
local function step(i)
  obj[i] = obj[i] * 3
  return obj[i]
end
local last, sum = nil, 0
for i = 1, 12 do
  local ok, v = pcall(step, i)
  if ok then sum = sum + v else fails = fails + 1; last = v end
end
print(sum, fails, last)
print(reads, writes)
print(rawget(obj, 1), rawget(obj, 4), rawget(obj, 9))
