-- Coroutine creation and stack growth inside pcall in a hot loop, with counters kept on both sides of the switch.
local started, finished, caught = 0, 0, 0
local vals = { sum = 0 }
local function deep(n) if n == 0 then return coroutine.yield("bottom") end return (deep(n - 1)) + 1 end
local function body(n)
  started = started + 1
  local r = deep(n)
  finished = finished + 1
  return r
end
local function drive(i)
  local co = coroutine.create(body)
  local ok, v = coroutine.resume(co, i * 2)
  if not ok then error(v, 0) end
  ok, v = coroutine.resume(co, i)
  if not ok then error(v, 0) end
  vals.sum = vals.sum + v
  return v
end
local n, good = 0, 0
for i = 1, 14 do
  n = n + 1
  local ok, v = pcall(drive, i)
  if ok then good = good + 1 else caught = caught + 1 end
end
print(n, good + caught == n)
print(started >= finished, finished == good)
print(vals.sum, started, finished, caught)
