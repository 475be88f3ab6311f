/* opt_loop.c: loops, by unrolling once.
 *
 * The IR so far is one iteration. It is emitted a second time behind a LOOP mark, with each operand
 * replaced by what stands for it now; then the trace jumps back to the mark. The second copy goes through
 * all of opt_fold.c, and so what is the same in each iteration, guards on types above all, comes back as
 * what the first copy found: it has been hoisted, and needs no rules of its own.
 *
 *     first iteration | LOOP | every further iteration | PHIs
 *
 * Substitution. subst[x] is what the second copy has for x. An SLOAD becomes what the slot held at the end
 * of the first iteration, which the last snapshot tells; everything else what ir_emit made of it. In the
 * loop proper a reference to x from before the mark means "x of the previous iteration", for every x. So
 *
 *     subst[x] == x    x is invariant
 *     else             PHI(x, subst[x]) if the loop proper uses x: what is the present iteration's x is the
 *                      previous one's for the next. x need not have been in a slot: the search for common
 *                      subexpressions may find that something equals another thing of the iteration before.
 *
 * Whatever the optimizer concludes for the second copy, it concludes from instructions before, of both
 * copies. Their images are there in every further iteration, by the same substitution, or were concluded
 * themselves. By induction over iterations the conclusion holds in all of them. That is so for values, for
 * guards and for memory, whose search backward passes over the rest of the first copy and the start of the
 * second, as it would over the end of one iteration and the start of the next.
 *
 * Slots (carry). At the head of the trace memory is right for all slots. At the mark it is not for the
 * slots that the last snapshot has without SNAP_STORED: they are dirty. An exit in the second copy must
 * store
 *
 *   - what the snapshot in the first copy has, substituted
 *   - what is dirty from the previous iteration, if this one has neither written nor stored the slot so
 *     far: if no snapshot of the iteration had it and no SSTORE was to it
 *
 * and what needs memory to be right (HCALL; an access by address that may hit the slot) gets SSTOREs of the
 * latter first, which the first copy had no need of.
 *
 * The set of dirty slots is the same at the mark and at the end of the second copy, so that the exits are
 * right in every further iteration. Proof: let s be dirty at the mark. Then the iteration wrote s, and no
 * SSTORE came after its last write w. The second copy contains w and the same SSTOREs, plus those for
 * carried slots; these come before any write to s in this copy, because a slot that was written is carried
 * no more, or, where no snapshot showed the write yet, do not matter, because the recorder goes on saying
 * that s is dirty. So s is dirty at the end. Let s be not dirty at the mark: then it is not carried as
 * dirty, and its last write in the iteration, if there was any, is followed by an SSTORE, in both copies.
 *
 * Words of frame headers and of the VM (SNAP_WORD) are carried in the same way, with XSTORE and XLOAD for
 * SSTORE and SLOAD.
 *
 * Slots that the last snapshot has beyond the frame's own are dead: frames that were left lay there.
 *
 * The loop is given up, and the IR is as it was before (false, ir->stop untouched), where an SLOAD or a PHI
 * finds another type than in the first iteration, and for what is relative to something else than the
 * trace's head: REBASE, PLOAD. Running into a limit or out of memory sets ir->stop.
 */
#include "jit/opt.h"
#include "vm.h"

struct carry {
    uint32_t slot;
    ir_ref ref;
    bool word;
    bool dirty; /* memory does not have it */
    bool live;  /* nothing has written to the slot since the mark */
};

struct unroll {
    struct ir *ir;
    ir_ref *subst; /* by instruction number */
    struct carry *carries;
    uint32_t carry_count, carry_capacity;
    uint32_t ins_count, snap_count; /* of the first copy */
    uint32_t snap_next;             /* the first copy's next snapshot */
    bool given_up;
};

static ir_ref substitute(const struct unroll *u, ir_ref ref)
{
    return ref < IR_BASE ? ref : u->subst[ref - IR_BASE];
}

/* ---- slots ----------------------------------------------------------------------------------------- */

static struct carry *find_carry(struct unroll *u, uint32_t slot)
{
    for (uint32_t i = 0; i < u->carry_count; i++)
        if (u->carries[i].slot == slot)
            return u->carries[i].live ? &u->carries[i] : NULL;
    return NULL;
}

static void store_carry(struct unroll *u, struct carry *c)
{
    if (c->dirty && c->word)
        ir_word_store(u->ir, c->slot, c->ref);
    else if (c->dirty)
        ir_emit(u->ir, IR_SSTORE, ir_at(u->ir, c->ref)->type, 0, c->slot, c->ref);
    c->dirty = false;
}

static bool touches(const struct unroll *u, ir_ref ref, const struct carry *c)
{
    return c->word ? opt_touches_word(u->ir, ref, c->slot) : opt_touches_slot(u->ir, ref, c->slot);
}

/* All that memory must have. */
static void store_carries(struct unroll *u)
{
    for (uint32_t i = 0; i < u->carry_count; i++)
        if (u->carries[i].live)
            store_carry(u, &u->carries[i]);
}

/* A load or store by address in the first copy: slots that it may hit go to memory first. */
static void touch_carries(struct unroll *u, ir_ref ref, bool writes)
{
    for (uint32_t i = 0; i < u->carry_count; i++) {
        struct carry *c = &u->carries[i];

        if (!c->live || (!c->dirty && !writes) || !touches(u, ref, c))
            continue;
        store_carry(u, c);
        c->live = !writes;
    }
}

/* Is it a load of the word, or a store to it? */
static bool is_of_word(const struct ir *ir, const struct ir_ins *ins, uint32_t slot)
{
    const struct ir_ins *address = ir_at(ir, ins->a);

    if (slot & SNAP_VM)
        return address->op == IR_KPTR && (const char *)ir_const_of(ir, ins->a).p ==
                                             (const char *)ir->vm + (slot & ~(uint32_t)SNAP_VM);
    return address->op == IR_SADDR && address->a == slot;
}

/* What it has of itself, or of the frame, which stays, is the same at the head. */
static bool is_own_load(const struct ir *ir, const struct snap_entry *e)
{
    const struct ir_ins *ins = ir_at(ir, e->ref);

    if (ins->op == IR_SADDR)
        return true;
    if (e->flags & SNAP_WORD)
        return ins->op == IR_XLOAD && is_of_word(ir, ins, e->slot);
    return ins->op == IR_SLOAD && ins->a == e->slot;
}

/* Where the slots of the snapshot's frame end; those behind belong to nobody. */
static uint32_t slots_end(const struct snap *snap)
{
    if (snap->func == NULL)
        return UINT32_MAX;
    return (uint32_t)snap->frame + frame_offset(snap->func->var_count + snap->func->tmp_count);
}

/* Slots at the mark. What is not the same as at the trace's head is hidden from rules (opt_through). */
static bool begin_carries(struct unroll *u)
{
    struct ir *ir = u->ir;
    const struct snap *end = &ir->snaps[ir->snap_count - 1];

    u->carry_capacity = end->entry_count;
    if (u->carry_capacity == 0)
        return true;
    u->carries = jit_mem(ir->vm, NULL, 0, u->carry_capacity * sizeof *u->carries, SITE_jit_opt_carry);
    if (u->carries == NULL)
        return false;
    for (uint32_t i = 0; i < end->entry_count; i++) {
        const struct snap_entry *e = &ir->entries[end->entries + i];

        if (!(e->slot & SNAP_VM) && e->slot >= slots_end(end))
            continue;
        u->carries[u->carry_count++] =
            (struct carry){e->slot, e->ref, (e->flags & SNAP_WORD) != 0, !(e->flags & SNAP_STORED), true};
        if (!ir_is_const(e->ref) && !is_own_load(ir, e))
            ir_at(ir, e->ref)->flags |= IRF_PHI;
    }
    return true;
}

/* ---- snapshots ------------------------------------------------------------------------------------- */

/* A slot that was only loaded may be dirty in the second copy; one that the iteration wrote is carried no
 * more. */
static void copy_entry(struct unroll *u, const struct snap_entry *e)
{
    struct carry *c = find_carry(u, e->slot);

    if (c != NULL && (e->flags & SNAP_STORED) && c->dirty)
        return;
    if (c != NULL && !(e->flags & SNAP_STORED) && !BUG(u->ir->vm, lj1128_double_entry, c->dirty))
        c->live = false;
    ir_snap_entry(u->ir, e->slot, substitute(u, e->ref), e->flags);
}

static void copy_snap(struct unroll *u, uint32_t number)
{
    struct ir *ir = u->ir;
    struct snap from = ir->snaps[number];

    ir_snap(ir, (enum snap_kind)from.kind, from.opline, from.func, from.frame);
    for (uint32_t i = 0; i < from.entry_count; i++) {
        struct snap_entry e = ir->entries[from.entries + i];

        copy_entry(u, &e);
    }
    for (uint32_t i = 0; i < u->carry_count; i++)
        if (u->carries[i].live && u->carries[i].dirty && !BUG(ir->vm, gh22115_phi_snapshot, true))
            ir_snap_entry(ir, u->carries[i].slot, u->carries[i].ref, u->carries[i].word ? SNAP_WORD : 0);
}

/* ---- instructions ---------------------------------------------------------------------------------- */

/* A loop whose values change their types is none. */
static bool has_other_type(const struct unroll *u, ir_ref ref, uint8_t type)
{
    return ir_at(u->ir, ref)->type != type && !BUG(u->ir->vm, lj994_instable_type, true);
}

static ir_ref copy_load(struct unroll *u, const struct ir_ins *ins)
{
    const struct carry *c = find_carry(u, ins->a);

    if (c == NULL)
        return ir_emit(u->ir, IR_SLOAD, ins->type, ins->flags & IRF_GUARD, ins->a, 0);
    if (has_other_type(u, c->ref, ins->type))
        u->given_up = true;
    return c->ref;
}

/* What is carried of the word that it loads or stores; NULL: nothing. */
static struct carry *find_word(struct unroll *u, const struct ir_ins *ins)
{
    for (uint32_t i = 0; i < u->carry_count; i++) {
        struct carry *c = &u->carries[i];

        if (c->word && c->live && is_of_word(u->ir, ins, c->slot))
            return c;
    }
    return NULL;
}

static ir_ref copy_word_load(struct unroll *u, const struct ir_ins *ins, const struct carry *c)
{
    if (ir_at(u->ir, c->ref)->type != ins->type)
        u->given_up = true;
    return c->ref;
}

/* What an instruction does to carried slots. */
static void follow(struct unroll *u, ir_ref ref, const struct ir_ins *ins)
{
    struct carry *c;

    switch (ins->op) {
    case IR_SSTORE:
        c = find_carry(u, ins->a);
        if (c != NULL)
            c->live = false;
        break;
    case IR_HCALL:
        store_carries(u);
        u->carry_count = 0;
        break;
    case IR_CALL:
        if (opt_needs_memory(ins))
            store_carries(u);
        break;
    case IR_XLOAD:
    case IR_VLOAD:
    case IR_VINFO:
        touch_carries(u, ref, false);
        break;
    case IR_XSTORE:
        c = find_word(u, ins);
        if (c != NULL) {
            c->live = false;
            break;
        }
        touch_carries(u, ref, true);
        break;
    case IR_VSTORE:
        touch_carries(u, ref, true);
        break;
    case IR_REBASE:
    case IR_PLOAD:
    case IR_LOOP:
        u->given_up = true;
        break;
    default:
        break;
    }
}

static ir_ref copy_ins(struct unroll *u, const struct ir_ins *ins)
{
    const struct ir_mode *mode = &ir_modes[ins->op];

    return ir_emit(u->ir, (enum ir_op)ins->op, ins->type,
                   ins->flags & (uint16_t) ~(IRF_PHI | IRF_INVARIANT | IRF_DEAD),
                   mode->a == IRO_REF ? substitute(u, ins->a) : ins->a,
                   mode->b == IRO_REF ? substitute(u, ins->b) : ins->b);
}

static void copy(struct unroll *u, uint32_t number)
{
    struct ir *ir = u->ir;
    struct ir_ins ins = ir->ins[number];
    const struct carry *word = ins.op == IR_XLOAD ? find_word(u, &ins) : NULL;
    ir_ref ref = IR_BASE + number, now;

    /* Of what is called the snapshot is the state behind it. */
    if (opt_needs_memory(&ins))
        follow(u, ref, &ins);
    while (u->snap_next < u->snap_count && ir->snaps[u->snap_next].at <= ref)
        copy_snap(u, u->snap_next++);
    if (ins.op == IR_NOP)
        return;
    if (ir_has_snap(&ins) && ins.snap + 1u != u->snap_next)
        u->given_up = true;
    if (!opt_needs_memory(&ins) && word == NULL)
        follow(u, ref, &ins);
    if (word != NULL)
        now = copy_word_load(u, &ins, word);
    else
        now = ins.op == IR_SLOAD ? copy_load(u, &ins) : copy_ins(u, &ins);
    u->subst[number] = now;
    if (!ir_is_const(now) && now < ir->loop && now != ref)
        ir_at(ir, now)->flags |= IRF_PHI;
}

/* ---- PHIs ------------------------------------------------------------------------------------------ */

/* From now on IRF_PHI says that there is one with this left side. */
static void add_phi(struct unroll *u, ir_ref ref)
{
    struct ir *ir = u->ir;
    ir_ref right;

    if (ref <= IR_BASE || ref >= ir->loop || (ir_at(ir, ref)->flags & IRF_PHI))
        return;
    right = substitute(u, ref);
    if (right == ref)
        return;
    if (has_other_type(u, right, ir_at(ir, ref)->type))
        u->given_up = true;
    ir_at(ir, ref)->flags |= IRF_PHI;
    ir_raw(ir, IR_PHI, ir_at(ir, ref)->type, 0, ref, right);
}

static void add_phis_of_snap(struct unroll *u, uint32_t number)
{
    const struct ir *ir = u->ir;
    const struct snap *snap = &ir->snaps[number];

    for (uint32_t i = 0; i < snap->entry_count; i++)
        if (!(ir->entries[snap->entries + i].flags & SNAP_STORED))
            add_phi(u, ir->entries[snap->entries + i].ref);
}

/* For everything of the first iteration that the second copy uses; the PHIs that this appends are looked at
 * in the same way, as their right sides may be of the first iteration, too. */
static void add_phis(struct unroll *u)
{
    struct ir *ir = u->ir;

    for (ir_ref ref = IR_BASE + 1; ref < ir->loop; ref++)
        ir_at(ir, ref)->flags &= (uint16_t)~IRF_PHI;
    for (ir_ref ref = ir->loop + 1; ref < ir_next_ref(ir); ref++) {
        struct ir_ins ins = *ir_at(ir, ref);

        if (ir_modes[ins.op].a == IRO_REF && ins.op != IR_PHI)
            add_phi(u, ins.a);
        if (ir_modes[ins.op].b == IRO_REF)
            add_phi(u, ins.b);
    }
    for (uint32_t n = u->snap_count; n < ir->snap_count; n++)
        add_phis_of_snap(u, n);
    for (ir_ref ref = ir->loop + 1; ref < ir_next_ref(ir); ref++)
        if (ir_at(ir, ref)->op == IR_PHI)
            add_phi(u, ir_at(ir, ref)->b);
}

/* ---- the pass -------------------------------------------------------------------------------------- */

static bool begin(struct unroll *u)
{
    struct ir *ir = u->ir;

    u->subst = jit_mem(ir->vm, NULL, 0, u->ins_count * sizeof *u->subst, SITE_jit_opt_subst);
    if (u->subst == NULL || !begin_carries(u)) {
        ir->stop = STOP_MEMORY;
        return false;
    }
    u->subst[0] = IR_BASE;
    ir->loop = ir_raw(ir, IR_LOOP, IRT_VOID, 0, 0, 0);
    return true;
}

static void unroll(struct unroll *u)
{
    struct ir *ir = u->ir;

    for (uint32_t n = 1; n < u->ins_count && !u->given_up && ir->stop == STOP_NONE; n++)
        copy(u, n);
    if (u->given_up || ir->stop != STOP_NONE)
        return;
    if (ir->snap_count > u->snap_count && !ir_snap_used(ir))
        ir_snap_drop(ir);
    add_phis(u);
}

static bool end(struct unroll *u)
{
    struct ir *ir = u->ir;
    bool done = !u->given_up && ir->stop == STOP_NONE;

    jit_mem(ir->vm, u->subst, u->ins_count * sizeof *u->subst, 0, SITE_NONE);
    jit_mem(ir->vm, u->carries, u->carry_capacity * sizeof *u->carries, 0, SITE_NONE);
    if (!done) {
        ir_truncate(ir, u->ins_count, u->snap_count);
        ir->loop = IR_REF_NONE;
    }
    opt_mark_loop(ir);
    return done;
}

bool opt_loop(struct ir *ir)
{
    struct unroll u = {.ir = ir, .ins_count = ir->ins_count, .snap_count = ir->snap_count};

    if (ir->stop != STOP_NONE || ir->snap_count == 0 || !jit_param(ir->vm, PARAM_JIT_LOOP))
        return false;
    if (begin(&u))
        unroll(&u);
    return end(&u);
}
