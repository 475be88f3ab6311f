-- Callbacks: map, filter and reduce with closures: closures.php. Lua has no such built-ins: they are written here.
local function range(from, to)
    local r = {}
    for i = from, to do
        r[#r + 1] = i
    end
    return r
end

local function map(f, a)
    local r = {}
    for i = 1, #a do
        r[i] = f(a[i])
    end
    return r
end

local function filter(a, f)
    local r = {}
    for i = 1, #a do
        if f(a[i]) then
            r[#r + 1] = a[i]
        end
    end
    return r
end

local function reduce(a, f, carry)
    for i = 1, #a do
        carry = f(carry, a[i])
    end
    return carry
end

local total = 0
local scale = 3
for _ = 1, 6000 do
    local a = range(1, 500)
    local b = map(function(x)
        return x * scale
    end, a)
    local c = filter(b, function(x)
        return x % 2 == 0
    end)
    total = total + reduce(c, function(carry, x)
        return carry + x
    end, 0)
end
print(string.format("%d", total))
