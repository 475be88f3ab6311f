/* jit_dump.h: what the compilers made, for people: words of `run --dump` that are printed whenever machine
 * code was made, while all that led to it still exists.
 *
 *   recorder  the oplines that a trace was recorded from        jit_dump.c
 *   ir        its IR                                            ir_dump.c
 *   snap      its snapshots                                     jit_dump.c
 *   exits     how it is left                                    jit_dump.c
 *   regs      its registers and spill slots                     jit_dump_regs.c
 *   mcode     machine code of a trace or a function             jit_dump_mcode.c, jit_dump_name.c
 *
 * The rules of dump.h hold: nothing is changed, no memory is taken; but `regs` lets the assembler do its
 * pass once more, on pages that it maps for as long as that takes.
 */
#ifndef REFVM_JIT_DUMP_H
#define REFVM_JIT_DUMP_H

#include "dump.h"
#include "jit/rec.h"

/* False, and nothing printed, if there is nothing of that name. */
bool jit_dump(struct dump *d, const char *what);
bool jit_dump_mcode(struct dump *d);
bool jit_dump_regs(struct dump *d);

/* ---- what was made ------------------------------------------------------------------------------- */

/* The trace that is being installed, or NULL: it is a function. */
const struct trace *jit_dump_trace(const struct vm *vm);
/* The function that was compiled, or NULL. */
const struct jit_func *jit_dump_compiled(const struct vm *vm);

/* The function whose frame is the base of a trace, or NULL: who knows. */
const struct func *jit_dump_base(const struct vm *vm, const struct trace *t);

/* ---- names --------------------------------------------------------------------------------------- */

/* "trace 3, from exit 1 of trace 2: walk:12 -> loop", a line. */
void jit_dump_head(struct dump *d, const struct trace *t);
const char *jit_dump_type(uint8_t type); /* "word" for what never stands in a slot */
void jit_dump_reg(struct dump *d, uint8_t reg);
void jit_dump_ref(struct dump *d, const struct ir *ir, ir_ref ref); /* "0012", or a constant */
/* The program's function that has this opline, or NULL. */
const struct func *jit_dump_func_at(const struct vm *vm, const void *o);
void jit_dump_place(struct dump *d, const struct func *f, const struct opline *o); /* "walk:12" */
/* A slot of a frame of `f`: "$x", "T1", or, of its header, "frame.call"; false if it has none there. */
bool jit_dump_slot(struct dump *d, const struct func *f, uint32_t offset);
/* What is at that address, printed behind `before`; false, and nothing printed, if nobody knows. */
bool jit_dump_address(struct dump *d, const char *before, uint64_t address);

#endif
