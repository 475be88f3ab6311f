/* asm_memory.c: loads, stores and addresses. */
#include "jit/asm.h"

enum {
    INFO_OFFSET = offsetof(struct value, info),
    LOOK_BACK = 40, /* instructions, for an info word that is right already */
};

/* ---- addresses ----------------------------------------------------------------------------------- */

struct asm_mem asm_address(struct assembler *as, ir_ref ref)
{
    struct asm_mem m = {.disp = 0};
    int32_t near;

    while (asm_value(as, ref)->flags & ASM_FUSED) {
        const struct ir_ins *ins = ir_at(as->ir, ref);

        if (ins->op == IR_SADDR) {
            m.base = REG_FRAME;
            m.disp += (int32_t)ins->a;
            return m;
        }
        m.disp += (int32_t)ins->b;
        ref = ins->a;
    }
    if (ir_is_const(ref) && asm_near(as, asm_bits(as, ref) + (uint64_t)m.disp, &near))
        return (struct asm_mem){REG_VM, near};
    m.base = asm_use(as, ref);
    return m;
}

void asm_make_address(struct assembler *as, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(as->ir, ref);
    struct asm_mem m = {REG_FRAME, (int32_t)ins->a};

    if (ins->op == IR_FIELD) {
        m = asm_address(as, ins->a);
        m.disp += (int32_t)ins->b;
    }
    emit_lea(&as->e, asm_def(as, ref), m.base, m.disp);
}

/* 16 is no scale that an address can have. */
void asm_index(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    struct asm_mem m = asm_address(as, ins->a);
    enum reg index = asm_use(as, ins->b), d;

    as->forbid |= 1u << m.base;
    as->hint = index;
    d = asm_def(as, ref);
    emit_mov_rr(&as->e, d, index);
    emit_shift_ri(&as->e, SHIFT_SHL, d, 4);
    if (m.disp == 0)
        emit_alu_rr(&as->e, ALU_ADD, d, m.base);
    else
        emit_lea_x(&as->e, d, m.base, d, 1, m.disp);
}

void asm_rebase(struct assembler *as, const struct ir_ins *ins)
{
    struct asm_mem m = asm_address(as, ins->a);

    if (m.disp == 0)
        emit_mov_rr(&as->e, REG_FRAME, m.base);
    else
        emit_lea(&as->e, REG_FRAME, m.base, m.disp);
}

/* ---- payloads ------------------------------------------------------------------------------------ */

/* A value that is in its slot, and that nobody reads after this, needs no register of its own. */
static enum reg fetch(struct assembler *as, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);

    if (v->reg != REG_NONE || v->next != 0 || ir_is_const(ref) || !(v->flags & ASM_STORED))
        return asm_use(as, ref);
    emit_load64(&as->e, REG_SCRATCH, RSP, asm_slot_disp(as, v->slot));
    return REG_SCRATCH;
}

static void store64(struct assembler *as, struct asm_mem m, ir_ref ref)
{
    if (asm_value(as, ref)->flags & ASM_FUSED) {
        emit_lea(&as->e, REG_SCRATCH, REG_FRAME, (int32_t)ir_at(as->ir, ref)->a);
        emit_store64(&as->e, m.base, m.disp, REG_SCRATCH);
    } else if (ir_is_const(ref))
        emit_store64_i(&as->e, m.base, m.disp, asm_bits(as, ref));
    else
        asm_store(as, m.base, m.disp, fetch(as, ref));
}

/* ---- values -------------------------------------------------------------------------------------- */

static void load_value(struct assembler *as, const struct ir_ins *ins, ir_ref ref, struct asm_mem m)
{
    bool has_payload = !irt_is_pri(ins->type) && asm_value(as, ref)->last != 0;
    enum reg d = has_payload ? asm_def(as, ref) : REG_NONE;

    if (ins->flags & IRF_GUARD) {
        uint32_t exit = asm_guard(as);

        emit_alu32_mi(&as->e, ALU_CMP, m.base, m.disp + INFO_OFFSET, (int32_t)irt_info(ins->type));
        emit_jcc(&as->e, CC_NE, exit);
    }
    if (has_payload)
        asm_load(as, d, m.base, m.disp);
}

/* An address has no type as a value but the one that it is stored as. */
static uint8_t stored_type(const struct assembler *as, const struct ir_ins *ins)
{
    uint8_t type = ir_at(as->ir, ins->b)->type;

    return irt_is_value(type) ? type : ins->type;
}

/* Does an XSTORE write elsewhere: to the VM itself, or beside a store's slot? */
static bool writes_elsewhere(const struct assembler *as, const struct ir_ins *xstore,
                             const struct ir_ins *store)
{
    const struct ir_ins *address = ir_at(as->ir, xstore->a);

    if (ir_is_const(xstore->a))
        return asm_bits(as, xstore->a) - (uintptr_t)as->vm < sizeof *as->vm;
    return store->op == IR_SSTORE && address->op == IR_SADDR &&
           (uint32_t)address->a - store->a >= sizeof(struct value);
}

/* Does the instruction leave the info word of what `store` writes to, if it is `info`? */
static bool keeps_info(const struct assembler *as, const struct ir_ins *ins, const struct ir_ins *store,
                       uint32_t info)
{
    switch (ir_modes[ins->op].kind) {
    case IRK_STORE:
        if (ins->op == IR_XSTORE)
            return writes_elsewhere(as, ins, store);
        return irt_info(stored_type(as, ins)) == info ||
               (ins->op == IR_SSTORE && store->op == IR_SSTORE && ins->a != store->a);
    case IRK_EFFECT:
        return ins->op == IR_RETAIN;
    default:
        return ins->op != IR_LOOP;
    }
}

/* Has a guard seen the info word that is to be stored, and nothing written another since? */
static bool has_info(const struct assembler *as, const struct ir_ins *store, uint32_t info)
{
    uint8_t load = store->op == IR_SSTORE ? IR_SLOAD : IR_VLOAD;

    for (uint32_t at = as->now - 1; at > 0 && as->now - at <= LOOK_BACK; at--) {
        const struct ir_ins *ins = &as->ir->ins[at];

        if (ins->flags & IRF_DEAD)
            continue;
        if (ins->op == load && ins->a == store->a && (ins->flags & IRF_GUARD))
            return irt_info(ins->type) == info;
        if (!keeps_info(as, ins, store, info))
            return false;
    }
    return false;
}

static void store_value(struct assembler *as, const struct ir_ins *ins, struct asm_mem m)
{
    uint8_t type = stored_type(as, ins);

    if (!irt_is_pri(type))
        store64(as, m, ins->b);
    if (!has_info(as, ins, irt_info(type)))
        emit_store32_i(&as->e, m.base, m.disp + INFO_OFFSET, irt_info(type));
}

void asm_load_slot(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    load_value(as, ins, ref, (struct asm_mem){REG_FRAME, (int32_t)ins->a});
}

void asm_store_slot(struct assembler *as, const struct ir_ins *ins)
{
    store_value(as, ins, (struct asm_mem){REG_FRAME, (int32_t)ins->a});
}

void asm_load_value(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    load_value(as, ins, ref, asm_address(as, ins->a));
}

void asm_store_value(struct assembler *as, const struct ir_ins *ins)
{
    store_value(as, ins, asm_address(as, ins->a));
}

void asm_load_info(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    struct asm_mem m = asm_address(as, ins->a);

    emit_load32(&as->e, asm_def(as, ref), m.base, m.disp + INFO_OFFSET);
}

/* ---- machine words ------------------------------------------------------------------------------- */

void asm_load_word(struct assembler *as, const struct ir_ins *ins, ir_ref ref)
{
    struct asm_mem m = asm_address(as, ins->a);
    enum reg d = asm_def(as, ref);

    if (ins->type == IRT_WORD)
        emit_load32(&as->e, d, m.base, m.disp);
    else if (ins->type == IRT_BYTE)
        emit_load8(&as->e, d, m.base, m.disp);
    else
        asm_load(as, d, m.base, m.disp);
}

static enum reg word_to_store(struct assembler *as, ir_ref ref)
{
    if (!ir_is_const(ref))
        return fetch(as, ref);
    emit_mov_ri_keep(&as->e, REG_SCRATCH, asm_bits(as, ref));
    return REG_SCRATCH;
}

void asm_store_word(struct assembler *as, const struct ir_ins *ins)
{
    struct asm_mem m = asm_address(as, ins->a);

    if (ins->type == IRT_BYTE)
        emit_store8(&as->e, m.base, m.disp, word_to_store(as, ins->b));
    else if (ins->type != IRT_WORD)
        store64(as, m, ins->b);
    else if (ir_is_const(ins->b))
        emit_store32_i(&as->e, m.base, m.disp, (uint32_t)asm_bits(as, ins->b));
    else
        emit_store32(&as->e, m.base, m.disp, fetch(as, ins->b));
}

void asm_retain(struct assembler *as, const struct ir_ins *ins)
{
    struct asm_mem m = asm_address(as, ins->a);

    emit_inc32_m(&as->e, m.base, m.disp + (int32_t)offsetof(struct counted, refcount));
}

void asm_shadow(struct assembler *as, const struct ir_ins *ins)
{
    asm_load_address(as, REG_SCRATCH, ir_const_of(as->ir, ins->a).p);
    emit_store64(&as->e, REG_VM, offsetof(struct vm, shadow), REG_SCRATCH);
    emit_inc64_m(&as->e, REG_VM, offsetof(struct vm, jit.native_oplines));
}
