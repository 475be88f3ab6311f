/* jit_register.h: tells debuggers (`set: debug=1`) and also profilers (`set: debug=2`) what machine code
 * is.
 *
 *   gdb    each piece of code is registered through gdb's JIT interface, as an ELF file in memory that
 * names it and says how to unwind from it: backtraces go through machine code perf   its name goes to
 * /tmp/perf-PID.map
 *
 * A piece is called trace_3:walk (trace 3, which begins in function walk) or function_3:walk.
 */
#ifndef REFVM_JIT_REGISTER_H
#define REFVM_JIT_REGISTER_H

struct vm;
struct mcode;

/* The code is executable from now on. What fails here (memory, the file) is let go: names are lost. */
void jit_register_code(struct vm *vm, const struct mcode *code);
/* It is no more. */
void jit_unregister_code(struct vm *vm, const struct mcode *code);

#endif
