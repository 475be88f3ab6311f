-- Tail recursion compiled to loops: self tail call, mutual tail calls, tail call of a builtin.
local function count(n, acc) if n == 0 then return acc end return count(n - 1, acc + n) end
print(count(60, 0))
local function state_b() end
local trail = 0
local function state_a(n) trail = trail * 2 % 101 + 1; if n == 0 then return "end a" end return state_b(n - 1) end
function state_b(n) trail = trail + 3; if n == 0 then return "end b" end return state_a(n - 1) end
print(state_a(30), trail)
print(state_a(31), trail)
local function lst(n, ...) if n == 0 then return ... end return lst(n - 1, n, ...) end
print(lst(6))
local function fmt(i) return string.format("<%d>", i) end
local s = ""
for i = 1, 12 do s = s .. fmt(i) end
print(s)
