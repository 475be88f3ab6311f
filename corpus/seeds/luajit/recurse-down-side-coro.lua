-- The 1169 shape inside a coroutine: the host stack is that of the resume.
local t, sum, n_in = {}, 0, 0
for i = 1, 22 do t[i] = i + 0.25 end
local leaf = { 10 }
local function heavy(v)
  local a, b, c, d, e, f, g, h = t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8]
  local i, j, k, l, m, n, o, p = t[9], t[10], t[11], t[12], t[13], t[14], t[15], t[16]
  local q, r, s, u, w, x = t[17], t[18], t[19], t[20], t[21], t[22]
  sum = sum + a*x + b*w + c*u + d*s + e*r + f*q + g*p + h*o + i*n + j*m + k*l
  sum = sum - a*b - c*d - e*f - g*h - i*j - k*l - m*n - o*p - q*r - s*u - w*x
  n_in = n_in + 1
  return v
end
local function pred(n) local z = function() return t end return n - 1 end
local function go(n)
  return (n > 0 and go(pred(n)) or unpack(leaf))
end
local co = coroutine.wrap(function()
  heavy(go(0)) heavy(go(0)) heavy(go(0)) heavy(go(0))
  coroutine.yield(n_in, sum)
  leaf[1] = "deep"
  local a = go(9)
  coroutine.yield(a, go(21))
  return heavy(go(2)), n_in, sum
end)
print(co())
print(co())
print(co())
