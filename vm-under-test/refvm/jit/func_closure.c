/* func_closure.c: what a closure has captured, and is bound to the variables of each call. */
#include "func_parts.h"

/* A closure's table has its variables in the order of the BIND_STATICs, as a rule: the name is looked at.
 */
static uint32_t place_of(const struct func_compiler *c)
{
    uint32_t place = 0;

    for (const struct opline *o = c->func->oplines; o < c->o; o++)
        place += o->opcode == OP_BIND_STATIC;
    return place;
}

/* rcx = the table of the closure that runs, which has more elements than that. */
static void load_statics(struct func_compiler *c, uint32_t place)
{
    size_t payload =
        offsetof(struct object, slots) + c->vm->classes.closure->slot_count * sizeof(struct value);
    struct emit *e = &c->e;

    emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_CLOSURE);
    emit_jcc(e, CC_E, func_cold(c));
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, closure));
    emit_load64(e, RCX, RCX, (int32_t)(payload + offsetof(struct closure, statics)));
    emit_test_rr(e, RCX, RCX);
    emit_jcc(e, CC_E, func_cold(c));
    emit_alu32_mi(e, ALU_CMP, RCX, offsetof(struct array, used), (int32_t)place);
    emit_jcc(e, CC_BE, func_cold(c));
}

/* What is bound is a reference, or else a value that is none. */
static void check_type(struct func_compiler *c)
{
    struct emit *e = &c->e;

    emit_load8(e, RAX, RCX, FUNC_TYPE);
    if (c->o->extended & BIND_REF) {
        emit_alu32_ri(e, ALU_CMP, RAX, TYPE_REF);
        emit_jcc(e, CC_NE, func_cold(c));
        return;
    }
    emit_test_rr(e, RAX, RAX);
    emit_jcc(e, CC_E, func_cold(c));
    emit_alu32_ri(e, ALU_CMP, RAX, TYPE_REF);
    emit_jcc(e, CC_AE, func_cold(c));
}

/* A function without a closure has its table elsewhere. */
bool func_emit_bind_static(struct func_compiler *c)
{
    int32_t slot = (int32_t)c->o->op1.slot;
    const struct string *name =
        c->func->vars[((uint32_t)slot - frame_offset(0)) / (uint32_t)sizeof(struct value)];
    uint32_t place = place_of(c);
    struct emit *e = &c->e;

    if (!(c->func->flags & FUNC_CLOSURE))
        return false;
    load_statics(c, place);
    emit_load64(e, RCX, RCX, offsetof(struct array, buckets));
    emit_alu_ri(e, ALU_ADD, RCX, (int32_t)(place * sizeof(struct bucket)));
    emit_mov_ri_keep(e, RAX, (uintptr_t)name);
    emit_alu_rm(e, ALU_CMP, RAX, RCX, offsetof(struct bucket, key));
    emit_jcc(e, CC_NE, func_cold(c));
    check_type(c);
    emit_test8_mi(e, REG_FRAME, slot + FUNC_FLAGS, FUNC_COUNTED);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load32(e, RDX, RCX, FUNC_INFO);
    emit_load64(e, RAX, RCX, 0);
    func_retain(c, RAX, RDX);
    func_store(c, REG_FRAME, slot, RAX, RDX);
    func_fact(c, slot, -1);
    func_set_guess(c, slot, -1);
    return true;
}
