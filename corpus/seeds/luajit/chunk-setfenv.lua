-- setfenv on functions and chunks: globals resolved in different environments from hot loops.
local function count() x = (x or 0) + 1; return x end
local envs, seen = {}, {}
for i = 1, 3 do envs[i] = { x = i * 100 } end
for i = 1, 18 do
  setfenv(count, envs[i % 3 + 1])
  seen[i % 3 + 1] = count()
end
print(seen[1], seen[2], seen[3], x)
local chunk = loadstring("local s = 0 for i = 1, 15 do s = s + step y = i end return s + y", "=env")
for step = 1, 3 do
  local e = { step = step }
  print(setfenv(chunk, e)(), e.y, y)
end
local sandbox = setmetatable({}, { __index = function(_, k) error("no global " .. k, 2) end })
print(pcall(setfenv(function() return secret end, sandbox)))
print(getfenv(count) == envs[1], getfenv(print) == getfenv(1))
