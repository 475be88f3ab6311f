/* func_arith.c: operators on numbers. */
#include "func_parts.h"

/* What is tried when it is not this pair of types, and not one of those tried before: aside, or the
 * handler. */
static uint32_t otherwise(struct func_compiler *c, func_aside_fn *emit, const struct func_operand *a,
                          const struct func_operand *b, int tried)
{
    if (func_next_pair(a, b, tried) == PAIR_COUNT)
        return func_cold(c);
    return func_aside(c, emit, a, b, 0, tried);
}

/* ---- + - * --------------------------------------------------------------------------------------- */

static void compute_int(struct func_compiler *c, const struct func_operand *a, const struct func_operand *b)
{
    switch (c->o->opcode) {
    case OP_ADD:
        func_alu_ints(c, ALU_ADD, a, b);
        break;
    case OP_SUB:
        func_alu_ints(c, ALU_SUB, a, b);
        break;
    default:
        func_load_first(c, a);
        func_load(c, RCX, b);
        emit_imul_rr(&c->e, RAX, RCX);
    }
    emit_jcc(&c->e, CC_O, func_cold(c));
    func_store_int(c, func_result(c), RAX);
    c->leaves_rax = func_result(c);
}

static enum fop float_operator(uint32_t opcode)
{
    return opcode == OP_ADD ? FOP_ADD : opcode == OP_SUB ? FOP_SUB : opcode == OP_MUL ? FOP_MUL : FOP_DIV;
}

static void compute_float(struct func_compiler *c, const struct func_operand *a,
                          const struct func_operand *b, int pair)
{
    func_load_floats(c, a, func_pair_a(pair), b, func_pair_b(pair));
    emit_f_rr(&c->e, float_operator(c->o->opcode), XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
    c->leaves_xmm0 = func_result(c);
}

/* The path of this pair of types; what else was not `tried` is aside. */
static void arithmetic_path(struct func_compiler *c, const struct func_operand *a,
                            const struct func_operand *b, int pair, int tried, func_aside_fn *aside)
{
    uint32_t other = otherwise(c, aside, a, b, tried | 1 << pair);

    func_check(c, a, func_pair_a(pair), other);
    func_check(c, b, func_pair_b(pair), other);
    if (pair == PAIR_INTS)
        compute_int(c, a, b);
    else
        compute_float(c, a, b, pair);
    c->result_type = pair == PAIR_INTS ? TYPE_INT : TYPE_FLOAT;
    func_next(c, 0);
}

static void arithmetic_aside(struct func_compiler *c, const struct func_aside *aside)
{
    int pair = func_next_pair(&aside->a, &aside->b, aside->data);

    arithmetic_path(c, &aside->a, &aside->b, pair, aside->data, arithmetic_aside);
}

static bool fast_arithmetic(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    int pair = func_first_pair(c, &a, &b);

    if (pair == PAIR_COUNT || (a.literal != NULL && b.literal != NULL))
        return false;
    arithmetic_path(c, &a, &b, pair, 0, arithmetic_aside);
    return true;
}

/* ---- / % ----------------------------------------------------------------------------------------- */

/* By a float that is not 0; NaN is not 0. */
static void divide_floats(struct func_compiler *c, const struct func_operand *a,
                          const struct func_operand *b, uint32_t other)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    func_check(c, a, TYPE_FLOAT, other);
    func_check(c, b, TYPE_FLOAT, other);
    func_load_float(c, XMM1, b, TYPE_FLOAT);
    emit_xorps(e, XMM0, XMM0);
    emit_ucomisd(e, XMM1, XMM0);
    emit_jcc(e, CC_P, fine);
    emit_jcc(e, CC_E, func_cold(c));
    emit_bind(e, fine);
    func_load_float(c, XMM0, a, TYPE_FLOAT);
    emit_f_rr(e, FOP_DIV, XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
    c->result_type = TYPE_FLOAT;
    func_next(c, 0);
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

/* An integer if there is no remainder. */
static void divide(struct func_compiler *c, const struct func_operand *a, const struct func_operand *b,
                   uint32_t other)
{
    struct emit *e = &c->e;
    uint32_t uneven = emit_label(e), end = emit_label(e);

    func_check(c, a, TYPE_INT, other);
    func_check(c, b, TYPE_INT, other);
    divide_ints(c, a, b);
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_NE, uneven);
    func_store_int(c, func_result(c), RAX);
    emit_jmp(e, end);
    emit_bind(e, uneven);
    func_load_float(c, XMM0, a, TYPE_INT);
    func_load_float(c, XMM1, b, TYPE_INT);
    emit_f_rr(e, FOP_DIV, XMM0, XMM1);
    func_store_float(c, func_result(c), XMM0);
    emit_bind(e, end);
    func_next(c, 0);
}

/* `data`: the pair of types. */
static void divide_aside(struct func_compiler *c, const struct func_aside *aside)
{
    if (aside->data == PAIR_INTS)
        divide(c, &aside->a, &aside->b, func_cold(c));
    else
        divide_floats(c, &aside->a, &aside->b, func_cold(c));
}

/* Of the two pairs of equal types: what is not `first` is aside, if it is possible at all. */
static uint32_t other_pair(struct func_compiler *c, const struct func_operand *a,
                           const struct func_operand *b, int first, func_aside_fn *aside)
{
    int other = first == PAIR_INTS ? PAIR_FLOATS : PAIR_INTS;

    return func_pair_possible(a, b, other) ? func_aside(c, aside, a, b, 0, other) : func_cold(c);
}

/* PAIR_INTS, PAIR_FLOATS, or PAIR_COUNT if neither is possible. */
static int equal_pair(const struct func_compiler *c, const struct func_operand *a,
                      const struct func_operand *b)
{
    int pair = func_first_pair(c, a, b);

    if (pair == PAIR_FLOAT_INT || pair == PAIR_INT_FLOAT)
        pair = func_next_pair(a, b, 1 << PAIR_FLOAT_INT | 1 << PAIR_INT_FLOAT);
    return pair;
}

static bool fast_div(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    int pair = equal_pair(c, &a, &b);

    if (pair == PAIR_COUNT)
        return false;
    if (pair == PAIR_INTS)
        divide(c, &a, &b, other_pair(c, &a, &b, pair, divide_aside));
    else
        divide_floats(c, &a, &b, other_pair(c, &a, &b, pair, divide_aside));
    return true;
}

static bool fast_mod(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!func_pair_possible(&a, &b, PAIR_INTS))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    divide_ints(c, &a, &b);
    func_store_int(c, func_result(c), RDX);
    c->result_type = TYPE_INT;
    return true;
}

static bool fast_spaceship(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!func_pair_possible(&a, &b, PAIR_INTS))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    func_load(c, RAX, &a);
    func_alu(c, ALU_CMP, &b);
    emit_setcc(&c->e, CC_G, RAX);
    emit_setcc(&c->e, CC_L, RCX);
    emit_movzx8(&c->e, RAX, RAX);
    emit_movzx8(&c->e, RCX, RCX);
    emit_alu_rr(&c->e, ALU_SUB, RAX, RCX);
    func_store_int(c, func_result(c), RAX);
    c->result_type = TYPE_INT;
    return true;
}

/* ---- bits ---------------------------------------------------------------------------------------- */

static bool fast_bitwise(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);

    if (!func_pair_possible(&a, &b, PAIR_INTS))
        return false;
    func_check(c, &a, TYPE_INT, func_cold(c));
    func_check(c, &b, TYPE_INT, func_cold(c));
    func_alu_ints(c,
                  c->o->opcode == OP_BW_AND  ? ALU_AND
                  : c->o->opcode == OP_BW_OR ? ALU_OR
                                             : ALU_XOR,
                  &a, &b);
    func_store_int(c, func_result(c), RAX);
    c->leaves_rax = func_result(c);
    c->result_type = TYPE_INT;
    return true;
}

static bool fast_shift(struct func_compiler *c)
{
    struct func_operand a = func_op1(c), b = func_op2(c);
    enum shift op = c->o->opcode == OP_SL ? SHIFT_SHL : SHIFT_SAR;

    if (!func_pair_possible(&a, &b, PAIR_INTS) || (b.literal != NULL && (uint64_t)b.literal->i >= 64))
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
    c->result_type = TYPE_INT;
    return true;
}

/* ---- ++ -- --------------------------------------------------------------------------------------- */

static bool fast_step(struct func_compiler *c)
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
    c->result_type = TYPE_INT;
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

static void assign_op_path(struct func_compiler *c, const struct func_operand *v,
                           const struct func_operand *b, int pair, uint32_t other)
{
    func_check(c, v, func_pair_a(pair), other);
    func_check(c, b, func_pair_b(pair), other);
    if (pair == PAIR_INTS) {
        func_load(c, RAX, v);
        operate_on_ints(c, b);
        emit_store64(&c->e, REG_FRAME, v->slot, RAX);
        if (func_result_used(c))
            func_store_int(c, func_result(c), RAX);
    } else {
        func_load_float(c, XMM0, v, TYPE_FLOAT);
        func_load_float(c, XMM1, b, TYPE_FLOAT);
        emit_f_rr(&c->e, float_operator(c->o->extended), XMM0, XMM1);
        emit_storef(&c->e, REG_FRAME, v->slot, XMM0);
        if (func_result_used(c))
            func_store_float(c, func_result(c), XMM0);
    }
    c->result_type = func_pair_a(pair);
    func_next(c, 0);
}

static void assign_op_aside(struct func_compiler *c, const struct func_aside *aside)
{
    assign_op_path(c, &aside->a, &aside->b, aside->data, func_cold(c));
}

static bool fast_assign_op(struct func_compiler *c)
{
    struct func_operand v = func_op1(c), b = func_op2(c);
    int pair = func_operates(c) ? equal_pair(c, &v, &b) : PAIR_COUNT;

    if (pair == PAIR_COUNT)
        return false;
    assign_op_path(c, &v, &b, pair, other_pair(c, &v, &b, pair, assign_op_aside));
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
    c->result_type = TYPE_FLOAT;
    func_next(c, 1);
}

static void operate_path(struct func_compiler *c, const struct func_operand *b, int pair, int tried);

/* The slot at rcx is not of the type that was tried, or the operand is not. */
static void operate_aside(struct func_compiler *c, const struct func_aside *aside)
{
    static const struct func_operand slot = {.type = -1};
    int pair = func_next_pair(&slot, &aside->b, aside->data);

    operate_path(c, &aside->b, pair, aside->data);
}

static void operate_path(struct func_compiler *c, const struct func_operand *b, int pair, int tried)
{
    static const struct func_operand slot = {.type = -1};
    uint32_t other = func_cold(c);

    tried |= 1 << pair | 1 << PAIR_INT_FLOAT;
    if (func_next_pair(&slot, b, tried) != PAIR_COUNT)
        other = func_aside(c, operate_aside, NULL, b, 0, tried);
    emit_alu32_mi(&c->e, ALU_CMP, RCX, FUNC_INFO, func_pair_a(pair));
    emit_jcc(&c->e, CC_NE, other);
    func_check(c, b, func_pair_b(pair), other);
    if (pair != PAIR_INTS) {
        operate_on_floats(c, b, func_pair_b(pair));
        return;
    }
    emit_load64(&c->e, RAX, RCX, 0);
    operate_on_ints(c, b);
    emit_store64(&c->e, RCX, 0, RAX);
    operate_result(c, false);
    c->result_type = TYPE_INT;
    func_next(c, 1);
}

/* The slot is probably what the operand is. */
void func_operate(struct func_compiler *c)
{
    struct func_operand b = func_data(c), slot = {.type = -1};
    int pair = func_guess(c, &b) == TYPE_FLOAT ? PAIR_FLOATS : PAIR_INTS;

    if (!func_pair_possible(&slot, &b, pair))
        pair = func_next_pair(&slot, &b, 1 << PAIR_INT_FLOAT);
    if (pair == PAIR_COUNT)
        emit_jmp(&c->e, func_cold(c));
    else
        operate_path(c, &b, pair, 0);
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_arith_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
        return fast_arithmetic;
    case OP_DIV:
        return fast_div;
    case OP_MOD:
        return fast_mod;
    case OP_BW_AND:
    case OP_BW_OR:
    case OP_BW_XOR:
        return fast_bitwise;
    case OP_SPACESHIP:
        return fast_spaceship;
    case OP_SL:
    case OP_SR:
        return fast_shift;
    case OP_PRE_INC:
    case OP_PRE_DEC:
    case OP_POST_INC:
    case OP_POST_DEC:
        return fast_step;
    case OP_ASSIGN_OP:
        return fast_assign_op;
    default:
        return NULL;
    }
}
