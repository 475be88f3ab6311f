-- A metatable changed in the middle of a hot loop: guards on the metatable and on __index must notice.
local A = { __index = { tag = 1 } }
local B = { __index = function(_, k) return k == "tag" and 100 or nil end }
local o = setmetatable({}, A)
local sum, flips = 0, 0
for i = 1, 30 do
  if i % 10 == 0 then
    setmetatable(o, flips % 2 == 0 and B or A)
    flips = flips + 1
  end
  sum = sum + o.tag
end
print(sum, flips)
A.__index.tag = 7
setmetatable(o, A)
for i = 1, 5 do sum = sum + o.tag end
print(sum)
rawset(o, "tag", 1000)
print(o.tag, getmetatable(o) == A)
setmetatable(o, { __metatable = "locked" })
print(getmetatable(o), pcall(setmetatable, o, nil))
