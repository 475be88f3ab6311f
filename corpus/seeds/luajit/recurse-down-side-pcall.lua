-- The 1169 shape reached under pcall, the base call throwing in between.
local tab, acc, fails, done = {}, 0, 0, 0
for i = 1, 20 do tab[i] = 1 / i end
local last = { 0.5 }
local function churn(v)
  local a, b, c, d, e, f, g = tab[1], tab[2], tab[3], tab[4], tab[5], tab[6], tab[7]
  local h, i, j, k, l, m, n = tab[8], tab[9], tab[10], tab[11], tab[12], tab[13], tab[14]
  local o, p, q, r, s, t = tab[15], tab[16], tab[17], tab[18], tab[19], tab[20]
  local x = a*b - c*d + e*f - g*h + i*j - k*l + m*n - o*p + q*r - s*t
  local y = a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t
  acc = acc + x * y
  done = done + 1
  return v
end
local function less(n) local c = function() return tab end return n - 1 end
local function rec(n)
  return (n > 0 and rec(less(n)) or unpack(last))
end
churn(rec(0)) churn(rec(0)) churn(rec(0)) churn(rec(0))
print(done, string.format("%.6f", acc))
last[1] = "str"
for d = 2, 16, 7 do
  local ok, v = pcall(rec, d)
  if not ok then fails = fails + 1 end
  print(d, ok, v, fails)
end
local keep = last
last = nil
print(pcall(rec, 5))
last = keep
print(pcall(rec, 12))
