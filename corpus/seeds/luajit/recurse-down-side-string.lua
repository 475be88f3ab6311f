-- Returns through many frames, building a string in each; the frames return from two different call sites.
local left, right = 0, 0
local function zig(n)
  if n == 0 then return "." end
  local s
  if n % 5 == 0 then
    s = zig(n - 1) .. "L"
    left = left + 1
  else
    s = zig(n - 1) .. "r"
    right = right + 1
  end
  return s
end
for i = 1, 10 do print(zig(i), left, right) end
print(zig(34))
print(left, right)
