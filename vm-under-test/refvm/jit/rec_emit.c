/* rec_emit.c: what recorders of oplines emit: operands, guards, effects, holders. */
#include "jit/rec_parts.h"

/* ---- instructions -------------------------------------------------------------------------------- */

/* The snapshot is the state before the opline, which is gone once anything was changed. */
static void prepare_guard(struct recorder *r)
{
    if (!r->before_effect && r->ir.stop == STOP_NONE)
        r->ir.stop = STOP_CHECK;
    if (r->snap_due)
        rec_snapshot(r, SNAP_GUARD, r->opline);
    r->snap_due = false;
}

void rec_guard(struct recorder *r, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    prepare_guard(r);
    ir_emit(&r->ir, op, type, flags | IRF_GUARD, a, b);
}

void rec_guard_equal(struct recorder *r, uint8_t type, ir_ref a, ir_ref b)
{
    rec_guard(r, IR_EQ, type, 0, a, b);
}

ir_ref rec_guarded(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    prepare_guard(r);
    return ir_emit(&r->ir, op, type, IRF_GUARD, a, b);
}

ir_ref rec_emit(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    return ir_emit(&r->ir, op, type, 0, a, b);
}

void rec_effect(struct recorder *r, enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    r->before_effect = false;
    ir_emit(&r->ir, op, type, 0, a, b);
}

/* One argument is the argument itself, none is nothing; more are a list. */
ir_ref rec_call(struct recorder *r, enum ir_call call, uint32_t count, const ir_ref *args)
{
    const struct ir_call_info *info = &ir_calls[call];
    ir_ref list = count == 0 ? IR_REF_NONE : args[0];

    for (uint32_t i = 1; i < count; i++)
        list = ir_raw(&r->ir, IR_CARG, IRT_VOID, 0, list, args[i]);
    if (info->effects >= IRE_WRITES) {
        rec_word_forget(r, REC_VM(safepoint_left));
        r->before_effect = false;
    }
    return ir_emit(&r->ir, IR_CALL, info->type, 0, call, list);
}

enum rec_result rec_abort(struct recorder *r, enum stop stop)
{
    if (r->stop == STOP_NONE)
        r->stop = stop;
    r->finished = true;
    state_enter(r->vm, STATE_ABORTING);
    return REC_STOP;
}

enum rec_result rec_link(struct recorder *r, enum trace_link link, uint32_t link_trace)
{
    r->link = link;
    r->link_trace = link_trace;
    r->finished = true;
    return REC_STOP;
}

/* ---- addresses and memory ------------------------------------------------------------------------ */

ir_ref rec_pointer(struct recorder *r, const void *p)
{
    return ir_kptr(&r->ir, p, IRT_PTR);
}

ir_ref rec_null(struct recorder *r)
{
    return rec_pointer(r, NULL);
}

ir_ref rec_word(struct recorder *r, uint32_t w)
{
    return ir_kptr(&r->ir, (const void *)(uintptr_t)w, IRT_WORD);
}

ir_ref rec_frame_address(struct recorder *r, int32_t offset, size_t field)
{
    return rec_emit(r, IR_SADDR, IRT_PTR, (ir_ref)offset + (ir_ref)field, 0);
}

ir_ref rec_field(struct recorder *r, ir_ref address, size_t field)
{
    return rec_emit(r, IR_FIELD, IRT_PTR, address, (ir_ref)field);
}

ir_ref rec_xload(struct recorder *r, uint8_t type, ir_ref address)
{
    ir_ref ref;

    return rec_word_load(r, type, address, &ref) ? ref : rec_emit(r, IR_XLOAD, type, address, 0);
}

void rec_xstore(struct recorder *r, uint8_t type, ir_ref address, ir_ref value)
{
    if (!rec_word_store(r, address, value))
        rec_effect(r, IR_XSTORE, type, address, value);
}

void rec_store_field(struct recorder *r, int32_t frame, size_t field, ir_ref ref)
{
    rec_word_set(r, (uint32_t)frame + (uint32_t)field, ref);
}

ir_ref rec_load_field(struct recorder *r, int32_t frame, size_t field, uint8_t type)
{
    return rec_word_get(r, (uint32_t)frame + (uint32_t)field, type);
}

ir_ref rec_vload(struct recorder *r, ir_ref address, const struct value *live)
{
    uint8_t type = irt_of(live);
    ir_ref ref = rec_guarded(r, IR_VLOAD, type, address, 0);

    return irt_is_pri(type) ? ir_kpri(&r->ir, type) : ref;
}

void rec_save(struct recorder *r, const struct opline *o)
{
    rec_store_field(r, r->offset, offsetof(struct frame, opline), rec_pointer(r, o));
}

/* ---- operands ------------------------------------------------------------------------------------ */

const struct value *rec_look(struct recorder *r, uint8_t kind, union operand operand,
                             const struct opline *o)
{
    return interp_operand(o, r->frame, kind, operand);
}

uint8_t rec_type(const struct recorder *r, ir_ref ref)
{
    return ir_at(&r->ir, ref)->type;
}

ir_ref rec_constant(struct recorder *r, const struct value *v)
{
    uint8_t type = irt_of(v);

    if (irt_is_pri(type))
        return ir_kpri(&r->ir, type);
    if (type == TYPE_INT)
        return ir_kint(&r->ir, v->i);
    if (type == TYPE_FLOAT)
        return ir_kfloat(&r->ir, v->d);
    return ir_kptr(&r->ir, v->p, type);
}

ir_ref rec_operand(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o)
{
    if (kind == OPERAND_CONST)
        return rec_constant(r, opline_literal(o, operand));
    return rec_load(r, operand.slot);
}

bool rec_readable(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o)
{
    const struct value *v = rec_look(r, kind, operand, o);

    if (v->type == TYPE_REF)
        return kind == OPERAND_CV;
    return v->type >= TYPE_NULL && v->type <= TYPE_OBJECT;
}

const struct value *rec_peek(struct recorder *r, uint8_t kind, union operand operand,
                             const struct opline *o)
{
    return value_deref_const(rec_look(r, kind, operand, o));
}

ir_ref rec_read(struct recorder *r, uint8_t kind, union operand operand, const struct opline *o)
{
    const struct value *v = rec_look(r, kind, operand, o);
    ir_ref ref = rec_operand(r, kind, operand, o);

    if (v->type != TYPE_REF)
        return ref;
    return rec_vload(r, rec_field(r, ref, offsetof(struct ref, value)), &v->r->value);
}

void rec_own(struct recorder *r, uint8_t kind, union operand operand, ir_ref ref)
{
    if (kind & (OPERAND_TMP | OPERAND_VAR))
        rec_kill(r, operand.slot);
    else
        rec_retain(r, ref);
}

void rec_result(struct recorder *r, const struct opline *o, ir_ref ref)
{
    if (o->result_kind & (OPERAND_TMP | OPERAND_VAR | OPERAND_CV))
        rec_set(r, o->result.slot, ref);
}

/* ---- holders ------------------------------------------------------------------------------------- */

void rec_retain(struct recorder *r, ir_ref ref)
{
    if (rec_type(r, ref) & IRT_COUNTED)
        rec_effect(r, IR_RETAIN, IRT_VOID, ref, 0);
}

bool rec_release(struct recorder *r, ir_ref ref)
{
    uint8_t type = rec_type(r, ref);

    if (!(type & IRT_COUNTED))
        return true;
    if (type != (TYPE_STRING | IRT_COUNTED))
        return false;
    rec_effect(r, IR_RELEASE, IRT_VOID, ref, 0);
    return true;
}

static bool is_plain(uint8_t type)
{
    return !(type & IRT_COUNTED) || type == (TYPE_STRING | IRT_COUNTED);
}

/* What may run a destructor, or free others, is let go of inline only while it has more holders. */
bool rec_release_guard(struct recorder *r, ir_ref ref, const struct value *live, uint32_t others)
{
    if (is_plain(rec_type(r, ref)))
        return true;
    if (live->counted->refcount <= 1 + others)
        return false;
    rec_guard(r, IR_ULT, IRT_WORD, 0, rec_word(r, 1 + others),
              rec_xload(r, IRT_WORD, rec_field(r, ref, offsetof(struct counted, refcount))));
    return true;
}

void rec_release_value(struct recorder *r, ir_ref ref)
{
    ir_ref args[2] = {rec_pointer(r, r->vm), ref};

    if (!rec_release(r, ref))
        rec_call(r, IRCALL_RELEASE_SHARED, 2, args);
}

bool rec_free_guard(struct recorder *r, uint8_t kind, union operand operand, uint32_t others)
{
    if (!(kind & (OPERAND_TMP | OPERAND_VAR)))
        return true;
    return rec_release_guard(r, rec_load(r, operand.slot), frame_at(r->frame, operand.slot), others);
}

void rec_free_operand(struct recorder *r, uint8_t kind, union operand operand)
{
    if (!(kind & (OPERAND_TMP | OPERAND_VAR)))
        return;
    rec_release_value(r, rec_load(r, operand.slot));
    rec_kill(r, operand.slot);
}

void rec_touch(struct recorder *r, ir_ref ref)
{
    if (is_plain(rec_type(r, ref)))
        return;
    rec_retain(r, ref);
    rec_release_value(r, ref);
}
