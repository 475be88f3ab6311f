-- coroutine.resume called from a hot loop: a stitch around a switch of Lua stacks.
local yields = 0
local co = coroutine.create(function(a)
  local s = a
  while true do
    yields = yields + 1
    local b = coroutine.yield(s)
    s = s + b
  end
end)
local last = 0
for i = 1, 20 do
  local ok, v = coroutine.resume(co, i)
  if not ok then print("failed", v) break end
  last = v
end
print(last, yields, coroutine.status(co))
local gen = coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i, i * i) end end)
local sx, sy = 0, 0
for i = 1, 15 do
  local x, y = gen()
  sx, sy = sx + x, sy + y
end
print(sx, sy)
print(yields)
