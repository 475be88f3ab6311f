/* rec_word.c: what the trace knows of words that are no values: fields of frame headers, and of the VM
 * itself.
 *
 * They are written as slots are: the map says what a word is, and memory gets it when somebody could look,
 * by an exit's map, before a handler or where the trace ends. So most of what pushing a frame writes is
 * never written where the frame is left again inside of the trace.
 *
 * A word is dirty if it is not what memory has. One that was set and set back is not; but in the loop
 * proper memory may have something else from the iteration before, so that until the end of the iteration
 * it counts as one that has to be stored (`written`), by exits and before handlers.
 *
 * The list is in the order of addresses, so that stores of neighbours stand together.
 */
#include "jit/rec_parts.h"

static uint32_t find_index(const struct recorder *r, uint32_t at)
{
    uint32_t i = 0;

    while (i < r->word_count && r->words[i].at < at)
        i++;
    return i;
}

static struct rec_word *find(struct recorder *r, uint32_t at)
{
    uint32_t i = find_index(r, at);

    return i < r->word_count && r->words[i].at == at ? &r->words[i] : NULL;
}

/* NULL: there is no room, and memory is what there is to know it by. */
static struct rec_word *find_or_add(struct recorder *r, uint32_t at)
{
    uint32_t i = find_index(r, at);
    struct rec_word *w = &r->words[i];

    if (i < r->word_count && w->at == at)
        return w;
    if (r->word_count == REC_WORD_MAX)
        return NULL;
    memmove(w + 1, w, (r->word_count - i) * sizeof *w);
    r->word_count++;
    *w = (struct rec_word){.at = at};
    return w;
}

static bool is_dirty(const struct rec_word *w)
{
    return w->ref != w->memory;
}

/* Only what may become a loop has iterations. */
static bool may_differ(const struct recorder *r, const struct rec_word *w)
{
    return is_dirty(w) || (w->written && r->begin.exit == NULL);
}

static void flush(struct recorder *r, struct rec_word *w)
{
    if (may_differ(r, w))
        ir_word_store(&r->ir, w->at, w->ref);
    w->memory = w->ref;
    w->written = false;
}

void rec_word_set(struct recorder *r, uint32_t at, ir_ref ref)
{
    struct rec_word *w = find_or_add(r, at);

    r->before_effect = false;
    if (w == NULL) {
        ir_word_store(&r->ir, at, ref);
        return;
    }
    w->ref = ref;
    w->written = true;
}

void rec_word_know(struct recorder *r, uint32_t at, ir_ref ref)
{
    struct rec_word *w = find_or_add(r, at);

    if (w != NULL)
        *w = (struct rec_word){.at = at, .ref = ref, .memory = ref};
}

bool rec_word_is_known(const struct recorder *r, uint32_t at)
{
    uint32_t i = find_index(r, at);

    return i < r->word_count && r->words[i].at == at;
}

void rec_word_forget(struct recorder *r, uint32_t at)
{
    struct rec_word *w = find(r, at);

    if (w == NULL)
        return;
    flush(r, w);
    r->word_count--;
    memmove(w, w + 1, (size_t)(&r->words[r->word_count] - w) * sizeof *w);
}

ir_ref rec_word_get(struct recorder *r, uint32_t at, uint8_t type)
{
    const struct rec_word *w = find(r, at);
    ir_ref ref;

    if (w != NULL && rec_type(r, w->ref) == type)
        return w->ref;
    rec_word_forget(r, at);
    ref = rec_emit(r, IR_XLOAD, type, ir_word_address(&r->ir, at), 0);
    rec_word_know(r, at, ref);
    return ref;
}

void rec_word_guard(struct recorder *r, uint32_t at, uint8_t type, ir_ref expected)
{
    ir_ref ref = rec_word_get(r, at, type);
    struct rec_word *w = find(r, at);

    rec_guard_equal(r, type, ref, expected);
    if (w == NULL)
        return;
    if (!is_dirty(w))
        w->memory = expected;
    w->ref = expected;
}

/* ---- by address ---------------------------------------------------------------------------------- */

/* Of the word that is known to be at the address; NULL: of none. */
static struct rec_word *find_at(struct recorder *r, ir_ref address)
{
    const struct ir_ins *ins = ir_at(&r->ir, address);
    uintptr_t offset;

    if (ins->op == IR_SADDR && ir_is_at_base(&r->ir, address, ir_next_ref(&r->ir)))
        return find(r, ins->a);
    if (ins->op != IR_KPTR || ins->type != IRT_PTR)
        return NULL;
    offset = (uintptr_t)ir_const_of(&r->ir, address).p - (uintptr_t)r->vm;
    return offset < sizeof *r->vm ? find(r, SNAP_VM | (uint32_t)offset) : NULL;
}

bool rec_word_load(struct recorder *r, uint8_t type, ir_ref address, ir_ref *ref)
{
    const struct rec_word *w = find_at(r, address);

    if (w != NULL)
        *ref = rec_word_get(r, w->at, type);
    return w != NULL;
}

bool rec_word_store(struct recorder *r, ir_ref address, ir_ref ref)
{
    const struct rec_word *w = find_at(r, address);

    if (w != NULL)
        rec_word_set(r, w->at, ref);
    return w != NULL;
}

/* ---- all of them --------------------------------------------------------------------------------- */

void rec_words_sync(struct recorder *r)
{
    for (uint32_t i = 0; i < r->word_count; i++)
        flush(r, &r->words[i]);
}

void rec_words_forget(struct recorder *r)
{
    r->word_count = 0;
    r->room_guard = 0;
}

void rec_words_kill_from(struct recorder *r, uint32_t at)
{
    uint32_t first = find_index(r, at), end = find_index(r, SNAP_VM);

    memmove(&r->words[first], &r->words[end], (r->word_count - end) * sizeof *r->words);
    r->word_count -= end - first;
}

void rec_words_settle(struct recorder *r)
{
    rec_word_forget(r, REC_VM(safepoint_left));
    for (uint32_t i = 0; i < r->word_count; i++)
        r->words[i].written = is_dirty(&r->words[i]);
}

bool rec_words_are_stored(const struct recorder *r)
{
    for (uint32_t i = 0; i < r->word_count; i++)
        if (is_dirty(&r->words[i]))
            return false;
    return true;
}

static bool is_inlined_func(const struct recorder *r, const struct rec_word *w)
{
    return r->offset != 0 && w->at == (uint32_t)r->offset + offsetof(struct frame, func);
}

void rec_words_snapshot(struct recorder *r)
{
    for (uint32_t i = 0; i < r->word_count; i++) {
        const struct rec_word *w = &r->words[i];

        if (is_inlined_func(r, w) && BUG(r->vm, lj611_frame_func, may_differ(r, w)))
            continue;
        ir_snap_entry(&r->ir, w->at, w->ref, SNAP_WORD | (may_differ(r, w) ? 0 : SNAP_STORED));
    }
}

/* ---- a check of our own -------------------------------------------------------------------------- */

/* The saved opline is another one where handlers have saved theirs. */
static bool is_saved_opline(const struct recorder *r, uint32_t at)
{
    for (const struct frame *f = r->frame;; f = f->prev) {
        if (at == (uint32_t)rec_offset_of(r, f) + offsetof(struct frame, opline))
            return true;
        if (f == r->base)
            return false;
    }
}

static bool holds(const struct recorder *r, const struct rec_word *w)
{
    const struct ir_ins *ins = ir_at(&r->ir, w->ref);
    const char *from = w->at & SNAP_VM ? (const char *)r->vm + (w->at & ~(uint32_t)SNAP_VM)
                                       : (const char *)r->base + w->at;
    uint64_t expected, word = 0;

    if (ir_is_const(w->ref))
        expected = ir_const_of(&r->ir, w->ref).u;
    else if (ir_is_at_base(&r->ir, w->ref, ir_next_ref(&r->ir)))
        expected = (uintptr_t)r->base + (uint64_t)(int32_t)ins->a;
    else
        return true;
    memcpy(&word, from, ins->type == IRT_WORD ? sizeof(uint32_t) : sizeof word);
    return word == expected;
}

bool rec_words_hold(const struct recorder *r)
{
    /* A call that has no frame in the trace has one in the VM. */
    if (r->native_end != NULL)
        return true;
    for (uint32_t i = 0; i < r->word_count; i++)
        if (!is_saved_opline(r, r->words[i].at) && !holds(r, &r->words[i]))
            return false;
    return true;
}
