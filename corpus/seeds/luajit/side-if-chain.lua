-- A long if/elseif chain on integers and on strings in a hot loop.
local function name(n)
  if n == 1 then return "one" elseif n == 2 then return "two"
  elseif n == 3 then return "three" elseif n == 4 then return "four"
  elseif n == 5 then return "five" elseif n == 6 then return "six"
  elseif n == 7 then return "seven" elseif n == 8 then return "eight"
  elseif n == 9 then return "nine" elseif n == 10 then return "ten"
  else return "many" end
end
local function back(s)
  if s == "one" then return 1 elseif s == "two" then return 2
  elseif s == "three" then return 3 elseif s == "four" then return 4
  elseif s == "five" then return 5 elseif s == "six" then return 6
  elseif s == "seven" then return 7 elseif s == "eight" then return 8
  elseif s == "nine" then return 9 elseif s == "ten" then return 10
  else return 0 end
end
local len, sum = 0, 0
for i = 1, 36 do
  local s = name(i * 5 % 13)
  len = len + #s
  sum = sum + back(s) * i
end
print(len)
print(sum)
print(name(4), back("seven"), name(99), back("none"))
