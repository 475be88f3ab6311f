/* trial_rounds.c: which events of a program a round fails (rounds.h): a run without faults tells by which
 * places the program comes.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "rounds.h"
#include "sites.h"
#include "trial_parts.h"

enum { PLACES_MAX = 4096, EVENTS_MAX = 1 << 20 };

struct event {
    uint64_t place, occurrence;
};

/* The events of one domain, in order. */
struct events {
    struct event *event;
    size_t count, capacity;
};

struct trial_events {
    uint64_t key; /* of the program, and of the engine that was measured */
    uint32_t engine_index;
    struct events heap, compiler, code;
    struct job_site passed[PLACES_MAX]; /* how often so far, by place */
};

/* ---- the run without faults ---------------------------------------------------------------------- */

static uint64_t place_of(const struct inject_event *e)
{
    return XXH64(&e->state, sizeof e->state, e->site) | 1;
}

/* How often this place was passed, now included; 0 when there are too many places. */
static uint64_t pass(struct trial_events *events, uint64_t place)
{
    for (size_t i = place % PLACES_MAX, tries = 0; tries < PLACES_MAX; i = (i + 1) % PLACES_MAX, tries++) {
        struct job_site *slot = &events->passed[i];
        if (slot->hash == 0)
            slot->hash = place;
        if (slot->hash == place)
            return ++slot->hits;
    }
    return 0;
}

static void add(struct events *events, struct event event)
{
    if (events->count == events->capacity) {
        size_t capacity = events->capacity ? events->capacity * 2 : 256;
        struct event *grown =
            capacity <= EVENTS_MAX ? realloc(events->event, capacity * sizeof *grown) : NULL;
        if (!grown)
            return; /* those that are left have no place */
        events->event = grown;
        events->capacity = capacity;
    }
    events->event[events->count++] = event;
}

/* What happens in memory of the language is the same in every engine, so that it is counted in one. */
static uint32_t census_engine(const struct trial *t, enum vut_fault kind)
{
    return kind == VUT_FAULT_OOM ? 0 : t->events->engine_index + 1;
}

void trial_rounds_note(struct trial *t, const struct inject_event *e)
{
    struct trial_events *events = t->events;
    struct events *to = e->kind == VUT_FAULT_OOM       ? &events->heap
                        : e->kind == VUT_FAULT_JIT_OOM ? &events->compiler
                                                       : &events->code;
    struct event event = {.place = e->site ? place_of(e) : 0};
    if (event.place)
        event.occurrence = pass(events, event.place);
    add(to, event);
    if (!t->shm->job.census || event.occurrence != 1 ||
        (e->kind == VUT_FAULT_OOM && !t->shm->cursor.reference))
        return;
    struct job_site *slot = sites_note(t->shm->census, event.place, census_engine(t, e->kind), 0);
    if (slot)
        slot->hits++;
}

static void clear(struct trial_events *events)
{
    events->heap.count = events->compiler.count = events->code.count = 0;
    memset(events->passed, 0, sizeof events->passed);
}

bool trial_rounds_listen(struct trial *t, const struct trial_side *side)
{
    if (!t->events)
        t->events = calloc(1, sizeof *t->events);
    if (!t->events)
        return false;
    clear(t->events);
    t->events->key = t->shm->key;
    t->events->engine_index = (uint32_t)(side->settings->engine - t->b.vut->engines);
    return true;
}

void trial_rounds_close(struct trial *t)
{
    if (!t->events)
        return;
    free(t->events->heap.event);
    free(t->events->compiler.event);
    free(t->events->code.event);
    free(t->events);
    t->events = NULL;
}

void trial_rounds_begin(struct trial *t, bool reference, uint64_t n)
{
    struct trial_side *side = trial_side_of(t, reference);
    uint32_t engine_index = (uint32_t)(side->settings->engine - t->b.vut->engines);
    bool known = t->events && t->events->key == t->shm->key && t->events->engine_index == engine_index;
    if (t->shm->job.round < ROUNDS_FIRST || known || !trial_can_judge(t, side) ||
        !trial_rounds_listen(t, side))
        return;
    if (t->shm->died & DIED_MEASURE) /* no event has a place then */
        return;
    t->shm->cursor.n = n - 1; /* should the process end there, the next one begins with n */
    trial_measure_states(t, side);
}

/* ---- which ones ---------------------------------------------------------------------------------- */

/* All engines fail the same events, so that what the reference shows serves all of them. */
static uint64_t seed_of(const struct trial *t, const struct fault *f)
{
    uint64_t mix[] = {t->shm->job.seed, f->from, f->action, f->alloc};
    uint64_t h = XXH64(mix, sizeof mix, 0);
    h = XXH64(t->b.subject_settings.param, sizeof t->b.subject_settings.param, h);
    return XXH64(t->c.program, t->c.program_size, h);
}

/* How many events there are, and which of them have places. */
static uint64_t total_of(const struct trial *t, const struct trial_side *side, const struct fault *f,
                         const struct events **events)
{
    const struct obs_machine *base = &side->base.machine;
    const struct events *known = NULL;
    uint64_t total = base->safepoints;
    if (f->kind == VUT_FAULT_MEMORY_LIMIT)
        return t->shm->peaks[side->reference ? TRIAL_REFERENCE : TRIAL_SUBJECT].count;
    if (f->kind == VUT_FAULT_OOM || f->kind == VUT_FAULT_GC ||
        (f->kind == VUT_FAULT_INTERRUPT && f->alloc)) {
        known = t->events ? &t->events->heap : NULL;
        total = base->allocations;
    } else if (f->kind == VUT_FAULT_JIT_OOM) {
        known = t->events ? &t->events->compiler : NULL;
        total = base->compiler_allocations;
    } else if (f->kind == VUT_FAULT_MCODE) {
        known = t->events ? &t->events->code : NULL;
        total = base->code_events;
    }
    *events = known;
    return known && known->count ? known->count : total;
}

static uint64_t programs_at(const struct trial *t, const struct fault *f, uint64_t place)
{
    bool heap = f->kind != VUT_FAULT_JIT_OOM && f->kind != VUT_FAULT_MCODE;
    uint32_t engine = heap ? 0 : t->events->engine_index + 1;
    const struct job_site *slot = sites_find(t->shm->census, place, engine);
    return slot ? slot->hits : 0;
}

/* What has no events that could be told apart ahead of time is done as a whole. */
static bool is_whole(const struct fault *f)
{
    return f->create || f->kind == VUT_FAULT_STACK_LIMIT;
}

uint64_t trial_rounds_next(const struct trial *t, const struct trial_side *side, const struct fault *f,
                           uint64_t n)
{
    unsigned round = t->shm->job.round;
    const struct events *events = NULL;
    if (round == ROUNDS_NONE)
        return n;
    if (is_whole(f))
        return round == ROUNDS_WHOLE ? n : 0;
    struct rounds_event e = {
        .seed = seed_of(t, f), .kind = f->kind, .total = total_of(t, side, f, &events)};
    for (e.n = n; e.n <= e.total; e.n++) {
        bool placed = events && e.n <= events->count && events->event[e.n - 1].occurrence;
        e.place = placed ? events->event[e.n - 1].place : 0;
        e.occurrence = placed ? events->event[e.n - 1].occurrence : 0;
        e.programs = placed ? programs_at(t, f, e.place) : 0;
        if (rounds_of(&e) == round)
            return e.n;
    }
    return round == ROUNDS_LAST ? e.n : 0;
}

bool trial_rounds_take_guard(const struct trial *t, uint64_t n, uint64_t total)
{
    unsigned round = t->shm->job.round;
    struct fault f = {.kind = VUT_FAULT_EXIT};
    struct rounds_event e = {.seed = seed_of(t, &f), .n = n, .total = total, .kind = f.kind};
    return round == ROUNDS_NONE || rounds_of(&e) == round;
}
