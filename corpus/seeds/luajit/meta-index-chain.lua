-- __index chains of tables and functions, four levels deep, in a hot loop.
local misses = 0
local base = setmetatable({ kind = "base", one = 1 }, { __index = function(t, k)
  misses = misses + 1
  return "?" .. k
end })
local mid = setmetatable({ two = 2 }, { __index = base })
local low = setmetatable({ three = 3 }, { __index = mid })
local obj = setmetatable({ four = 4 }, { __index = low })
local s = 0
for i = 1, 20 do
  s = s + obj.one + obj.two * 10 + obj.three * 100 + obj.four
  if i % 5 == 0 then s = s + #obj.nothing end
end
print(s, misses, obj.kind)
mid.one = 50
print(obj.one, obj.zip)
base.nothing = "now"
local t = 0
for i = 1, 10 do t = t + #obj.nothing end
print(t, misses)
print(rawget(obj, "one"), rawget(mid, "one"))
