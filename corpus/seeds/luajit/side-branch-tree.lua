-- A branchy loop body: every arm becomes a side trace, several levels deep.
local counts = { 0, 0, 0, 0, 0, 0 }
local last = ""
for i = 1, 60 do
  local k
  if i % 2 == 0 then
    if i % 3 == 0 then k = 1 else k = 2 end
  elseif i % 5 == 0 then
    if i % 3 == 0 then k = 3 else k = 4 end
  else
    k = (i % 7 == 0) and 5 or 6
  end
  counts[k] = counts[k] + 1
  if i % 20 == 0 then last = last .. k end
end
print(table.concat(counts, ","))
print(last)
local total = 0
for i, c in ipairs(counts) do total = total + i * c end
print(total)
