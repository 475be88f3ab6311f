-- Class hierarchy with inherited and overridden methods called polymorphically in a hot loop.
local function class(parent)
  local c = {}
  c.__index = c
  return setmetatable(c, { __index = parent, __call = function(k, ...)
    local o = setmetatable({}, k)
    o:init(...)
    return o
  end })
end
local Shape = class()
function Shape:init(n) self.n = n end
function Shape:area() return 0 end
function Shape:describe() return self.n .. "=" .. self:area() end
local Sq = class(Shape)
function Sq:init(a) Shape.init(self, "sq") self.a = a end
function Sq:area() return self.a * self.a end
local Rect = class(Sq)
function Rect:init(a, b) Sq.init(self, a) self.n = "rect" self.b = b end
function Rect:area() return self.a * self.b end
local list = { Sq(2), Rect(2, 3), Shape("none"), Sq(5), Rect(1, 9) }
local total = 0
for i = 1, 25 do total = total + list[i % 5 + 1]:area() end
print(total)
for _, s in ipairs(list) do print(s:describe()) end
print(pcall(list[1].nomethod, list[1]))
