-- gsub callbacks that call gsub again, several levels deep, expanding a template, with a cycle that errors.
local defs = { who = "$name the $adj", name = "Bob", adj = "very $size", size = "big", loop = "<$loop>" }
local expansions, deepest = 0, 0
local function expand(s, depth)
  if depth > deepest then deepest = depth end
  if depth > 8 then error("expansion too deep", 0) end
  return (s:gsub("%$(%w+)", function(k)
    expansions = expansions + 1
    local d = defs[k]
    return d and expand(d, depth + 1)
  end))
end
for i = 1, 6 do
  local r = expand("hello $who and $unknown " .. i, 1)
  if i % 3 == 0 then print(r) end
end
print(expansions, deepest)
print(pcall(expand, "x $loop y", 1))
print(expansions, deepest)
print(expand("$adj", 1))
