-- A list of integers: filled, read and written by index: sieve.php.
local function sieve(n)
    local flags = {}
    for i = 0, n do
        flags[i] = 1
    end
    local count = 0
    for i = 2, n do
        if flags[i] ~= 0 then
            for k = i + i, n, i do
                flags[k] = 0
            end
            count = count + 1
        end
    end
    return count
end
local c
for _ = 1, 100 do
    c = sieve(100000)
end
print(string.format("%d", c))
