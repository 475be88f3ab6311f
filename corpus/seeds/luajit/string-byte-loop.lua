-- string.byte, string.char and string.sub in loops: a Caesar shift, a checksum, a run-length coder.
local function shift(s, k)
  local out = {}
  for i = 1, #s do
    local b = s:byte(i)
    if b >= 97 and b <= 122 then b = (b - 97 + k) % 26 + 97 end
    out[i] = string.char(b)
  end
  return table.concat(out)
end
local enc = shift("hello world", 7)
print(enc, shift(enc, 19))
local function rle(s)
  local r, i = "", 1
  while i <= #s do
    local c, j = s:sub(i, i), i
    while s:sub(j + 1, j + 1) == c do j = j + 1 end
    r = r .. (j - i + 1) .. c
    i = j + 1
  end
  return r
end
print(rle("aaabccddddd"), rle("xyz"), rle(""))
local h = 5381
for i = 1, 20 do h = (h * 33 + ("checksum me please"):byte((i - 1) % 18 + 1)) % 4294967296 end
print(h)
print(("abc"):byte(1, -1), ("abc"):byte(9))
print(pcall(string.char, 300))
