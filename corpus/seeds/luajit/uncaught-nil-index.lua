-- Ends with an uncaught nil index in a hot inner loop, after a caught one at the same place.
local rows = {}
for i = 1, 12 do if i ~= 9 then rows[i] = { i, i + 1 } end end
local function total(n)
  local s = 0
  for i = 1, n do
    local r = rows[i]
    s = s + r[1] * r[2]
  end
  return s
end
for i = 5, 8 do print(i, total(i)) end
print(pcall(total, 9))
for i = 8, 6, -1 do print(i, total(i)) end
print(total(12))
print("not reached")
