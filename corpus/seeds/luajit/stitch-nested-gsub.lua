-- A gsub callback that itself runs a hot loop with gsub: stitching inside stitching, with errors at the inner level.
local inner_n, outer_n = 0, 0
local function inner(c)
  inner_n = inner_n + 1
  if c == "#" then error("hash", 0) end
  return c:upper()
end
local function outer(w)
  outer_n = outer_n + 1
  local s = ""
  for i = 1, 3 do s = s .. string.gsub(w, "[%l#]", inner) end
  return s
end
local lens, errs = 0, 0
local function run(s) return #(string.gsub(s, "%S+", outer)) end
for i, s in ipairs{ "ab c", "de f g", "h #i", "jk", "#", "lm no" } do
  local ok, r = pcall(run, s)
  if ok then lens = lens + r else errs = errs + 1; lens = lens + #r * 1000 end
  print(i, ok, r)
end
print(lens, errs)
print(inner_n, outer_n)
