/* rec_return.c: parameters that are received, and returns: from inlined frames, and from the base. */
#include "jit/rec_parts.h"

#define LOAD(offset, field, type) rec_load_field(r, offset, offsetof(struct frame, field), type)

/* ---- parameters ---------------------------------------------------------------------------------- */

static bool guard_arg_count(struct recorder *r, uint32_t number)
{
    uint32_t count = r->frame->arg_count;

    /* Of an inlined frame it is known as its place is. */
    if (r->frame == r->base)
        rec_guard_equal(r, IRT_WORD, LOAD(r->offset, arg_count, IRT_WORD), rec_word(r, count));
    return number <= count;
}

/* The class of a declared type as far as it was looked up before. */
static const struct class *declared_class(const struct recorder *r, const struct type_decl *type)
{
    const struct func *func = r->frame->func;

    if (type->class_lower == r->vm->names[NAME_self])
        return func->flags & FUNC_CLOSURE ? NULL : func->scope;
    return type->class;
}

/* Does the value meet the type as it is? */
static bool fits(struct recorder *r, const struct type_decl *type, const struct value *v, ir_ref ref)
{
    const struct class *c = declared_class(r, type);

    if (!type_decl_given(type) || ((type->mask >> v->type) & 1) || (type->mask & DECL_MIXED))
        return true;
    if (v->type != TYPE_OBJECT || c == NULL || !class_is(v->o->class, c))
        return false;
    rec_guard_class(r, ref, v->o->class);
    return true;
}

enum rec_result rec_recv(struct recorder *r, const struct opline *o)
{
    uint32_t number = o->op1.number;
    const struct value *v = frame_at(r->frame, o->result.slot);
    const struct type_decl *type = &r->frame->func->params[number - 1].type;
    bool given = guard_arg_count(r, number);
    ir_ref ref;

    if (!given) {
        v = o->opcode == OP_RECV_INIT ? opline_literal(o, o->op2) : NULL;
        if (v == NULL || v->type >= TYPE_OBJECT)
            return REC_HCALL;
    }
    if (!type_decl_given(type) && given)
        return REC_DONE;
    ref = given ? rec_load(r, o->result.slot) : rec_constant(r, v);
    if (v->type == TYPE_REF || !fits(r, type, v, ref))
        return REC_HCALL;
    if (!given) {
        rec_retain(r, ref);
        rec_set(r, o->result.slot, ref);
    }
    return REC_DONE;
}

/* ---- out of the function ------------------------------------------------------------------------- */

enum rec_result rec_verify_return_type(struct recorder *r, const struct opline *o)
{
    const struct type_decl *type = &r->frame->func->return_type;
    const struct value *v;
    ir_ref ref;

    if (o->op1_kind == OPERAND_UNUSED || !rec_readable(r, o->op1_kind, o->op1, o))
        return REC_HCALL;
    v = rec_look(r, o->op1_kind, o->op1, o);
    ref = rec_operand(r, o->op1_kind, o->op1, o);
    if (v->type == TYPE_REF || !fits(r, type, v, ref))
        return REC_HCALL;
    if (o->op1_kind == OPERAND_CONST)
        rec_result(r, o, ref);
    return REC_DONE;
}

/* What the frame lets go of when it is left, and what may be part of a cycle. */
struct dying {
    uint32_t count;
    struct dying_value {
        ir_ref ref;
        const struct counted *block; /* now */
    } values[8];
};

static bool add_dying(struct dying *d, ir_ref ref, const struct value *v)
{
    if (v->type < TYPE_ARRAY || !value_is_counted(v))
        return true;
    if (v->type > TYPE_REF || d->count == sizeof d->values / sizeof *d->values)
        return false;
    d->values[d->count++] = (struct dying_value){ref, v->counted};
    return true;
}

/* Everything but the slot `kept`, and the value that nobody wants. */
static bool find_dying(struct recorder *r, const struct opline *o, uint32_t kept, struct dying *d)
{
    const struct frame *f = r->frame;
    const struct value self = {.o = f->self, .info = INFO_OBJECT};
    const struct value closure = {.o = f->closure, .info = INFO_OBJECT};

    d->count = 0;
    for (uint32_t i = 0; i < f->func->var_count; i++) {
        ir_ref ref = rec_load(r, frame_offset(i));

        if (frame_offset(i) != kept && !add_dying(d, ref, frame_slot(f, i)))
            return false;
    }
    if (f->result == NULL && (o->op1_kind & (OPERAND_TMP | OPERAND_VAR)) &&
        !add_dying(d, rec_load(r, o->op1.slot), frame_at(f, o->op1.slot)))
        return false;
    if ((f->flags & FRAME_RELEASE_THIS) && !add_dying(d, rec_load_this(r), &self))
        return false;
    if (!(f->flags & FRAME_CLOSURE))
        return true;
    rec_guard_closure(r);
    return add_dying(d, rec_load_closure(r), &closure);
}

/* The value must have holders besides those that are dying. Others of its type may be the same one next
 * time, which matters if they are many. */
static bool guard_dying(struct recorder *r, const struct dying *d, const struct dying_value *v)
{
    uint8_t type = rec_type(r, v->ref);
    uint32_t same = 0, alike = 0;

    for (uint32_t i = 0; i < d->count; i++) {
        same += d->values[i].block == v->block;
        alike += rec_type(r, d->values[i].ref) == type;
    }
    if (v->block->refcount <= same)
        return false;
    if (v->block->refcount > alike)
        same = alike;
    for (uint32_t i = 0; i < d->count && same != alike; i++)
        if (d->values[i].block != v->block && rec_type(r, d->values[i].ref) == type)
            rec_guard(r, IR_NE, IRT_PTR, 0, v->ref, d->values[i].ref);
    rec_guard(r, IR_ULT, IRT_WORD, 0, rec_word(r, same),
              rec_xload(r, IRT_WORD, rec_field(r, v->ref, offsetof(struct counted, refcount))));
    return true;
}

static bool guard_all_dying(struct recorder *r, const struct dying *d)
{
    for (uint32_t i = 0; i < d->count; i++)
        if (!guard_dying(r, d, &d->values[i]))
            return false;
    return true;
}

static void release_variables(struct recorder *r, uint32_t kept)
{
    const struct frame *f = r->frame;

    for (uint32_t i = 0; i < f->func->var_count; i++)
        if (frame_offset(i) != kept)
            rec_release_value(r, rec_load(r, frame_offset(i)));
    if (f->flags & FRAME_RELEASE_THIS)
        rec_release_value(r, rec_load_self(r));
    if (f->flags & FRAME_CLOSURE)
        rec_release_value(r, rec_load_closure(r));
}

/* Leaving needs no more than this only if the frame is a plain one. */
static bool is_plain_frame(const struct frame *f)
{
    return !(f->flags &
             ~(uint32_t)(FRAME_HAS_THIS | FRAME_RELEASE_THIS | FRAME_CTOR | FRAME_CLOSURE | FRAME_ENTRY)) &&
           f->symbols == NULL && !(f->func->flags & (FUNC_MAIN | FUNC_DYNAMIC_VARS));
}

/* What a RETURN is about, when it is an inline one. */
struct leaving {
    const struct opline *o;
    ir_ref ref;    /* the value */
    uint32_t kept; /* the slot of a CV that is moved to the result, or 0 */
};

/* The value in its new place, still in the frame that is left. */
static void move_result(struct recorder *r, const struct leaving *leaving)
{
    const struct opline *o = leaving->o;

    if (r->frame->result == NULL)
        rec_free_operand(r, o->op1_kind, o->op1);
    else if (leaving->kept == 0)
        rec_own(r, o->op1_kind, o->op1, leaving->ref);
}

static void leave_frame(struct recorder *r, const struct leaving *leaving, ir_ref caller)
{
    rec_word_set(r, REC_VM(frame), caller);
    release_variables(r, leaving->kept);
    rec_count_frames(r, -1);
    rec_set_top(r, r->offset);
}

/* Is it a plain RETURN that lets nothing die? Emits its guards. */
static bool guard_return(struct recorder *r, const struct opline *o, struct leaving *leaving)
{
    const struct frame *f = r->frame;
    struct dying dying;

    if (!rec_inline(r) || o->opcode != OP_RETURN || !is_plain_frame(f) ||
        !rec_readable(r, o->op1_kind, o->op1, o) || rec_look(r, o->op1_kind, o->op1, o)->type == TYPE_REF)
        return false;
    leaving->o = o;
    leaving->kept = o->op1_kind == OPERAND_CV && f->result != NULL ? o->op1.slot : 0;
    leaving->ref = rec_operand(r, o->op1_kind, o->op1, o);
    return find_dying(r, o, leaving->kept, &dying) && guard_all_dying(r, &dying);
}

/* ---- from an inlined frame ----------------------------------------------------------------------- */

/* The frame is gone: nothing of it is known any more. */
void rec_left_frame(struct recorder *r)
{
    struct frame *caller = r->frame->prev;
    int32_t at = r->offset;

    rec_kill_from(r, (uint32_t)at);
    while (r->call_count > 0 && r->calls[r->call_count - 1] >= at)
        r->call_count--;
    r->top = at;
    r->top_known = true;
    r->depth--;
    rec_enter_frame(r, caller);
}

/* By its handler: the caller's slots are still known, but for the result's. */
static enum rec_result return_by_handler(struct recorder *r)
{
    r->expect = r->frame->prev->opline + 1;
    r->expect_frame = r->frame->prev;
    return REC_HCALL;
}

static enum rec_result return_inlined(struct recorder *r, const struct opline *o)
{
    const struct value *result = r->frame->result;
    struct frame *caller = r->frame->prev;
    struct leaving leaving;

    if (!guard_return(r, o, &leaving))
        return return_by_handler(r);
    r->expect = caller->opline + 1;
    r->expect_frame = caller;
    move_result(r, &leaving);
    if (result != NULL)
        rec_set_at(r, (uint32_t)((const char *)result - (const char *)r->base), leaving.ref);
    leave_frame(r, &leaving, rec_frame_address(r, rec_offset_of(r, caller), 0));
    rec_left_frame(r);
    return REC_DONE;
}

/* ---- from the base ------------------------------------------------------------------------------- */

/* A function's trace goes on in its caller only in a recursion: others have callers of all kinds. */
static bool is_worth_following(const struct recorder *r, const struct frame *caller)
{
    const struct trace *root = r->begin.exit == NULL ? r->trace : r->vm->jit.traces[r->trace->root - 1];
    const struct jit_func *jf = root->func->jit;
    const struct jit_point *p = jf == NULL ? NULL : jit_point_at(jf, root->start);

    if (r->out_count >= (uint32_t)jit_param(r->vm, PARAM_JIT_INLINEDEPTH))
        return false;
    return p == NULL || p->loop || caller->func == r->frame->func;
}

/* The caller waits at a call whose result goes where its opline says. */
static bool is_plain_caller(const struct frame *f)
{
    const struct frame *caller = f->prev;
    const struct opline *call = caller == NULL ? NULL : caller->opline;

    if (call == NULL || !frame_is_user(caller) || call->opcode != OP_DO_FCALL)
        return false;
    return f->result == (call->result_kind == OPERAND_UNUSED ? NULL : frame_at(caller, call->result.slot));
}

/* That the frame and its caller are the same as now. Returns the caller's address. */
static ir_ref guard_caller(struct recorder *r)
{
    const struct frame *f = r->frame;
    const struct opline *call = f->prev->opline;
    ir_ref caller = LOAD(0, prev, IRT_PTR), result;

    rec_word_guard(r, offsetof(struct frame, flags), IRT_WORD, rec_word(r, f->flags));
    rec_guard_equal(r, IRT_PTR, rec_xload(r, IRT_PTR, rec_field(r, caller, offsetof(struct frame, opline))),
                    rec_pointer(r, call));
    result = f->result == NULL ? rec_null(r) : rec_field(r, caller, call->result.slot);
    rec_guard_equal(r, IRT_PTR, LOAD(0, result, IRT_PTR), result);
    return caller;
}

/* The caller is the base from here on; all that is known of it is the result. */
static void rebase_to(struct recorder *r, struct frame *caller, ir_ref address)
{
    rec_kill_from(r, 0);
    rec_effect(r, IR_REBASE, IRT_VOID, address, 0);
    rec_word_set(r, REC_VM(frame), rec_frame_address(r, 0, 0));
    r->room_guard = IR_REF_NONE;
    r->call_count = 0;
    r->top_known = false;
    r->base = caller;
    rec_enter_frame(r, caller);
    r->out_count++;
}

static enum rec_result return_to_caller(struct recorder *r, const struct opline *o)
{
    struct frame *f = r->frame, *caller = f->prev;
    const struct opline *call = caller->opline;
    bool has_result = f->result != NULL;
    struct leaving leaving;
    ir_ref address;

    if (!guard_return(r, o, &leaving))
        return rec_leave_by(r, o);
    address = guard_caller(r);
    move_result(r, &leaving);
    leave_frame(r, &leaving, address);
    rebase_to(r, caller, address);
    if (has_result)
        rec_set(r, call->result.slot, leaving.ref);
    r->expect = call + 1;
    r->expect_frame = caller;
    return REC_DONE;
}

/* The interpreter makes the return. */
static enum rec_result stop_before_return(struct recorder *r, const struct opline *o)
{
    rec_sync(r);
    r->trace->link_opline = o;
    return rec_link(r, LINK_INTERPRETER, 0);
}

/* The end of the trace, to any caller: where that goes on is known then. C code gets control back, there is
 * no opline to go on with. */
static enum rec_result return_to_any(struct recorder *r, const struct opline *o)
{
    struct frame *f = r->frame;
    bool entry = (f->flags & FRAME_ENTRY) != 0;
    ir_ref result, caller;
    struct leaving leaving;

    if (!guard_return(r, o, &leaving))
        return entry ? stop_before_return(r, o) : rec_leave_by(r, o);
    rec_guard_equal(r, IRT_WORD, LOAD(0, flags, IRT_WORD), rec_word(r, f->flags));
    result = LOAD(0, result, IRT_PTR);
    rec_guard(r, f->result == NULL ? IR_EQ : IR_NE, IRT_PTR, 0, result, rec_null(r));
    caller = LOAD(0, prev, IRT_PTR);
    move_result(r, &leaving);
    if (f->result != NULL)
        rec_effect(r, IR_VSTORE, rec_type(r, leaving.ref), result, leaving.ref);
    leave_frame(r, &leaving, caller);
    rec_kill_from(r, 0);
    rec_words_sync(r);
    r->leaving = true;
    r->trace->link_behind_call = !entry;
    r->expect = entry ? NULL : f->prev->opline + 1;
    r->frame = r->expect_frame = f->prev;
    return REC_DONE;
}

static enum rec_result return_from_base(struct recorder *r, const struct opline *o)
{
    if (r->frame->flags & FRAME_ENTRY)
        return return_to_any(r, o);
    if (r->begin.point != NULL && r->begin.point->loop)
        return rec_abort(r, STOP_RETURN);
    if (is_plain_caller(r->frame) && is_worth_following(r, r->frame->prev))
        return return_to_caller(r, o);
    return return_to_any(r, o);
}

/* A reference that a function returns is taken apart by the handler. */
enum rec_result rec_return(struct recorder *r, const struct opline *o)
{
    return r->depth == 0 ? return_from_base(r, o) : return_inlined(r, o);
}
