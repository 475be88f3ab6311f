/* asm_trace.c: the trace assembler's frame: its memory, its passes, its one end; see asm.h. */
#include "jit/asm.h"

/* ---- memory -------------------------------------------------------------------------------------- */

/* Sizes of what depends on the IR. */
struct counts {
    uint32_t values, positions, guards, notes, releases, snaps;
};

static struct counts count(const struct vm *vm, const struct ir *ir)
{
    struct counts n = {.values = ir->const_count + ir->ins_count, .positions = ir->ins_count};

    n.snaps = ir->snap_count;
    for (uint32_t i = 0; i < ir->ins_count; i++) {
        const struct ir_ins *ins = &ir->ins[i];

        n.guards += asm_is_guard(ins) || ins->op == IR_SAFEPOINT;
        n.releases += ins->op == IR_RELEASE;
    }
    n.notes = vm->jit.note == NULL ? 0 : n.guards;
    return n;
}

static void *carve(char **from, size_t size)
{
    void *p = *from;

    *from += size;
    return p;
}

static size_t work_size(struct counts n)
{
    return sizeof(struct assembler) + n.values * sizeof(struct asm_value) +
           n.guards * (sizeof(struct asm_exit) + sizeof(struct asm_fail)) +
           n.releases * sizeof(struct asm_cold) + n.notes * sizeof(struct asm_note) +
           (3 * (size_t)n.positions + 2 * (size_t)n.snaps) * sizeof(uint16_t);
}

/* All arrays lie in one block behind the struct, in the order of their alignment. */
static struct assembler *assembler_at(void *block, size_t size, struct vm *vm, const struct ir *ir)
{
    struct counts n = count(vm, ir);
    struct assembler *as = block;
    char *rest = (char *)(as + 1);

    memset(as, 0, size);
    as->vm = vm;
    as->ir = ir;
    as->size = size;
    as->value_first = IR_BASE - ir->const_count;
    as->values = carve(&rest, n.values * sizeof *as->values);
    as->exits = carve(&rest, n.guards * sizeof *as->exits);
    as->fails = carve(&rest, n.guards * sizeof *as->fails);
    as->notes = n.notes == 0 ? NULL : carve(&rest, n.notes * sizeof *as->notes);
    as->cold = carve(&rest, n.releases * sizeof *as->cold);
    as->next_a = carve(&rest, n.positions * sizeof *as->next_a);
    as->next_b = carve(&rest, n.positions * sizeof *as->next_b);
    as->next_call = carve(&rest, n.positions * sizeof *as->next_call);
    as->snap_exit = carve(&rest, n.snaps * sizeof *as->snap_exit);
    as->snap_last = carve(&rest, n.snaps * sizeof *as->snap_last);
    return as;
}

static struct assembler *assembler_new(struct vm *vm, const struct ir *ir)
{
    size_t size = work_size(count(vm, ir));
    void *block = jit_mem(vm, NULL, 0, size, SITE_jit_asm_work);

    return block == NULL ? NULL : assembler_at(block, size, vm, ir);
}

static void assembler_free(struct assembler *as)
{
    emit_drop(&as->e);
    jit_mem(as->vm, as->slots, as->slot_capacity * sizeof *as->slots, 0, SITE_NONE);
    jit_mem(as->vm, as, as->size, 0, SITE_NONE);
}

/* ---- the pass ------------------------------------------------------------------------------------ */

/* Everything as it was before the pass, but the size of the spill area. */
static void reset(struct assembler *as)
{
    const struct ir *ir = as->ir;

    emit_drop(&as->e);
    emit_begin(&as->e, as->vm, (size_t)jit_param(as->vm, PARAM_JIT_SIZEMCODE) * 1024);
    as->e.failed = as->watch != NULL;
    as->exit_count = as->cold_count = as->fail_total = as->slot_total = as->slot_count = 0;
    as->note_count = 0;
    as->group = NULL;
    as->group_count = 0;
    as->now = as->pinned = as->forbid = 0;
    as->hint = REG_NONE;
    as->leaves = false;
    for (uint32_t i = 0; i < ir->const_count + ir->ins_count; i++)
        as->values[i] = (struct asm_value){.reg = REG_NONE, .loop_reg = REG_NONE, .slot = ASM_SLOT_NONE};
    memset(as->snap_exit, 0, ir->snap_count * sizeof *as->snap_exit);
    memset(as->snap_last, 0, ir->snap_count * sizeof *as->snap_last);
    memset(as->owner, 0, sizeof as->owner);
    memset(as->at_loop, 0, sizeof as->at_loop);
    memset(as->slot_owner, 0, sizeof as->slot_owner);
    as->head = emit_label(&as->e);
    as->loop = emit_label(&as->e);
    as->leave = emit_label(&as->e);
    as->stitch = emit_label(&as->e);
    as->forced = emit_label(&as->e);
}

static void pass(struct assembler *as)
{
    reset(as);
    asm_live(as);
    asm_head(as);
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(as->ir) && as->stop == STOP_NONE; ref++) {
        asm_ins(as, ref);
        if (as->watch != NULL)
            as->watch->done(as->watch->ctx, as, ref);
    }
    if (as->stop == STOP_NONE)
        asm_tail(as);
}

/* The spill area's size is known when all slots are given out. */
static void passes(struct assembler *as)
{
    uint32_t size;

    pass(as);
    size = (8 * as->slot_count + 15) & ~15u;
    if (as->stop == STOP_NONE && emit_ok(&as->e) && size > as->spill_size) {
        as->spill_size = size;
        pass(as);
    }
}

/* ---- the end ------------------------------------------------------------------------------------- */

static enum stop emit_stop(const struct emit *e)
{
    return e->too_long ? STOP_SIZEMCODE : STOP_MEMORY;
}

static enum stop finish(struct assembler *as)
{
    struct trace *t = as->trace;
    enum stop stop;

    if (!asm_exits_finish(as))
        return STOP_MEMORY;
    asm_cold(as);
    asm_tail_stubs(as);
    asm_stubs(as);
    asm_notes(as);
    if (!emit_finish(&as->e))
        return emit_stop(&as->e);
    stop = mcode_commit(as->vm, &as->e, &t->code);
    if (stop != STOP_NONE)
        return stop;
    t->entry = t->code.address;
    t->spill_size = as->spill_size;
    t->stitch_target = t->code.address + emit_label_offset(&as->e, as->stitch);
    return STOP_NONE;
}

static void drop_exits(struct vm *vm, struct trace *t)
{
    jit_mem(vm, t->exits, t->exit_count * sizeof *t->exits, 0, SITE_NONE);
    jit_mem(vm, t->exit_slots, t->exit_slot_count * sizeof *t->exit_slots, 0, SITE_NONE);
    t->exits = NULL;
    t->exit_slots = NULL;
    t->exit_count = t->exit_slot_count = 0;
}

enum stop asm_trace(struct vm *vm, const struct ir *ir, struct trace *t,
                    const struct trace_exit *parent_exit)
{
    struct assembler *as = assembler_new(vm, ir);
    enum stop stop;

    if (as == NULL)
        return STOP_MEMORY;
    as->trace = t;
    as->parent_exit = parent_exit;
    as->spill_size = parent_exit == NULL ? 0 : parent_exit->trace->spill_size;
    passes(as);
    stop = as->stop;
    if (stop == STOP_NONE && !emit_ok(&as->e))
        stop = emit_stop(&as->e);
    if (stop == STOP_NONE)
        stop = finish(as);
    if (stop != STOP_NONE)
        drop_exits(vm, t);
    assembler_free(as);
    return stop;
}

/* ---- once more ----------------------------------------------------------------------------------- */

/* Slots that the pass has at once: those of the trace, and of the snapshot that may turn out to be the same
 * as the one before. */
static uint32_t slots_most(const struct ir *ir, const struct trace *t)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < ir->snap_count; i++)
        if (most < ir->snaps[i].entry_count)
            most = ir->snaps[i].entry_count;
    return t->exit_slot_count + most + 1;
}

size_t asm_watch_size(const struct vm *vm, const struct ir *ir, const struct trace *t)
{
    return slots_most(ir, t) * sizeof(struct exit_slot) + work_size(count(vm, ir));
}

/* The slots come first, as they need no less alignment than the rest. No memory of the VM is asked for: the
 * emitter is one that has failed, and there is room for all slots. */
bool asm_watch(struct vm *vm, const struct ir *ir, struct trace *t, const struct trace_exit *parent_exit,
               const struct asm_watch *watch, void *block)
{
    uint32_t slots = slots_most(ir, t);
    struct assembler *as =
        assembler_at((struct exit_slot *)block + slots, work_size(count(vm, ir)), vm, ir);

    as->trace = t;
    as->parent_exit = parent_exit;
    as->spill_size = t->spill_size;
    as->watch = watch;
    as->slots = block;
    as->slot_capacity = slots;
    pass(as);
    return as->slot_total == t->exit_slot_count &&
           (as->slot_total == 0 ||
            memcmp(as->slots, t->exit_slots, as->slot_total * sizeof *as->slots) == 0);
}
