-- A sort whose comparison is a closure: usort.php. The product of the generator is made of two, as a number
-- of Lua's holds 53 bits only.
local function numbers(n)
    local a, x = {}, 12345
    for i = 1, n do
        local high = math.floor(x / 65536)
        local low = x - high * 65536
        x = (high * 1103515245 % 32768 * 65536 + low * 1103515245 + 12345) % 2147483648
        a[i] = x
    end
    return a
end
local a
for _ = 1, 6 do
    a = numbers(80000)
    table.sort(a, function(x, y)
        return x < y
    end)
end
print(string.format("%d %d", a[1], a[#a]))
