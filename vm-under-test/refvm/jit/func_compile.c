/* func_compile.c: compiles a hot function whole; see func_parts.h for how. */
#include "func_parts.h"

enum { FUNC_OPLINES_MAX = 20000, INIT_DEPTH_MAX = 64 };

/* ---- what belongs to what ------------------------------------------------------------------------ */

static bool is_smart(const struct opline *o)
{
    return (o->result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ)) != 0;
}

static bool is_init(uint8_t opcode)
{
    return opcode == OP_INIT_FCALL || opcode == OP_INIT_FCALL_BY_NAME || opcode == OP_INIT_DYNAMIC_CALL ||
           opcode == OP_INIT_METHOD_CALL || opcode == OP_INIT_STATIC_METHOD_CALL || opcode == OP_NEW ||
           opcode == OP_INIT_USER_CALL;
}

/* Each DO_FCALL gets the INIT that is before it in the program's text. It is only a guess, and looked at
 * when the call is made; calls nested deeper than the array are not guessed. */
static void pair_calls(struct func_compiler *c)
{
    uint32_t inits[INIT_DEPTH_MAX], depth = 0;

    for (uint32_t n = 0; n < c->func->opline_count; n++) {
        uint8_t opcode = c->func->oplines[n].opcode;

        if (is_init(opcode)) {
            if (depth < INIT_DEPTH_MAX)
                inits[depth] = n;
            depth++;
        } else if (opcode == OP_DO_FCALL && depth > 0) {
            depth--;
            if (depth < INIT_DEPTH_MAX)
                c->ops[n].init = inits[depth];
        }
    }
}

static void find_parts(struct func_compiler *c)
{
    uint32_t count = c->func->opline_count;

    for (uint32_t n = 0; n < count; n++) {
        const struct opline *o = &c->func->oplines[n];

        c->ops[n] = (struct func_op){.label = emit_label(&c->e),
                                     .fast = emit_label(&c->e),
                                     .general = emit_label(&c->e),
                                     .row = FUNC_NONE,
                                     .cold = FUNC_NONE,
                                     .safepoint = FUNC_NONE,
                                     .entry = FUNC_NONE,
                                     .init = FUNC_NONE};
        c->ops[n].is_part = n > 0 && (o->opcode == OP_OP_DATA || is_smart(o - 1));
    }
    pair_calls(c);
}

/* The jump of a smart branch may be a target by itself: of a nullsafe chain in isset(). */
static void find_leaders(struct func_compiler *c)
{
    for (uint32_t n = 0; n < c->func->opline_count; n++) {
        const struct opline *targets[2];
        uint32_t count = jit_targets(&c->func->oplines[n], targets);

        for (uint32_t i = 0; i < count; i++) {
            struct func_op *op = &c->ops[func_number(c, targets[i])];

            op->is_leader = true;
            op->is_part = false;
            op->is_loop |= targets[i] <= &c->func->oplines[n];
            if (op->is_loop)
                op->loop_end = n;
        }
    }
}

/* ---- oplines ------------------------------------------------------------------------------------- */

static func_emit_fn *emitter(uint8_t opcode)
{
    static func_emit_fn *(*const families[])(uint8_t) = {
        func_jump_emitter, func_arith_emitter,  func_compare_emitter, func_data_emitter,
        func_dim_emitter,  func_object_emitter, func_call_emitter};

    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        func_emit_fn *emit = families[i](opcode);

        if (emit != NULL)
            return emit;
    }
    return NULL;
}

/* What the opline oracle compares with. */
static void emit_shadow(struct func_compiler *c)
{
    emit_mov_ri_keep(&c->e, RAX, (uintptr_t)c->o);
    emit_store64(&c->e, REG_VM, offsetof(struct vm, shadow), RAX);
}

/* With its count of what runs here. It is counted before it is known whether the fast path will do; the
 * cold stub takes that back. An opline that turns out to have no fast path emitted nothing else. */
static bool emit_fast_path(struct func_compiler *c)
{
    func_emit_fn *emit = jit_param(c->vm, PARAM_JIT_INLINE) ? emitter(c->o->opcode) : NULL;
    size_t before = c->e.size;

    if (emit == NULL)
        return false;
    if (c->shadow)
        emit_inc64_m(&c->e, REG_VM, offsetof(struct vm, jit.native_oplines));
    if (!emit(c)) {
        c->e.size = before;
        return false;
    }
    c->ops[c->n].is_native = c->shadow;
    return true;
}

/* What is in a register is so only for who comes from the opline before. */
static void hand_over(struct func_compiler *c)
{
    const struct func_op *op = &c->ops[c->n];
    bool valid = !c->is_general && op->has_facts && !op->is_leader;

    c->in_rax = valid && !c->shadow ? c->leaves_rax : 0;
    c->in_xmm0 = valid ? c->leaves_xmm0 : 0;
    c->leaves_rax = c->leaves_xmm0 = 0;
}

static void emit_opline(struct func_compiler *c)
{
    hand_over(c);
    c->o = &c->func->oplines[c->n];
    c->result_type = -1;
    if (c->shadow)
        emit_shadow(c);
    c->ops[c->n].is_inline = emit_fast_path(c);
    if (!c->ops[c->n].is_inline)
        func_emit_handler(c);
}

/* What is known behind an opline that was compiled inline. A variable that its operand stood in is as it
 * was, or the fast path said what it became. */
static void learn(struct func_compiler *c)
{
    const struct func_op *op = &c->ops[c->n];

    if ((!op->is_inline && !BUG(c->vm, bug81096_reference_facts, c->fact_count != 0)) ||
        c->o->opcode == OP_DO_FCALL)
        func_forget(c);
    if (c->o->result_kind & K_SLOT) {
        func_fact(c, func_result(c), c->result_type);
        func_set_guess(c, func_result(c), op->is_inline ? c->result_type : -1);
    }
}

static bool falls(const struct func_compiler *c)
{
    return c->o->opcode != OP_JMP && c->o->opcode != OP_RETURN;
}

/* The main section. What is known at an opline's start holds only for who came by a way that knows it. */
static void emit_main(struct func_compiler *c)
{
    bool follows = true;

    for (c->n = 0; c->n < c->func->opline_count; c->n++) {
        struct func_op *op = &c->ops[c->n];

        if (op->is_part)
            continue;
        if (op->is_leader)
            func_begin_leader(c, follows);
        else if (!follows)
            func_forget(c);
        op->has_facts = c->fact_count != 0;
        if (!op->has_facts) {
            emit_bind(&c->e, op->label);
            emit_bind(&c->e, op->general);
        }
        emit_bind(&c->e, op->fast);
        emit_opline(c);
        learn(c);
        follows = falls(c);
    }
    emit_int3(&c->e);
}

static void bind_general(struct func_compiler *c, const struct func_op *op)
{
    emit_bind(&c->e, op->general);
    if (!op->is_loop)
        emit_bind(&c->e, op->label);
}

/* The second version of those that know something in the first one. */
static void emit_general(struct func_compiler *c)
{
    bool follows = false;

    c->is_general = true;
    for (c->n = 0; c->n < c->func->opline_count; c->n++) {
        struct func_op *op = &c->ops[c->n];

        if (op->is_part)
            continue;
        if (follows && (op->is_loop || !op->has_facts))
            emit_jmp(&c->e, op->label);
        follows = op->has_facts;
        if (!follows)
            continue;
        bind_general(c, op);
        emit_opline(c);
        follows = falls(c);
    }
    emit_int3(&c->e);
    c->is_general = false;
}

static void emit_asides(struct func_compiler *c)
{
    c->is_aside = true;
    c->in_rax = c->in_xmm0 = 0;
    for (uint32_t i = 0; i < c->aside_count; i++) {
        struct func_aside aside = c->asides[i];

        c->n = aside.n;
        c->o = &c->func->oplines[c->n];
        emit_bind(&c->e, aside.label);
        aside.emit(c, &aside);
    }
    c->is_aside = false;
}

/* A part is never executed by itself; its labels are bound all the same, to a place that can't be reached.
 */
static void bind_parts(struct func_compiler *c)
{
    for (uint32_t n = 0; n < c->func->opline_count; n++) {
        if (!c->ops[n].is_part)
            continue;
        emit_bind(&c->e, c->ops[n].label);
        emit_bind(&c->e, c->ops[n].fast);
        emit_bind(&c->e, c->ops[n].general);
    }
    emit_int3(&c->e);
}

/* ---- the whole ----------------------------------------------------------------------------------- */

static bool emit_all(struct func_compiler *c)
{
    c->dispatch = emit_label(&c->e);
    c->enter = emit_label(&c->e);
    emit_main(c);
    emit_general(c);
    emit_asides(c);
    func_emit_stubs(c);
    bind_parts(c);
    return !c->failed && emit_finish(&c->e);
}

static void fill_entries(const struct func_compiler *c, struct jit_func *jf, const void **entry)
{
    for (uint32_t n = 0; n < c->func->opline_count; n++)
        entry[n] = c->ops[n].is_part ? NULL : jf->code.address + emit_label_offset(&c->e, c->ops[n].label);
    jf->entry = entry;
}

static size_t entries_size(const struct jit_func *jf)
{
    return jf->func->opline_count * sizeof *jf->entry;
}

static enum stop commit(struct func_compiler *c, struct jit_func *jf)
{
    const void **entry = jit_mem(c->vm, NULL, 0, entries_size(jf), SITE_jit_func_entries);
    enum stop stop;

    if (entry == NULL)
        return STOP_MEMORY;
    stop = mcode_commit(c->vm, &c->e, &jf->code);
    if (stop == STOP_NONE)
        fill_entries(c, jf, entry);
    else
        jit_mem(c->vm, entry, entries_size(jf), 0, SITE_NONE);
    return stop;
}

static bool find_facts(struct func_compiler *c)
{
    enum state was = state_enter(c->vm, STATE_OPTIMIZING);
    bool found = func_facts_begin(c);

    state_leave(c->vm, was);
    return found;
}

static enum stop compile(struct func_compiler *c, struct jit_func *jf)
{
    if (jf->func->opline_count > FUNC_OPLINES_MAX)
        return STOP_FUNCTION_SIZE;
    c->ops = jit_mem(c->vm, NULL, 0, jf->func->opline_count * sizeof *c->ops, SITE_jit_func_ops);
    if (c->ops == NULL)
        return STOP_MEMORY;
    find_parts(c);
    find_leaders(c);
    if (!find_facts(c))
        return STOP_MEMORY;
    if (!emit_all(c))
        return c->e.too_long ? STOP_SIZEMCODE : STOP_MEMORY;
    return commit(c, jf);
}

static enum stop compile_as(struct vm *vm, struct jit_func *jf, bool no_facts)
{
    struct func_compiler c = {.vm = vm,
                              .func = jf->func,
                              .slot_count = jf->func->var_count + jf->func->tmp_count,
                              .shadow = jit_param(vm, PARAM_SHADOW) != 0,
                              .no_facts = no_facts};
    enum stop stop;

    emit_begin(&c.e, vm, (size_t)jit_param(vm, PARAM_JIT_SIZEMCODE) << 10);
    stop = compile(&c, jf);
    emit_drop(&c.e);
    jit_mem(vm, c.asides, c.aside_capacity * sizeof *c.asides, 0, SITE_NONE);
    func_facts_end(&c);
    jit_mem(vm, c.ops, jf->func->opline_count * sizeof *c.ops, 0, SITE_NONE);
    return stop;
}

void jit_func_compile(struct vm *vm, struct jit_func *jf)
{
    enum state was = state_enter(vm, STATE_ASSEMBLING);

    if (jf->number == 0)
        jf->number = ++vm->jit.func_count;
    jit_event(vm, VUT_EVENT_TRACE_START, jf->number, 0, 0, "function");
    jf->stop = compile_as(vm, jf, false);
    if (jf->stop == STOP_SIZEMCODE)
        jf->stop = compile_as(vm, jf, true);
    if (jf->stop == STOP_NONE)
        jit_event(vm, VUT_EVENT_TRACE_STOP, jf->number, 0, 0, "function");
    else
        jit_event(vm, VUT_EVENT_TRACE_ABORT, jf->number, 0, 0, stop_names[jf->stop]);
    state_leave(vm, was);
}

void jit_func_free(struct vm *vm, struct jit_func *jf)
{
    jf->stop = STOP_NONE;
    if (jf->entry == NULL)
        return;
    jit_mem(vm, jf->entry, entries_size(jf), 0, SITE_NONE);
    jf->entry = NULL;
    mcode_drop(vm, &jf->code);
}
