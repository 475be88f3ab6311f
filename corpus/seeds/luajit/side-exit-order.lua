-- A loop whose guards fail in a different order in each pass, so side traces start from many exits.
local obj = { kind = "a", n = 0, list = { 1, 2, 3 } }
local log = ""
local function pass(p)
  local s = 0
  for i = 1, 14 do
    local v = obj.list[i % 3 + 1]
    if obj.kind == "a" then s = s + v elseif obj.kind == "b" then s = s - v else s = s .. "" + 0 end
    if i == 4 * p then obj.kind = p % 2 == 0 and "a" or "b" end
    if i == 3 * p then obj.list[2] = obj.list[2] + 0.5 end
    if i == 11 - p then obj.n = obj.n + 1; obj["new" .. p] = i end
    if p == 4 and i == 6 then obj.list = setmetatable({}, { __index = function(_, k) return k * 10 end }) end
  end
  return s
end
for p = 1, 6 do
  local s = pass(p)
  log = log .. obj.kind
  print(p, s, obj.n)
end
print(log, obj.new1, obj.new6)
