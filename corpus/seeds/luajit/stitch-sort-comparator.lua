-- table.sort with a comparator inside a hot loop: stitching, and traces inside the comparator.
local cmps = 0
local function desc(a, b) cmps = cmps + 1; return a > b end
local first, last = 0, 0
local t = {}
for round = 1, 6 do
  for i = 1, 9 do t[i] = (i * 7 + round * 5) % 23 end
  table.sort(t, desc)
  first, last = first + t[1], last + t[9]
end
print(first, last, cmps > 0)
print(table.concat(t, " "))
local recs = {}
for i = 1, 8 do recs[i] = { k = (i * 5) % 8, name = "r" .. i } end
table.sort(recs, function(a, b) return a.k < b.k end)
local names = {}
for i, r in ipairs(recs) do names[i] = r.name end
print(table.concat(names, ","))
table.sort(t)
print(t[1], t[9])
