/* compile_check.h: is compiled code what the interpreters and the unwinding rely on?
 *
 * Operand kinds are those of compile_rules.def; operands, jumps and regions stay inside; on every path a
 * temporary is written before it is read, and read by one opline that frees it; the live ranges at each
 * opline name exactly the temporaries that would have to be freed if it raised.
 */
#ifndef REFVM_COMPILE_CHECK_H
#define REFVM_COMPILE_CHECK_H

#include "vm.h"

/* False, and what is wrong in `text`. Takes memory of its own only; without it, or in huge functions, the
 * paths are not looked at. */
bool compile_check(struct vm *vm, const struct func *f, char *text, size_t size);

#endif
