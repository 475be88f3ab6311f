-- Inner loops with varying trip counts: hot exits of the inner trace link into the outer loop.
local out = {}
local visits = 0
for i = 1, 12 do
  local s = 0
  local lim = (i * 7) % 5
  for j = 1, lim do
    visits = visits + 1
    s = s + j
    if s > 6 then s = s - i end
  end
  out[#out + 1] = s
end
print(visits)
print(table.concat(out, " "))
local k, depth = 0, 0
while k < 20 do
  k = k + 1
  local j = k
  while j > 1 and j % 2 == 0 do
    j = j / 2
    depth = depth + 1
  end
end
print(k, depth)
