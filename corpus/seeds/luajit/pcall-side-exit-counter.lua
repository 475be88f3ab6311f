-- Counters bumped before, between and after two pcalls in one iteration, with failures on different periods.
local before, between, after = 0, 0, 0
local rec = { a = 0, b = 0 }
local names = { [-1] = "x", [0] = "y" }
local function first(i) rec.a = rec.a + 1; if i % 6 == 0 then error(rec) end; rec.a = rec.a + 10 end
local function second(i)
  rec.b = rec.b + 1
  local s = names[i - 2] .. "!"
  rec.b = rec.b + 10
  return s
end
local e1, e2, last = 0, 0, nil
for i = 1, 22 do
  before = before + 1
  if i % 7 ~= 0 then names[i] = "n" .. i end
  local ok, e = pcall(first, i)
  if not ok then e1 = e1 + 1; if e ~= rec then print("wrong object") end end
  between = between + i
  local ok2, s = pcall(second, i)
  if ok2 then last = s else e2 = e2 + 1 end
  after = after + before
end
print(before, between, after)
print(e1, e2, last)
print(rec.a, rec.b)
