-- Errors thrown from a sort comparator in a hot loop: by error(), by comparing nil, and by an invalid order.
local caught, done = 0, 0
local msgs = {}
local function cmp_err(a, b)
  if a == 5 or b == 5 then error({ code = a + b }) end
  return a < b
end
for i = 1, 10 do
  local t = { 4, 2, i, 3, 1 }
  local ok, e = pcall(table.sort, t, cmp_err)
  if ok then done = done + 1 else caught = caught + 1; msgs[#msgs + 1] = type(e) end
end
print(caught, done, msgs[1])
for i = 1, 4 do
  local ok, e = pcall(table.sort, { 1, "x", 2 })
  if not ok then caught = caught + 1 end
  if i == 4 then print(ok, (e:gsub("two .*", ""))) end
end
print(caught)
local ok, e = pcall(table.sort, { 3, 1, 2, 5, 4, 6 }, function() return true end)
print(ok, e)
