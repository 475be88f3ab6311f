/* front.h: from source text to oplines: lexer, parser, compiler, and their dumps.
 *
 * All three report their errors as PHP does (error.h: error_parse, error_compile), with the line, and
 * return NULL; so does running out of memory. Recursion over syntax counts against the nesting limit.
 */
#ifndef REFVM_FRONT_H
#define REFVM_FRONT_H

#include "ast.h"
#include "func.h"

enum { SOURCE_SIZE_MAX = 4 << 20 }; /* bytes of a program; larger ones are a compile error */

/* The whole program as LIST_STATEMENTS, in vm->program.pool. */
struct ast *parse_program(struct vm *vm, const char *source, size_t size);

/* The main function; functions and classes that can be declared early are declared. Names in
 * vm->program. */
struct func *compile_program(struct vm *vm, struct ast *ast);

/* Evaluates a constant expression at run time (TYPE_CONSTANT values): `scope` for self and constants of
 * classes. False after raising; `result` a new reference. */
bool constant_evaluate(struct vm *vm, const struct ast *ast, struct class *scope, struct value *result);

/* A global constant by name (true, PHP_EOL, ...; case as PHP has it); NULL if none, nothing raised. */
const struct value *constant_find(struct vm *vm, struct string *name);

/* PHP_EOL and so on into vm->constants, at create. */
bool constants_create(struct vm *vm);

#endif
