-- Mutual recursion between two and three functions, with and without tail calls.
local isodd
local function iseven(n) if n == 0 then return true end return isodd(n - 1) end
function isodd(n) if n == 0 then return false end return iseven(n - 1) end
local hits = 0
for i = 0, 20 do if iseven(i) then hits = hits + 1 end end
print(hits, iseven(31), isodd(31))
local a, b, c
function a(n) if n <= 0 then return 1 end return 1 + b(n - 1) end
function b(n) if n <= 0 then return 2 end return 2 * c(n - 1) end
function c(n) if n <= 0 then return 3 end return a(n - 1) - 3 end
local t = {}
for i = 1, 14 do t[i] = a(i) end
print(table.concat(t, " "))
local function hof(n, f) if n == 0 then return 0 end return n - f(n - 1, f) end
print(hof(15, hof), hof(20, hof))
