-- Errors caught, wrapped in a new table and thrown again through several pcalls in a loop.
local log = {}
local depth_sum = 0
local function inner(i)
  if i % 2 == 0 then error({ msg = "even", depth = 1 }) end
  if i % 5 == 0 then error("five:" .. i) end
  return i
end
local function middle(i)
  local ok, e = pcall(inner, i)
  if ok then return e end
  if type(e) == "table" then e.depth = e.depth + 1; error(e) end
  error({ msg = e, depth = 10 })
end
for i = 1, 16 do
  local ok, e = pcall(middle, i)
  if ok then log[#log + 1] = e
  else
    depth_sum = depth_sum + e.depth
    if e.depth > 2 then print(i, e.msg) end
  end
end
print(#log, depth_sum)
print(table.concat(log, " "))
