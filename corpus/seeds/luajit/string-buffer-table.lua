-- A string buffer: pieces in a table, joined by table.concat, with errors for bad pieces.
local buf, n = {}, 0
local function put(...)
  for i = 1, select("#", ...) do
    n = n + 1
    buf[n] = (select(i, ...))
  end
end
for i = 1, 15 do put(i, ",", i % 2 == 0 and "even" or "odd", ";") end
local s = table.concat(buf)
print(n, #s)
print(table.concat(buf, "", 1, 8), table.concat(buf, "|", n - 3))
print(table.concat({}, "x"), table.concat({ 1, 2.5, "z" }, ", "))
buf[5] = {}
local bad = 0
for i = 1, 6 do
  local ok, e = pcall(table.concat, buf, "", i)
  if not ok then bad = bad + 1; buf.err = e end
end
print(bad, buf.err)
print(#table.concat(buf, "", 6))
