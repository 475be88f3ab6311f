/* counts.h: what a benchmark asks of the reference VM, and vut.h does not tell. */
#ifndef REFVM_COUNTS_H
#define REFVM_COUNTS_H

#include <stdint.h>

#include "vut.h"

/* Of the last run; 0 without `set: shadow=1`. */
struct refvm_counts {
    uint64_t oplines;        /* that the engine `call` ran */
    uint64_t native_oplines; /* that ran inline in machine code, not by a call of their handlers */
};

struct refvm_counts refvm_counts(const struct vut_vm *vm);

#endif
