/* func_value.c: operands of oplines, and values in memory. */
#include "func_parts.h"

/* ---- pairs of numbers ---------------------------------------------------------------------------- */

bool func_pair_possible(const struct func_operand *a, const struct func_operand *b, int pair)
{
    return func_may_be(a, func_pair_a(pair)) && func_may_be(b, func_pair_b(pair));
}

int func_next_pair(const struct func_operand *a, const struct func_operand *b, int tried)
{
    int pair = 0;

    while (pair < PAIR_COUNT && ((tried >> pair & 1) || !func_pair_possible(a, b, pair)))
        pair++;
    return pair;
}

/* Where one operand is a mystery, it is probably what the other one is. */
int func_first_pair(const struct func_compiler *c, const struct func_operand *a,
                    const struct func_operand *b)
{
    int x = func_guess(c, a), y = func_guess(c, b);

    if (x != TYPE_INT && x != TYPE_FLOAT)
        x = y;
    if (y != TYPE_INT && y != TYPE_FLOAT)
        y = x;
    for (int pair = 0; pair < PAIR_COUNT; pair++)
        if (func_pair_a(pair) == x && func_pair_b(pair) == y && func_pair_possible(a, b, pair))
            return pair;
    return func_next_pair(a, b, 0);
}

/* ---- operands ------------------------------------------------------------------------------------ */

static struct func_operand operand(const struct func_compiler *c, const struct opline *o, uint8_t kind,
                                   union operand which)
{
    struct func_operand op = {.kind = kind, .type = -1};

    if (kind != OPERAND_CONST) {
        op.slot = (int32_t)which.slot;
        if (kind != OPERAND_UNUSED)
            op.type = func_fact_of(c, op.slot);
        op.is_object = op.type == TYPE_OBJECT;
        if (op.is_object)
            op.type = -1;
        return op;
    }
    op.literal = opline_literal(o, which);
    if (!value_is_counted(op.literal))
        op.type = op.literal->type;
    return op;
}

struct func_operand func_op1(const struct func_compiler *c)
{
    return operand(c, c->o, c->o->op1_kind, c->o->op1);
}

struct func_operand func_op2(const struct func_compiler *c)
{
    return operand(c, c->o, c->o->op2_kind, c->o->op2);
}

struct func_operand func_data(const struct func_compiler *c)
{
    return operand(c, c->o + 1, c->o[1].op1_kind, c->o[1].op1);
}

bool func_may_be(const struct func_operand *op, int type)
{
    if (op->literal != NULL)
        return op->literal->info == (uint32_t)type;
    return op->type < 0 || op->type == type;
}

void func_check_once(struct func_compiler *c, const struct func_operand *op, int type, uint32_t label)
{
    if (op->type == type)
        return;
    emit_alu32_mi(&c->e, ALU_CMP, REG_FRAME, op->slot + FUNC_INFO, type);
    emit_jcc(&c->e, CC_NE, label);
}

void func_check(struct func_compiler *c, const struct func_operand *op, int type, uint32_t label)
{
    func_check_once(c, op, type, label);
    if (op->literal == NULL)
        func_fact(c, op->slot, type);
}

/* ---- loading ------------------------------------------------------------------------------------- */

void func_load(struct func_compiler *c, enum reg d, const struct func_operand *op)
{
    if (op->literal != NULL)
        emit_mov_ri_keep(&c->e, d, (uint64_t)op->literal->i);
    else
        emit_load64(&c->e, d, REG_FRAME, op->slot);
}

void func_load_info(struct func_compiler *c, enum reg d, const struct func_operand *op)
{
    if (op->literal != NULL)
        emit_mov_ri_keep(&c->e, d, op->literal->info);
    else if (op->type >= 0)
        emit_mov_ri_keep(&c->e, d, (uint64_t)op->type);
    else
        emit_load32(&c->e, d, REG_FRAME, op->slot + FUNC_INFO);
}

void func_load_float(struct func_compiler *c, enum reg d, const struct func_operand *op, int type)
{
    if (op->literal != NULL)
        emit_movf_i(&c->e, d, type == TYPE_INT ? (double)op->literal->i : op->literal->d);
    else if (type == TYPE_INT)
        emit_cvtsi2sd_m(&c->e, d, REG_FRAME, op->slot);
    else
        emit_loadf(&c->e, d, REG_FRAME, op->slot);
}

static bool fits32(int64_t i)
{
    return i == (int32_t)i;
}

void func_alu(struct func_compiler *c, enum alu op, const struct func_operand *b)
{
    if (b->literal == NULL) {
        emit_alu_rm(&c->e, op, RAX, REG_FRAME, b->slot);
    } else if (fits32(b->literal->i)) {
        emit_alu_ri(&c->e, op, RAX, (int32_t)b->literal->i);
    } else {
        emit_mov_ri_keep(&c->e, RCX, (uint64_t)b->literal->i);
        emit_alu_rr(&c->e, op, RAX, RCX);
    }
}

/* ---- what the opline before left in a register --------------------------------------------------- */

static bool is_in(int32_t slot, const struct func_operand *op)
{
    return op->literal == NULL && slot != 0 && op->slot == slot;
}

void func_load_first(struct func_compiler *c, const struct func_operand *op)
{
    if (!is_in(c->in_rax, op))
        func_load(c, RAX, op);
}

void func_alu_ints(struct func_compiler *c, enum alu op, const struct func_operand *a,
                   const struct func_operand *b)
{
    if (is_in(c->in_rax, b) && !is_in(c->in_rax, a)) {
        emit_mov_rr(&c->e, RCX, RAX);
        func_load(c, RAX, a);
        emit_alu_rr(&c->e, op, RAX, RCX);
        return;
    }
    func_load_first(c, a);
    func_alu(c, op, b);
}

void func_load_floats(struct func_compiler *c, const struct func_operand *a, int a_type,
                      const struct func_operand *b, int b_type)
{
    bool a_is_in = a_type == TYPE_FLOAT && is_in(c->in_xmm0, a);
    bool same = a->literal == NULL && b->literal == NULL && a->slot == b->slot && a_type == b_type;

    if (b_type == TYPE_FLOAT && is_in(c->in_xmm0, b) && !a_is_in) {
        emit_movf_rr(&c->e, XMM1, XMM0);
        func_load_float(c, XMM0, a, a_type);
        return;
    }
    if (!a_is_in)
        func_load_float(c, XMM0, a, a_type);
    if (same)
        emit_movf_rr(&c->e, XMM1, XMM0);
    else
        func_load_float(c, XMM1, b, b_type);
}

/* ---- storing ------------------------------------------------------------------------------------- */

static void store_type(struct func_compiler *c, int32_t slot, int type)
{
    if (func_fact_of(c, slot) != type)
        emit_store32_i(&c->e, REG_FRAME, slot + FUNC_INFO, (uint32_t)type);
}

void func_store_int(struct func_compiler *c, int32_t slot, enum reg s)
{
    emit_store64(&c->e, REG_FRAME, slot, s);
    store_type(c, slot, TYPE_INT);
}

void func_store_float(struct func_compiler *c, int32_t slot, enum reg s)
{
    emit_storef(&c->e, REG_FRAME, slot, s);
    store_type(c, slot, TYPE_FLOAT);
}

void func_store_bool(struct func_compiler *c, int32_t slot)
{
    _Static_assert(TYPE_TRUE == TYPE_FALSE + 1, "a bool is added to the type");
    emit_alu32_ri(&c->e, ALU_ADD, RAX, TYPE_FALSE);
    emit_store32(&c->e, REG_FRAME, slot + FUNC_INFO, RAX);
}

void func_store(struct func_compiler *c, enum reg base, int32_t disp, enum reg payload, enum reg info)
{
    emit_store64(&c->e, base, disp, payload);
    emit_store32(&c->e, base, disp + FUNC_INFO, info);
}

void func_retain(struct func_compiler *c, enum reg payload, enum reg info)
{
    uint32_t done = emit_label(&c->e);

    emit_test32_ri(&c->e, info, VALUE_COUNTED);
    emit_jcc(&c->e, CC_E, done);
    emit_inc32_m(&c->e, payload, offsetof(struct counted, refcount));
    emit_bind(&c->e, done);
}

void func_retain_literal(struct func_compiler *c, enum reg payload, const struct value *v)
{
    if (value_is_counted(v))
        emit_inc32_m(&c->e, payload, offsetof(struct counted, refcount));
}

/* ---- addresses ----------------------------------------------------------------------------------- */

void func_address(struct func_compiler *c, enum reg d, const struct func_operand *op)
{
    if (op->literal != NULL)
        emit_mov_ri_keep(&c->e, d, (uintptr_t)op->literal);
    else
        emit_lea(&c->e, d, REG_FRAME, op->slot);
}

void func_deref(struct func_compiler *c, enum reg d)
{
    uint32_t plain = emit_label(&c->e);

    emit_alu8_mi(&c->e, ALU_CMP, d, FUNC_TYPE, TYPE_REF);
    emit_jcc(&c->e, CC_NE, plain);
    emit_load64(&c->e, d, d, 0);
    emit_alu_ri(&c->e, ALU_ADD, d, offsetof(struct ref, value));
    emit_bind(&c->e, plain);
}

void func_address_deref(struct func_compiler *c, enum reg d, const struct func_operand *op)
{
    func_address(c, d, op);
    if (op->literal == NULL && op->type < 0)
        func_deref(c, d);
}

/* In the main section it is known from then on that there is an object, so that a reference to one is the
 * handler's there. */
void func_load_object(struct func_compiler *c, enum reg d, const struct func_operand *v)
{
    struct emit *e = &c->e;

    if (!v->is_object && !c->is_general && !c->is_aside) {
        emit_alu32_mi(e, ALU_CMP, REG_FRAME, v->slot + FUNC_INFO, INFO_OBJECT);
        emit_jcc(e, CC_NE, func_cold(c));
        func_fact(c, v->slot, TYPE_OBJECT);
    } else if (!v->is_object) {
        func_address_deref(c, d, v);
        emit_alu8_mi(e, ALU_CMP, d, FUNC_TYPE, TYPE_OBJECT);
        emit_jcc(e, CC_NE, func_cold(c));
        emit_load64(e, d, d, 0);
        return;
    }
    emit_load64(e, d, REG_FRAME, v->slot);
}

/* ---- copies and releases ------------------------------------------------------------------------- */

static void copy_any(struct func_compiler *c)
{
    func_deref(c, RCX);
    emit_load64(&c->e, RAX, RCX, 0);
    emit_load32(&c->e, RCX, RCX, FUNC_INFO);
    func_retain(c, RAX, RCX);
    func_store(c, REG_FRAME, func_result(c), RAX, RCX);
    func_next(c, 0);
}

/* A property may be undefined, which is the handler's. */
static void copy_aside(struct func_compiler *c, const struct func_aside *aside)
{
    (void)aside;
    emit_alu8_mi(&c->e, ALU_CMP, RCX, FUNC_TYPE, TYPE_UNDEF);
    emit_jcc(&c->e, CC_E, func_cold(c));
    copy_any(c);
}

void func_copy_result(struct func_compiler *c, int guess)
{
    if (guess != TYPE_INT && guess != TYPE_FLOAT) {
        copy_any(c);
        return;
    }
    emit_alu32_mi(&c->e, ALU_CMP, RCX, FUNC_INFO, guess);
    emit_jcc(&c->e, CC_NE, func_aside(c, copy_aside, NULL, NULL, 0, 0));
    emit_load64(&c->e, RAX, RCX, 0);
    emit_store64(&c->e, REG_FRAME, func_result(c), RAX);
    store_type(c, func_result(c), guess);
    c->result_type = guess;
    func_next(c, 0);
}

void func_release_shared(struct func_compiler *c, enum reg counted)
{
    struct emit *e = &c->e;
    uint32_t end = emit_label(e);

    emit_dec32_m(e, counted, offsetof(struct counted, refcount));
    emit_alu8_mi(e, ALU_CMP, counted, offsetof(struct counted, type), TYPE_ARRAY);
    emit_jcc(e, CC_B, end);
    emit_alu8_mi(e, ALU_CMP, counted, offsetof(struct counted, color), GC_OTHER);
    emit_jcc(e, CC_NE, end);
    emit_mov_rr(e, RSI, counted);
    emit_mov_rr(e, RDI, REG_VM);
    emit_call_abs(e, (const void *)gc_candidate);
    emit_bind(e, end);
}

void func_cache(struct func_compiler *c, enum reg d, uint32_t index)
{
    emit_mov_ri_keep(&c->e, d, (uintptr_t)&c->func->cache[index]);
}
