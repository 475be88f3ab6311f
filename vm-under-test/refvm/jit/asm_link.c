/* asm_link.c: how a trace begins and ends. */
#include "jit/asm.h"

/* ---- the head ------------------------------------------------------------------------------------ */

static const struct exit_slot *parent_slot(const struct assembler *as, const struct ir_ins *pload)
{
    const struct trace_exit *exit = as->parent_exit;

    return &exit->trace->exit_slots[exit->first + pload->a];
}

/* A parent's slot under its own number, from the top. */
static uint32_t slot_number(const struct assembler *as, const struct exit_slot *s)
{
    return as->parent_exit->trace->spill_size / 8 - 1 - s->spill;
}

static bool is_needed(const struct assembler *as, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(as->ir, ref);

    return ins->op == IR_PLOAD && !(ins->flags & IRF_DEAD) && !irt_is_pri(ins->type) &&
           asm_value(as, ref)->last != 0;
}

/* The value stays where the parent had it, unless another reference to it was first. */
static void inherit(struct assembler *as, ir_ref ref)
{
    const struct exit_slot *s = parent_slot(as, ir_at(as->ir, ref));
    struct asm_value *v = asm_value(as, ref);

    if (s->kind == LOC_REG && (as->owner[s->reg] == 0 || BUG(as->vm, lj1031_side_register, true))) {
        as->owner[s->reg] = ref;
        v->reg = s->reg;
    } else if (s->kind == LOC_SPILL && as->slot_owner[slot_number(as, s)] == 0) {
        v->slot = (uint16_t)slot_number(as, s);
        v->flags |= ASM_STORED;
        as->slot_owner[v->slot] = ref;
    }
}

static bool is_same_place(const struct exit_slot *a, const struct exit_slot *b)
{
    return a->kind == b->kind && (a->kind == LOC_REG ? a->reg == b->reg : a->spill == b->spill);
}

/* The reference that got the place which this one would have had, too. */
static ir_ref find_twin(const struct assembler *as, ir_ref ref)
{
    const struct exit_slot *s = parent_slot(as, ir_at(as->ir, ref));
    ir_ref twin = IR_BASE + 1;

    while (twin < ref && !(is_needed(as, twin) && is_same_place(parent_slot(as, ir_at(as->ir, twin)), s)))
        twin++;
    return twin;
}

static void load_constant(struct assembler *as, ir_ref ref, uint64_t bits)
{
    enum reg d = asm_def(as, ref);
    double f;

    memcpy(&f, &bits, sizeof f);
    if (d >= XMM0)
        emit_movf_i(&as->e, d, f);
    else
        emit_mov_ri_keep(&as->e, d, bits);
}

static void inherit_copy(struct assembler *as, ir_ref ref)
{
    const struct exit_slot *s = parent_slot(as, ir_at(as->ir, ref));
    enum reg twin;

    as->pinned = 0;
    if (s->kind == LOC_CONST) {
        load_constant(as, ref, s->k.u);
        return;
    }
    twin = asm_use(as, find_twin(as, ref));
    if (twin >= XMM0)
        emit_movf_rr(&as->e, asm_def(as, ref), twin);
    else
        emit_mov_rr(&as->e, asm_def(as, ref), twin);
}

/* What a side trace takes over from its parent. All of that happens at position 0, when nothing is dead. */
static void inherit_all(struct assembler *as)
{
    const struct asm_value *v;

    as->slot_count = as->parent_exit->trace->spill_size / 8;
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(as->ir); ref++)
        if (is_needed(as, ref))
            inherit(as, ref);
    for (ir_ref ref = IR_BASE + 1; ref < ir_next_ref(as->ir); ref++) {
        v = asm_value(as, ref);
        if (is_needed(as, ref) && v->reg == REG_NONE && !(v->flags & ASM_STORED))
            inherit_copy(as, ref);
    }
}

/* A guard that is forced has to be told to the harness, by trace_exit, also when its exit has a trace:
 * which asks for that at its very head. Otherwise a guard is left when the parent's exit is taken. */
static void check_forced(struct assembler *as)
{
    emit_test_rr(&as->e, REG_GUARDS, REG_GUARDS);
    emit_jcc(&as->e, CC_E, as->forced);
}

/* As the parent's stub would, without a register for the target. */
static void forced_stub(struct assembler *as)
{
    uint64_t target = (uintptr_t)trace_exit_stub;

    if (as->parent_exit == NULL)
        return;
    emit_bind(&as->e, as->forced);
    emit_alu_ri(&as->e, ALU_SUB, RSP, 8);
    emit_store32_i(&as->e, RSP, 0, (uint32_t)target);
    emit_store32_i(&as->e, RSP, 4, (uint32_t)(target >> 32));
    asm_load_address(as, REG_SCRATCH, as->parent_exit);
    emit_ret(&as->e);
}

void asm_head(struct assembler *as)
{
    uint32_t size = as->spill_size;

    if (as->parent_exit != NULL) {
        size -= as->parent_exit->trace->spill_size;
        check_forced(as);
    }
    if (size != 0)
        emit_alu_ri(&as->e, ALU_SUB, RSP, (int32_t)size);
    if (as->parent_exit != NULL)
        inherit_all(as);
    emit_bind(&as->e, as->head);
    asm_check_stack(as);
}

/* ---- the end ------------------------------------------------------------------------------------- */

static void drop_spill_area(struct assembler *as)
{
    if (as->spill_size != 0)
        emit_alu_ri(&as->e, ALU_ADD, RSP, (int32_t)as->spill_size);
}

static void leave(struct assembler *as)
{
    const struct opline *o = as->trace->link_opline;

    if (as->trace->link_behind_call) {
        emit_load64(&as->e, REG_SCRATCH, REG_VM, offsetof(struct vm, frame));
        emit_load64(&as->e, REG_SCRATCH, REG_SCRATCH, offsetof(struct frame, opline));
        emit_alu_ri(&as->e, ALU_ADD, REG_SCRATCH, sizeof *o + ENTER);
    } else {
        asm_load_address(as, REG_SCRATCH, (const char *)((uintptr_t)o | ENTER));
    }
    emit_leave(&as->e, jit_leave_checked);
}

/* The head of another trace expects all of the state in memory, and begins with a spill area of its own. */
static void jump_to_root(struct assembler *as, uint32_t number)
{
    const struct jit *jit = &as->vm->jit;

    if (number == 0 || number > jit->trace_count) {
        asm_fail(as, STOP_CHECK);
        return;
    }
    if (!BUG(as->vm, lj1169_root_spill, as->spill_size != 0))
        drop_spill_area(as);
    emit_jmp_slot(&as->e, &jit->traces[number - 1]->entry);
}

/* As a root trace might do it, which gives back all and takes all again. */
static void jump_to_start(struct assembler *as)
{
    drop_spill_area(as);
    emit_jmp_slot(&as->e, &as->trace->entry);
}

/* A side trace's head expects what its parent leaves in registers. */
static void jump_to_head(struct assembler *as)
{
    const struct trace *t = as->trace;

    if (t->link != LINK_LOOP && t->link_trace != 0 && t->link_trace != t->number)
        jump_to_root(as, t->link_trace);
    else if (as->parent_exit != NULL && BUG(as->vm, lj1169_down_recursion, false))
        jump_to_start(as);
    else if (as->parent_exit != NULL)
        asm_fail(as, STOP_NYI);
    else
        emit_jmp(&as->e, as->head);
}

void asm_tail(struct assembler *as)
{
    switch (as->trace->link) {
    case LINK_LOOP:
        if (as->ir->loop != 0) {
            asm_loop_end(as);
            break;
        }
        /* fall through */
    case LINK_UP_RECURSION:
    case LINK_DOWN_RECURSION:
        jump_to_head(as);
        break;
    case LINK_ROOT:
        jump_to_root(as, as->trace->link_trace);
        break;
    case LINK_STITCH:
        drop_spill_area(as);
        emit_jmp_slot(&as->e, &as->trace->stitch_target);
        break;
    case LINK_INTERPRETER:
        drop_spill_area(as);
        leave(as);
        break;
    default:
        asm_fail(as, STOP_CHECK);
    }
}

/* What leaves the trace other than by an exit of its own: a handler that went elsewhere (rax says where),
 * and a stitched call as long as there is no trace behind it. */
void asm_tail_stubs(struct assembler *as)
{
    emit_bind(&as->e, as->leave);
    if (as->leaves) {
        drop_spill_area(as);
        emit_alu_ri(&as->e, ALU_OR, RAX, ENTER);
        emit_leave(&as->e, jit_leave_checked);
    }
    emit_bind(&as->e, as->stitch);
    if (as->trace->link == LINK_STITCH)
        leave(as);
    forced_stub(as);
}
