-- pcall and error with many values, select over pcall results, and pcall of builtins in a hot loop.
local function multi(n) if n > 4 then error("n=" .. n, 0) end return unpack({ 1, 2, 3, 4 }, 1, n) end
local counts, msgs = 0, {}
for i = 1, 12 do
  counts = counts * 2 % 1000 + select("#", pcall(multi, i % 7))
  local ok, e = pcall(multi, i)
  if not ok and #msgs < 3 then msgs[#msgs + 1] = e end
end
print(counts, table.concat(msgs, " "))
print(pcall(multi, 3))
local okn, errn = 0, 0
local list = { tostring, tonumber, type, next, ipairs, unpack, setmetatable, string.len }
for i = 1, 24 do
  local ok = pcall(list[i % #list + 1], i % 3 == 0 and {} or "7")
  if ok then okn = okn + 1 else errn = errn + 1 end
end
print(okn, errn)
print(pcall(pcall))
print(pcall(pcall, error, "e"))
print(select("#", pcall(pcall, error)))
