-- table functions on bad arguments in a hot loop under pcall; the tables must stay usable.
local t = { 1, 2, 3 }
local errs, okc = 0, 0
local calls = {
  function() table.insert(t, 99, 1) end,
  function() table.insert(nil, 1) end,
  function() table.insert(t, 2, 7) end,
  function() return table.concat(t, {}) end,
  function() table.remove(t, 2) end,
  function() table.sort(t, 5) end,
  function() return #nil end,
}
local msg = {}
for i = 1, 21 do
  local ok, e = pcall(calls[i % 7 + 1])
  if ok then okc = okc + 1 else errs = errs + 1; msg[i % 7] = e end
end
print(okc, errs)
for i = 0, 6 do print(i, msg[i]) end
print(#t, t[1], t[2], t[3])
