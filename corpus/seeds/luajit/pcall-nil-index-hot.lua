-- 'attempt to index a nil value' raised inside a compiled loop and caught; the loop restarts elsewhere.
local rows = {}
for i = 1, 10 do rows[i] = { v = i } end
local visited = 0
local state = { partial = 0 }
local function total(from, to)
  local s = 0
  for i = from, to do
    visited = visited + 1
    s = s + rows[i].v
    state.partial = s
  end
  return s
end
for to = 7, 13 do
  local ok, r = pcall(total, 1, to)
  print(to, ok, r)
  print(visited, state.partial)
end
rows[11] = { v = 100 }
print(pcall(total, 5, 11))
print(visited, state.partial)
