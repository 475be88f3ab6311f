-- Concat chains of different lengths and types in hot loops, growing a string across iterations.
local s, nums = "", ""
for i = 1, 25 do
  s = s .. "<" .. i .. ":" .. i * 0.5 .. ">"
  if i % 8 == 0 then nums = nums .. #s .. " " end
end
print(#s, s:sub(1, 20), s:sub(-12))
print(nums)
local rev = ""
for c in ("stressed"):gmatch(".") do rev = c .. rev end
print(rev)
local a, b = "a", "b"
for i = 1, 7 do a, b = b, a .. b end
print(a, b)
print(pcall(function() return "x" .. {} end))
