/* func_object.c: declared properties, by inline caches. */
#include "func_parts.h"

/* ---- the slot ------------------------------------------------------------------------------------ */

/* rdx = the object: $this, or that of a variable. */
static bool load_object(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (c->o->op2_kind != OPERAND_CONST)
        return false;
    if (v.kind == OPERAND_UNUSED) {
        emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_HAS_THIS);
        emit_jcc(e, CC_E, func_cold(c));
        emit_load64(e, RDX, REG_FRAME, offsetof(struct frame, self));
        return true;
    }
    if (v.kind != OPERAND_CV)
        return false;
    func_load_object(c, RDX, &v);
    return true;
}

/* rcx = the slot of the object in rdx, r8 = the inline cache. */
static void find_slot(struct func_compiler *c, uint32_t cache)
{
    struct emit *e = &c->e;

    func_cache(c, R8, cache);
    emit_load64(e, RAX, RDX, offsetof(struct object, class));
    emit_alu_rm(e, ALU_CMP, RAX, R8, CACHE_CLASS * sizeof(void *));
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load64(e, RCX, R8, CACHE_OFFSET * sizeof(void *));
    emit_alu_rr(e, ALU_ADD, RCX, RDX);
}

static void check_defined(struct func_compiler *c)
{
    emit_alu8_mi(&c->e, ALU_CMP, RCX, FUNC_TYPE, TYPE_UNDEF);
    emit_jcc(&c->e, CC_E, func_cold(c));
}

/* r9 = the declaration if it says something that matters, else NULL. A readonly one is the handler's. */
static void check_not_readonly(struct func_compiler *c, uint32_t fine)
{
    struct emit *e = &c->e;

    emit_load64(e, R9, R8, CACHE_PROPERTY * sizeof(void *));
    emit_test_rr(e, R9, R9);
    emit_jcc(e, CC_E, fine);
    emit_test32_mi(e, R9, offsetof(struct property, flags), MEMBER_READONLY);
    emit_jcc(e, CC_NE, func_cold(c));
}

/* ---- reading ------------------------------------------------------------------------------------- */

/* What the property has in the frame that runs now, if that can be told without running anything. */
static int peek(const struct func_compiler *c)
{
    void *const *cache = &c->func->cache[c->o->extended];
    const struct object *o = NULL;
    const struct value *v;

    if (c->frame == NULL)
        return -1;
    if (c->o->op1_kind == OPERAND_CV) {
        v = value_deref_const(frame_at(c->frame, c->o->op1.slot));
        o = v->type == TYPE_OBJECT ? v->o : NULL;
    } else if (c->frame->flags & FRAME_HAS_THIS) {
        o = c->frame->self;
    }
    v = o == NULL ? NULL : data_cached_slot(o, cache);
    return v == NULL ? -1 : v->type;
}

static bool fast_fetch_r(struct func_compiler *c)
{
    int guess;

    if (!load_object(c))
        return false;
    find_slot(c, c->o->extended);
    guess = peek(c);
    if (guess != TYPE_INT && guess != TYPE_FLOAT)
        check_defined(c);
    func_copy_result(c, guess);
    return true;
}

static bool fast_isset(struct func_compiler *c)
{
    if (c->o->op1_kind != OPERAND_UNUSED || (c->o->extended & ISEMPTY) || !load_object(c))
        return false;
    find_slot(c, c->o->extended >> 1);
    check_defined(c);
    func_deref(c, RCX);
    emit_alu8_mi(&c->e, ALU_CMP, RCX, FUNC_TYPE, TYPE_NULL);
    func_smart(c, CC_A);
    return true;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static bool fast_fetch_w(struct func_compiler *c)
{
    struct emit *e = &c->e;

    if (!load_object(c))
        return false;
    find_slot(c, c->o->extended >> 1);
    check_defined(c);
    emit_alu_mi(e, ALU_CMP, R8, CACHE_PROPERTY * sizeof(void *), 0);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_store64(e, REG_FRAME, func_result(c), RCX);
    emit_store32_i(e, REG_FRAME, func_result(c) + FUNC_INFO, TYPE_INDIRECT);
    c->result_type = TYPE_INDIRECT;
    return true;
}

/* May the value with the info in edi go into the slot as it is? */
static void check_takes(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    check_not_readonly(c, fine);
    emit_mov_rr(e, R10, RCX);
    emit_movzx8(e, RCX, RDI);
    emit_load32(e, RAX, R9, offsetof(struct property, type.mask));
    emit_shift_rcl(e, SHIFT_SHR, RAX);
    emit_mov_rr(e, RCX, R10);
    emit_test32_ri(e, RAX, 1);
    emit_jcc(e, CC_E, func_cold(c));
    emit_bind(e, fine);
}

/* What was there must be nothing to be released, and neither undefined. */
static bool fast_assign(struct func_compiler *c)
{
    struct emit *e = &c->e;

    if (!load_object(c))
        return false;
    find_slot(c, c->o->extended);
    emit_load32(e, RAX, RCX, FUNC_INFO);
    emit_test32_ri(e, RAX, VALUE_COUNTED);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_test_rr(e, RAX, RAX);
    emit_jcc(e, CC_E, func_cold(c));
    func_load_data(c);
    check_takes(c);
    func_store_data(c);
    return true;
}

static bool fast_assign_op(struct func_compiler *c)
{
    uint32_t fine;

    if (!func_operates(c) || !load_object(c))
        return false;
    fine = emit_label(&c->e);
    find_slot(c, c->o[1].extended);
    check_not_readonly(c, fine);
    emit_bind(&c->e, fine);
    func_operate(c);
    return true;
}

static bool fast_step(struct func_compiler *c)
{
    bool increment = c->o->opcode == OP_PRE_INC_OBJ || c->o->opcode == OP_POST_INC_OBJ;
    bool post = c->o->opcode == OP_POST_INC_OBJ || c->o->opcode == OP_POST_DEC_OBJ;
    struct emit *e = &c->e;
    uint32_t fine;

    if (c->o->op1_kind != OPERAND_UNUSED || !load_object(c))
        return false;
    fine = emit_label(e);
    find_slot(c, c->o->extended);
    check_not_readonly(c, fine);
    emit_bind(e, fine);
    emit_alu32_mi(e, ALU_CMP, RCX, FUNC_INFO, TYPE_INT);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load64(e, RAX, RCX, 0);
    emit_mov_rr(e, RDX, RAX);
    emit_alu_ri(e, increment ? ALU_ADD : ALU_SUB, RAX, 1);
    emit_jcc(e, CC_O, func_cold(c));
    emit_store64(e, RCX, 0, RAX);
    if (post)
        func_store_int(c, func_result(c), RDX);
    else if (func_result_used(c))
        func_store_int(c, func_result(c), RAX);
    c->result_type = TYPE_INT;
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_object_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_FETCH_OBJ_R:
        return fast_fetch_r;
    case OP_ISSET_ISEMPTY_PROP_OBJ:
        return fast_isset;
    case OP_FETCH_OBJ_W:
        return fast_fetch_w;
    case OP_ASSIGN_OBJ:
        return fast_assign;
    case OP_ASSIGN_OBJ_OP:
        return fast_assign_op;
    case OP_PRE_INC_OBJ:
    case OP_PRE_DEC_OBJ:
    case OP_POST_INC_OBJ:
    case OP_POST_DEC_OBJ:
        return fast_step;
    default:
        return NULL;
    }
}
