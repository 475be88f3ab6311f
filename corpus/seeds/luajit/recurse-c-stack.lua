-- Recursion through gsub callbacks (C frames on the host stack) a few dozen deep, with an error at the bottom.
local depth, peak = 0, 0
local limit, fail = 0, false
local nest
local function cb(c)
  depth = depth + 1
  if depth > peak then peak = depth end
  local r
  if depth < limit then r = nest(c) else
    if fail then error("bottom at " .. depth, 0) end
    r = c .. depth
  end
  depth = depth - 1
  return r
end
function nest(s) return (string.gsub(s, "^.", cb)) end
for i = 1, 6 do
  limit = i * 5
  print(i, nest("x"), depth, peak)
end
fail = true
for i = 1, 3 do
  depth, limit = 0, i * 12
  print(pcall(nest, "y"))
end
depth, fail, limit = 0, false, 4
print(nest("z"), depth, peak)
