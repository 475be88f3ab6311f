/* compile_parts.h: what the parts of the compiler share: from syntax nodes to oplines.
 *
 * The design is that of PHP's compiler. One walk over the syntax emits oplines whose operands are still
 * numbers: of a literal, of a variable, of a temporary. Pass two (compile_finish.c), after each function,
 * gives temporaries their slots, works out the live ranges, and turns all into one block of literals and
 * oplines with byte offsets.
 *
 * Failure is sticky: vm->exception is the one sign of it. Emitters go on to work on a spare opline, the
 * walk stops at the next expression or statement, and compile_program frees everything at its end: the
 * buffers below are all the memory that the compiler has. Functions and classes under way belong to the
 * program from the start.
 *
 * All functions share one set of buffers: a function that is compiled in the middle of another has its
 * part above, and its part goes away when it is finished (struct unit). Small programs fit into the
 * buffers' first room, which is on the C stack, and allocate nothing but the finished blocks.
 */
#ifndef REFVM_COMPILE_PARTS_H
#define REFVM_COMPILE_PARTS_H

#include "vm.h"

/* What an expression left behind: where its value is found. */
struct node {
    uint8_t kind;    /* enum operand_kind; OPERAND_UNUSED: $this, an append, or number is a FETCH_CLASS_* */
    uint32_t number; /* of the variable or the temporary */
    struct value value; /* OPERAND_CONST: interned or immutable, not counted */
};

/* How a variable is going to be used. */
enum fetch { FETCH_READ, FETCH_WRITE, FETCH_READ_WRITE, FETCH_QUIET, FETCH_FOR_UNSET, FETCH_FOR_ARG };

_Static_assert(OP_FETCH_DIM_R + FETCH_FOR_ARG == OP_FETCH_DIM_FUNC_ARG &&
                   OP_FETCH_OBJ_R + FETCH_FOR_ARG == OP_FETCH_OBJ_FUNC_ARG &&
                   OP_FETCH_R + FETCH_FOR_ARG == OP_FETCH_FUNC_ARG &&
                   OP_FETCH_STATIC_PROP_R + FETCH_FOR_UNSET == OP_FETCH_STATIC_PROP_UNSET,
               "a fetch's opcode is worked out from that for reading");

/* In ast.spare: part of a longer nullsafe chain; folding was tried. */
enum { AST_INNER = 1, AST_FOLD_TRIED = 2 };

enum { NONE = UINT32_MAX };

/* What a jump out of the statements under way has to leave: a loop, a switch, a try with finally. */
struct loop {
    struct loop *outer;
    uint8_t leave; /* opcode that frees `var`: OP_FREE, OP_FE_FREE, OP_FAST_CALL, OP_DISCARD_EXCEPTION;
                      OP_NOP */
    bool is_switch;
    struct node var;
    uint32_t try_index;
    uint32_t breaks, continues; /* lists of jumps to be patched */
};

/* A function under way: where its parts of the buffers begin. */
struct unit {
    struct unit *outer;
    struct func *func;
    struct class *class; /* whose method it is, or whose class statement is around */
    struct loop *loops;
    uint32_t opline_base, literal_base, var_base, try_base, delayed_base;
    uint32_t tmp_count;   /* temporaries so far, each used once */
    uint32_t cache_count; /* inline caches so far */
    uint32_t short_cut;   /* temporary that a nullsafe chain writes last, too, or NONE */
    uint32_t try_index;   /* innermost try + 1, or 0 */
    uint32_t *var_index;  /* hash of the variables, once there are many */
    uint32_t var_index_size;
};

/* One buffer: `first` is its first room, on the C stack. */
struct room {
    void *first;
    void *items;
    uint32_t count, capacity, size; /* size: of an item in bytes */
};

/* A temporary in pass two. */
struct temporary {
    uint32_t first, last; /* oplines where it appears */
    uint32_t slot;
    uint32_t width; /* slots, more than one for a rope */
    uint32_t use;   /* walking backwards: the opline that ends the range, or NONE */
};

/* An expression of `a ?? b` with assignment that is evaluated once and used twice. */
struct memo {
    const struct ast *ast;
    struct node node;
};

enum memo_mode { MEMO_OFF, MEMO_MAKE, MEMO_USE };

enum {
    FIRST_OPLINES = 64,
    FIRST_LITERALS = 48,
    FIRST_VARS = 24,
    FIRST_TEMPORARIES = 48,
    FIRST_DELAYED = 8,
    FIRST_TRIES = 4,
    FIRST_MEMOS = 4,
    FIRST_LIVES = 24,
    FIRST_NULLSAFE = 4,
};

struct compiler {
    struct vm *vm;
    struct unit *unit;
    uint32_t line; /* of the oplines that are emitted now */
    enum memo_mode memo_mode;
    struct room oplines, literals, vars, tries, delayed, temporaries, memos, lives, nullsafe, slots;
    struct opline spare; /* is written to after a failure */

    struct opline first_oplines[FIRST_OPLINES];
    struct value first_literals[FIRST_LITERALS];
    struct string *first_vars[FIRST_VARS];
    struct try_region first_tries[FIRST_TRIES];
    struct opline first_delayed[FIRST_DELAYED];
    struct temporary first_temporaries[FIRST_TEMPORARIES];
    struct memo first_memos[FIRST_MEMOS];
    struct live_range first_lives[FIRST_LIVES];
    uint32_t first_nullsafe[FIRST_NULLSAFE];
    uint32_t first_slots[FIRST_TEMPORARIES];
};

static inline bool node_is_const(const struct node *n)
{
    return n->kind == OPERAND_CONST;
}

static inline bool compile_failed(const struct compiler *c)
{
    return c->vm->exception != NULL;
}

/* Chains like $a . $b . $c lean to the left, and may be longer than the nesting limit: they are turned
 * around on the way down to their first operand, and back on the way up. */
static inline struct ast *chain_down(struct ast *ast, struct ast **above)
{
    *above = NULL;
    while (ast->kind == AST_BINARY) {
        struct ast *next = ast->child[0];

        ast->child[0] = *above;
        *above = ast;
        ast = next;
    }
    return ast;
}

static inline struct ast *chain_up(struct ast **above, struct ast *below)
{
    struct ast *node = *above;

    *above = node->child[0];
    node->child[0] = below;
    return node;
}

/* ---- compile.c: the program, buffers ------------------------------------------------------------ */

/* Room for one item more: its index, or NONE after raising. */
uint32_t compile_room(struct compiler *c, struct room *room, enum site site);
/* Raises a compile error at the current line. */
#define compile_error(c, ...) error_compile((c)->vm, (int)(c)->line, __VA_ARGS__)
void compile_unit_begin(struct compiler *c, struct unit *u, struct func *func, struct class *class);
void compile_unit_end(
    struct compiler *c); /* also after a failure; finishes the function if there was none */
/* Sets the line and counts the nesting; false after a failure: don't go on. */
bool compile_enter(struct compiler *c, const struct ast *ast);
void compile_leave(struct compiler *c);

/* ---- compile_emit.c: oplines, literals, variables, jumps ---------------------------------------- */

static inline struct opline *compile_op(struct compiler *c, uint32_t number)
{
    if (number == NONE)
        return &c->spare;
    return (struct opline *)c->oplines.items + c->unit->opline_base + number;
}

/* Number of the next opline, counted from the function's first one. */
static inline uint32_t compile_next(const struct compiler *c)
{
    return c->oplines.count - c->unit->opline_base;
}

/* The opline is valid until the next one is emitted. */
struct opline *emit(struct compiler *c, enum opcode op, const struct node *op1, const struct node *op2);
struct opline *emit_tmp(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                        const struct node *op2);
struct opline *emit_var(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                        const struct node *op2);
/* As emit_tmp, but not the first opline that writes `result`. */
struct opline *emit_to(struct compiler *c, const struct node *result, enum opcode op,
                       const struct node *op1);
void emit_data(struct compiler *c, const struct node *value);
void emit_free(struct compiler *c, const struct node *node); /* the value is not wanted */
void set_operand(struct compiler *c, union operand *operand, uint8_t *kind, const struct node *node);
void set_result(struct opline *o, const struct node *node);

/* An opline that waits until the right side of its assignment was compiled. */
struct opline *emit_delayed(struct compiler *c, struct node *result, enum opcode op, const struct node *op1,
                            const struct node *op2);
uint32_t delayed_begin(struct compiler *c);
/* Emits what waits since; the last of those oplines, or NULL. */
struct opline *delayed_end(struct compiler *c, uint32_t mark);
void delayed_flush(struct compiler *c);

void node_int(struct node *n, int64_t i);
void node_null(struct node *n);
void node_bool(struct node *n, bool b);
void node_string(struct node *n, struct string *interned);
void node_unused(struct node *n);
void node_cv(struct compiler *c, struct node *n, struct string *name);
void node_tmp(struct compiler *c, struct node *n);

uint32_t literal_add(struct compiler *c, const struct value *v);
/* A name, and behind it its lower-case form: the number of the first; NONE after raising. */
uint32_t literal_name(struct compiler *c, struct string *name);
struct string *compile_lower(struct compiler *c, struct string *name); /* interned; NULL after raising */
struct string *without_backslash(struct compiler *c, struct string *name); /* NULL after raising */
uint32_t cache_take(struct compiler *c, uint32_t count);
uint32_t var_find(struct compiler *c, struct string *name, bool add); /* NONE: not there */

/* Jumps: `target` NONE is patched later. Lists of jumps to one place run through their targets. */
uint32_t emit_jump(struct compiler *c, uint32_t target);
uint32_t emit_branch(struct compiler *c, enum opcode op, const struct node *condition, uint32_t target);
void jump_here(struct compiler *c, uint32_t number);
void jump_to(struct compiler *c, uint32_t number, uint32_t target);
void list_add(struct compiler *c, uint32_t *list, uint32_t number);
void list_patch(struct compiler *c, uint32_t list, uint32_t target);

void loop_begin(struct compiler *c, struct loop *loop, enum opcode leave, const struct node *var);
void loop_end(struct compiler *c, struct loop *loop, uint32_t continue_to);
/* The frees for leaving `depth` loops (NONE: all); false: there are not so many. */
bool emit_leaving(struct compiler *c, uint32_t depth, const struct node *returned);

/* ---- compile_fold.c: what is known at compile time ---------------------------------------------- */

/* Replaces constant parts of an expression by their values, in the tree. */
void fold(struct compiler *c, struct ast *ast);
/* Its children are expressions that may be worth folding. */
bool has_foldable_children(const struct ast *ast);
/* The literal of a constant expression, TYPE_CONSTANT if it is known at run time only. In
 * compile_constant.c. */
void compile_constant(struct compiler *c, struct ast *ast, struct value *v);
bool fold_binary(struct compiler *c, enum opcode op, const struct value *a, const struct value *b,
                 struct value *result);
bool fold_array(struct compiler *c, struct ast *ast, struct value *result);
bool fold_constant(struct compiler *c, const struct ast *ast, struct value *result);
bool fold_class_name(struct compiler *c, const struct ast *ast, struct value *result);
void fold_magic(struct compiler *c, const struct ast *ast, struct value *result);
/* A scalar as an interned string; false after raising, or if it can't be done silently. */
bool fold_string(struct compiler *c, struct value *v);

/* ---- compile_variable.c, compile_assign.c, compile_list.c --------------------------------------- */

bool is_this(const struct ast *ast);
bool is_globals(const struct ast *ast);
bool is_variable(const struct ast *ast);
bool is_call(const struct ast *ast);
bool is_nullsafe(const struct ast *ast); /* has ?-> in its chain */
bool is_superglobal(const struct string *name);
/* self, parent or static (FETCH_CLASS_*) must mean something here. */
void check_class_word(struct compiler *c, uint32_t word);
bool try_cv(struct compiler *c, struct node *result, const struct ast *ast);
void compile_variable(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                      bool by_ref);
struct opline *compile_delayed(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                               bool by_ref);
/* The variable is no CV: FETCH_* by name. */
struct opline *compile_named(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch,
                             bool delayed);
struct opline *compile_last(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch);
void check_writable(struct compiler *c, const struct ast *ast);
void compile_this(struct compiler *c, struct node *result, enum fetch fetch);
bool this_is_known(const struct compiler *c);
/* A class operand: a literal name, a FETCH_CLASS result, or unused with FETCH_CLASS_* in number. */
void compile_class_operand(struct compiler *c, struct node *result, struct ast *ast, uint32_t flags);
void set_class(struct compiler *c, union operand *operand, uint8_t *kind, const struct node *class);
void memo_expression(struct compiler *c, struct node *result, struct ast *ast);

/* `right` is the syntax of the value, or NULL when it is in `value` already. */
void compile_assign(struct compiler *c, struct node *result, struct ast *target, struct ast *right,
                    const struct node *value);
void compile_assign_ref(struct compiler *c, struct node *result, struct ast *target, struct ast *source,
                        const struct node *value);
void compile_assign_op(struct compiler *c, struct node *result, struct ast *ast);
void compile_assign_coalesce(struct compiler *c, struct node *result, struct ast *ast);
void compile_list_assign(struct compiler *c, struct node *result, struct ast *list, struct node *from);
bool list_has_refs(struct compiler *c, struct ast *list);
void compile_step(struct compiler *c, struct node *result, struct ast *ast);
void compile_isset_empty(struct compiler *c, struct node *result, struct ast *ast);
void compile_unset(struct compiler *c, struct ast *ast);

/* ---- compile_nullsafe.c: $a?->b->c is null when $a is -------------------------------------------- */

/* What was emitted since the mark is resolved at the end of its chain; links inside of it are inner ones.
 */
uint32_t nullsafe_mark(const struct compiler *c);
void nullsafe_emit(struct compiler *c, const struct node *object, enum fetch fetch);
void nullsafe_inner(struct ast *ast);
void nullsafe_commit(struct compiler *c, uint32_t mark, const struct node *result, const struct ast *ast);

/* ---- compile_expression.c ----------------------------------------------------------------------- */

void compile_expression(struct compiler *c, struct node *result, struct ast *ast);
void compile_effect(struct compiler *c, struct ast *ast); /* its value is not wanted */
/* A binary operator that can't be folded. */
void emit_operation(struct compiler *c, struct node *result, enum opcode op, const struct node *left,
                    const struct node *right);

/* ---- compile_condition.c, compile_array.c ------------------------------------------------------- */

/* Jumps, to be patched through `*list`, if the expression is `when`; goes on otherwise. */
void compile_condition(struct compiler *c, struct ast *ast, bool when, uint32_t *list);
void compile_short_circuit(struct compiler *c, struct node *result, struct ast *ast); /* && and || */
void compile_conditional(struct compiler *c, struct node *result, struct ast *ast);
void compile_coalesce(struct compiler *c, struct node *result, struct ast *ast);
void compile_encaps(struct compiler *c, struct node *result, struct ast *ast); /* "$a b" */
void compile_array(struct compiler *c, struct node *result, struct ast *ast);

/* ---- compile_call.c ----------------------------------------------------------------------------- */

void compile_call(struct compiler *c, struct node *result, struct ast *ast);
/* `fetch` is what the result is wanted for: only FETCH_QUIET makes a difference, to `?->`. */
void compile_method_call(struct compiler *c, struct node *result, struct ast *ast, enum fetch fetch);
void compile_static_call(struct compiler *c, struct node *result, struct ast *ast);
void compile_new(struct compiler *c, struct node *result, struct ast *ast);

/* ---- compile_statement.c, compile_loop.c, compile_try.c ----------------------------------------- */

void compile_statement(struct compiler *c, struct ast *ast);
void compile_while(struct compiler *c, struct ast *ast);
void compile_do_while(struct compiler *c, struct ast *ast);
void compile_for(struct compiler *c, struct ast *ast);
void compile_foreach(struct compiler *c, struct ast *ast);
void compile_switch(struct compiler *c, struct ast *ast);
void compile_try(struct compiler *c, struct ast *ast);
void compile_return(struct compiler *c, struct ast *value); /* NULL: return; */
void compile_final_return(struct compiler *c);

/* ---- compile_function.c ------------------------------------------------------------------------- */

/* A function statement; `top`: declared at once. */
void compile_function(struct compiler *c, struct ast *ast, bool top);
void compile_closure(struct compiler *c, struct node *result, struct ast *ast);
/* Parameters, body and end of a function whose names and flags are set. */
void compile_body(struct compiler *c, struct func *func, struct ast *ast, struct class *class);
void compile_type(struct compiler *c, struct type_decl *type, const struct ast *ast, bool nullable);
/* May the literal be the default of a variable of this type? */
bool type_takes_default(const struct type_decl *type, const struct value *v);
bool type_allows(const struct type_decl *type, enum value_type t);
uint32_t nested_add(struct compiler *c, struct func *func);
/* name -> pointer; false after raising. */
bool table_add(struct compiler *c, struct array *table, struct string *name, void *p, enum site site);

/* ---- compile_class.c ---------------------------------------------------------------------------- */

void compile_class(struct compiler *c, struct node *result, struct ast *ast, bool top);
void compile_promoted(struct compiler *c, struct class *class, const struct ast *param,
                      struct type_decl *type);

/* ---- compile_finish.c --------------------------------------------------------------------------- */

bool compile_finish(struct compiler *c); /* false after raising */

#endif
