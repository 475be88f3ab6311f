-- A __gc handler that throws: the error comes out of collectgarbage, later finalizers still run.
local ran, caught = 0, 0
local msgs = {}
local function guard(i)
  local u = newproxy(true)
  getmetatable(u).__gc = function()
    ran = ran + 1
    if i == 3 then error("finalizer " .. i, 0) end
  end
end
local function fill(n) for i = 1, n do guard(i) end end
fill(6)
for pass = 1, 4 do
  local ok, e = pcall(collectgarbage)
  if not ok then caught = caught + 1; msgs[#msgs + 1] = tostring(e) end
end
print(ran, caught)
print(msgs[1])
local s = 0
for i = 1, 20 do s = s + i end
print(s)
fill(1)
print(pcall(collectgarbage), ran)
