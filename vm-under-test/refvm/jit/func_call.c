/* func_call.c: preparing a call, its arguments, into the function. */
#include "func_parts.h"

/* ---- preparing a call ---------------------------------------------------------------------------- */

/* rsi = size of the frame, in bytes, of the function in rdx, which must be a user's. */
static void frame_size(struct func_compiler *c, uint32_t arg_count)
{
    struct emit *e = &c->e;

    emit_test32_mi(e, RDX, offsetof(struct func, flags), FUNC_NATIVE | FUNC_TRAMPOLINE);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_mov_ri_keep(e, RAX, 0);
    emit_mov_ri_keep(e, RSI, arg_count);
    emit_alu32_rm(e, ALU_SUB, RSI, RDX, offsetof(struct func, param_count));
    emit_cmov(e, CC_B, RSI, RAX);
    emit_alu32_rm(e, ALU_ADD, RSI, RDX, offsetof(struct func, var_count));
    emit_alu32_rm(e, ALU_ADD, RSI, RDX, offsetof(struct func, tmp_count));
    emit_alu32_ri(e, ALU_ADD, RSI, FRAME_SLOTS);
    emit_shift_ri(e, SHIFT_SHL, RSI, 4);
}

/* rcx = where the new frame will be; the function is `known`, or in rdx, and comes to rdx. */
static void make_room(struct func_compiler *c, const struct func *known)
{
    uint32_t arg_count = c->o->extended;
    struct emit *e = &c->e;

    emit_load64(e, RCX, REG_VM, offsetof(struct vm, stack.top));
    if (known != NULL) {
        size_t size = frame_values(known, arg_count) * sizeof(struct value);

        emit_lea(e, RSI, RCX, (int32_t)size);
    } else {
        frame_size(c, arg_count);
        emit_alu_rr(e, ALU_ADD, RSI, RCX);
    }
    emit_alu_rm(e, ALU_CMP, RSI, REG_VM, offsetof(struct vm, stack.end));
    emit_jcc(e, CC_A, func_cold(c));
    if (known != NULL)
        emit_mov_ri_keep(e, RDX, (uintptr_t)known);
}

/* Takes the room and fills in the header but for `called`. */
static void init_frame(struct func_compiler *c, uint32_t flags)
{
    static const int32_t zero[] = {offsetof(struct frame, opline), offsetof(struct frame, call),
                                   offsetof(struct frame, result), offsetof(struct frame, symbols),
                                   offsetof(struct frame, closure)};
    struct emit *e = &c->e;

    emit_store64(e, REG_VM, offsetof(struct vm, stack.top), RSI);
    emit_store64(e, RCX, offsetof(struct frame, func), RDX);
    emit_mov_ri(e, RAX, 0);
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        emit_store64(e, RCX, zero[i], RAX);
    _Static_assert(offsetof(struct frame, arg_count) == offsetof(struct frame, flags) + sizeof(uint32_t),
                   "both are written as one");
    emit_store64_i(e, RCX, offsetof(struct frame, flags), flags);
    emit_load64(e, RAX, REG_FRAME, offsetof(struct frame, call));
    emit_store64(e, RCX, offsetof(struct frame, prev), RAX);
    emit_store64(e, REG_FRAME, offsetof(struct frame, call), RCX);
}

/* Which function an INIT opline calls, as far as its inline cache knows; or NULL. */
static const struct func *cached_func(const struct func_compiler *c, const struct opline *o)
{
    void **cache = c->func->cache;

    switch (o->opcode) {
    case OP_INIT_FCALL:
        return cache[o->op1.number];
    case OP_INIT_FCALL_BY_NAME:
        return cache[o->result.number];
    case OP_INIT_METHOD_CALL:
        return o->op2_kind == OPERAND_CONST ? cache[o->result.number + 1] : NULL;
    case OP_INIT_STATIC_METHOD_CALL:
        return o->op1_kind == OPERAND_CONST && o->op2_kind == OPERAND_CONST ? cache[o->result.number + 1]
                                                                            : NULL;
    default:
        return NULL;
    }
}

/* rdx = the function in the inline cache, if it is not known now; one that is there stays. */
static void load_cached_func(struct func_compiler *c, const struct func *known, uint32_t index)
{
    if (known != NULL)
        return;
    func_cache(c, R8, index);
    emit_load64(&c->e, RDX, R8, 0);
    emit_test_rr(&c->e, RDX, RDX);
    emit_jcc(&c->e, CC_E, func_cold(c));
}

static bool fast_init_fcall(struct func_compiler *c)
{
    const struct func *known = cached_func(c, c->o);

    load_cached_func(c, known, c->o->opcode == OP_INIT_FCALL ? c->o->op1.number : c->o->result.number);
    make_room(c, known);
    init_frame(c, 0);
    emit_store64_i(&c->e, RCX, offsetof(struct frame, called), 0);
    return true;
}

/* rdi = the object that the method is called on. */
static bool load_self(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (v.kind == OPERAND_UNUSED) {
        emit_test32_mi(e, REG_FRAME, offsetof(struct frame, flags), FRAME_HAS_THIS);
        emit_jcc(e, CC_E, func_cold(c));
        emit_load64(e, RDI, REG_FRAME, offsetof(struct frame, self));
        return true;
    }
    if (v.kind != OPERAND_CV)
        return false;
    func_load_object(c, RDI, &v);
    return true;
}

static bool fast_init_method(struct func_compiler *c)
{
    bool counted = c->o->op1_kind == OPERAND_CV;
    struct emit *e = &c->e;

    if (c->o->op2_kind != OPERAND_CONST || !load_self(c))
        return false;
    func_cache(c, R8, c->o->result.number);
    emit_load64(e, RAX, RDI, offsetof(struct object, class));
    emit_alu_rm(e, ALU_CMP, RAX, R8, 0);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load64(e, RDX, R8, sizeof(void *));
    emit_test32_mi(e, RDX, offsetof(struct func, flags), FUNC_STATIC);
    emit_jcc(e, CC_NE, func_cold(c));
    make_room(c, NULL);
    init_frame(c, (uint32_t)FRAME_HAS_THIS | (counted ? (uint32_t)FRAME_RELEASE_THIS : 0));
    emit_store64(e, RCX, offsetof(struct frame, self), RDI);
    if (counted)
        emit_inc32_m(e, RDI, offsetof(struct counted, refcount));
    return true;
}

static bool fast_init_static(struct func_compiler *c)
{
    const struct func *known = cached_func(c, c->o);
    struct emit *e = &c->e;

    if (c->o->op1_kind != OPERAND_CONST || c->o->op2_kind != OPERAND_CONST ||
        (known != NULL && !(known->flags & FUNC_STATIC)))
        return false;
    load_cached_func(c, known, c->o->result.number + 1);
    if (known == NULL) {
        emit_test32_mi(e, RDX, offsetof(struct func, flags), FUNC_STATIC);
        emit_jcc(e, CC_E, func_cold(c));
    }
    make_room(c, known);
    init_frame(c, 0);
    func_cache(c, R8, c->o->result.number);
    emit_load64(e, RAX, R8, 0);
    emit_store64(e, RCX, offsetof(struct frame, called), RAX);
    return true;
}

/* ---- arguments ----------------------------------------------------------------------------------- */

/* Behind the declared parameters: by reference only where a built-in takes any number. */
static void check_variadic(struct func_compiler *c, const struct func_aside *aside)
{
    emit_test32_mi(&c->e, RDX, offsetof(struct func, flags), FUNC_VARIADIC);
    emit_jcc(&c->e, CC_NE, func_cold(c));
    emit_jmp(&c->e, aside->back);
}

/* The prepared call is in rcx: its parameter of this number must not be by reference. */
static void check_by_value(struct func_compiler *c)
{
    uint32_t number = c->o->op2.number, back = emit_label(&c->e);
    struct emit *e = &c->e;

    emit_load64(e, RDX, RCX, offsetof(struct frame, func));
    emit_alu32_mi(e, ALU_CMP, RDX, offsetof(struct func, param_count), (int32_t)number);
    emit_jcc(e, CC_B, func_aside(c, check_variadic, NULL, NULL, back, 0));
    emit_load64(e, RAX, RDX, offsetof(struct func, params));
    emit_alu8_mi(e, ALU_CMP, RAX,
                 (int32_t)((number - 1) * sizeof(struct param) + offsetof(struct param, by_ref)), 0);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_bind(e, back);
}

/* Payload in rax, info in edx; the value was checked. */
static void send(struct func_compiler *c, const struct func_operand *v)
{
    struct emit *e = &c->e;

    func_load_info(c, RDX, v);
    func_load(c, RAX, v);
    if (v->literal != NULL)
        func_retain_literal(c, RAX, v->literal);
    else if (v->kind == OPERAND_CV && v->type < 0)
        func_retain(c, RAX, RDX);
    func_store(c, RCX, (int32_t)c->o->result.slot, RAX, RDX);
    emit_store32_i(e, RCX, offsetof(struct frame, arg_count), c->o->op2.number);
}

static bool fast_send_val(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);

    emit_load64(&c->e, RCX, REG_FRAME, offsetof(struct frame, call));
    if (c->o->opcode == OP_SEND_VAL_EX)
        check_by_value(c);
    send(c, &v);
    return true;
}

/* A variable, or what a call returned. */
static bool fast_send_var(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (v.kind == OPERAND_CONST || v.kind == OPERAND_TMP)
        return false;
    if (v.type < 0 && !v.is_object) {
        emit_load8(e, RAX, REG_FRAME, v.slot + FUNC_TYPE);
        emit_test_rr(e, RAX, RAX);
        emit_jcc(e, CC_E, func_cold(c));
        emit_alu32_ri(e, ALU_CMP, RAX, TYPE_REF);
        emit_jcc(e, CC_AE, func_cold(c));
    }
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, call));
    if (c->o->opcode != OP_SEND_VAR)
        check_by_value(c);
    send(c, &v);
    return true;
}

/* ---- DO_FCALL ------------------------------------------------------------------------------------ */

enum { NO_USER_CODE = FUNC_NATIVE | FUNC_TRAMPOLINE | FUNC_ABSTRACT };

static void check_frame_limit(struct func_compiler *c)
{
    emit_load64(&c->e, RAX, REG_VM, offsetof(struct vm, stack.frame_count));
    emit_alu_rm(&c->e, ALU_CMP, RAX, REG_VM, offsetof(struct vm, frame_max));
    emit_jcc(&c->e, CC_AE, func_cold(c));
}

/* Into the frame in rcx. */
static void store_caller_opline(struct func_compiler *c)
{
    emit_mov_ri_keep(&c->e, RDX, (uintptr_t)c->o);
    emit_store64(&c->e, RCX, offsetof(struct frame, opline), RDX);
}

/* The call in rcx becomes the running frame, its opline in rax; the caller's is saved. */
static void enter_frame(struct func_compiler *c)
{
    struct func_op *op = &c->ops[c->n];
    struct emit *e = &c->e;

    if (BUG(c->vm, gh21910_callee_opline, true))
        store_caller_opline(c);
    else
        emit_store64(e, RCX, offsetof(struct frame, opline), RAX);
    emit_load64(e, RDX, RCX, offsetof(struct frame, prev));
    emit_store64(e, REG_FRAME, offsetof(struct frame, call), RDX);
    emit_store64(e, RCX, offsetof(struct frame, prev), REG_FRAME);
    emit_mov_ri_keep(e, RDX, (uintptr_t)c->o);
    emit_store64(e, REG_FRAME, offsetof(struct frame, opline), RDX);
    if (func_result_used(c)) {
        emit_lea(e, RDX, REG_FRAME, func_result(c));
        emit_store64(e, RCX, offsetof(struct frame, result), RDX);
    } else {
        emit_store64_i(e, RCX, offsetof(struct frame, result), 0);
    }
    emit_inc64_m(e, REG_VM, offsetof(struct vm, stack.frame_count));
    emit_store64(e, REG_VM, offsetof(struct vm, frame), RCX);
    emit_mov_rr(e, REG_FRAME, RCX);
    emit_dec64_m(e, REG_VM, offsetof(struct vm, safepoint_left));
    emit_jcc(e, CC_E, func_label_once(c, &op->entry));
}

/* rax is an opline of this other function: into its code, if there is some. */
static void enter_code(struct func_compiler *c, const struct func *callee, uint32_t n)
{
    struct emit *e = &c->e;

    if (callee == c->func) {
        emit_jmp(e, c->ops[n].label);
        return;
    }
    emit_mov_ri_keep(e, RDX, (uintptr_t)&callee->jit);
    emit_load64(e, RDX, RDX, 0);
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, c->enter);
    emit_load64(e, RDX, RDX, offsetof(struct jit_func, entry));
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, c->enter);
    emit_load64(e, RDX, RDX, (int32_t)(n * sizeof(void *)));
    emit_test_rr(e, RDX, RDX);
    emit_jcc(e, CC_E, c->enter);
    emit_jmp_r(e, RDX);
}

/* A call of a function that is known, if it is that one, with all arguments that were announced. */
static void call_known(struct func_compiler *c, const struct func *callee, uint32_t given)
{
    bool checks = (callee->flags & FUNC_TYPED) != 0;
    struct emit *e = &c->e;
    uint32_t first;

    if (checks && callee == c->func && BUG(c->vm, gh16572_recursive_entry, given > 0))
        checks = false;
    first = checks ? 0 : given;
    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, call));
    emit_mov_ri_keep(e, RAX, (uintptr_t)callee);
    emit_alu_rm(e, ALU_CMP, RAX, RCX, offsetof(struct frame, func));
    emit_jcc(e, CC_NE, func_cold(c));
    emit_alu32_mi(e, ALU_CMP, RCX, offsetof(struct frame, arg_count), (int32_t)given);
    emit_jcc(e, CC_NE, func_cold(c));
    check_frame_limit(c);
    for (uint32_t i = given; i < callee->var_count; i++)
        emit_store32_i(e, RCX, (int32_t)frame_offset(i) + FUNC_INFO, TYPE_UNDEF);
    emit_mov_ri_keep(e, RAX, (uintptr_t)&callee->oplines[first]);
    enter_frame(c);
    enter_code(c, callee, first);
}

/* rsi = number of arguments, rdx = the function: all other variables of the call in rcx are undefined. */
static void undefine_rest(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t again = emit_label(e), end = emit_label(e);

    emit_bind(e, again);
    emit_alu32_rm(e, ALU_CMP, RSI, RDX, offsetof(struct func, var_count));
    emit_jcc(e, CC_AE, end);
    emit_mov_rr(e, RDI, RSI);
    emit_shift_ri(e, SHIFT_SHL, RDI, 4);
    emit_alu_rr(e, ALU_ADD, RDI, RCX);
    emit_store32_i(e, RDI, (int32_t)frame_offset(0) + FUNC_INFO, TYPE_UNDEF);
    emit_alu32_ri(e, ALU_ADD, RSI, 1);
    emit_jmp(e, again);
    emit_bind(e, end);
}

/* rax = the opline where the function in rdx begins with rsi arguments. */
static void first_opline(struct func_compiler *c)
{
    struct emit *e = &c->e;
    uint32_t typed = emit_label(e);

    emit_load64(e, RAX, RDX, offsetof(struct func, oplines));
    emit_test32_mi(e, RDX, offsetof(struct func, flags), FUNC_TYPED);
    emit_jcc(e, CC_NE, typed);
    emit_mov_rr(e, RDI, RSI);
    emit_shift_ri(e, SHIFT_SHL, RDI, 5);
    emit_alu_rr(e, ALU_ADD, RAX, RDI);
    emit_bind(e, typed);
}

static void call_any(struct func_compiler *c)
{
    struct emit *e = &c->e;

    emit_load64(e, RCX, REG_FRAME, offsetof(struct frame, call));
    emit_load64(e, RDX, RCX, offsetof(struct frame, func));
    emit_test32_mi(e, RDX, offsetof(struct func, flags), NO_USER_CODE);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load32(e, RSI, RCX, offsetof(struct frame, arg_count));
    emit_alu32_rm(e, ALU_CMP, RSI, RDX, offsetof(struct func, param_count));
    emit_jcc(e, CC_A, func_cold(c));
    check_frame_limit(c);
    first_opline(c);
    undefine_rest(c);
    enter_frame(c);
    emit_jmp(e, c->enter);
}

enum { UNDEFINED_MAX = 16 }; /* variables that are undefined one by one */

static bool fast_do_fcall(struct func_compiler *c)
{
    uint32_t init = c->ops[c->n].init, given;
    const struct func *callee = init == FUNC_NONE ? NULL : cached_func(c, &c->func->oplines[init]);

    if (callee == NULL) {
        call_any(c);
        return true;
    }
    if (callee->flags & NO_USER_CODE)
        return false;
    given = c->func->oplines[init].extended;
    if (given > callee->param_count || callee->var_count - given > UNDEFINED_MAX)
        call_any(c);
    else
        call_known(c, callee, given);
    return true;
}

/* ---- parameters ---------------------------------------------------------------------------------- */

/* The type of the value at `slot`, in ecx, must be in the mask, or be the class that was looked up last. */
static void check_declared(struct func_compiler *c, const struct type_decl *type, int32_t slot)
{
    struct emit *e = &c->e;
    uint32_t fits = emit_label(e);

    emit_load8(e, RCX, REG_FRAME, slot + FUNC_TYPE);
    emit_mov_ri_keep(e, RAX, type->mask);
    emit_shift_rcl(e, SHIFT_SHR, RAX);
    emit_test32_ri(e, RAX, 1);
    emit_jcc(e, CC_NE, fits);
    emit_alu32_ri(e, ALU_CMP, RCX, TYPE_OBJECT);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_load64(e, RDX, REG_FRAME, slot);
    emit_load64(e, RDX, RDX, offsetof(struct object, class));
    emit_mov_ri_keep(e, RAX, (uintptr_t)&type->class);
    emit_alu_rm(e, ALU_CMP, RDX, RAX, 0);
    emit_jcc(e, CC_NE, func_cold(c));
    emit_bind(e, fits);
}

static bool fast_recv(struct func_compiler *c)
{
    uint32_t number = c->o->op1.number;
    const struct type_decl *type = &c->func->params[number - 1].type;

    emit_alu32_mi(&c->e, ALU_CMP, REG_FRAME, offsetof(struct frame, arg_count), (int32_t)number);
    emit_jcc(&c->e, CC_B, func_cold(c));
    if (type_decl_given(type))
        check_declared(c, type, func_result(c));
    if (type->mask == 1 << TYPE_INT || type->mask == 1 << TYPE_FLOAT)
        c->result_type = type->mask == 1 << TYPE_INT ? TYPE_INT : TYPE_FLOAT;
    return true;
}

static bool fast_verify_return(struct func_compiler *c)
{
    struct func_operand v = func_op1(c);
    struct emit *e = &c->e;

    if (!(v.kind & (OPERAND_TMP | OPERAND_CV)))
        return false;
    emit_load8(e, RCX, REG_FRAME, v.slot + FUNC_TYPE);
    emit_test_rr(e, RCX, RCX);
    emit_jcc(e, CC_E, func_cold(c));
    emit_mov_ri_keep(e, RAX, c->func->return_type.mask);
    emit_shift_rcl(e, SHIFT_SHR, RAX);
    emit_test32_ri(e, RAX, 1);
    emit_jcc(e, CC_E, func_cold(c));
    return true;
}

/* -------------------------------------------------------------------------------------------------- */

func_emit_fn *func_call_emitter(uint8_t opcode)
{
    switch (opcode) {
    case OP_INIT_FCALL:
    case OP_INIT_FCALL_BY_NAME:
        return fast_init_fcall;
    case OP_INIT_METHOD_CALL:
        return fast_init_method;
    case OP_INIT_STATIC_METHOD_CALL:
        return fast_init_static;
    case OP_SEND_VAL:
    case OP_SEND_VAL_EX:
        return fast_send_val;
    case OP_SEND_VAR:
    case OP_SEND_VAR_EX:
    case OP_SEND_VAR_NO_REF_EX:
        return fast_send_var;
    case OP_DO_FCALL:
        return fast_do_fcall;
    case OP_RECV:
    case OP_RECV_INIT:
        return fast_recv;
    case OP_VERIFY_RETURN_TYPE:
        return fast_verify_return;
    case OP_BIND_STATIC:
        return func_emit_bind_static;
    case OP_RETURN:
        return func_emit_return;
    default:
        return NULL;
    }
}
