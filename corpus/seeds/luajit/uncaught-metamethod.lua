-- Ends with an uncaught error thrown in an __add metamethod called from a hot loop.
local adds = 0
local mt = {}
mt.__add = function(a, b)
  adds = adds + 1
  if type(b) ~= "number" then error("operand is a " .. type(b), 2) end
  return setmetatable({ v = a.v + b }, mt)
end
local acc = setmetatable({ v = 0 }, mt)
local items = { 1, 2, 3, 4, 5, 6, 7, 8, "9", 10 }
for i = 1, #items - 2 do
  acc = acc + items[i]
  if i % 4 == 0 then print(i, acc.v, adds) end
end
print(pcall(function() return acc + "x" end))
for i = 1, #items do
  acc = acc + items[i]
  if i % 4 == 0 then print(i, acc.v, adds) end
end
