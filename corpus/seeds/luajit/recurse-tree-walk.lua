-- A binary tree built and walked recursively: recursion with two call sites and many nil leaves.
local function build(lo, hi)
  if lo > hi then return nil end
  local mid = math.floor((lo + hi) / 2)
  return { v = mid, l = build(lo, mid - 1), r = build(mid + 1, hi) }
end
local tree = build(1, 31)
local function sum(n) if not n then return 0 end return sum(n.l) + n.v + sum(n.r) end
local function height(n)
  if not n then return 0 end
  local a, b = height(n.l), height(n.r)
  return (a > b and a or b) + 1
end
local function find(n, k)
  if not n then return "none" end
  if n.v == k then return "at " .. k end
  if k < n.v then return find(n.l, k) end
  return find(n.r, k)
end
local order = {}
local function walk(n) if n then walk(n.l) order[#order + 1] = n.v walk(n.r) end end
walk(tree)
print(sum(tree), height(tree))
print(find(tree, 17), find(tree, 40))
print(table.concat(order, ","))
