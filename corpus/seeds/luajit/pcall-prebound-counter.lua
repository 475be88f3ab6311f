-- pcall of a pre-made function that is inlined into the loop trace and throws on a side exit.
local ups, calls = 0, 0
local tab = { hits = 0, miss = 0 }
local function work(i, t)
  calls = calls + 1
  ups = ups + i
  t.hits = t.hits + 1
  local v = t[i].x
  t.miss = t.miss + 1
  return v
end
for i = 1, 9 do tab[i] = { x = i } end
local ok_n, err_n, sum = 0, 0, 0
for i = 1, 18 do
  local ok, v = pcall(work, i, tab)
  if ok then ok_n = ok_n + 1; sum = sum + v
  else err_n = err_n + 1; if i == 18 then print(v) end end
end
print(ok_n, err_n, sum)
print(calls, ups, tab.hits, tab.miss)
