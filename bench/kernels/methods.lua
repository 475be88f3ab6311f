-- Method calls, static calls, fields, inheritance through metatables: methods.php.
local bit = require("bit")
local Counter = { calls = 0 }
Counter.__index = Counter

function Counter:add(by)
    self.n = self.n + by
    return self
end

function Counter:value()
    return self.n
end

function Counter.twice(x)
    Counter.calls = Counter.calls + 1
    return x + x
end

local Doubling = setmetatable({}, { __index = Counter })
Doubling.__index = Doubling

function Doubling:add(by)
    return Counter.add(self, Doubling.twice(by))
end

local c = setmetatable({ n = 0 }, Doubling)
for i = 0, 4000000 - 1 do
    c:add(bit.band(i, 3))
    if c:value() < 0 then
        print("never")
    end
end
print(string.format("%d %d", c:value(), Counter.calls))
