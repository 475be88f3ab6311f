-- Returns through many frames whose result type changes half-way (integer, double, string, table).
local frames = 0
local function back(n, kind)
  frames = frames + 1
  if n == 0 then
    if kind == 1 then return 0 elseif kind == 2 then return 0.5
    elseif kind == 3 then return "s" else return { 1 } end
  end
  local r = back(n - 1, kind)
  if n == 7 then return kind == 3 and 7 or "seven" end
  if type(r) == "number" then return r + n end
  if type(r) == "string" then return r end
  r[#r + 1] = n
  return r
end
for kind = 1, 4 do
  for n = 2, 12, 5 do
    local r = back(n, kind)
    print(kind, n, type(r) == "table" and table.concat(r, " ") or r, frames)
  end
end
