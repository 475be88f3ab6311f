-- A tiny bytecode interpreter: a dispatch loop over opcode strings, with handlers in a table and a stack.
local ops, steps = {}, 0
function ops.push(vm, a) vm.sp = vm.sp + 1; vm[vm.sp] = a end
function ops.add(vm) vm.sp = vm.sp - 1; vm[vm.sp] = vm[vm.sp] + vm[vm.sp + 1] end
function ops.mul(vm) vm.sp = vm.sp - 1; vm[vm.sp] = vm[vm.sp] * vm[vm.sp + 1] end
function ops.dup(vm) vm.sp = vm.sp + 1; vm[vm.sp] = vm[vm.sp - 1] end
function ops.store(vm, k) vm.env[k] = vm[vm.sp]; vm.sp = vm.sp - 1 end
function ops.load(vm, k) ops.push(vm, vm.env[k]) end
function ops.jlt(vm, t) vm.sp = vm.sp - 2; if vm[vm.sp + 1] < vm[vm.sp + 2] then vm.pc = t end end
local code = { "push", 0, "store", "i", "push", 1, "store", "acc",
  "load", "i", "push", 1, "add", false, "store", "i",
  "load", "acc", "load", "i", "mul", false, "store", "acc",
  "load", "i", "push", 8, "jlt", 9, "bogus", 0 }
local vm = { sp = 0, pc = 1, env = {} }
local ok, e = pcall(function()
  while true do
    local op, arg = code[vm.pc], code[vm.pc + 1]
    vm.pc = vm.pc + 2
    steps = steps + 1
    local h = ops[op] or error("bad op " .. op .. " at " .. vm.pc - 2, 0)
    h(vm, arg)
  end
end)
print(ok, e)
print(steps, vm.env.i, vm.env.acc)
print(vm.sp, vm.pc)
