/* rec_string.c: strings that are made: concatenation, ropes, appending.
 *
 * What is made needs memory, so that these can fail, and their calls are the only ones of a trace that do:
 * memory has all slots before, and a call that raised leaves by an exit of its own (SNAP_RAISED), where the
 * opline's operands are freed as its handler would. Only strings and numbers are recorded: making text of
 * them runs no user code. An empty string, with which the result would be the other operand, is left to the
 * handler, so that the result is always a string of its own. */
#include "jit/rec_parts.h"

/* ---- operands ------------------------------------------------------------------------------------ */

static bool is_text(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT || (v->type == TYPE_STRING && v->s->len != 0);
}

static bool is_int(const struct recorder *r, ir_ref ref)
{
    return rec_type(r, ref) == TYPE_INT;
}

static bool is_float(const struct recorder *r, ir_ref ref)
{
    return rec_type(r, ref) == TYPE_FLOAT;
}

static bool is_number(const struct recorder *r, ir_ref ref)
{
    return is_int(r, ref) || is_float(r, ref);
}

/* The operand, with a guard that it is not empty: what a literal is, is known. */
static ir_ref read_text(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o)
{
    ir_ref ref = rec_read(r, kind, operand, o);

    if (!is_number(r, ref) && !ir_is_const(ref))
        rec_guard(r, IR_NE, TYPE_INT, 0,
                  rec_xload(r, TYPE_INT, rec_field(r, ref, offsetof(struct string, len))),
                  ir_kint(&r->ir, 0));
    return ref;
}

/* ---- calls that raise ---------------------------------------------------------------------------- */

ir_ref rec_raising(struct recorder *r, const struct opline *o, enum ir_call call, ir_ref a, ir_ref b)
{
    ir_ref list = rec_pointer(r, r->vm);

    rec_save(r, o);
    rec_sync(r);
    rec_word_forget(r, REC_VM(safepoint_left));
    list = ir_raw(&r->ir, IR_CARG, IRT_VOID, 0, list, a);
    if (b != IR_REF_NONE)
        list = ir_raw(&r->ir, IR_CARG, IRT_VOID, 0, list, b);
    rec_snapshot(r, SNAP_RAISED, o);
    r->before_effect = false;
    return ir_emit(&r->ir, IR_CALL, ir_calls[call].type, IRF_GUARD, call, list);
}

/* ---- . and .= ------------------------------------------------------------------------------------ */

static ir_ref append(struct recorder *r, const struct opline *o, ir_ref a, ir_ref b)
{
    enum ir_call call = is_int(r, b)     ? IRCALL_APPEND_INT
                        : is_float(r, b) ? IRCALL_APPEND_FLOAT
                                         : IRCALL_APPEND;

    return rec_raising(r, o, call, a, b);
}

/* A temporary on the left grows where it is. */
static enum rec_result concat_to_temporary(struct recorder *r, const struct opline *o)
{
    ir_ref a = rec_load(r, o->op1.slot), b = read_text(r, o->op2_kind, o->op2, o);
    ir_ref ref = append(r, o, a, b);

    rec_free_operand(r, o->op2_kind, o->op2);
    rec_kill(r, o->op1.slot);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* Two operands, one of them a string at least. IR_REF_NONE: both are numbers. */
static ir_ref concat(struct recorder *r, const struct opline *o, ir_ref a, ir_ref b)
{
    if (is_number(r, a) && is_number(r, b))
        return IR_REF_NONE;
    if (is_float(r, a))
        return rec_raising(r, o, IRCALL_FLOAT_CONCAT, b, a);
    if (is_float(r, b))
        return rec_raising(r, o, IRCALL_CONCAT_FLOAT, a, b);
    return rec_raising(r, o,
                       is_int(r, a)   ? IRCALL_INT_CONCAT
                       : is_int(r, b) ? IRCALL_CONCAT_INT
                                      : IRCALL_CONCAT,
                       a, b);
}

/* CONCAT FAST_CONCAT */
enum rec_result rec_concat(struct recorder *r, const struct opline *o)
{
    ir_ref a, b, ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o) || !rec_readable(r, o->op2_kind, o->op2, o) ||
        !is_text(rec_peek(r, o->op1_kind, o->op1, o)) || !is_text(rec_peek(r, o->op2_kind, o->op2, o)))
        return REC_HCALL;
    if (o->op1_kind == OPERAND_TMP && rec_look(r, o->op1_kind, o->op1, o)->type == TYPE_STRING)
        return concat_to_temporary(r, o);
    a = read_text(r, o->op1_kind, o->op1, o);
    b = read_text(r, o->op2_kind, o->op2, o);
    ref = concat(r, o, a, b);
    if (ref == IR_REF_NONE)
        return REC_HCALL;
    rec_free_operand(r, o->op1_kind, o->op1);
    rec_free_operand(r, o->op2_kind, o->op2);
    rec_result(r, o, ref);
    return REC_DONE;
}

enum rec_result rec_append(struct recorder *r, const struct opline *o)
{
    const struct value *v = rec_look(r, o->op1_kind, o->op1, o);
    ir_ref a, b, ref;

    if (o->op1_kind != OPERAND_CV || v->type != TYPE_STRING || !rec_readable(r, o->op2_kind, o->op2, o) ||
        !is_text(rec_peek(r, o->op2_kind, o->op2, o)))
        return REC_HCALL;
    a = rec_load(r, o->op1.slot);
    b = read_text(r, o->op2_kind, o->op2, o);
    ref = append(r, o, a, b);
    rec_set(r, o->op1.slot, ref);
    if (o->result_kind != OPERAND_UNUSED) {
        rec_retain(r, ref);
        rec_result(r, o, ref);
    }
    rec_free_operand(r, o->op2_kind, o->op2);
    return REC_DONE;
}

/* ---- ropes --------------------------------------------------------------------------------------- */

enum { DIGITS = 10 }; /* integers below have a text that is interned */

enum rec_result rec_text(struct recorder *r, const struct opline *o, uint8_t kind, union operand operand,
                         uint32_t slot)
{
    const struct value *v = rec_peek(r, kind, operand, o);
    bool digit = v->type == TYPE_INT && (uint64_t)v->i < DIGITS;
    ir_ref ref, args[2];

    if (!rec_readable(r, kind, operand, o) || (v->type != TYPE_INT && v->type != TYPE_STRING))
        return REC_HCALL;
    ref = rec_read(r, kind, operand, o);
    if (v->type == TYPE_STRING) {
        rec_own(r, kind, operand, ref);
        rec_set(r, slot, ref);
        return REC_DONE;
    }
    rec_guard(r, IR_ULT, TYPE_INT, digit ? 0 : IRF_NOT, ref, ir_kint(&r->ir, DIGITS));
    args[0] = rec_pointer(r, r->vm);
    args[1] = ref;
    ref = digit ? rec_call(r, IRCALL_DIGIT, 2, args) : rec_raising(r, o, IRCALL_TEXT_INT, ref, IR_REF_NONE);
    rec_kill_operand(r, kind, operand);
    rec_set(r, slot, ref);
    return REC_DONE;
}

enum rec_result rec_rope_init(struct recorder *r, const struct opline *o)
{
    return rec_text(r, o, o->op2_kind, o->op2, o->result.slot);
}

static uint32_t part_slot(const struct opline *o, uint32_t n)
{
    return o->op1.slot + n * (uint32_t)sizeof(struct value);
}

enum rec_result rec_rope_add(struct recorder *r, const struct opline *o)
{
    return rec_text(r, o, o->op2_kind, o->op2, part_slot(o, o->extended));
}

/* The last part goes to its slot as it is. The call releases the parts, also when it raises: a temporary
 * must be gone before, as the exit would free it, too. */
enum rec_result rec_rope_end(struct recorder *r, const struct opline *o)
{
    uint32_t count = o->extended + 1;
    const struct value *v = rec_peek(r, o->op2_kind, o->op2, o);
    ir_ref ref;

    if (!rec_readable(r, o->op2_kind, o->op2, o) ||
        (v->type != TYPE_INT && v->type != TYPE_FLOAT && v->type != TYPE_STRING))
        return REC_HCALL;
    ref = rec_read(r, o->op2_kind, o->op2, o);
    rec_own(r, o->op2_kind, o->op2, ref);
    if (o->op2_kind & (OPERAND_TMP | OPERAND_VAR))
        rec_set(r, o->op2.slot, ir_kpri(&r->ir, TYPE_UNDEF));
    rec_set(r, part_slot(o, count - 1), ref);
    ref = rec_raising(r, o, IRCALL_ROPE, rec_frame_address(r, r->offset, part_slot(o, 0)),
                      ir_kint(&r->ir, count));
    for (uint32_t n = 0; n < count; n++)
        rec_kill(r, part_slot(o, n));
    rec_kill_operand(r, o->op2_kind, o->op2);
    rec_result(r, o, ref);
    return REC_DONE;
}
