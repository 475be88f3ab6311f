-- An error thrown inside a gsub callback called from a hot loop, caught by pcall; counters must survive.
local good, bad, seen = 0, 0, {}
local up = 0
local t = { n = 0 }
local function cb(c)
  up = up + 1
  if c == "e" then error("no e at " .. up, 0) end
  return c .. c
end
local words = { "abc", "def", "xyz", "eel", "fog" }
for i = 1, 15 do
  local w = words[i % 5 + 1]
  t.n = t.n + 1
  local ok, r = pcall(string.gsub, w, ".", cb)
  if ok then good = good + 1; seen[r] = (seen[r] or 0) + 1
  else bad = bad + 1; t.err = r end
end
print(good, bad, up, t.n)
print(t.err)
print(seen.aabbcc, seen.xxyyzz, seen.ffoogg)
