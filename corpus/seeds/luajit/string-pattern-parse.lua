-- A small tokenizer and evaluator on string.find/match with captures, driven by a hot while loop.
local function tokens(src)
  local pos, out = 1, {}
  while pos <= #src do
    local s, e, num = src:find("^%s*(%d+%.?%d*)", pos)
    if s then out[#out + 1] = tonumber(num)
    else
      local op
      s, e, op = src:find("^%s*([-+*/()])", pos)
      if not s then error("bad char at " .. pos, 0) end
      out[#out + 1] = op
    end
    pos = e + 1
  end
  return out
end
local function rpn(list)
  local acc, op = 0, "+"
  for _, t in ipairs(list) do
    if type(t) == "number" then
      if op == "+" then acc = acc + t elseif op == "-" then acc = acc - t
      elseif op == "*" then acc = acc * t else acc = acc / t end
    else op = t end
  end
  return acc
end
for _, src in ipairs{ "1 + 2", "3*4-5", "10 / 4 + 0.5", "7 & 1", "2*2*2*2*2" } do
  local ok, r = pcall(function() return rpn(tokens(src)) end)
  print(src, ok, r)
end
