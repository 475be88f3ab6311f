/* program.h: one program in a VM: compiled, run to its very end, dropped. */
#ifndef REFVM_PROGRAM_H
#define REFVM_PROGRAM_H

#include "vm.h"

/* Compiles; false after reporting, and then nothing of the program is left. */
bool program_load(struct vm *vm, const char *source, size_t size);

/* Main program, uncaught exception, shutdown functions, last destructors, checks; then everything that
 * belongs to the program is freed. The record is filled in. */
void program_run(struct vm *vm);

/* Frees what belongs to the program, whatever state it is in. */
void program_drop(struct vm *vm);

#endif
