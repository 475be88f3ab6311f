/* rec_arith.c: arithmetic on numbers. */
#include "jit/rec_parts.h"

static bool is_int(const struct value *v)
{
    return v->type == TYPE_INT;
}

static bool is_float(const struct value *v)
{
    return v->type == TYPE_FLOAT;
}

static ir_ref to_float(struct recorder *r, ir_ref ref)
{
    return rec_type(r, ref) == TYPE_INT ? rec_emit(r, IR_CONV, TYPE_FLOAT, ref, 0) : ref;
}

static void guard_not_int(struct recorder *r, ir_ref ref, int64_t i)
{
    rec_guard(r, IR_EQ, TYPE_INT, IRF_NOT, ref, ir_kint(&r->ir, i));
}

/* ---- + - * --------------------------------------------------------------------------------------- */

static bool overflows(uint8_t opcode, int64_t a, int64_t b)
{
    int64_t i;

    switch (opcode) {
    case OP_ADD:
        return __builtin_add_overflow(a, b, &i);
    case OP_SUB:
        return __builtin_sub_overflow(a, b, &i);
    default:
        return __builtin_mul_overflow(a, b, &i);
    }
}

static ir_ref add_sub_mul(struct recorder *r, uint8_t opcode, const struct value *a, const struct value *b,
                          ir_ref ra, ir_ref rb)
{
    enum ir_op op = opcode == OP_ADD ? IR_ADD : opcode == OP_SUB ? IR_SUB : IR_MUL;

    if (is_float(a) || is_float(b))
        return rec_emit(r, op, TYPE_FLOAT, to_float(r, ra), to_float(r, rb));
    if (overflows(opcode, a->i, b->i))
        return IR_REF_NONE;
    return rec_guarded(r, op, TYPE_INT, ra, rb);
}

/* ---- / % ----------------------------------------------------------------------------------------- */

static bool guard_divisor(struct recorder *r, const struct value *b, ir_ref rb)
{
    if (b->i == 0 || b->i == -1)
        return false;
    guard_not_int(r, rb, 0);
    guard_not_int(r, rb, -1);
    return true;
}

/* Integers that don't divide evenly give a float. */
static ir_ref divide_ints(struct recorder *r, const struct value *a, const struct value *b, ir_ref ra,
                          ir_ref rb)
{
    bool even;

    if (!guard_divisor(r, b, rb))
        return IR_REF_NONE;
    even = a->i % b->i == 0;
    rec_guard(r, IR_EQ, TYPE_INT, even ? 0 : IRF_NOT, rec_emit(r, IR_MOD, TYPE_INT, ra, rb),
              ir_kint(&r->ir, 0));
    if (even)
        return rec_emit(r, IR_DIV, TYPE_INT, ra, rb);
    return rec_emit(r, IR_DIV, TYPE_FLOAT, to_float(r, ra), to_float(r, rb));
}

static ir_ref divide(struct recorder *r, const struct value *a, const struct value *b, ir_ref ra, ir_ref rb)
{
    if (is_int(a) && is_int(b))
        return divide_ints(r, a, b, ra, rb);
    if ((is_int(b) ? (double)b->i : b->d) == 0)
        return IR_REF_NONE;
    rb = to_float(r, rb);
    rec_guard(r, IR_EQ, TYPE_FLOAT, IRF_NOT, rb, ir_kfloat(&r->ir, 0));
    return rec_emit(r, IR_DIV, TYPE_FLOAT, to_float(r, ra), rb);
}

/* ---- integers only ------------------------------------------------------------------------------- */

static ir_ref shift(struct recorder *r, uint8_t opcode, const struct value *b, ir_ref ra, ir_ref rb)
{
    if ((uint64_t)b->i >= 64)
        return IR_REF_NONE;
    rec_guard(r, IR_ULT, TYPE_INT, 0, rb, ir_kint(&r->ir, 64));
    return rec_emit(r, opcode == OP_SL ? IR_SHL : IR_SAR, TYPE_INT, ra, rb);
}

static ir_ref operate_on_ints(struct recorder *r, uint8_t opcode, const struct value *b, ir_ref ra,
                              ir_ref rb)
{
    switch (opcode) {
    case OP_MOD:
        return guard_divisor(r, b, rb) ? rec_emit(r, IR_MOD, TYPE_INT, ra, rb) : IR_REF_NONE;
    case OP_BW_AND:
        return rec_emit(r, IR_AND, TYPE_INT, ra, rb);
    case OP_BW_OR:
        return rec_emit(r, IR_OR, TYPE_INT, ra, rb);
    case OP_BW_XOR:
        return rec_emit(r, IR_XOR, TYPE_INT, ra, rb);
    case OP_SL:
    case OP_SR:
        return shift(r, opcode, b, ra, rb);
    default:
        return IR_REF_NONE;
    }
}

/* ---- all of them --------------------------------------------------------------------------------- */

static bool is_number(const struct value *v)
{
    return is_int(v) || is_float(v);
}

ir_ref rec_operate(struct recorder *r, uint8_t opcode, const struct value *a, const struct value *b,
                   ir_ref ra, ir_ref rb)
{
    ir_ref args[2];

    if (!is_number(a) || !is_number(b))
        return IR_REF_NONE;
    switch (opcode) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
        return add_sub_mul(r, opcode, a, b, ra, rb);
    case OP_DIV:
        return divide(r, a, b, ra, rb);
    case OP_POW:
        if (is_int(a) && is_int(b))
            return IR_REF_NONE;
        args[0] = to_float(r, ra);
        args[1] = to_float(r, rb);
        return rec_call(r, IRCALL_POW, 2, args);
    default:
        return is_int(a) && is_int(b) ? operate_on_ints(r, opcode, b, ra, rb) : IR_REF_NONE;
    }
}

enum rec_result rec_binary(struct recorder *r, const struct opline *o)
{
    const struct value *a = rec_peek(r, o->op1_kind, o->op1, o), *b = rec_peek(r, o->op2_kind, o->op2, o);
    ir_ref ra, rb, ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !rec_readable(r, o->op2_kind, o->op2, o) ||
        !is_number(a) || !is_number(b))
        return REC_HCALL;
    ra = rec_read(r, o->op1_kind, o->op1, o);
    rb = rec_read(r, o->op2_kind, o->op2, o);
    ref = rec_operate(r, o->opcode, a, b, ra, rb);
    if (ref == IR_REF_NONE)
        return REC_HCALL;
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_kill_operand(r, o->op2_kind, o->op2);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* One instruction for all outcomes: what sorts comes out either way about as often. */
enum rec_result rec_spaceship(struct recorder *r, const struct opline *o)
{
    const struct value *a = rec_peek(r, o->op1_kind, o->op1, o), *b = rec_peek(r, o->op2_kind, o->op2, o);
    bool ints = is_int(a) && is_int(b);
    ir_ref args[2];

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !rec_readable(r, o->op2_kind, o->op2, o) ||
        !is_number(a) || !is_number(b))
        return REC_HCALL;
    args[0] = rec_read(r, o->op1_kind, o->op1, o);
    args[1] = rec_read(r, o->op2_kind, o->op2, o);
    for (uint32_t i = 0; i < 2 && !ints; i++)
        args[i] = to_float(r, args[i]);
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_kill_operand(r, o->op2_kind, o->op2);
    rec_result(r, o, rec_call(r, ints ? IRCALL_ORDER_INT : IRCALL_ORDER_FLOAT, 2, args));
    return REC_DONE;
}

enum rec_result rec_bw_not(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_peek(r, o->op1_kind, o->op1, o);
    ir_ref ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !is_int(v))
        return REC_HCALL;
    ref = rec_emit(r, IR_NOT, TYPE_INT, rec_read(r, o->op1_kind, o->op1, o), 0);
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* (int) of a string, (string) of what is a string or an integer. */
static enum rec_result cast_text(struct recorder *r, const struct opline *o, const struct value *v)
{
    ir_ref ref;

    if (o->extended == TYPE_STRING && v->type == TYPE_INT)
        return rec_text(r, o, o->op1_kind, o->op1, o->result.slot);
    if (v->type != TYPE_STRING)
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (o->extended == TYPE_STRING) {
        rec_own(r, o->op1_kind, o->op1, ref);
    } else {
        ref = rec_call(r, IRCALL_INT_OF, 1, &ref);
        rec_free_operand(r, o->op1_kind, o->op1);
    }
    rec_result(r, o, ref);
    return REC_DONE;
}

/* What is neither a number nor text is left to the handler. */
enum rec_result rec_cast(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_peek(r, o->op1_kind, o->op1, o);
    ir_ref ref;
    int truth;

    if (!rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    if (o->extended == TYPE_STRING || (o->extended == TYPE_INT && v->type == TYPE_STRING))
        return cast_text(r, o, v);
    if (o->extended == TYPE_TRUE) {
        truth = rec_truth(r, o->op1_kind, o->op1, o);
        if (truth < 0)
            return REC_HCALL;
        ref = ir_kpri(&r->ir, truth ? TYPE_TRUE : TYPE_FALSE);
    } else if (v->type == o->extended && v->type <= TYPE_FLOAT) {
        ref = rec_read(r, o->op1_kind, o->op1, o);
    } else if (o->extended == TYPE_FLOAT && is_int(v)) {
        ref = to_float(r, rec_read(r, o->op1_kind, o->op1, o));
    } else {
        return REC_HCALL;
    }
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* ---- ++ and -- ----------------------------------------------------------------------------------- */

ir_ref rec_step_number(struct recorder *r, bool up, const struct value *v, ir_ref ref)
{
    struct value one = {.i = 1, .info = TYPE_INT};

    if (is_float(v))
        return rec_emit(r, up ? IR_ADD : IR_SUB, TYPE_FLOAT, ref, ir_kfloat(&r->ir, 1));
    if (!is_int(v))
        return IR_REF_NONE;
    return add_sub_mul(r, up ? OP_ADD : OP_SUB, v, &one, ref, ir_kint(&r->ir, 1));
}

/* The variable's number, which may be behind a reference, or in a place that this trace found. */
struct variable {
    const struct value *now;
    ir_ref reference, address; /* or IR_REF_NONE */
    ir_ref ref;
};

/* A place that another trace or a handler found could be a slot of the map. */
static const struct value *place_of(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_look(r, o->op1_kind, o->op1, o);

    if (o->op1_kind == OPERAND_CV)
        return v;
    return o->op1_kind == OPERAND_VAR && v->type == TYPE_INDIRECT && rec_knows(r, o->op1.slot) ? v->indirect
                                                                                               : NULL;
}

static bool read_variable(struct recorder *r, const struct opline *o, struct variable *variable)
{
    const struct value *v = place_of(r, o);

    if (v == NULL || !is_number(value_deref_const(v)))
        return false;
    *variable = (struct variable){.now = value_deref_const(v)};
    variable->ref = rec_load(r, o->op1.slot);
    if (o->op1_kind == OPERAND_VAR) {
        variable->address = variable->ref;
        variable->ref = rec_vload(r, variable->address, v);
    }
    if (v->type != TYPE_REF)
        return true;
    variable->reference = variable->ref;
    variable->address = rec_reference(r, variable->ref, v->r);
    if (variable->address == IR_REF_NONE)
        return false;
    variable->ref = rec_vload(r, variable->address, variable->now);
    return true;
}

static void write_variable(struct recorder *r, const struct opline *o, const struct variable *variable,
                           ir_ref ref)
{
    if (variable->address == IR_REF_NONE)
        rec_set(r, o->op1.slot, ref);
    else
        rec_effect(r, IR_VSTORE, rec_type(r, ref), variable->address, ref);
    rec_kill_operand(r, o->op1_kind, o->op1);
}

/* PRE_INC PRE_DEC POST_INC POST_DEC */
enum rec_result rec_step(struct recorder *r, const struct opline *o)
{
    bool up = o->opcode == OP_PRE_INC || o->opcode == OP_POST_INC;
    bool post = o->opcode == OP_POST_INC || o->opcode == OP_POST_DEC;
    struct variable variable;
    ir_ref before, after;

    if (!read_variable(r, o, &variable))
        return REC_HCALL;
    before = variable.ref;
    after = rec_step_number(r, up, variable.now, before);
    if (after == IR_REF_NONE)
        return REC_HCALL;
    write_variable(r, o, &variable, after);
    rec_result(r, o, post ? before : after);
    return REC_DONE;
}

/* ---- compound assignment to a CV ----------------------------------------------------------------- */

/* The handler holds a reference meanwhile. */
enum rec_result rec_assign_op(struct recorder *r, const struct opline *o)
{
    struct variable variable;
    const struct value *b;
    ir_ref rb, ref;

    if (o->extended == OP_CONCAT)
        return rec_append(r, o);
    if (!rec_readable(r, o->op2_kind, o->op2, o))
        return REC_HCALL;
    b = rec_peek(r, o->op2_kind, o->op2, o);
    if (!is_number(b) || !read_variable(r, o, &variable))
        return REC_HCALL;
    rb = rec_read(r, o->op2_kind, o->op2, o);
    ref = rec_operate(r, (uint8_t)o->extended, variable.now, b, variable.ref, rb);
    if (ref == IR_REF_NONE)
        return REC_HCALL;
    rec_kill_operand(r, o->op2_kind, o->op2);
    write_variable(r, o, &variable, ref);
    if (variable.reference != IR_REF_NONE)
        rec_touch(r, variable.reference);
    rec_result(r, o, ref);
    return REC_DONE;
}
