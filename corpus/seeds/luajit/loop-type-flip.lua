-- A loop variable that changes type (int, double, string, nil) so guards fail and side traces grow.
local mixed = { 1, 2, 3, 4.5, 5, "6", 7, "8.5", 9, 10.25, "0x10", 12 }
local sum, strs, dbl = 0, 0, 0
for i = 1, #mixed do
  local v = mixed[i]
  if type(v) == "string" then strs = strs + 1 end
  local n = v + 0
  if n ~= math.floor(n) then dbl = dbl + 1 end
  sum = sum + n
end
print(sum, strs, dbl)
local acc
for i = 1, 20 do
  if acc == nil then acc = i
  elseif i % 5 == 0 then acc = acc .. ":"
  elseif type(acc) == "string" then acc = #acc
  else acc = acc + i end
end
print(acc, type(acc))
local flag = false
local flips = 0
for i = 1, 24 do
  if flag then flips = flips + 1 end
  flag = (i % 4 == 0) or nil
end
print(flips, flag)
