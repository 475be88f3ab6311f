/* rec.c: a recording from its start to its end; see rec.h. */
#include "frame_inline.h"
#include "jit/rec_parts.h"

enum {
    REC_USEFUL =
        3, /* oplines inline: a trace of less than that, back to the interpreter, is not worth it */
    REC_INSIDE_MAX = 4, /* side traces of a root, see goes_inside */
};

/* A trace of a whole callback returns to the C code that called: there is no interpreter to be started,
 * which costs more than an opline. A side trace spares its parent's exit, which costs more, too. */
static bool is_useful(const struct recorder *r)
{
    const struct trace *t = r->trace;

    if (r->link != LINK_INTERPRETER || r->inline_count >= REC_USEFUL || r->begin.exit != NULL)
        return true;
    return t->link_opline == NULL && !t->link_behind_call;
}

static const struct opline *tagged(const struct opline *o)
{
    return (const struct opline *)((uintptr_t)o | ENTER);
}

static const struct opline *untagged(const struct opline *o)
{
    return (const struct opline *)((uintptr_t)o & ~(uintptr_t)ENTER);
}

/* Of a recording that did not come to be. */
static const struct opline *run_one(struct vm *vm, struct frame *f, const struct opline *o)
{
    state_enter(vm, STATE_ABORTING);
    if (jit_param(vm, PARAM_SHADOW))
        vm->shadow = o;
    return tagged(jit_handler(vm, o)(o, f, vm));
}

/* ---- before an opline ---------------------------------------------------------------------------- */

static bool is_shadowed(const struct recorder *r)
{
    return jit_param(r->vm, PARAM_SHADOW) != 0;
}

/* The handler needs the frame in memory, and the instruction to know which frame it is. */
static void prepare_handler(struct recorder *r, const struct opline *o, uint32_t shadow)
{
    if (is_shadowed(r)) {
        /* The mark counts oplines that run inline. This is none after all. */
        if (shadow < r->ir.ins_count)
            r->ir.ins[shadow].op = IR_NOP;
        rec_xstore(r, IRT_PTR, rec_pointer(r, &r->vm->shadow), rec_pointer(r, o));
    }
    rec_sync(r);
    if (r->ir.snap_count == 0 || r->ir.snaps[r->ir.snap_now].frame != r->offset)
        ir_snap(&r->ir, SNAP_GUARD, o, r->frame->func, r->offset);
}

/* Without fast paths only calls and returns are looked at, as they change the frame. */
static enum rec_result record(struct recorder *r, const struct opline *o)
{
    rec_op_fn *op = rec_ops[o->opcode];

    if (op == NULL || (!rec_inline(r) && op != rec_do_fcall && op != rec_return))
        return REC_HCALL;
    return op(r, o);
}

static enum rec_result before(struct recorder *r, const struct opline *o)
{
    uint32_t shadow = r->ir.ins_count;
    enum rec_result result;

    r->opline = o;
    r->snap_due = r->before_effect = true;
    r->expect = o + 1;
    r->expect_frame = r->frame;
    r->entries = r->vm->jit.entries;
    r->native_call = 0;
    if (jit_param(r->vm, PARAM_JIT_IRCHECK) && !rec_map_holds(r))
        return rec_abort(r, STOP_CHECK);
    if (is_shadowed(r))
        ir_raw(&r->ir, IR_SHADOW, IRT_VOID, 0, rec_pointer(r, o), 0);
    result = record(r, o);
    if (result == REC_HCALL)
        prepare_handler(r, o, shadow);
    if (r->ir.stop != STOP_NONE)
        return rec_abort(r, r->ir.stop);
    return result;
}

/* ---- after an opline ----------------------------------------------------------------------------- */

static bool is_successor(const struct opline *o, const struct opline *next)
{
    const struct opline *targets[2];
    uint32_t count = jit_targets(o, targets);

    for (uint32_t i = 0; i < count; i++)
        if (targets[i] == next)
            return true;
    return next == o + 1 || next == o + 2;
}

/* Something else came than what the opline does by itself. */
static void surprise(struct recorder *r, const struct opline *o, const struct opline *next)
{
    if (next == NULL)
        rec_abort(r, STOP_ENTRY);
    else if (r->vm->frame != r->frame && r->vm->frame != r->expect_frame)
        rec_abort(r, STOP_UNWOUND);
    else if (r->vm->exception != NULL || !is_successor(o, next))
        rec_abort(r, STOP_EXCEPTION);
    else
        rec_abort(r, STOP_INTERRUPT);
}

/* Where the opline may go instead, in the same frame. NULL: nowhere, or anywhere. */
static const struct opline *other_way(const struct opline *o, const struct opline *next)
{
    const struct opline *ways[2];
    uint32_t count = jit_targets(o, ways);

    if (count == 1)
        ways[count++] = o + 1;
    if (count == 0 || (next != ways[0] && next != ways[1]))
        return NULL;
    return next == ways[0] ? ways[1] : ways[0];
}

/* Behind rec_forget: the snapshot of the other way is of the state that the handler leaves. */
static void emit_handler(struct recorder *r, const struct opline *o, const struct opline *next)
{
    ir_ref expected = rec_pointer(r, r->leaving ? NULL : next);
    const struct opline *other = r->leaving ? NULL : other_way(o, next);

    rec_words_forget(r);
    if (other != NULL)
        rec_snapshot(r, SNAP_BRANCH, other);
    ir_raw(&r->ir, IR_HCALL, IRT_VOID, other == NULL ? 0 : IRF_GUARD, rec_pointer(r, o), expected);
    r->has_call = true;
}

/* The trace goes on in another one behind the call, with a base of its own. */
static void stitch(struct recorder *r, const struct opline *next)
{
    if (r->offset != 0)
        rec_effect(r, IR_REBASE, IRT_VOID, rec_frame_address(r, r->offset, 0), 0);
    r->trace->link_opline = next;
    rec_link(r, LINK_STITCH, 0);
}

/* Has a recording of this place been given up before? */
static bool is_second_try(const struct recorder *r)
{
    if (r->begin.point != NULL)
        return r->begin.point->penalty != 0;
    return r->begin.exit == NULL || r->begin.exit->tries != 0;
}

/* What throws by itself has unwound to a place where another trace may begin: in the frame that is current
 * then, whichever that is. Once is chance, and a loop would be cut off there for good. */
static bool stitch_thrown(struct recorder *r, const struct opline *o, const struct opline *next)
{
    if ((o->opcode != OP_THROW && o->opcode != OP_FAST_RET) || untagged(next) == NULL ||
        !is_second_try(r) || !jit_param(r->vm, PARAM_JIT_STITCH))
        return false;
    emit_handler(r, o, next);
    rec_effect(r, IR_REBASE, IRT_VOID, rec_xload(r, IRT_PTR, rec_pointer(r, &r->vm->frame)), 0);
    r->trace->link_opline = untagged(next);
    rec_link(r, LINK_STITCH, 0);
    return true;
}

static void left_native(struct recorder *r)
{
    rec_kill_from(r, (uint32_t)r->native_call);
    r->top = r->native_call;
    r->top_known = true;
}

/* A safepoint came due inside the handler, and nothing happened there but that the harness was asked. */
static bool was_asked(const struct recorder *r, const struct opline *o, const struct opline *next)
{
    return r->expect_frame == r->frame && r->vm->frame == r->frame && untagged(next) == o + 1 &&
           r->vm->exception == NULL && r->vm->jit.entries == r->entries;
}

/* `next` as the handler returned it: with its tag, if the frame is another. */
static void after_handler(struct recorder *r, const struct opline *o, const struct opline *next)
{
    bool stays = r->expect_frame == r->frame, entered;

    if (was_asked(r, o, next))
        next = untagged(next);
    entered = (uintptr_t)next & ENTER;
    if (r->leaving) {
        emit_handler(r, o, next);
        r->trace->link_opline = untagged(next);
        if (untagged(next) == NULL || r->vm->exception != NULL)
            surprise(r, o, untagged(next));
        else
            rec_link(r, LINK_INTERPRETER, 0);
        return;
    }
    if (entered && stitch_thrown(r, o, next))
        return;
    if (entered == stays || (entered && (r->vm->frame != r->expect_frame || untagged(next) != r->expect))) {
        surprise(r, o, untagged(next));
        return;
    }
    rec_forget(r, o);
    emit_handler(r, o, next);
    rec_call_forget(r, o);
    if (r->native_call != 0)
        left_native(r);
    if (!stays && r->expect_frame == r->frame->prev) {
        rec_left_frame(r);
    } else if (!stays) {
        /* Arguments beyond the parameters were moved. */
        rec_enter_frame(r, r->expect_frame);
        rec_kill_from(r, (uint32_t)r->offset);
        r->depth++;
    }
    if (r->vm->jit.entries != r->entries && jit_param(r->vm, PARAM_JIT_STITCH))
        stitch(r, untagged(next));
}

/* A return to C code is the trace's end. */
static void done_inline(struct recorder *r)
{
    r->inline_count++;
    if (r->leaving)
        rec_link(r, LINK_INTERPRETER, 0);
}

static void after(struct recorder *r, const struct opline *o, enum rec_result result,
                  const struct opline *next)
{
    if (r->flushes != r->vm->jit.flushes)
        rec_abort(r, STOP_FLUSHED);
    else if (result == REC_HCALL)
        after_handler(r, o, next);
    else if (untagged(next) != r->expect || r->vm->frame != r->frame)
        surprise(r, o, untagged(next));
    else if (r->vm->jit.entries != r->entries)
        rec_abort(r, STOP_INTERRUPT);
    else
        done_inline(r);
    r->opline_count++;
    if (r->ir.stop != STOP_NONE)
        rec_abort(r, r->ir.stop);
    else if (r->opline_count > (uint32_t)jit_param(r->vm, PARAM_JIT_MAXRECORD))
        rec_abort(r, STOP_MAXRECORD);
}

/* ---- where a trace ends -------------------------------------------------------------------------- */

/* All state is in memory, and the base is the current frame. */
static void rebase(struct recorder *r)
{
    rec_sync(r);
    if (r->offset != 0)
        rec_effect(r, IR_REBASE, IRT_VOID, rec_frame_address(r, r->offset, 0), 0);
}

static bool link_to(struct recorder *r, enum trace_link link, uint32_t number)
{
    rebase(r);
    rec_link(r, link, number);
    return true;
}

/* What opt_loop has to know: all slots at the end of the iteration. */
static void snapshot_all(struct recorder *r, const struct opline *o)
{
    for (uint32_t i = 0; i < r->slot_end; i++)
        r->slots[i].stored = !r->slots[i].dirty;
    rec_words_settle(r);
    rec_snapshot(r, SNAP_GUARD, o);
}

/* Back where it began: the iteration is unrolled once, or jumps to the trace's head. */
static bool link_loop(struct recorder *r, const struct opline *o)
{
    enum state was;
    bool unrolled;

    snapshot_all(r, o);
    was = state_enter(r->vm, STATE_OPTIMIZING);
    unrolled = r->ir.stop != STOP_NONE || opt_loop(&r->ir);
    state_leave(r->vm, was);
    if (!unrolled)
        rec_sync(r);
    rec_link(r, LINK_LOOP, 0);
    return true;
}

static bool is_loop_start(const struct recorder *r, const struct opline *o)
{
    return o == r->trace->start && r->offset == 0 && r->begin.exit == NULL &&
           (r->begin.point == NULL || r->begin.point->loop);
}

/* A function's trace that ends with its return is no place to go: its code is recorded again here. */
static bool is_worth_a_link(const struct jit_point *p)
{
    return p->loop || p->root->link != LINK_INTERPRETER;
}

static bool at_entry(const struct recorder *r, const struct opline *o)
{
    return r->frame->opline == o && r->entered;
}

/* The function that this trace begins with calls itself. */
static bool at_recursion(struct recorder *r, const struct opline *o, struct jit_point *p)
{
    uint32_t count;

    if (!at_entry(r, o))
        return false;
    count = rec_recursions(r) - 1;
    if (r->begin.point == p && r->depth > 0 && count >= (uint32_t)jit_param(r->vm, PARAM_JIT_RECUNROLL))
        return link_to(r, LINK_UP_RECURSION, 0);
    if (count <= (uint32_t)jit_param(r->vm, PARAM_JIT_CALLUNROLL))
        return false;
    if (p->root != NULL)
        return link_to(r, LINK_ROOT, p->root->number);
    rec_abort(r, STOP_CALLUNROLL);
    return true;
}

/* An inner loop that has no trace is followed for some iterations. */
static void at_inner_loop(struct recorder *r)
{
    if (++r->unroll_count <= (uint32_t)jit_param(r->vm, PARAM_JIT_LOOPUNROLL))
        return;
    rec_abort(r, r->begin.point != NULL ? STOP_INNER_LOOP : STOP_LOOPUNROLL);
}

/* A side trace of a function that calls itself goes on into the next call, whose frame is then most often
 * left before it has to be in memory, as half of the calls in a tree are its leaves. The traces that this
 * makes have many exits, each with a trace in the end: after the first ones calls are links to the root. */
static bool goes_inside(const struct recorder *r, const struct opline *o)
{
    uint32_t count;

    if (r->begin.exit == NULL || !at_entry(r, o))
        return false;
    count = rec_recursions(r) - 1;
    return count > 0 && count <= (uint32_t)jit_param(r->vm, PARAM_JIT_CALLUNROLL) &&
           r->vm->jit.traces[r->trace->root - 1]->side_count < REC_INSIDE_MAX;
}

static void at_point(struct recorder *r, const struct opline *o, struct jit_point *p, bool backward)
{
    if (at_recursion(r, o, p) || r->finished || goes_inside(r, o))
        return;
    if (p->root != NULL && is_worth_a_link(p) && (p->loop || r->returned || at_entry(r, o)))
        link_to(r, LINK_ROOT, p->root->number);
    else if (p->loop && backward)
        at_inner_loop(r);
}

/* Has the recorded path left the loop that the trace is to be of? */
static bool left_loop(const struct recorder *r, const struct opline *o)
{
    uint32_t number;

    if (r->loop_end == 0 || r->offset != 0)
        return false;
    number = func_opline_number(r->frame->func, o);
    return o < r->trace->start || number > r->loop_end;
}

/* What a side trace gives back at its end, and takes at its head, differs by its parent's spill area. */
static bool may_be_down_recursion(const struct recorder *r)
{
    if (r->begin.exit != NULL)
        return BUG(r->vm, lj1169_down_recursion, r->begin.parent->spill_size != 0);
    return r->begin.point != NULL;
}

/* A root trace behind a call that returns to the same place in its caller. */
static bool at_down_recursion(struct recorder *r, const struct opline *o)
{
    return r->returned && r->offset == 0 && o == r->trace->start && may_be_down_recursion(r) &&
           ++r->down_count >= (uint32_t)jit_param(r->vm, PARAM_JIT_RECUNROLL);
}

static void look_for_end(struct recorder *r, const struct opline *o, bool backward)
{
    struct jit_point *p;

    if (at_down_recursion(r, o)) {
        link_to(r, LINK_DOWN_RECURSION, 0);
        return;
    }
    if (is_loop_start(r, o)) {
        link_loop(r, o);
        return;
    }
    if (left_loop(r, o)) {
        rec_abort(r, STOP_LEFT_LOOP);
        return;
    }
    p = r->frame->func->jit == NULL ? NULL : jit_point_at(r->frame->func->jit, o);
    if (p != NULL)
        at_point(r, o, p, backward);
}

/* ---- the program runs ---------------------------------------------------------------------------- */

/* The frame is the one in which the opline runs: its recorder may have entered another. */
static const struct opline *execute(struct recorder *r, const struct opline *o, struct frame *frame)
{
    if (is_shadowed(r))
        r->vm->shadow = o;
    return jit_handler(r->vm, o)(o, frame, r->vm);
}

/* Until something ends it; at least one opline runs. */
static const struct opline *run(struct recorder *r, const struct opline *o)
{
    const struct opline *next;
    enum rec_result result;
    struct frame *frame, *caller;

    for (;;) {
        frame = r->frame;
        caller = frame->prev;
        result = before(r, o);
        if (result == REC_STOP && r->opline_count != 0)
            return tagged(o);
        next = execute(r, o, frame);
        if (result == REC_STOP)
            return tagged(next);
        rec_note(r, o, result);
        after(r, o, result, next);
        if (r->finished)
            return tagged(next);
        next = untagged(next);
        r->entered = r->frame != frame && r->frame->prev == frame;
        r->returned = r->frame == caller;
        look_for_end(r, next, r->frame == frame && next <= o);
        if (r->ir.stop != STOP_NONE)
            rec_abort(r, r->ir.stop);
        if (r->finished)
            return tagged(next);
        o = next;
    }
}

/* ---- the start ----------------------------------------------------------------------------------- */

static bool is_loaded(const struct exit_slot *s)
{
    return (s->kind == LOC_REG || s->kind == LOC_SPILL) && !irt_is_pri(s->type);
}

static ir_ref inherited(struct recorder *r, const struct exit_slot *s, uint32_t number)
{
    if (is_loaded(s))
        return ir_raw(&r->ir, IR_PLOAD, s->type, 0, number, 0);
    if (irt_is_pri(s->type))
        return ir_kpri(&r->ir, s->type);
    if (s->kind == LOC_BASE)
        return rec_frame_address(r, (int32_t)s->k.i, 0);
    if (s->type == TYPE_INT)
        return ir_kint(&r->ir, s->k.i);
    if (s->type == TYPE_FLOAT)
        return ir_kfloat(&r->ir, s->k.d);
    return ir_kptr(&r->ir, s->k.p, s->type);
}

static void inherit_one(struct recorder *r, const struct exit_slot *s, uint32_t number)
{
    ir_ref ref = inherited(r, s, number);

    if (!(s->flags & SNAP_WORD))
        rec_set_at(r, s->slot, ref);
    else if (s->flags & SNAP_STORED)
        rec_word_know(r, s->slot, ref);
    else
        rec_word_set(r, s->slot, ref);
}

/* What the parent's exit has not stored yet is inherited, and what is known of words. PLOADs come first. */
static void inherit(struct recorder *r, const struct trace_exit *exit)
{
    const struct exit_slot *slots;

    if (exit->count == 0)
        return;
    slots = &exit->trace->exit_slots[exit->first];
    for (uint32_t i = 0; i < exit->count; i++)
        if (is_loaded(&slots[i]))
            inherit_one(r, &slots[i], i);
    for (uint32_t i = 0; i < exit->count; i++)
        if (!is_loaded(&slots[i]) && slots[i].kind != LOC_STORED)
            inherit_one(r, &slots[i], i);
}

/* The number of the last opline that jumps to `start`, of a loop. */
static uint32_t find_loop_end(const struct func *func, const struct opline *start)
{
    uint32_t end = 0;

    for (uint32_t i = func_opline_number(func, start); i < func->opline_count; i++) {
        const struct opline *targets[2];
        uint32_t count = jit_targets(&func->oplines[i], targets);

        for (uint32_t k = 0; k < count; k++)
            if (targets[k] == start)
                end = i + (func->oplines[i].result_kind & (OPERAND_JMPZ | OPERAND_JMPNZ) ? 1 : 0);
    }
    return end;
}

static void describe(struct recorder *r, const struct opline *o)
{
    const struct trace *parent = r->begin.parent;
    struct trace *t = r->trace;

    t->func = r->frame->func;
    t->start = o;
    t->root = parent == NULL ? t->number : parent->root;
    if (r->begin.exit != NULL) {
        t->parent = parent->number;
        t->exit = (uint32_t)(r->begin.exit - parent->exits);
    }
    jit_event(r->vm, VUT_EVENT_TRACE_START, t->number, t->parent, t->exit, NULL);
}

/* False: it is given up before it begins. */
static bool start(struct recorder *r, struct frame *f, const struct opline *o)
{
    const struct trace_exit *exit = r->begin.exit;
    size_t end;

    r->frame = r->base = f;
    r->offset = exit == NULL ? 0 : exit->frame;
    r->base = (struct frame *)((char *)f - r->offset);
    for (const struct frame *outer = f; outer != r->base; outer = outer->prev)
        r->depth++;
    r->begin_func = f->func;
    r->flushes = r->vm->jit.flushes;
    ir_begin(&r->ir, r->vm);
    r->trace = trace_new(r->vm, &r->stop);
    if (r->trace == NULL) {
        if (BUG(r->vm, lj1403_start_unset, true))
            r->begin_func = NULL;
        return false;
    }
    describe(r, o);
    if (r->begin.point != NULL && r->begin.point->loop)
        r->loop_end = find_loop_end(f->func, o);
    end = (size_t)r->offset / sizeof(struct value) + frame_values(f->func, f->arg_count);
    if (end > REC_SLOT_MAX && !BUG(r->vm, lj1173_frame_size, true)) {
        rec_abort(r, STOP_SLOTS);
        return false;
    }
    if (exit != NULL)
        inherit(r, exit);
    else
        rec_word_know(r, REC_VM(frame), rec_frame_address(r, 0, 0));
    return true;
}

static struct recorder *recorder_new(struct vm *vm, const struct trace_begin *begin)
{
    struct recorder *r = jit_mem(vm, NULL, 0, sizeof *r, SITE_jit_recorder);

    if (r == NULL) {
        jit_event(vm, VUT_EVENT_TRACE_ABORT, 0, 0, 0, stop_names[STOP_MEMORY]);
        return NULL;
    }
    memset(r, 0, sizeof *r);
    r->vm = vm;
    r->begin = *begin;
    vm->jit.recorder = r;
    return r;
}

/* ---- the end ------------------------------------------------------------------------------------- */

static enum stop check(struct recorder *r)
{
    ir_ref at;

    if (r->ir.stop != STOP_NONE)
        return r->ir.stop;
    if (r->ir.loop == IR_REF_NONE && !rec_words_are_stored(r))
        return STOP_CHECK;
    return jit_param(r->vm, PARAM_JIT_IRCHECK) && ir_check(&r->ir, &at) != NULL ? STOP_CHECK : STOP_NONE;
}

static enum stop compile(struct recorder *r)
{
    struct trace *t = r->trace;
    enum stop stop;

    state_enter(r->vm, STATE_OPTIMIZING);
    if (!is_useful(r))
        return STOP_NYI;
    t->link = r->link;
    t->link_trace = r->link_trace;
    t->opline_count = r->opline_count;
    stop = check(r);
    if (stop == STOP_NONE) {
        opt_dce(&r->ir);
        stop = check(r);
    }
    state_enter(r->vm, STATE_ASSEMBLING);
    return stop != STOP_NONE ? stop : asm_trace(r->vm, &r->ir, t, r->begin.exit);
}

/* NULL, or the trace behind which another one is to begin. */
static struct trace *finish(struct recorder *r)
{
    struct vm *vm = r->vm;
    struct trace *t = r->trace;
    enum stop stop = r->stop;

    if (stop == STOP_NONE) {
        stop = compile(r);
        if (stop != STOP_NONE && r->begin.point != NULL && BUG(vm, lj52_install_early, true))
            r->begin.point->root = t;
    }
    if (stop != STOP_NONE) {
        if (r->link == LINK_STITCH && BUG(vm, lj1166_stitch_stack, true))
            vm->stack.frame_count++;
        trace_abort(vm, r, stop);
        return NULL;
    }
    trace_install(vm, r);
    return t->link == LINK_STITCH ? t : NULL;
}

/* At an exit it is still the exit that is handled, until there is something to record into. */
static enum state state_of_start(const struct trace_begin *begin)
{
    if (begin->stitched != NULL)
        return STATE_STITCHING;
    return begin->exit != NULL ? STATE_EXITING : STATE_RECORDING;
}

/* Each goes on behind the call that ended the one before. */
static const struct opline *record_traces(struct vm *vm, struct frame *f, const struct opline *o,
                                          const struct trace_begin *begin)
{
    struct trace_begin next = *begin;
    struct frame *first = f;
    const struct opline *call;
    struct recorder *r;

    for (;;) {
        state_enter(vm, state_of_start(&next));
        r = recorder_new(vm, &next);
        if (r == NULL)
            return run_one(vm, f != first && BUG(vm, lj1502_stitch_frame, true) ? first : f, o);
        if (!start(r, f, o)) {
            finish(r);
            return run_one(vm, f != first && BUG(vm, lj1502_stitch_frame, true) ? first : f, o);
        }
        if (next.exit != NULL)
            state_enter(vm, STATE_RECORDING);
        o = run(r, o);
        call = r->link == LINK_STITCH ? r->opline : NULL;
        next = (struct trace_begin){.stitched = finish(r)};
        if (next.stitched == NULL)
            return call != NULL && BUG(vm, lj720_stitch_opline, true) ? tagged(call) : o;
        o = untagged(o);
        f = vm->frame;
    }
}

const struct opline *trace_record(struct vm *vm, struct frame *f, const struct opline *o,
                                  const struct trace_begin *begin)
{
    enum state was = state_enter(vm, STATE_RECORDING);

    o = record_traces(vm, f, o, begin);
    state_leave(vm, was);
    return o;
}
