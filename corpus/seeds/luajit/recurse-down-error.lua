-- An error thrown at the bottom of a deep hot recursion, caught at the top and half-way.
local enter, leave, halfway = 0, 0, 0
local function dive(n, fail)
  enter = enter + 1
  if n == 0 then
    if fail then error("bottom", 0) end
    return 0
  end
  local r
  if n % 8 == 0 then
    local ok, e = pcall(dive, n - 1, fail)
    if not ok then halfway = halfway + 1 end
    r = ok and e or -100
  else
    r = dive(n - 1, fail)
  end
  leave = leave + 1
  return r + 1
end
for i = 1, 10 do
  print(i, pcall(dive, i * 2, i % 3 == 0))
end
print(enter, leave, halfway)
print(pcall(dive, 31, true))
print(enter, leave, halfway)
