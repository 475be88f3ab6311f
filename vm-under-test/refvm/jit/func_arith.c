/* func_arith.c: operators on numbers. */
#include "func_parts.h"

/* ---- kinds of operands --------------------------------------------------------------------------- */

/* The pairs of types that arithmetic has a path for. */
static const struct pair {
    int a, b;
} pairs[] = {
    {TYPE_INT, TYPE_INT},
    {TYPE_FLOAT, TYPE_FLOAT},
    {TYPE_FLOAT, TYPE_INT},
    {TYPE_INT, TYPE_FLOAT},
};

enum { PAIR_COUNT = sizeof pairs / sizeof *pairs };

static bool possible(const struct func_operand *a, const struct func_operand *b, int pair)
{
    return func_may_be(a, pairs[pair].a) && func_may_be(b, pairs[pair].b);
}

static int next_possible(const struct func_operand *a, const struct func_operand *b, int pair)
{
    while (pair < PAIR_COUNT && !possible(a, b, pair))
        pair++;
    return pair;
}

/* What is tried after `pair` is aside, or the handler. */
static uint32_t otherwise(struct func_compiler *c, func_aside_fn *emit, const struct func_operand *a,
                          const struct func_operand *b, int pair)
{
    if (next_possible(a, b, pair + 1) == PAIR_COUNT)
        return func_cold(c);
    return func_aside(c, emit, a, b, 0, pair + 1);
}

/* ---- + - * --------------------------------------------------------------------------------------- */

static void compute_int(struct func_compiler *c, const struct func_operand *a, const struct func_operand *b)
{
    func_load(c, RAX, a);
    switch (c->o->opcode) {
    case OP_ADD:
        func_alu(c, ALU_ADD, b);
        break;
    case OP_SUB:
        func_alu(c, ALU_SUB, b);
        break;
    default:
        func_load(c, RCX, b);
        emit_imul_rr(&c->e, RAX, RCX);
    }
    emit_jcc(&c->e, CC_O, func_cold(c));
    func_store_int(c, func_result(c), RAX);
}

static enum fop float_operator(uint32_t opcode)
{
    return opcode == OP_ADD   ? FOP_ADD
           : opcode == OP_SUB ? FOP_SUB
           : opcode == OP_MUL ? FOP_MUL
                              : FOP_DIV;
}

static void compute_float(struct func_compiler *c, const struct func_operand *a,
                          const struct func_operand *b, int pair)
{
    func_load_float(c, XMM0, a, pairs[pair].a);
    func_load_float(c, XMM1, b, pairs[pair].b);
    emit_f_rr(&c->e, float_operator(c->o->opcode), XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
}

/* The paths from `pair` on, the others aside. */
static void arithmetic_path(struct func_compiler *c, const struct func_operand *a,
                            const struct func_operand *b, int pair, func_aside_fn *aside)
{
    uint32_t other = otherwise(c, aside, a, b, pair);

    func_check(c, a, pairs[pair].a, other);
    func_check(c, b, pairs[pair].b, other);
    if (pair == 0)
        compute_int(c, a, b);
    else
        compute_float(c, a, b, pair);
    func_next(c, 0);
}

static void arithmetic_aside(struct func_compiler *c, const struct func_aside *aside)
{
    arithmetic_path(c, &aside->a, &aside->b, next_possible(&aside->a, &aside->b, aside->data),
                    arithmetic_aside);
}

static bool emit_arithmetic(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    int pair = next_possible(&a, &b, 0);

    if (pair == PAIR_COUNT || (a.literal != NULL && b.literal != NULL))
        return false;
    arithmetic_path(c, &a, &b, pair, arithmetic_aside);
    return true;
}

/* ---- / % ----------------------------------------------------------------------------------------- */

/* By a float that is not 0; NaN is not 0. */
static void divide_floats(struct func_compiler *c, const struct func_operand *a,
                          const struct func_operand *b)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    func_check(c, a, TYPE_FLOAT, func_cold(c));
    func_check(c, b, TYPE_FLOAT, func_cold(c));
    func_load_float(c, XMM1, b, TYPE_FLOAT);
    emit_xorps(e, XMM0, XMM0);
    emit_ucomisd(e, XMM1, XMM0);
    emit_jcc(e, CC_P, fine);
    emit_jcc(e, CC_E, func_cold(c));
    emit_bind(e, fine);
    func_load_float(c, XMM0, a, TYPE_FLOAT);
    emit_f_rr(e, FOP_DIV, XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
    func_next(c, 0);
}

static void divide_aside(struct func_compiler *c, const struct func_aside *aside)
{
    divide_floats(c, &aside->a, &aside->b);
}

/* rax and rdx = quotient and remainder, unless the divisor is 0 or -1. */
static void divide_ints(struct func_compiler *c, const struct func_operand *a, const struct func_operand *b)
{
    struct emit *e = &c->e;

    func_load(c, RCX, b);
    emit_lea(e, RAX, RCX, 1);
    emit_alu_ri(e, ALU_CMP, RAX, 1);
    emit_jcc(e, CC_BE, func_cold(c));
    func_load(c, RAX, a);
    emit_cqo(e);
    emit_idiv_r(e, RCX);
}

static bool emit_div(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    struct emit *e = &c->e;
    uint32_t other, uneven, end;

    if (!possible(&a, &b, 0)) {
        if (!possible(&a, &b, 1))
            return false;
        divide_floats(c, &a, &b);
        return true;
    }
    other = possible(&a, &b, 1) ? func_aside(c, divide_aside, &a, &b, 0, 0) : func_cold(c);
    uneven = emit_label(e);
    end = emit_label(e);
    func_check(c, &a, TYPE_INT, other);
    func_check(c, &b, TYPE_INT, other);
    divide_ints(c, &a, &b);
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_NE, uneven);
    func_store_int(c, func_result(c), RAX);
    emit_jmp(e, end);
    emit_bind(e, uneven);
    func_load_float(c, XMM0, &a, TYPE_INT);
    func_load_float(c, XMM1, &b, TYPE_INT);
    emit_f_rr(e, FOP_DIV, XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
    emit_bind(e, end);
    return true;
}

static bool emit_mod(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!possible(&a, &b, 0))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    divide_ints(c, &a, &b);
    func_store_int(c, func_result(c), RDX);
    return true;
}

/* ---- bits ---------------------------------------------------------------------------------------- */

static bool emit_bitwise(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!possible(&a, &b, 0))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    func_load(c, RAX, &a);
    func_alu(c, c->o->opcode == OP_BW_AND ? ALU_AND : c->o->opcode == OP_BW_OR ? ALU_OR : ALU_XOR, &b);
    func_store_int(c, func_result(c), RAX);
    return true;
}

static bool emit_shift(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    enum shift op = c->o->opcode == OP_SL ? SHIFT_SHL : SHIFT_SAR;

    if (!possible(&a, &b, 0) || (b.literal != NULL && (uint64_t)b.literal->i >= 64))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    if (b.literal != NULL) {
        func_load(c, RAX, &a);
        emit_shift_ri(&c->e, op, RAX, (uint8_t)b.literal->i);
    } else {
        func_load(c, RCX, &b);
        emit_alu_ri(&c->e, ALU_CMP, RCX, 64);
        emit_jcc(&c->e, CC_AE, func_cold(c));
        func_load(c, RAX, &a);
        emit_shift_rcl(&c->e, op, RAX);
    }
    func_store_int(c, func_result(c), RAX);
    return true;
}

/* ---- ++ -- --------------------------------------------------------------------------------------- */

static bool emit_step(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    bool increment = c->o->opcode == OP_PRE_INC || c->o->opcode == OP_POST_INC;
    bool post = c->o->opcode == OP_POST_INC || c->o->opcode == OP_POST_DEC;

    func_check(c, &v, TYPE_INT, func_cold(c));
    func_load(c, RAX, &v);
    if (post)
        emit_mov_rr(&c->e, RCX, RAX);
    emit_alu_ri(&c->e, increment ? ALU_ADD : ALU_SUB, RAX, 1);
    emit_jcc(&c->e, CC_O, func_cold(c));
    if (post)
        func_store_int(c, func_result(c), RCX);
    emit_store64(&c->e, REG_FRAME, v.slot, RAX);
    if (!post && func_result_used(c))
        func_store_int(c, func_result(c), RAX);
    return true;
}

/* ---- ASSIGN_OP ----------------------------------------------------------------------------------- */

bool func_operates(const struct func_compiler *c)
{
    uint32_t operation = c->o->extended;

    return operation == OP_ADD || operation == OP_SUB || operation == OP_MUL;
}

static void operate_on_ints(struct func_compiler *c, const struct func_operand *b)
{
    if (c->o->extended == OP_MUL) {
        func_load(c, RDX, b);
        emit_imul_rr(&c->e, RAX, RDX);
    } else {
        func_load(c, RDX, b);
        emit_alu_rr(&c->e, c->o->extended == OP_ADD ? ALU_ADD : ALU_SUB, RAX, RDX);
    }
    emit_jcc(&c->e, CC_O, func_cold(c));
}

static void assign_op_floats(struct func_compiler *c, const struct func_operand *v,
                             const struct func_operand *b)
{
    func_check(c, v, TYPE_FLOAT, func_cold(c));
    func_check(c, b, TYPE_FLOAT, func_cold(c));
    func_load_float(c, XMM0, v, TYPE_FLOAT);
    func_load_float(c, XMM1, b, TYPE_FLOAT);
    emit_f_rr(&c->e, float_operator(c->o->extended), XMM0, XMM1);
    emit_storef(&c->e, REG_FRAME, v->slot, XMM0);
    if (func_result_used(c))
        func_store_float(c, func_result(c), XMM0);
    func_next(c, 0);
}

static void assign_op_aside(struct func_compiler *c, const struct func_aside *aside)
{
    assign_op_floats(c, &aside->a, &aside->b);
}

static bool emit_assign_op(struct func_compiler *c)
{
    struct func_operand v = func_op1(c), b = func_op2(c);
    uint32_t other;

    if (!func_operates(c) || (!possible(&v, &b, 0) && !possible(&v, &b, 1)))
        return false;
    if (!possible(&v, &b, 0)) {
        assign_op_floats(c, &v, &b);
        return true;
    }
    other = possible(&v, &b, 1) ? func_aside(c, assign_op_aside, &v, &b, 0, 0) : func_cold(c);
    func_check(c, &v, TYPE_INT, other);
    func_check(c, &b, TYPE_INT, other);
    func_load(c, RAX, &v);
    operate_on_ints(c, &b);
    emit_store64(&c->e, REG_FRAME, v.slot, RAX);
    if (func_result_used(c))
        func_store_int(c, func_result(c), RAX);
    return true;
}

/* ---- the same on elements and properties --------------------------------------------------------- */

static void operate_result(struct func_compiler *c, bool is_float)
{
    if (!func_result_used(c))
        return;
    if (is_float)
        func_store_float(c, func_result(c), XMM0);
    else
        func_store_int(c, func_result(c), RAX);
}

static void operate_on_floats(struct func_compiler *c, const struct func_operand *b, int type)
{
    func_load_float(c, XMM1, b, type);
    emit_loadf(&c->e, XMM0, RCX, 0);
    emit_f_rr(&c->e, float_operator(c->o->extended), XMM0, XMM1);
    emit_storef(&c->e, RCX, 0, XMM0);
    operate_result(c, true);
    func_next(c, 1);
}

/* The slot at rcx is a float, or else the handler's. */
static void operate_aside(struct func_compiler *c, const struct func_aside *aside)
{
    const struct func_operand *b = &aside->b;
    uint32_t other = func_cold(c);

    emit_alu32_mi(&c->e, ALU_CMP, RCX, FUNC_INFO, TYPE_FLOAT);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    if (func_may_be(b, TYPE_FLOAT)) {
        if (func_may_be(b, TYPE_INT))
            other = emit_label(&c->e);
        func_check(c, b, TYPE_FLOAT, other);
        operate_on_floats(c, b, TYPE_FLOAT);
        if (!func_may_be(b, TYPE_INT))
            return;
        emit_bind(&c->e, other);
    }
    func_check(c, b, TYPE_INT, func_cold(c));
    operate_on_floats(c, b, TYPE_INT);
}

void func_operate(struct func_compiler *c)
{
    struct func_operand b = func_data(c);
    uint32_t other;

    if (!func_may_be(&b, TYPE_INT) && !func_may_be(&b, TYPE_FLOAT)) {
        emit_jmp(&c->e, func_cold(c));
        return;
    }
    other = func_aside(c, operate_aside, NULL, &b, 0, 0);
    if (!func_may_be(&b, TYPE_INT)) {
        emit_jmp(&c->e, other);
        return;
    }
    emit_alu32_mi(&c->e, ALU_CMP, RCX, FUNC_INFO, TYPE_INT);
    emit_jcc(&c->e, CC_NE, other);
    func_check(c, &b, TYPE_INT, func_cold(c));
    emit_load64(&c->e, RAX, RCX, 0);
    operate_on_ints(c, &b);
    emit_store64(&c->e, RCX, 0, RAX);
    operate_result(c, false);
    func_next(c, 1);
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_arith_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
        return emit_arithmetic;
    case OP_DIV:
        return emit_div;
    case OP_MOD:
        return emit_mod;
    case OP_BW_AND:
    case OP_BW_OR:
    case OP_BW_XOR:
        return emit_bitwise;
    case OP_SL:
    case OP_SR:
        return emit_shift;
    case OP_PRE_INC:
    case OP_PRE_DEC:
    case OP_POST_INC:
    case OP_POST_DEC:
        return emit_step;
    case OP_ASSIGN_OP:
        return emit_assign_op;
    default:
        return NULL;
    }
}
