-- __call, __concat and __len (on a userdata proxy) metamethods in hot loops.
local made = 0
local Str = {}
Str.__index = Str
Str.__concat = function(a, b)
  made = made + 1
  local l = type(a) == "table" and a.s or tostring(a)
  local r = type(b) == "table" and b.s or tostring(b)
  return setmetatable({ s = l .. r }, Str)
end
Str.__call = function(self, i, j) return self.s:sub(i, j) end
local s = setmetatable({ s = "" }, Str)
for i = 1, 15 do s = s .. i % 10 .. "," end
print(s.s, made)
print(s(1, 5), s(-4))
local cut = 0
for i = 1, 12 do cut = cut + #s(i, i + 1) end
print(cut)
local u = newproxy(true)
getmetatable(u).__len = function() return 77 end
getmetatable(u).__index = function(_, k) return k .. "!" end
local l = 0
for i = 1, 10 do l = l + #u end
print(l, u.hey)
print(pcall(function() return ("x")() end))
