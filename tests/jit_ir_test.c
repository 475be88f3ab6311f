/* jit_ir_test.c: the IR of traces and its optimizer: rules, common subexpressions, forwarding and what must
 * not be forwarded, dead code, loops, limits, failing allocations, and pairs for the verifier, one that
 * passes and one that fails.
 *
 * Loops are compared as text: what ir_dump prints, without its legend.
 */
#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refvm/dump.h"
#include "refvm/jit/opt.h"
#include "refvm/vm.h"

extern const struct vut vut_refvm;

enum { COUNTED_ARRAY = TYPE_ARRAY | IRT_COUNTED, COUNTED_OBJECT = TYPE_OBJECT | IRT_COUNTED };
enum { COUNTED_STRING = TYPE_STRING | IRT_COUNTED };

static struct vm vm;
static struct vut_settings settings;
static struct vut_hooks hooks;
static struct ir ir;
static long allocations, fail_at; /* fail_at 0: none fails */
static long live_blocks;

static void *resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                    uint32_t site)
{
    (void)ctx, (void)old_size, (void)site;
    ck_assert_int_eq(domain, VUT_DOMAIN_COMPILER);
    if (new_size == 0) {
        live_blocks--;
        free(block);
        return NULL;
    }
    if (new_size > old_size && ++allocations == fail_at)
        return NULL;
    live_blocks += block == NULL;
    return realloc(block, new_size);
}

static void set(enum param_id id, long value)
{
    settings.param[id] = value;
}

static void setup(void)
{
    memset(&vm, 0, sizeof vm);
    for (int i = 0; i < PARAM_COUNT; i++)
        settings.param[i] = vut_refvm.params[i].initial;
    hooks.resize = resize;
    vm.hooks = &hooks;
    vm.settings = &settings;
    allocations = fail_at = live_blocks = 0;
    ir_begin(&ir, &vm);
    ir_snap(&ir, SNAP_GUARD, NULL, NULL, 0);
}

static void teardown(void)
{
    ir_free(&ir);
    ck_assert_int_eq(live_blocks, 0);
}

static void again(void)
{
    teardown();
    setup();
}

/* ---- short words ----------------------------------------------------------------------------------- */

static ir_ref K(int64_t i)
{
    return ir_kint(&ir, i);
}

static ir_ref F(double d)
{
    return ir_kfloat(&ir, d);
}

static ir_ref P(const void *p)
{
    return ir_kptr(&ir, p, IRT_PTR);
}

static ir_ref W(uint32_t w)
{
    return ir_kptr(&ir, (const void *)(uintptr_t)w, IRT_WORD);
}

static ir_ref emit(enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    return ir_emit(&ir, op, type, 0, a, b);
}

static ir_ref guarded(enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    return ir_emit(&ir, op, type, IRF_GUARD, a, b);
}

static ir_ref guard_not(enum ir_op op, uint8_t type, ir_ref a, ir_ref b)
{
    return ir_emit(&ir, op, type, IRF_GUARD | IRF_NOT, a, b);
}

static ir_ref slot(uint32_t n, uint8_t type)
{
    return guarded(IR_SLOAD, type, 16 * n, 0);
}

static ir_ref field(ir_ref a, uint32_t offset)
{
    return emit(IR_FIELD, IRT_PTR, a, offset);
}

static ir_ref table_of(ir_ref array)
{
    return emit(IR_XLOAD, IRT_PTR, field(array, offsetof(struct array, values)), 0);
}

static ir_ref element(ir_ref table, ir_ref index)
{
    return emit(IR_INDEX, IRT_PTR, table, index);
}

static void store_slot(uint32_t n, ir_ref ref)
{
    emit(IR_SSTORE, ir_at(&ir, ref)->type, 16 * n, ref);
}

static void snap(void)
{
    ir_snap(&ir, SNAP_GUARD, NULL, NULL, 0);
}

static void dirty(uint32_t n, ir_ref ref)
{
    ir_snap_entry(&ir, 16 * n, ref, 0);
}

static void stored(uint32_t n, ir_ref ref)
{
    ir_snap_entry(&ir, 16 * n, ref, SNAP_STORED);
}

#define VM_WORD(field) (SNAP_VM | (uint32_t)offsetof(struct vm, field))

static void word(uint32_t at, ir_ref ref, uint32_t flags)
{
    ir_snap_entry(&ir, at, ref, SNAP_WORD | flags);
}

static void safepoint(void)
{
    guarded(IR_SAFEPOINT, IRT_VOID, 0, 0);
}

static void handler(void)
{
    emit(IR_HCALL, IRT_VOID, P(&vm), P(&ir));
}

static void check_sound(void)
{
    ir_ref at = 0;
    const char *wrong = ir_check(&ir, &at);

    ck_assert_msg(wrong == NULL, "%s at %u", wrong, at < IR_BASE ? 0 : at - IR_BASE);
}

/* ---- text ------------------------------------------------------------------------------------------ */

static char text[1 << 16];
static size_t text_size;

static void sink(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    ck_assert_uint_lt(text_size + size, sizeof text);
    memcpy(text + text_size, bytes, size);
    text_size += size;
    text[text_size] = '\0';
}

static const char *dump(void)
{
    struct dump d = {.vm = &vm, .sink = sink};
    char *line = text;

    text_size = 0;
    ir_dump(&ir, &d);
    while (line[0] == '#')
        line = strchr(line, '\n') + 1;
    return line;
}

/* ---- buffers --------------------------------------------------------------------------------------- */

START_TEST(constants_are_found_again)
{
    ck_assert_uint_eq(K(5), K(5));
    ck_assert_uint_ne(K(5), K(6));
    ck_assert_uint_ne(F(0.0), F(-0.0));
    ck_assert_uint_eq(F(NAN), F(NAN));
    ck_assert_uint_ne(ir_kpri(&ir, TYPE_TRUE), ir_kpri(&ir, TYPE_FALSE));
    ck_assert_uint_ne(P(&vm), ir_kptr(&ir, &vm, TYPE_ARRAY));
    ck_assert_int_eq(ir_const_of(&ir, K(INT64_MIN)).i, INT64_MIN);
    ck_assert_uint_eq(ir_const_of(&ir, W(7)).u, 7);
    for (int64_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(K(i * 977), K(i * 977));
    check_sound();
}
END_TEST

static void emit_a_lot(void)
{
    for (int i = 0; i < 200; i++) {
        ir_ref ref = ir_raw(&ir, IR_ADD, TYPE_INT, IRF_GUARD, slot(5, TYPE_INT), K(i));

        snap();
        dirty(6, ref);
        ir_at(&ir, ref)->flags |= IRF_INVARIANT;
        ir_at(&ir, K(i))->flags |= IRF_INVARIANT;
    }
}

START_TEST(limits_are_sticky_and_named)
{
    static const struct {
        enum param_id id;
        enum stop stop;
    } limits[] = {{PARAM_JIT_MAXIRINS, STOP_MAXIRINS},
                  {PARAM_JIT_MAXIRCONST, STOP_MAXIRCONST},
                  {PARAM_JIT_MAXSNAP, STOP_MAXSNAP}};

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        again();
        set(limits[i].id, 7);
        emit_a_lot();
        ck_assert_int_eq(ir.stop, limits[i].stop);
        ck_assert_uint_le(ir.ins_count, 200 * 2 + 1);
        ck_assert_uint_eq(K(12345), IR_BASE - 1);
        ck_assert_uint_eq(ir_raw(&ir, IR_ADD, TYPE_INT, 0, K(1), K(2)), IR_BASE);
        ck_assert(!opt_loop(&ir));
        opt_dce(&ir);
        check_sound();
    }
}
END_TEST

START_TEST(as_many_as_the_limit_says)
{
    again();
    set(PARAM_JIT_MAXIRINS, 3);
    for (int i = 0; i < 3; i++)
        ir_raw(&ir, IR_SAFEPOINT, IRT_VOID, 0, 0, 0);
    ck_assert_int_eq(ir.stop, STOP_NONE);
    ir_raw(&ir, IR_SAFEPOINT, IRT_VOID, 0, 0, 0);
    ck_assert_int_eq(ir.stop, STOP_MAXIRINS);
    ck_assert_uint_eq(ir.ins_count, 4);
}
END_TEST

static void counting_loop(void);

START_TEST(every_allocation_may_fail)
{
    long total;

    emit_a_lot();
    counting_loop();
    total = allocations;
    ck_assert_int_gt(total, 10);
    for (long n = 1; n <= total; n++) {
        teardown();
        setup();
        ir_free(&ir);
        allocations = 0;
        fail_at = n;
        ir_begin(&ir, &vm);
        ir_snap(&ir, SNAP_GUARD, NULL, NULL, 0)->taken++;
        emit_a_lot();
        counting_loop();
        opt_dce(&ir);
        ck_assert_int_eq(ir.stop, STOP_MEMORY);
        check_sound();
    }
}
END_TEST

START_TEST(snapshots_without_a_guard_are_taken_back)
{
    ir_ref x = slot(5, TYPE_INT);
    uint32_t count;

    snap();
    dirty(5, x);
    count = ir.snap_count;
    emit(IR_NOT, TYPE_INT, x, 0);
    snap();
    ck_assert_uint_eq(ir.snap_count, count);
    guarded(IR_LT, TYPE_INT, x, K(5));
    snap();
    ck_assert_uint_eq(ir.snap_count, count + 1);
    handler();
    snap();
    ck_assert_uint_eq(ir.snap_count, count + 2);
}
END_TEST

/* ---- rules ----------------------------------------------------------------------------------------- */

START_TEST(integers_fold_as_the_language_computes)
{
    ck_assert_uint_eq(guarded(IR_ADD, TYPE_INT, K(2), K(3)), K(5));
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, K(2), K(3)), K(-1));
    ck_assert_uint_eq(guarded(IR_MUL, TYPE_INT, K(-4), K(3)), K(-12));
    ck_assert_uint_eq(emit(IR_DIV, TYPE_INT, K(12), K(-3)), K(-4));
    ck_assert_uint_eq(emit(IR_MOD, TYPE_INT, K(-7), K(3)), K(-1));
    ck_assert_uint_eq(emit(IR_AND, TYPE_INT, K(12), K(10)), K(8));
    ck_assert_uint_eq(emit(IR_OR, TYPE_INT, K(12), K(10)), K(14));
    ck_assert_uint_eq(emit(IR_XOR, TYPE_INT, K(12), K(10)), K(6));
    ck_assert_uint_eq(emit(IR_NOT, TYPE_INT, K(5), 0), K(-6));
    ck_assert_uint_eq(emit(IR_SHL, TYPE_INT, K(1), K(63)), K(INT64_MIN));
    ck_assert_uint_eq(emit(IR_SAR, TYPE_INT, K(-8), K(1)), K(-4));
    ck_assert_uint_eq(emit(IR_CONV, TYPE_FLOAT, K(3), 0), F(3));
    ck_assert_uint_eq(emit(IR_ZEXT, TYPE_INT, W(0xffffffff), 0), K(0xffffffff));
}
END_TEST

START_TEST(what_overflows_is_not_folded)
{
    uint32_t count = ir.ins_count;

    ck_assert_uint_ge(guarded(IR_ADD, TYPE_INT, K(INT64_MAX), K(1)), IR_BASE);
    ck_assert_uint_ge(guarded(IR_SUB, TYPE_INT, K(INT64_MIN), K(1)), IR_BASE);
    ck_assert_uint_ge(guarded(IR_MUL, TYPE_INT, K(INT64_MIN), K(-1)), IR_BASE);
    ck_assert_uint_eq(ir.ins_count, count + 3);
    for (uint32_t n = count; n < ir.ins_count; n++)
        ck_assert(ir.ins[n].flags & IRF_GUARD);
    ck_assert_uint_ge(emit(IR_DIV, TYPE_INT, K(1), K(0)), IR_BASE);
    ck_assert_uint_ge(emit(IR_MOD, TYPE_INT, K(INT64_MIN), K(-1)), IR_BASE);
    ck_assert_uint_ge(emit(IR_SHL, TYPE_INT, K(1), K(64)), IR_BASE);
}
END_TEST

START_TEST(integers_have_their_algebra)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT), sum = guarded(IR_ADD, TYPE_INT, x, y);

    ck_assert_uint_eq(guarded(IR_ADD, TYPE_INT, x, K(0)), x);
    ck_assert_uint_eq(guarded(IR_ADD, TYPE_INT, K(0), x), x);
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, x, x), K(0));
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, x, K(0)), x);
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, sum, x), y);
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, sum, y), x);
    ck_assert_uint_eq(guarded(IR_SUB, TYPE_INT, x, K(3)), guarded(IR_ADD, TYPE_INT, x, K(-3)));
    ck_assert_uint_eq(ir_at(&ir, guarded(IR_SUB, TYPE_INT, x, K(INT64_MIN)))->op, IR_SUB);
    ck_assert_uint_eq(guarded(IR_MUL, TYPE_INT, x, K(1)), x);
    ck_assert_uint_eq(guarded(IR_MUL, TYPE_INT, K(0), x), K(0));
    ck_assert_uint_eq(guarded(IR_MUL, TYPE_INT, x, K(2)), guarded(IR_ADD, TYPE_INT, x, x));
    ck_assert_uint_eq(guarded(IR_MUL, TYPE_INT, x, K(-1)), guarded(IR_SUB, TYPE_INT, K(0), x));
    ck_assert_uint_eq(emit(IR_DIV, TYPE_INT, x, K(1)), x);
    ck_assert_uint_eq(emit(IR_MOD, TYPE_INT, x, K(1)), K(0));
    ck_assert_uint_eq(emit(IR_NOT, TYPE_INT, emit(IR_NOT, TYPE_INT, x, 0), 0), x);
    ck_assert_uint_eq(emit(IR_AND, TYPE_INT, emit(IR_AND, TYPE_INT, x, K(12)), K(10)),
                      emit(IR_AND, TYPE_INT, x, K(8)));
    ck_assert_uint_eq(emit(IR_XOR, TYPE_INT, x, x), K(0));
    ck_assert_uint_eq(emit(IR_OR, TYPE_INT, x, K(-1)), K(-1));
    ck_assert_uint_eq(emit(IR_SAR, TYPE_INT, x, K(0)), x);
    check_sound();
}
END_TEST

START_TEST(floats_keep_signs_and_nans)
{
    ir_ref x = slot(5, TYPE_FLOAT);

    ck_assert_uint_eq(emit(IR_ADD, TYPE_FLOAT, F(0.1), F(0.2)), F(0.1 + 0.2));
    ck_assert_uint_eq(emit(IR_DIV, TYPE_FLOAT, F(1), F(3)), F(1.0 / 3));
    ck_assert_uint_ge(emit(IR_DIV, TYPE_FLOAT, F(1), F(0)), IR_BASE);
    ck_assert_uint_eq(emit(IR_SQRT, TYPE_FLOAT, F(2), 0), F(sqrt(2)));
    ck_assert_uint_ne(emit(IR_ADD, TYPE_FLOAT, x, F(0.0)), x);
    ck_assert_uint_eq(emit(IR_ADD, TYPE_FLOAT, x, F(-0.0)), x);
    ck_assert_uint_eq(emit(IR_SUB, TYPE_FLOAT, x, F(0.0)), x);
    ck_assert_uint_ne(emit(IR_SUB, TYPE_FLOAT, x, F(-0.0)), x);
    ck_assert_uint_ge(emit(IR_SUB, TYPE_FLOAT, x, x), IR_BASE);
    ck_assert_uint_ne(emit(IR_MUL, TYPE_FLOAT, x, F(0)), F(0));
    ck_assert_uint_eq(emit(IR_MUL, TYPE_FLOAT, x, F(1)), x);
    ck_assert_uint_eq(emit(IR_MUL, TYPE_FLOAT, x, F(2)), emit(IR_ADD, TYPE_FLOAT, x, x));
    ck_assert_uint_eq(emit(IR_DIV, TYPE_FLOAT, x, F(4)), emit(IR_MUL, TYPE_FLOAT, x, F(0.25)));
    ck_assert_uint_eq(ir_at(&ir, emit(IR_DIV, TYPE_FLOAT, x, F(3)))->op, IR_DIV);
    ck_assert_uint_eq(ir_at(&ir, emit(IR_DIV, TYPE_FLOAT, x, F(0x1p1023)))->op, IR_DIV);
}
END_TEST

START_TEST(addresses_are_added_up)
{
    ir_ref a = slot(5, COUNTED_ARRAY), table = table_of(a);

    ck_assert_uint_eq(field(field(table, 8), 16), field(table, 24));
    ck_assert_uint_eq(field(table, 0), table);
    ck_assert_uint_ne(field(a, 0), a);
    ck_assert_uint_eq(element(table, K(3)), field(table, 48));
    ck_assert_uint_eq(field(P(&vm), 8), P((char *)&vm + 8));
    ck_assert_uint_eq(ir_at(&ir, element(table, K(INT64_MAX / 2)))->op, IR_INDEX);
    /* The type of what points at a block says which kind it is: it stays. */
    ck_assert_uint_ge(field(ir_kptr(&ir, &vm, TYPE_ARRAY), 8), IR_BASE);
    ck_assert_uint_eq(ir_at(&ir, ir_emit(&ir, IR_FIELD, TYPE_INDIRECT, 0, table, 0))->type, TYPE_INDIRECT);
    check_sound();
}
END_TEST

START_TEST(pure_calls_of_constants_are_made)
{
    ir_ref args = emit(IR_CARG, IRT_VOID, F(7.5), F(2)), x = slot(5, TYPE_FLOAT), y;

    ck_assert_uint_eq(emit(IR_CALL, TYPE_FLOAT, IRCALL_FMOD, args), F(1.5));
    ck_assert_uint_eq(emit(IR_CALL, TYPE_FLOAT, IRCALL_FLOOR, F(-1.5)), F(-2));
    y = emit(IR_CALL, TYPE_FLOAT, IRCALL_SIN, x);
    ck_assert_uint_eq(emit(IR_CALL, TYPE_FLOAT, IRCALL_SIN, x), y);
    ck_assert_uint_ne(emit(IR_CALL, TYPE_FLOAT, IRCALL_COS, x), y);
    y = emit(IR_CALL, TYPE_FLOAT, IRCALL_POW, ir_raw(&ir, IR_CARG, IRT_VOID, 0, x, F(2)));
    ck_assert_uint_eq(emit(IR_CALL, TYPE_FLOAT, IRCALL_POW, ir_raw(&ir, IR_CARG, IRT_VOID, 0, x, F(2))), y);
    check_sound();
}
END_TEST

START_TEST(guards_of_constants)
{
    uint32_t count;

    ck_assert_uint_eq(guarded(IR_LT, TYPE_INT, K(-1), K(1)), IR_REF_NONE);
    ck_assert_uint_eq(guard_not(IR_GE, TYPE_INT, K(-1), K(1)), IR_REF_NONE);
    ck_assert_uint_eq(guard_not(IR_ULT, TYPE_INT, K(-1), K(1)), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_EQ, IRT_PTR, P(&vm), P(&vm)), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_TESTZ, IRT_WORD, W(6), 1), IR_REF_NONE);
    ck_assert_uint_eq(guard_not(IR_TESTZ, IRT_WORD, W(6), 2), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_LE, TYPE_FLOAT, F(-0.0), F(0.0)), IR_REF_NONE);
    ck_assert_uint_eq(guard_not(IR_LT, TYPE_FLOAT, F(NAN), F(0.0)), IR_REF_NONE);
    count = ir.ins_count;
    ck_assert_uint_ge(guarded(IR_LT, TYPE_INT, K(1), K(-1)), IR_BASE);
    ck_assert_uint_ge(guarded(IR_EQ, TYPE_FLOAT, F(NAN), F(NAN)), IR_BASE);
    ck_assert_uint_ge(guarded(IR_TESTZ, IRT_WORD, W(6), 2), IR_BASE);
    ck_assert_uint_eq(ir.ins_count, count + 3);
}
END_TEST

START_TEST(guards_are_made_once)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT), d = slot(7, TYPE_FLOAT);

    ck_assert_uint_eq(guarded(IR_EQ, TYPE_INT, x, x), IR_REF_NONE);
    ck_assert_uint_ge(guarded(IR_EQ, TYPE_FLOAT, d, d), IR_BASE);
    ck_assert_uint_ge(guarded(IR_LT, TYPE_INT, x, y), IR_BASE);
    ck_assert_uint_eq(guarded(IR_LT, TYPE_INT, x, y), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_GT, TYPE_INT, y, x), IR_REF_NONE);
    ck_assert_uint_eq(guard_not(IR_GE, TYPE_INT, x, y), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_LE, TYPE_INT, x, y), IR_REF_NONE);
    ck_assert_uint_eq(guarded(IR_NE, TYPE_INT, x, y), IR_REF_NONE);
    ck_assert_uint_ge(guarded(IR_ULT, TYPE_INT, x, y), IR_BASE);
    ck_assert_uint_ge(guarded(IR_LT, TYPE_FLOAT, d, F(1)), IR_BASE);
    /* Not the opposite: both are false for a NaN. */
    ck_assert_uint_ge(guard_not(IR_GE, TYPE_FLOAT, d, F(1)), IR_BASE);
    ck_assert_uint_ge(guarded(IR_NE, IRT_PTR, slot(8, COUNTED_ARRAY), P(NULL)), IR_BASE);
    ck_assert_uint_eq(guarded(IR_NE, IRT_PTR, emit(IR_SADDR, IRT_PTR, 80, 0), P(NULL)), IR_REF_NONE);
    safepoint();
    snap();
    safepoint();
    ck_assert_uint_eq(ir.ins[ir.ins_count - 1].op, IR_SAFEPOINT);
    ck_assert_uint_eq(ir.ins[ir.ins_count - 2].op, IR_SAFEPOINT);
    check_sound();
}
END_TEST

static bool is_guarded(ir_ref ref)
{
    return ir_at(&ir, ref)->flags & IRF_GUARD;
}

START_TEST(bounds_make_overflow_impossible)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT), n = slot(7, TYPE_INT), m;

    ck_assert(is_guarded(guarded(IR_ADD, TYPE_INT, x, K(1))));
    guarded(IR_LT, TYPE_INT, y, n);
    ck_assert(!is_guarded(guarded(IR_ADD, TYPE_INT, y, K(1))));
    ck_assert(is_guarded(guarded(IR_ADD, TYPE_INT, y, K(2))));
    ck_assert(!is_guarded(guarded(IR_SUB, TYPE_INT, n, K(1))));
    guarded(IR_LT, TYPE_INT, y, K(100));
    ck_assert(!is_guarded(guarded(IR_ADD, TYPE_INT, y, K(INT64_MAX - 99))));
    ck_assert(is_guarded(guarded(IR_ADD, TYPE_INT, y, K(INT64_MAX - 98))));
    m = emit(IR_AND, TYPE_INT, x, K(0xffffffff));
    ck_assert(!is_guarded(guarded(IR_MUL, TYPE_INT, m, K(33))));
    ck_assert(is_guarded(guarded(IR_MUL, TYPE_INT, m, K(INT64_C(1) << 32))));
    ck_assert(!is_guarded(guarded(IR_ADD, TYPE_INT, m, emit(IR_MOD, TYPE_INT, x, K(1000)))));
    m = emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, field(slot(8, COUNTED_ARRAY), 64), 0), 0);
    guarded(IR_ULT, TYPE_INT, x, m);
    ck_assert(!is_guarded(guarded(IR_SUB, TYPE_INT, x, K(7))));
    ck_assert(is_guarded(guarded(IR_SUB, TYPE_INT, slot(9, TYPE_INT), K(7))));
    check_sound();
}
END_TEST

START_TEST(switches_turn_families_off)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT), sum;

    set(PARAM_JIT_FOLD, 0);
    ck_assert_uint_ge(guarded(IR_ADD, TYPE_INT, K(2), K(3)), IR_BASE);
    set(PARAM_JIT_FOLD, 1);
    sum = guarded(IR_ADD, TYPE_INT, x, y);
    set(PARAM_JIT_CSE, 0);
    ck_assert_uint_ne(guarded(IR_ADD, TYPE_INT, x, y), sum);
    ck_assert_uint_ge(guarded(IR_LT, TYPE_INT, x, y), IR_BASE);
    ck_assert_uint_ge(guarded(IR_LT, TYPE_INT, x, y), IR_BASE);
    set(PARAM_JIT_FORWARD, 0);
    ck_assert_uint_ne(slot(5, TYPE_INT), x);
    set(PARAM_JIT_LOOP, 0);
    ck_assert(!opt_loop(&ir));
    set(PARAM_JIT_DCE, 0);
    opt_dce(&ir);
    for (uint32_t n = 1; n < ir.ins_count; n++)
        ck_assert(!(ir.ins[n].flags & IRF_DEAD));
}
END_TEST

/* ---- common subexpressions and memory --------------------------------------------------------------- */

START_TEST(equal_instructions_are_one)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT), sum = guarded(IR_ADD, TYPE_INT, x, y), address;

    ck_assert_uint_eq(guarded(IR_ADD, TYPE_INT, y, x), sum);
    ck_assert_uint_eq(emit(IR_ADD, TYPE_INT, x, y), sum);
    /* One that was known not to overflow is no help where overflow is possible. */
    y = emit(IR_MUL, TYPE_INT, x, x);
    ck_assert_uint_ne(guarded(IR_MUL, TYPE_INT, x, x), y);
    address = emit(IR_SADDR, IRT_PTR, 80, 0);
    ck_assert_uint_eq(emit(IR_SADDR, IRT_PTR, 80, 0), address);
    emit(IR_REBASE, IRT_VOID, address, 0);
    ck_assert_uint_ne(emit(IR_SADDR, IRT_PTR, 80, 0), address);
}
END_TEST

START_TEST(slots_are_forwarded)
{
    ir_ref x = slot(5, TYPE_INT), y;

    ck_assert_uint_eq(slot(5, TYPE_INT), x);
    ck_assert_uint_ne(slot(5, TYPE_FLOAT), x);
    store_slot(6, x);
    ck_assert_uint_eq(slot(6, TYPE_INT), x);
    ck_assert_uint_ge(slot(6, TYPE_FLOAT), IR_BASE);
    ck_assert_uint_eq(slot(5, TYPE_INT), x);
    store_slot(5, ir_kpri(&ir, TYPE_NULL));
    ck_assert_uint_eq(slot(5, TYPE_NULL), ir_kpri(&ir, TYPE_NULL));
    handler();
    y = slot(6, TYPE_INT);
    ck_assert_uint_ne(y, x);
    emit(IR_REBASE, IRT_VOID, emit(IR_SADDR, IRT_PTR, 160, 0), 0);
    ck_assert_uint_ne(slot(6, TYPE_INT), y);
}
END_TEST

/* The VM's own words stay where they are when the base moves. Nobody knows the countdown: what the
 * collector does changes it. */
START_TEST(words_of_the_vm_are_forwarded)
{
    ir_ref top = emit(IR_XLOAD, IRT_PTR, P(&vm.stack.top), 0), left;

    emit(IR_XSTORE, IRT_PTR, P(&vm.frame), top);
    emit(IR_REBASE, IRT_VOID, top, 0);
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_PTR, P(&vm.stack.top), 0), top);
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_PTR, P(&vm.frame), 0), top);
    left = emit(IR_XLOAD, TYPE_INT, P(&vm.safepoint_left), 0);
    ck_assert_uint_ne(emit(IR_XLOAD, TYPE_INT, P(&vm.safepoint_left), 0), left);
}
END_TEST

/* An exit has what memory lacks, and what costs nothing to know. */
START_TEST(maps_have_words)
{
    ir_ref x = slot(5, TYPE_INT), at = emit(IR_SADDR, IRT_PTR, 160, 0);
    bool expected[] = {true, false, true, true, false};
    const struct snap *s;

    snap();
    word(8, x, 0);
    word(16, x, SNAP_STORED);
    word(24, at, SNAP_STORED);
    word(32, W(3), SNAP_STORED);
    stored(6, K(1));
    s = &ir.snaps[ir.snap_count - 1];
    for (uint32_t i = 0; i < s->entry_count; i++)
        ck_assert_int_eq(ir_snap_maps(&ir, s, &ir.entries[s->entries + i]), expected[i]);
    ck_assert(ir_is_at_base(&ir, at, ir_next_ref(&ir)));
    emit(IR_REBASE, IRT_VOID, x, 0);
    ck_assert(!ir_is_at_base(&ir, at, ir_next_ref(&ir)));
    ck_assert(ir_is_at_base(&ir, at, at + 1));
    ck_assert(!ir_is_at_base(&ir, x, x + 1));
}
END_TEST

START_TEST(slots_and_addresses_of_slots)
{
    ir_ref x = slot(5, TYPE_INT), y = slot(6, TYPE_INT);
    ir_ref near = emit(IR_SADDR, IRT_PTR, 80, 0), word = emit(IR_SADDR, IRT_PTR, 80 + 12, 0);

    ck_assert_uint_eq(guarded(IR_VLOAD, TYPE_INT, near, 0), guarded(IR_VLOAD, TYPE_INT, near, 0));
    /* The owner's word of a slot is none of its value. */
    emit(IR_XSTORE, IRT_WORD, word, W(3));
    ck_assert_uint_eq(slot(5, TYPE_INT), x);
    emit(IR_VSTORE, TYPE_INT, near, K(9));
    ck_assert_uint_eq(slot(5, TYPE_INT), K(9));
    ck_assert_uint_eq(slot(6, TYPE_INT), y);
    emit(IR_VSTORE, TYPE_INT, slot(7, TYPE_INDIRECT), K(9));
    ck_assert_uint_ne(slot(6, TYPE_INT), y);
}
END_TEST

START_TEST(elements_are_forwarded)
{
    ir_ref a = slot(5, COUNTED_ARRAY), i = slot(6, TYPE_INT), j = slot(7, TYPE_INT);
    ir_ref table = table_of(a), at = element(table, i), x = guarded(IR_VLOAD, TYPE_INT, at, 0);
    ir_ref beside = element(table, guarded(IR_ADD, TYPE_INT, i, K(1)));

    ck_assert_uint_eq(guarded(IR_VLOAD, TYPE_INT, at, 0), x);
    ck_assert_uint_eq(emit(IR_VINFO, IRT_WORD, at, 0), W(TYPE_INT));
    emit(IR_VSTORE, TYPE_INT, beside, K(7));
    ck_assert_uint_eq(guarded(IR_VLOAD, TYPE_INT, at, 0), x);
    ck_assert_uint_eq(guarded(IR_VLOAD, TYPE_INT, beside, 0), K(7));
    ck_assert_uint_eq(emit(IR_VINFO, IRT_WORD, beside, 0), W(TYPE_INT));
    ck_assert_uint_eq(emit(IR_XLOAD, TYPE_INT, beside, 0), K(7));
    ck_assert_uint_eq(table_of(a), table);
    emit(IR_VSTORE, TYPE_FLOAT, element(table, j), F(7));
    ck_assert_uint_ne(guarded(IR_VLOAD, TYPE_INT, at, 0), x);
    ck_assert_uint_eq(table_of(a), table);
}
END_TEST

START_TEST(blocks_of_different_types_are_apart)
{
    ir_ref a = slot(5, COUNTED_ARRAY), b = slot(6, COUNTED_ARRAY), o = slot(7, COUNTED_OBJECT);
    ir_ref used = emit(IR_XLOAD, IRT_WORD, field(a, 64), 0);
    ir_ref count = emit(IR_XLOAD, IRT_WORD, field(a, 0), 0);

    emit(IR_VSTORE, TYPE_INT, field(o, 64), K(1));
    emit(IR_RETAIN, IRT_VOID, o, 0);
    emit(IR_XSTORE, IRT_PTR, P(&vm), P(NULL));
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_WORD, field(a, 64), 0), used);
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_WORD, field(a, 0), 0), count);
    emit(IR_RETAIN, IRT_VOID, b, 0);
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_WORD, field(a, 64), 0), used);
    ck_assert_uint_ne(emit(IR_XLOAD, IRT_WORD, field(a, 0), 0), count);
    emit(IR_XSTORE, IRT_WORD, field(b, 64), W(3));
    ck_assert_uint_ne(emit(IR_XLOAD, IRT_WORD, field(a, 64), 0), used);
    ck_assert_uint_eq(emit(IR_XLOAD, IRT_WORD, field(b, 64), 0), W(3));
    ck_assert(ir_may_alias(&ir, count, ir.chain[IR_RETAIN] + IR_BASE));
    ck_assert(!ir_may_alias(&ir, used, ir.chain[IR_RETAIN] + IR_BASE));
}
END_TEST

START_TEST(handlers_end_all_knowledge_of_memory)
{
    ir_ref a = slot(5, COUNTED_ARRAY), table = table_of(a), k = emit(IR_XLOAD, IRT_PTR, P(&vm), 0);
    ir_ref x = guarded(IR_VLOAD, TYPE_INT, element(table, K(1)), 0);

    emit(IR_STACKROOM, IRT_VOID, emit(IR_SADDR, IRT_PTR, 160, 0), 96);
    ck_assert_uint_eq(emit(IR_STACKROOM, IRT_VOID, emit(IR_SADDR, IRT_PTR, 160, 0), 96), IR_REF_NONE);
    handler();
    ck_assert_uint_ge(emit(IR_STACKROOM, IRT_VOID, emit(IR_SADDR, IRT_PTR, 160, 0), 96), IR_BASE);
    ck_assert_uint_ne(table_of(a), table);
    ck_assert_uint_ne(emit(IR_XLOAD, IRT_PTR, P(&vm), 0), k);
    ck_assert_uint_ne(guarded(IR_VLOAD, TYPE_INT, element(table, K(1)), 0), x);
}
END_TEST

static ir_ref find(ir_ref array, ir_ref key)
{
    return emit(IR_CALL, IRT_PTR, IRCALL_FIND_INT, ir_raw(&ir, IR_CARG, IRT_VOID, 0, array, key));
}

START_TEST(searches_are_made_once)
{
    ir_ref a = slot(5, COUNTED_ARRAY), o = slot(7, COUNTED_OBJECT), at = find(a, K(3));
    ir_ref args = ir_raw(&ir, IR_CARG, IRT_VOID, 0, P(&vm), o), x = guarded(IR_VLOAD, TYPE_INT, at, 0);

    ck_assert_uint_eq(find(a, K(3)), at);
    ck_assert_uint_ne(find(a, K(4)), at);
    emit(IR_VSTORE, TYPE_INT, at, K(1));
    emit(IR_VSTORE, TYPE_INT, field(o, 64), K(1));
    store_slot(9, K(1));
    ck_assert_uint_eq(find(a, K(3)), at);
    x = guarded(IR_VLOAD, TYPE_INT, field(o, 64), 0);
    emit(IR_CALL, IRT_VOID, IRCALL_RELEASE_SHARED, args);
    ck_assert_uint_eq(find(a, K(3)), at);
    ck_assert_uint_eq(guarded(IR_VLOAD, TYPE_INT, field(o, 64), 0), x);
    emit(IR_XSTORE, IRT_WORD, field(a, offsetof(struct array, used)), W(9));
    ck_assert_uint_ne(find(a, K(3)), at);
}
END_TEST

START_TEST(words_of_integers_are_forwarded)
{
    ir_ref word = emit(IR_SADDR, IRT_PTR, 92, 0);
    ir_ref i = emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, word, 0), 0), n = slot(6, TYPE_INT);
    ir_ref next;

    guarded(IR_ULT, TYPE_INT, i, emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, P(&vm), 0), 0));
    next = emit(IR_ADD, TYPE_INT, i, K(1));
    emit(IR_XSTORE, IRT_WORD, word, next);
    ck_assert_uint_eq(emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, word, 0), 0), next);
    /* What does not fit is cut. */
    emit(IR_XSTORE, IRT_WORD, word, n);
    ck_assert_uint_ne(emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, word, 0), 0), n);
    check_sound();
}
END_TEST

/* ---- dead code -------------------------------------------------------------------------------------- */

static bool is_dead(ir_ref ref)
{
    return ir_at(&ir, ref)->flags & IRF_DEAD;
}

START_TEST(dead_code_is_marked)
{
    ir_ref x = slot(5, TYPE_INT), y = emit(IR_NOT, TYPE_INT, x, 0), z = emit(IR_AND, TYPE_INT, x, K(3));
    ir_ref exit = emit(IR_OR, TYPE_INT, x, K(4)), known = emit(IR_XOR, TYPE_INT, x, K(4));
    ir_ref a = slot(6, COUNTED_ARRAY), unused = find(a, K(1)), args = ir_at(&ir, unused)->b;
    ir_ref overflow = guarded(IR_ADD, TYPE_INT, x, K(1));

    store_slot(6, z);
    snap();
    dirty(7, exit);
    stored(8, known);
    safepoint();
    opt_dce(&ir);
    ck_assert(is_dead(y) && is_dead(unused) && is_dead(args) && is_dead(known));
    ck_assert(!is_dead(x) && !is_dead(z) && !is_dead(exit) && !is_dead(overflow) && !is_dead(a));
    check_sound();
}
END_TEST

/* ---- loops ------------------------------------------------------------------------------------------ */

/* for (; $i < $n; $i++) $sum += $i; slots 5 i, 6 n, 7 sum; the condition stands at the end. */
static void counting_loop(void)
{
    ir_ref i = slot(5, TYPE_INT), n = slot(6, TYPE_INT), sum = slot(7, TYPE_INT);

    sum = guarded(IR_ADD, TYPE_INT, sum, i);
    snap();
    dirty(7, sum);
    i = guarded(IR_ADD, TYPE_INT, i, K(1));
    snap();
    dirty(5, i);
    dirty(7, sum);
    guarded(IR_LT, TYPE_INT, i, n);
    safepoint();
    snap();
    dirty(5, i);
    stored(6, n);
    dirty(7, sum);
    opt_loop(&ir);
}

START_TEST(loop_of_a_counter)
{
    counting_loop();
    ck_assert_int_eq(ir.stop, STOP_NONE);
    check_sound();
    opt_dce(&ir);
    check_sound();
    ck_assert_str_eq(dump(), "     snapshot 0: opline\n"
                             "0001 >   int SLOAD #80\n"
                             "0002 >^  int SLOAD #96\n"
                             "0003 >   int SLOAD #112\n"
                             "0004 >*  int ADD 0003 0001\n"
                             "     snapshot 1: opline: #112=0004\n"
                             "0005 >*  int ADD 0001 1\n"
                             "     snapshot 2: opline: #80=0005 #112=0004\n"
                             "0006 >   int LT 0005 0002\n"
                             "0007 >    SAFEPOINT\n"
                             "     snapshot 3: opline: #80=0005 (#96=0002) #112=0004\n"
                             "0008      LOOP\n"
                             "     snapshot 4: opline: #80=0005 #112=0004\n"
                             "0009 >*  int ADD 0005 0004\n"
                             "0010  *  int ADD 0005 1\n"
                             "     snapshot 5: opline: #80=0010 #112=0009\n"
                             "0011 >   int LT 0010 0002\n"
                             "0012 >    SAFEPOINT\n"
                             "0013     int PHI 0005 0010\n"
                             "0014     int PHI 0004 0009\n");
}
END_TEST

/* A count that grows is in no memory as long as the loop runs; one that is what it was at the head is
 * loaded once. */
START_TEST(words_are_carried)
{
    ir_ref frames = emit(IR_XLOAD, TYPE_INT, P(&vm.stack.frame_count), 0);
    ir_ref called = emit(IR_XLOAD, IRT_PTR, emit(IR_SADDR, IRT_PTR, 8, 0), 0), more;

    guarded(IR_LT, TYPE_INT, frames, K(50));
    guarded(IR_NE, IRT_PTR, called, P(NULL));
    more = emit(IR_ADD, TYPE_INT, frames, K(1));
    safepoint();
    snap();
    word(8, called, SNAP_STORED);
    word(VM_WORD(stack.frame_count), more, 0);
    ck_assert(opt_loop(&ir));
    check_sound();
    ck_assert_uint_eq(ir.chain[IR_XSTORE], 0);
    ck_assert_uint_lt(IR_BASE + ir.chain[IR_XLOAD], ir.loop);
    ck_assert_uint_eq(ir_at(&ir, IR_BASE + ir.chain[IR_LT])->a, more);
    ck_assert_uint_eq(ir_at(&ir, IR_BASE + ir.chain[IR_PHI])->a, more);
    ck_assert_uint_eq(ir.entries[ir.entry_count - 1].slot, VM_WORD(stack.frame_count));
    ck_assert_uint_eq(ir.entries[ir.entry_count - 1].flags, SNAP_WORD);
}
END_TEST

START_TEST(handlers_find_carried_words_in_memory)
{
    ir_ref frames;

    handler();
    snap();
    frames = emit(IR_XLOAD, TYPE_INT, P(&vm.stack.frame_count), 0);
    guarded(IR_LT, TYPE_INT, frames, K(50));
    frames = emit(IR_ADD, TYPE_INT, frames, K(1));
    safepoint();
    snap();
    word(VM_WORD(stack.frame_count), frames, 0);
    ck_assert(opt_loop(&ir));
    check_sound();
    ck_assert_uint_gt(IR_BASE + ir.chain[IR_XSTORE], ir.loop);
    ck_assert_uint_lt(ir.chain[IR_XSTORE], ir.chain[IR_HCALL]);
    ck_assert_uint_eq(ir.ins[ir.chain[IR_XSTORE]].b, frames);
}
END_TEST

/* Slots that change places, and one that is the value of the iteration before. */
START_TEST(loop_of_a_rotation)
{
    ir_ref a = slot(5, TYPE_INT), b = slot(6, TYPE_INT), c = slot(7, TYPE_INT);

    guarded(IR_NE, TYPE_INT, a, K(7));
    safepoint();
    snap();
    dirty(5, b);
    dirty(6, c);
    dirty(7, a);
    ck_assert(opt_loop(&ir));
    check_sound();
    opt_dce(&ir);
    check_sound();
    ck_assert_ptr_nonnull(strstr(dump(), "LOOP\n"
                                         "     snapshot 2: opline: #80=0002 #96=0003 #112=0001\n"
                                         "0007 >   int NE 0002 7\n"
                                         "0008 >    SAFEPOINT\n"
                                         "0009     int PHI 0002 0003\n"
                                         "0010     int PHI 0003 0001\n"
                                         "0011     int PHI 0001 0002\n"));
}
END_TEST

START_TEST(loop_with_another_type_is_given_up)
{
    ir_ref i = slot(5, TYPE_INT), x = emit(IR_CONV, TYPE_FLOAT, i, 0);
    uint32_t ins_count = 0, snap_count;
    static char before[1 << 16];

    safepoint();
    snap();
    dirty(5, x);
    ins_count = ir.ins_count;
    snap_count = ir.snap_count;
    snprintf(before, sizeof before, "%s", dump());
    ck_assert(!opt_loop(&ir));
    ck_assert_int_eq(ir.stop, STOP_NONE);
    ck_assert_uint_eq(ir.ins_count, ins_count);
    ck_assert_uint_eq(ir.snap_count, snap_count);
    ck_assert_uint_eq(ir.loop, 0);
    ck_assert_str_eq(dump(), before);
    check_sound();
    /* It goes on, and nothing of what is gone is found. */
    ck_assert_uint_eq(ir_raw(&ir, IR_LOOP, IRT_VOID, 0, 0, 0), IR_BASE + ins_count);
    ck_assert_uint_eq(ir.ins[ins_count].prev, 0);
}
END_TEST

/* A slot that is dirty at the mark, and that the first copy had no need to store before the handler. */
START_TEST(handlers_find_carried_slots_in_memory)
{
    ir_ref i = slot(5, TYPE_INT);

    handler();
    snap();
    i = guarded(IR_ADD, TYPE_INT, slot(5, TYPE_INT), K(1));
    snap();
    dirty(5, i);
    safepoint();
    snap();
    dirty(5, i);
    ck_assert(opt_loop(&ir));
    check_sound();
    ck_assert_ptr_nonnull(strstr(dump(), "LOOP\n"
                                         "     snapshot 4: opline: #80=0004\n"
                                         "0007     int SSTORE #80 0004\n"
                                         "0008      HCALL"));
}
END_TEST

/* $x is written in each iteration; an exit before that must store the value of the last one. */
START_TEST(exits_store_what_the_iteration_before_left)
{
    ir_ref i = slot(5, TYPE_INT), x = guarded(IR_MUL, TYPE_INT, i, K(3)), next;

    snap();
    dirty(6, x);
    next = guarded(IR_ADD, TYPE_INT, i, K(1));
    snap();
    dirty(5, next);
    dirty(6, x);
    safepoint();
    snap();
    dirty(5, next);
    dirty(6, x);
    ck_assert(opt_loop(&ir));
    check_sound();
    ck_assert_ptr_nonnull(
        strstr(dump(), "LOOP\n     snapshot 4: opline: #80=0003 #96=0002\n0006 >*  int MUL 0003 3\n"));
    ck_assert_ptr_nonnull(strstr(dump(), "PHI 0002 0006"));
}
END_TEST

static uint32_t count_behind_loop(enum ir_op op)
{
    uint32_t count = 0;

    for (ir_ref ref = ir.loop + 1; ref < ir_next_ref(&ir); ref++)
        count += ir_at(&ir, ref)->op == op && !is_dead(ref);
    return count;
}

/* $sum += $a[$i], with or without a store to an element of $b. */
static void loop_over_array(bool with_store)
{
    ir_ref i = slot(5, TYPE_INT), a = slot(6, COUNTED_ARRAY), b = slot(7, COUNTED_ARRAY);
    ir_ref fixed = guarded(IR_VLOAD, TYPE_INT, element(table_of(b), K(2)), 0);
    ir_ref used = emit(IR_ZEXT, TYPE_INT, emit(IR_XLOAD, IRT_WORD, field(a, 64), 0), 0), next;

    guarded(IR_ULT, TYPE_INT, i, used);
    guarded(IR_NE, TYPE_INT, fixed, guarded(IR_VLOAD, TYPE_INT, element(table_of(a), i), 0));
    if (with_store)
        emit(IR_VSTORE, TYPE_INT, element(table_of(a), i), K(1));
    snap();
    next = guarded(IR_ADD, TYPE_INT, i, K(1));
    snap();
    dirty(5, next);
    safepoint();
    snap();
    dirty(5, next);
    ck_assert(opt_loop(&ir));
    check_sound();
    opt_dce(&ir);
    check_sound();
}

START_TEST(loads_are_hoisted_only_over_what_can_not_write_there)
{
    loop_over_array(false);
    ck_assert_uint_eq(count_behind_loop(IR_VLOAD), 1);
    ck_assert_uint_eq(count_behind_loop(IR_XLOAD), 0);
    ck_assert_uint_eq(count_behind_loop(IR_SLOAD), 0);
    again();
    loop_over_array(true);
    ck_assert_uint_eq(count_behind_loop(IR_VLOAD), 2);
    ck_assert_uint_eq(count_behind_loop(IR_XLOAD), 0);
}
END_TEST

START_TEST(effects_happen_in_each_iteration)
{
    ir_ref s = slot(5, COUNTED_STRING), o = slot(6, COUNTED_OBJECT);

    emit(IR_RETAIN, IRT_VOID, s, 0);
    emit(IR_RELEASE, IRT_VOID, s, 0);
    emit(IR_CALL, IRT_VOID, IRCALL_RELEASE_SHARED, ir_raw(&ir, IR_CARG, IRT_VOID, 0, P(&vm), o));
    emit(IR_VSTORE, TYPE_INT, field(o, 64), K(1));
    store_slot(9, K(1));
    emit(IR_SHADOW, IRT_VOID, P(&vm), 0);
    snap();
    safepoint();
    snap();
    stored(9, K(1));
    ck_assert(opt_loop(&ir));
    opt_dce(&ir);
    check_sound();
    ck_assert_uint_eq(count_behind_loop(IR_RETAIN), 1);
    ck_assert_uint_eq(count_behind_loop(IR_RELEASE), 1);
    ck_assert_uint_eq(count_behind_loop(IR_CALL), 1);
    ck_assert_uint_eq(count_behind_loop(IR_VSTORE), 1);
    ck_assert_uint_eq(count_behind_loop(IR_SSTORE), 1);
    ck_assert_uint_eq(count_behind_loop(IR_SHADOW), 1);
    ck_assert_uint_eq(count_behind_loop(IR_SAFEPOINT), 1);
    ck_assert_uint_eq(count_behind_loop(IR_PHI), 0);
}
END_TEST

/* What nobody uses is not carried, although its slot changes. */
START_TEST(needless_phis_go)
{
    ir_ref i = slot(5, TYPE_INT), x = emit(IR_XOR, TYPE_INT, slot(6, TYPE_INT), i);

    store_slot(6, x);
    snap();
    safepoint();
    snap();
    stored(5, i);
    stored(6, x);
    ck_assert(opt_loop(&ir));
    ck_assert_uint_eq(count_behind_loop(IR_PHI), 1);
    opt_dce(&ir);
    check_sound();
    ck_assert_uint_eq(count_behind_loop(IR_PHI), 1);
    again();
    i = slot(5, TYPE_INT);
    x = emit(IR_XOR, TYPE_INT, slot(6, TYPE_INT), i);
    safepoint();
    snap();
    stored(5, i);
    stored(6, x);
    ck_assert(opt_loop(&ir));
    opt_dce(&ir);
    check_sound();
    ck_assert_uint_eq(count_behind_loop(IR_PHI), 0);
    ck_assert_uint_eq(count_behind_loop(IR_XOR), 0);
}
END_TEST

START_TEST(loop_that_moves_the_base_is_given_up)
{
    emit(IR_REBASE, IRT_VOID, emit(IR_SADDR, IRT_PTR, 80, 0), 0);
    snap();
    ck_assert(!opt_loop(&ir));
    ck_assert_int_eq(ir.stop, STOP_NONE);
    ck_assert_uint_eq(ir.loop, 0);
}
END_TEST

/* ---- the verifier ------------------------------------------------------------------------------------ */

static void expect_wrong(const char *expected)
{
    ir_ref at;
    const char *wrong = ir_check(&ir, &at);

    ck_assert_ptr_nonnull(wrong);
    ck_assert_str_eq(wrong, expected);
}

static ir_ref raw(enum ir_op op, uint8_t type, uint16_t flags, ir_ref a, ir_ref b)
{
    return ir_raw(&ir, op, type, flags, a, b);
}

START_TEST(verifier_looks_at_operands)
{
    ir_ref x = raw(IR_SLOAD, TYPE_INT, IRF_GUARD, 80, 0), y = raw(IR_NOT, TYPE_INT, 0, x, 0);

    check_sound();
    ir_at(&ir, y)->a = y;
    expect_wrong("operand is used before it is defined");
    ir_at(&ir, y)->a = IR_BASE - 1 - ir.const_count;
    expect_wrong("constant does not exist");
    ir_at(&ir, y)->a = IR_BASE;
    expect_wrong("operand is the harmless reference");
    ir_at(&ir, y)->a = IR_REF_NONE;
    expect_wrong("constant does not exist");
    ir_at(&ir, y)->a = x;
    ir_at(&ir, x)->flags |= IRF_DEAD;
    expect_wrong("operand is dead");
    ir_at(&ir, y)->flags |= IRF_DEAD;
    check_sound();
    raw(IR_RETAIN, IRT_VOID, 0, raw(IR_SAFEPOINT, IRT_VOID, 0, 0, 0), 0);
    expect_wrong("operand is no value");
}
END_TEST

START_TEST(verifier_looks_at_types)
{
    static const struct {
        enum ir_op op;
        uint8_t type;
        const char *wrong;
    } rows[] = {
        {IR_ADD, TYPE_INT, NULL},
        {IR_ADD, TYPE_FLOAT, "operands of arithmetic are of another type"},
        {IR_AND, TYPE_FLOAT, "arithmetic of a type that is no number, or not the right one"},
        {IR_LT, TYPE_INT, NULL},
        {IR_LT, TYPE_FLOAT, "guard's operands are of another type"},
        {IR_EQ, TYPE_TRUE, "guard of a type that can't be compared"},
        {IR_VSTORE, TYPE_INT, "store to what is no address"},
        {IR_INDEX, IRT_PTR, "address of a part of what is no address"},
        {IR_SQRT, TYPE_FLOAT, "square root is not of a float"},
        {IR_CONV, TYPE_FLOAT, NULL},
        {IR_ZEXT, TYPE_INT, "extension is not from a word to int"},
        {IR_RETAIN, IRT_VOID, "count of what is not counted"},
        {IR_XLOAD, TYPE_INT, "load from what is no address"},
        {IR_KINT, TYPE_INT, "not an instruction"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ir_ref x;

        again();
        x = raw(IR_SLOAD, TYPE_INT, IRF_GUARD, 80, 0);
        raw(rows[i].op, rows[i].type, 0, x, x);
        if (rows[i].wrong != NULL)
            expect_wrong(rows[i].wrong);
        else
            check_sound();
    }
}
END_TEST

START_TEST(verifier_looks_at_stores)
{
    ir_ref o = raw(IR_SLOAD, COUNTED_OBJECT, IRF_GUARD, 80, 0), at = raw(IR_FIELD, IRT_PTR, 0, o, 64), s;

    s = raw(IR_VSTORE, TYPE_INT, 0, at, K(1));
    check_sound();
    ir_at(&ir, s)->type = TYPE_FLOAT;
    expect_wrong("stored value is of another type");
    ir_at(&ir, s)->type = IRT_PTR;
    expect_wrong("store of a value whose type is none of values");
    *ir_at(&ir, s) = (struct ir_ins){.op = IR_XSTORE, .type = IRT_WORD, .a = at, .b = W(1)};
    check_sound();
    ir_at(&ir, s)->b = F(1);
    expect_wrong("stored word is of another type");
    *ir_at(&ir, s) = (struct ir_ins){.op = IR_CALL, .type = IRT_PTR, .a = IRCALL_FIND_INT, .b = o};
    expect_wrong("call has another number of arguments");
    ir_at(&ir, s)->a = IRCALL_SIN;
    expect_wrong("call's type is not the function's");
}
END_TEST

START_TEST(verifier_looks_at_snapshots)
{
    ir_ref x = raw(IR_SLOAD, TYPE_INT, IRF_GUARD, 80, 0), g;

    snap();
    dirty(5, x);
    g = raw(IR_LT, TYPE_INT, IRF_GUARD, x, K(1));
    check_sound();
    ir_at(&ir, g)->snap = 7;
    expect_wrong("guard has no snapshot");
    ir_at(&ir, g)->snap = 0;
    ir_at(&ir, x)->snap = 1;
    expect_wrong("guard's snapshot comes later");
    ir_at(&ir, x)->snap = 0;
    ir.entries[0].slot = 81;
    expect_wrong("snapshot has what is no slot");
    ir.entries[0].flags = SNAP_WORD;
    check_sound();
    ir.entries[0].ref = ir_kpri(&ir, TYPE_NULL);
    expect_wrong("snapshot has a word that is none");
    ir.entries[0] = (struct snap_entry){.slot = 80, .ref = g};
    expect_wrong("snapshot has what is not defined before it");
    ir.entries[0].ref = x;
    dirty(5, x);
    expect_wrong("snapshot has a slot twice");
}
END_TEST

START_TEST(verifier_looks_for_effects_before_guards)
{
    static const struct {
        enum ir_op op;
        bool wrong;
    } rows[] = {{IR_RETAIN, true}, {IR_SAFEPOINT, true}, {IR_VSTORE, true}, {IR_SSTORE, false}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ir_ref o;

        again();
        o = raw(IR_SLOAD, COUNTED_OBJECT, IRF_GUARD, 80, 0);
        raw(rows[i].op, rows[i].op == IR_VSTORE || rows[i].op == IR_SSTORE ? COUNTED_OBJECT : IRT_VOID, 0,
            rows[i].op == IR_SSTORE ? 96 : o, o);
        raw(IR_SLOAD, TYPE_INT, IRF_GUARD, 112, 0);
        if (rows[i].wrong)
            expect_wrong("guard goes back behind an effect");
        else
            check_sound();
    }
}
END_TEST

START_TEST(verifier_looks_at_loops)
{
    ir_ref phi;

    counting_loop();
    check_sound();
    phi = ir_next_ref(&ir) - 1;
    ir_at(&ir, phi)->b = ir_at(&ir, phi)->a;
    expect_wrong("phi of one value");
    ir_at(&ir, phi)->b = F(1);
    expect_wrong("phi's sides are of different types");
    ir_at(&ir, phi)->a = ir.loop + 1;
    expect_wrong("phi's left side is not from before the loop");
    ir_at(&ir, phi)->a = ir_at(&ir, phi - 1)->a;
    ir_at(&ir, phi)->b = K(1);
    expect_wrong("two phis with the same left side");
    ir.ins_count--;
    check_sound();
    raw(IR_NOT, TYPE_INT, 0, K(1), 0);
    expect_wrong("phi is not at the end");
    ir.loop = 0;
    expect_wrong("loop mark is not where the loop begins");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        constants_are_found_again,
        limits_are_sticky_and_named,
        as_many_as_the_limit_says,
        every_allocation_may_fail,
        snapshots_without_a_guard_are_taken_back,
        integers_fold_as_the_language_computes,
        what_overflows_is_not_folded,
        integers_have_their_algebra,
        floats_keep_signs_and_nans,
        addresses_are_added_up,
        pure_calls_of_constants_are_made,
        guards_of_constants,
        guards_are_made_once,
        bounds_make_overflow_impossible,
        switches_turn_families_off,
        equal_instructions_are_one,
        slots_are_forwarded,
        words_of_the_vm_are_forwarded,
        maps_have_words,
        slots_and_addresses_of_slots,
        elements_are_forwarded,
        blocks_of_different_types_are_apart,
        handlers_end_all_knowledge_of_memory,
        searches_are_made_once,
        words_of_integers_are_forwarded,
        dead_code_is_marked,
        loop_of_a_counter,
        words_are_carried,
        handlers_find_carried_words_in_memory,
        loop_of_a_rotation,
        loop_with_another_type_is_given_up,
        handlers_find_carried_slots_in_memory,
        exits_store_what_the_iteration_before_left,
        loads_are_hoisted_only_over_what_can_not_write_there,
        effects_happen_in_each_iteration,
        needless_phis_go,
        loop_that_moves_the_base_is_given_up,
        verifier_looks_at_operands,
        verifier_looks_at_types,
        verifier_looks_at_stores,
        verifier_looks_at_snapshots,
        verifier_looks_for_effects_before_guards,
        verifier_looks_at_loops,
    };
    Suite *suite = suite_create("jit_ir");
    TCase *tcase = tcase_create("ir");
    SRunner *runner;
    int failed;

    tcase_add_checked_fixture(tcase, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
