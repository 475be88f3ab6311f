-- Coroutines that die from errors: runtime error, table error, error through wrap, resume of the dead.
local dead, alive = 0, 0
local function worker(n)
  for i = 1, n do
    coroutine.yield(i)
    if i == 3 then local q; q = q.x end
    if i == 5 then error({ n = n }) end
  end
  return "fin"
end
for n = 1, 6 do
  local co = coroutine.create(worker)
  local steps, ok, v = 0
  repeat
    ok, v = coroutine.resume(co, n)
    steps = steps + 1
  until not ok or coroutine.status(co) == "dead"
  if ok then alive = alive + 1 else dead = dead + 1 end
  print(n, steps, ok, v)
end
print(dead, alive)
local w = coroutine.wrap(function() error("through wrap", 0) end)
print(pcall(w))
print(pcall(w))
local c = coroutine.create(print)
print(coroutine.resume(c, "x"), coroutine.status(c))
print(coroutine.resume(c))
