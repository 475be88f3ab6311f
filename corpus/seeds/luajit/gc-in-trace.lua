-- collectgarbage called from within hot loops that hold fresh objects in locals, tables and upvalues.
local up = { 0 }
local chain
local total = 0
for i = 1, 8 do
  local t = { i, { i + 1 } }
  local s = "str" .. i .. "x"
  up = { up[1] + i }
  chain = { s = s, prev = chain }
  collectgarbage()
  total = total + t[1] + t[2][1] + #s
end
print(total, up[1])
local n, c = 0, chain
while c do n = n + 1; if c.prev == nil then print(c.s) end c = c.prev end
print(n)
local co = coroutine.wrap(function()
  for i = 1, 5 do
    local keep = { "co" .. i }
    collectgarbage()
    coroutine.yield(keep[1])
  end
end)
local out = {}
for i = 1, 5 do out[i] = co() collectgarbage() end
print(table.concat(out, " "))
