-- xpcall in a hot loop; body and handler share upvalues that must agree after every error.
local opened, closed, failures = 0, 0, 0
local stack = {}
local function body(i)
  opened = opened + 1
  stack[#stack + 1] = i
  if i > 5 and i % 3 == 2 then local x = i .. nil end
  if i % 7 == 0 then error({ id = i }) end
  stack[#stack] = nil
  closed = closed + 1
  return i
end
local function handler(e)
  failures = failures + 1
  stack[#stack] = nil
  return type(e)
end
local kinds = ""
for i = 1, 22 do
  local ok, r = xpcall(body, handler, i)
  if not ok then kinds = kinds .. r:sub(1, 1) end
end
print(opened, closed, failures)
print(opened - closed == failures, #stack)
print(kinds)
