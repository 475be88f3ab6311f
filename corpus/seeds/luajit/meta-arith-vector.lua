-- Arithmetic metamethods on a vector class: add, sub, mul, div, mod, pow, unm, and mixed operand types.
local V = {}
V.__index = V
local function new(x, y) return setmetatable({ x = x, y = y }, V) end
V.__add = function(a, b) return new(a.x + b.x, a.y + b.y) end
V.__sub = function(a, b) return new(a.x - b.x, a.y - b.y) end
V.__mul = function(a, b)
  if type(a) == "number" then return new(a * b.x, a * b.y) end
  if type(b) == "number" then return new(a.x * b, a.y * b) end
  return a.x * b.x + a.y * b.y
end
V.__div = function(a, k) return new(a.x / k, a.y / k) end
V.__mod = function(a, k) return new(a.x % k, a.y % k) end
V.__pow = function(a, k) return new(a.x ^ k, a.y ^ k) end
V.__unm = function(a) return new(-a.x, -a.y) end
local p, dots = new(1, 2), 0
for i = 1, 16 do
  p = (p + new(i, -i) * 2 - 3 * new(1, 1)) % 50
  dots = dots + p * -p
end
print(p.x, p.y, dots)
local q = (p / 4) ^ 2
print(q.x, q.y)
print(pcall(function() return p + 1 end))
print(pcall(function() return p .. "s" end))
