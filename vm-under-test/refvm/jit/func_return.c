/* func_return.c: leaving a function whose variables hold nothing that would have to be released. */
#include "func_parts.h"

enum {
    VARIABLES_MAX = 16, /* more are the handler's */
    PLAIN_FLAGS = (int)FRAME_HAS_THIS | FRAME_RELEASE_THIS | FRAME_CTOR,
};

/* Nothing unusual about the frame; $this lives on when its reference is given back. */
static void check_frame(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), ~(uint32_t)PLAIN_FLAGS);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_alu_mi(e, ALU_CMP, REG_VM, offsetof(struct vm, exception), 0);
    emit_jcc(e, CC_NE, func_cold(c));
    if (c->func->scope == NULL && !(c->func->flags & FUNC_CLOSURE))
        return;
    emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_RELEASE_THIS);
    emit_jcc(e, CC_E, fine);
    emit_load64(e, RAX, REG_FRAME, offsetof(struct frame, self));
    emit_alu32_mi(e, ALU_CMP, RAX, offsetof(struct counted, refcount), 1);
    emit_jcc(e, CC_E, func_cold(c));
    emit_bind(e, fine);
}

static void check_uncounted(struct func_compiler *c, int32_t slot)
{
    int fact = func_fact_of(c, slot);

    if (fact >= 0 && fact != TYPE_OBJECT)
        return;
    emit_test8_mi(&c->e, REG_FRAME, slot + FUNC_FLAGS, FUNC_COUNTED);
    emit_jcc(&c->e, CC_NE, func_cold(c));
}

/* What is returned, if it is a variable, is looked at elsewhere. */
static void check_variables(struct func_compiler *c, const struct func_operand *v)
{
    for (uint32_t i = 0; i < c->func->var_count; i++) {
        int32_t slot = (int32_t)frame_offset(i);

        if (v->kind != OPERAND_CV || slot != v->slot)
            check_uncounted(c, slot);
    }
    if (!(v->kind & (OPERAND_CV | OPERAND_VAR)))
        return;
    emit_load8(&c->e, RAX, REG_FRAME, v->slot + FUNC_TYPE);
    emit_test_rr(&c->e, RAX, RAX);
    emit_jcc(&c->e, CC_E, func_cold(c));
    emit_alu32_ri(&c->e, ALU_CMP, RAX, TYPE_REF);
    emit_jcc(&c->e, CC_AE, func_cold(c));
    emit_alu_mi(&c->e, ALU_CMP, REG_FRAME, offsetof(struct frame, symbols), 0);
    emit_jcc(&c->e, CC_NE, func_cold(c));
}

/* The value goes to the caller if it wants it; else there must be nothing to release. */
static void give_result(struct func_compiler *c, const struct func_operand *v)
{
    struct emit *e = &c->e;
    uint32_t unwanted = emit_label(e), end = emit_label(e);

    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, result));
    emit_test_rr(e, RCX, RCX);
    emit_jcc(e, CC_E, unwanted);
    func_load(c, RAX, v);
    func_load_info(c, RDX, v);
    if (v->literal != NULL)
        func_retain_literal(c, RAX, v->literal);
    func_store(c, RCX, 0, RAX, RDX);
    if (v->literal == NULL)
        emit_jmp(e, end);
    emit_bind(e, unwanted);
    if (v->literal == NULL)
        check_uncounted(c, v->slot);
    emit_bind(e, end);
}

/* $this, which others hold too, in a function that has one. */
static void release_this(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t end = emit_label(e);

    if (c->func->scope != NULL || (c->func->flags & FUNC_CLOSURE)) {
        emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_RELEASE_THIS);
        emit_jcc(e, CC_E, end);
        emit_load64(e, RSI, REG_FRAME, offsetof(struct frame, self));
        func_release_shared(c, RSI);
    }
    emit_bind(e, end);
}

bool func_emit_return(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (c->func->var_count > VARIABLES_MAX)
        return false;
    check_frame(c);
    check_variables(c, &v);
    give_result(c, &v);
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, prev));
    emit_store64(e, REG_VM, offsetof(struct vm, frame), RCX);
    release_this(c);
    emit_dec64_m(e, REG_VM, offsetof(struct vm, stack.frame_count));
    emit_store64(e, REG_VM, offsetof(struct vm, stack.top), REG_FRAME);
    emit_load64(e, REG_FRAME, REG_FRAME, offsetof(struct frame, prev));
    emit_load64(e, RAX, REG_FRAME, offsetof(struct frame, opline));
    emit_alu_ri(e, ALU_ADD, RAX, sizeof(struct opline));
    emit_jmp(e, c->enter);
    return true;
}
