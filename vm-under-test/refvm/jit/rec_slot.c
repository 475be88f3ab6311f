/* rec_slot.c: the slot map: what the trace knows of slots, and what snapshots say of them. */
#include "jit/rec_parts.h"

static struct rec_slot *slot_of(struct recorder *r, uint32_t at)
{
    uint32_t index = at / (uint32_t)sizeof(struct value);

    if (index >= REC_SLOT_MAX && !BUG(r->vm, lj1173_frame_size, true)) {
        if (r->ir.stop == STOP_NONE)
            r->ir.stop = STOP_SLOTS;
        index = REC_SLOT_MAX - 1;
    }
    if (index >= r->slot_end)
        r->slot_end = index + 1;
    return &r->slots[index];
}

bool rec_knows(const struct recorder *r, uint32_t slot)
{
    uint32_t index = rec_at(r, slot) / (uint32_t)sizeof(struct value);

    return index < r->slot_end && r->slots[index].ref != IR_REF_NONE;
}

/* A type without payload says it all: no need to keep the load. */
ir_ref rec_load_at(struct recorder *r, uint32_t at)
{
    struct rec_slot *s = slot_of(r, at);
    const struct value *live = (const struct value *)((const char *)r->base + at);
    uint8_t type;

    if (s->ref != IR_REF_NONE)
        return s->ref;
    type = irt_of(live);
    s->ref = rec_guarded(r, IR_SLOAD, type, at, 0);
    if (irt_is_pri(type))
        s->ref = ir_kpri(&r->ir, type);
    s->dirty = false;
    return s->ref;
}

void rec_set_at(struct recorder *r, uint32_t at, ir_ref ref)
{
    struct rec_slot *s = slot_of(r, at);

    r->before_effect = false;
    s->ref = ref;
    s->dirty = true;
    s->stored = false;
}

void rec_kill_at(struct recorder *r, uint32_t at)
{
    r->before_effect = false;
    *slot_of(r, at) = (struct rec_slot){0};
}

void rec_kill_from(struct recorder *r, uint32_t at)
{
    uint32_t index = at / (uint32_t)sizeof(struct value);

    for (uint32_t i = index; i < r->slot_end; i++)
        r->slots[i] = (struct rec_slot){0};
    if (r->slot_end > index)
        r->slot_end = index;
    rec_words_kill_from(r, at);
}

ir_ref rec_load(struct recorder *r, uint32_t slot)
{
    return rec_load_at(r, rec_at(r, slot));
}

void rec_set(struct recorder *r, uint32_t slot, ir_ref ref)
{
    rec_set_at(r, rec_at(r, slot), ref);
}

void rec_kill(struct recorder *r, uint32_t slot)
{
    rec_kill_at(r, rec_at(r, slot));
}

void rec_kill_operand(struct recorder *r, uint8_t kind, union operand operand)
{
    if (kind & (OPERAND_TMP | OPERAND_VAR))
        rec_kill(r, operand.slot);
}

/* ---- memory again -------------------------------------------------------------------------------- */

void rec_sync(struct recorder *r)
{
    for (uint32_t i = 0; i < r->slot_end; i++) {
        struct rec_slot *s = &r->slots[i];

        if (s->ref == IR_REF_NONE || !s->dirty)
            continue;
        rec_effect(r, IR_SSTORE, rec_type(r, s->ref), i * (uint32_t)sizeof(struct value), s->ref);
        s->dirty = false;
        s->stored = true;
    }
    rec_words_sync(r);
}

void rec_snapshot(struct recorder *r, enum snap_kind kind, const struct opline *o)
{
    ir_snap(&r->ir, kind, o, r->frame->func, r->offset);
    for (uint32_t i = 0; i < r->slot_end; i++) {
        const struct rec_slot *s = &r->slots[i];

        if (s->ref != IR_REF_NONE && (s->dirty || s->stored))
            ir_snap_entry(&r->ir, i * (uint32_t)sizeof(struct value), s->ref, s->dirty ? 0 : SNAP_STORED);
    }
    rec_words_snapshot(r);
}

/* ---- after a handler ----------------------------------------------------------------------------- */

static void forget(struct recorder *r, uint32_t at, uint32_t count)
{
    uint32_t first = at / (uint32_t)sizeof(struct value);

    for (uint32_t i = first; i < first + count && i < r->slot_end; i++)
        r->slots[i] = (struct rec_slot){0};
}

static void forget_operand(struct recorder *r, uint8_t kind, union operand operand)
{
    if (kind & (OPERAND_TMP | OPERAND_VAR | OPERAND_CV))
        forget(r, rec_at(r, operand.slot), 1);
}

/* A finally takes back what a return held, in a slot that is not the opline's own. */
static bool writes_other_temporaries(const struct opline *o)
{
    return o->opcode == OP_FAST_CALL || o->opcode == OP_FAST_RET || o->opcode == OP_DISCARD_EXCEPTION ||
           o->opcode == OP_CATCH;
}

void rec_forget_operands(struct recorder *r, const struct opline *o)
{
    const struct func *func = r->frame->func;

    forget_operand(r, o->op1_kind, o->op1);
    forget_operand(r, o->op2_kind, o->op2);
    forget_operand(r, o->result_kind, o->result);
    if (o + 1 < func->oplines + func->opline_count && o[1].opcode == OP_OP_DATA)
        forget_operand(r, o[1].op1_kind, o[1].op1);
    if (o->opcode == OP_ROPE_ADD || o->opcode == OP_ROPE_END) {
        union operand rope = o->opcode == OP_ROPE_ADD ? o->result : o->op1;

        forget(r, rec_at(r, rope.slot), o->extended + 1);
    }
    if (writes_other_temporaries(o))
        forget(r, rec_at(r, frame_offset(func->var_count)), func->tmp_count);
}

/* Variables that others than the function itself can reach: by name, as globals. */
static bool is_shared(const struct frame *f)
{
    return f->symbols != NULL || (f->func->flags & (FUNC_MAIN | FUNC_DYNAMIC_VARS));
}

void rec_forget(struct recorder *r, const struct opline *o)
{
    const struct frame *f = r->frame;

    rec_forget_operands(r, o);
    rec_words_forget(r);
    for (;; f = f->prev) {
        if (is_shared(f))
            forget(r, (uint32_t)((const char *)frame_slot(f, 0) - (const char *)r->base),
                   f->func->var_count);
        if (f == r->base)
            break;
    }
}

/* ---- a check of our own -------------------------------------------------------------------------- */

bool rec_map_holds(struct recorder *r)
{
    for (uint32_t i = 0; i < r->slot_end; i++) {
        const struct value *live = (const struct value *)r->base + i;
        const struct rec_slot *s = &r->slots[i];
        union ir_const k;

        if (s->ref == IR_REF_NONE)
            continue;
        if (live->info != irt_info(rec_type(r, s->ref)))
            return false;
        if (!ir_is_const(s->ref) || irt_is_pri(live->type))
            continue;
        k = ir_const_of(&r->ir, s->ref);
        if (k.u != (uint64_t)live->i)
            return false;
    }
    return rec_words_hold(r);
}
