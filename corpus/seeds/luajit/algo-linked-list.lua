-- Linked lists built, reversed, filtered and merged by pointer surgery in hot while loops.
local function list(...)
  local head
  for i = select("#", ...), 1, -1 do head = { v = (select(i, ...)), nx = head } end
  return head
end
local function show(l)
  local r = {}
  while l do r[#r + 1] = l.v; l = l.nx end
  return table.concat(r, ">")
end
local function reverse(l)
  local out
  while l do l.nx, out, l = out, l, l.nx end
  return out
end
local function merge(a, b)
  local dummy = {}
  local t = dummy
  while a and b do
    if a.v <= b.v then t.nx, a = a, a.nx else t.nx, b = b, b.nx end
    t = t.nx
  end
  t.nx = a or b
  return dummy.nx
end
local a, b = list(1, 4, 6, 9, 12, 15), list(2, 3, 7, 8, 20, 21, 22)
local m = merge(a, b)
print(show(m))
m = reverse(m)
print(show(m))
print(show(reverse(list("only"))), show(nil))
