/* func_control.c: how compiled oplines follow each other: jumps, handlers, the dispatch tail. */
#include "func_parts.h"

/* ---- labels -------------------------------------------------------------------------------------- */

uint32_t func_label_once(struct func_compiler *c, uint32_t *label)
{
    if (*label == FUNC_NONE)
        *label = emit_label(&c->e);
    return *label;
}

uint32_t func_cold(struct func_compiler *c)
{
    return func_label_once(c, &c->ops[c->n].cold);
}

uint32_t func_number(const struct func_compiler *c, const struct opline *o)
{
    return func_opline_number(c->func, o);
}

uint32_t func_aside(struct func_compiler *c, func_aside_fn *emit, const struct func_operand *a,
                    const struct func_operand *b, uint32_t back, int data)
{
    static const struct func_operand none = {0};
    void *asides = c->asides;
    uint32_t label = emit_label(&c->e);

    if (c->failed || !jit_grow(c->vm, &asides, &c->aside_capacity, c->aside_count,
                               sizeof(struct func_aside), SITE_jit_func_asides)) {
        c->failed = true;
        return label;
    }
    c->asides = asides;
    c->asides[c->aside_count++] = (struct func_aside){.emit = emit,
                                                      .a = a == NULL ? none : *a,
                                                      .b = b == NULL ? none : *b,
                                                      .n = c->n,
                                                      .label = label,
                                                      .back = back,
                                                      .data = data};
    return label;
}

/* ---- jumps --------------------------------------------------------------------------------------- */

/* The countdown of a backward jump. */
static void count_down(struct func_compiler *c, uint32_t n)
{
    emit_dec64_m(&c->e, REG_VM, offsetof(struct vm, safepoint_left));
    emit_jcc(&c->e, CC_E, func_label_once(c, &c->ops[n].safepoint));
}

void func_jump(struct func_compiler *c, uint32_t n, uint32_t from)
{
    if (n <= from && !BUG(c->vm, php4726_loop_countdown, true))
        count_down(c, n);
    emit_jmp(&c->e, func_way(c, n));
}

void func_branch(struct func_compiler *c, enum cc cc, uint32_t n, uint32_t from)
{
    uint32_t stay;

    if (n > from) {
        emit_jcc(&c->e, cc, func_way(c, n));
        return;
    }
    stay = emit_label(&c->e);
    emit_jcc(&c->e, cc_not(cc), stay);
    func_jump(c, n, from);
    emit_bind(&c->e, stay);
}

void func_next(struct func_compiler *c, uint32_t parts)
{
    if (c->is_aside || (parts != 0 && !c->ops[c->n + 1].is_part))
        emit_jmp(&c->e, func_way(c, c->n + 1 + parts));
}

void func_smart(struct func_compiler *c, enum cc cc)
{
    const struct opline *jump = c->o + 1;

    if (!(c->o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ))) {
        emit_setcc(&c->e, cc, RAX);
        emit_movzx8(&c->e, RAX, RAX);
        func_store_bool(c, func_result(c));
        func_next(c, 0);
        return;
    }
    if (c->o->result_kind & OPERAND_JMPZ)
        cc = cc_not(cc);
    func_branch(c, cc, func_number(c, opline_target(jump, jump->op2)), c->n + 1);
    func_next(c, 1);
}

void func_smart_rax(struct func_compiler *c)
{
    emit_test_rr(&c->e, RAX, RAX);
    func_smart(c, CC_NE);
}

/* ---- handlers ------------------------------------------------------------------------------------ */

/* rax = what the C function makes of this opline. */
static void call_handler(struct func_compiler *c, const struct opline *o, interp_handler_fn *f)
{
    emit_mov_ri_keep(&c->e, RDI, (uintptr_t)o);
    emit_mov_rr(&c->e, RSI, REG_FRAME);
    emit_mov_rr(&c->e, RDX, REG_VM);
    emit_call_abs(&c->e, (const void *)f);
}

static void go_if(struct func_compiler *c, const struct opline *o, enum cc cc, uint32_t label)
{
    emit_mov_ri_keep(&c->e, RCX, (uintptr_t)o);
    emit_alu_rr(&c->e, ALU_CMP, RAX, RCX);
    emit_jcc(&c->e, cc, label);
}

/* Does what the handler returns include the opline behind this one (and what belongs to it)? */
static bool goes_on(const struct func_compiler *c, uint32_t *n)
{
    *n = c->n + 1;
    while (*n < c->func->opline_count && c->ops[*n].is_part)
        ++*n;
    return *n < c->func->opline_count && c->o->opcode != OP_JMP && c->o->opcode != OP_RETURN;
}

/* Goes on where the handler said, in rax. */
static void follow(struct func_compiler *c, bool falls_through)
{
    const struct opline *targets[2];
    uint32_t n, count = jit_targets(c->o, targets);

    bool on = goes_on(c, &n);

    for (uint32_t i = 0; i < count; i++)
        if (!on || targets[i] != &c->func->oplines[n])
            go_if(c, targets[i], CC_E, c->ops[func_number(c, targets[i])].label);
    if (!on) {
        emit_jmp(&c->e, c->dispatch);
    } else if (falls_through) {
        go_if(c, &c->func->oplines[n], CC_NE, c->dispatch);
    } else {
        go_if(c, &c->func->oplines[n], CC_E, c->ops[n].label);
        emit_jmp(&c->e, c->dispatch);
    }
}

void func_emit_handler(struct func_compiler *c)
{
    call_handler(c, c->o, jit_handler(c->vm, c->o));
    follow(c, true);
}

/* ---- stubs --------------------------------------------------------------------------------------- */

static void cold_stub(struct func_compiler *c)
{
    struct func_op *op = &c->ops[c->n];

    if (op->cold == FUNC_NONE)
        return;
    emit_bind(&c->e, op->cold);
    if (op->is_native)
        emit_alu_mi(&c->e, ALU_SUB, REG_VM, offsetof(struct vm, jit.native_oplines), 1);
    call_handler(c, c->o, jit_handler(c->vm, c->o));
    follow(c, false);
}

/* The countdown came to zero at a jump to this opline. */
static void safepoint_stub(struct func_compiler *c)
{
    struct func_op *op = &c->ops[c->n];

    if (op->safepoint == FUNC_NONE)
        return;
    emit_bind(&c->e, op->safepoint);
    call_handler(c, c->o, interp_safepoint_jump);
    if (BUG(c->vm, gh19890_interrupt_next, true))
        emit_jmp(&c->e, op->label);
    go_if(c, c->o, CC_E, op->label);
    emit_jmp(&c->e, c->dispatch);
}

static void loop_stub(struct func_compiler *c)
{
    if (c->ops[c->n].is_loop && c->ops[c->n].has_facts)
        func_emit_loop_stub(c);
}

/* It came to zero when the callee of this DO_FCALL was entered. */
static void entry_stub(struct func_compiler *c)
{
    struct func_op *op = &c->ops[c->n];

    if (op->entry == FUNC_NONE)
        return;
    emit_bind(&c->e, op->entry);
    call_handler(c, c->o, helper_entry);
    emit_jmp(&c->e, c->dispatch);
}

/* rax is an opline, tagged or not: goes on there in machine code if there is some, else leaves. At
 * `enter` it is one of frame rbx. */
static void dispatch_tail(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t leave = emit_label(e), out = emit_label(e);

    emit_bind(e, c->dispatch);
    emit_test32_ri(e, RAX, ENTER);
    emit_jcc(e, CC_E, c->enter);
    emit_load64(e, REG_FRAME, REG_VM, offsetof(struct vm, frame));
    emit_alu_ri(e, ALU_AND, RAX, ~ENTER);
    emit_jcc(e, CC_E, leave);
    emit_bind(e, c->enter);
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, func));
    emit_load64(e, RDX, RCX, offsetof(struct func, jit));
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, leave);
    emit_load64(e, RDX, RDX, offsetof(struct jit_func, entry));
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, leave);
    emit_mov_rr(e, RSI, RAX);
    emit_alu_rm(e, ALU_SUB, RSI, RCX, offsetof(struct func, oplines));
    _Static_assert(sizeof(struct opline) == 4 * sizeof(void *), "an opline's distance becomes a pointer's");
    emit_shift_ri(e, SHIFT_SHR, RSI, 2);
    emit_load64_x(e, RDX, RDX, RSI, 1, 0);
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, leave);
    emit_jmp_r(e, RDX);
    emit_bind(e, leave);
    emit_alu_ri(e, ALU_OR, RAX, ENTER);
    emit_bind(e, out);
    emit_mov_ri_keep(e, RCX, (uintptr_t)jit_leave_checked);
    emit_jmp_r(e, RCX);
}

void func_emit_stubs(struct func_compiler *c)
{
    for (c->n = 0; c->n < c->func->opline_count; c->n++) {
        c->o = &c->func->oplines[c->n];
        cold_stub(c);
        safepoint_stub(c);
        entry_stub(c);
        loop_stub(c);
    }
    dispatch_tail(c);
}
