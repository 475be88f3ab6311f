/* func.h: functions, user-written and built-in, and the calls of them that C code makes. */
#ifndef REFVM_FUNC_H
#define REFVM_FUNC_H

#include "class.h"
#include "opline.h"
#include "value.h"

enum func_flags {
    FUNC_NATIVE = 1 << 0,
    FUNC_STATIC = 1 << 1,
    FUNC_ABSTRACT = 1 << 2,
    FUNC_FINAL = 1 << 3,
    FUNC_PUBLIC = 1 << 4,
    FUNC_PROTECTED = 1 << 5,
    FUNC_PRIVATE = 1 << 6,
    FUNC_CLOSURE = 1 << 7,
    FUNC_RETURNS_REF = 1 << 8,
    FUNC_TRAMPOLINE = 1 << 9, /* stands for __call or __callStatic, see below */
    FUNC_TYPED = 1 << 10,     /* some parameter has a declared type */
    FUNC_CONSTRUCTOR = 1 << 11,
    FUNC_USES_THIS = 1 << 12,
    FUNC_HAS_FINALLY = 1 << 13,
    FUNC_MAIN = 1 << 14,     /* the program itself */
    FUNC_ARROW = 1 << 15,    /* fn: variables of the outside are bound by value */
    FUNC_VARIADIC = 1 << 16, /* native only: takes any number */
    FUNC_PREFER_REF = 1 << 17,
    FUNC_USES_ARGS = 1 << 18,    /* calls func_get_args and the like */
    FUNC_DYNAMIC_VARS = 1 << 19, /* $$x, compact, extract: has a symbol table */
    FUNC_BY_REF = 1 << 20,       /* some parameter is by reference */
};

struct jit_func;

struct param {
    struct string *name; /* interned */
    struct type_decl type;
    bool by_ref;
    bool promoted;
    const char *default_text; /* of a built-in's optional parameter, or NULL */
};

/* A TMP or VAR that holds something to be freed between two oplines: from `start` (included) to `end`
 * (excluded), both opline numbers. */
enum live_kind { LIVE_TMP, LIVE_LOOP /* foreach */, LIVE_SILENCE, LIVE_ROPE, LIVE_NEW };

struct live_range {
    uint32_t slot; /* byte offset in the frame */
    enum live_kind kind;
    uint32_t start, end;
};

struct try_region { /* opline numbers; 0 is none */
    uint32_t try_op, catch_op, finally_op, finally_end;
};

typedef void func_native_fn(struct vm *vm, struct frame *call, struct value *result);

struct func {
    uint32_t flags;
    uint32_t param_count, required_count;
    struct string *name;    /* as declared, interned; "{closure}", "{main}" */
    struct class *scope;    /* the class it was declared in, or NULL */
    struct func *prototype; /* the method that it overrides or implements, or NULL */
    struct param *params;
    struct type_decl return_type;

    func_native_fn *native; /* FUNC_NATIVE */

    /* user functions: literals, oplines, vars, lives, tries and cache are one block, in this order, which
     * begins at `literals` */
    struct opline *oplines;
    struct value *literals;
    uint32_t opline_count, literal_count;
    struct string **vars; /* names of the CVs, parameters first */
    uint32_t var_count, tmp_count;
    struct live_range *lives; /* ordered by start */
    uint32_t live_count;
    struct try_region *tries; /* inner ones after outer ones */
    uint32_t try_count;
    struct array *statics; /* variable name -> value or TYPE_CONSTANT; a method's are its class's */
    void **cache;          /* inline caches; zeroed when made */
    uint32_t cache_count;
    int line_start, line_end;
    struct string *doc_file; /* the program's name, vm->file at compile time */
    struct func *next_in_program;
    struct jit_func *jit; /* what the compilers know of it, or NULL */
    struct array *arrays; /* immutable ones, of its literals and of constants declared in it; linked by
                             gc.free_parent */
};

static inline uint32_t func_opline_number(const struct func *f, const struct opline *o)
{
    return (uint32_t)(o - f->oplines);
}

/* A new zeroed function in the program's list, freed with the program whatever happens. In compile.c. */
struct func *func_new(struct vm *vm);
void func_free(struct vm *vm, struct func *f);

/* __call and __callStatic: a function for one call, whose name is the one that was called, and whose
 * `prototype` is the magic method. NULL after raising. */
struct func *func_trampoline(struct vm *vm, struct func *magic, struct string *name, bool is_static);
void func_release_trampoline(struct vm *vm, struct func *f);

/* ---- calls from C -------------------------------------------------------------------------------- */

struct callable {
    struct func *func;
    struct object *self;    /* not counted: the caller keeps it alive; or NULL */
    struct class *called;   /* static::, or NULL */
    struct object *closure; /* whose code it is, or NULL; kept alive during the call */
};

/* Is argument `number`, from 1, taken by reference? */
bool func_by_reference(const struct func *func, uint32_t number);
/* Is parameter `n`, from 0, of that name? Then a named argument may stand in its place. */
bool func_param_is(const struct func *func, uint32_t n, const struct string *name);

/* Is the value callable: a closure, "f", "A::f", [object or class, "f"], an object with __invoke? Fills in
 * `c`; otherwise writes PHP's reason to `why` ("function \"x\" not found or invalid function name").
 * Raises nothing itself, but may allocate: look at vm->exception. */
bool callable_from(struct vm *vm, const struct value *v, struct callable *c, char *why, size_t why_size);
void callable_release(struct vm *vm, struct callable *c); /* a trampoline, if it was one */
/* Where a method's name "A::f" has its last "::"; NULL if it has none, as a function's name. */
const char *callable_colons(const struct string *text);

/* Calls with copies of the arguments; an argument that the parameter takes by reference is used as a
 * reference if it is one. `result` is owned by the caller (TYPE_UNDEF after raising: false). Counts
 * against the nesting limit. */
bool func_call(struct vm *vm, const struct callable *c, uint32_t arg_count, const struct value *args,
               struct value *result);
/* The same for a method that is known. */
bool func_call_method(struct vm *vm, struct object *self, struct func *method, uint32_t arg_count,
                      const struct value *args, struct value *result);

struct func *func_find(struct vm *vm, struct string *name); /* any case; NULL if none */
struct func *func_find_lower(struct vm *vm, struct string *lower);

#endif
