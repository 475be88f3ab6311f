/* builtin.h: built-in functions: one table (builtins.def), one C function a row.
 *
 * A built-in gets its frame: arguments in frame_arg(frame, n), frame->arg_count of them, their number
 * and declared types already checked and converted by the caller from the row's signature. It sets
 * `result` (TYPE_NULL at entry), and returns; vm->exception says whether it raised. By-reference arguments
 * are TYPE_REF. The frame's arguments are released by the caller. What a row's function holds besides them
 * it frees itself before returning, also after a raise in a callback.
 */
#ifndef REFVM_BUILTIN_H
#define REFVM_BUILTIN_H

#include "func.h"
#include "value.h"

/* Signatures: "name(int $offset, ?int $length = null): string", parsed once at create into struct param;
 * `&` marks by reference, `...` the last, variadic one. */
bool builtins_create(struct vm *vm); /* functions, and the test module; after classes and constants */
void builtins_reset(struct vm *vm);  /* before a program is loaded: what ini_set() did to the one before */
void builtins_destroy(struct vm *vm);

/* What ini_set() was given; "" is nothing, else a text behind one byte. */
enum { BUILTIN_INI_MAX = 16, BUILTIN_INI_SIZE = 32 };
struct builtins {
    int precision, serialize_precision; /* significant digits of floats, -1: as many as it takes */
    char ini[BUILTIN_INI_MAX][BUILTIN_INI_SIZE];
};

#define BUILTIN(name, signature) func_native_fn builtin_##name;
#include "builtins.def"
#undef BUILTIN

/* Makes a native function from a signature, also for methods of built-in classes. NULL after raising.
 * `fn` is called as above. It goes into the VM's list, freed at destroy. */
struct func *builtin_func(struct vm *vm, const char *signature, func_native_fn *fn, uint32_t flags);
/* The same of a function of the global table; false after raising. */
bool builtin_register(struct vm *vm, const char *signature, func_native_fn *fn);

/* Before a native function runs: count and types of its arguments, PHP's ArgumentCountError and TypeError
 * texts, null-to-scalar deprecation, defaults are NOT filled in. False after raising. */
bool builtin_check_arguments(struct vm *vm, struct frame *call);

#endif
