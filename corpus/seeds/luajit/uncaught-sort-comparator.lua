-- Ends with an uncaught error inside a sort comparator, stitched from a hot loop.
local rounds, cmps = 0, 0
local t = {}
local function asc(a, b) cmps = cmps + 1; return a < b end
for r = 1, 12 do
  rounds = rounds + 1
  for i = 1, 6 do t[i] = (i * r) % 7 end
  if r == 6 then t[3] = "three" end
  table.sort(t, asc)
  print(r, t[1], t[6], cmps > rounds)
end
print("not reached")
