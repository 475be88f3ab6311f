-- Runaway recursion with very large frames until 'stack overflow', caught; then normal work goes on.
local names = {}
for i = 1, 150 do names[i] = "a" .. i end
local src = "local depth = 0 local function f(n) depth = depth + 1 local " .. table.concat(names, ",") ..
  " = n return f(n + 1) + 1 end return f, function() return depth end"
local f, depth = assert(loadstring(src, "=deep"))()
local ok, e = pcall(f, 1)
print(ok, (tostring(e):match("stack overflow")))
print(depth() > 100)
local s = 0
for i = 1, 30 do s = s + i end
print(s)
local ok2, e2 = xpcall(function() return f(1) end, function(m) return (tostring(m):match("overflow")) end)
print(ok2, e2)
local function sane(n) if n == 0 then return 0 end return 1 + sane(n - 1) end
print(sane(50))
