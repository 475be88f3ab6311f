-- A coroutine whose hot loop pcalls a step that yields and sometimes throws; counters on both sides.
local yields, throws, outer = 0, 0, 0
local box = { sum = 0 }
local function step(i)
  box.sum = box.sum + i
  yields = yields + 1
  local back = coroutine.yield(i)
  if back % 5 == 0 then error({ back = back }) end
  return back
end
local co = coroutine.create(function()
  local good = 0
  for i = 1, 18 do
    local ok, v = pcall(step, i)
    if ok then good = good + v else throws = throws + 1; box.last = v.back end
  end
  return "good", good
end)
local ok, a, b = coroutine.resume(co)
while coroutine.status(co) ~= "dead" do
  outer = outer + a
  ok, a, b = coroutine.resume(co, a + 2)
end
print(ok, a, b)
print(yields, throws, outer)
print(box.sum, box.last)
