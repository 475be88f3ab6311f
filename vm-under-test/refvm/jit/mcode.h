/* mcode.h: code memory.
 *
 * Each compiled trace or function is a mapping of its own: mapped writable, filled, protected executable,
 * and from then on never written again, whatever runs: a range is writable or executable, and what a live
 * frame may return into is never made writable. Links between pieces go through slots in data memory.
 * A piece that was dropped while machine code may still be running is kept in a list until nothing runs
 * (mcode_sweep), and is unmapped then. An unmap that fails is tried again at the next sweep, and at the
 * end.
 */
#ifndef REFVM_JIT_MCODE_H
#define REFVM_JIT_MCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stops.h"

struct vm;
struct emit;

struct mcode {
    uint8_t *address;    /* page-aligned; NULL: none */
    size_t size, mapped; /* bytes of code, of the mapping */
    size_t counted;      /* of the mapping, by the limit: all but emit.extra */
};

/* Copies what was emitted (finished) to code memory, executable. On failure nothing is left mapped, or, if
 * even that failed, it is in the list of those to be unmapped later; the reason is returned. */
enum stop mcode_commit(struct vm *vm, const struct emit *e, struct mcode *code);
/* Gives it back: now if no machine code runs (vm->jit.depth 0), else later. */
void mcode_drop(struct vm *vm, struct mcode *code);
/* Unmaps what waits; what can't be unmapped stays in the list. Called while no machine code runs. */
void mcode_sweep(struct vm *vm);
/* The program's end, after mcode_sweep: once more, and then what still can't be unmapped is forgotten (the
 * harness knows of it: it refused). */
void mcode_end(struct vm *vm);

#endif
