-- Coroutines that resume coroutines several levels deep, values and an error passed up the chain.
local created, peak = 0, 0
local function level(n)
  created = created + 1
  if n > peak then peak = n end
  if n == 0 then
    coroutine.yield("leaf")
    error("leaf error", 0)
  end
  local co = coroutine.create(level)
  local ok, v = coroutine.resume(co, n - 1)
  coroutine.yield(v .. n)
  ok, v = coroutine.resume(co)
  if not ok then error(v .. "<" .. n, 0) end
  return v
end
for d = 0, 7 do
  local co = coroutine.create(level)
  local _, first = coroutine.resume(co, d)
  local ok, second = coroutine.resume(co)
  print(d, first, ok, second)
end
print(created, peak)
