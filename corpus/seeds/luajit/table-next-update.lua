-- Updating and clearing existing keys while iterating with pairs and next, summed so order does not matter.
local t = {}
for i = 1, 15 do t["n" .. i] = i end
for k, v in pairs(t) do t[k] = v * 2 end
local sum = 0
for _, v in pairs(t) do sum = sum + v end
print(sum)
for k, v in pairs(t) do if v % 4 == 0 then t[k] = nil end end
local left, total = 0, 0
for _, v in pairs(t) do left = left + 1; total = total + v end
print(left, total)
local arr = { 5, 4, 3, 2, 1 }
local k, v = next(arr)
local seq = ""
while k do seq = seq .. k .. "=" .. v .. " "; k, v = next(arr, k) end
print(seq)
local rounds = 0
for pass = 1, 4 do for k2 in pairs(t) do rounds = rounds + #k2 end end
print(rounds)
print(next({}), pcall(next, {}, "missing"))
