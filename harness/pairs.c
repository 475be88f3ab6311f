#include "pairs.h"

#include <string.h>
#include <xxhash.h>

#include "job.h"
#include "mutate_text.h"

/* Where numbers are drawn from: above `base`, `room` events of each domain. */
struct span {
    struct inject_counts base, room;
};

uint64_t pairs_first_of(uint64_t pair)
{
    return (pair - 1) / PAIRS_PER_FIRST;
}

/* The count of the domain that this fault's number belongs to. */
static uint64_t count_of(const struct inject_counts *c, const struct fault *f)
{
    switch (f->kind) {
    case VUT_FAULT_JIT_OOM:
        return c->compiler;
    case VUT_FAULT_MCODE:
        return c->code;
    case VUT_FAULT_EXIT:
        return c->guards;
    case VUT_FAULT_FLUSH:
        return c->safepoints;
    case VUT_FAULT_INTERRUPT:
        return f->alloc ? c->heap : c->safepoints;
    default:
        return c->heap;
    }
}

/* How many events this kind can be drawn from: of an interrupt, those of either domain. */
static uint64_t room_for(const struct span *span, enum vut_fault kind)
{
    struct fault f = {.kind = kind};
    uint64_t room = count_of(&span->room, &f);
    return kind == VUT_FAULT_INTERRUPT ? room + span->room.heap : room;
}

static bool can_draw(const struct pairs_source *source, const struct span *span, int kind)
{
    return source->kinds & PAIRS_KINDS & VUT_FAULT_BIT(kind) && room_for(span, (enum vut_fault)kind) > 0;
}

/* Each kind that has events as likely as the next. VUT_FAULT_COUNT: there is none. */
static enum vut_fault draw_kind(const struct pairs_source *source, const struct span *span,
                                uint64_t *random)
{
    enum vut_fault kinds[VUT_FAULT_COUNT];
    uint64_t count = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (can_draw(source, span, k))
            kinds[count++] = (enum vut_fault)k;
    return count > 0 ? kinds[mutate_below(random, count)] : VUT_FAULT_COUNT;
}

static void draw_interrupt(const struct pairs_source *source, const struct span *span, uint64_t *random,
                           struct fault *f)
{
    do
        f->action = (enum vut_action)mutate_below(random, VUT_ACTION_COUNT);
    while (f->action == VUT_ACTION_FLUSH && !source->compiles);
    f->alloc = mutate_below(random, 2) == 0;
    if (count_of(&span->room, f) == 0)
        f->alloc = !f->alloc;
}

/* From here on, or once? */
static bool draw_from(const struct pairs_source *source, enum vut_fault kind, uint64_t *random)
{
    return source->persist && fault_kinds[kind].forms & VUT_FORM_FROM && kind != VUT_FAULT_GC &&
           mutate_below(random, 4) == 0;
}

static void draw_fault(const struct pairs_source *source, const struct span *span, enum vut_fault kind,
                       uint64_t *random, struct fault *out)
{
    *out = (struct fault){.kind = kind};
    if (kind == VUT_FAULT_INTERRUPT)
        draw_interrupt(source, span, random, out);
    out->from = draw_from(source, kind, random);
    out->n = count_of(&span->base, out) + 1 + mutate_below(random, count_of(&span->room, out));
}

/* Neighbours draw unrelated numbers, and first faults others than pairs of the same number. */
static uint64_t start_random(const struct pairs_source *source, uint64_t number, uint64_t salt)
{
    uint64_t random = source->seed ^ salt;
    random = mutate_random(&random) + number;
    return mutate_random(&random);
}

bool pairs_draw_first(const struct pairs_source *source, uint64_t number, const struct inject_counts *total,
                      struct fault *out)
{
    struct span span = {.room = *total};
    uint64_t random = start_random(source, number, 0);
    enum vut_fault kind = draw_kind(source, &span, &random);
    if (kind == VUT_FAULT_COUNT)
        return false;
    draw_fault(source, &span, kind, &random, out);
    return true;
}

static uint64_t near(uint64_t fired, uint64_t ended)
{
    uint64_t left = ended > fired ? ended - fired : 0;
    return left < PAIRS_NEAR ? left : PAIRS_NEAR;
}

static struct span span_behind(const struct inject_counts *fired, const struct inject_counts *ended)
{
    return (struct span){.base = *fired,
                         .room = {.heap = near(fired->heap, ended->heap),
                                  .compiler = near(fired->compiler, ended->compiler),
                                  .code = near(fired->code, ended->code),
                                  .safepoints = near(fired->safepoints, ended->safepoints),
                                  .guards = near(fired->guards, ended->guards)}};
}

bool pairs_draw_second(const struct pairs_source *source, uint64_t pair, const struct fault *first,
                       const struct inject_counts *fired, const struct inject_counts *ended,
                       struct fault *out)
{
    struct span span = span_behind(fired, ended), anywhere = {.room = *ended};
    uint64_t random = start_random(source, pair, 1);
    bool is_near = mutate_below(&random, 2) == 0, oom = mutate_below(&random, 2) == 0;
    enum vut_fault kind = draw_kind(source, &span, &random);
    if (!is_near || kind == VUT_FAULT_COUNT) {
        span = anywhere;
        kind = draw_kind(source, &span, &random);
    }
    if (kind == VUT_FAULT_COUNT)
        return false;
    if (oom && can_draw(source, &span, VUT_FAULT_OOM))
        kind = VUT_FAULT_OOM;
    draw_fault(source, &span, kind, &random, out);
    if (job_same_kind(first, out) && first->n == out->n) /* once is all that an event can fail */
        out->n++;
    return true;
}

/* ---- events in chosen states --------------------------------------------------------------------- */

enum {
    HEAP_KINDS = VUT_FAULT_BIT(VUT_FAULT_OOM),
    SPOT_KINDS = HEAP_KINDS | VUT_FAULT_BIT(VUT_FAULT_JIT_OOM) | VUT_FAULT_BIT(VUT_FAULT_MCODE)
};

void pairs_spots_begin(struct pairs_spots *s, const struct pairs_source *source, uint32_t states,
                       uint64_t first)
{
    s->states = states;
    s->kinds = source->kinds & (first == PAIRS_UNDISTURBED ? SPOT_KINDS & ~HEAP_KINDS : SPOT_KINDS);
    s->random = start_random(source, first, 2);
    s->start = (uint32_t)mutate_below(&s->random, VUT_STATES_MAX);
    memset(s->count, 0, sizeof s->count);
}

/* Each event of a state is as likely to be in the sample as any other. */
void pairs_spots_note(struct pairs_spots *s, enum vut_fault kind, uint64_t n, uint32_t state)
{
    if (!(s->states & 1u << state) || !(s->kinds & VUT_FAULT_BIT(kind)))
        return;
    uint64_t i = s->count[state]++;
    if (i >= PAIRS_SPOTS)
        i = mutate_below(&s->random, i + 1);
    if (i < PAIRS_SPOTS)
        s->spot[state][i] = (struct pairs_spot){kind, n};
}

/* The turn-th spot when states give one each in turn, as long as they have any; NULL: there are not so
 * many. */
static const struct pairs_spot *spot_in_turn(const struct pairs_spots *s, uint64_t turn)
{
    for (uint64_t round = 0; round < PAIRS_SPOTS; round++)
        for (uint32_t i = 0; i < VUT_STATES_MAX; i++) {
            uint32_t state = (s->start + i) % VUT_STATES_MAX;
            if (round < s->count[state] && turn-- == 0)
                return &s->spot[state][round];
        }
    return NULL;
}

/* Any state that has events, and any event of it. */
static const struct pairs_spot *any_spot(const struct pairs_spots *s, uint64_t *random)
{
    uint32_t states[VUT_STATES_MAX];
    uint64_t count = 0;
    for (uint32_t state = 0; state < VUT_STATES_MAX; state++)
        if (s->count[state] > 0)
            states[count++] = state;
    if (count == 0)
        return NULL;
    uint32_t state = states[mutate_below(random, count)];
    uint64_t known = s->count[state] < PAIRS_SPOTS ? s->count[state] : PAIRS_SPOTS;
    return &s->spot[state][mutate_below(random, known)];
}

bool pairs_draw_origin(const struct pairs_source *source, const struct pairs_spots *s, uint64_t number,
                       const struct inject_counts *total, struct fault *out)
{
    uint64_t random = start_random(source, number, 4);
    const struct pairs_spot *spot = mutate_below(&random, 2) ? any_spot(s, &random) : NULL;
    if (!spot)
        return pairs_draw_first(source, number, total, out);
    *out = (struct fault){.kind = spot->kind, .n = spot->n};
    out->from = draw_from(source, spot->kind, &random);
    return true;
}

bool pairs_draw_spot(const struct pairs_source *source, const struct pairs_spots *s, uint64_t pair,
                     struct fault *out)
{
    const struct pairs_spot *spot = spot_in_turn(s, (pair - 1) % PAIRS_PER_FIRST);
    uint64_t random = start_random(source, pair, 3);
    if (!spot)
        return false;
    *out = (struct fault){.kind = spot->kind, .n = spot->n};
    out->from = draw_from(source, spot->kind, &random);
    return true;
}

static uint64_t hash_of(const struct fault *f, uint64_t seed)
{
    const uint64_t fields[] = {(uint64_t)f->kind, f->n, f->from, (uint64_t)f->action, f->alloc};
    return XXH64(fields, sizeof fields, seed);
}

/* When the table is full, each pair is taken for a new one. */
bool pairs_is_fresh(struct pairs_seen *s, const struct fault *first, const struct fault *second)
{
    uint64_t hash = hash_of(second, hash_of(first, 0)) | 1;
    for (size_t tries = 0; tries < PAIRS_SEEN_MAX; tries++) {
        uint64_t *slot = &s->hash[(hash / 2 + tries) % PAIRS_SEEN_MAX];
        if (*slot == hash)
            return false;
        if (*slot == 0) {
            *slot = hash;
            return true;
        }
    }
    return true;
}
