/* asm_exit.c: what a guard that fails needs: where each dirty slot's value is then, and a stub that says
 * which exit it is.
 *
 * Guards of one snapshot share an exit as long as nothing moved between them. They are a group, which is
 * counted by one instruction behind the last of them: at zero or below one of them was to be forced, and
 * nothing has happened since. One that fails counts itself and those before it on its way out. So each
 * guard has its number, and is the one that is forced, as if each were counted alone.
 *
 * A program whose guards are noted (vut.note_guards) has the same code, but that the jump behind a count
 * always goes to a note at the end, which looks whether there is one to be forced, and keeps what was left
 * behind the first guard if nobody came by before. A guard that fails is noted by trace_exit: before its
 * exit leads to a side trace it has led there. */
#include "jit/asm.h"

static struct exit_slot make_slot(struct assembler *as, const struct snap_entry *entry)
{
    uint8_t type = ir_at(as->ir, entry->ref)->type;
    struct exit_slot s = {.slot = entry->slot, .type = type, .kind = LOC_CONST};
    struct asm_loc loc;

    s.flags = (uint8_t)entry->flags;

    if (irt_is_pri(type))
        return s;
    if (ir_is_const(entry->ref)) {
        s.k.u = asm_bits(as, entry->ref);
        return s;
    }
    if (ir_is_at_base(as->ir, entry->ref, IR_BASE + as->now)) {
        s.kind = LOC_BASE;
        s.k.i = (int32_t)ir_at(as->ir, entry->ref)->a;
        return s;
    }
    loc = asm_loc_of(as, entry->ref);
    s.kind = loc.kind;
    if (loc.kind == LOC_REG)
        s.reg = loc.reg;
    else
        s.spill = as->spill_size / 8 - 1 - loc.slot;
    return s;
}

/* Appends the map of the snapshot; false when memory runs out. */
static bool make_map(struct assembler *as, const struct snap *snap)
{
    for (uint32_t i = snap->entries; i < snap->entries + snap->entry_count; i++) {
        const struct snap_entry *entry = &as->ir->entries[i];

        if (!ir_snap_maps(as->ir, snap, entry))
            continue;
        if (!jit_grow(as->vm, (void **)&as->slots, &as->slot_capacity, as->slot_total, sizeof *as->slots,
                      SITE_jit_asm_slots)) {
            asm_fail(as, STOP_MEMORY);
            return false;
        }
        as->slots[as->slot_total++] = make_slot(as, entry);
    }
    return true;
}

static bool is_same_slot(const struct exit_slot *a, const struct exit_slot *b)
{
    return a->slot == b->slot && a->type == b->type && a->kind == b->kind && a->reg == b->reg &&
           a->flags == b->flags && a->spill == b->spill && a->k.u == b->k.u;
}

static bool is_same_map(const struct assembler *as, const struct asm_exit *exit, uint32_t first)
{
    if (exit->count != as->slot_total - first)
        return false;
    for (uint32_t i = 0; i < exit->count; i++)
        if (!is_same_slot(&as->slots[exit->first + i], &as->slots[first + i]))
            return false;
    return true;
}

/* The exit of this instruction; NULL when memory runs out. */
static struct asm_exit *exit_of(struct assembler *as)
{
    uint16_t number = as->ir->ins[as->now].snap;
    uint16_t *latest = &as->snap_exit[number];
    uint32_t first = as->slot_total;
    struct asm_exit *exit;

    if (!make_map(as, &as->ir->snaps[number]))
        return NULL;
    if (*latest != 0 && is_same_map(as, &as->exits[*latest - 1], first)) {
        as->slot_total = first;
        return &as->exits[*latest - 1];
    }
    exit = &as->exits[as->exit_count++];
    *exit = (struct asm_exit){.first = first, .count = as->slot_total - first, .snap = number};
    exit->label = emit_label(&as->e);
    exit->forced = emit_label(&as->e);
    *latest = (uint16_t)as->exit_count;
    return exit;
}

uint32_t asm_exit(struct assembler *as)
{
    const struct asm_exit *exit = exit_of(as);

    return exit == NULL ? as->leave : exit->label;
}

/* ---- counting ------------------------------------------------------------------------------------ */

/* Groups of the same exit share what their guards jump to. */
static uint32_t fail_label(struct assembler *as, struct asm_exit *exit, uint32_t n)
{
    uint16_t at = exit->fails;

    if (n > exit->fail_count) {
        as->fails[as->fail_total++] = (struct asm_fail){emit_label(&as->e), exit->fails};
        exit->fails = (uint16_t)as->fail_total;
        exit->fail_count++;
        return as->fails[exit->fails - 1].label;
    }
    for (uint32_t i = exit->fail_count; i > n; i--)
        at = as->fails[at - 1].next;
    return as->fails[at - 1].label;
}

/* As long as the jump that it stands for. */
static void go_to_note(struct assembler *as)
{
    struct asm_note *note = &as->notes[as->note_count++];

    *note = (struct asm_note){
        .exit = (uint16_t)(as->group - as->exits),
        .count = (uint16_t)as->group_count,
    };
    note->in = emit_label(&as->e);
    note->back = emit_label(&as->e);
    emit_jmp(&as->e, note->in);
    emit_nop(&as->e);
    emit_bind(&as->e, note->back);
}

void asm_count_guards(struct assembler *as)
{
    if (as->group == NULL)
        return;
    emit_alu_ri(&as->e, ALU_SUB, REG_GUARDS, (int32_t)as->group_count);
    if (as->notes != NULL)
        go_to_note(as);
    else
        emit_jcc(&as->e, CC_BE, as->group->forced);
    as->group = NULL;
    as->group_count = 0;
}

uint32_t asm_guard(struct assembler *as)
{
    struct asm_exit *exit = exit_of(as);

    if (exit == NULL)
        return as->leave;
    if (as->group != exit)
        asm_count_guards(as);
    as->group = exit;
    return fail_label(as, exit, ++as->group_count);
}

/* ---- when the pass is through -------------------------------------------------------------------- */

static void fill_exit(const struct assembler *as, struct trace_exit *to, const struct asm_exit *from)
{
    const struct snap *snap = &as->ir->snaps[from->snap];

    *to = (struct trace_exit){
        .target = trace_exit_stub,
        .trace = as->trace,
        .first = from->first,
        .count = from->count,
        .kind = snap->kind,
        .frame = snap->frame,
        .opline = snap->opline,
        .func = snap->func,
    };
}

bool asm_exits_finish(struct assembler *as)
{
    struct trace *t = as->trace;

    if (as->exit_count == 0)
        return true;
    t->exits = jit_mem(as->vm, NULL, 0, as->exit_count * sizeof *t->exits, SITE_jit_asm_trace_exits);
    if (t->exits == NULL)
        return false;
    t->exit_count = as->exit_count;
    for (uint32_t i = 0; i < t->exit_count; i++)
        fill_exit(as, &t->exits[i], &as->exits[i]);
    if (as->slot_total == 0)
        return true;
    t->exit_slots =
        jit_mem(as->vm, NULL, 0, as->slot_total * sizeof *t->exit_slots, SITE_jit_asm_trace_slots);
    if (t->exit_slots == NULL)
        return false;
    t->exit_slot_count = as->slot_total;
    memcpy(t->exit_slots, as->slots, as->slot_total * sizeof *t->exit_slots);
    return true;
}

/* One guard counted after the other; the one that is forced is the last. */
static void count_failed(struct assembler *as, const struct asm_exit *exit)
{
    for (uint16_t at = exit->fails; at != 0; at = as->fails[at - 1].next) {
        emit_bind(&as->e, as->fails[at - 1].label);
        emit_alu_ri(&as->e, ALU_SUB, REG_GUARDS, 1);
        emit_jcc(&as->e, as->fails[at - 1].next != 0 ? CC_E : CC_NE, exit->label);
    }
    emit_bind(&as->e, exit->forced);
    if (exit->fails != 0)
        emit_alu_rr(&as->e, ALU_XOR, REG_GUARDS, REG_GUARDS);
}

/* The opline whose guard failed was counted when it began, and runs once more elsewhere. */
static void count_again(struct assembler *as, const struct asm_exit *exit)
{
    if (jit_param(as->vm, PARAM_SHADOW) && as->ir->snaps[exit->snap].kind == SNAP_GUARD)
        emit_alu_mi(&as->e, ALU_SUB, REG_VM, offsetof(struct vm, jit.native_oplines), 1);
}

static bool exit_reads(const struct assembler *as, const struct asm_exit *exit, enum reg r)
{
    for (uint32_t i = exit->first; i < exit->first + exit->count; i++)
        if (as->slots[i].kind == LOC_REG && as->slots[i].reg == r)
            return true;
    return false;
}

/* Which exit it is goes to where no value is. */
static void load_exit(struct assembler *as, uint32_t i)
{
    const struct trace_exit *exit = &as->trace->exits[i];

    if (BUG(as->vm, gh22915_exit_clobber, false) && exit_reads(as, &as->exits[i], RSI) &&
        BUG(as->vm, gh22915_exit_clobber, true))
        asm_load_address(as, RSI, exit);
    asm_load_address(as, REG_SCRATCH, exit);
}

void asm_stubs(struct assembler *as)
{
    for (uint32_t i = 0; i < as->exit_count; i++) {
        count_failed(as, &as->exits[i]);
        emit_bind(&as->e, as->exits[i].label);
        count_again(as, &as->exits[i]);
        load_exit(as, i);
        emit_jmp_m(&as->e, REG_SCRATCH, offsetof(struct trace_exit, target));
    }
}

/* Keeps all but the flags: the scratch register lies where no signal handler writes. */
static void note(struct assembler *as, const struct asm_note *n)
{
    struct emit *e = &as->e;
    uint32_t over = emit_label(e);
    int32_t held = offsetof(struct trace_exit, held), others = n->count - 1;

    emit_bind(e, n->in);
    emit_jcc(e, CC_BE, as->exits[n->exit].forced);
    emit_store64(e, RSP, -8, REG_SCRATCH);
    asm_load_address(as, REG_SCRATCH, &as->trace->exits[n->exit]);
    emit_alu_mi(e, ALU_CMP, REG_SCRATCH, held, 0);
    emit_jcc(e, CC_NE, over);
    emit_alu_ri(e, ALU_ADD, REG_GUARDS, others);
    emit_store64(e, REG_SCRATCH, held, REG_GUARDS);
    emit_alu_ri(e, ALU_SUB, REG_GUARDS, others);
    emit_bind(e, over);
    emit_load64(e, REG_SCRATCH, RSP, -8);
    emit_jmp(e, n->back);
}

void asm_notes(struct assembler *as)
{
    size_t size = as->e.size;

    if (as->notes == NULL)
        return;
    as->e.size_max = SIZE_MAX;
    for (uint32_t i = 0; i < as->note_count; i++)
        note(as, &as->notes[i]);
    as->e.extra = as->e.size - size;
}
