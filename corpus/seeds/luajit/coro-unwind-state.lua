-- Errors inside coroutines in a hot loop: locals, upvalues and fields outside stay in step.
local started, finished, errs = 0, 0, 0
local box = { sum = 0 }
local function job(i)
  started = started + 1
  box.sum = box.sum + i
  coroutine.yield(i * 2)
  if i % 4 == 0 then error("job " .. i) end
  box.sum = box.sum + 1
  finished = finished + 1
end
local ysum, lasterr = 0, nil
for i = 1, 14 do
  local co = coroutine.create(job)
  local ok, y = coroutine.resume(co, i)
  ysum = ysum + y
  local ok2, e = coroutine.resume(co)
  if not ok2 then errs = errs + 1; lasterr = e end
end
print(started, finished, errs)
print(ysum, box.sum)
print(lasterr)
