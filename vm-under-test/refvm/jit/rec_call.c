/* rec_call.c: calls of user functions, whose frames are pushed and left inline, exactly as
 * handlers/call.inc does it; and arguments of native ones.
 *
 * The frame of a call that is inlined lies at a place that the trace knows, an offset from the base: a
 * guard says that the VM stack's top is there. What its header holds is known in the recorder's words, as
 * its slots are in the map: see rec_word.c.
 */
#include "frame_inline.h"
#include "jit/rec_parts.h"

/* Is the place within the map? The VM stack has segments, so that a frame may be anywhere. */
static bool in_map(const struct recorder *r, const void *from, size_t values)
{
    intptr_t distance = (const char *)from - (const char *)r->base;

    return distance >= 0 &&
           (size_t)distance + values * sizeof(struct value) <= REC_SLOT_MAX * sizeof(struct value);
}

#define STORE(offset, field, ref) rec_store_field(r, offset, offsetof(struct frame, field), ref)
#define LOAD(offset, field, type) rec_load_field(r, offset, offsetof(struct frame, field), type)
#define GUARD(offset, field, type, ref)                                                                    \
    rec_word_guard(r, (uint32_t)(offset) + (uint32_t)offsetof(struct frame, field), type, ref)

void rec_enter_frame(struct recorder *r, struct frame *f)
{
    r->frame = f;
    r->offset = rec_offset_of(r, f);
}

/* ---- calls under preparation --------------------------------------------------------------------- */

static void know_call(struct recorder *r, int32_t offset)
{
    if (r->call_count == REC_CALL_MAX) {
        memmove(r->calls, r->calls + 1, (REC_CALL_MAX - 1) * sizeof *r->calls);
        r->call_count--;
    }
    r->calls[r->call_count++] = offset;
}

static bool call_is_known(const struct recorder *r, int32_t offset)
{
    for (uint32_t i = 0; i < r->call_count; i++)
        if (r->calls[i] == offset)
            return true;
    return false;
}

static void forget_call(struct recorder *r, int32_t offset)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < r->call_count; i++)
        if (r->calls[i] != offset)
            r->calls[kept++] = r->calls[i];
    r->call_count = kept;
}

static size_t call_values(const struct frame *call)
{
    const struct func *func = call->func;

    if (func->flags & (FUNC_NATIVE | FUNC_TRAMPOLINE))
        return FRAME_SLOTS + call->arg_count + 1;
    return frame_values(func, call->arg_count);
}

/* The call that is being prepared, at a place that the trace knows from now on: a call that a handler or
 * another trace has begun is guarded to be what it is now. NULL: it can't be known. */
static struct frame *adopt_call(struct recorder *r)
{
    struct frame *call = r->frame->call;
    int32_t offset = rec_offset_of(r, call);

    if (!in_map(r, call, call_values(call)) || (call->func->flags & FUNC_TRAMPOLINE) ||
        (call->flags & FRAME_SEGMENT))
        return NULL;
    if (call_is_known(r, offset))
        return call;
    GUARD(r->offset, call, IRT_PTR, rec_frame_address(r, offset, 0));
    GUARD(offset, func, IRT_PTR, rec_pointer(r, call->func));
    GUARD(offset, flags, IRT_WORD, rec_word(r, call->flags));
    GUARD(offset, arg_count, IRT_WORD, rec_word(r, call->arg_count));
    know_call(r, offset);
    return call;
}

void rec_call_forget(struct recorder *r, const struct opline *o)
{
    switch (o->opcode) {
    case OP_INIT_FCALL:
    case OP_INIT_FCALL_BY_NAME:
    case OP_INIT_DYNAMIC_CALL:
    case OP_INIT_METHOD_CALL:
    case OP_INIT_STATIC_METHOD_CALL:
    case OP_INIT_USER_CALL:
    case OP_NEW:
        r->top_known = false;
        break;
    case OP_SEND_ARRAY:
    case OP_SEND_USER:
    case OP_CHECK_FUNC_ARG:
        r->top_known = false;
        r->call_count = 0;
        break;
    default:
        break;
    }
}

/* ---- INIT ---------------------------------------------------------------------------------------- */

struct init {
    struct func *func;
    ir_ref called; /* or self */
    uint32_t flags;
};

/* A guard that asks for room further up stands for all below. */
static void guard_stack_room(struct recorder *r, int32_t at, size_t size)
{
    ir_ref top = rec_frame_address(r, at, 0);
    int32_t end = at + (int32_t)size;

    if (r->room_guard == IR_REF_NONE) {
        r->room_guard = rec_guarded(r, IR_STACKROOM, IRT_VOID, top, (ir_ref)size);
        r->room_at = at;
    } else if (end - r->room_at > (int32_t)ir_at(&r->ir, r->room_guard)->b) {
        ir_at(&r->ir, r->room_guard)->b = (ir_ref)(end - r->room_at);
    }
}

static bool guard_room(struct recorder *r, struct frame *at, size_t values)
{
    int32_t offset = rec_offset_of(r, at);

    if (!in_map(r, at, values) || (size_t)(r->vm->stack.end - r->vm->stack.top) < values)
        return false;
    if (r->top_known && !rec_word_is_known(r, REC_VM(stack.top)))
        rec_word_know(r, REC_VM(stack.top), rec_frame_address(r, r->top, 0));
    rec_word_guard(r, REC_VM(stack.top), IRT_PTR, rec_frame_address(r, offset, 0));
    if (!BUG(r->vm, gh11409_stack_room, true))
        guard_stack_room(r, offset, values * sizeof(struct value));
    return true;
}

static void store_header(struct recorder *r, int32_t at, const struct init *init)
{
    STORE(at, opline, rec_null(r));
    STORE(at, call, rec_null(r));
    STORE(at, result, rec_null(r));
    STORE(at, func, rec_pointer(r, init->func));
    STORE(at, called, init->called);
    STORE(at, prev, LOAD(r->offset, call, IRT_PTR));
    STORE(at, symbols, rec_null(r));
    STORE(at, closure, rec_null(r));
    STORE(at, flags, rec_word(r, init->flags));
    STORE(at, arg_count, rec_word(r, 0));
}

void rec_set_top(struct recorder *r, int32_t top)
{
    rec_word_set(r, REC_VM(stack.top), rec_frame_address(r, top, 0));
    r->top = top;
    r->top_known = true;
}

/* There is room for it. */
static void push_frame(struct recorder *r, const struct opline *o, const struct init *init)
{
    struct frame *call = (struct frame *)r->vm->stack.top;
    size_t values = frame_values(init->func, o->extended);
    int32_t at = rec_offset_of(r, call);

    if (init->flags & FRAME_RELEASE_THIS)
        rec_retain(r, init->called);
    rec_kill_from(r, (uint32_t)at);
    store_header(r, at, init);
    STORE(r->offset, call, rec_frame_address(r, at, 0));
    rec_set_top(r, at + (int32_t)(values * sizeof(struct value)));
    know_call(r, at);
}

static bool guard_call_room(struct recorder *r, const struct opline *o, const struct func *func)
{
    return guard_room(r, (struct frame *)r->vm->stack.top, frame_values(func, o->extended));
}

static enum rec_result push_call(struct recorder *r, const struct opline *o, const struct init *init)
{
    if (!guard_call_room(r, o, init->func))
        return REC_HCALL;
    push_frame(r, o, init);
    return REC_DONE;
}

/* The object is made between the last guard and the constructor's frame. */
enum rec_result rec_construct(struct recorder *r, const struct opline *o, struct class *c)
{
    struct init init = {.func = c->constructor, .flags = FRAME_HAS_THIS | FRAME_RELEASE_THIS | FRAME_CTOR};
    ir_ref object;

    if (init.func != NULL && !guard_call_room(r, o, init.func))
        return REC_HCALL;
    object = rec_raising(r, o, IRCALL_NEW_OBJECT, rec_pointer(r, c), IR_REF_NONE);
    rec_result(r, o, object);
    if (init.func == NULL) {
        r->expect = o + 2;
        return REC_DONE;
    }
    init.called = object;
    push_frame(r, o, &init);
    return REC_DONE;
}

/* INIT_FCALL of a native function whose frame nobody would see: all that can fail does so here, before
 * anything has happened. The room is asked for as by INIT_FCALL, which takes memory if there is none. */
static bool begin_native(struct recorder *r, const struct opline *o, const struct func *func)
{
    struct frame *call = (struct frame *)r->vm->stack.top;
    const struct opline *end;

    if (!rec_native_known(func, o->extended))
        return false;
    end = rec_native_end(r, o, func, o->extended);
    if (end == NULL || !guard_room(r, call, frame_values(func, o->extended)))
        return false;
    r->native_result = rec_native_inline(r, o, func, o->extended);
    if (r->native_result == IR_REF_NONE)
        return false;
    r->native_end = end;
    r->top = rec_offset_of(r, call);
    r->top_known = true;
    rec_kill_from(r, (uint32_t)r->top);
    return true;
}

enum rec_result rec_init_fcall(struct recorder *r, const struct opline *o)
{
    uint32_t index = o->opcode == OP_INIT_FCALL ? o->op1.number : o->result.number;
    struct init init = {.func = r->frame->func->cache[index]};

    if (init.func == NULL || (init.func->flags & FUNC_TRAMPOLINE))
        return REC_HCALL;
    if (begin_native(r, o, init.func))
        return REC_DONE;
    init.called = rec_null(r);
    return push_call(r, o, &init);
}

/* The object, as far as the fast handler knows it; NULL otherwise. */
static struct object *method_object(struct recorder *r, const struct opline *o)
{
    const struct value *v;

    if (o->op1_kind == OPERAND_UNUSED)
        return r->frame->flags & FRAME_HAS_THIS ? r->frame->self : NULL;
    if (!rec_readable(r, o->op1_kind, o->op1, o))
        return NULL;
    v = rec_peek(r, o->op1_kind, o->op1, o);
    return v->type == TYPE_OBJECT ? v->o : NULL;
}

/* An object that comes as a temporary is held by the call instead; the handler takes one and lets go of the
 * other. */
enum rec_result rec_init_method_call(struct recorder *r, const struct opline *o)
{
    void **cache = &r->frame->func->cache[o->result.number];
    struct object *self = method_object(r, o);
    struct init init = {.func = cache[1], .flags = FRAME_HAS_THIS};
    enum rec_result result;

    if (self == NULL || o->op2_kind != OPERAND_CONST || init.func == NULL || cache[0] != self->class ||
        (init.func->flags & (FUNC_STATIC | FUNC_TRAMPOLINE)) || self->class == r->vm->classes.closure)
        return REC_HCALL;
    if (o->op1_kind == OPERAND_UNUSED) {
        init.called = rec_load_this(r);
    } else {
        init.called = rec_read(r, o->op1_kind, o->op1, o);
        init.flags |= FRAME_RELEASE_THIS;
    }
    rec_guard_class(r, init.called, self->class);
    result = push_call(r, o, &init);
    if (result == REC_DONE && (o->op1_kind & (OPERAND_TMP | OPERAND_VAR))) {
        rec_release_value(r, init.called);
        rec_kill(r, o->op1.slot);
    }
    return result;
}

/* The class of self::, parent:: or static:: in code that is no closure's; NULL: not known. */
static struct class *relative_class(struct recorder *r, uint32_t which)
{
    struct class *scope = r->frame->func->scope;

    if (scope == NULL || (r->frame->func->flags & FUNC_CLOSURE))
        return NULL;
    if (which == FETCH_CLASS_SELF)
        return scope;
    return which == FETCH_CLASS_PARENT ? scope->parent : frame_called(r->frame);
}

/* The method that the name means for this scope, where there is no question of access or magic. */
static struct func *plain_method(struct class *c, struct class *scope, struct string *lower)
{
    const struct value *found = array_find_string(c->methods, lower);
    const struct value *own = array_find_string(scope->methods, lower);

    if (found == NULL || (found->func->flags & (FUNC_TRAMPOLINE | FUNC_ABSTRACT)))
        return NULL;
    if (own != NULL && own->func != found->func && (own->func->flags & FUNC_PRIVATE))
        return NULL;
    if (found->func->scope != scope && !(found->func->flags & FUNC_PUBLIC) &&
        !((found->func->flags & FUNC_PROTECTED) && class_is(scope, found->func->scope)))
        return NULL;
    return found->func;
}

/* What static:: is in the current frame, as a constant: its class is guarded. */
static ir_ref called_class(struct recorder *r)
{
    struct class *called = frame_called(r->frame);
    ir_ref k = rec_pointer(r, called);

    if (r->frame->flags & FRAME_HAS_THIS)
        rec_guard_class(r, rec_load_this(r), called);
    else
        rec_guard_equal(r, IRT_PTR, rec_load_called(r), k);
    return k;
}

/* self::f(), parent::f(), static::f(): $this goes along to a method that is not static. */
static enum rec_result init_relative_call(struct recorder *r, const struct opline *o)
{
    struct class *c = relative_class(r, o->op1.number & 3), *called;
    struct init init = {0};

    if (c == NULL || o->op2_kind != OPERAND_CONST)
        return REC_HCALL;
    called = frame_called(r->frame);
    init.func = plain_method(c, r->frame->func->scope, opline_literal(o, o->op2)[1].s);
    if (init.func == NULL || called == NULL)
        return REC_HCALL;
    if (init.func->flags & FUNC_STATIC) {
        init.called = called_class(r);
        return push_call(r, o, &init);
    }
    if (!(r->frame->flags & FRAME_HAS_THIS) || !class_is(r->frame->self->class, c))
        return REC_HCALL;
    called_class(r);
    init.called = rec_load_this(r);
    init.flags = FRAME_HAS_THIS;
    return push_call(r, o, &init);
}

enum rec_result rec_init_static_method_call(struct recorder *r, const struct opline *o)
{
    void **cache = &r->frame->func->cache[o->result.number];
    struct init init = {.func = cache[1]};

    if (o->op1_kind == OPERAND_UNUSED)
        return init_relative_call(r, o);
    if (o->op1_kind != OPERAND_CONST || o->op2_kind != OPERAND_CONST)
        return REC_HCALL;
    if (init.func == NULL || !(init.func->flags & FUNC_STATIC) || (init.func->flags & FUNC_TRAMPOLINE))
        return REC_HCALL;
    init.called = rec_pointer(r, cache[0]);
    return push_call(r, o, &init);
}

/* ---- arguments ----------------------------------------------------------------------------------- */

static enum rec_result send(struct recorder *r, const struct opline *o, const struct frame *call,
                            ir_ref ref)
{
    int32_t at = rec_offset_of(r, call);

    rec_own(r, o->op1_kind, o->op1, ref);
    rec_set_at(r, (uint32_t)at + o->result.slot, ref);
    STORE(at, arg_count, rec_word(r, o->op2.number));
    return REC_DONE;
}

static bool by_reference(const struct recorder *r, const struct opline *o)
{
    return func_by_reference(r->frame->call->func, o->op2.number);
}

/* By value: SEND_VAL SEND_VAL_EX SEND_VAR SEND_VAR_EX SEND_FUNC_ARG SEND_VAR_NO_REF_EX */
enum rec_result rec_send(struct recorder *r, const struct opline *o)
{
    struct frame *call;

    if (r->native_end != NULL) {
        rec_kill_operand(r, o->op1_kind, o->op1);
        return REC_DONE;
    }
    call = adopt_call(r);
    if (call == NULL || !rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    if (o->opcode != OP_SEND_VAL && o->opcode != OP_SEND_VAR && by_reference(r, o))
        return REC_HCALL;
    return send(r, o, call, rec_read(r, o->op1_kind, o->op1, o));
}

/* ---- into the function --------------------------------------------------------------------------- */

static uint32_t recursions(const struct recorder *r, const struct func *func)
{
    uint32_t count = 0;

    for (const struct frame *f = r->frame;; f = f->prev) {
        count += f->func == func;
        if (f == r->base)
            return count;
    }
}

/* How often the function is among those that the trace is inside of. */
uint32_t rec_recursions(const struct recorder *r)
{
    return recursions(r, r->frame->func);
}

/* What a counter was when the trace loaded it, and how much more it is now. */
static ir_ref split_count(const struct recorder *r, ir_ref count, int64_t *more)
{
    const struct ir_ins *ins = ir_at(&r->ir, count);

    *more = 0;
    while (!ir_is_const(count) && ins->op == IR_ADD && ir_is_const(ins->b)) {
        *more += ir_const_of(&r->ir, ins->b).i;
        count = ins->a;
        ins = ir_at(&r->ir, count);
    }
    return count;
}

/* The guard is in force if it stands, and is of the same count. */
static struct ir_ins *guard_of(struct recorder *r, ir_ref guard, enum ir_op op, ir_ref count)
{
    struct ir_ins *ins = ir_at(&r->ir, guard);

    return guard != IR_REF_NONE && ins->op == op && (ins->a == count || ins->b == count) ? ins : NULL;
}

static void guard_frame_limit(struct recorder *r)
{
    int64_t more, below;
    ir_ref count = split_count(r, rec_word_get(r, REC_VM(stack.frame_count), TYPE_INT), &more);
    struct ir_ins *guard = guard_of(r, r->frame_guard, IR_LT, count);

    below = (int64_t)r->vm->frame_max - more;
    if (guard == NULL)
        r->frame_guard = rec_guarded(r, IR_LT, TYPE_INT, count, ir_kint(&r->ir, below));
    else if (below < ir_const_of(&r->ir, guard->b).i)
        guard->b = ir_kint(&r->ir, below);
}

/* No safepoint is due at the entries up to this one: so the counter is all that they change. The trace is
 * left to the interpreter before the first of them if one of them is. */
static void guard_safepoint(struct recorder *r)
{
    int64_t more;
    ir_ref left = split_count(r, rec_word_get(r, REC_VM(safepoint_left), TYPE_INT), &more);
    struct ir_ins *guard = guard_of(r, r->safepoint_guard, IR_ULT, left);

    if (guard == NULL)
        r->safepoint_guard = rec_guarded(r, IR_ULT, TYPE_INT, ir_kint(&r->ir, 1 - more), left);
    else if (1 - more > ir_const_of(&r->ir, guard->a).i)
        guard->a = ir_kint(&r->ir, 1 - more);
}

static void count_word(struct recorder *r, uint32_t at, int by)
{
    rec_word_set(r, at, rec_emit(r, IR_ADD, TYPE_INT, rec_word_get(r, at, TYPE_INT), ir_kint(&r->ir, by)));
}

void rec_count_frames(struct recorder *r, int by)
{
    count_word(r, REC_VM(stack.frame_count), by);
}

static const struct opline *entry_of(const struct frame *call)
{
    const struct func *func = call->func;
    uint32_t given = call->arg_count < func->param_count ? call->arg_count : func->param_count;

    return func->oplines + (func->flags & FUNC_TYPED ? 0 : given);
}

/* Until here the caller was the running frame. */
static void set_running(struct recorder *r, int32_t at)
{
    if (!rec_word_is_known(r, REC_VM(frame)))
        rec_word_know(r, REC_VM(frame), rec_frame_address(r, r->offset, 0));
    rec_word_set(r, REC_VM(frame), rec_frame_address(r, at, 0));
}

/* The effects of DO_FCALL and frame_enter. */
static void enter_call(struct recorder *r, const struct opline *o, struct frame *call)
{
    int32_t at = rec_offset_of(r, call), caller = r->offset;
    const struct opline *entry = entry_of(call);

    if (!BUG(r->vm, gh13772_inline_opline, r->frame->opline != o))
        rec_save(r, o);
    STORE(caller, call, LOAD(at, prev, IRT_PTR));
    STORE(at, prev, rec_frame_address(r, caller, 0));
    if (!BUG(r->vm, gh18847_entry_opline, true))
        STORE(at, opline, rec_pointer(r, entry));
    STORE(at, result,
          o->result_kind == OPERAND_UNUSED ? rec_null(r) : rec_frame_address(r, caller, o->result.slot));
    for (uint32_t i = call->arg_count; i < call->func->var_count; i++)
        rec_set_at(r, (uint32_t)at + frame_offset(i), ir_kpri(&r->ir, TYPE_UNDEF));
    rec_count_frames(r, 1);
    count_word(r, REC_VM(safepoint_left), -1);
    if (!BUG(r->vm, lj1034_trace_frame, true))
        set_running(r, at);
    forget_call(r, at);
    rec_enter_frame(r, call);
    r->depth++;
    r->expect = entry;
    r->expect_frame = call;
}

/* The rest of helper_do_native, behind the function. */
static enum rec_result end_native(struct recorder *r, const struct opline *o, ir_ref ref)
{
    rec_save(r, o);
    rec_result(r, o, ref);
    rec_safepoint(r, SNAP_SAFEPOINT_NATIVE, o);
    return REC_DONE;
}

/* Numbers hold nothing, so that the frame is just gone. */
static void pop_native(struct recorder *r, int32_t at)
{
    STORE(r->offset, call, LOAD(at, prev, IRT_PTR));
    rec_set_top(r, at);
    rec_kill_from(r, (uint32_t)at);
}

static enum rec_result do_native(struct recorder *r, const struct opline *o, struct frame *call)
{
    int32_t at;
    ir_ref ref;

    if (call == NULL)
        return REC_HCALL;
    at = rec_offset_of(r, call);
    ref = rec_inline(r) ? rec_native_call(r, call) : (ir_ref)IR_REF_NONE;
    forget_call(r, at);
    if (ref == IR_REF_NONE) {
        r->native_call = at;
        return REC_HCALL;
    }
    pop_native(r, at);
    return end_native(r, o, ref);
}

/* Extra arguments are moved by the handler; it enters the frame all the same. */
enum rec_result rec_do_fcall(struct recorder *r, const struct opline *o)
{
    struct func *func = r->frame->call->func;
    struct frame *call;

    if (r->native_end != NULL) {
        r->native_end = NULL;
        return end_native(r, o, r->native_result);
    }
    call = adopt_call(r);
    if (func->flags & FUNC_NATIVE)
        return do_native(r, o, call);
    if (call == NULL || (func->flags & (FUNC_ABSTRACT | FUNC_TRAMPOLINE)) ||
        r->vm->stack.frame_count >= r->vm->frame_max)
        return rec_leave_by(r, o);
    if (r->depth >= (uint32_t)jit_param(r->vm, PARAM_JIT_INLINEDEPTH))
        return rec_abort(r, STOP_INLINEDEPTH);
    if (call->arg_count > func->param_count || !rec_inline(r)) {
        forget_call(r, rec_offset_of(r, call));
        r->expect = entry_of(call);
        r->expect_frame = call;
        return REC_HCALL;
    }
    guard_frame_limit(r);
    guard_safepoint(r);
    enter_call(r, o, call);
    return REC_DONE;
}

/* Nothing follows: what the handler returns is where the interpreter goes on. */
enum rec_result rec_leave_by(struct recorder *r, const struct opline *o)
{
    (void)o;
    r->leaving = true;
    return REC_HCALL;
}
