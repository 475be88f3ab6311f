/* func_dim.c: elements of arrays. */
#include "func_parts.h"

/* ---- finding an element -------------------------------------------------------------------------- */

/* A string that certainly is no integer key; as the handlers have it. */
static bool is_plain_key(const struct string *s)
{
    return (unsigned char)(s->bytes[0] - '0') > 9 && s->bytes[0] != '-';
}

/* Is there a fast path for this key? */
static bool key_works(const struct func_operand *k)
{
    if (k->kind == OPERAND_UNUSED)
        return false;
    if (k->literal == NULL || k->literal->info == TYPE_INT)
        return true;
    return k->literal->type == TYPE_STRING && is_plain_key(k->literal->s);
}

enum { MISSING_COLD, MISSING_NULL }; /* what comes of a key that is not there */

/* rcx = what the C function finds in the array rcx for the key in rsi. */
static void call_find(struct func_compiler *c, const void *find, int missing)
{
    struct emit *e = &c->e;

    emit_mov_rr(e, RDI, RCX);
    emit_call_abs(e, find);
    emit_mov_rr(e, RCX, RAX);
    if (missing == MISSING_COLD) {
        emit_test_rr(e, RCX, RCX);
        emit_jcc(e, CC_E, func_cold(c));
    }
}

static void find_in_hash(struct func_compiler *c, const struct func_aside *aside)
{
    func_load(c, RSI, &aside->b);
    call_find(c, (const void *)array_find_int, aside->data);
    emit_jmp(&c->e, aside->back);
}

/* The key is no integer: a string, or else the handler's. A temporary one must not be counted, as it would
 * have to be released. */
static void find_string(struct func_compiler *c, const struct func_aside *aside)
{
    const struct func_operand *k = &aside->b;
    struct emit *e = &c->e;

    if (func_is_temporary(k))
        emit_alu32_mi(e, ALU_CMP, REG_FRAME, k->slot + FUNC_INFO, TYPE_STRING);
    else
        emit_alu8_mi(e, ALU_CMP, REG_FRAME, k->slot + FUNC_TYPE, TYPE_STRING);
    emit_jcc(e, CC_NE, func_cold(c));
    func_load(c, RSI, k);
    emit_load8(e, RAX, RSI, offsetof(struct string, bytes));
    emit_alu32_ri(e, ALU_CMP, RAX, '-');
    emit_jcc(e, CC_E, func_cold(c));
    emit_alu32_ri(e, ALU_SUB, RAX, '0');
    emit_alu32_ri(e, ALU_CMP, RAX, 9);
    emit_jcc(e, CC_BE, func_cold(c));
    call_find(c, (const void *)array_find_string, aside->data);
    emit_jmp(e, aside->back);
}

static void find_literal_string(struct func_compiler *c, const struct func_operand *k, int missing)
{
    func_load(c, RSI, k);
    call_find(c, (const void *)array_find_string, missing);
}

static void miss(struct func_compiler *c, enum cc cc, int missing, uint32_t null)
{
    emit_jcc(&c->e, cc, missing == MISSING_COLD ? func_cold(c) : null);
}

/* rcx = address of the element of array rcx with this key; what is not there goes to the handler, or gives
 * NULL. */
static void find_element(struct func_compiler *c, const struct func_operand *k, int missing)
{
    struct emit *e = &c->e;
    uint32_t back, null;

    if (k->literal != NULL && k->literal->info != TYPE_INT) {
        find_literal_string(c, k, missing);
        return;
    }
    back = emit_label(e);
    null = emit_label(e);
    if (k->type != TYPE_INT)
        func_check_once(c, k, TYPE_INT, func_aside(c, find_string, NULL, k, back, missing));
    emit_alu8_mi(e, ALU_CMP, RCX, offsetof(struct array, packed), 0);
    emit_jcc(e, CC_E, func_aside(c, find_in_hash, NULL, k, back, missing));
    func_load(c, RAX, k);
    emit_load32(e, RDX, RCX, offsetof(struct array, used));
    emit_alu_rr(e, ALU_CMP, RAX, RDX);
    miss(c, CC_AE, missing, null);
    emit_shift_ri(e, SHIFT_SHL, RAX, 4);
    emit_alu_rm(e, ALU_ADD, RAX, RCX, offsetof(struct array, values));
    emit_alu8_mi(e, ALU_CMP, RAX, FUNC_TYPE, TYPE_UNDEF);
    miss(c, CC_E, missing, null);
    emit_mov_rr(e, RCX, RAX);
    if (missing == MISSING_NULL) {
        emit_jmp(e, back);
        emit_bind(e, null);
        emit_mov_ri(e, RCX, 0);
    } else {
        emit_bind(e, null);
    }
    emit_bind(e, back);
}

/* rcx = the array in operand 1, a reference followed. */
static void load_array(struct func_compiler *c)
{
    struct func_operand container = func_op1(c);

    func_address_deref(c, RCX, &container);
    emit_alu8_mi(&c->e, ALU_CMP, RCX, FUNC_TYPE, TYPE_ARRAY);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    emit_load64(&c->e, RCX, RCX, 0);
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* What the first element of the array is in the frame that runs now. */
static int peek(const struct func_compiler *c)
{
    const struct value *v;

    if (c->frame == NULL || c->o->op1_kind != OPERAND_CV)
        return -1;
    v = value_deref_const(frame_at(c->frame, c->o->op1.slot));
    return v->type == TYPE_ARRAY && v->a->used != 0 ? array_slot(v->a, 0)->type : -1;
}

static bool fast_fetch_r(struct func_compiler *c)
{
    struct func_operand k = func_op2(c);
    bool is_list = c->o->opcode == OP_FETCH_LIST_R;

    if (!key_works(&k) || (c->o->op1_kind != OPERAND_CV && !(is_list && (c->o->op1_kind & K_SLOT))))
        return false;
    load_array(c);
    find_element(c, &k, MISSING_COLD);
    func_copy_result(c, peek(c));
    return true;
}

static bool fast_isset(struct func_compiler *c)
{
    struct func_operand k = func_op2(c);
    struct emit *e = &c->e;
    uint32_t end;

    if (!key_works(&k) || c->o->op1_kind != OPERAND_CV || (c->o->extended & ISEMPTY))
        return false;
    load_array(c);
    find_element(c, &k, MISSING_NULL);
    end = emit_label(e);
    emit_mov_ri(e, RAX, 0);
    emit_test_rr(e, RCX, RCX);
    emit_jcc(e, CC_E, end);
    func_deref(c, RCX);
    emit_alu8_mi(e, ALU_CMP, RCX, FUNC_TYPE, TYPE_NULL);
    emit_setcc(e, CC_A, RAX);
    emit_movzx8(e, RAX, RAX);
    emit_bind(e, end);
    func_smart_rax(c);
    return true;
}

/* ---- writing ------------------------------------------------------------------------------------- */

/* rcx = the array in the variable or place of operand 1, which nobody else holds. */
static bool load_own_array(struct func_compiler *c)
{
    struct func_operand container = func_op1(c);
    struct emit *e = &c->e;

    if (container.kind != OPERAND_CV && container.kind != OPERAND_VAR)
        return false;
    if (container.kind == OPERAND_VAR) {
        func_check(c, &container, TYPE_INDIRECT, func_cold(c));
        emit_load64(e, RCX, REG_FRAME, container.slot);
        func_deref(c, RCX);
    } else {
        func_address_deref(c, RCX, &container);
    }
    emit_alu32_mi(e, ALU_CMP, RCX, FUNC_INFO, INFO_ARRAY);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load64(e, RCX, RCX, 0);
    emit_alu32_mi(e, ALU_CMP, RCX, offsetof(struct counted, refcount), 1);
    emit_jcc(e, CC_NE, func_cold(c));
    return true;
}

static bool fast_fetch_place(struct func_compiler *c)
{
    struct func_operand k = func_op2(c);

    if (!key_works(&k) || !load_own_array(c))
        return false;
    find_element(c, &k, MISSING_COLD);
    emit_store64(&c->e, REG_FRAME, func_result(c), RCX);
    emit_store32_i(&c->e, REG_FRAME, func_result(c) + FUNC_INFO, TYPE_INDIRECT);
    c->result_type = TYPE_INDIRECT;
    return true;
}

/* A new last element of the packed array in rcx, which has room: its slot, in rcx. */
static void append(struct func_compiler *c)
{
    struct emit *e = &c->e;

    emit_alu8_mi(e, ALU_CMP, RCX, offsetof(struct array, packed), 0);
    emit_jcc(e, CC_E, func_cold(c));
    emit_load32(e, RDX, RCX, offsetof(struct array, used));
    emit_alu32_rm(e, ALU_CMP, RDX, RCX, offsetof(struct array, capacity));
    emit_jcc(e, CC_AE, func_cold(c));
    emit_alu_rm(e, ALU_CMP, RDX, RCX, offsetof(struct array, next_index));
    emit_jcc(e, CC_NE, func_cold(c));
    emit_inc32_m(e, RCX, offsetof(struct array, used));
    emit_inc32_m(e, RCX, offsetof(struct array, count));
    emit_inc64_m(e, RCX, offsetof(struct array, next_index));
    emit_shift_ri(e, SHIFT_SHL, RDX, 4);
    emit_alu_rm(e, ALU_ADD, RDX, RCX, offsetof(struct array, values));
    emit_mov_rr(e, RCX, RDX);
}

/* Not the container itself: that would have to be copied. */
static void check_not_itself(struct func_compiler *c)
{
    struct func_operand v = func_data(c);

    if (v.literal != NULL || v.type >= 0)
        return;
    emit_alu_rr(&c->e, ALU_CMP, RSI, RCX);
    emit_jcc(&c->e, CC_E, func_cold(c));
}

static bool data_works(const struct func_operand *v)
{
    return v->literal == NULL || v->literal->type != TYPE_UNDEF;
}

/* rcx = the slot of the element of packed array rcx, which is overwritten: nothing to be released. */
static void find_packed(struct func_compiler *c, const struct func_operand *k)
{
    struct emit *e = &c->e;

    func_check(c, k, TYPE_INT, func_cold(c));
    emit_alu8_mi(e, ALU_CMP, RCX, offsetof(struct array, packed), 0);
    emit_jcc(e, CC_E, func_cold(c));
    func_load(c, RAX, k);
    emit_load32(e, RDX, RCX, offsetof(struct array, used));
    emit_alu_rr(e, ALU_CMP, RAX, RDX);
    emit_jcc(e, CC_AE, func_cold(c));
    emit_shift_ri(e, SHIFT_SHL, RAX, 4);
    emit_alu_rm(e, ALU_ADD, RAX, RCX, offsetof(struct array, values));
    emit_load32(e, RDX, RAX, FUNC_INFO);
    emit_mov_rr(e, RCX, RAX);
    emit_test32_ri(e, RDX, VALUE_COUNTED);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, func_cold(c));
}

static bool fast_assign_dim(struct func_compiler *c)
{
    struct func_operand k = func_op2(c), v = func_data(c);

    if (k.kind != OPERAND_UNUSED && !func_may_be(&k, TYPE_INT))
        return false;
    if (!data_works(&v) || !load_own_array(c))
        return false;
    func_load_data(c);
    check_not_itself(c);
    if (k.kind == OPERAND_UNUSED)
        append(c);
    else
        find_packed(c, &k);
    func_store_data(c);
    return true;
}

static bool fast_assign_dim_op(struct func_compiler *c)
{
    struct func_operand k = func_op2(c);

    if (!func_operates(c) || !key_works(&k) || !load_own_array(c))
        return false;
    find_element(c, &k, MISSING_COLD);
    func_operate(c);
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_dim_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_FETCH_DIM_R:
    case OP_FETCH_DIM_IS:
    case OP_FETCH_LIST_R:
        return fast_fetch_r;
    case OP_ISSET_ISEMPTY_DIM_OBJ:
        return fast_isset;
    case OP_FETCH_DIM_W:
    case OP_FETCH_DIM_RW:
        return fast_fetch_place;
    case OP_ASSIGN_DIM:
        return fast_assign_dim;
    case OP_ASSIGN_DIM_OP:
        return fast_assign_dim_op;
    default:
        return NULL;
    }
}
