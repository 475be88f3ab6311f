-- Errors thrown and caught in a loop, through two calls and something that runs in any case: exceptions.php.
local finallies = 0

local function thrower(i)
    if i % 2 == 1 then
        error({ message = "odd" }, 0)
    end
    return i
end

local function middle(i)
    local ok, result = pcall(thrower, i)
    finallies = finallies + 1
    if not ok then
        error(result, 0)
    end
    return result
end

local caught = 0
for i = 0, 1600000 - 1 do
    local ok, e = pcall(middle, i)
    if not ok then
        caught = caught + #e.message
    end
end
print(string.format("%d %d", caught, finallies))
