/* jit_asm_test.c: the trace assembler.
 *
 * A trace is built by hand or at random, assembled and run; beside it a plain interpreter of the IR runs
 * on memory of its own. Both end at an exit, or at the trace's link. Then all of memory has to be the same
 * (the exit's map has brought the slots up to date), the exit has to be of the same snapshot, and the same
 * number of guards and safepoints must be left. Each guard of a run is forced to exit once, so that each
 * exit's map is tried with the values of that moment.
 */
#include <math.h>
#include <stdio.h>

#include "ir_model.h"
#include "jit_host.h"
#include "refvm/jit/trace.h"

enum {
    SLOTS = 32,     /* of memory: 0 .. 15 of mixed types, */
    AREA = 16,      /* from here on integers, an array */
    TRUE_SLOT = 14, /* true, for ever */
    VALUES_MAX = 4096,
    OPLINES = 600,
    LONG = 1 << 20, /* a countdown that does not come to its end */
};

union word {
    int64_t i;
    uint64_t u;
    double d;
    char *p;
};

/* ---- the machine --------------------------------------------------------------------------------- */

static struct value memory[SLOTS], initial[SLOTS];
static struct opline oplines[OPLINES];
static struct func func;

static struct {
    unsigned exits; /* events */
    uint32_t trace, exit;
    unsigned freed;
} seen;

static void note_event(void *ctx, const struct vut_event *event)
{
    (void)ctx;
    if (event->kind != VUT_EVENT_TRACE_EXIT)
        return;
    seen.exits++;
    seen.trace = event->a;
    seen.exit = event->b;
}

/* Whatever C code may leave in the registers that it need not keep. */
static void clobber(void)
{
    __asm__ volatile("mov $0x5a5a5a5a, %%eax\n movd %%eax, %%xmm0\n movdqa %%xmm0, %%xmm1\n"
                     "movdqa %%xmm0, %%xmm2\n movdqa %%xmm0, %%xmm3\n movdqa %%xmm0, %%xmm4\n"
                     "movdqa %%xmm0, %%xmm5\n movdqa %%xmm0, %%xmm6\n movdqa %%xmm0, %%xmm7\n"
                     "movdqa %%xmm0, %%xmm8\n movdqa %%xmm0, %%xmm9\n movdqa %%xmm0, %%xmm10\n"
                     "movdqa %%xmm0, %%xmm11\n movdqa %%xmm0, %%xmm12\n movdqa %%xmm0, %%xmm13\n"
                     "movdqa %%xmm0, %%xmm14\n movdqa %%xmm0, %%xmm15\n mov %%rax, %%rcx\n"
                     "mov %%rax, %%rdx\n mov %%rax, %%rsi\n mov %%rax, %%rdi\n mov %%rax, %%r8\n"
                     "mov %%rax, %%r9\n mov %%rax, %%r10\n mov %%rax, %%r11\n"
                     :
                     :
                     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2",
                       "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                       "xmm13", "xmm14", "xmm15", "cc", "memory");
}

/* Strings of the tests are on no heap: their end is only counted. */
static void *resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                    uint32_t site)
{
    if (domain != VUT_DOMAIN_HEAP)
        return host_resize(ctx, block, old_size, new_size, domain, site);
    seen.freed++;
    clobber();
    return NULL;
}

static struct vut_hooks asm_hooks;

static void begin(void)
{
    host_begin();
    asm_hooks = hooks;
    asm_hooks.resize = resize;
    asm_hooks.event = note_event;
    vm->hooks = vm->mem.hooks = &asm_hooks;
    vm->interp = &interp_hybrid;
    settings.param[PARAM_JIT_MAXMCODE] = 65536;
    settings.param[PARAM_JIT_SIZEMCODE] = 4096;
    settings.param[PARAM_JIT_MAXIRINS] = 30000;
    settings.param[PARAM_JIT_MAXIRCONST] = 30000;
    settings.param[PARAM_JIT_MAXSNAP] = 4000;
    settings.param[PARAM_JIT_SIDE] = 0;
    settings.param[PARAM_SHADOW] = 0;
    for (unsigned i = 0; i < OPLINES; i++)
        oplines[i] = (struct opline){.opcode = OP_NOP};
    func = (struct func){.oplines = oplines, .opline_count = OPLINES};
}

static const struct opline *untagged(const struct opline *o)
{
    return (const struct opline *)((uintptr_t)o & ~(uintptr_t)ENTER);
}

static uint32_t trace_number;

static struct trace *new_trace(enum trace_link link)
{
    struct trace *t = calloc(1, sizeof *t);

    ck_assert_ptr_nonnull(t);
    t->number = t->root = ++trace_number;
    t->link = link;
    t->link_opline = &oplines[OPLINES - 2];
    return t;
}

static void drop_trace(struct trace *t)
{
    if (t->code.address != NULL)
        mcode_drop(vm, &t->code);
    jit_mem(vm, t->exits, t->exit_count * sizeof *t->exits, 0, SITE_NONE);
    jit_mem(vm, t->exit_slots, t->exit_slot_count * sizeof *t->exit_slots, 0, SITE_NONE);
    free(t);
}

static void assemble(const struct ir *ir, struct trace *t, const struct trace_exit *parent)
{
    enum stop stop = asm_trace(vm, ir, t, parent);

    ck_assert_int_eq(ir->stop, STOP_NONE);
    ck_assert_msg(stop == STOP_NONE, "expected a trace, got '%s'", stop_names[stop]);
}

/* Runs it on fresh memory; the opline where it was left. The guards that it counts begin at `guards`. */
static const struct opline *run_machine(const struct trace *t, uint64_t guards)
{
    const struct opline *o;

    memcpy(memory, initial, sizeof memory);
    seen.exits = 0;
    vm->jit.guard_left = guards;
    vm->safepoint_left = LONG;
    o = jit_enter(oplines, (struct frame *)memory, vm, t->entry);
    ck_assert_uint_eq(vm->jit.depth, 0);
    ck_assert_uint_eq(vm->jit.host_stack_wrong, 0);
    ck_assert((uintptr_t)o & ENTER);
    return untagged(o);
}

/* ---- the interpreter of the IR ------------------------------------------------------------------- */

/* One trace's values; guards and memory are those of the run. */
struct model {
    const struct ir *ir;
    union word values[VALUES_MAX];
};

static struct value shadow[SLOTS]; /* the model's memory */
static uint64_t model_guards, model_safepoints;

static union word get(const struct model *m, ir_ref ref)
{
    union word w;

    if (!ir_is_const(ref))
        return m->values[ref - IR_BASE];
    w.u = ir_const_of(m->ir, ref).u;
    return w;
}

static union word float_op(uint8_t op, double a, double b)
{
    union word r;

    r.d = op == IR_ADD ? a + b : op == IR_SUB ? a - b : op == IR_MUL ? a * b : a / b;
    return r;
}

/* The result, and whether it overflowed. */
static union word int_op(uint8_t op, union word a, union word b, bool *overflow)
{
    union word r = {.i = 0};

    *overflow = false;
    switch (op) {
    case IR_ADD:
        *overflow = __builtin_add_overflow(a.i, b.i, &r.i);
        break;
    case IR_SUB:
        *overflow = __builtin_sub_overflow(a.i, b.i, &r.i);
        break;
    case IR_MUL:
        *overflow = __builtin_mul_overflow(a.i, b.i, &r.i);
        break;
    case IR_DIV:
        r.i = a.i / b.i;
        break;
    case IR_MOD:
        r.i = a.i % b.i;
        break;
    case IR_AND:
        r.u = a.u & b.u;
        break;
    case IR_OR:
        r.u = a.u | b.u;
        break;
    case IR_XOR:
        r.u = a.u ^ b.u;
        break;
    case IR_SHL:
        r.u = a.u << b.u;
        break;
    default:
        r.i = a.i >> b.i;
    }
    return r;
}

static union word model_call(const struct model *m, const struct ir_ins *ins)
{
    const struct ir_ins *args = ir_at(m->ir, ins->b);
    union word r = {.u = 0};

    switch (ins->a) {
    case IRCALL_FMOD:
        r.d = fmod(get(m, args->a).d, get(m, args->b).d);
        break;
    case IRCALL_FLOOR:
        r.d = floor(get(m, ins->b).d);
        break;
    case IRCALL_CEIL:
        r.d = ceil(get(m, ins->b).d);
        break;
    case IRCALL_RELEASE_SHARED: /* of what nobody looks at */
        break;
    default:
        ck_abort_msg("expected a call that the model knows, got %u", ins->a);
    }
    return r;
}

static union word model_load(uint8_t type, const char *p)
{
    union word r = {.u = 0};

    memcpy(&r, p, type == IRT_WORD ? 4 : type == IRT_BYTE ? 1 : 8);
    return r;
}

static void model_store_value(const struct model *m, struct value *v, ir_ref ref)
{
    uint8_t type = ir_at(m->ir, ref)->type;

    if (!irt_is_pri(type))
        v->i = get(m, ref).i;
    v->info = irt_info(type);
}

static bool model_arith(const struct ir_ins *ins, union word a, union word b, union word *r)
{
    bool overflow = false;

    if (irt_is_float(ins->type))
        *r = float_op(ins->op, a.d, b.d);
    else
        *r = int_op(ins->op, a, b, &overflow);
    return !(overflow && (ins->flags & IRF_GUARD));
}

/* Executes one instruction; false if its condition does not hold. */
static bool execute(struct model *m, ir_ref ref)
{
    const struct ir_ins *ins = ir_at(m->ir, ref);
    const struct ir_mode *mode = &ir_modes[ins->op];
    union word a = {.u = 0}, b = {.u = 0}, *r = &m->values[ref - IR_BASE];
    bool is_not = ins->flags & IRF_NOT;

    if (mode->a == IRO_REF)
        a = get(m, ins->a);
    if (mode->b == IRO_REF && ins->b != 0)
        b = get(m, ins->b);
    switch (ins->op) {
    case IR_NOP:
    case IR_PLOAD: /* set before */
    case IR_CARG:
    case IR_LOOP:
    case IR_PHI:
    case IR_HCALL: /* of NOP */
    case IR_RELEASE:
        return true;
    case IR_SLOAD: {
        const struct value *v = (const struct value *)((char *)shadow + ins->a);
        r->i = v->i;
        return !(ins->flags & IRF_GUARD) || v->info == irt_info(ins->type);
    }
    case IR_SSTORE:
        model_store_value(m, (struct value *)((char *)shadow + ins->a), ins->b);
        return true;
    case IR_SADDR:
        r->p = (char *)shadow + ins->a;
        return true;
    case IR_FIELD:
        r->p = a.p + ins->b;
        return true;
    case IR_INDEX:
        r->p = a.p + 16 * b.i;
        return true;
    case IR_XLOAD:
        *r = model_load(ins->type, a.p);
        return true;
    case IR_XSTORE:
        memcpy(a.p, &b, ins->type == IRT_WORD ? 4 : ins->type == IRT_BYTE ? 1 : 8);
        return true;
    case IR_VLOAD:
        r->i = ((struct value *)a.p)->i;
        return !(ins->flags & IRF_GUARD) || ((struct value *)a.p)->info == irt_info(ins->type);
    case IR_VSTORE:
        model_store_value(m, (struct value *)a.p, ins->b);
        return true;
    case IR_VINFO:
        r->u = ((struct value *)a.p)->info;
        return true;
    case IR_TESTZ:
        return ((a.u & ins->b) == 0) != is_not;
    case IR_NOT:
        r->u = ~a.u;
        return true;
    case IR_CONV:
        r->d = (double)a.i;
        return true;
    case IR_ZEXT:
        *r = a;
        return true;
    case IR_SQRT:
        r->d = sqrt(a.d);
        return true;
    case IR_CALL:
        *r = model_call(m, ins);
        return true;
    case IR_SAFEPOINT:
        return --model_safepoints != 0;
    default:
        if (mode->kind == IRK_GUARD)
            return model_compare(ins->op, ins->type, (union ir_const){.u = a.u},
                                 (union ir_const){.u = b.u}) != is_not;
        return model_arith(ins, a, b, r);
    }
}

static bool counts(const struct ir_ins *ins)
{
    return (ins->flags & IRF_GUARD) || (ir_modes[ins->op].kind == IRK_GUARD && ins->op != IR_SAFEPOINT);
}

static void next_iteration(struct model *m)
{
    static union word rights[VALUES_MAX];
    ir_ref last = ir_next_ref(m->ir) - 1;

    for (ir_ref ref = last; ir_at(m->ir, ref)->op == IR_PHI; ref--)
        rights[ref - IR_BASE] = get(m, ir_at(m->ir, ref)->b);
    for (ir_ref ref = last; ir_at(m->ir, ref)->op == IR_PHI; ref--)
        m->values[ir_at(m->ir, ref)->a - IR_BASE] = rights[ref - IR_BASE];
}

/* Runs until an exit, whose instruction is returned, or until the end: 0. */
static ir_ref run_model(struct model *m)
{
    ir_ref ref = IR_BASE + 1;

    for (;;) {
        if (ref == ir_next_ref(m->ir)) {
            if (m->ir->loop == 0)
                return 0;
            next_iteration(m);
            ref = m->ir->loop;
        }
        if (counts(ir_at(m->ir, ref)) && --model_guards == 0)
            return ref;
        if (!execute(m, ref))
            return ref;
        ref++;
    }
}

static void begin_model(uint64_t guards)
{
    memcpy(shadow, initial, sizeof shadow);
    model_guards = guards;
    model_safepoints = LONG;
}

static void restore(const struct model *m, const struct snap *snap)
{
    for (uint32_t i = snap->entries; i < snap->entries + snap->entry_count; i++) {
        const struct snap_entry *entry = &m->ir->entries[i];

        if (!(entry->flags & SNAP_STORED))
            model_store_value(m, (struct value *)((char *)shadow + entry->slot), entry->ref);
    }
}

/* ---- comparison ---------------------------------------------------------------------------------- */

static bool is_same_payload(const struct value *a, const struct value *b)
{
    if (a->info == TYPE_FLOAT && isnan(a->d) && isnan(b->d))
        return true;
    return irt_is_pri(a->type) || a->i == b->i;
}

static void compare_memory(const char *what)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        const struct value *a = &memory[i], *b = &shadow[i];

        ck_assert_msg(a->info == b->info, "%s: slot %u: expected type %#x, got %#x", what, i, b->info,
                      a->info);
        ck_assert_msg(is_same_payload(a, b), "%s: slot %u: expected %#lx, got %#lx", what, i, (long)b->i,
                      (long)a->i);
    }
}

static uint32_t snap_of(const struct ir *ir, ir_ref ref)
{
    return ir_at(ir, ref)->snap;
}

/* A run of the trace beside one of the model, which ended at `exit`. */
static void compare_run(const struct trace *t, const struct model *m, ir_ref exit, uint64_t guards,
                        const char *what)
{
    const struct opline *o = run_machine(t, guards);

    if (exit == 0) {
        ck_assert_msg(seen.exits == 0, "%s: expected no exit, got %u", what, seen.exit);
        ck_assert_ptr_eq(o, t->link_opline);
    } else {
        const struct snap *snap = &m->ir->snaps[snap_of(m->ir, exit)];

        ck_assert_msg(seen.exits == 1, "%s: expected one exit, got %u", what, seen.exits);
        ck_assert_msg(o == snap->opline + 1, "%s: expected exit at %zu, got %zu", what,
                      (size_t)(snap->opline - oplines), (size_t)(o - 1 - oplines));
        restore(m, snap);
    }
    compare_memory(what);
    if (model_guards != 0)
        ck_assert_uint_eq(vm->jit.guard_left, model_guards);
    ck_assert_uint_eq(vm->safepoint_left, model_safepoints);
}

static struct model models[2];

/* Once undisturbed; then with each guard forced, up to some number of them. */
static void compare_all(const struct ir *ir, const struct trace *t, const char *name)
{
    struct model *m = &models[0];
    uint64_t passed;
    char what[64];
    ir_ref exit;

    m->ir = ir;
    begin_model(LONG);
    exit = run_model(m);
    passed = LONG - model_guards;
    compare_run(t, m, exit, LONG, name);
    for (uint64_t n = 1; n <= passed && n <= 200; n++) {
        snprintf(what, sizeof what, "%s, guard %u", name, (unsigned)n);
        begin_model(n);
        exit = run_model(m);
        compare_run(t, m, exit, n, what);
    }
}

/* Not called: it is the tests that look at the exits. */
static void note(void *ctx, const struct vut_guard *guard)
{
    (void)ctx;
    (void)guard;
}

static uint64_t first_held(const struct trace_exit *exit)
{
    return exit->held == 0 ? UINT64_MAX : LONG - exit->held;
}

static uint64_t first_failed(const struct trace_exit *exit)
{
    return exit->failed == 0 ? UINT64_MAX : LONG + exit->failed; /* as if 0 had been armed */
}

static void force(const struct ir *ir, const struct trace *t, uint64_t n, const char *name)
{
    char what[64];
    ir_ref exit;

    snprintf(what, sizeof what, "%s, noted, guard %u", name, (unsigned)n);
    models[0].ir = ir;
    begin_model(n);
    exit = run_model(&models[0]);
    compare_run(t, &models[0], exit, n, what);
}

/* The trace does the same where its guards are noted; the first one of an exit takes that exit, and none
 * does before. */
static void check_notes(const struct ir *ir, const struct trace *plain, const char *name)
{
    struct trace *t = new_trace(plain->link);
    uint64_t passed;

    vm->jit.note = note;
    assemble(ir, t, NULL);
    vm->jit.note = NULL;
    ck_assert_uint_eq(t->code.counted, plain->code.counted);
    ck_assert_uint_eq(t->exit_count, plain->exit_count);
    vm->jit.note = note;
    vm->jit.guards = vm->jit.guard_armed = 0;
    force(ir, t, LONG, name);
    vm->jit.note = NULL;
    passed = LONG - model_guards;
    for (uint64_t n = 1; n <= passed && n <= 100; n++) {
        force(ir, t, n, name);
        ck_assert_uint_eq(seen.exits, 1);
        ck_assert(first_held(&t->exits[seen.exit]) <= n || first_failed(&t->exits[seen.exit]) <= n);
    }
    for (uint32_t i = 0; i < t->exit_count; i++) {
        uint64_t held = first_held(&t->exits[i]), failed = first_failed(&t->exits[i]);

        if (held == UINT64_MAX && failed == UINT64_MAX)
            continue;
        force(ir, t, held != UINT64_MAX ? held : failed, name);
        ck_assert_uint_eq(seen.exit, i);
    }
    drop_trace(t);
}

static void check_trace(struct ir *ir, enum trace_link link, const char *name)
{
    struct trace *t = new_trace(link);

    assemble(ir, t, NULL);
    compare_all(ir, t, name);
    if (t->number < 8 || t->number % 8 == 0) /* of the random ones some are enough */
        check_notes(ir, t, name);
    drop_trace(t);
    ir_free(ir);
}

/* ---- traces by hand ------------------------------------------------------------------------------ */

static uint32_t slot_offset(unsigned i)
{
    return i * (uint32_t)sizeof(struct value);
}

static void set_int(unsigned slot, int64_t i)
{
    initial[slot] = (struct value){.i = i, .info = TYPE_INT};
}

static void set_float(unsigned slot, double d)
{
    initial[slot] = (struct value){.d = d, .info = TYPE_FLOAT};
}

static struct ir ir;
static struct string string; /* empty */
static struct array shared;  /* is in none of the collector's lists */

static void begin_ir(void)
{
    memset(initial, 0, sizeof initial);
    initial[TRUE_SLOT].info = TYPE_TRUE;
    for (unsigned i = AREA; i < SLOTS; i++)
        set_int(i, (int64_t)i * 1000);
    ir_begin(&ir, vm);
}

/* Each snapshot goes on at an opline of its own. */
static void snap(void)
{
    ir_snap(&ir, SNAP_GUARD, &oplines[2 * (ir.snap_count % (OPLINES / 2 - 2))], &func, 0);
}

static ir_ref raw(enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    return ir_raw(&ir, op, type, flags, a, b);
}

static ir_ref load_int(unsigned slot)
{
    return raw(IR_SLOAD, TYPE_INT, IRF_GUARD, slot_offset(slot), 0);
}

static ir_ref load_float(unsigned slot)
{
    return raw(IR_SLOAD, TYPE_FLOAT, IRF_GUARD, slot_offset(slot), 0);
}

static void store(unsigned slot, ir_ref ref)
{
    raw(IR_SSTORE, ir_at(&ir, ref)->type, 0, slot_offset(slot), ref);
}

START_TEST(test_types)
{
    begin_ir();
    set_int(0, 7);
    set_float(1, 1.5);
    snap();
    raw(IR_SLOAD, TYPE_TRUE, IRF_GUARD, slot_offset(TRUE_SLOT), 0);
    store(2, load_int(0));
    store(3, load_float(1));
    store(4, ir_kint(&ir, INT64_MIN));
    store(5, ir_kfloat(&ir, -0.0));
    store(6, ir_kpri(&ir, TYPE_FALSE));
    store(7, ir_kptr(&ir, &func, TYPE_STRING));
    store(8, ir_kptr(&ir, vm, TYPE_STRING | IRT_COUNTED));
    load_float(0);
    check_trace(&ir, LINK_INTERPRETER, "types");
}
END_TEST

static const double doubles[] = {0.0, -0.0, 1.0, -1.5, 1e300, INFINITY, -INFINITY, NAN};
static const int64_t ints[] = {0, 1, -1, 5, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};

/* Operands in registers or constants, the other way round, and the negation. */
static void check_comparison(enum ir_op op, uint8_t type, unsigned i, unsigned k, unsigned form)
{
    bool is_float = irt_is_float(type);
    ir_ref a, b;

    begin_ir();
    if (is_float) {
        set_float(0, doubles[i]);
        set_float(1, doubles[k]);
    } else {
        set_int(0, ints[i]);
        set_int(1, ints[k]);
    }
    snap();
    a = is_float ? load_float(0) : load_int(0);
    b = is_float ? load_float(1) : load_int(1);
    if (form & 2)
        a = is_float ? ir_kfloat(&ir, doubles[i]) : ir_kint(&ir, ints[i]);
    if (form & 4)
        b = is_float ? ir_kfloat(&ir, doubles[k]) : ir_kint(&ir, ints[k]);
    snap();
    ir_snap_entry(&ir, slot_offset(3), ir_kint(&ir, 3), 0);
    raw(op, type, (uint16_t)(IRF_GUARD | (form & 1 ? IRF_NOT : 0)), a, b);
    check_trace(&ir, LINK_INTERPRETER, "comparison");
}

START_TEST(test_comparisons)
{
    enum ir_op op = (enum ir_op)(IR_EQ + _i);

    for (unsigned i = 0; i < 8; i++)
        for (unsigned k = 0; k < 8; k++)
            for (unsigned form = 0; form < 8; form++) {
                check_comparison(op, TYPE_INT, i, k, form);
                if (op != IR_ULT)
                    check_comparison(op, TYPE_FLOAT, i, k, form);
            }
}
END_TEST

static void check_arith(enum ir_op op, int64_t i, int64_t k, unsigned form)
{
    ir_ref a, b, r;

    begin_ir();
    set_int(0, i);
    set_int(1, k);
    snap();
    a = form & 2 ? ir_kint(&ir, i) : load_int(0);
    b = form & 4 ? ir_kint(&ir, k) : load_int(1);
    snap();
    if (form & 8)
        ir_snap_entry(&ir, slot_offset(2), a, 0);
    if (form & 16)
        ir_snap_entry(&ir, slot_offset(3), b, 0);
    r = raw(op, TYPE_INT, form & 1 ? IRF_GUARD : 0, a, b);
    store(4, r);
    store(5, raw(IR_NOT, TYPE_INT, 0, r, 0));
    check_trace(&ir, LINK_INTERPRETER, "arithmetic");
}

START_TEST(test_overflow)
{
    static const enum ir_op ops[] = {IR_ADD, IR_SUB, IR_MUL, IR_AND, IR_OR, IR_XOR};
    enum ir_op op = ops[_i];

    for (unsigned i = 0; i < 8; i++)
        for (unsigned k = 0; k < 8; k++)
            for (unsigned form = 0; form < 32; form++)
                if (op <= IR_MUL || !(form & 1))
                    check_arith(op, ints[i], ints[k], form);
}
END_TEST

/* Guards of one snapshot have one exit, unless a value has moved in between. */
START_TEST(test_shared_exit)
{
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref f;

    begin_ir();
    snap();
    f = load_float(1);
    snap();
    ir_snap_entry(&ir, slot_offset(2), f, 0);
    raw(IR_GT, TYPE_FLOAT, IRF_GUARD, f, ir_kfloat(&ir, 1));
    raw(IR_LT, TYPE_FLOAT, IRF_GUARD, f, ir_kfloat(&ir, 1000));
    if (_i)
        raw(IR_CALL, IRT_VOID, 0, IRCALL_RELEASE_SHARED,
            raw(IR_CARG, IRT_VOID, 0, ir_kptr(&ir, vm, IRT_PTR), ir_kptr(&ir, &shared, IRT_PTR)));
    load_int(AREA + 1);
    assemble(&ir, t, NULL);
    ck_assert_uint_eq(t->exit_count, 2 + (unsigned)_i);
    ck_assert_uint_eq(t->exit_slot_count, 1 + (unsigned)_i);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* As many values as no machine has registers, all needed by one snapshot and once more behind it. */
START_TEST(test_pressure)
{
    enum { VALUES = 50 };
    ir_ref i[VALUES], f[VALUES], sum, total;

    begin_ir();
    set_int(0, 3);
    set_float(1, 0.25);
    snap();
    i[0] = load_int(0);
    f[0] = load_float(1);
    for (unsigned n = 1; n < VALUES; n++) {
        i[n] = raw(IR_ADD, TYPE_INT, IRF_GUARD, i[n - 1], ir_kint(&ir, n));
        f[n] = raw(IR_MUL, TYPE_FLOAT, 0, f[n - 1], ir_kfloat(&ir, 1.25));
    }
    for (unsigned part = 0; part < 5; part++) {
        snap();
        for (unsigned n = 0; n < 14; n++)
            ir_snap_entry(&ir, slot_offset(n), (n & 1 ? f : i)[part * 10 + n % 10], 0);
        raw(IR_LT, TYPE_INT, IRF_GUARD, i[0], ir_kint(&ir, 100));
    }
    sum = ir_kint(&ir, 0);
    total = ir_kfloat(&ir, 0);
    for (unsigned n = 0; n < VALUES; n++) {
        sum = raw(IR_SUB, TYPE_INT, 0, sum, i[n]);
        total = raw(IR_SUB, TYPE_FLOAT, 0, total, f[n]);
    }
    store(2, sum);
    store(3, total);
    check_trace(&ir, LINK_INTERPRETER, "pressure");
}
END_TEST

/* PHIs that hand their values around: a ring of left sides, which in the end are all moved at once. With
 * many, some are in spill slots. */
START_TEST(test_swapped_phis)
{
    unsigned count = (unsigned)_i;
    ir_ref lefts[64], counter, next;

    begin_ir();
    set_int(0, 0);
    snap();
    counter = load_int(0);
    for (unsigned n = 0; n < count; n++)
        lefts[n] = n & 1 ? raw(IR_VLOAD, TYPE_INT, 0, ir_kptr(&ir, &initial[AREA], IRT_PTR), 0)
                         : raw(IR_ADD, TYPE_INT, 0, counter, ir_kint(&ir, n));
    ir.loop = raw(IR_LOOP, IRT_VOID, 0, 0, 0);
    snap();
    for (unsigned n = 0; n < count && n < 12; n++)
        ir_snap_entry(&ir, slot_offset(n), lefts[n * 5 % count], 0);
    raw(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 9));
    for (unsigned n = 0; n < count; n += 3)
        store(AREA + n % 16, lefts[n]);
    next = raw(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1));
    raw(IR_PHI, TYPE_INT, 0, counter, next);
    for (unsigned n = 0; n < count; n++)
        raw(IR_PHI, TYPE_INT, 0, lefts[n], lefts[n % 7 == 6 ? n - 6 : n + 1 < count ? n + 1 : n]);
    check_trace(&ir, LINK_LOOP, "ring");
}
END_TEST

/* Integers and floats that live over a call in a loop. */
START_TEST(test_call_in_loop)
{
    ir_ref counter, f, sum, keep, next, floor_of, more;

    begin_ir();
    set_int(0, 0);
    set_float(1, 0.75);
    snap();
    counter = load_int(0);
    f = load_float(1);
    keep = raw(IR_MUL, TYPE_FLOAT, 0, f, f);
    sum = raw(IR_ADD, TYPE_FLOAT, 0, f, ir_kfloat(&ir, 1));
    ir.loop = raw(IR_LOOP, IRT_VOID, 0, 0, 0);
    snap();
    ir_snap_entry(&ir, slot_offset(0), counter, 0);
    ir_snap_entry(&ir, slot_offset(1), sum, 0);
    ir_snap_entry(&ir, slot_offset(2), keep, 0);
    raw(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 10));
    raw(IR_SAFEPOINT, IRT_VOID, 0, 0, 0);
    floor_of = raw(IR_CALL, TYPE_FLOAT, 0, IRCALL_FLOOR, sum);
    more = raw(IR_CALL, TYPE_FLOAT, 0, IRCALL_FMOD,
               raw(IR_CARG, IRT_VOID, 0, floor_of, raw(IR_ADD, TYPE_FLOAT, 0, keep, sum)));
    more = raw(IR_ADD, TYPE_FLOAT, 0, more, sum);
    more = raw(IR_ADD, TYPE_FLOAT, 0, more, keep);
    next = raw(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1));
    raw(IR_PHI, TYPE_INT, 0, counter, next);
    raw(IR_PHI, TYPE_FLOAT, 0, sum, more);
    check_trace(&ir, LINK_LOOP, "call in loop");
}
END_TEST

/* A left side that is in its slot and in a register at LOOP: inside, the slot is out of date. */
START_TEST(test_reloaded_left)
{
    ir_ref counter, left, sum, next, more;

    begin_ir();
    set_int(0, 0);
    set_float(1, 0.75);
    snap();
    counter = load_int(0);
    left = load_float(1);
    sum = raw(IR_CALL, TYPE_FLOAT, 0, IRCALL_FLOOR, left);
    store(3, raw(IR_ADD, TYPE_FLOAT, 0, sum, left));
    ir.loop = raw(IR_LOOP, IRT_VOID, 0, 0, 0);
    snap();
    raw(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 5));
    raw(IR_LT, TYPE_FLOAT, IRF_GUARD, left, ir_kfloat(&ir, 100));
    sum = raw(IR_CALL, TYPE_FLOAT, 0, IRCALL_CEIL, left);
    snap();
    ir_snap_entry(&ir, slot_offset(5), left, 0);
    more = raw(IR_ADD, TYPE_FLOAT, 0, sum, left);
    store(3, more);
    next = raw(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1));
    raw(IR_PHI, TYPE_INT, 0, counter, next);
    raw(IR_PHI, TYPE_FLOAT, 0, left, more);
    check_trace(&ir, LINK_LOOP, "reloaded left side");
}
END_TEST

/* What is made of a PHI's left side in front of the loop stays what it was there, addresses too. */
START_TEST(test_address_of_left)
{
    ir_ref area, counter, left, field, next, address;

    begin_ir();
    set_int(0, 1);
    set_int(1, 0);
    snap();
    counter = load_int(0);
    area = raw(IR_SADDR, IRT_PTR, 0, slot_offset(AREA), 0);
    left = raw(IR_INDEX, IRT_PTR, 0, area, counter);
    field = raw(IR_FIELD, IRT_PTR, 0, left, slot_offset(1));
    store(1, raw(IR_VLOAD, TYPE_INT, IRF_GUARD, field, 0));
    ir.loop = raw(IR_LOOP, IRT_VOID, 0, 0, 0);
    snap();
    raw(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 8));
    store(1, raw(IR_ADD, TYPE_INT, 0, raw(IR_VLOAD, TYPE_INT, 0, field, 0),
                 raw(IR_SLOAD, TYPE_INT, 0, slot_offset(1), 0)));
    raw(IR_VSTORE, TYPE_INT, 0, left, counter);
    next = raw(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1));
    address = raw(IR_INDEX, IRT_PTR, 0, area, next);
    raw(IR_PHI, TYPE_INT, 0, counter, next);
    raw(IR_PHI, IRT_PTR, 0, left, address);
    check_trace(&ir, LINK_LOOP, "address of a left side");
}
END_TEST

/* A trace that links to its own head: everything goes through memory. */
START_TEST(test_plain_loop)
{
    struct trace *t;
    ir_ref counter;

    begin_ir();
    set_int(0, 0);
    snap();
    counter = load_int(0);
    raw(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1000));
    store(0, raw(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1)));
    t = new_trace(LINK_LOOP);
    assemble(&ir, t, NULL);
    ck_assert_ptr_eq(run_machine(t, LONG), oplines + 1);
    ck_assert_int_eq(memory[0].i, 1000);
    ck_assert_uint_eq(vm->jit.guard_left, LONG - 3002);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* ---- effects ------------------------------------------------------------------------------------- */

static void build_release(void)
{
    ir_ref i, f, s = ir_kptr(&ir, &string, TYPE_STRING | IRT_COUNTED);
    ir_ref field = raw(IR_XLOAD, TYPE_STRING | IRT_COUNTED, 0, ir_kptr(&ir, &initial[3], IRT_PTR), 0);

    snap();
    i = load_int(0);
    f = load_float(1);
    raw(IR_RETAIN, IRT_VOID, 0, s, 0);
    raw(IR_RELEASE, IRT_VOID, 0, s, 0);
    raw(IR_RELEASE, IRT_VOID, 0, field, 0);
    store(4, raw(IR_ADD, TYPE_INT, 0, i, i));
    store(5, raw(IR_ADD, TYPE_FLOAT, 0, f, f));
}

START_TEST(test_release)
{
    struct trace *t = new_trace(LINK_INTERPRETER);

    begin_ir();
    set_int(0, 21);
    set_float(1, 0.5);
    initial[3] = (struct value){.p = &string, .info = INFO_STRING};
    build_release();
    assemble(&ir, t, NULL);
    for (unsigned count = 1; count < 3; count++) {
        string = (struct string){.head = {.refcount = count, .type = TYPE_STRING}};
        seen.freed = 0;
        run_machine(t, LONG);
        ck_assert_uint_eq(seen.freed, count == 1);
        ck_assert_uint_eq(string.head.refcount, count - 1);
        ck_assert_int_eq(memory[4].i, 42);
        ck_assert(memory[5].d == 1.0);
    }
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* A handler that goes where the recorder saw it go, and one that does not. */
START_TEST(test_handler_call)
{
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref i, call;

    begin_ir();
    set_int(0, 5);
    snap();
    i = load_int(0);
    call = raw(IR_HCALL, IRT_VOID, 0, ir_kptr(&ir, &oplines[7], IRT_PTR),
               ir_kptr(&ir, &oplines[_i ? 9 : 8], IRT_PTR));
    ir_at(&ir, call)->snap = ir.snap_now;
    store(1, i);
    assemble(&ir, t, NULL);
    ck_assert_ptr_eq(run_machine(t, LONG), _i ? &oplines[8] : t->link_opline);
    ck_assert_int_eq(memory[1].i, _i ? 0 : 5);
    ck_assert_uint_eq(vm->jit.guard_left, LONG - 1);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* One that goes the other way of a branch, which is an exit, and one that goes neither way. */
START_TEST(test_handler_branch)
{
    static const struct {
        unsigned expected, other, exits;
    } ways[] = {{8, 9, 0}, {9, 8, 1}, {9, 10, 0}};
    struct trace *t = new_trace(LINK_INTERPRETER);
    bool goes_on = ways[_i].expected == 8;

    begin_ir();
    set_int(0, 5);
    snap();
    store(1, load_int(0));
    ir_snap(&ir, SNAP_BRANCH, &oplines[ways[_i].other], &func, 0);
    raw(IR_HCALL, IRT_VOID, IRF_GUARD, ir_kptr(&ir, &oplines[7], IRT_PTR),
        ir_kptr(&ir, &oplines[ways[_i].expected], IRT_PTR));
    store(2, load_int(0));
    assemble(&ir, t, NULL);
    ck_assert_ptr_eq(run_machine(t, LONG), goes_on ? t->link_opline : &oplines[8 + ways[_i].exits]);
    ck_assert_uint_eq(seen.exits, ways[_i].exits);
    ck_assert_int_eq(memory[1].i, 5);
    ck_assert_int_eq(memory[2].i, goes_on ? 5 : 0);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* A call whose NULL is an exit, which nobody can force. */
START_TEST(test_call_that_raises)
{
    struct value elements[1] = {{.i = 7, .info = TYPE_INT}};
    struct array array = {.packed = true, .used = (uint32_t)_i, .values = elements};
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref list, found;

    begin_ir();
    set_int(0, 5);
    snap();
    store(1, load_int(0));
    list = raw(IR_CARG, IRT_VOID, 0, ir_kptr(&ir, &array, IRT_PTR), ir_kint(&ir, 0));
    ir_snap(&ir, SNAP_BRANCH, &oplines[4], &func, 0); /* one that goes on, here */
    found = raw(IR_CALL, IRT_PTR, IRF_GUARD, IRCALL_FIND_INT, list);
    store(2, raw(IR_VLOAD, TYPE_INT, 0, found, 0));
    assemble(&ir, t, NULL);
    ck_assert_ptr_eq(run_machine(t, 2), _i == 1 ? t->link_opline : &oplines[5]);
    ck_assert_uint_eq(seen.exits, _i == 1 ? 0 : 1);
    ck_assert_int_eq(memory[1].i, 5);
    ck_assert_int_eq(memory[2].i, _i == 1 ? 7 : 0);
    ck_assert_uint_eq(vm->jit.guard_left, 1);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

START_TEST(test_stack_room)
{
    struct trace *t = new_trace(LINK_INTERPRETER);

    begin_ir();
    snap();
    raw(IR_STACKROOM, IRT_VOID, IRF_GUARD, raw(IR_SADDR, IRT_PTR, 0, 64, 0), 128);
    assemble(&ir, t, NULL);
    for (int32_t room = -32; room <= 256; room += 16) {
        vm->stack.end = (struct value *)((char *)memory + 64 + room);
        ck_assert_ptr_eq(run_machine(t, LONG), room < 128 ? oplines + 1 : t->link_opline);
    }
    vm->stack.end = NULL; /* in a segment that lies below */
    ck_assert_ptr_eq(run_machine(t, LONG), oplines + 1);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* An exit stores words as it stores slots. Addresses of the base are computed there, and where they are
 * stored; those of another base are values like others. */
START_TEST(test_words)
{
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref i, near, old;

    begin_ir();
    set_int(0, 5);
    snap();
    i = load_int(0);
    old = raw(IR_SADDR, IRT_PTR, 0, slot_offset(2), 0);
    raw(IR_REBASE, IRT_VOID, 0, raw(IR_SADDR, IRT_PTR, 0, slot_offset(8), 0), 0);
    near = raw(IR_SADDR, IRT_PTR, 0, slot_offset(3), 0);
    raw(IR_XSTORE, IRT_PTR, 0, near, near);
    raw(IR_XSTORE, IRT_PTR, 0, raw(IR_SADDR, IRT_PTR, 0, slot_offset(4), 0), old);
    snap();
    ir_snap_entry(&ir, slot_offset(5), near, SNAP_WORD);
    ir_snap_entry(&ir, slot_offset(6), old, SNAP_WORD);
    ir_snap_entry(&ir, slot_offset(7) + offsetof(struct value, extra),
                  ir_kptr(&ir, (const void *)(uintptr_t)77, IRT_WORD), SNAP_WORD);
    ir_snap_entry(&ir, slot_offset(9), i, SNAP_WORD);
    ir_snap_entry(&ir, slot_offset(10), ir_kptr(&ir, &func, IRT_PTR), SNAP_WORD | SNAP_STORED);
    ir_snap_entry(&ir, SNAP_VM | (uint32_t)offsetof(struct vm, stack.frame_count), i, SNAP_WORD);
    raw(IR_EQ, TYPE_INT, IRF_GUARD, i, ir_kint(&ir, 6));
    assemble(&ir, t, NULL);
    run_machine(t, LONG);
    ck_assert_ptr_eq(memory[8 + 3].p, &memory[8 + 3]);
    ck_assert_ptr_eq(memory[8 + 4].p, &memory[2]);
    ck_assert_ptr_eq(memory[8 + 5].p, &memory[8 + 3]);
    ck_assert_ptr_eq(memory[8 + 6].p, &memory[2]);
    ck_assert_uint_eq(memory[8 + 7].extra, 77);
    ck_assert_uint_eq(memory[8 + 7].info, initial[8 + 7].info);
    ck_assert_int_eq(memory[8 + 9].i, 5);
    ck_assert_int_eq(memory[8 + 10].i, initial[8 + 10].i);
    ck_assert_uint_eq(vm->stack.frame_count, 5);
    vm->stack.frame_count = 0;
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* Offsets count from the new base, and addresses that were made before stay what they were. */
START_TEST(test_rebase)
{
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref old;

    begin_ir();
    set_int(0, 1);
    snap();
    old = raw(IR_SADDR, IRT_PTR, 0, slot_offset(1), 0);
    raw(IR_REBASE, IRT_VOID, 0, raw(IR_SADDR, IRT_PTR, 0, slot_offset(8), 0), 0);
    store(0, ir_kint(&ir, 80));
    raw(IR_VSTORE, TYPE_INT, 0, old, ir_kint(&ir, 10));
    raw(IR_SLOAD, TYPE_FLOAT, IRF_GUARD, slot_offset(0), 0);
    ir_snap_entry(&ir, slot_offset(1), ir_kint(&ir, 90), 0);
    assemble(&ir, t, NULL);
    run_machine(t, LONG);
    ck_assert_int_eq(memory[8].i, 80);
    ck_assert_int_eq(memory[1].i, 10);
    ck_assert_int_eq(memory[9].i, 90);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

START_TEST(test_safepoint)
{
    struct trace *t = new_trace(LINK_INTERPRETER);

    begin_ir();
    snap();
    raw(IR_SAFEPOINT, IRT_VOID, 0, 0, 0);
    raw(IR_SHADOW, IRT_VOID, 0, ir_kptr(&ir, &oplines[5], IRT_PTR), 0);
    assemble(&ir, t, NULL);
    ck_assert_ptr_eq(run_machine(t, 1), t->link_opline);
    ck_assert_uint_eq(vm->safepoint_left, LONG - 1);
    ck_assert_ptr_eq(vm->shadow, &oplines[5]);
    ck_assert_uint_eq(vm->jit.native_oplines, 1);
    vm->safepoint_left = 1;
    jit_enter(oplines, (struct frame *)memory, vm, t->entry);
    ck_assert_uint_eq(seen.exits, 1);
    ck_assert_uint_eq(vm->safepoint_left, 0);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* ---- links --------------------------------------------------------------------------------------- */

/* Several values in spill slots, and a link behind them: the slots are off the stack then. */
static void build_spilled(void)
{
    ir_ref i[24];

    begin_ir();
    set_int(0, 2);
    snap();
    i[0] = load_int(0);
    for (unsigned n = 1; n < COUNT(i); n++)
        i[n] = raw(IR_ADD, TYPE_INT, 0, i[n - 1], ir_kint(&ir, n));
    for (unsigned n = 0; n < COUNT(i); n++)
        store(n % 8, i[n]);
    store(9, ir_kint(&ir, 9));
}

START_TEST(test_root_link)
{
    struct trace *first = new_trace(LINK_ROOT), *second = new_trace(LINK_INTERPRETER);
    struct trace *list[] = {first, second};

    vm->jit.traces = list;
    vm->jit.trace_count = 2;
    first->link_trace = 2;
    build_spilled();
    assemble(&ir, first, NULL);
    ck_assert_uint_gt(first->spill_size, 0);
    ck_assert_uint_eq(first->spill_size % 16, 0);
    assemble(&ir, second, NULL);
    ck_assert_ptr_eq(run_machine(first, LONG), second->link_opline);
    ck_assert_int_eq(memory[9].i, 9);
    vm->jit.trace_count = 0;
    drop_trace(first);
    drop_trace(second);
    ir_free(&ir);
}
END_TEST

START_TEST(test_stitch)
{
    struct trace *first = new_trace(LINK_STITCH), *second = new_trace(LINK_INTERPRETER);

    build_spilled();
    assemble(&ir, first, NULL);
    first->link_opline = NULL; /* in the code already */
    ck_assert_ptr_eq(run_machine(first, LONG), &oplines[OPLINES - 2]);
    second->link_opline = &oplines[3];
    assemble(&ir, second, NULL);
    first->stitch_target = second->entry;
    ck_assert_ptr_eq(run_machine(first, LONG), &oplines[3]);
    drop_trace(first);
    drop_trace(second);
    ir_free(&ir);
}
END_TEST

START_TEST(test_too_many_slots)
{
    struct trace *t = new_trace(LINK_INTERPRETER);
    ir_ref i[400];

    begin_ir();
    snap();
    i[0] = load_int(AREA);
    for (unsigned n = 1; n < COUNT(i); n++)
        i[n] = raw(IR_ADD, TYPE_INT, 0, i[n - 1], ir_kint(&ir, n));
    for (unsigned n = 0; n < COUNT(i); n++)
        store(n % 8, i[n]);
    ck_assert_int_eq(asm_trace(vm, &ir, t, NULL), STOP_SPILL);
    ck_assert_ptr_null(t->exits);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

START_TEST(test_too_long)
{
    struct trace *t = new_trace(LINK_INTERPRETER);

    settings.param[PARAM_JIT_SIZEMCODE] = 1;
    begin_ir();
    for (unsigned n = 0; n < 500; n++)
        store(n % 8, ir_kint(&ir, n));
    ck_assert_int_eq(asm_trace(vm, &ir, t, NULL), STOP_SIZEMCODE);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

/* ---- traces at random ---------------------------------------------------------------------------- */

enum { POOL_MAX = 1024 };

struct pool {
    ir_ref refs[POOL_MAX];
    unsigned count;
};

static struct {
    uint64_t state;
    struct model *m;
    struct pool ints, floats, words;
} gen;

/* A linear congruential generator with Knuth's multiplier; the upper bits are the good ones. */
static unsigned random_below(unsigned n)
{
    gen.state = gen.state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((gen.state >> 33) % n);
}

static void pool_add(struct pool *p, ir_ref ref)
{
    if (p->count < POOL_MAX)
        p->refs[p->count++] = ref;
}

/* New ones more often than old ones, which keeps some alive for long. */
static ir_ref pool_pick(const struct pool *p)
{
    unsigned recent = p->count < 8 ? p->count : 8;

    if (random_below(3) != 0)
        return p->refs[p->count - 1 - random_below(recent)];
    return p->refs[random_below(p->count)];
}

static ir_ref pick_int(void)
{
    static const int64_t some[] = {0, 1, -1, 2, 100, INT32_MAX, INT64_MAX, INT64_MIN, 0x123456789abcdef};

    return random_below(5) == 0 ? ir_kint(&ir, some[random_below(COUNT(some))]) : pool_pick(&gen.ints);
}

static ir_ref pick_float(void)
{
    return random_below(5) == 0 ? ir_kfloat(&ir, doubles[random_below(COUNT(doubles))])
                                : pool_pick(&gen.floats);
}

/* Emits, executes in the model, and takes care that what is executed for the first time does not exit. */
static ir_ref add(enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    ir_ref ref = raw(op, type, flags, a, b);

    ck_assert_uint_lt(ref - IR_BASE, VALUES_MAX);
    if (execute(gen.m, ref))
        return ref;
    if (ir_modes[op].kind == IRK_GUARD)
        ir_at(&ir, ref)->flags ^= IRF_NOT;
    else
        ir_at(&ir, ref)->flags &= (uint16_t)~IRF_GUARD;
    return ref;
}

static void gen_int(void)
{
    static const enum ir_op ops[] = {IR_ADD, IR_SUB, IR_MUL, IR_ADD, IR_SUB, IR_AND, IR_OR, IR_XOR};
    enum ir_op op = ops[random_below(COUNT(ops))];
    uint16_t flags = op <= IR_MUL && random_below(2) ? IRF_GUARD : 0;

    pool_add(&gen.ints, add(op, TYPE_INT, flags, pick_int(), pick_int()));
}

static void gen_shift(void)
{
    ir_ref count = ir_kint(&ir, random_below(64));

    if (random_below(2))
        count = add(IR_AND, TYPE_INT, 0, pick_int(), ir_kint(&ir, 63));
    pool_add(&gen.ints, add(random_below(2) ? IR_SHL : IR_SAR, TYPE_INT, 0, pick_int(), count));
}

static void gen_divide(void)
{
    ir_ref by = ir_kint(&ir, 3 + random_below(9));

    if (random_below(2))
        by = add(IR_OR, TYPE_INT, 0, add(IR_AND, TYPE_INT, 0, pick_int(), ir_kint(&ir, 15)),
                 ir_kint(&ir, 16));
    pool_add(&gen.ints, add(random_below(2) ? IR_DIV : IR_MOD, TYPE_INT, 0, pick_int(), by));
}

static void gen_float(void)
{
    enum ir_op op = (enum ir_op)(IR_ADD + random_below(4));

    pool_add(&gen.floats, add(op, TYPE_FLOAT, 0, pick_float(), pick_float()));
}

static void gen_unary(void)
{
    switch (random_below(4)) {
    case 0:
        pool_add(&gen.ints, add(IR_NOT, TYPE_INT, 0, pick_int(), 0));
        break;
    case 1:
        pool_add(&gen.floats, add(IR_CONV, TYPE_FLOAT, 0, pick_int(), 0));
        break;
    case 2:
        pool_add(&gen.ints, add(IR_ZEXT, TYPE_INT, 0, pool_pick(&gen.words), 0));
        break;
    default:
        pool_add(&gen.floats, add(IR_SQRT, TYPE_FLOAT, 0, pick_float(), 0));
    }
}

static void gen_guard(void)
{
    switch (random_below(4)) {
    case 0:
        add((enum ir_op)(IR_EQ + random_below(6)), TYPE_FLOAT, IRF_GUARD, pick_float(), pick_float());
        break;
    case 1:
        add(IR_TESTZ, IRT_WORD, IRF_GUARD, pool_pick(&gen.words), 1u << random_below(32));
        break;
    case 2:
        add((enum ir_op)(IR_EQ + random_below(7)), IRT_WORD, IRF_GUARD, pool_pick(&gen.words),
            random_below(2) ? pool_pick(&gen.words)
                            : ir_kptr(&ir, (void *)(uintptr_t)(0xfffffffe + random_below(2)), IRT_WORD));
        break;
    default:
        add((enum ir_op)(IR_EQ + random_below(7)), TYPE_INT, IRF_GUARD, pick_int(), pick_int());
    }
}

static void gen_snap(void)
{
    unsigned count = random_below(14);

    snap();
    for (unsigned n = 0; n < count; n++) {
        ir_ref ref = random_below(2) ? pick_int() : pick_float();

        if (random_below(8) == 0)
            ref = ir_kpri(&ir, TYPE_NULL);
        ir_snap_entry(&ir, slot_offset(n), ref, random_below(8) == 0 ? SNAP_STORED : 0);
    }
}

/* Slots keep their types: even ones are integers, odd ones floats. */
static void gen_slot(void)
{
    unsigned slot = random_below(12);
    uint16_t flags = random_below(2) ? IRF_GUARD : 0;

    if (random_below(2))
        store(slot, slot & 1 ? pick_float() : pick_int());
    else if (slot & 1)
        pool_add(&gen.floats, add(IR_SLOAD, TYPE_FLOAT, flags, slot_offset(slot), 0));
    else
        pool_add(&gen.ints, add(IR_SLOAD, TYPE_INT, flags, slot_offset(slot), 0));
    if (ir_at(&ir, ir_next_ref(&ir) - 1)->op == IR_SSTORE)
        execute(gen.m, ir_next_ref(&ir) - 1);
}

static ir_ref gen_index(ir_ref area, unsigned mask)
{
    ir_ref index = add(IR_AND, TYPE_INT, 0, pick_int(), ir_kint(&ir, mask));

    if (random_below(2))
        pool_add(&gen.ints, index);
    return add(IR_INDEX, IRT_PTR, 0, area, index);
}

/* The address of an integer in the array, which has 16. */
static ir_ref gen_address(void)
{
    ir_ref area = add(IR_SADDR, IRT_PTR, 0, slot_offset(AREA), 0);

    if (random_below(2))
        return add(IR_FIELD, IRT_PTR, 0, area, slot_offset(random_below(16)));
    if (random_below(2))
        area = add(IR_FIELD, IRT_PTR, 0, area, slot_offset(1));
    if (random_below(2))
        area = gen_index(gen_index(area, 3), 3);
    else
        area = gen_index(area, 7);
    return add(IR_FIELD, IRT_PTR, 0, area, slot_offset(random_below(8)));
}

static void gen_memory(void)
{
    static ir_ref address; /* used again now and then */
    uint16_t flags = random_below(2) ? IRF_GUARD : 0;

    if (address == 0 || address >= ir_next_ref(&ir) || ir_at(&ir, address)->op != IR_FIELD ||
        random_below(3) != 0)
        address = gen_address();
    switch (random_below(8)) {
    case 0:
        add(IR_VSTORE, TYPE_INT, 0, address, pick_int());
        break;
    case 1:
        pool_add(&gen.words, add(IR_VINFO, IRT_WORD, 0, address, 0));
        break;
    case 2:
        pool_add(&gen.words, add(IR_XLOAD, IRT_WORD, 0, address, 0));
        break;
    case 3:
        pool_add(&gen.words, add(IR_XLOAD, IRT_BYTE, 0, address, 0));
        break;
    case 4:
        add(IR_XSTORE, random_below(2) ? IRT_WORD : IRT_BYTE, 0, address, pool_pick(&gen.words));
        break;
    case 5:
        add(IR_XSTORE, TYPE_INT, 0, address, pick_int());
        break;
    default:
        pool_add(&gen.ints, add(IR_VLOAD, TYPE_INT, flags, address, 0));
    }
}

/* The string dies in half of the cases, in C code that spoils all registers that it may. */
static void gen_release(void)
{
    ir_ref s = ir_kptr(&ir, &string, TYPE_STRING | IRT_COUNTED);

    add(IR_XSTORE, IRT_WORD, 0, s, ir_kptr(&ir, (void *)(uintptr_t)(1 + random_below(2)), IRT_WORD));
    add(IR_RELEASE, IRT_VOID, 0, s, 0);
}

static void gen_call(void)
{
    static const enum ir_call calls[] = {IRCALL_FLOOR, IRCALL_CEIL};
    ir_ref ref;

    switch (random_below(6)) {
    case 3:
        gen_release();
        break;
    case 4:
        ref = add(IR_CARG, IRT_VOID, 0, ir_kptr(&ir, vm, IRT_PTR),
                  ir_kptr(&ir, &shared, TYPE_ARRAY | IRT_COUNTED));
        add(IR_CALL, IRT_VOID, 0, IRCALL_RELEASE_SHARED, ref);
        break;
    case 0:
        pool_add(&gen.floats, add(IR_CALL, TYPE_FLOAT, 0, calls[random_below(2)], pick_float()));
        break;
    case 1:
        ref = add(IR_CARG, IRT_VOID, 0, pick_float(), pick_float());
        pool_add(&gen.floats, add(IR_CALL, TYPE_FLOAT, 0, IRCALL_FMOD, ref));
        break;
    case 2:
        ref = add(IR_HCALL, IRT_VOID, 0, ir_kptr(&ir, &oplines[8], IRT_PTR),
                  ir_kptr(&ir, &oplines[9], IRT_PTR));
        ir_at(&ir, ref)->snap = ir.snap_now;
        break;
    default:
        add(IR_SAFEPOINT, IRT_VOID, 0, 0, 0);
    }
}

static void gen_body(unsigned length, bool calls)
{
    static void (*const some[])(void) = {gen_int,   gen_int,    gen_int,    gen_float, gen_float,
                                         gen_shift, gen_divide, gen_unary,  gen_snap,  gen_guard,
                                         gen_slot,  gen_slot,   gen_memory, gen_memory};

    for (unsigned n = 0; n < length; n++) {
        if (calls && random_below(12) == 0)
            gen_call();
        else
            some[random_below(COUNT(some))]();
    }
}

static void gen_begin(uint64_t seed, struct model *m)
{
    gen.state = seed;
    gen.m = m;
    gen.ints.count = gen.floats.count = gen.words.count = 0;
    string = (struct string){.head = {.type = TYPE_STRING}};
    m->ir = &ir;
    begin_ir();
    for (unsigned slot = 0; slot < 12; slot++) {
        if (slot & 1)
            set_float(slot, random_below(100) / 8.0);
        else
            set_int(slot, (int64_t)random_below(1000) - 300);
    }
    begin_model(LONG);
}

static void gen_start(void)
{
    snap();
    pool_add(&gen.ints, add(IR_SLOAD, TYPE_INT, IRF_GUARD, slot_offset(0), 0));
    pool_add(&gen.floats, add(IR_SLOAD, TYPE_FLOAT, IRF_GUARD, slot_offset(1), 0));
    pool_add(&gen.words, add(IR_VINFO, IRT_WORD, 0, gen_address(), 0));
}

static bool is_left(const ir_ref *lefts, unsigned count, ir_ref ref)
{
    for (unsigned n = 0; n < count; n++)
        if (lefts[n] == ref)
            return true;
    return false;
}

/* Left sides are values of their own that nothing else in front of the loop is made of twice. */
static unsigned gen_lefts(ir_ref *lefts, unsigned max)
{
    unsigned count = 0;

    while (count < max) {
        ir_ref ref = pool_pick(random_below(2) ? &gen.ints : &gen.floats);

        if (!is_left(lefts, count, ref))
            lefts[count++] = ref;
        else
            max--;
    }
    return count;
}

static void gen_loop(unsigned length, bool calls)
{
    ir_ref lefts[40], counter, next, zero = add(IR_SLOAD, TYPE_INT, 0, slot_offset(2), 0);
    unsigned count;

    counter = add(IR_SUB, TYPE_INT, 0, zero, zero);
    count = gen_lefts(lefts, random_below(COUNT(lefts)));
    ir.loop = add(IR_LOOP, IRT_VOID, 0, 0, 0);
    gen_snap();
    ir_snap_entry(&ir, slot_offset(13), counter, 0);
    add(IR_LT, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 2 + random_below(12)));
    gen_body(length, calls);
    next = add(IR_ADD, TYPE_INT, IRF_GUARD, counter, ir_kint(&ir, 1));
    raw(IR_PHI, TYPE_INT, 0, counter, next);
    for (unsigned n = 0; n < count; n++) {
        uint8_t type = ir_at(&ir, lefts[n])->type;

        raw(IR_PHI, type, 0, lefts[n], irt_is_float(type) ? pick_float() : pick_int());
    }
}

START_TEST(test_random)
{
    char name[32];

    for (unsigned n = 0; n < 40; n++) {
        uint64_t seed = (uint64_t)_i * 40 + n;

        snprintf(name, sizeof name, "seed %u", (unsigned)seed);
        gen_begin(seed, &models[1]);
        gen_start();
        gen_body(10 + random_below(150), random_below(2));
        if (random_below(3) != 0)
            gen_loop(5 + random_below(120), random_below(2));
        check_trace(&ir, ir.loop != 0 ? LINK_LOOP : LINK_INTERPRETER, name);
    }
}
END_TEST

/* ---- side traces --------------------------------------------------------------------------------- */

/* What the exit's map lists, as PLOADs, with the values that the parent's model has there. */
static void gen_ploads(const struct model *parent, const struct snap *at)
{
    uint32_t number = 0;

    for (uint32_t i = at->entries; i < at->entries + at->entry_count; i++) {
        const struct snap_entry *entry = &parent->ir->entries[i];
        uint8_t type = ir_at(parent->ir, entry->ref)->type;
        ir_ref ref;

        if (entry->flags & SNAP_STORED)
            continue;
        ref = raw(IR_PLOAD, type, 0, number++, 0);
        gen.m->values[ref - IR_BASE] = get(parent, entry->ref);
        if (type == TYPE_INT)
            pool_add(&gen.ints, ref);
        else if (irt_is_float(type))
            pool_add(&gen.floats, ref);
    }
}

static ir_ref run_both(struct model *parent, struct model *side, const struct ir *side_ir, ir_ref side_exit,
                       uint64_t guards, bool *in_side)
{
    ir_ref exit;

    begin_model(guards);
    exit = run_model(parent);
    *in_side = exit == side_exit && model_guards != 0;
    if (!*in_side)
        return exit;
    const struct snap *at = &parent->ir->snaps[snap_of(parent->ir, exit)];
    ir_ref ref = IR_BASE + 1;
    for (uint32_t i = at->entries; i < at->entries + at->entry_count; i++) {
        const struct snap_entry *entry = &parent->ir->entries[i];

        if (!(entry->flags & SNAP_STORED))
            side->values[ref++ - IR_BASE] = get(parent, entry->ref);
    }
    side->ir = side_ir;
    return run_model(side);
}

static void compare_both(struct trace *root, struct ir *root_ir, struct trace *side, ir_ref side_exit,
                         const char *name)
{
    bool in_side;
    uint64_t passed = LONG;
    ir_ref exit;
    char what[64];

    models[0].ir = root_ir;
    for (uint64_t n = 0; n <= passed && n <= 150; n++) {
        uint64_t guards = n == 0 ? LONG : n;
        struct trace ends = *root;

        exit = run_both(&models[0], &models[1], &ir, side_exit, guards, &in_side);
        if (n == 0)
            passed = LONG - model_guards;
        ends.link_opline = side->link_opline;
        snprintf(what, sizeof what, "%s, guard %u, %s", name, (unsigned)n, in_side ? "side" : "root");
        compare_run(&ends, &models[in_side ? 1 : 0], exit, guards, what);
    }
}

/* A side trace at the exit where the root trace ends by itself. */
static void check_side(uint64_t seed, const char *name)
{
    struct trace *root = new_trace(LINK_LOOP), *side = new_trace(LINK_INTERPRETER);
    struct ir root_ir;
    ir_ref exit;

    gen_begin(seed, &models[1]);
    gen_start();
    gen_body(random_below(100), random_below(2));
    gen_loop(5 + random_below(100), random_below(2));
    root_ir = ir;
    assemble(&root_ir, root, NULL);
    models[0].ir = &root_ir;
    begin_model(LONG);
    exit = run_model(&models[0]);
    run_machine(root, LONG);
    ck_assert_uint_eq(seen.exits, 1);

    gen.ints.count = gen.floats.count = gen.words.count = 0;
    ir_begin(&ir, vm);
    models[1].ir = &ir;
    gen_ploads(&models[0], &root_ir.snaps[snap_of(&root_ir, exit)]);
    gen_start();
    gen_body(10 + random_below(100), random_below(2));
    if (random_below(2)) {
        gen_loop(5 + random_below(60), random_below(2));
        side->link = LINK_LOOP;
    }
    assemble(&ir, side, &root->exits[seen.exit]);
    ck_assert_uint_ge(side->spill_size, root->spill_size);
    root->exits[seen.exit].target = side->entry;
    compare_both(root, &root_ir, side, exit, name);
    drop_trace(side);
    drop_trace(root);
    ir_free(&ir);
    ir_free(&root_ir);
}

START_TEST(test_random_side)
{
    char name[32];

    for (unsigned n = 0; n < 25; n++) {
        uint64_t seed = 1000000 + (uint64_t)_i * 25 + n;

        snprintf(name, sizeof name, "seed %u", (unsigned)seed);
        check_side(seed, name);
    }
}
END_TEST

/* ---- failures ------------------------------------------------------------------------------------ */

/* Each allocation and each call for code memory fails once: there is no trace, and nothing is left. */
START_TEST(test_failures)
{
    struct trace *t = new_trace(LINK_LOOP);
    enum stop stop = STOP_MEMORY;
    unsigned n, live;

    gen_begin(4711, &models[1]);
    gen_start();
    gen_body(120, true);
    gen_loop(100, true);
    live = host.live;
    for (n = 1; stop == STOP_MEMORY; n++) {
        host.allocations = 0;
        host.fail_allocation = n;
        stop = asm_trace(vm, &ir, t, NULL);
        if (stop == STOP_NONE)
            break;
        ck_assert_int_eq(stop, STOP_MEMORY);
        ck_assert_uint_eq(host.live, live);
        ck_assert_ptr_null(t->exits);
    }
    ck_assert_int_eq(stop, STOP_NONE);
    ck_assert_uint_gt(n, 8);
    compare_all(&ir, t, "after failures");
    drop_trace(t);
    t = new_trace(LINK_LOOP);
    host.fail_allocation = 0;
    host.code_ops = 0;
    host.fail_code = 1;
    ck_assert_int_eq(asm_trace(vm, &ir, t, NULL), STOP_MCODE_MAP);
    ck_assert_ptr_null(t->exit_slots);
    drop_trace(t);
    ir_free(&ir);
}
END_TEST

static TCase *asm_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, begin, host_end);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("jit_asm");
    TCase *tcase = asm_case(suite, "instructions");

    tcase_add_test(tcase, test_types);
    tcase_add_loop_test(tcase, test_comparisons, 0, 7);
    tcase_add_loop_test(tcase, test_overflow, 0, 6);
    tcase_add_loop_test(tcase, test_shared_exit, 0, 2);
    tcase_add_test(tcase, test_pressure);
    tcase_add_test(tcase, test_release);
    tcase_add_loop_test(tcase, test_handler_call, 0, 2);
    tcase_add_loop_test(tcase, test_handler_branch, 0, 3);
    tcase_add_loop_test(tcase, test_call_that_raises, 0, 2);
    tcase_add_test(tcase, test_stack_room);
    tcase_add_test(tcase, test_rebase);
    tcase_add_test(tcase, test_words);
    tcase_add_test(tcase, test_safepoint);
    tcase = asm_case(suite, "loops");
    tcase_add_loop_test(tcase, test_swapped_phis, 1, 40);
    tcase_add_test(tcase, test_call_in_loop);
    tcase_add_test(tcase, test_reloaded_left);
    tcase_add_test(tcase, test_address_of_left);
    tcase_add_test(tcase, test_plain_loop);
    tcase = asm_case(suite, "links");
    tcase_add_test(tcase, test_root_link);
    tcase_add_test(tcase, test_stitch);
    tcase = asm_case(suite, "failures");
    tcase_add_test(tcase, test_too_many_slots);
    tcase_add_test(tcase, test_too_long);
    tcase_add_test(tcase, test_failures);
    tcase = asm_case(suite, "random");
    tcase_add_loop_test(tcase, test_random, 0, 15);
    tcase_add_loop_test(tcase, test_random_side, 0, 10);
    return host_run(suite);
}
