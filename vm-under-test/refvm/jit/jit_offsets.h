/* jit_offsets.h: where jit_enter.S finds what it needs in struct vm, as the assembler knows no structs.
 * mcode.c asserts that the numbers are true. After a change of struct vm a debugger prints the first:
 * `print &((struct vm *)0)->jit`.
 */
#ifndef REFVM_JIT_OFFSETS_H
#define REFVM_JIT_OFFSETS_H

#define JIT_OFFSET                  72
#define JIT_OFFSET_GUARD_LEFT       (JIT_OFFSET + 0)
#define JIT_OFFSET_DEPTH            (JIT_OFFSET + 20)
#define JIT_OFFSET_HOST_STACK_WRONG (JIT_OFFSET + 8)

/* From rbp down to rsp, while machine code has no spill slots; see jit_enter.S. */
#define JIT_SAVED_SIZE 48

/* struct exit_regs */
#define EXIT_REGS_F    0
#define EXIT_REGS_R    128
#define EXIT_REGS_SIZE 256

#endif
