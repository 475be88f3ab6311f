/* asm_move.c: constants into registers, and moves that happen all at once. */
#include "jit/asm.h"

/* ---- constants ----------------------------------------------------------------------------------- */

uint64_t asm_bits(const struct assembler *as, ir_ref ref)
{
    uint64_t bits = ir_const_of(as->ir, ref).u;

    switch (ir_at(as->ir, ref)->type) {
    case IRT_WORD:
        return (uint32_t)bits;
    case IRT_BYTE:
        return (uint8_t)bits;
    default:
        return bits;
    }
}

bool asm_imm(const struct assembler *as, ir_ref ref, int32_t *i)
{
    int64_t value;

    if (!ir_is_const(ref) || asm_is_float(as, ref))
        return false;
    value = (int64_t)asm_bits(as, ref);
    *i = (int32_t)value;
    return value == *i;
}

/* All that a trace names by address lies in the VM's own memory, as a rule, which is much smaller than what
 * a displacement reaches. The margin is for fields. */
bool asm_near(const struct assembler *as, uint64_t address, int32_t *disp)
{
    int64_t distance = (int64_t)(address - (uintptr_t)as->vm);
    int64_t reach = INT32_MAX - 0x10000;

    *disp = (int32_t)distance;
    return distance <= reach && distance >= -reach;
}

static void load_bits(struct assembler *as, enum reg r, uint64_t bits)
{
    int32_t disp;

    if (bits > UINT32_MAX && asm_near(as, bits, &disp))
        emit_lea(&as->e, r, REG_VM, disp);
    else
        emit_mov_ri_keep(&as->e, r, bits);
}

void asm_load_address(struct assembler *as, enum reg r, const void *p)
{
    load_bits(as, r, (uintptr_t)p);
}

void asm_load_const(struct assembler *as, enum reg r, ir_ref ref)
{
    if (r >= XMM0)
        emit_movf_i(&as->e, r, ir_const_of(as->ir, ref).d);
    else
        load_bits(as, r, asm_bits(as, ref));
}

/* ---- memory -------------------------------------------------------------------------------------- */

void asm_load(struct assembler *as, enum reg r, enum reg base, int32_t disp)
{
    if (r >= XMM0)
        emit_loadf(&as->e, r, base, disp);
    else
        emit_load64(&as->e, r, base, disp);
}

void asm_store(struct assembler *as, enum reg base, int32_t disp, enum reg r)
{
    if (r >= XMM0)
        emit_storef(&as->e, base, disp, r);
    else
        emit_store64(&as->e, base, disp, r);
}

/* ---- single moves -------------------------------------------------------------------------------- */

static void move_to_reg(struct assembler *as, enum reg to, const struct asm_loc *from)
{
    struct emit *e = &as->e;
    bool is_float = to >= XMM0;

    if (from->kind == LOC_CONST)
        asm_load_const(as, to, from->k);
    else if (from->kind == LOC_SPILL)
        asm_load(as, to, RSP, asm_slot_disp(as, from->slot));
    else if (is_float && from->reg >= XMM0)
        emit_movf_rr(e, to, from->reg);
    else if (is_float)
        emit_movq_fr(e, to, from->reg);
    else if (from->reg >= XMM0)
        emit_movq_rf(e, to, from->reg);
    else
        emit_mov_rr(e, to, from->reg);
}

static void move_to_slot(struct assembler *as, uint32_t slot, const struct asm_loc *from)
{
    struct emit *e = &as->e;
    int32_t disp = asm_slot_disp(as, slot);

    if (from->kind == LOC_CONST) {
        emit_store64_i(e, RSP, disp, asm_bits(as, from->k));
    } else if (from->kind == LOC_SPILL) {
        emit_load64(e, REG_SCRATCH, RSP, asm_slot_disp(as, from->slot));
        emit_store64(e, RSP, disp, REG_SCRATCH);
    } else {
        asm_store(as, RSP, disp, from->reg);
    }
}

static void move(struct assembler *as, const struct asm_move *m)
{
    asm_tell(as, IR_REF_NONE, m->from, m->to);
    if (m->to.kind == LOC_REG)
        move_to_reg(as, m->to.reg, &m->from);
    else
        move_to_slot(as, m->to.slot, &m->from);
}

/* ---- moves at once ------------------------------------------------------------------------------- */

static bool is_same(const struct asm_loc *a, const struct asm_loc *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == LOC_REG ? a->reg == b->reg : a->kind == LOC_SPILL && a->slot == b->slot;
}

static uint16_t *readers_of(struct assembler *as, const struct asm_loc *l)
{
    return &as->readers[l->kind == LOC_REG ? l->reg : ASM_REGS + l->slot];
}

void asm_move_add(struct assembler *as, struct asm_loc to, struct asm_loc from)
{
    if (is_same(&to, &from))
        return;
    as->moves[as->move_count++] = (struct asm_move){to, from};
    if (from.kind != LOC_CONST)
        (*readers_of(as, &from))++;
}

/* Does the first move that overwrites nothing that another one still reads; false if there is none. */
static bool move_one(struct assembler *as)
{
    for (uint32_t i = 0; i < as->move_count; i++) {
        struct asm_move *m = &as->moves[i];

        if (*readers_of(as, &m->to) != 0)
            continue;
        move(as, m);
        if (m->from.kind != LOC_CONST)
            (*readers_of(as, &m->from))--;
        *m = as->moves[--as->move_count];
        return true;
    }
    return false;
}

/* Only cycles are left: each of n targets is read by another move, so that n moves read n places, each
 * once. What one move reads goes to the scratch register. That frees its place for the move that writes
 * there, and so on around the cycle, until the register has been read: before there can be another cycle to
 * break. */
static void break_cycle(struct assembler *as)
{
    struct asm_move *m = &as->moves[0];
    struct asm_loc scratch = {.kind = LOC_REG, .reg = REG_FSCRATCH};

    move(as, &(struct asm_move){scratch, m->from});
    (*readers_of(as, &m->from))--;
    (*readers_of(as, &scratch))++;
    m->from = scratch;
}

void asm_moves(struct assembler *as)
{
    while (as->move_count != 0)
        if (!move_one(as))
            break_cycle(as);
}
