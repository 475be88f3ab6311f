/* rec_native.c: built-in functions of numbers and strings, as instructions.
 *
 * What a function gives is known beforehand if its arguments are of types that it takes as they are, or an
 * integer where it wants a float, and nothing can be raised, and if it makes nothing that has holders. All
 * others are called by the handler.
 */
#include <math.h>

#include "builtin_parts.h"
#include "jit/rec_parts.h"

struct native_args {
    const struct value *v[REC_NATIVE_ARGS]; /* live */
    ir_ref ref[REC_NATIVE_ARGS];
};

/* What it returns, with its guards; IR_REF_NONE: by the handler. */
typedef ir_ref native_fn(struct recorder *r, const struct native_args *args);

/* ---- one float ----------------------------------------------------------------------------------- */

static ir_ref float_arg(struct recorder *r, const struct native_args *args, uint32_t n)
{
    if (args->v[n]->type == TYPE_INT)
        return rec_emit(r, IR_CONV, TYPE_FLOAT, args->ref[n], 0);
    return args->ref[n];
}

static ir_ref call_float(struct recorder *r, enum ir_call call, const struct native_args *args)
{
    ir_ref ref = float_arg(r, args, 0);

    return rec_call(r, call, 1, &ref);
}

static ir_ref native_sqrt(struct recorder *r, const struct native_args *args)
{
    return rec_emit(r, IR_SQRT, TYPE_FLOAT, float_arg(r, args, 0), 0);
}

static ir_ref native_sin(struct recorder *r, const struct native_args *args)
{
    return call_float(r, IRCALL_SIN, args);
}

static ir_ref native_tan(struct recorder *r, const struct native_args *args)
{
    return call_float(r, IRCALL_TAN, args);
}

static ir_ref native_exp(struct recorder *r, const struct native_args *args)
{
    return call_float(r, IRCALL_EXP, args);
}

static ir_ref native_log(struct recorder *r, const struct native_args *args)
{
    return call_float(r, IRCALL_LOG, args);
}

/* Only what is no number differs from itself. */
static ir_ref native_is_nan(struct recorder *r, const struct native_args *args)
{
    ir_ref ref = float_arg(r, args, 0);
    bool is = args->v[0]->type == TYPE_FLOAT && isnan(args->v[0]->d);

    if (args->v[0]->type == TYPE_FLOAT)
        rec_guard(r, IR_EQ, TYPE_FLOAT, is ? IRF_NOT : 0, ref, ref);
    return ir_kpri(&r->ir, is ? TYPE_TRUE : TYPE_FALSE);
}

static ir_ref native_cos(struct recorder *r, const struct native_args *args)
{
    return call_float(r, IRCALL_COS, args);
}

/* An integer is whole already; it becomes a float all the same. */
static ir_ref native_floor(struct recorder *r, const struct native_args *args)
{
    return args->v[0]->type == TYPE_INT ? float_arg(r, args, 0) : call_float(r, IRCALL_FLOOR, args);
}

static ir_ref native_ceil(struct recorder *r, const struct native_args *args)
{
    return args->v[0]->type == TYPE_INT ? float_arg(r, args, 0) : call_float(r, IRCALL_CEIL, args);
}

/* (i ^ sign) - sign, where sign is 0 or -1: only for the least integer, which becomes a float, it
 * overflows. */
static ir_ref native_abs(struct recorder *r, const struct native_args *args)
{
    ir_ref ref = args->ref[0], sign;

    if (args->v[0]->type == TYPE_FLOAT)
        return call_float(r, IRCALL_ABS, args);
    if (args->v[0]->i == INT64_MIN)
        return IR_REF_NONE;
    sign = rec_emit(r, IR_SAR, TYPE_INT, ref, ir_kint(&r->ir, 63));
    return rec_guarded(r, IR_SUB, TYPE_INT, rec_emit(r, IR_XOR, TYPE_INT, ref, sign), sign);
}

/* ---- two numbers --------------------------------------------------------------------------------- */

static ir_ref native_fmod(struct recorder *r, const struct native_args *args)
{
    ir_ref refs[2] = {float_arg(r, args, 0), float_arg(r, args, 1)};

    return rec_call(r, IRCALL_FMOD, 2, refs);
}

static ir_ref native_intdiv(struct recorder *r, const struct native_args *args)
{
    int64_t by = args->v[1]->i;

    if (args->v[0]->type != TYPE_INT || args->v[1]->type != TYPE_INT || by == 0 || by == -1)
        return IR_REF_NONE;
    rec_guard(r, IR_EQ, TYPE_INT, IRF_NOT, args->ref[1], ir_kint(&r->ir, 0));
    rec_guard(r, IR_EQ, TYPE_INT, IRF_NOT, args->ref[1], ir_kint(&r->ir, -1));
    return rec_call(r, IRCALL_INTDIV, 2, args->ref);
}

/* The result is one of the arguments, with its type, so that they have to be of the same. */
static ir_ref better_of(struct recorder *r, const struct native_args *args, enum ir_call of_ints,
                        enum ir_call of_floats)
{
    if (args->v[0]->type != args->v[1]->type)
        return IR_REF_NONE;
    return rec_call(r, args->v[0]->type == TYPE_INT ? of_ints : of_floats, 2, args->ref);
}

static ir_ref native_min(struct recorder *r, const struct native_args *args)
{
    return better_of(r, args, IRCALL_MIN_INT, IRCALL_MIN_FLOAT);
}

static ir_ref native_max(struct recorder *r, const struct native_args *args)
{
    return better_of(r, args, IRCALL_MAX_INT, IRCALL_MAX_FLOAT);
}

/* ---- text ---------------------------------------------------------------------------------------- */

static ir_ref truth_of(struct recorder *r, bool truth)
{
    return ir_kpri(&r->ir, truth ? TYPE_TRUE : TYPE_FALSE);
}

/* Not found is a value of another type. */
static ir_ref position(struct recorder *r, const struct native_args *args, bool *found)
{
    ir_ref at = rec_call(r, IRCALL_POSITION, 2, args->ref);

    *found = builtin_find(args->v[0]->s, 0, args->v[1]->s, false) >= 0;
    rec_guard(r, IR_GE, TYPE_INT, *found ? 0 : IRF_NOT, at, ir_kint(&r->ir, 0));
    return at;
}

static ir_ref native_strpos(struct recorder *r, const struct native_args *args)
{
    bool found;
    ir_ref at = position(r, args, &found);

    return found ? at : truth_of(r, false);
}

static ir_ref native_str_contains(struct recorder *r, const struct native_args *args)
{
    bool found;

    position(r, args, &found);
    return truth_of(r, found);
}

static ir_ref native_str_starts_with(struct recorder *r, const struct native_args *args)
{
    const struct string *s = args->v[0]->s, *start = args->v[1]->s;
    bool truth = s->len >= start->len && memcmp(s->bytes, start->bytes, start->len) == 0;

    rec_guard(r, IR_EQ, IRT_WORD, truth ? IRF_NOT : 0, rec_call(r, IRCALL_STARTS_WITH, 2, args->ref),
              rec_word(r, 0));
    return truth_of(r, truth);
}

static ir_ref native_strcmp(struct recorder *r, const struct native_args *args)
{
    return rec_call(r, IRCALL_ORDER_STRING, 2, args->ref);
}

/* An empty string ends at once, with a zero. */
static ir_ref native_ord(struct recorder *r, const struct native_args *args)
{
    ir_ref byte = rec_xload(r, IRT_BYTE, rec_field(r, args->ref[0], offsetof(struct string, bytes)));

    return rec_emit(r, IR_ZEXT, TYPE_INT, byte, 0);
}

static ir_ref native_chr(struct recorder *r, const struct native_args *args)
{
    ir_ref refs[2] = {rec_pointer(r, r->vm), args->ref[0]};

    return args->v[0]->type == TYPE_INT ? rec_call(r, IRCALL_CHAR, 2, refs) : (ir_ref)IR_REF_NONE;
}

/* ---- table --------------------------------------------------------------------------------------- */

static const struct native {
    func_native_fn *function;
    native_fn *record;
    uint32_t arg_count; /* just so many */
    bool is_text;       /* all are strings, else numbers */
} natives[] = {
    {builtin_sqrt, native_sqrt, 1, false},
    {builtin_sin, native_sin, 1, false},
    {builtin_cos, native_cos, 1, false},
    {builtin_tan, native_tan, 1, false},
    {builtin_exp, native_exp, 1, false},
    {builtin_log, native_log, 1, false},
    {builtin_floor, native_floor, 1, false},
    {builtin_ceil, native_ceil, 1, false},
    {builtin_abs, native_abs, 1, false},
    {builtin_is_nan, native_is_nan, 1, false},
    {builtin_fmod, native_fmod, 2, false},
    {builtin_min, native_min, 2, false},
    {builtin_max, native_max, 2, false},
    {builtin_intdiv, native_intdiv, 2, false},
    {builtin_chr, native_chr, 1, false},
    {builtin_ord, native_ord, 1, true},
    {builtin_strpos, native_strpos, 2, true},
    {builtin_str_contains, native_str_contains, 2, true},
    {builtin_str_starts_with, native_str_starts_with, 2, true},
    {builtin_strcmp, native_strcmp, 2, true},
};

static const struct native *find(const struct func *func, uint32_t arg_count)
{
    for (size_t i = 0; i < sizeof natives / sizeof *natives; i++)
        if (natives[i].function == func->native && natives[i].arg_count == arg_count)
            return &natives[i];
    return NULL;
}

bool rec_native_known(const struct func *func, uint32_t arg_count)
{
    return (func->flags & FUNC_NATIVE) && find(func, arg_count) != NULL;
}

static bool is_number(const struct value *v)
{
    return v->type == TYPE_INT || v->type == TYPE_FLOAT;
}

/* ---- of a frame ---------------------------------------------------------------------------------- */

ir_ref rec_native_call(struct recorder *r, const struct frame *call)
{
    const struct native *native = find(call->func, call->arg_count);
    int32_t at = rec_offset_of(r, call);
    struct native_args args;

    if (native == NULL || native->is_text || call->flags != 0)
        return IR_REF_NONE;
    for (uint32_t i = 0; i < native->arg_count; i++) {
        args.v[i] = frame_slot(call, i);
        if (!is_number(args.v[i]))
            return IR_REF_NONE;
    }
    for (uint32_t i = 0; i < native->arg_count; i++)
        args.ref[i] = rec_load_at(r, (uint32_t)at + frame_offset(i));
    return native->record(r, &args);
}

/* ---- without a frame ----------------------------------------------------------------------------- */

static bool is_send(const struct opline *o)
{
    return o->opcode == OP_SEND_VAL || o->opcode == OP_SEND_VAL_EX || o->opcode == OP_SEND_VAR ||
           o->opcode == OP_SEND_VAR_EX || o->opcode == OP_SEND_VAR_NO_REF_EX;
}

/* May the trace end before the opline, because another one, or itself, begins there? */
static bool is_place(const struct recorder *r, const struct opline *o)
{
    const struct jit_func *jf = r->frame->func->jit;

    return o == r->trace->start || (jf != NULL && jit_point_at(jf, o) != NULL);
}

/* Nothing lets go of a temporary when such a call ends. */
static bool takes(const struct native *native, const struct opline *send, const struct value *v)
{
    if (!native->is_text)
        return is_number(v);
    return v->type == TYPE_STRING &&
           ((send->op1_kind & (OPERAND_CONST | OPERAND_CV)) || !value_is_counted(v));
}

const struct opline *rec_native_end(struct recorder *r, const struct opline *init, const struct func *func,
                                    uint32_t arg_count)
{
    const struct native *native = find(func, arg_count);
    const struct opline *o = init + 1;

    for (uint32_t i = 0; i < arg_count; i++, o++) {
        if (!is_send(o) || o->op2.number != i + 1 || is_place(r, o) ||
            !rec_readable(r, o->op1_kind, o->op1, o) ||
            !takes(native, o, rec_peek(r, o->op1_kind, o->op1, o)))
            return NULL;
    }
    return o->opcode == OP_DO_FCALL && !is_place(r, o) ? o : NULL;
}

ir_ref rec_native_inline(struct recorder *r, const struct opline *init, const struct func *func,
                         uint32_t arg_count)
{
    const struct native *native = find(func, arg_count);
    struct native_args args;

    for (uint32_t i = 0; i < arg_count; i++) {
        const struct opline *o = init + 1 + i;

        args.v[i] = rec_peek(r, o->op1_kind, o->op1, o);
        args.ref[i] = rec_read(r, o->op1_kind, o->op1, o);
    }
    return native->record(r, &args);
}
