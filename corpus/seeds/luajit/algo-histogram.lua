-- A string-keyed histogram of letters and words, reported in sorted order.
local text = "the trace that the tracer traced had a side exit and the exit had a trace"
local letters, words, n = {}, {}, 0
for i = 1, #text do
  local c = text:sub(i, i)
  if c ~= " " then letters[c] = (letters[c] or 0) + 1; n = n + 1 end
end
for w in text:gmatch("%a+") do words[w] = (words[w] or 0) + 1 end
local function report(h)
  local ks = {}
  for k in pairs(h) do ks[#ks + 1] = k end
  table.sort(ks, function(x, y)
    if h[x] ~= h[y] then return h[x] > h[y] end
    return x < y
  end)
  for i = 1, #ks do ks[i] = ks[i] .. h[ks[i]] end
  return table.concat(ks, " ")
end
print(n)
print(report(letters))
print(report(words))
