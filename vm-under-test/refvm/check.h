/* check.h: what the oracles want to know, looked up from inside: a census of all reference counts, the
 * interned and immutable values, the VM stack. */
#ifndef REFVM_CHECK_H
#define REFVM_CHECK_H

#include "vm.h"

/* At the end of a run, before the program's globals are dropped: counts the holders of every block from
 * all roots and compares. What is wrong goes to vm->record. */
void check_census(struct vm *vm);
/* Interned strings and immutable arrays still are what they were. */
void check_immutable(struct vm *vm);
/* The array is complete and immutable from now on; without this only the kinds of its elements are checked.
 */
void check_seal(struct array *a);
/* After the program's end: stack and frames balanced. */
void check_stack(struct vm *vm);
/* A function that changes shared data in place found another holder. `what` names it. */
void check_shared_write(struct vm *vm, const char *what);

#endif
