-- A recursive function with pcall at each level, its counters in upvalues, called from a hot loop.
local down, up, caught = 0, 0, 0
local path = {}
local function rec(n, fail)
  down = down + 1
  path[#path + 1] = n
  if n == fail then error(n) end
  if n > 0 then
    local ok, e = pcall(rec, n - 1, fail)
    if not ok then caught = caught + 1 end
  end
  up = up + 1
  path[#path] = nil
end
for i = 1, 12 do
  rec(i % 6 + 1, i % 4)
  if i % 3 == 0 then print(i, down, up, caught, #path) end
end
print(down - up == caught, #path == caught)
print(table.concat(path))
