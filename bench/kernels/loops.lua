-- Nested loops over integers in a function's variables: loops.php.
local bit = require("bit")
local function loops(n)
    local x = 0
    for a = 0, n - 1 do
        for b = 0, n - 1 do
            for c = 0, n - 1 do
                for d = 0, n - 1 do
                    x = x + bit.bxor(a, b) + c - d
                end
            end
        end
    end
    return x
end
print(string.format("%d", loops(80)))
