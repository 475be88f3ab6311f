-- Ends with an uncaught error at the bottom of hot recursion, after returning through it several times.
local depth, peak = 0, 0
local data = { 5, 4, 3, 2, 1 }
local function down(n)
  depth = depth + 1
  if depth > peak then peak = depth end
  local r
  if n == 0 then r = data[depth % 7 + 1] * 2 else r = down(n - 1) + 1 end
  depth = depth - 1
  return r
end
for i = 0, 26 do
  if i % 7 ~= 4 and i % 7 ~= 5 or i > 20 then print(i, down(i), peak) end
end
print("not reached")
