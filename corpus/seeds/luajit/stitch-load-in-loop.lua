-- load and loadstring called from a hot loop, each chunk run at once; one has a syntax error.
local sum, bad = 0, 0
local msg
for i = 1, 8 do
  local src = "local a = ... return a * " .. i .. " + 1"
  if i == 5 then src = "return +*" end
  local f, e = loadstring(src, "=chunk" .. i)
  if f then sum = sum + f(i) else bad = bad + 1; msg = e end
end
print(sum, bad)
print(msg)
local pieces = { "return ", "function(x) ", "return x ", "+ 7 ", "end" }
local k = 0
local f = load(function() k = k + 1 return pieces[k] end, "=pieces")
print(f()(35), k)
print(load("x =", "=bad"))
print(pcall(load("local t = nil; return t.x", "=rt")))
