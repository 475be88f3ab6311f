-- Ends with an uncaught error from an __index function reached through a chain in a hot loop, after stitched prints.
local lookups = 0
local base = setmetatable({}, { __index = function(_, k)
  lookups = lookups + 1
  if lookups > 14 then error("lookup budget spent on " .. k, 2) end
  return lookups
end })
local obj = setmetatable({ own = 5 }, { __index = base })
local s = 0
for i = 1, 10 do
  s = s + obj.own + obj["k" .. i]
  if i % 2 == 0 then print(i, s, lookups) end
  if i % 3 == 0 then s = s + obj.extra end
end
for i = 11, 20 do
  s = s + obj["k" .. i]
end
print("not reached", s)
