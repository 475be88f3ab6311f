-- tostring and tonumber round trips in a hot loop: ints, doubles, exponents, hex, bases, junk.
local src = { "10", "0x1F", " 7 ", "1e3", "-2.5e-2", "abc", "", "1 2", "0x", "1e", "077", ".5" }
local good, sum = 0, 0
for pass = 1, 2 do
  for i = 1, #src do
    local n = tonumber(src[i])
    if n then good = good + 1; sum = sum + n end
  end
end
print(good, sum)
local out = {}
for i = 1, 12 do out[i] = tostring((i - 4) * 10 ^ (i - 3)) end
print(table.concat(out, " "))
for i = 1, 10 do local v = i / 3; if tonumber(string.format("%.17g", v)) ~= v then print("lost", i) end end
print(1e15, 1e14 + 0.5, 123456789012345678, 0.1 + 0.2)
print(tonumber("ff", 16), tonumber("zz", 36), tonumber("102", 2), tonumber("777", 8))
print("10" + 5, "0x10" * 2, 10 .. 20)
print(pcall(function() return "ten" + 1 end))
