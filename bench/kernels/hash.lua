-- Tables with string keys: filled, looked up, counted: hash.php. Lua has no count of a table: it is kept.
local function fill(n)
    local h, count = {}, 0
    for i = 0, n - 1 do
        h["k" .. i] = i
        count = count + 1
    end
    local sum = 0
    for _ = 1, 4 do
        for i = 0, n - 1, 3 do
            local k = "k" .. i
            if h[k] ~= nil then
                sum = sum + h[k]
            end
        end
    end
    for k, v in pairs(h) do
        if v % 2 == 0 then
            h[k] = v + 1
        end
    end
    return sum + count
end
local r
for _ = 1, 20 do
    r = fill(100000)
end
print(string.format("%d", r))
