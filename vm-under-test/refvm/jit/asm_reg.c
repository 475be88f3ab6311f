/* asm_reg.c: registers and spill slots. */
#include "jit/asm.h"

/* Those that calls keep come last, or first for values that outlive a call. rdx and rcx have other duties.
 */
static const uint8_t general[] = {RSI, RDI, R8, R9, R10, R11, RDX, RCX, R14, R15};
static const uint8_t general_kept[] = {R14, R15, RSI, RDI, R8, R9, R10, R11, RDX, RCX};
static const uint8_t floats[] = {XMM0, XMM1, XMM2,  XMM3,  XMM4,  XMM5,  XMM6, XMM7,
                                 XMM8, XMM9, XMM10, XMM11, XMM12, XMM13, XMM14};

struct reg_list {
    const uint8_t *regs;
    uint32_t count;
};

static struct reg_list list_for(bool is_float, bool kept)
{
    if (is_float)
        return (struct reg_list){floats, sizeof floats};
    return (struct reg_list){kept ? general_kept : general, sizeof general};
}

bool asm_is_dead(const struct assembler *as, ir_ref ref, uint32_t time)
{
    return asm_value(as, ref)->last < time;
}

static bool is_free(const struct assembler *as, enum reg r, uint32_t time)
{
    return as->owner[r] == 0 || asm_is_dead(as, as->owner[r], time);
}

static bool is_in(uint32_t set, enum reg r)
{
    return set >> r & 1;
}

static void drop(struct assembler *as, enum reg r)
{
    if (as->owner[r] != 0)
        asm_value(as, as->owner[r])->reg = REG_NONE;
    as->owner[r] = 0;
}

static void give(struct assembler *as, enum reg r, ir_ref ref)
{
    drop(as, r);
    as->owner[r] = ref;
    as->pinned |= 1u << r;
    asm_value(as, ref)->reg = (uint8_t)r;
}

static struct asm_loc in_reg(enum reg r)
{
    return (struct asm_loc){.kind = LOC_REG, .reg = (uint8_t)r};
}

static struct asm_loc in_slot(const struct asm_value *v)
{
    return (struct asm_loc){.kind = LOC_SPILL, .slot = v->slot};
}

/* ---- slots --------------------------------------------------------------------------------------- */

int32_t asm_slot_disp(const struct assembler *as, uint32_t slot)
{
    return (int32_t)as->spill_size - 8 * ((int32_t)slot + 1);
}

/* An operand that dies here may still have to be loaded from its slot. */
static bool slot_is_free(const struct assembler *as, uint32_t slot)
{
    ir_ref owner = as->slot_owner[slot];

    if (owner == 0)
        return true;
    return asm_is_dead(as, owner, 2 * as->now) && !(asm_value(as, owner)->flags & ASM_LOOP_SLOT);
}

static uint32_t slot_for(struct assembler *as, ir_ref ref)
{
    struct asm_value *v = asm_value(as, ref);
    uint32_t slot = 0;

    if (v->slot != ASM_SLOT_NONE)
        return v->slot;
    while (slot < as->slot_count && !slot_is_free(as, slot))
        slot++;
    if (slot == ASM_SLOT_MAX) {
        asm_fail(as, STOP_SPILL);
        slot = 0;
    } else if (slot == as->slot_count) {
        as->slot_count++;
    }
    as->slot_owner[slot] = ref;
    v->slot = (uint16_t)slot;
    return slot;
}

void asm_evict(struct assembler *as, enum reg r)
{
    ir_ref ref = as->owner[r];
    struct asm_value *v = asm_value(as, ref);

    asm_count_guards(as);
    if (!ir_is_const(ref) && !(v->flags & ASM_STORED)) {
        asm_store(as, RSP, asm_slot_disp(as, slot_for(as, ref)), r);
        v->flags |= ASM_STORED;
        asm_tell(as, ref, in_reg(r), in_slot(v));
    } else {
        asm_tell(as, ref, in_reg(r), (struct asm_loc){.kind = LOC_STORED});
    }
    drop(as, r);
}

/* ---- allocation ---------------------------------------------------------------------------------- */

/* How far away the next use is, in a number that is larger the better it is to evict the value. */
static uint32_t distance(const struct assembler *as, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);
    bool is_cheap = ir_is_const(ref) || (v->flags & ASM_STORED);

    return 2 * (v->next == 0 ? UINT16_MAX : v->next) + is_cheap;
}

static enum reg find_victim(struct assembler *as, struct reg_list list)
{
    enum reg best = REG_NONE;
    uint32_t farthest = 0;

    for (uint32_t i = 0; i < list.count; i++) {
        enum reg r = list.regs[i];

        if (is_in(as->pinned | as->forbid, r) || distance(as, as->owner[r]) < farthest)
            continue;
        farthest = distance(as, as->owner[r]);
        best = r;
    }
    return best;
}

/* A register for a value; one whose owner is dead at `time` is free. */
static enum reg take(struct assembler *as, struct reg_list list, uint32_t time)
{
    enum reg r;

    for (uint32_t i = 0; i < list.count; i++)
        if (!is_in(as->forbid, list.regs[i]) && is_free(as, list.regs[i], time))
            return list.regs[i];
    r = find_victim(as, list);
    if (r == REG_NONE) {
        asm_fail(as, STOP_CHECK);
        return list.regs[0];
    }
    asm_evict(as, r);
    return r;
}

static bool outlives_call(const struct assembler *as, ir_ref ref)
{
    uint32_t call = as->next_call[as->now];

    return !ir_is_const(ref) && call != 0 && asm_value(as, ref)->last > 2 * call;
}

static void load(struct assembler *as, enum reg r, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);
    struct asm_loc from = ir_is_const(ref) ? (struct asm_loc){.kind = LOC_CONST, .k = ref} : in_slot(v);

    asm_tell(as, ref, from, in_reg(r));
    if (ir_is_const(ref))
        asm_load_const(as, r, ref);
    else if (!(v->flags & ASM_STORED))
        asm_fail(as, STOP_CHECK);
    else
        asm_load(as, r, RSP, asm_slot_disp(as, v->slot));
}

enum reg asm_use(struct assembler *as, ir_ref ref)
{
    enum reg r = asm_value(as, ref)->reg;

    if (r == REG_NONE) {
        r = take(as, list_for(asm_is_float(as, ref), outlives_call(as, ref)), 2 * as->now);
        load(as, r, ref);
        give(as, r, ref);
    }
    as->pinned |= 1u << r;
    return r;
}

/* The register that makes the fewest moves: where the loop wants the value in the end, or the operand's. */
static enum reg preferred(const struct assembler *as, ir_ref ref, uint32_t time)
{
    ir_ref left = asm_value(as, ref)->left;
    enum reg r = left == 0 ? REG_NONE : asm_value(as, left)->loop_reg;

    if (r != REG_NONE && !is_in(as->forbid, r) && is_free(as, r, time))
        return r;
    r = as->hint;
    if (r != REG_NONE && !is_in(as->forbid, r) && is_free(as, r, time))
        return r;
    return REG_NONE;
}

enum reg asm_def(struct assembler *as, ir_ref ref)
{
    uint32_t time = 2 * as->now + 1;
    enum reg r = preferred(as, ref, time);

    if (r == REG_NONE || (r >= XMM0) != asm_is_float(as, ref))
        r = take(as, list_for(asm_is_float(as, ref), outlives_call(as, ref)), time);
    give(as, r, ref);
    return r;
}

void asm_def_in(struct assembler *as, ir_ref ref, enum reg r)
{
    give(as, r, ref);
}

/* A free register that calls keep, or any, for a value that has to leave its own. */
static enum reg find_free(const struct assembler *as, struct reg_list list, enum reg not )
{
    for (uint32_t i = 0; i < list.count; i++) {
        enum reg r = list.regs[i];

        if (r != not &&!is_in(as->pinned | as->forbid, r) && is_free(as, r, 2 * as->now))
            return r;
    }
    return REG_NONE;
}

static void move_to(struct assembler *as, enum reg to, enum reg from)
{
    ir_ref ref = as->owner[from];
    uint32_t pinned = as->pinned;

    asm_count_guards(as);
    emit_mov_rr(&as->e, to, from);
    asm_tell(as, ref, in_reg(from), in_reg(to));
    drop(as, from);
    give(as, to, ref);
    as->pinned = pinned;
}

void asm_vacate(struct assembler *as, enum reg r)
{
    enum reg other;

    if (is_free(as, r, 2 * as->now)) {
        drop(as, r);
        return;
    }
    other = find_free(as, list_for(false, false), r);
    if (other == REG_NONE || ir_is_const(as->owner[r]))
        asm_evict(as, r);
    else
        move_to(as, other, r);
}

void asm_before_call(struct assembler *as)
{
    struct reg_list kept = {general_kept, 2};

    for (enum reg r = RAX; r <= XMM15; r++) {
        enum reg other;

        if (!is_in(ASM_CALLER_SAVED, r) || as->owner[r] == 0)
            continue;
        if (is_free(as, r, 2 * as->now + 1)) {
            drop(as, r);
            continue;
        }
        other = r < XMM0 && !ir_is_const(as->owner[r]) ? find_free(as, kept, r) : REG_NONE;
        if (other == REG_NONE)
            asm_evict(as, r);
        else
            move_to(as, other, r);
    }
}

struct asm_loc asm_loc_of(struct assembler *as, ir_ref ref)
{
    const struct asm_value *v = asm_value(as, ref);

    if (v->reg != REG_NONE)
        return in_reg(v->reg);
    if (ir_is_const(ref))
        return (struct asm_loc){.kind = LOC_CONST, .k = ref};
    if (!(v->flags & ASM_STORED))
        asm_fail(as, STOP_CHECK);
    return in_slot(v);
}
