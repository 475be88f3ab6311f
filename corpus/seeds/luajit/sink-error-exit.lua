-- Sunk allocations alive when an error is thrown from the trace, one of them being the error object itself.
local made, escaped = 0, {}
local tally = { ok = 0, err = 0 }
local function work(i)
  local pos = { x = i, y = i * 0.5 }
  local err = { code = i, at = pos }
  made = made + 1
  if pos.y == 4.5 or pos.x == 14 then error(err) end
  if i % 11 == 0 then local z = err.missing.field end
  return pos.x + err.at.y
end
local sum = 0
for i = 1, 24 do
  local ok, v = pcall(work, i)
  if ok then sum = sum + v; tally.ok = tally.ok + 1
  else
    tally.err = tally.err + 1
    escaped[#escaped + 1] = type(v) == "table" and v.code .. "@" .. v.at.x .. "," .. v.at.y or v
  end
end
print(made, sum, tally.ok, tally.err)
for i, s in ipairs(escaped) do print(i, s) end
