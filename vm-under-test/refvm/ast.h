/* ast.h: the syntax tree, between parser and compiler, and of constant expressions also at run time.
 *
 * Nodes come from chunks that are freed together (ast_drop): those of a program live until it is dropped,
 * since constant expressions and defaults point at them. Names and literals are interned strings; floats,
 * ints and strings stand in `value` of AST_VALUE nodes (nothing counted).
 */
#ifndef REFVM_AST_H
#define REFVM_AST_H

#include "mem.h"
#include "value.h"

enum ast_kind {
#define AST(name, text) AST_##name,
#include "ast.def"
#undef AST
    AST_KIND_COUNT,
};

/* attr of AST_MAGIC. */
enum ast_magic { MAGIC_CLASS, MAGIC_FUNCTION, MAGIC_METHOD, MAGIC_DIR, MAGIC_FILE };

struct ast {
    uint8_t kind;  /* enum ast_kind */
    uint8_t spare; /* AST_DOLLAR_*; else the compiler's */
    uint16_t attr; /* meaning by kind, see ast.def: an opcode, flags */
    uint32_t line; /* where it begins */
    uint32_t child_count;
    uint32_t line_end;   /* functions and classes: of the closing brace */
    struct value value;  /* AST_VALUE; a name of a declaration: TYPE_STRING interned */
    struct ast *child[]; /* NULL: absent */
};

/* In `spare`: written "${name}" or "${expression}". */
enum { AST_DOLLAR_VARIABLE = 1 << 6, AST_DOLLAR_EXPRESSION = 1 << 7 };

struct ast_chunk;

/* The chunks of one program. */
struct ast_pool {
    struct ast_chunk *chunk;
    size_t used;
};

struct ast *ast_new(struct vm *vm, enum ast_kind kind, uint32_t attr, uint32_t line, uint32_t child_count);
void ast_drop(struct vm *vm, struct ast_pool *pool);
extern const char *const ast_names[AST_KIND_COUNT];

#endif
