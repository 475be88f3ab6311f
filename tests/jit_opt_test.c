/* jit_opt_test.c: the optimizer of traces against a model.
 *
 * A random loop over slots, arrays and an object is run by a small interpreter. One of its iterations is
 * recorded as the trace recorder would, through ir_emit, opt_loop and opt_dce; then the loop is run from
 * its start again, this time by executing the IR, and where that exits, by the interpreter until the loop's
 * head comes round. In the end memory and the number of safepoints must be what the interpreter alone left,
 * with each switch of the optimizer on and off, also when a guard that holds is made to exit.
 *
 * JIT_OPT_TEST_RUNS says how many loops; JIT_OPT_TEST_SEED=N runs the one with that number and prints it.
 */
#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir_model.h"
#include "refvm/dump.h"
#include "refvm/jit/opt.h"
#include "refvm/vm.h"

extern const struct vut vut_refvm;

enum {
    VARS = 5,      /* slots of variables: numbers */
    VAR_COUNT = 8, /* the last one is a temporary */
    ARRAYS = VARS + VAR_COUNT,
    OBJECT = ARRAYS + 2,
    SLOTS = OBJECT + 1,
    ELEMENTS = 8,
    PROPERTIES = 3,
    STATEMENTS_MAX = 14,
    ITERATIONS = 12,
};

enum kind {
    ARITH,
    BITS,
    MOVE,
    CONSTANT,
    SKIP,
    LOAD,
    STORE,
    GET,
    SET,
    FIND,
    HANDLER,
    TEMPORARY,
    STEP,
    KINDS
};

struct statement {
    enum kind kind;
    uint32_t d, a, b; /* slots */
    enum ir_op op;
    int64_t k;
};

/* Everything that a loop can change. */
struct world {
    struct value frame[SLOTS];
    struct array arrays[2];
    struct value elements[2][ELEMENTS];
    _Alignas(struct object) char object[sizeof(struct object) + PROPERTIES * sizeof(struct value)];
    uint64_t safepoints;
};

static struct vm vm;
static struct vut_settings settings;
static struct vut_hooks hooks;
static struct ir ir;
static struct world world, start, expected;
static struct statement loop[STATEMENTS_MAX];
static uint32_t loop_size;
static bool shared; /* handlers may write any variable: the recorder forgets all */
static uint64_t random_state;

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % n;
}

static void *resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                    uint32_t site)
{
    (void)ctx, (void)old_size, (void)domain, (void)site;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

/* ---- the interpreter -------------------------------------------------------------------------------- */

static struct value *slot(uint32_t n)
{
    return &world.frame[n];
}

static double number(const struct value *v)
{
    return v->type == TYPE_INT ? (double)v->i : v->d;
}

static bool less(const struct value *a, const struct value *b)
{
    return a->type == TYPE_INT && b->type == TYPE_INT ? a->i < b->i : number(a) < number(b);
}

static bool overflows(enum ir_op op, int64_t a, int64_t b, int64_t *i)
{
    return op == IR_ADD   ? __builtin_add_overflow(a, b, i)
           : op == IR_SUB ? __builtin_sub_overflow(a, b, i)
                          : __builtin_mul_overflow(a, b, i);
}

static void arith(struct value *d, enum ir_op op, const struct value *a, const struct value *b)
{
    double x = number(a), y = number(b);
    int64_t i;

    if (a->type == TYPE_INT && b->type == TYPE_INT && !overflows(op, a->i, b->i, &i))
        value_set_int(d, i);
    else
        value_set_float(d, op == IR_ADD ? x + y : op == IR_SUB ? x - y : x * y);
}

static int64_t bits(enum ir_op op, int64_t a, int64_t k)
{
    switch (op) {
    case IR_AND:
        return a & k;
    case IR_OR:
        return a | k;
    case IR_XOR:
        return a ^ k;
    case IR_NOT:
        return ~a;
    case IR_SHL:
        return (int64_t)((uint64_t)a << (k & 63));
    case IR_SAR:
        return a >> (k & 63);
    default:
        return a % k;
    }
}

static struct value *property(int64_t k)
{
    return (struct value *)(world.object + offsetof(struct object, slots)) + k;
}

/* Depends on all slots, so that one that is not in memory shows. */
static void handler(int64_t k)
{
    uint64_t hash = (uint64_t)k;

    for (uint32_t n = VARS; n < VARS + VAR_COUNT - 1; n++)
        hash = (hash ^ (slot(n)->type == TYPE_INT ? (uint64_t)slot(n)->i : slot(n)->type)) * 1099511628211u;
    value_set_int(slot(VARS + (uint32_t)k % (VAR_COUNT - 1)), (int64_t)(hash >> 56));
    value_set_int(&world.elements[k & 1][k % ELEMENTS], (int64_t)(hash >> 48 & 255));
    value_set_int(property(k % PROPERTIES), (int64_t)(hash >> 40 & 255));
}

static uint32_t low_bits(const struct value *v)
{
    return v->type == TYPE_INT ? (uint32_t)v->i & (ELEMENTS - 1) : 0;
}

static struct value *element(const struct statement *s)
{
    return &slot(s->b)->a->values[low_bits(slot(s->a))];
}

static uint32_t execute(uint32_t at)
{
    const struct statement *s = &loop[at];
    struct value v, *tmp = slot(VARS + VAR_COUNT - 1);

    switch (s->kind) {
    case ARITH:
        arith(slot(s->d), s->op, slot(s->a), slot(s->b));
        break;
    case BITS:
        value_set_int(slot(s->d), slot(s->a)->type == TYPE_INT ? bits(s->op, slot(s->a)->i, s->k) : 1);
        break;
    case MOVE:
        value_move(slot(s->d), slot(s->a));
        break;
    case CONSTANT:
        value_set_int(slot(s->d), s->k);
        break;
    case SKIP:
        return at + (less(slot(s->a), slot(s->b)) ? 2 : 1);
    case LOAD:
    case FIND:
        value_move(slot(s->d), element(s));
        break;
    case STORE:
        value_move(element(s), slot(s->d));
        break;
    case GET:
        value_move(slot(s->d), property(s->k));
        break;
    case SET:
        value_move(property(s->k), slot(s->d));
        break;
    case HANDLER:
        handler(s->k);
        break;
    case TEMPORARY:
        arith(tmp, s->op, slot(s->a), slot(s->b));
        value_move(&v, tmp);
        arith(slot(s->d), IR_ADD, &v, slot(s->a));
        break;
    default: /* STEP */
        value_set_int(slot(s->d), slot(ARRAYS)->extra);
        slot(ARRAYS)->extra++;
        break;
    }
    return at + 1;
}

/* ---- the recorder ----------------------------------------------------------------------------------- */

static struct {
    ir_ref ref;
    bool dirty, stored;
} map[SLOTS];

static bool snap_due;
static uint32_t now; /* statement */

static const struct opline *place(uint32_t at)
{
    return (const struct opline *)(uintptr_t)(at + 1);
}

static void take_snap(enum snap_kind kind, uint32_t at)
{
    ir_snap(&ir, kind, place(at), NULL, 0);
    for (uint32_t n = 0; n < SLOTS; n++)
        if (map[n].ref != IR_REF_NONE && (map[n].dirty || map[n].stored))
            ir_snap_entry(&ir, 16 * n, map[n].ref, map[n].dirty ? 0 : SNAP_STORED);
}

static ir_ref emit_guard(enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    if (snap_due)
        take_snap(SNAP_GUARD, now);
    snap_due = false;
    return ir_emit(&ir, op, type, IRF_GUARD | flags, a, b);
}

static ir_ref emit(enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    return ir_emit(&ir, op, type, 0, a, b);
}

static ir_ref load(uint32_t n)
{
    if (map[n].ref == IR_REF_NONE)
        map[n].ref = emit_guard(IR_SLOAD, irt_of(slot(n)), 0, 16 * n, 0);
    return map[n].ref;
}

static void write(uint32_t n, ir_ref ref)
{
    map[n].ref = ref;
    map[n].dirty = true;
    map[n].stored = false;
}

static void sync(void)
{
    for (uint32_t n = 0; n < SLOTS; n++) {
        if (map[n].ref == IR_REF_NONE || !map[n].dirty)
            continue;
        emit(IR_SSTORE, ir_at(&ir, map[n].ref)->type, 16 * n, map[n].ref);
        map[n].dirty = false;
        map[n].stored = true;
    }
}

static ir_ref as_float(ir_ref ref)
{
    return ir_at(&ir, ref)->type == TYPE_INT ? emit(IR_CONV, TYPE_FLOAT, ref, 0) : ref;
}

/* NONE: it overflows now, and the trace goes on with floats behind a handler. */
static ir_ref record_arith(enum ir_op op, ir_ref a, ir_ref b, const struct value *x, const struct value *y)
{
    int64_t i;

    if (ir_at(&ir, a)->type != TYPE_INT || ir_at(&ir, b)->type != TYPE_INT)
        return emit(op, TYPE_FLOAT, as_float(a), as_float(b));
    if (overflows(op, x->i, y->i, &i))
        return IR_REF_NONE;
    return emit_guard(op, TYPE_INT, 0, a, b);
}

static ir_ref field(ir_ref a, size_t offset)
{
    return emit(IR_FIELD, IRT_PTR, a, (ir_ref)offset);
}

static ir_ref zero_extended(uint8_t type, ir_ref address)
{
    return emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, type, address, 0), 0);
}

static ir_ref record_key(const struct statement *s)
{
    ir_ref key = load(s->a);

    if (ir_at(&ir, key)->type != TYPE_INT)
        return ir_kint(&ir, 0);
    return emit(IR_AND, TYPE_INT, key, ir_kint(&ir, ELEMENTS - 1));
}

static ir_ref record_element(const struct statement *s)
{
    ir_ref key = record_key(s), array = load(s->b);

    emit_guard(IR_EQ, TYPE_INT, IRF_NOT,
               zero_extended(IRT_BYTE, field(array, offsetof(struct array, packed))), ir_kint(&ir, 0));
    emit_guard(IR_ULT, TYPE_INT, 0, key,
               zero_extended(IRT_WORD, field(array, offsetof(struct array, used))));
    return emit(IR_INDEX, IRT_PTR, emit(IR_XLOAD, IRT_PTR, field(array, offsetof(struct array, values)), 0),
                key);
}

static ir_ref record_find(const struct statement *s)
{
    ir_ref key = record_key(s), array = load(s->b), at;

    at = emit(IR_CALL, IRT_PTR, IRCALL_FIND_INT, ir_raw(&ir, IR_CARG, IRT_VOID, 0, array, key));
    emit_guard(IR_NE, IRT_PTR, 0, at, ir_kptr(&ir, NULL, IRT_PTR));
    return at;
}

static void record_load(uint32_t d, ir_ref address, const struct value *v)
{
    write(d, emit_guard(IR_VLOAD, irt_of(v), 0, address, 0));
}

static void record_store(uint32_t d, ir_ref address)
{
    emit(IR_VSTORE, ir_at(&ir, map[d].ref)->type, address, map[d].ref);
}

static ir_ref record_property(int64_t k)
{
    return field(load(OBJECT), offsetof(struct object, slots) + (size_t)k * sizeof(struct value));
}

static void record_handler(uint32_t at, uint32_t next, int64_t writes)
{
    sync();
    if (ir.snap_count == 0)
        take_snap(SNAP_GUARD, at);
    emit(IR_HCALL, IRT_VOID, ir_kptr(&ir, place(at), IRT_PTR), ir_kptr(&ir, place(next), IRT_PTR));
    for (uint32_t n = VARS; n < VARS + VAR_COUNT; n++)
        if (shared || n == (uint32_t)writes)
            map[n].ref = IR_REF_NONE, map[n].dirty = map[n].stored = false;
}

static void record_step(const struct statement *s)
{
    ir_ref word = emit(IR_SADDR, IRT_PTR, 16 * ARRAYS + offsetof(struct value, extra), 0);
    ir_ref position = zero_extended(IRT_WORD, word);

    emit_guard(IR_ULT, TYPE_INT, 0, position, ir_kint(&ir, 1000000));
    emit(IR_XSTORE, IRT_WORD, word, emit(IR_ADD, TYPE_INT, position, ir_kint(&ir, 1)));
    write(s->d, position);
}

/* a + b into a temporary, and that + a: the temporary is gone then. */
static bool record_temporary(const struct statement *s, ir_ref a, ir_ref b)
{
    struct value v;
    ir_ref tmp, sum;

    arith(&v, s->op, slot(s->a), slot(s->b));
    tmp = record_arith(s->op, a, b, slot(s->a), slot(s->b));
    if (tmp == IR_REF_NONE)
        return false;
    sum = record_arith(IR_ADD, tmp, a, &v, slot(s->a));
    if (sum == IR_REF_NONE)
        return false;
    write(s->d, sum);
    return true;
}

static void record_skip(ir_ref a, ir_ref b, bool less)
{
    bool ints = ir_at(&ir, a)->type == TYPE_INT && ir_at(&ir, b)->type == TYPE_INT;

    emit_guard(IR_LT, ints ? TYPE_INT : TYPE_FLOAT, less ? 0 : IRF_NOT, ints ? a : as_float(a),
               ints ? b : as_float(b));
}

static ir_ref record_bits(const struct statement *s, ir_ref a)
{
    if (ir_at(&ir, a)->type != TYPE_INT)
        return ir_kint(&ir, 1);
    return emit(s->op, TYPE_INT, a, s->op == IR_NOT ? 0 : ir_kint(&ir, s->k));
}

/* False: by a handler. */
static bool record(const struct statement *s)
{
    ir_ref ref;

    switch (s->kind) {
    case ARITH:
        load(s->a), load(s->b);
        ref = record_arith(s->op, load(s->a), load(s->b), slot(s->a), slot(s->b));
        if (ref == IR_REF_NONE)
            return false;
        write(s->d, ref);
        break;
    case BITS:
        write(s->d, record_bits(s, load(s->a)));
        break;
    case MOVE:
        write(s->d, load(s->a));
        break;
    case CONSTANT:
        write(s->d, ir_kint(&ir, s->k));
        break;
    case SKIP:
        load(s->a), load(s->b);
        record_skip(load(s->a), load(s->b), less(slot(s->a), slot(s->b)));
        break;
    case LOAD:
        record_load(s->d, record_element(s), element(s));
        break;
    case FIND:
        record_load(s->d, record_find(s), element(s));
        break;
    case STORE:
        load(s->d);
        record_store(s->d, record_element(s));
        break;
    case GET:
        record_load(s->d, record_property(s->k), property(s->k));
        break;
    case SET:
        load(s->d);
        record_store(s->d, record_property(s->k));
        break;
    case TEMPORARY:
        load(s->a), load(s->b);
        return record_temporary(s, load(s->a), load(s->b));
    case STEP:
        record_step(s);
        break;
    default:
        return false;
    }
    return true;
}

static int64_t written_by_handler(const struct statement *s)
{
    return s->kind == HANDLER ? VARS + s->k % (VAR_COUNT - 1) : s->d;
}

static void record_iteration(void)
{
    uint32_t next;
    bool done;

    memset(map, 0, sizeof map);
    for (uint32_t at = 0; at < loop_size; at = next) {
        now = at;
        snap_due = true;
        done = record(&loop[at]);
        next = execute(at);
        if (!done)
            record_handler(at, next, written_by_handler(&loop[at]));
    }
    take_snap(SNAP_SAFEPOINT_JUMP, 0);
    ir_emit(&ir, IR_SAFEPOINT, IRT_VOID, IRF_GUARD, 0, 0);
    world.safepoints++;
}

static void link_loop(void)
{
    for (uint32_t n = 0; n < SLOTS; n++)
        map[n].stored = !map[n].dirty;
    take_snap(SNAP_GUARD, 0);
    if (!opt_loop(&ir))
        sync();
}

/* ---- the machine ------------------------------------------------------------------------------------ */

static union ir_const values[1 << 16];
static uint64_t guards_left; /* the guard at which this comes to 0 exits */

static union ir_const get(ir_ref ref)
{
    if (ref == IR_REF_NONE)
        return (union ir_const){.u = 0};
    return ir_is_const(ref) ? ir_const_of(&ir, ref) : values[ref];
}

static struct value *frame_at_offset(ir_ref offset)
{
    return (struct value *)((char *)world.frame + offset);
}

static void put(struct value *v, ir_ref ref)
{
    v->i = get(ref).i;
    v->info = irt_info(ir_at(&ir, ref)->type);
}

static bool compute(const struct ir_ins *ins, union ir_const *r)
{
    union ir_const a = get(ins->a), b = get(ins->b);

    switch (ins->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
        if (irt_is_float(ins->type))
            r->d = ins->op == IR_ADD ? a.d + b.d : ins->op == IR_SUB ? a.d - b.d : a.d * b.d;
        else if (overflows((enum ir_op)ins->op, a.i, b.i, &r->i)) {
            /* Where there is no guard it must be impossible. */
            ck_assert(ins->flags & IRF_GUARD);
            return false;
        }
        return true;
    case IR_CONV:
        r->d = (double)a.i;
        return true;
    case IR_ZEXT:
        r->u = a.u;
        return true;
    default:
        r->i = bits((enum ir_op)ins->op, a.i, ir_modes[ins->op].b == IRO_REF ? b.i : 0);
        return true;
    }
}

static void load_word(const struct ir_ins *ins, union ir_const *r)
{
    const void *p = get(ins->a).p;
    uint32_t word;

    r->u = 0;
    if (ins->type == IRT_BYTE) {
        r->u = *(const uint8_t *)p;
    } else if (ins->type == IRT_WORD) {
        memcpy(&word, p, sizeof word);
        r->u = word;
    } else {
        memcpy(r, p, sizeof *r);
    }
}

static bool load_value(const struct value *v, uint8_t type, union ir_const *r)
{
    r->i = v->i;
    return v->info == irt_info(type);
}

static void call_handler(const struct ir_ins *ins)
{
    uint32_t at = (uint32_t)(uintptr_t)get(ins->a).p - 1;

    ck_assert_ptr_eq(place(execute(at)), get(ins->b).p);
}

/* False: the guard does not hold. */
static bool run_ins(const struct ir_ins *ins, union ir_const *r)
{
    const struct ir_ins *args;
    uint32_t word;

    switch (ins->op) {
    case IR_SLOAD:
        return load_value(frame_at_offset(ins->a), ins->type, r) || !(ins->flags & IRF_GUARD);
    case IR_VLOAD:
        return load_value(get(ins->a).p, ins->type, r) || !(ins->flags & IRF_GUARD);
    case IR_XLOAD:
        load_word(ins, r);
        return true;
    case IR_SSTORE:
        put(frame_at_offset(ins->a), ins->b);
        return true;
    case IR_VSTORE:
        put((struct value *)(uintptr_t)get(ins->a).u, ins->b);
        return true;
    case IR_XSTORE:
        word = (uint32_t)get(ins->b).u;
        memcpy((void *)(uintptr_t)get(ins->a).u, &word, sizeof word);
        return true;
    case IR_SADDR:
        r->p = frame_at_offset(ins->a);
        return true;
    case IR_FIELD:
        r->u = get(ins->a).u + ins->b;
        return true;
    case IR_INDEX:
        r->u = get(ins->a).u + get(ins->b).u * sizeof(struct value);
        return true;
    case IR_HCALL:
        call_handler(ins);
        return true;
    case IR_CALL:
        args = ir_at(&ir, ins->b);
        r->p = array_find_int(get(args->a).p, get(args->b).i);
        return true;
    case IR_SAFEPOINT:
        world.safepoints++;
        return true;
    case IR_CARG:
    case IR_LOOP:
        return true;
    default:
        if (ir_modes[ins->op].kind == IRK_GUARD)
            return model_compare(ins->op, ins->type, get(ins->a), get(ins->b)) !=
                   ((ins->flags & IRF_NOT) != 0);
        return compute(ins, r);
    }
}

static void restore(const struct snap *snap)
{
    for (uint32_t i = 0; i < snap->entry_count; i++) {
        const struct snap_entry *e = &ir.entries[snap->entries + i];

        if (e->flags & SNAP_STORED)
            ck_assert_uint_eq(frame_at_offset(e->slot)->info, irt_info(ir_at(&ir, e->ref)->type));
        else
            put(frame_at_offset(e->slot), e->ref);
    }
}

/* All PHIs at once. */
static void next_iteration(void)
{
    union ir_const right[64];
    uint32_t count = 0;

    for (uint32_t n = ir.chain[IR_PHI]; n != 0; n = ir.ins[n].prev) {
        ck_assert_uint_lt(count, 64);
        right[count++] = get(ir.ins[n].b);
    }
    for (uint32_t n = ir.chain[IR_PHI], i = 0; n != 0; n = ir.ins[n].prev)
        values[ir.ins[n].a] = right[i++];
}

/* From the head of the trace to an exit, or to the end of the last iteration: where to go on. */
static uint32_t run_trace(void)
{
    for (ir_ref ref = IR_BASE + 1;; ref++) {
        const struct ir_ins *ins;
        bool holds;

        if (ref == ir_next_ref(&ir)) {
            if (ir.loop != IR_REF_NONE)
                next_iteration();
            if (world.safepoints >= ITERATIONS && ir.loop == IR_REF_NONE)
                return 0;
            ref = ir.loop != IR_REF_NONE ? ir.loop : IR_BASE;
            continue;
        }
        ins = ir_at(&ir, ref);
        if ((ins->flags & IRF_DEAD) || ins->op == IR_PHI || ins->op == IR_NOP)
            continue;
        holds = run_ins(ins, &values[ref]);
        if (!ir_exits(ins))
            continue;
        if (!holds || --guards_left == 0 || (ins->op == IR_SAFEPOINT && world.safepoints >= ITERATIONS)) {
            restore(&ir.snaps[ins->snap]);
            return (uint32_t)(uintptr_t)ir.snaps[ins->snap].opline - 1;
        }
    }
}

/* The whole loop, by the trace where it begins at the head. */
static void run_all(bool by_trace)
{
    while (world.safepoints < ITERATIONS) {
        uint32_t at = by_trace ? run_trace() : 0;

        if (world.safepoints >= ITERATIONS)
            break;
        if (at == 0 && by_trace && guards_left > UINT64_MAX / 2)
            guards_left = UINT64_MAX;
        while (at < loop_size)
            at = execute(at);
        world.safepoints++;
    }
}

/* ---- random loops ----------------------------------------------------------------------------------- */

static uint32_t random_var(void)
{
    return VARS + random_below(VAR_COUNT - 1);
}

static void make_statement(struct statement *s)
{
    static const enum ir_op ariths[] = {IR_ADD, IR_ADD, IR_SUB, IR_MUL};
    static const enum ir_op bit_ops[] = {IR_AND, IR_AND, IR_AND, IR_OR, IR_XOR,
                                         IR_NOT, IR_SHL, IR_SAR, IR_MOD};

    *s = (struct statement){.kind = (enum kind)random_below(KINDS), .d = random_var(), .a = random_var()};
    s->b = random_var();
    s->op = ariths[random_below(4)];
    s->k = random_below(20);
    if (s->kind == BITS) {
        s->op = bit_ops[random_below(9)];
        s->k = s->op == IR_AND ? 255 : 1 + random_below(9);
    } else if (s->kind == LOAD || s->kind == STORE || s->kind == FIND) {
        s->b = ARRAYS + random_below(2);
    } else if (s->kind == GET || s->kind == SET) {
        s->k = random_below(PROPERTIES);
    } else if (s->kind == HANDLER && random_below(3) != 0) {
        s->kind = ARITH;
    }
}

static void make_value(struct value *v)
{
    static const int64_t ints[] = {0, 1, 2, 7, -1, 100, INT64_MAX, INT64_MIN, INT64_MAX - 5};

    if (random_below(5) == 0)
        value_set_float(v, (double)random_below(9) / 2 - 1);
    else
        value_set_int(v, ints[random_below(random_below(4) == 0 ? 9 : 6)]);
}

static void make_world(void)
{
    bool same = random_below(3) == 0;

    memset(&world, 0, sizeof world);
    for (uint32_t n = VARS; n < VARS + VAR_COUNT; n++)
        make_value(slot(n));
    for (uint32_t n = 0; n < 2; n++) {
        world.arrays[n].gc.head = (struct counted){.refcount = 1, .type = TYPE_ARRAY};
        world.arrays[n].used = world.arrays[n].count = world.arrays[n].capacity = ELEMENTS;
        world.arrays[n].packed = true;
        world.arrays[n].values = world.elements[n];
        value_set_array(slot(ARRAYS + n), &world.arrays[same ? 0 : n]);
        for (uint32_t i = 0; i < ELEMENTS; i++)
            make_value(&world.elements[n][i]);
    }
    value_set_object(slot(OBJECT), (struct object *)world.object);
    for (uint32_t i = 0; i < PROPERTIES; i++)
        make_value(property(i));
}

static void make_loop(void)
{
    loop_size = 1 + random_below(STATEMENTS_MAX);
    for (uint32_t n = 0; n < loop_size; n++)
        make_statement(&loop[n]);
    /* Nothing follows that could be skipped. */
    if (loop[loop_size - 1].kind == SKIP)
        loop[loop_size - 1].kind = MOVE;
    shared = random_below(4) == 0;
}

/* ---- one run ---------------------------------------------------------------------------------------- */

static void sink(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    fwrite(bytes, 1, size, stdout);
}

static void print_ir(void)
{
    struct dump d = {.vm = &vm, .sink = sink};

    ir_dump(&ir, &d);
}

static bool same_value(const struct value *a, const struct value *b)
{
    if (a->info != b->info)
        return false;
    return a->type == TYPE_FLOAT ? (isnan(a->d) && isnan(b->d)) || a->i == b->i : a->i == b->i;
}

static bool same_values(const struct value *a, const struct value *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!same_value(&a[i], &b[i]) || a[i].extra != b[i].extra)
            return false;
    return true;
}

/* But for the temporary, which nobody reads. */
static bool is_expected(void)
{
    world.frame[VARS + VAR_COUNT - 1] = expected.frame[VARS + VAR_COUNT - 1];
    return same_values(world.frame, expected.frame, SLOTS) &&
           same_values(world.elements[0], expected.elements[0], 2 * ELEMENTS) &&
           same_values(property(0),
                       (const struct value *)(expected.object + offsetof(struct object, slots)),
                       PROPERTIES) &&
           world.safepoints == expected.safepoints;
}

static void expect_sound(uint64_t seed, const char *where)
{
    ir_ref at = 0;
    const char *wrong = ir_check(&ir, &at);

    if (wrong != NULL)
        print_ir();
    ck_assert_msg(wrong == NULL, "JIT_OPT_TEST_SEED=%llu: %s after %s at %d", (unsigned long long)seed,
                  wrong, where, (int)(at - IR_BASE));
}

static void compile(uint64_t seed)
{
    uint32_t warm = random_below(3);

    ir_begin(&ir, &vm);
    world = start;
    for (uint32_t i = 0; i < warm; i++)
        for (uint32_t at = 0; at < loop_size;)
            at = execute(at);
    record_iteration();
    expect_sound(seed, "recording");
    link_loop();
    expect_sound(seed, "opt_loop");
    opt_dce(&ir);
    expect_sound(seed, "opt_dce");
    ck_assert_int_eq(ir.stop, STOP_NONE);
}

static void run_seed(uint64_t seed, bool verbose)
{
    static const enum param_id switches[] = {PARAM_JIT_FOLD, PARAM_JIT_CSE, PARAM_JIT_FORWARD,
                                             PARAM_JIT_DCE, PARAM_JIT_LOOP};

    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (int i = 0; i < 5; i++)
        settings.param[switches[i]] = random_below(8) != 0;
    make_world();
    start = world;
    make_loop();
    run_all(false);
    expected = world;
    compile(seed);
    if (verbose)
        print_ir();
    for (uint64_t forced = 0; forced < 6; forced++) {
        world = start;
        guards_left = forced == 0 ? UINT64_MAX : 1 + random_below(60);
        run_all(true);
        if (!is_expected())
            print_ir();
        ck_assert_msg(is_expected(), "JIT_OPT_TEST_SEED=%llu: another result, run %d",
                      (unsigned long long)seed, (int)forced);
    }
    ir_free(&ir);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

START_TEST(optimized_loops_do_what_loops_do)
{
    uint64_t runs = from_environment("JIT_OPT_TEST_RUNS", 5000);

    vm.hooks = &hooks;
    vm.settings = &settings;
    hooks.resize = resize;
    for (int i = 0; i < PARAM_COUNT; i++)
        settings.param[i] = vut_refvm.params[i].initial;
    if (getenv("JIT_OPT_TEST_SEED") != NULL) {
        run_seed(from_environment("JIT_OPT_TEST_SEED", 0), true);
        return;
    }
    for (uint64_t seed = 1; seed <= runs; seed++)
        run_seed(seed, false);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jit_opt");
    TCase *tcase = tcase_create("model");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, optimized_loops_do_what_loops_do);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
