-- A custom iterator that throws in the middle of a hot for-in loop, caught outside, repeatedly.
local pulls, steps = 0, 0
local function iter(limit, i)
  pulls = pulls + 1
  i = i + 1
  if i > limit then return nil end
  if i == 7 then error("iterator broke at " .. limit, 0) end
  return i, i * i
end
local function run(limit)
  local s = 0
  for i, sq in iter, limit, 0 do
    steps = steps + 1
    s = s + sq
  end
  return s
end
local sums, errs = {}, {}
for l = 1, 10 do
  local ok, r = pcall(run, l)
  if ok then sums[#sums + 1] = r else errs[#errs + 1] = r end
end
print(table.concat(sums, " "))
print(table.concat(errs, "; "))
print(pulls, steps)
