-- A hot recursive function with a rarely taken branch that returns: side exits on the way up and on the way down.
local visits, cut = 0, 0
local limit = 100
local function descend(n, s)
  visits = visits + 1
  if n == limit then cut = cut + 1; return s end
  if n <= 0 then return 0 end
  local r = descend(n - 1, s + n)
  if r > 40 then return r - 40 end
  return r + n
end
for i = 1, 8 do print(i, descend(i, 0), visits, cut) end
limit = 3
for i = 6, 14, 2 do print(i, descend(i, 1), visits, cut) end
limit = -1
print(descend(30, 0), visits, cut)
