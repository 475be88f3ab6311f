-- A long elseif chain and deeply nested expressions generated as source and compiled at run time.
local src = { "local n = ... local r if n == 0 then r = 'zero'" }
for i = 1, 40 do src[#src + 1] = "elseif n == " .. i .. " then r = 'n' .. " .. i * i end
src[#src + 1] = "else r = 'big' end return r"
local f = assert(loadstring(table.concat(src, "\n"), "=ifs"))
local len = 0
for i = 0, 44 do len = len + #f(i) end
print(len, f(0), f(7), f(40), f(41))
local expr = "n"
for i = 1, 30 do expr = "(" .. expr .. " + " .. i .. ") % 1009" end
local g = assert(loadstring("local n = ... return " .. expr, "=expr"))
local s = 0
for i = 1, 20 do s = s + g(i * 13) end
print(s)
local deep = ("("):rep(250) .. "1" .. (")"):rep(250)
local h, e = loadstring("return " .. deep, "=deep")
print(h, e)
