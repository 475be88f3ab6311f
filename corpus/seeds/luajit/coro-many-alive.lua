-- Many coroutines alive at once, resumed round robin, some ending early.
local cos, order = {}, {}
for id = 1, 12 do
  cos[id] = coroutine.wrap(function()
    local v = id
    for i = 1, id % 5 + 1 do
      v = v * 2 + i
      coroutine.yield(v)
    end
    return nil
  end)
end
local live, total, rounds = 12, 0, 0
local done = {}
while live > 0 do
  rounds = rounds + 1
  for id = 1, 12 do
    if not done[id] then
      local v = cos[id]()
      if v then total = total + v else done[id] = true; live = live - 1; order[#order + 1] = id end
    end
  end
end
print(rounds, total)
print(table.concat(order, " "))
collectgarbage()
print(#cos, live)
