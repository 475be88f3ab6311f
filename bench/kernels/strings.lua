-- Strings that grow, interpolation, built-ins on strings: strings.php. A string of Lua's can't be appended to in
-- place: LuaJIT's string buffer takes that part.
local buffer = require("string.buffer")
local function build(n)
    local s = buffer.new()
    local sum = 0
    for i = 0, n - 1 do
        s:put("item ", i, ", ")
        local t = "key" .. i % 100 .. ":" .. i
        sum = sum + #t + t:find(":", 1, true) - 1
        if i % 1000 == 0 then
            sum = sum + #s:tostring():sub(-50):upper()
        end
    end
    return sum + #s
end
local r
for _ = 1, 10 do
    r = build(200000)
end
print(string.format("%d", r))
