-- table.sort stitched in a loop whose comparator raises a runtime error part-way; the array is still used after.
local rounds, compares = 0, 0
local arr = {}
local function lt(a, b)
  compares = compares + 1
  if compares % 17 == 0 then return a.key < b.key end
  return a < b
end
local function work(limit)
  local done = 0
  for i = 1, limit do
    rounds = rounds + 1
    for j = 1, 5 do arr[j] = (j * 3 + i) % 7 end
    table.sort(arr, lt)
    done = done + 1
  end
  return done
end
for i = 1, 4 do
  local ok, e = pcall(work, 5)
  print(ok, e)
end
local s = 0
for i = 1, #arr do s = s + arr[i] end
print(#arr, s, rounds > 0, compares > 0)
