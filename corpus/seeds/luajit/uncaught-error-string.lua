-- Ends with an uncaught error() with position, thrown from a compiled loop after output.
local n = 0
local function check(i)
  n = n + i
  if i == 18 then error("limit reached at " .. n) end
  return n
end
for i = 1, 30 do
  local v = check(i)
  if i % 3 == 0 then print(i, v) end
end
print("not reached")
