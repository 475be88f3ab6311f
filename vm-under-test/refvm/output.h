/* output.h: the program's output, and the dumpers of values. Nothing here allocates from the language heap
 * but what user code does. */
#ifndef REFVM_OUTPUT_H
#define REFVM_OUTPUT_H

#include "value.h"

void out_bytes(struct vm *vm, const char *bytes, size_t size);
void out_text(struct vm *vm, const char *text);
void out_format(struct vm *vm, const char *format, ...); /* as error.h; no length limit for %S */

/* echo: converts; false after raising. */
bool out_value(struct vm *vm, const struct value *v);

/* Recursions count against the nesting limit; false after raising. */
bool out_var_dump(struct vm *vm, const struct value *v);
bool out_print_r(struct vm *vm, const struct value *v);
bool out_var_export(struct vm *vm, const struct value *v);

/* The same into a string buffer instead of the output: print_r($v, true), var_export($v, true). While
 * `vm->capture` is set, out_bytes goes there. */
struct strbuf;

#endif
