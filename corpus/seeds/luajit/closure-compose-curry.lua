-- Higher-order functions: map, filter, fold, compose and curry with polymorphic calls in hot loops.
local function map(t, f) local r = {} for i = 1, #t do r[i] = f(t[i]) end return r end
local function filter(t, p) local r = {} for i = 1, #t do if p(t[i]) then r[#r + 1] = t[i] end end return r end
local function fold(t, f, z) for i = 1, #t do z = f(z, t[i]) end return z end
local function compose(f, g) return function(x) return f(g(x)) end end
local function curry(f, a) return function(b) return f(a, b) end end
local function add(a, b) return a + b end
local function mul(a, b) return a * b end
local xs = {}
for i = 1, 12 do xs[i] = i end
print(table.concat(map(xs, curry(mul, 3)), " "))
print(fold(map(xs, compose(curry(add, 1), curry(mul, 2))), add, 0))
local f = curry(add, 0)
for i = 1, 6 do f = compose(f, curry(add, i)) end
print(f(100))
print(#filter(xs, function(x) return x % 3 == 0 end))
print(fold(map(xs, tostring), function(a, b) return a .. b end, ""))
print(fold(xs, math.max, 0), fold(xs, math.min, 99))
