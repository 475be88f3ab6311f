/* rec_assign.c: copies and assignment to variables. */
#include "jit/rec_parts.h"

enum rec_result rec_qm_assign(struct recorder *r, const struct opline *o)
{
    ir_ref ref;

    if (!rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    ref = rec_read(r, o->op1_kind, o->op1, o);
    rec_own(r, o->op1_kind, o->op1, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}

enum rec_result rec_copy_tmp(struct recorder *r, const struct opline *o)
{
    ir_ref ref = rec_load(r, o->op1.slot);

    rec_retain(r, ref);
    rec_result(r, o, ref);
    return REC_DONE;
}

/* FREE FE_FREE: an iterator, or what iterates by reference, needs more than a release. On the way out of a
 * loop the slot is still in its live range, and an unwinding goes by its type: it says that it is gone. */
enum rec_result rec_free(struct recorder *r, const struct opline *o)
{
    if (o->opcode == OP_FE_FREE && rec_look(r, o->op1_kind, o->op1, o)->type > TYPE_ARRAY)
        return REC_HCALL;
    if (!rec_free_guard(r, o->op1_kind, o->op1, 0))
        return REC_HCALL;
    rec_free_operand(r, o->op1_kind, o->op1);
    if (o->opcode == OP_FE_FREE)
        rec_set(r, o->op1.slot, ir_kpri(&r->ir, TYPE_UNDEF));
    return REC_DONE;
}

ir_ref rec_reference(struct recorder *r, ir_ref ref, const struct ref *now)
{
    if (now->typed != NULL)
        return IR_REF_NONE;
    rec_guard_equal(r, IRT_PTR, rec_xload(r, IRT_PTR, rec_field(r, ref, offsetof(struct ref, typed))),
                    rec_null(r));
    return rec_field(r, ref, offsetof(struct ref, value));
}

/* Into what a CV's reference holds. The handler takes a holder of its own, and lets a temporary go. */
static enum rec_result assign_reference(struct recorder *r, const struct opline *o, const struct value *old)
{
    ir_ref reference = rec_load(r, o->op1.slot), address = rec_reference(r, reference, old->r), before, ref;

    if (address == IR_REF_NONE)
        return REC_HCALL;
    before = rec_vload(r, address, &old->r->value);
    ref = rec_read(r, o->op2_kind, o->op2, o);
    if (!rec_release_guard(r, before, &old->r->value, 0))
        return REC_HCALL;
    if (o->op2_kind & (OPERAND_TMP | OPERAND_VAR))
        rec_touch(r, ref);
    rec_own(r, o->op2_kind, o->op2, ref);
    rec_effect(r, IR_VSTORE, rec_type(r, ref), address, ref);
    if (o->result_kind != OPERAND_UNUSED) {
        rec_retain(r, ref);
        rec_result(r, o, ref);
    }
    rec_release_value(r, before);
    return REC_DONE;
}

/* Into a CV that holds no reference. What it held is released when the new value is in place. */
enum rec_result rec_assign(struct recorder *r, const struct opline *o)
{
    const struct value *old = rec_look(r, o->op1_kind, o->op1, o);
    ir_ref before, ref;

    if (o->op1_kind != OPERAND_CV || old->type > TYPE_REF || !rec_readable(r, o->op2_kind, o->op2, o))
        return REC_HCALL;
    if (old->type == TYPE_REF)
        return assign_reference(r, o, old);
    before = rec_load(r, o->op1.slot);
    ref = rec_read(r, o->op2_kind, o->op2, o);
    if (!rec_release_guard(r, before, old, 0))
        return REC_HCALL;
    rec_own(r, o->op2_kind, o->op2, ref);
    rec_set(r, o->op1.slot, ref);
    if (o->result_kind != OPERAND_UNUSED) {
        rec_retain(r, ref);
        rec_result(r, o, ref);
    }
    rec_release_value(r, before);
    return REC_DONE;
}

enum rec_result rec_unset_cv(struct recorder *r, const struct opline *o)
{
    const struct value *old = rec_look(r, o->op1_kind, o->op1, o);
    ir_ref before;

    if (old->type >= TYPE_REF)
        return REC_HCALL;
    before = rec_load(r, o->op1.slot);
    if (!rec_release_guard(r, before, old, 0))
        return REC_HCALL;
    rec_set(r, o->op1.slot, ir_kpri(&r->ir, TYPE_UNDEF));
    rec_release_value(r, before);
    return REC_DONE;
}
