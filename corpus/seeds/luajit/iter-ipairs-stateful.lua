-- Iterators: ipairs, pairs on arrays, closures, stateless functions and __call objects in hot for-in loops.
local t = {}
for i = 1, 15 do t[i] = i * 3 % 11 end
local a, b, c, d = 0, 0, 0, 0
for i, v in ipairs(t) do a = a + i * v end
for k, v in pairs(t) do b = b + k * v end
local function range(n) local i = 0 return function() i = i + 1 if i <= n then return i end end end
for i in range(12) do c = c + i * i end
local obj = setmetatable({ left = 9 }, { __call = function(self) self.left = self.left - 1; if self.left > 0 then return self.left end end })
for v in obj do d = d * 2 + v end
print(a, b, c, d)
local n = 0
for i, v in ipairs(t) do if v == 0 then break end n = i end
print(n)
t[6] = nil
local m = 0
for i in ipairs(t) do m = i end
print(m)
local steps = 0
for x in (function(_, p) if p < 100 then steps = steps + 1 return p * 2 + 1 end end), nil, 1 do m = x end
print(m, steps)
print(pcall(function() for k in nil do end end))
