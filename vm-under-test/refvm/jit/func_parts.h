/* func_parts.h: what the files of the function compiler share.
 *
 * A function is compiled opline by opline, in order:
 *
 *   main     for each opline its label and its fast path, which goes on with the next one; oplines
 *            without a fast path call their handler there
 *   general  where the main section knows types, as earlier oplines have looked at them: the same oplines
 *            once more, for whoever comes from elsewhere
 *   asides   what fast paths do less often (floats where integers were expected, say)
 *   stubs    one an opline whose fast path may give up: calls the opline's handler; one an opline that is
 *            jumped back to: its safepoint
 *   shared   the dispatch tail and the way out
 *
 * At the start of each opline the whole state is in memory, so any opline may be entered at its label (that
 * of the general version, if there are two), from the interpreter as well as from other machine code. A
 * fast path looks at everything first and changes something only after its last check; a check that fails
 * goes to the opline's cold stub, whose handler does the whole opline.
 *
 * What a handler returns is compared with the oplines that may follow. Anything else goes to the dispatch
 * tail, which finds machine code by way of vm->frame->func->jit, or leaves to the interpreter. So code that
 * was dropped by a flush while one of its handlers ran goes on correctly: it refers to oplines, handlers
 * and inline caches only, which live as long as the program, and never to its own struct jit_func.
 */
#ifndef REFVM_JIT_FUNC_PARTS_H
#define REFVM_JIT_FUNC_PARTS_H

#include "jit/emit.h"
#include "jit/jit.h"

enum { FUNC_NONE = UINT32_MAX }; /* no label, no opline */

/* Offsets of a value's parts. */
enum {
    FUNC_INFO = offsetof(struct value, info),
    FUNC_TYPE = offsetof(struct value, type),
    FUNC_FLAGS = offsetof(struct value, flags),
    FUNC_EXTRA = offsetof(struct value, extra),
    FUNC_COUNTED = VALUE_COUNTED >> 8, /* in the byte of flags */
};

/* An operand: a literal, or a slot of the frame. */
struct func_operand {
    const struct value *literal; /* or NULL */
    int32_t slot;                /* bytes from the frame */
    uint8_t kind;                /* OPERAND_* */
    int type;                    /* enum value_type if that is known, else -1; counted ones are unknown */
    bool is_object;              /* a slot that holds an object, and no reference to one */
};

/* An opline while its function is compiled. */
struct func_op {
    uint32_t label;     /* where it begins, whatever its operands are */
    uint32_t fast;      /* where the main section goes on when what is known there holds */
    uint32_t general;   /* a loop header's version that knows nothing */
    uint32_t row;       /* of one that is jumped to: what is known there; or FUNC_NONE */
    uint32_t loop_end;  /* of a loop header: the last opline that jumps there */
    uint32_t cold;      /* its cold stub, or FUNC_NONE */
    uint32_t safepoint; /* the stub of backward jumps to it, or FUNC_NONE */
    uint32_t entry;     /* DO_FCALL: the stub of the safepoint at the callee's entry, or FUNC_NONE */
    uint32_t init;      /* DO_FCALL: number of its INIT, or FUNC_NONE */
    bool is_part;       /* belongs to the opline before: OP_DATA, the jump of a smart branch */
    bool is_native;     /* counted as such at its start */
    bool is_inline;     /* it has a fast path */
    bool is_leader;     /* jumped to */
    bool is_loop;       /* jumped back to */
    bool has_facts;     /* something is known: there is a second version that knows nothing */
};

struct func_compiler;
struct func_aside;

typedef void func_aside_fn(struct func_compiler *c, const struct func_aside *aside);

/* Code out of line, emitted behind the main section. */
struct func_aside {
    func_aside_fn *emit;
    struct func_operand a, b;
    uint32_t n;           /* its opline */
    uint32_t label, back; /* where it begins, where it may go on */
    int data;             /* for `emit` */
};

struct func_compiler {
    struct vm *vm;
    struct func *func;
    struct emit e;
    struct func_op *ops;
    struct func_aside *asides;
    uint32_t aside_count, aside_capacity;
    const struct opline *o; /* which is being compiled */
    uint32_t n;             /* its number */
    int8_t *facts;          /* by slot: the type that it has in the main section, or -1 */
    int8_t *guesses;        /* by slot: the type that it will probably have, or -1 */
    int8_t *live;           /* by variable: the type that it has in a frame that runs now, or -1 */
    int8_t *rows;           /* of slot_count each */
    uint32_t slot_count, fact_count, row_count;
    const struct frame *frame; /* one of this function that runs now, or NULL */
    int result_type;           /* of the opline's result, known after its fast path; -1: unknown */
    /* The opline before left its result's payload in a register, too; 0: it did not. Only what follows it
     * in the main section, and by no other way, may use that. */
    int32_t in_rax, in_xmm0;         /* slot; for the opline that is being compiled */
    int32_t leaves_rax, leaves_xmm0; /* for the next one */
    uint32_t dispatch, enter;
    bool shadow;
    bool no_facts;   /* one version of all only: what was known made the code too long */
    bool is_aside;   /* the code of the next opline does not follow */
    bool is_general; /* the version that knows nothing */
    bool failed;     /* the compiler's own memory ran out */
};

/* Emits the fast path of an opline; false, with nothing emitted, if there is none. */
typedef bool func_emit_fn(struct func_compiler *c);

/* ---- what is known (func_facts.c) ---------------------------------------------------------------- */

bool func_facts_begin(struct func_compiler *c); /* oplines are prepared; false: out of memory */
void func_facts_end(struct func_compiler *c);
/* What is known of a slot from here on, in the main section: a type, or -1. */
void func_fact(struct func_compiler *c, int32_t slot, int type);
int func_fact_of(const struct func_compiler *c, int32_t slot);
void func_forget(struct func_compiler *c); /* all of it */
/* What to try first: a type, or -1. */
int func_guess(const struct func_compiler *c, const struct func_operand *op);
void func_set_guess(struct func_compiler *c, int32_t slot, int type);
/* The label for a way from here to opline n, which is taken with what is known here. */
uint32_t func_way(struct func_compiler *c, uint32_t n);
/* The opline is one that is jumped to; `falls`: the one before goes on with it. */
void func_begin_leader(struct func_compiler *c, bool falls);
/* Looks whether what a loop header assumes holds. */
void func_emit_loop_stub(struct func_compiler *c);

/* ---- operands and values (func_value.c) ---------------------------------------------------------- */

struct func_operand func_op1(const struct func_compiler *c);
struct func_operand func_op2(const struct func_compiler *c);
struct func_operand func_data(const struct func_compiler *c);

static inline int32_t func_result(const struct func_compiler *c)
{
    return (int32_t)c->o->result.slot;
}

static inline bool func_result_used(const struct func_compiler *c)
{
    return c->o->result_kind != OPERAND_UNUSED;
}

static inline bool func_is_temporary(const struct func_operand *op)
{
    return (op->kind & K_TMPVAR) != 0;
}

/* The pairs of types that operators on two numbers have a path for. */
enum func_pair { PAIR_INTS, PAIR_FLOATS, PAIR_FLOAT_INT, PAIR_INT_FLOAT, PAIR_COUNT };
static inline int func_pair_a(int pair)
{
    return pair == PAIR_INTS || pair == PAIR_INT_FLOAT ? TYPE_INT : TYPE_FLOAT;
}
static inline int func_pair_b(int pair)
{
    return pair == PAIR_INTS || pair == PAIR_FLOAT_INT ? TYPE_INT : TYPE_FLOAT;
}
bool func_pair_possible(const struct func_operand *a, const struct func_operand *b, int pair);
/* The most probable one, then any that was not tried (bits); PAIR_COUNT: none. */
int func_first_pair(const struct func_compiler *c, const struct func_operand *a,
                    const struct func_operand *b);
int func_next_pair(const struct func_operand *a, const struct func_operand *b, int tried);

/* Can the operand have this type, as far as is known? */
bool func_may_be(const struct func_operand *op, int type);
/* Goes to `label` unless it is an uncounted value of this type, which it may be. What goes to `label` must
 * not come back to the main section. */
void func_check(struct func_compiler *c, const struct func_operand *op, int type, uint32_t label);
/* The same where it may. */
void func_check_once(struct func_compiler *c, const struct func_operand *op, int type, uint32_t label);
void func_load(struct func_compiler *c, enum reg d, const struct func_operand *op); /* the payload */
void func_load_info(struct func_compiler *c, enum reg d, const struct func_operand *op);
/* As a float; an integer is converted. */
void func_load_float(struct func_compiler *c, enum reg d, const struct func_operand *op, int type);
/* rax = rax op operand, which is an integer. */
void func_alu(struct func_compiler *c, enum alu op, const struct func_operand *b);
/* rax = a, op b, when nothing has changed rax in this opline yet. */
void func_alu_ints(struct func_compiler *c, enum alu op, const struct func_operand *a,
                   const struct func_operand *b);
void func_load_first(struct func_compiler *c, const struct func_operand *op); /* rax = its payload */
/* xmm0 and xmm1 = both, as floats, when nothing has changed xmm0 in this opline yet. */
void func_load_floats(struct func_compiler *c, const struct func_operand *a, int a_type,
                      const struct func_operand *b, int b_type);
void func_store_int(struct func_compiler *c, int32_t slot, enum reg s);
void func_store_float(struct func_compiler *c, int32_t slot, enum reg s);
/* The bool in rax (0 or 1), as a value; changes rax. */
void func_store_bool(struct func_compiler *c, int32_t slot);
/* [base + disp] = payload and info. */
void func_store(struct func_compiler *c, enum reg base, int32_t disp, enum reg payload, enum reg info);
/* Takes a reference to what payload and info hold. */
void func_retain(struct func_compiler *c, enum reg payload, enum reg info);
/* The same for a literal, payload in a register. */
void func_retain_literal(struct func_compiler *c, enum reg payload, const struct value *v);
/* d = address of the operand's slot, or its literal; a reference is followed. */
void func_address_deref(struct func_compiler *c, enum reg d, const struct func_operand *op);
void func_address(struct func_compiler *c, enum reg d, const struct func_operand *op);
void func_deref(struct func_compiler *c, enum reg d); /* d points at a value */
/* d = the object in a slot, a reference followed; anything else goes to the handler. */
void func_load_object(struct func_compiler *c, enum reg d, const struct func_operand *v);
/* The result is a copy of the value at rcx, a reference followed, which probably has the type `guess` (or
 * -1). */
void func_copy_result(struct func_compiler *c, int guess);
/* Gives back a reference to what is in the register, which others hold too. */
void func_release_shared(struct func_compiler *c, enum reg counted);
/* d = the inline cache's address. */
void func_cache(struct func_compiler *c, enum reg d, uint32_t index);

/* ---- control (func_control.c) -------------------------------------------------------------------- */

/* The label of the opline's cold stub. */
uint32_t func_cold(struct func_compiler *c);
/* A piece of code aside; its label. */
uint32_t func_aside(struct func_compiler *c, func_aside_fn *emit, const struct func_operand *a,
                    const struct func_operand *b, uint32_t back, int data);
uint32_t func_number(const struct func_compiler *c, const struct opline *o);
/* Goes on with opline number n, as a jump by `from`: a backward one is a safepoint. */
void func_jump(struct func_compiler *c, uint32_t n, uint32_t from);
/* The same if the flags say so. */
void func_branch(struct func_compiler *c, enum cc cc, uint32_t n, uint32_t from);
/* Goes on behind the opline; `parts` 1: behind the one that belongs to it. */
void func_next(struct func_compiler *c, uint32_t parts);
/* The end of a comparison: its outcome is in the flags, or (0 or 1) in eax. */
void func_smart(struct func_compiler *c, enum cc cc);
void func_smart_rax(struct func_compiler *c);

/* A label that is made when it is first needed. */
uint32_t func_label_once(struct func_compiler *c, uint32_t *label);

/* The main section's call of a handler, the stubs, and the shared tail. */
void func_emit_handler(struct func_compiler *c);
void func_emit_stubs(struct func_compiler *c);

/* ---- fast paths ---------------------------------------------------------------------------------- */

/* For a dispatch by opcode: NULL when an opcode has none. */
func_emit_fn *func_arith_emitter(uint8_t opcode);   /* func_arith.c */
func_emit_fn *func_compare_emitter(uint8_t opcode); /* func_compare.c */
func_emit_fn *func_jump_emitter(uint8_t opcode);    /* func_jump.c */
func_emit_fn *func_data_emitter(uint8_t opcode);    /* func_data.c */
func_emit_fn *func_dim_emitter(uint8_t opcode);     /* func_dim.c */
func_emit_fn *func_object_emitter(uint8_t opcode);  /* func_object.c */
func_emit_fn *func_call_emitter(uint8_t opcode);    /* func_call.c */

func_emit_fn func_emit_return;      /* func_return.c */
func_emit_fn func_emit_bind_static; /* func_closure.c */
/* One holder of anything less; called by machine code. */
void func_release(struct vm *vm, struct counted *counted);

/* What several of them share. */

/* slot at rcx (ext)= data, for numbers, as the handlers of ASSIGN_DIM_OP and ASSIGN_OBJ_OP. */
bool func_operates(const struct func_compiler *c); /* is there a fast path for this operator? */
void func_operate(struct func_compiler *c);
/* The slot at rcx gets data's value, which was loaded by func_load_data; then the result. */
void func_load_data(struct func_compiler *c); /* rsi, edi: payload and info; not undefined, no reference */
void func_store_data(struct func_compiler *c);

#endif
