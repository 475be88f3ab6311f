/* func_data.c: assignments to variables, class constants, foreach. */
#include "func_parts.h"

/* ---- ASSIGN -------------------------------------------------------------------------------------- */

/* Payload in rax, info in ecx, unless the type is known and there already. */
static void assign(struct func_compiler *c, const struct func_operand *variable,
                   const struct func_operand *v)
{
    if (v->literal != NULL)
        func_retain_literal(c, RAX, v->literal);
    else if (!func_is_temporary(v) && v->type < 0)
        func_retain(c, RAX, RCX);
    emit_store64(&c->e, REG_FRAME, variable->slot, RAX);
    if (v->type < 0 || variable->type != v->type)
        emit_store32(&c->e, REG_FRAME, variable->slot + FUNC_INFO, RCX);
}

/* The variable holds something counted, in r9, info in r10: no reference, and others hold it too, or else
 * it is the handler's. */
static void check_old(struct func_compiler *c, const struct func_aside *aside)
{
    struct emit *e = &c->e;

    emit_alu32_ri(e, ALU_CMP, R10, INFO_REF);
    emit_jcc(e, CC_E, func_cold(c));
    emit_load64(e, R9, REG_FRAME, aside->a.slot);
    emit_alu32_mi(e, ALU_CMP, R9, offsetof(struct counted, refcount), 1);
    emit_jcc(e, CC_E, func_cold(c));
    emit_jmp(e, aside->back);
}

static void release_old(struct func_compiler *c, const struct func_aside *aside)
{
    func_release_shared(c, R9);
    emit_jmp(&c->e, aside->back);
}

/* Where the old value of the variable is probably a number, anything counted is the handler's. */
static bool expects_counted(const struct func_compiler *c, const struct func_operand *variable)
{
    return variable->type < 0 && func_guess(c, variable) < 0;
}

static void begin_assign(struct func_compiler *c, const struct func_operand *variable)
{
    uint32_t back;

    if (variable->type >= 0)
        return;
    if (!expects_counted(c, variable)) {
        emit_test8_mi(&c->e, REG_FRAME, variable->slot + FUNC_FLAGS, FUNC_COUNTED);
        emit_jcc(&c->e, CC_NE, func_cold(c));
        return;
    }
    back = emit_label(&c->e);
    emit_load32(&c->e, R10, REG_FRAME, variable->slot + FUNC_INFO);
    emit_test32_ri(&c->e, R10, VALUE_COUNTED);
    emit_jcc(&c->e, CC_NE, func_aside(c, check_old, variable, NULL, back, 0));
    emit_bind(&c->e, back);
}

static void end_assign(struct func_compiler *c, const struct func_operand *variable)
{
    uint32_t back;

    if (!expects_counted(c, variable))
        return;
    back = emit_label(&c->e);
    emit_test32_ri(&c->e, R10, VALUE_COUNTED);
    emit_jcc(&c->e, CC_NE, func_aside(c, release_old, variable, NULL, back, 0));
    emit_bind(&c->e, back);
}

/* Not what is undefined, nor a reference. Info in ecx. */
static void check_new(struct func_compiler *c, const struct func_operand *v)
{
    struct emit *e = &c->e;

    if (v->type >= 0 || !(v->kind & (OPERAND_CV | OPERAND_VAR)) || v->is_object)
        return;
    emit_movzx8(e, RAX, RCX);
    emit_alu32_ri(e, ALU_CMP, RAX, TYPE_REF);
    emit_jcc(e, CC_E, func_cold(c));
    if (v->kind == OPERAND_VAR)
        return;
    emit_test_rr(e, RAX, RAX);
    emit_jcc(e, CC_E, func_cold(c));
}

/* A float that is in a register already, into a variable that holds one. */
static bool assign_xmm0(struct func_compiler *c, const struct func_operand *variable,
                        const struct func_operand *v)
{
    if (v->type != TYPE_FLOAT || variable->type != TYPE_FLOAT || c->in_xmm0 == 0 || v->slot != c->in_xmm0)
        return false;
    emit_storef(&c->e, REG_FRAME, variable->slot, XMM0);
    c->leaves_xmm0 = variable->slot;
    return true;
}

static bool fast_assign(struct func_compiler *c)
{
    struct func_operand variable = func_op1(c), v = func_op2(c);

    if (variable.kind != OPERAND_CV || func_result_used(c))
        return false;
    if (assign_xmm0(c, &variable, &v))
        return true;
    begin_assign(c, &variable);
    if (v.type < 0 || variable.type != v.type)
        func_load_info(c, RCX, &v);
    check_new(c, &v);
    if (v.type == TYPE_INT)
        func_load_first(c, &v);
    else
        func_load(c, RAX, &v);
    assign(c, &variable, &v);
    end_assign(c, &variable);
    if (v.type == TYPE_INT && !expects_counted(c, &variable))
        c->leaves_rax = variable.slot;
    func_set_guess(c, variable.slot, func_guess(c, &v));
    func_fact(c, variable.slot, v.is_object ? TYPE_OBJECT : v.type);
    return true;
}

/* ---- OP_DATA ------------------------------------------------------------------------------------- */

void func_load_data(struct func_compiler *c)
{
    struct func_operand v = func_data(c);
    struct emit *e = &c->e;

    func_load_info(c, RDI, &v);
    if (v.literal == NULL && v.type < 0) {
        emit_movzx8(e, RAX, RDI);
        emit_test_rr(e, RAX, RAX);
        emit_jcc(e, CC_E, func_cold(c));
        emit_alu32_ri(e, ALU_CMP, RAX, TYPE_REF);
        emit_jcc(e, CC_E, func_cold(c));
    }
    func_load(c, RSI, &v);
}

void func_store_data(struct func_compiler *c)
{
    struct func_operand v = func_data(c);

    if (v.literal != NULL)
        func_retain_literal(c, RSI, v.literal);
    else if (!func_is_temporary(&v) && v.type < 0)
        func_retain(c, RSI, RDI);
    func_store(c, RCX, 0, RSI, RDI);
    if (func_result_used(c)) {
        func_retain(c, RSI, RDI);
        func_store(c, REG_FRAME, func_result(c), RSI, RDI);
    }
    func_next(c, 1);
}

/* ---- class constants ----------------------------------------------------------------------------- */

static bool fast_class_constant(struct func_compiler *c)
{
    struct emit *e = &c->e;

    if (c->o->op1_kind != OPERAND_CONST || c->o->op2_kind != OPERAND_CONST)
        return false;
    func_cache(c, RCX, c->o->extended);
    emit_alu_mi(e, ALU_CMP, RCX, 0, 0);
    emit_jcc(e, CC_E, func_cold(c));
    emit_load64(e, RCX, RCX, sizeof(void *));
    emit_load64(e, RAX, RCX, 0);
    emit_load32(e, RCX, RCX, FUNC_INFO);
    func_retain(c, RAX, RCX);
    func_store(c, REG_FRAME, func_result(c), RAX, RCX);
    return true;
}

/* ---- foreach ------------------------------------------------------------------------------------- */

enum { BUCKET_SHIFT = 5, VALUE_SHIFT = 4 };

_Static_assert(sizeof(struct bucket) == 1 << BUCKET_SHIFT && sizeof(struct value) == 1 << VALUE_SHIFT,
               "positions become addresses by a shift");
_Static_assert(offsetof(struct bucket, value) == 0, "a bucket's value is addressed as a packed one's");

/* rcx = address of the next element, from position edx on, of the array in rsi; or the end. */
static void find_next(struct func_compiler *c, uint8_t shift, uint32_t end)
{
    struct emit *e = &c->e;
    uint32_t again = emit_label(e), found = emit_label(e);

    emit_bind(e, again);
    emit_alu32_rm(e, ALU_CMP, RDX, RSI, offsetof(struct array, used));
    emit_jcc(e, CC_AE, end);
    emit_mov_rr(e, RCX, RDX);
    emit_shift_ri(e, SHIFT_SHL, RCX, shift);
    emit_alu_rm(e, ALU_ADD, RCX, RSI, offsetof(struct array, values));
    emit_alu8_mi(e, ALU_CMP, RCX, FUNC_TYPE, TYPE_UNDEF);
    emit_jcc(e, CC_NE, found);
    emit_alu32_ri(e, ALU_ADD, RDX, 1);
    emit_jmp(e, again);
    emit_bind(e, found);
}

/* The element at rcx goes to the loop's variable. */
static void give_any_element(struct func_compiler *c, const struct func_aside *aside)
{
    (void)aside;
    func_deref(c, RCX);
    emit_load64(&c->e, RAX, RCX, 0);
    emit_load32(&c->e, RCX, RCX, FUNC_INFO);
    func_retain(c, RAX, RCX);
    func_store(c, REG_FRAME, (int32_t)c->o->op2.slot, RAX, RCX);
    func_next(c, 0);
}

/* It is probably of the type that the variable has now. */
static void give_element(struct func_compiler *c)
{
    struct func_operand variable = {.slot = (int32_t)c->o->op2.slot, .kind = c->o->op2_kind, .type = -1};
    int guess = func_guess(c, &variable);

    if (guess != TYPE_INT && guess != TYPE_FLOAT) {
        give_any_element(c, NULL);
        func_fact(c, variable.slot, -1);
        return;
    }
    emit_alu32_mi(&c->e, ALU_CMP, RCX, FUNC_INFO, guess);
    emit_jcc(&c->e, CC_NE, func_aside(c, give_any_element, NULL, NULL, 0, 0));
    emit_load64(&c->e, RAX, RCX, 0);
    emit_store64(&c->e, REG_FRAME, variable.slot, RAX);
    emit_store32_i(&c->e, REG_FRAME, variable.slot + FUNC_INFO, (uint32_t)guess);
    func_fact(c, variable.slot, guess);
    func_next(c, 0);
}

static void step_loop(struct func_compiler *c)
{
    emit_lea(&c->e, RAX, RDX, 1);
    emit_store32(&c->e, REG_FRAME, (int32_t)c->o->op1.slot + FUNC_EXTRA, RAX);
}

/* A string key at rdi, which may be counted, or the integer at rcx's hash. */
static void give_bucket_key(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t integer = emit_label(e), counted = emit_label(e), end = emit_label(e);
    int32_t result = func_result(c);

    emit_load64(e, RDI, RCX, offsetof(struct bucket, key));
    emit_test_rr(e, RDI, RDI);
    emit_jcc(e, CC_E, integer);
    emit_store64(e, REG_FRAME, result, RDI);
    emit_test8_mi(e, RDI, offsetof(struct counted, flags), COUNTED_INTERNED);
    emit_jcc(e, CC_E, counted);
    emit_store32_i(e, REG_FRAME, result + FUNC_INFO, TYPE_STRING);
    emit_jmp(e, end);
    emit_bind(e, counted);
    emit_inc32_m(e, RDI, offsetof(struct counted, refcount));
    emit_store32_i(e, REG_FRAME, result + FUNC_INFO, INFO_STRING);
    emit_jmp(e, end);
    emit_bind(e, integer);
    emit_load64(e, RAX, RCX, offsetof(struct bucket, hash));
    func_store_int(c, result, RAX);
    emit_bind(e, end);
}

static uint32_t loop_end(struct func_compiler *c)
{
    const char *o = (const char *)c->o;

    return func_way(c, func_number(c, (const struct opline *)(o + (int32_t)c->o->extended)));
}

static void fetch_bucket(struct func_compiler *c, const struct func_aside *aside)
{
    (void)aside;
    find_next(c, BUCKET_SHIFT, loop_end(c));
    step_loop(c);
    if (func_result_used(c))
        give_bucket_key(c);
    give_element(c);
}

static bool fast_fe_fetch(struct func_compiler *c)
{
    int32_t loop = (int32_t)c->o->op1.slot, variable = (int32_t)c->o->op2.slot;
    struct emit *e = &c->e;

    emit_alu8_mi(e, ALU_CMP, REG_FRAME, loop + FUNC_TYPE, TYPE_ARRAY);
    emit_jcc(e, CC_NE, func_cold(c));
    if (c->o->op2_kind == OPERAND_CV) {
        emit_test8_mi(e, REG_FRAME, variable + FUNC_FLAGS, FUNC_COUNTED);
        emit_jcc(e, CC_NE, func_cold(c));
    }
    emit_load64(e, RSI, REG_FRAME, loop);
    emit_load32(e, RDX, REG_FRAME, loop + FUNC_EXTRA);
    emit_alu8_mi(e, ALU_CMP, RSI, offsetof(struct array, packed), 0);
    emit_jcc(e, CC_E, func_aside(c, fetch_bucket, NULL, NULL, 0, 0));
    find_next(c, VALUE_SHIFT, loop_end(c));
    step_loop(c);
    if (func_result_used(c))
        func_store_int(c, func_result(c), RDX);
    c->result_type = TYPE_INT;
    give_element(c);
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_data_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_ASSIGN:
        return fast_assign;
    case OP_FETCH_CLASS_CONSTANT:
        return fast_class_constant;
    case OP_FE_FETCH_R:
        return fast_fe_fetch;
    default:
        return NULL;
    }
}
