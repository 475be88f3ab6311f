/* ir.c: the buffers of a trace's IR.
 *
 * Failures are sticky: the first limit or failed allocation is noted in ir->stop, and from then on nothing
 * is added, but every call still works and what it returns can be looked at. So whoever emits looks at
 * ir->stop once, at the end.
 */
#include "jit/ir.h"

#include "jit/opt.h"
#include "vm.h"

const struct ir_mode ir_modes[IR_OP_COUNT] = {
#define IR(name, kind, a, b, text) {#name, IRK_##kind, IRO_##a, IRO_##b},
#include "jit/ir.def"
#undef IR
};

_Static_assert(IR_BASE + 30000 < IR_REF_MAX, "limit maxirins has room above the base");
_Static_assert(30000 < IR_BASE - 2, "limit maxirconst has room below it, and no constant is a FOLD_ code");

static void stop(struct ir *ir, enum stop why)
{
    if (ir->stop == STOP_NONE)
        ir->stop = why;
}

/* Room for one more in a buffer. */
static bool room(struct ir *ir, bool grown)
{
    if (!grown)
        stop(ir, STOP_MEMORY);
    return grown;
}

static bool ins_room(struct ir *ir)
{
    /* The NOP is none of the trace's. */
    if (ir->ins_count > (uint32_t)jit_param(ir->vm, PARAM_JIT_MAXIRINS)) {
        stop(ir, STOP_MAXIRINS);
        return false;
    }
    return room(ir, jit_grow(ir->vm, (void **)&ir->ins, &ir->ins_capacity, ir->ins_count, sizeof *ir->ins,
                             SITE_jit_ir_ins));
}

static bool const_room(struct ir *ir)
{
    if (ir->const_count >= (uint32_t)jit_param(ir->vm, PARAM_JIT_MAXIRCONST)) {
        stop(ir, STOP_MAXIRCONST);
        return false;
    }
    return room(ir, jit_grow(ir->vm, (void **)&ir->consts, &ir->const_capacity, ir->const_count,
                             sizeof *ir->consts, SITE_jit_ir_consts)) &&
           room(ir, jit_grow(ir->vm, (void **)&ir->const_ins, &ir->const_ins_capacity, ir->const_count,
                             sizeof *ir->const_ins, SITE_jit_ir_const_ins));
}

static bool snap_room(struct ir *ir)
{
    if (ir->snap_count >= (uint32_t)jit_param(ir->vm, PARAM_JIT_MAXSNAP)) {
        stop(ir, STOP_MAXSNAP);
        return false;
    }
    return room(ir, jit_grow(ir->vm, (void **)&ir->snaps, &ir->snap_capacity, ir->snap_count,
                             sizeof *ir->snaps, SITE_jit_ir_snaps));
}

/* ---- life ---------------------------------------------------------------------------------------- */

/* Buffers that there is no memory for are one element long, of the struct itself: capacity 0. */
static void use_spares(struct ir *ir)
{
    if (ir->ins == NULL)
        ir->ins = &ir->spare_ins;
    if (ir->consts == NULL)
        ir->consts = &ir->spare_const;
    if (ir->const_ins == NULL)
        ir->const_ins = &ir->spare_const_ins;
}

static uint16_t *const_chain(struct ir *ir, enum ir_op op, uint8_t type, uint64_t bits);

void ir_begin(struct ir *ir, struct vm *vm)
{
    memset(ir, 0, sizeof *ir);
    ir->vm = vm;
    if (!ins_room(ir) || !const_room(ir))
        use_spares(ir);
    ir->ins[0] = (struct ir_ins){.op = IR_NOP, .type = IRT_VOID};
    ir->consts[0] = (union ir_const){.i = 0};
    ir->const_ins[0] = (struct ir_ins){.op = IR_KINT, .type = TYPE_INT};
    ir->ins_count = ir->const_count = 1;
    *const_chain(ir, IR_KINT, TYPE_INT, 0) = 1;
}

void ir_free(struct ir *ir)
{
    struct vm *vm = ir->vm;

    if (ir->ins_capacity != 0)
        jit_mem(vm, ir->ins, ir->ins_capacity * sizeof *ir->ins, 0, SITE_NONE);
    if (ir->const_capacity != 0)
        jit_mem(vm, ir->consts, ir->const_capacity * sizeof *ir->consts, 0, SITE_NONE);
    if (ir->const_ins_capacity != 0)
        jit_mem(vm, ir->const_ins, ir->const_ins_capacity * sizeof *ir->const_ins, 0, SITE_NONE);
    jit_mem(vm, ir->snaps, ir->snap_capacity * sizeof *ir->snaps, 0, SITE_NONE);
    jit_mem(vm, ir->entries, ir->entry_capacity * sizeof *ir->entries, 0, SITE_NONE);
    memset(ir, 0, sizeof *ir);
}

/* ---- constants ----------------------------------------------------------------------------------- */

static uint16_t *const_chain(struct ir *ir, enum ir_op op, uint8_t type, uint64_t bits)
{
    /* Fibonacci hashing: the multiplier is 2^64 divided by the golden ratio, the upper bits are the best.
     */
    uint64_t hash = (bits ^ (uint64_t)(op * 64u + type) << 48) * UINT64_C(0x9e3779b97f4a7c15);

    return &ir->const_chain[(hash >> 32) % IR_CONST_CHAINS];
}

/* Two constants are the same if op, type and all bits are: so 0.0 and -0.0, and NaNs, stay apart. */
static ir_ref constant(struct ir *ir, enum ir_op op, uint8_t type, union ir_const k)
{
    uint16_t *chain = const_chain(ir, op, type, k.u);
    uint32_t n;

    for (n = *chain; n != 0; n = ir->const_ins[n - 1].prev)
        if (ir->consts[n - 1].u == k.u && ir->const_ins[n - 1].op == op &&
            ir->const_ins[n - 1].type == type)
            return IR_BASE - n;
    if (ir->stop != STOP_NONE || !const_room(ir))
        return IR_BASE - 1;
    n = ++ir->const_count;
    ir->consts[n - 1] = k;
    ir->const_ins[n - 1] = (struct ir_ins){.op = (uint8_t)op, .type = type, .prev = *chain};
    *chain = (uint16_t)n;
    return IR_BASE - n;
}

ir_ref ir_kint(struct ir *ir, int64_t i)
{
    return constant(ir, IR_KINT, TYPE_INT, (union ir_const){.i = i});
}

ir_ref ir_kfloat(struct ir *ir, double d)
{
    return constant(ir, IR_KFLOAT, TYPE_FLOAT, (union ir_const){.d = d});
}

ir_ref ir_kpri(struct ir *ir, uint8_t type)
{
    return constant(ir, IR_KPRI, type, (union ir_const){.u = 0});
}

ir_ref ir_kptr(struct ir *ir, const void *p, uint8_t type)
{
    return constant(ir, IR_KPTR, type, (union ir_const){.u = (uintptr_t)p});
}

/* ---- instructions -------------------------------------------------------------------------------- */

ir_ref ir_raw(struct ir *ir, enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    struct ir_ins *ins;

    if (ir->stop != STOP_NONE || !ins_room(ir))
        return IR_BASE;
    ins = &ir->ins[ir->ins_count];
    *ins = (struct ir_ins){.op = (uint8_t)op, .type = type, .flags = flags, .a = a, .b = b};
    ins->prev = ir->chain[op];
    if (ir_has_snap(ins))
        ins->snap = ir->snap_now;
    ir->chain[op] = (uint16_t)ir->ins_count;
    return IR_BASE + ir->ins_count++;
}

/* ---- snapshots ----------------------------------------------------------------------------------- */

bool ir_snap_used(const struct ir *ir)
{
    uint32_t newest = ir->snap_count - 1;

    for (ir_ref ref = ir->snaps[newest].at; ref < ir_next_ref(ir); ref++)
        if (ir_has_snap(ir_at(ir, ref)) && ir_at(ir, ref)->snap == newest)
            return true;
    return false;
}

void ir_snap_drop(struct ir *ir)
{
    ir->entry_count = ir->snaps[--ir->snap_count].entries;
    ir->snap_now = (uint16_t)(ir->snap_count == 0 ? 0 : ir->snap_count - 1);
}

/* The end of the first iteration stays, whoever uses it: opt_loop may have to go back there. */
static bool is_superfluous(const struct ir *ir)
{
    return ir->snap_count != 0 && ir->snaps[ir->snap_count - 1].at > ir->loop && !ir_snap_used(ir);
}

struct snap *ir_snap(struct ir *ir, enum snap_kind kind, const struct opline *opline, struct func *func,
                     int32_t frame)
{
    struct snap *snap = &ir->spare_snap;

    /* The guards that the last one was made for were all folded away. */
    if (ir->stop == STOP_NONE && is_superfluous(ir))
        ir_snap_drop(ir);
    if (ir->stop == STOP_NONE && snap_room(ir)) {
        snap = &ir->snaps[ir->snap_count];
        ir->snap_now = (uint16_t)ir->snap_count++;
    }
    *snap = (struct snap){.at = ir_next_ref(ir), .kind = (uint8_t)kind, .entries = ir->entry_count};
    snap->frame = frame;
    snap->opline = opline;
    snap->func = func;
    return snap;
}

void ir_snap_entry(struct ir *ir, uint32_t slot, ir_ref ref, uint32_t flags)
{
    if (ir->stop != STOP_NONE || ir->snap_count == 0)
        return;
    if (!room(ir, jit_grow(ir->vm, (void **)&ir->entries, &ir->entry_capacity, ir->entry_count,
                           sizeof *ir->entries, SITE_jit_ir_entries)))
        return;
    ir->entries[ir->entry_count++] = (struct snap_entry){.slot = slot, .flags = flags, .ref = ref};
    ir->snaps[ir->snap_count - 1].entry_count++;
}

bool ir_is_at_base(const struct ir *ir, ir_ref ref, ir_ref at)
{
    uint32_t n = ir->chain[IR_REBASE];

    if (ir_is_const(ref) || ir_at(ir, ref)->op != IR_SADDR)
        return false;
    while (n != 0 && IR_BASE + n >= at)
        n = ir->ins[n].prev;
    return IR_BASE + n < ref;
}

bool ir_snap_maps(const struct ir *ir, const struct snap *snap, const struct snap_entry *entry)
{
    if (!(entry->flags & SNAP_STORED))
        return true;
    return (entry->flags & SNAP_WORD) &&
           (ir_is_const(entry->ref) || ir_is_at_base(ir, entry->ref, snap->at));
}

ir_ref ir_word_address(struct ir *ir, uint32_t slot)
{
    if (slot & SNAP_VM)
        return ir_kptr(ir, (const char *)ir->vm + (slot & ~(uint32_t)SNAP_VM), IRT_PTR);
    return ir_emit(ir, IR_SADDR, IRT_PTR, 0, slot, 0);
}

void ir_word_store(struct ir *ir, uint32_t slot, ir_ref ref)
{
    uint8_t type = ir_at(ir, ref)->type;

    if (type != TYPE_INT && type != IRT_WORD)
        type = IRT_PTR;
    ir_emit(ir, IR_XSTORE, type, 0, ir_word_address(ir, slot), ref);
}

void ir_truncate(struct ir *ir, uint32_t ins_count, uint32_t snap_count)
{
    while (ir->snap_count > snap_count)
        ir_snap_drop(ir);
    while (ir->ins_count > ins_count) {
        const struct ir_ins *ins = &ir->ins[--ir->ins_count];

        ir->chain[ins->op] = ins->prev;
    }
}
