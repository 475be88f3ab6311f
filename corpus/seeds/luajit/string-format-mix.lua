-- string.format with every common conversion in a hot loop, plus its errors.
local total = 0
local last
for i = 1, 16 do
  local v = (i - 8) * 1234.5
  last = string.format("%d %5.2f %g %x %s %q %c %-4d|%04d %%", i, v, v, i * 17, "s" .. i, "q\n" .. i, 64 + i, i, i)
  total = total + #last
end
print(total)
print(last)
print(string.format("%e %E %G %a", 12345.678, 0.00012, 1e20, 0.5))
print(string.format("%10s|%-10s|%.2s", "right", "left", "cut"))
print(string.format("%i %u %o %X", 42, 42, 8, 255))
print(pcall(string.format, "%d", "x"))
print(pcall(string.format, "%s"))
print(pcall(string.format, "%y", 1))
