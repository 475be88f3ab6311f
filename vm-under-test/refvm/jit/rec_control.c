/* rec_control.c: jumps, tests, comparisons. A condition becomes a guard for what it was. */
#include "jit/rec_parts.h"

/* ---- where it goes on ---------------------------------------------------------------------------- */

/* Behind the opline's effects: the interrupt finds the state after the jump or the call. */
void rec_safepoint(struct recorder *r, enum snap_kind kind, const struct opline *to)
{
    rec_word_forget(r, REC_VM(safepoint_left));
    if (kind == SNAP_SAFEPOINT_JUMP && BUG(r->vm, gh15502_safepoint_opline, to != r->opline))
        to = r->opline;
    rec_snapshot(r, kind, to);
    ir_emit(&r->ir, IR_SAFEPOINT, IRT_VOID, IRF_GUARD, 0, 0);
    r->before_effect = false;
}

void rec_jump(struct recorder *r, const struct opline *from, const struct opline *to)
{
    r->expect = to;
    if (to <= from)
        rec_safepoint(r, SNAP_SAFEPOINT_JUMP, to);
}

static ir_ref bool_ref(struct recorder *r, bool b)
{
    return ir_kpri(&r->ir, b ? TYPE_TRUE : TYPE_FALSE);
}

void rec_branch(struct recorder *r, const struct opline *o, bool condition)
{
    const struct opline *target;
    bool jumps;

    if (!(o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ))) {
        rec_result(r, o, bool_ref(r, condition));
        return;
    }
    target = opline_target(o + 1, o[1].op2);
    jumps = condition == ((o->result_kind & OPERAND_JMPNZ) != 0);
    if (jumps)
        rec_jump(r, o + 1, target);
    else
        r->expect = o + 2;
}

enum rec_result rec_nop(struct recorder *r, const struct opline *o)
{
    (void)r, (void)o;
    return REC_DONE;
}

enum rec_result rec_jmp(struct recorder *r, const struct opline *o)
{
    rec_jump(r, o, opline_target(o, o->op1));
    return REC_DONE;
}

/* ---- finally ------------------------------------------------------------------------------------- */

static ir_ref state_field(struct recorder *r, union operand state, size_t field)
{
    return rec_frame_address(r, r->offset, state.slot + field);
}

/* The state of a finally is in memory, always: how it goes on stands in the slot's spare word. */
enum rec_result rec_fast_call(struct recorder *r, const struct opline *o)
{
    uint32_t number = func_opline_number(r->frame->func, o);

    rec_kill(r, o->result.slot);
    rec_xstore(r, IRT_PTR, state_field(r, o->result, offsetof(struct value, o)), rec_null(r));
    rec_xstore(r, IRT_WORD, state_field(r, o->result, offsetof(struct value, info)),
               rec_word(r, TYPE_POINTER));
    rec_xstore(r, IRT_WORD, state_field(r, o->result, offsetof(struct value, extra)), rec_word(r, number));
    r->expect = opline_target(o, o->op1);
    return REC_DONE;
}

/* An exception that waits goes on by the handler. */
enum rec_result rec_fast_ret(struct recorder *r, const struct opline *o)
{
    uint32_t number = rec_look(r, o->op1_kind, o->op1, o)->extra;

    if (number == UINT32_MAX)
        return REC_HCALL;
    rec_guard_equal(r, IRT_WORD,
                    rec_xload(r, IRT_WORD, state_field(r, o->op1, offsetof(struct value, extra))),
                    rec_word(r, number));
    r->expect = r->frame->func->oplines + number + 1;
    return REC_DONE;
}

/* ---- truth --------------------------------------------------------------------------------------- */

/* Of what a variable holds: a temporary would have to be let go of. */
static int truth_of_counted(struct recorder *r, const struct value *v, uint8_t kind, union operand operand,
                            const struct opline *o)
{
    bool truth = value_is_true(r->vm, v);
    ir_ref ref;

    if (kind & (OPERAND_TMP | OPERAND_VAR))
        return -1;
    ref = rec_read(r, kind, operand, o);
    if (v->type == TYPE_STRING)
        rec_guard(r, IR_EQ, IRT_WORD, truth ? IRF_NOT : 0, rec_call(r, IRCALL_IS_TRUE, 1, &ref),
                  rec_word(r, 0));
    else if (v->type == TYPE_ARRAY)
        rec_guard(r, IR_EQ, IRT_WORD, truth ? IRF_NOT : 0,
                  rec_xload(r, IRT_WORD, rec_field(r, ref, offsetof(struct array, count))), rec_word(r, 0));
    return truth;
}

int rec_truth(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o)
{
    const struct value *v = rec_peek(r, kind, operand, o);
    bool truth;

    if (!rec_readable(r, kind, operand, o))
        return -1;
    if (v->type > TYPE_FLOAT)
        return truth_of_counted(r, v, kind, operand, o);
    if (v->type <= TYPE_TRUE) {
        rec_read(r, kind, operand, o);
        return v->type == TYPE_TRUE;
    }
    truth = v->type == TYPE_INT ? v->i != 0 : v->d != 0;
    rec_guard(r, IR_EQ, v->type, truth ? IRF_NOT : 0, rec_read(r, kind, operand, o),
              v->type == TYPE_INT ? ir_kint(&r->ir, 0) : ir_kfloat(&r->ir, 0));
    return truth;
}

/* JMPZ JMPNZ JMPZ_EX JMPNZ_EX */
enum rec_result rec_jump_if(struct recorder *r, const struct opline *o)
{
    int truth = rec_truth(r, o->op1_kind, o->op1, o);
    bool if_true = o->opcode == OP_JMPNZ || o->opcode == OP_JMPNZ_EX;

    if (truth < 0)
        return REC_HCALL;
    rec_kill_operand(r, o->op1_kind, o->op1);
    if (o->opcode == OP_JMPZ_EX || o->opcode == OP_JMPNZ_EX)
        rec_result(r, o, bool_ref(r, truth));
    if (truth == if_true)
        rec_jump(r, o, opline_target(o, o->op2));
    return REC_DONE;
}

/* BOOL BOOL_NOT */
enum rec_result rec_bool(struct recorder *r, const struct opline *o)
{
    int truth = rec_truth(r, o->op1_kind, o->op1, o);

    if (truth < 0)
        return REC_HCALL;
    rec_kill_operand(r, o->op1_kind, o->op1);
    rec_result(r, o, bool_ref(r, truth == (o->opcode == OP_BOOL)));
    return REC_DONE;
}

enum rec_result rec_jmp_set(struct recorder *r, const struct opline *o)
{
    int truth = rec_truth(r, o->op1_kind, o->op1, o);
    ir_ref ref;

    if (truth < 0)
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (!truth) {
        rec_kill_operand(r, o->op1_kind, o->op1);
    } else {
        rec_own(r, o->op1_kind, o->op1, ref);
        rec_result(r, o, ref);
        rec_jump(r, o, opline_target(o, o->op2));
    }
    return REC_DONE;
}

/* An undefined variable is no null here: it is not warned about, and has no type that a guard could miss.
 */
static bool is_null(const struct value *v)
{
    return v->type <= TYPE_NULL;
}

enum rec_result rec_coalesce(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_peek(r, o->op1_kind, o->op1, o);
    ir_ref ref;

    if (v->type > TYPE_OBJECT || (v->type != TYPE_UNDEF && !rec_readable(r, o->op1_kind, o->op1, o)))
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    if (is_null(v)) {
        rec_kill_operand(r, o->op1_kind, o->op1);
        return REC_DONE;
    }
    rec_own(r, o->op1_kind, o->op1, ref);
    rec_result(r, o, ref);
    rec_jump(r, o, opline_target(o, o->op2));
    return REC_DONE;
}

/* What is tested is kept. */
enum rec_result rec_jmp_null(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_peek(r, o->op1_kind, o->op1, o);

    if (!rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    rec_read(r, o->op1_kind, o->op1, o);
    if (!is_null(v))
        return REC_DONE;
    rec_kill_operand(r, o->op1_kind, o->op1);
    if (o->extended & (JMP_NULL_ISSET | JMP_NULL_EMPTY))
        rec_result(r, o, bool_ref(r, o->extended & JMP_NULL_EMPTY));
    else
        rec_result(r, o, ir_kpri(&r->ir, TYPE_NULL));
    rec_jump(r, o, opline_target(o, o->op2));
    return REC_DONE;
}

/* ---- types --------------------------------------------------------------------------------------- */

enum rec_result rec_isset_cv(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_peek(r, o->op1_kind, o->op1, o);
    int truth;

    if (v->type > TYPE_OBJECT)
        return REC_HCALL;
    if ((o->extended & ISEMPTY) && v->type > TYPE_NULL) {
        truth = rec_truth(r, o->op1_kind, o->op1, o);
        if (truth < 0)
            return REC_HCALL;
        rec_branch(r, o, !truth);
        return REC_DONE;
    }
    rec_read(r, o->op1_kind, o->op1, o);
    rec_branch(r, o, is_null(v) == ((o->extended & ISEMPTY) != 0));
    return REC_DONE;
}

enum rec_result rec_type_check(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_look(r, o->op1_kind, o->op1, o);

    if (v->type == TYPE_UNDEF || v->type > TYPE_OBJECT)
        return REC_HCALL;
    rec_operand(r, o->op1_kind, o->op1, o);
    if (!rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_branch(r, o, (o->extended >> v->type) & 1);
    return REC_DONE;
}

/* ---- comparisons --------------------------------------------------------------------------------- */

static bool is_number(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT;
}

static ir_ref as_float(struct recorder *r, ir_ref ref)
{
    if (rec_type(r, ref) != TYPE_INT)
        return ref;
    return rec_emit(r, IR_CONV, TYPE_FLOAT, ref, 0);
}

static double float_of(const struct value *v)
{
    return v->type == TYPE_INT ? (double)v->i : v->d;
}

#define COMPARE(x, y) (less ? (x) < (y) : less_equal ? (x) <= (y) : (x) == (y))

/* a == b, a < b, a <= b of numbers. The guards say it in the positive: an unordered pair has neither. */
static bool compare_numbers(struct recorder *r, uint8_t opcode, const struct value *a,
                            const struct value *b, ir_ref ra, ir_ref rb)
{
    bool less = opcode == OP_IS_SMALLER, less_equal = opcode == OP_IS_SMALLER_OR_EQUAL, holds;
    enum ir_op op = less ? IR_LT : less_equal ? IR_LE : IR_EQ;
    uint8_t type = TYPE_INT;

    if (a->type == TYPE_INT && b->type == TYPE_INT) {
        holds = COMPARE(a->i, b->i);
    } else {
        holds = COMPARE(float_of(a), float_of(b));
        ra = as_float(r, ra);
        rb = as_float(r, rb);
        type = TYPE_FLOAT;
    }
    rec_guard(r, op, type, holds ? 0 : IRF_NOT, ra, rb);
    return holds;
}

/* CASE keeps its op1. */
static void end_compare(struct recorder *r, const struct opline *o, bool holds)
{
    if (o->opcode != OP_CASE)
        rec_free_operand(r, o->op1_kind, o->op1);
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_branch(r, o, holds);
}

static bool negated(const struct opline *o)
{
    return o->opcode == OP_IS_NOT_EQUAL || o->opcode == OP_IS_NOT_IDENTICAL;
}

/* Of null and booleans the types say it all. */
static enum rec_result compare_truths(struct recorder *r, const struct opline *o, const struct value *a,
                                      const struct value *b)
{
    bool less = o->opcode == OP_IS_SMALLER, less_equal = o->opcode == OP_IS_SMALLER_OR_EQUAL;
    int order = value_compare(r->vm, a, b);

    rec_read(r, o->op1_kind, o->op1, o);
    rec_read(r, o->op2_kind, o->op2, o);
    end_compare(r, o, COMPARE(order, 0) != negated(o));
    return REC_DONE;
}

/* Two strings are equal as numbers, too, but not if one of them is a literal that begins like no number. */
static bool is_plain_text(const struct value *v, ir_ref ref)
{
    return v->type == TYPE_STRING && ir_is_const(ref) && v->s->bytes[0] > '9';
}

static ir_ref payload(struct recorder *r, ir_ref ref)
{
    return irt_is_pri(rec_type(r, ref)) ? rec_word(r, 0) : ref;
}

/* -1, 0 or 1 of two values that are no float, array or object, by a call. */
static ir_ref call_compare(struct recorder *r, ir_ref ra, ir_ref rb)
{
    ir_ref args[5] = {rec_pointer(r, r->vm), payload(r, ra), rec_word(r, irt_info(rec_type(r, ra))),
                      payload(r, rb), rec_word(r, irt_info(rec_type(r, rb)))};

    return rec_call(r, IRCALL_COMPARE, 5, args);
}

static enum rec_result compare_texts(struct recorder *r, const struct opline *o, const struct value *a,
                                     const struct value *b)
{
    bool less = o->opcode == OP_IS_SMALLER, less_equal = o->opcode == OP_IS_SMALLER_OR_EQUAL, holds;
    ir_ref ra = rec_read(r, o->op1_kind, o->op1, o), rb = rec_read(r, o->op2_kind, o->op2, o);
    ir_ref args[2] = {ra, rb}, zero = ir_kint(&r->ir, 0);
    int order = value_compare(r->vm, a, b);

    holds = COMPARE(order, 0);
    if (!less && !less_equal && a->type == b->type && (is_plain_text(a, ra) || is_plain_text(b, rb)))
        rec_guard(r, IR_EQ, IRT_WORD, holds ? IRF_NOT : 0, rec_call(r, IRCALL_SAME_STRING, 2, args),
                  rec_word(r, 0));
    else
        rec_guard(r,
                  less         ? IR_LT
                  : less_equal ? IR_LE
                               : IR_EQ,
                  TYPE_INT, holds ? 0 : IRF_NOT, call_compare(r, ra, rb), zero);
    end_compare(r, o, holds != negated(o));
    return REC_DONE;
}

static bool is_comparable(const struct value *v)
{
    return v->type <= TYPE_STRING && v->type != TYPE_FLOAT;
}

enum rec_result rec_compare(struct recorder *r, const struct opline *o)
{
    const struct value *a = rec_peek(r, o->op1_kind, o->op1, o), *b = rec_peek(r, o->op2_kind, o->op2, o);
    ir_ref ra, rb;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !rec_readable(r, o->op2_kind, o->op2, o))
        return REC_HCALL;
    if (a->type <= TYPE_TRUE && b->type <= TYPE_TRUE)
        return compare_truths(r, o, a, b);
    if (!is_number(a) || !is_number(b))
        return is_comparable(a) && is_comparable(b) ? compare_texts(r, o, a, b) : REC_HCALL;
    ra = rec_read(r, o->op1_kind, o->op1, o);
    rb = rec_read(r, o->op2_kind, o->op2, o);
    end_compare(r, o, compare_numbers(r, o->opcode, a, b, ra, rb) != negated(o));
    return REC_DONE;
}

/* ---- identity ------------------------------------------------------------------------------------ */

/* 1 or 0 with guards, -1: by the handler. */
static int identical(struct recorder *r, const struct value *a, const struct value *b, ir_ref ra, ir_ref rb)
{
    ir_ref args[2] = {ra, rb};
    bool holds;

    if (a->type != b->type)
        return 0;
    if (a->type <= TYPE_TRUE)
        return 1;
    if (is_number(a))
        return compare_numbers(r, OP_IS_EQUAL, a, b, ra, rb);
    if (a->type == TYPE_OBJECT) {
        holds = a->o == b->o;
        rec_guard(r, IR_EQ, IRT_PTR, holds ? 0 : IRF_NOT, ra, rb);
        return holds;
    }
    if (a->type != TYPE_STRING)
        return -1;
    holds = string_equal(a->s, b->s);
    rec_guard(r, IR_EQ, IRT_WORD, holds ? IRF_NOT : 0, rec_call(r, IRCALL_SAME_STRING, 2, args),
              rec_word(r, 0));
    return holds;
}

/* The handler holds what it compares meanwhile. */
static void touch_compared(struct recorder *r, const struct opline *o, ir_ref ra, ir_ref rb)
{
    if (o->op1_kind != OPERAND_CONST)
        rec_touch(r, ra);
    if (o->op2_kind != OPERAND_CONST)
        rec_touch(r, rb);
}

enum rec_result rec_identical(struct recorder *r, const struct opline *o)
{
    const struct value *a = rec_peek(r, o->op1_kind, o->op1, o), *b = rec_peek(r, o->op2_kind, o->op2, o);
    ir_ref ra, rb;
    int holds;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !rec_readable(r, o->op2_kind, o->op2, o))
        return REC_HCALL;
    ra = rec_read(r, o->op1_kind, o->op1, o);
    rb = rec_read(r, o->op2_kind, o->op2, o);
    if (!rec_free_guard(r, o->op1_kind, o->op1, 1) || !rec_free_guard(r, o->op2_kind, o->op2, 1))
        return REC_HCALL;
    holds = identical(r, a, b, ra, rb);
    if (holds < 0)
        return REC_HCALL;
    touch_compared(r, o, ra, rb);
    end_compare(r, o, holds != negated(o));
    return REC_DONE;
}
