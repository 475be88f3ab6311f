-- Ends with an uncaught error whose value is a table with __tostring, thrown from a coroutine in a loop.
local E = { __tostring = function(e) return "E[" .. e.code .. "]" end }
local made = 0
local function gen(limit)
  return coroutine.wrap(function()
    for i = 1, 20 do
      made = made + 1
      if i > limit then error(setmetatable({ code = i }, E)) end
      coroutine.yield(i)
    end
  end)
end
for lim = 3, 5 do
  local g = gen(lim)
  local ok, e
  repeat ok, e = pcall(g) until not ok
  print(lim, tostring(e), made)
end
local s = 0
for v in gen(7) do
  s = s + v
  print(v, s)
end
