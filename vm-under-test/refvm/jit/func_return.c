/* func_return.c: leaving a function whose variables hold nothing that would die with it.
 *
 * Where they hold nothing that is counted, nothing has to be released. An aside is for variables with
 * strings, and with arrays, objects and references that live on: what may run a destructor is the
 * handler's.
 */
#include "func_parts.h"

enum {
    VARIABLES_MAX = 16, /* more are the handler's */
    SHARED_MAX = 8,     /* and of them those that may have to be released */
    PLAIN_FLAGS = (int)FRAME_HAS_THIS | FRAME_RELEASE_THIS | FRAME_CTOR | FRAME_ENTRY,
};

/* Which of the objects that a frame may hold a reference to, $this and the closure, a frame of this
 * function can have. A closure that was made of a function with a name is the handler's. */
static uint32_t held_flags(const struct func_compiler *c)
{
    if (c->func->flags & FUNC_CLOSURE)
        return FRAME_RELEASE_THIS | FRAME_CLOSURE;
    return c->func->scope == NULL ? 0 : FRAME_RELEASE_THIS;
}

/* The object lives on when the frame's reference is given back. */
static void check_held(struct func_compiler *c, uint32_t flag, int32_t field)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    if (held_flags(c) & flag) {
        emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), flag);
        emit_jcc(e, CC_E, fine);
        emit_load64(e, RAX, REG_FRAME, field);
        emit_alu32_mi(e, ALU_CMP, RAX, offsetof(struct counted, refcount), 1);
        emit_jcc(e, CC_E, func_cold(c));
    }
    emit_bind(e, fine);
}

/* Nothing unusual about the frame. A closure holds the $this of its own, so that both may be the same one
 * only if it has holders besides the frame. */
static void check_frame(struct func_compiler *c)
{
    struct emit *e = &c->e;

    emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags),
                   ~((uint32_t)PLAIN_FLAGS | (held_flags(c) & FRAME_CLOSURE)));
    emit_jcc(e, CC_NE, func_cold(c));
    emit_alu_mi(e, ALU_CMP, REG_VM, offsetof(struct vm, exception), 0);
    emit_jcc(e, CC_NE, func_cold(c));
    check_held(c, FRAME_RELEASE_THIS, offsetof(struct frame, self));
    check_held(c, FRAME_CLOSURE, offsetof(struct frame, closure));
}

static bool may_be_counted(const struct func_compiler *c, int32_t slot)
{
    int fact = func_fact_of(c, slot);

    return fact < 0 || fact == TYPE_OBJECT;
}

/* The variables that are left behind, for check_variables and release_variables: what is returned, if it is
 * one of them, moves. */
static uint32_t find_left(const struct func_compiler *c, const struct func_operand *v,
                          int32_t left[VARIABLES_MAX])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < c->func->var_count; i++) {
        int32_t slot = (int32_t)frame_offset(i);

        if ((v->kind != OPERAND_CV || slot != v->slot) && may_be_counted(c, slot))
            left[count++] = slot;
    }
    return count;
}

static void check_uncounted(struct func_compiler *c, int32_t slot, uint32_t counted)
{
    emit_test8_mi(&c->e, REG_FRAME, slot + FUNC_FLAGS, FUNC_COUNTED);
    emit_jcc(&c->e, CC_NE, counted);
}

static void check_counted(struct func_compiler *c, int32_t slot, uint32_t uncounted)
{
    emit_test8_mi(&c->e, REG_FRAME, slot + FUNC_FLAGS, FUNC_COUNTED);
    emit_jcc(&c->e, CC_E, uncounted);
}

/* What is returned is a value. */
static void check_returned(struct func_compiler *c, const struct func_operand *v)
{
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
    if (v->literal == NULL && may_be_counted(c, v->slot))
        check_uncounted(c, v->slot, func_cold(c));
    emit_bind(e, end);
}

/* ---- what the frame holds ------------------------------------------------------------------------ */

/* An object that others hold, too. */
static void release_held(struct func_compiler *c, uint32_t flag, int32_t field)
{
    struct emit *e = &c->e;
    uint32_t end = emit_label(e);

    if (held_flags(c) & flag) {
        emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), flag);
        emit_jcc(e, CC_E, end);
        emit_load64(e, RSI, REG_FRAME, field);
        func_release_shared(c, RSI);
    }
    emit_bind(e, end);
}

/* The block in rcx must not be one that the frame holds in another way, too. */
static void check_apart(struct func_compiler *c, uint32_t flag, int32_t field)
{
    if (!(held_flags(c) & flag))
        return;
    emit_alu_rm(&c->e, ALU_CMP, RCX, REG_FRAME, field);
    emit_jcc(&c->e, CC_E, func_cold(c));
}

/* A variable holds a string, or something that has more holders than there are variables. */
static void check_shared(struct func_compiler *c, int32_t slot, uint32_t holders)
{
    struct emit *e = &c->e;
    uint32_t fine = emit_label(e);

    check_counted(c, slot, fine);
    emit_alu8_mi(e, ALU_CMP, REG_FRAME, slot + FUNC_TYPE, TYPE_STRING);
    emit_jcc(e, CC_E, fine);
    emit_load64(e, RCX, REG_FRAME, slot);
    emit_alu32_mi(e, ALU_CMP, RCX, offsetof(struct counted, refcount), (int32_t)holders);
    emit_jcc(e, CC_BE, func_cold(c));
    check_apart(c, FRAME_RELEASE_THIS, offsetof(struct frame, self));
    check_apart(c, FRAME_CLOSURE, offsetof(struct frame, closure));
    emit_bind(e, fine);
}

void func_release(struct vm *vm, struct counted *counted)
{
    counted_release(vm, counted);
}

static void release_variable(struct func_compiler *c, int32_t slot)
{
    struct emit *e = &c->e;
    uint32_t end = emit_label(e);

    check_counted(c, slot, end);
    emit_load64(e, RSI, REG_FRAME, slot);
    emit_mov_rr(e, RDI, REG_VM);
    emit_call_abs(e, (const void *)func_release);
    emit_bind(e, end);
}

/* ---- the way out ---------------------------------------------------------------------------------- */

/* The frame was called by C code, which gets control back. */
static void leave_entry(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t inner = emit_label(e);

    emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_ENTRY);
    emit_jcc(e, CC_E, inner);
    emit_mov_ri(e, RAX, ENTER);
    emit_leave(e, jit_leave_checked);
    emit_bind(e, inner);
}

/* After the last check; variables to be released are `count`. */
static void leave(struct func_compiler *c, const struct func_operand *v, const int32_t *left,
                  uint32_t count)
{
    struct emit *e = &c->e;

    give_result(c, v);
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, prev));
    emit_store64(e, REG_VM, offsetof(struct vm, frame), RCX);
    for (uint32_t i = 0; i < count; i++)
        release_variable(c, left[i]);
    release_held(c, FRAME_RELEASE_THIS, offsetof(struct frame, self));
    release_held(c, FRAME_CLOSURE, offsetof(struct frame, closure));
    emit_dec64_m(e, REG_VM, offsetof(struct vm, stack.frame_count));
    emit_store64(e, REG_VM, offsetof(struct vm, stack.top), REG_FRAME);
    leave_entry(c);
    emit_load64(e, REG_FRAME, REG_FRAME, offsetof(struct frame, prev));
    emit_load64(e, RAX, REG_FRAME, offsetof(struct frame, opline));
    emit_alu_ri(e, ALU_ADD, RAX, sizeof(struct opline));
    emit_jmp(e, c->enter);
}

static void leave_counted(struct func_compiler *c, const struct func_aside *aside)
{
    int32_t left[VARIABLES_MAX];
    uint32_t count = find_left(c, &aside->a, left);

    for (uint32_t i = 0; i < count; i++)
        check_shared(c, left[i], count);
    leave(c, &aside->a, left, count);
}

/* Nothing is counted; else it goes to the aside. */
static void check_variables(struct func_compiler *c, const struct func_operand *v)
{
    int32_t left[VARIABLES_MAX];
    uint32_t count = find_left(c, v, left), counted = FUNC_NONE;

    for (uint32_t i = 0; i < count; i++) {
        if (counted == FUNC_NONE)
            counted = count > SHARED_MAX ? func_cold(c) : func_aside(c, leave_counted, v, NULL, 0, 0);
        check_uncounted(c, left[i], counted);
    }
}

bool func_emit_return(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    /* The variables of the program itself outlive its frame. */
    if (c->func->var_count > VARIABLES_MAX || (c->func->flags & FUNC_MAIN))
        return false;
    check_frame(c);
    check_returned(c, &v);
    check_variables(c, &v);
    leave(c, &v, NULL, 0);
    return true;
}
