/* jit_snapshot_frame.c: what frames hold, as a list of items that can be compared. */
#include "compile_rules.h"
#include "jit/jit_snapshot_parts.h"

enum {
    FRAMES_MAX = 16,
    CALLS_MAX = 16,
    DEPTH_MAX = 3,
    ENDS = 8,           /* elements of an array at either end, and declared properties */
    STRING_ENDS = 256,  /* bytes of a string at either end */
    VALUES_MAX = 2000,  /* looked at for one item */
    TEMPORARIES = 1024, /* of a function; those beyond are not compared */
};

struct collector {
    struct vm *vm;
    snapshot_put_fn *put;
    void *ctx;
    uint8_t level;
    uint32_t budget; /* values that may still be looked at for the item */
};

/* ---- digests ------------------------------------------------------------------------------------- */

/* FNV-1a over words instead of bytes; the high bits are folded in, as a product only carries upwards. */
static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x100000001b3u;
    return h ^ h >> 32;
}

enum { DIGEST_START = 0x811c9dc5 };

static uint64_t mix_bytes(uint64_t h, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        h = mix(h, (uint8_t)bytes[i]);
    return h;
}

static uint64_t mix_string(uint64_t h, const struct string *s)
{
    if (s == NULL)
        return mix(h, UINT64_MAX);
    h = mix(h, s->len);
    if (s->len <= 2 * STRING_ENDS)
        return mix_bytes(h, s->bytes, s->len);
    h = mix_bytes(h, s->bytes, STRING_ENDS);
    return mix_bytes(h, s->bytes + s->len - STRING_ENDS, STRING_ENDS);
}

static uint64_t mix_value(struct collector *c, uint64_t h, const struct value *v, unsigned depth);

static uint64_t mix_element(struct collector *c, uint64_t h, const struct array *a, uint32_t slot,
                            unsigned depth)
{
    struct array_key key = array_key_at(a, slot);

    h = key.string != NULL ? mix_string(h, key.string) : mix(h, (uint64_t)key.index);
    return mix_value(c, h, array_slot(a, slot), depth);
}

static uint64_t mix_array(struct collector *c, uint64_t h, const struct array *a, unsigned depth)
{
    h = mix(mix(h, a->count), (uint64_t)a->next_index);
    h = mix(mix(h, a->used), a->position);
    for (uint32_t i = array_next(a, 0), n = 0; i < a->used && n < ENDS; i = array_next(a, i + 1), n++)
        h = mix_element(c, h, a, i, depth);
    for (uint32_t i = a->used > ENDS ? a->used - ENDS : 0; i < a->used; i++)
        if (array_slot(a, i)->type != TYPE_UNDEF)
            h = mix_element(c, h, a, i, depth);
    return h;
}

static uint64_t mix_object(struct collector *c, uint64_t h, const struct object *o, unsigned depth)
{
    h = mix(mix(h, o->handle), o->flags);
    h = mix_string(h, o->class->name);
    for (uint32_t i = 0; i < o->class->slot_count && i < ENDS; i++)
        h = mix_value(c, h, &o->slots[i], depth);
    return o->dynamic != NULL ? mix_array(c, h, o->dynamic, depth) : h;
}

/* What the value's type and payload say; at depth 0 no more than that they are there. */
static uint64_t mix_payload(struct collector *c, uint64_t h, const struct value *v, unsigned depth)
{
    if (v->type == TYPE_STRING)
        return mix_string(h, v->s);
    if (depth == 0)
        return h;
    switch (v->type) {
    case TYPE_ARRAY:
        return mix_array(c, h, v->a, depth - 1);
    case TYPE_OBJECT:
        return mix_object(c, h, v->o, depth - 1);
    case TYPE_REF:
        return mix_value(c, h, &v->r->value, depth - 1);
    case TYPE_INDIRECT:
        return mix_value(c, h, v->indirect, depth - 1);
    default:
        return h;
    }
}

/* All NaNs are one. */
static uint64_t scalar(const struct value *v)
{
    if (v->type == TYPE_FLOAT && v->d != v->d)
        return UINT64_MAX;
    return (uint64_t)v->i;
}

static uint32_t count_of(const struct value *v)
{
    return value_is_counted(v) ? v->counted->refcount : 0;
}

static uint64_t mix_value(struct collector *c, uint64_t h, const struct value *v, unsigned depth)
{
    if (c->budget == 0)
        return h;
    c->budget--;
    h = mix(mix(h, v->info), count_of(v));
    if (v->type == TYPE_INT || v->type == TYPE_FLOAT)
        return mix(h, scalar(v));
    return mix_payload(c, h, v, depth);
}

uint64_t snapshot_func_id(const struct func *f)
{
    uint64_t h = mix_string(DIGEST_START, f->name);

    if (f->scope != NULL)
        h = mix_string(h, f->scope->name);
    return mix(mix(h, (uint64_t)f->line_start), f->opline_count);
}

/* ---- items --------------------------------------------------------------------------------------- */

static void put(struct collector *c, enum item_what what, uint32_t index, uint64_t digest, uint8_t type,
                uint32_t refcount)
{
    struct snapshot_item item = {.digest = digest,
                                 .refcount = refcount,
                                 .index = (uint16_t)index,
                                 .what = (uint8_t)what,
                                 .type = type,
                                 .level = c->level};

    c->put(c->ctx, &item);
}

/* `owned`: what the slot's owner keeps in `extra`, or 0. */
static void put_value(struct collector *c, enum item_what what, uint32_t index, const struct value *v,
                      uint32_t owned)
{
    uint64_t digest;

    c->budget = VALUES_MAX;
    if (v->type == TYPE_INT || v->type == TYPE_FLOAT)
        digest = scalar(v);
    else
        digest = mix_payload(c, mix(DIGEST_START, owned), v, DEPTH_MAX);
    put(c, what, index, digest, v->type, count_of(v));
}

static void put_this(struct collector *c, const struct frame *f)
{
    struct value v;

    if (f->flags & FRAME_HAS_THIS) {
        value_set_object(&v, f->self);
        put_value(c, ITEM_THIS, 0, &v, 0);
    } else if (f->called != NULL) {
        put(c, ITEM_THIS, 0, mix_string(DIGEST_START, f->called->name), TYPE_POINTER, 0);
    }
}

/* Flags that say how a frame has to be left. */
enum {
    FLAGS = FRAME_ENTRY | FRAME_CTOR | FRAME_RELEASE_THIS | FRAME_CLOSURE | FRAME_EXTRA_ARGS |
            FRAME_SYMBOLS | FRAME_SEGMENT | FRAME_HAS_THIS
};

static void put_word(struct collector *c, enum frame_word word, uint64_t n)
{
    put(c, ITEM_FRAME, word, n, word == WORD_FUNC ? TYPE_POINTER : TYPE_INT, 0);
}

static uint64_t bytes_between(const void *from, const void *to)
{
    return (uint64_t)((const char *)to - (const char *)from);
}

static bool is_in_top_segment(const struct vm *vm, const struct frame *f)
{
    return (const void *)f > (const void *)vm->stack.segment &&
           (const void *)f < (const void *)vm->stack.end;
}

/* Of a frame that waits for a call to come back its saved opline counts; of the one that goes on it is what
 * was saved last, whenever that was. */
static void put_frame(struct collector *c, const struct frame *f)
{
    bool known = f->result != NULL && !(f->flags & FRAME_ENTRY);

    put_word(c, WORD_FUNC, snapshot_func_id(f->func));
    put_word(c, WORD_FLAGS, f->flags & FLAGS);
    put_word(c, WORD_ARGUMENTS, f->arg_count);
    put_word(c, WORD_RESULT, known ? bytes_between(f->prev, f->result) : f->result != NULL);
    if (c->level > 0) {
        put_word(c, WORD_OPLINE, func_opline_number(f->func, f->opline));
        return;
    }
    put_word(c, WORD_TOP, is_in_top_segment(c->vm, f) ? bytes_between(f, c->vm->stack.top) : 0);
    put_word(c, WORD_RUNNING, f == c->vm->frame);
}

static void put_calls(struct collector *c, const struct frame *f)
{
    uint32_t n = 0;

    for (const struct frame *call = f->call; call != NULL && n < CALLS_MAX; call = call->prev, n++) {
        uint64_t h = mix(snapshot_func_id(call->func), call->flags & FLAGS);

        put(c, ITEM_CALL, n, mix(h, call->arg_count), TYPE_POINTER, 0);
        put_this(c, call);
        for (uint32_t i = 0; i < call->arg_count; i++)
            put_value(c, ITEM_ARG, i, frame_slot(call, i), 0);
    }
}

/* ---- temporaries --------------------------------------------------------------------------------- */

/* A temporary is compared if it is certainly read later: a live range of its covers the opline, or the path
 * that begins there, as long as it has no fork but those that it falls through, reads it before it is
 * written. What is live only on paths that jump away is not found; no dead one is ever taken for live. */
struct temporaries {
    const struct func *func;
    uint8_t live[TEMPORARIES / 8], seen[TEMPORARIES / 8];
};

static bool is_marked(const uint8_t *bits, uint32_t n)
{
    return bits[n / 8] >> n % 8 & 1;
}

/* The number of a slot among the temporaries; TEMPORARIES if it is none. */
static uint32_t temporary(const struct func *func, uint8_t kind, uint32_t slot)
{
    uint32_t first = frame_offset(func->var_count), n = (slot - first) / sizeof(struct value);

    if (!(kind & (OPERAND_TMP | OPERAND_VAR)) || slot < first || n >= func->tmp_count)
        return TEMPORARIES;
    return n < TEMPORARIES ? n : TEMPORARIES;
}

static void see(struct temporaries *t, uint8_t kind, uint32_t slot, bool live)
{
    uint32_t n = temporary(t->func, kind, slot);

    if (n == TEMPORARIES || is_marked(t->seen, n))
        return;
    t->seen[n / 8] |= (uint8_t)(1 << n % 8);
    if (live)
        t->live[n / 8] |= (uint8_t)(1 << n % 8);
}

/* Does the path end here, or go on where the oplines' order does not say? A rope's slots are many, and its
 * live range tells of them; what a finally keeps is nobody's variable. */
static bool ends_path(const struct opline *o)
{
    switch (o->opcode) {
    case OP_JMP:
    case OP_RETURN:
    case OP_RETURN_BY_REF:
    case OP_THROW:
    case OP_EXIT:
    case OP_FAST_CALL:
    case OP_FAST_RET:
    case OP_DISCARD_EXCEPTION:
    case OP_CATCH:
    case OP_ROPE_INIT:
    case OP_ROPE_ADD:
    case OP_ROPE_END:
        return true;
    default:
        return false;
    }
}

static bool reads_at_end(const struct opline *o)
{
    return o->opcode == OP_RETURN || o->opcode == OP_RETURN_BY_REF || o->opcode == OP_THROW;
}

static void walk(struct temporaries *t, uint32_t at)
{
    for (; at < t->func->opline_count; at++) {
        const struct opline *o = &t->func->oplines[at];

        if (ends_path(o) && !reads_at_end(o))
            return;
        see(t, o->op1_kind, o->op1.slot, true);
        see(t, o->op2_kind, o->op2.slot, !compile_writes_op2(o));
        see(t, o->result_kind, o->result.slot, compile_continues_result(o));
        if (ends_path(o))
            return;
    }
}

static void put_rope(struct collector *c, const struct frame *f, const struct live_range *live, uint32_t at)
{
    const struct opline *o = &f->func->oplines[at - 1];
    uint32_t last;

    while ((o->opcode != OP_ROPE_ADD && o->opcode != OP_ROPE_INIT) || o->result.slot != live->slot)
        o--;
    last = o->opcode == OP_ROPE_ADD ? o->extended : 0;
    for (uint32_t i = 0; i <= last; i++)
        put_value(c, ITEM_TMP, i, frame_at(f, live->slot) + i, 0);
}

/* Leaving loops early, a return or break frees their variables ahead of the end of their ranges. Was this
 * one freed on the way to opline `at`? */
static bool was_freed(const struct func *func, uint32_t slot, uint32_t at)
{
    while (at-- > 0) {
        const struct opline *o = &func->oplines[at];

        if (o->opcode == OP_FAST_CALL || o->opcode == OP_DISCARD_EXCEPTION)
            continue;
        if ((o->opcode != OP_FREE && o->opcode != OP_FE_FREE) || !(o->extended & FREE_ON_RETURN))
            return false;
        if (o->op1.slot == slot)
            return true;
    }
    return false;
}

/* Of a loop that was left the type has to say so, as an unwinding would go by it. */
static void put_freed(struct collector *c, const struct live_range *live, uint32_t n, const struct value *v)
{
    if (live->kind == LIVE_LOOP)
        put(c, ITEM_TMP, n, 0, v->type, 0);
}

/* `skip`: the slot that a call under way will write its result to. */
static void put_ranges(struct collector *c, const struct frame *f, uint32_t at, struct temporaries *t,
                       uint32_t skip)
{
    const struct func *func = f->func;

    for (uint32_t i = 0; i < func->live_count && func->lives[i].start <= at; i++) {
        const struct live_range *live = &func->lives[i];
        const struct value *v = frame_at(f, live->slot);
        uint32_t n = temporary(func, OPERAND_TMP, live->slot);

        if (at >= live->end || live->slot == skip)
            continue;
        if (live->kind == LIVE_ROPE) {
            put_rope(c, f, live, at);
            continue;
        }
        if (was_freed(func, live->slot, at))
            put_freed(c, live, n, v);
        else
            put_value(c, ITEM_TMP, n, v, live->kind == LIVE_LOOP ? v->extra : 0);
        if (n < TEMPORARIES)
            t->live[n / 8] &= (uint8_t) ~(1 << n % 8);
    }
}

/* `calling`: the call that the frame waits for, or NULL. */
static void put_temporaries(struct collector *c, const struct frame *f, uint32_t at,
                            const struct opline *calling)
{
    struct temporaries t = {.func = f->func};
    uint32_t skip = UINT32_MAX;

    if (calling != NULL && calling->result_kind != OPERAND_UNUSED) {
        skip = calling->result.slot;
        see(&t, calling->result_kind, skip, false);
    }
    walk(&t, at);
    put_ranges(c, f, at, &t, skip);
    for (uint32_t n = 0; n < f->func->tmp_count && n < TEMPORARIES; n++)
        if (is_marked(t.live, n))
            put_value(c, ITEM_TMP, n, frame_slot(f, f->func->var_count + n), 0);
}

/* ---- frames -------------------------------------------------------------------------------------- */

static void put_variables(struct collector *c, const struct frame *f)
{
    for (uint32_t i = 0; i < f->func->var_count; i++)
        put_value(c, ITEM_CV, i, frame_slot(f, i), 0);
    for (uint32_t i = f->func->param_count; (f->flags & FRAME_EXTRA_ARGS) && i < f->arg_count; i++)
        put_value(c, ITEM_EXTRA, i, frame_arg(f, i), 0);
}

static bool is_waiting_user(const struct frame *f)
{
    return f != NULL && frame_is_user(f) && f->opline != NULL && !((uintptr_t)f->opline & ENTER);
}

void snapshot_items(struct vm *vm, const struct frame *f, const struct opline *o, snapshot_put_fn *put_item,
                    void *ctx)
{
    struct collector c = {.vm = vm, .put = put_item, .ctx = ctx};
    uint32_t at = func_opline_number(f->func, o);
    const struct opline *calling = NULL;

    for (;;) {
        put_frame(&c, f);
        put_this(&c, f);
        put_variables(&c, f);
        put_temporaries(&c, f, at, calling);
        put_calls(&c, f);
        if ((f->flags & FRAME_ENTRY) || !is_waiting_user(f->prev) || ++c.level == FRAMES_MAX)
            return;
        f = f->prev;
        calling = f->opline;
        at = func_opline_number(f->func, calling) + 1;
    }
}
