-- Memoized recursion with string keys, and the longest common subsequence by dynamic programming.
local memo, hits, misses = {}, 0, 0
local function binom(n, k)
  if k == 0 or k == n then return 1 end
  local key = n .. "," .. k
  local v = memo[key]
  if v then hits = hits + 1; return v end
  misses = misses + 1
  v = binom(n - 1, k - 1) + binom(n - 1, k)
  memo[key] = v
  return v
end
print(binom(8, 3), binom(9, 4), hits, misses)
local function lcs(a, b)
  local prev = {}
  for j = 0, #b do prev[j] = 0 end
  for i = 1, #a do
    local cur = { [0] = 0 }
    for j = 1, #b do
      if a:byte(i) == b:byte(j) then cur[j] = prev[j - 1] + 1
      else cur[j] = math.max(prev[j], cur[j - 1]) end
    end
    prev = cur
  end
  return prev[#b]
end
print(lcs("faultline", "failing"))
print(lcs("abc", "xyz"), lcs("tracejit", "trait"))
