-- Yields that are not allowed: across sort, gsub and from the main thread, caught in a hot loop.
local tries, msgs = 0, {}
local function cmp(a, b) tries = tries + 1; coroutine.yield(a); return a < b end
local function cb(c) tries = tries + 1; return coroutine.yield(c) end
local body = function(k)
  if k % 2 == 0 then table.sort({ 3, 1, 2 }, cmp) else string.gsub("abc", "%a", cb) end
  return "never"
end
for i = 1, 8 do
  local co = coroutine.create(body)
  local ok, e = coroutine.resume(co, i)
  if not ok then msgs[e] = (msgs[e] or 0) + 1 end
  if i > 6 then print(i, ok, e, coroutine.status(co)) end
end
print(tries)
print(pcall(coroutine.yield, 1))
local main
main = coroutine.wrap(function() return pcall(main) end)
print(main())
local self
self = coroutine.create(function() return coroutine.resume(self) end)
print(coroutine.resume(self))
print(msgs["attempt to yield across C-call boundary"])
