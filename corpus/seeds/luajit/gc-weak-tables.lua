-- Weak keys, weak values and ephemeron-like entries, filled in a hot loop and cleared by explicit collection.
local wv = setmetatable({}, { __mode = "v" })
local wk = setmetatable({}, { __mode = "k" })
local strong = {}
local function fill(n)
  for i = 1, n do
    local o = { id = i }
    wv[i] = o
    wk[o] = "info" .. i
    if i % 5 == 0 then strong[#strong + 1] = o end
  end
end
fill(20)
collectgarbage()
local function survey()
  local n, sum, m = 0, 0, 0
  for i = 1, 20 do if wv[i] then n = n + 1; sum = sum + wv[i].id end end
  for o, s in pairs(wk) do m = m + #s + o.id end
  return n, sum, m
end
print(survey())
strong[2] = nil
collectgarbage()
print(wv[5] ~= nil, wv[10], wv[15].id)
wv.str, wv.num = "strings stay", 12
collectgarbage()
print(wv.str, wv.num)
