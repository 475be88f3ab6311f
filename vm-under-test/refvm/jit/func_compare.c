/* func_compare.c: comparisons and tests, with the branches that they are fused with. */
#include "func_parts.h"

/* ---- numbers ------------------------------------------------------------------------------------- */

static enum cc int_condition(uint8_t opcode)
{
    return opcode == OP_IS_SMALLER            ? CC_L
           : opcode == OP_IS_SMALLER_OR_EQUAL ? CC_LE
           : opcode == OP_IS_NOT_EQUAL        ? CC_NE
                                              : CC_E;
}

static void compare_ints(struct func_compiler *c, const struct func_operand *a,
                         const struct func_operand *b)
{
    func_alu_ints(c, ALU_CMP, a, b);
    func_smart(c, int_condition(c->o->opcode));
}

/* xmm0 == xmm1 as 0 or 1 in eax; false when unordered. */
static void floats_equal(struct func_compiler *c)
{
    struct emit *e = &c->e;

    emit_ucomisd(e, XMM0, XMM1);
    emit_setcc(e, CC_NP, RAX);
    emit_setcc(e, CC_E, RCX);
    emit_movzx8(e, RAX, RAX);
    emit_movzx8(e, RCX, RCX);
    emit_alu32_rr(e, ALU_AND, RAX, RCX);
}

/* The flags of an unordered comparison read as "below": so what is asked is whether b is above a. */
static void compare_floats(struct func_compiler *c, const struct func_operand *a, int a_type,
                           const struct func_operand *b, int b_type)
{
    func_load_floats(c, a, a_type, b, b_type);
    if (c->o->opcode == OP_IS_SMALLER || c->o->opcode == OP_IS_SMALLER_OR_EQUAL) {
        emit_ucomisd(&c->e, XMM1, XMM0);
        func_smart(c, c->o->opcode == OP_IS_SMALLER ? CC_A : CC_AE);
        return;
    }
    floats_equal(c);
    if (c->o->opcode == OP_IS_NOT_EQUAL)
        emit_alu32_ri(&c->e, ALU_XOR, RAX, 1);
    func_smart_rax(c);
}

static void compare_path(struct func_compiler *c, const struct func_operand *a,
                         const struct func_operand *b, int pair, int tried);

static void compare_aside(struct func_compiler *c, const struct func_aside *aside)
{
    compare_path(c, &aside->a, &aside->b, func_next_pair(&aside->a, &aside->b, aside->data), aside->data);
}

static void compare_path(struct func_compiler *c, const struct func_operand *a,
                         const struct func_operand *b, int pair, int tried)
{
    uint32_t other = func_cold(c);

    tried |= 1 << pair;
    if (func_next_pair(a, b, tried) != PAIR_COUNT)
        other = func_aside(c, compare_aside, a, b, 0, tried);
    func_check(c, a, func_pair_a(pair), other);
    func_check(c, b, func_pair_b(pair), other);
    if (pair == PAIR_INTS)
        compare_ints(c, a, b);
    else
        compare_floats(c, a, func_pair_a(pair), b, func_pair_b(pair));
}

static bool fast_compare(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    int pair = func_first_pair(c, &a, &b);

    if (pair == PAIR_COUNT || (a.literal != NULL && b.literal != NULL))
        return false;
    compare_path(c, &a, &b, pair, 0);
    return true;
}

static bool fast_case(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!func_may_be(&a, TYPE_INT) || !func_may_be(&b, TYPE_INT))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    compare_ints(c, &a, &b);
    return true;
}

/* ---- identity ------------------------------------------------------------------------------------ */

/* Goes to the handler unless the info in `info` is that of an uncounted and defined value. */
static void check_plain(struct func_compiler *c, const struct func_operand *op, enum reg info)
{
    if (op->type > TYPE_UNDEF)
        return;
    emit_test32_ri(&c->e, info, VALUE_COUNTED);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    emit_test_rr(&c->e, info, info);
    emit_jcc(&c->e, CC_E, func_cold(c));
}

/* eax = is a identical to b, both plain and of the type in edx? */
static void identical_payloads(struct func_compiler *c, const struct func_operand *a,
                               const struct func_operand *b)
{
    struct emit *e = &c->e;
    uint32_t end = emit_label(e), floats = emit_label(e), same = emit_label(e);

    emit_alu32_ri(e, ALU_CMP, RDX, TYPE_TRUE);
    emit_jcc(e, CC_BE, same);
    emit_alu32_ri(e, ALU_CMP, RDX, TYPE_FLOAT);
    emit_jcc(e, CC_E, floats);
    func_load(c, RAX, a);
    func_load(c, RCX, b);
    emit_alu_rr(e, ALU_CMP, RAX, RCX);
    emit_jcc(e, CC_E, same);
    emit_alu32_ri(e, ALU_CMP, RDX, TYPE_INT);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_mov_ri(e, RAX, 0);
    emit_jmp(e, end);
    emit_bind(e, floats);
    func_load_float(c, XMM0, a, TYPE_FLOAT);
    func_load_float(c, XMM1, b, TYPE_FLOAT);
    floats_equal(c);
    emit_jmp(e, end);
    emit_bind(e, same);
    emit_mov_ri(e, RAX, 1);
    emit_bind(e, end);
}

static bool fast_identical(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    struct emit *e = &c->e;
    uint32_t differ, end;

    if ((a.literal != NULL && a.type < 0) || (b.literal != NULL && b.type < 0))
        return false;
    differ = emit_label(e);
    end = emit_label(e);
    func_load_info(c, RDX, &a);
    func_load_info(c, RCX, &b);
    check_plain(c, &a, RDX);
    check_plain(c, &b, RCX);
    emit_alu32_rr(e, ALU_CMP, RDX, RCX);
    emit_jcc(e, CC_NE, differ);
    identical_payloads(c, &a, &b);
    emit_jmp(e, end);
    emit_bind(e, differ);
    emit_mov_ri(e, RAX, 0);
    emit_bind(e, end);
    if (c->o->opcode == OP_IS_NOT_IDENTICAL)
        emit_alu32_ri(e, ALU_XOR, RAX, 1);
    func_smart_rax(c);
    return true;
}

/* ---- types --------------------------------------------------------------------------------------- */

static bool fast_type_check(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (v.kind != OPERAND_CV)
        return false;
    emit_load8(e, RCX, REG_FRAME, v.slot + FUNC_TYPE);
    emit_test_rr(e, RCX, RCX);
    emit_jcc(e, CC_E, func_cold(c));
    emit_alu32_ri(e, ALU_CMP, RCX, TYPE_REF);
    emit_jcc(e, CC_E, func_cold(c));
    emit_mov_ri_keep(e, RAX, c->o->extended);
    emit_shift_rcl(e, SHIFT_SHR, RAX);
    emit_alu32_ri(e, ALU_AND, RAX, 1);
    func_smart_rax(c);
    return true;
}

static bool fast_isset_cv(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if ((c->o->extended & ISEMPTY) || v.kind != OPERAND_CV)
        return false;
    func_address_deref(c, RCX, &v);
    emit_alu8_mi(&c->e, ALU_CMP, RCX, FUNC_TYPE, TYPE_NULL);
    func_smart(c, CC_A);
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_compare_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_IS_SMALLER:
    case OP_IS_SMALLER_OR_EQUAL:
    case OP_IS_EQUAL:
    case OP_IS_NOT_EQUAL:
        return fast_compare;
    case OP_CASE:
        return fast_case;
    case OP_IS_IDENTICAL:
    case OP_IS_NOT_IDENTICAL:
        return fast_identical;
    case OP_TYPE_CHECK:
        return fast_type_check;
    case OP_ISSET_ISEMPTY_CV:
        return fast_isset_cv;
    default:
        return NULL;
    }
}
