-- Errors that come out of coroutine.wrap functions inside a hot loop under pcall.
local made, ok_n, err_n = 0, 0, 0
local upsum = 0
local function body(i)
  made = made + 1
  local x = coroutine.yield(i)
  if i % 3 == 0 then error("wrap " .. i, 0) end
  if i % 5 == 0 then x = x.y.z end
  return x
end
local function drive(i)
  local g = coroutine.wrap(body)
  upsum = upsum + g(i)
  local v = g(i * 10)
  upsum = upsum + v
  return v
end
local seen = {}
for i = 1, 16 do
  local ok, v = pcall(drive, i)
  if ok then ok_n = ok_n + 1 else err_n = err_n + 1; seen[#seen + 1] = v end
end
print(made, ok_n, err_n, upsum)
for i = 1, #seen do print(i, seen[i]) end
