-- Down-recursion recorded in a side trace whose parent (a stitched root) has spill slots: LuaJIT issue 1169 (number, then string result).
local w = {}
for i = 1, 24 do w[i] = i * 0.5 end
local total, calls = 0, 0
local box = { 1 }
local function work(y0)
  local a, b, c, d, e, g, h, i = w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]
  local j, k, l, m, o, p, q, r = w[9], w[10], w[11], w[12], w[13], w[14], w[15], w[16]
  local s, t, u, v, x, y = w[17], w[18], w[19], w[20], w[21], w[22]
  local z = a*b*c*d*e*g*h*i*j*k*l*m*o*p*q*r*s*t*u*v*x*y
  total = total + (y-x+v-u+t-s+r-q+p-o+m-l+k-j+i-h+g-e+d-c+b-a) + (z > 0 and 1 or 0)
  calls = calls + 1
  return y0
end
local function dec(n) local g = function() return w end return n - 1 end
local function f(n)
  return (n > 0 and f(dec(n)) or unpack(box))
end
work(f(0)) work(f(0)) work(f(0)) work(f(0))
print(calls, total)
box[1] = "s"
print(work(f(8)))
print(calls, total)
print(work(f(30)), f(3))
print(calls, total)
