/* func_jump.c: jumps and tests of booleans, copies. */
#include "func_parts.h"

static bool fast_nop(struct func_compiler *c)
{
    (void)c;
    return true;
}

static bool fast_jump(struct func_compiler *c)
{
    func_jump(c, func_number(c, opline_target(c->o, c->o->op1)), c->n);
    return true;
}

/* ---- conditional jumps --------------------------------------------------------------------------- */

static uint32_t target2(const struct func_compiler *c)
{
    return func_number(c, opline_target(c->o, c->o->op2));
}

/* An integer, or else the handler's; its info is in eax. */
static void jump_if_int(struct func_compiler *c, const struct func_aside *aside)
{
    emit_alu32_ri(&c->e, ALU_CMP, RAX, TYPE_INT);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    emit_alu_mi(&c->e, ALU_CMP, REG_FRAME, aside->a.slot, 0);
    func_branch(c, c->o->opcode == OP_JMPZ ? CC_E : CC_NE, target2(c), c->n);
    func_next(c, 0);
}

static bool fast_jump_if(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    bool when = c->o->opcode == OP_JMPNZ;

    if (v.literal != NULL)
        return false;
    emit_load32(&c->e, RAX, REG_FRAME, v.slot + FUNC_INFO);
    emit_alu32_ri(&c->e, ALU_CMP, RAX, when ? TYPE_FALSE : TYPE_TRUE);
    emit_jcc(&c->e, CC_E, func_way(c, c->n + 1));
    emit_alu32_ri(&c->e, ALU_CMP, RAX, when ? TYPE_TRUE : TYPE_FALSE);
    emit_jcc(&c->e, CC_NE, func_aside(c, jump_if_int, &v, NULL, 0, 0));
    func_jump(c, target2(c), c->n);
    return true;
}

/* eax = 0 or 1 for the bool of the operand, or the handler. */
static void load_bool(struct func_compiler *c, const struct func_operand *v)
{
    emit_load32(&c->e, RAX, REG_FRAME, v->slot + FUNC_INFO);
    emit_alu32_ri(&c->e, ALU_SUB, RAX, TYPE_FALSE);
    emit_alu32_ri(&c->e, ALU_CMP, RAX, 1);
    emit_jcc(&c->e, CC_A, func_cold(c));
}

static bool fast_jump_ex(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if (v.literal != NULL)
        return false;
    load_bool(c, &v);
    func_store_bool(c, func_result(c));
    func_fact(c, func_result(c), -1);
    emit_alu32_ri(&c->e, ALU_CMP, RAX, TYPE_TRUE);
    func_branch(c, c->o->opcode == OP_JMPNZ_EX ? CC_E : CC_NE, target2(c), c->n);
    return true;
}

static bool fast_bool(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if (v.literal != NULL)
        return false;
    load_bool(c, &v);
    if (c->o->opcode == OP_BOOL_NOT)
        emit_alu32_ri(&c->e, ALU_XOR, RAX, 1);
    func_store_bool(c, func_result(c));
    return true;
}

/* ---- copies -------------------------------------------------------------------------------------- */

static bool fast_qm_assign(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if (v.literal != NULL && v.type < 0)
        return false;
    func_load_info(c, RCX, &v);
    if (v.type < 0) {
        emit_test32_ri(&c->e, RCX, VALUE_COUNTED);
        emit_jcc(&c->e, CC_NE, func_cold(c));
        emit_test_rr(&c->e, RCX, RCX);
        emit_jcc(&c->e, CC_E, func_cold(c));
    }
    func_load(c, RAX, &v);
    func_store(c, REG_FRAME, func_result(c), RAX, RCX);
    c->result_type = v.type;
    return true;
}

static void free_shared(struct func_compiler *c, const struct func_aside *aside)
{
    struct emit *e = &c->e;

    emit_load64(e, R9, REG_FRAME, aside->a.slot);
    emit_alu32_mi(e, ALU_CMP, R9, offsetof(struct counted, refcount), 1);
    emit_jcc(e, CC_E, func_cold(c));
    func_release_shared(c, R9);
    emit_jmp(e, aside->back);
}

/* What others hold too can be given back without more ado; but a pending exception would have to be thrown,
 * which nothing here can raise. */
static bool fast_free(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    uint32_t back = emit_label(&c->e);

    emit_test8_mi(&c->e, REG_FRAME, v.slot + FUNC_FLAGS, FUNC_COUNTED);
    emit_jcc(&c->e, CC_NE, func_aside(c, free_shared, &v, NULL, back, 0));
    emit_bind(&c->e, back);
    return true;
}

static bool fast_count(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if (v.kind != OPERAND_CV)
        return false;
    emit_alu8_mi(&c->e, ALU_CMP, REG_FRAME, v.slot + FUNC_TYPE, TYPE_ARRAY);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    func_load(c, RAX, &v);
    emit_load32(&c->e, RAX, RAX, offsetof(struct array, count));
    func_store_int(c, func_result(c), RAX);
    c->result_type = TYPE_INT;
    return true;
}

static bool fast_strlen(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    if (v.kind != OPERAND_CV)
        return false;
    emit_alu8_mi(&c->e, ALU_CMP, REG_FRAME, v.slot + FUNC_TYPE, TYPE_STRING);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    func_load(c, RAX, &v);
    emit_load64(&c->e, RAX, RAX, offsetof(struct string, len));
    func_store_int(c, func_result(c), RAX);
    c->result_type = TYPE_INT;
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_jump_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_NOP:
        return fast_nop;
    case OP_JMP:
        return fast_jump;
    case OP_JMPZ:
    case OP_JMPNZ:
        return fast_jump_if;
    case OP_JMPZ_EX:
    case OP_JMPNZ_EX:
        return fast_jump_ex;
    case OP_BOOL:
    case OP_BOOL_NOT:
        return fast_bool;
    case OP_QM_ASSIGN:
        return fast_qm_assign;
    case OP_FREE:
        return fast_free;
    case OP_COUNT:
        return fast_count;
    case OP_STRLEN:
        return fast_strlen;
    default:
        return NULL;
    }
}
