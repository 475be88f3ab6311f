/* trial_prepare.c: the runs of a program, and what is learnt of it before any fault. */
#include <string.h>
#include <xxhash.h>

#include "rounds.h"
#include "sites.h"
#include "trial_parts.h"
#include "watchdog.h"

/* ---- runs ---------------------------------------------------------------------------------------- */

static void note_site(void *ctx, uint64_t hash, uint32_t failed)
{
    struct trial *t = ctx;
    /* A fault of a run that nobody judges does not count as one that was tried. */
    bool judged = t->shm->cursor.what == WHAT_JUDGE;
    struct job_site *slot =
        sites_note(t->shm->site, hash, t->shm->cursor.engine_index, judged ? failed : 0);
    if (slot && judged)
        slot->hits = 1;
}

static void note_peak(void *ctx, uint64_t bytes)
{
    struct trial *t = ctx;
    if (t->shm->cursor.what != WHAT_PREPARE) /* the same program once more */
        return;
    job_peaks_add(&t->shm->peaks[t->shm->cursor.reference ? TRIAL_REFERENCE : TRIAL_SUBJECT], bytes);
}

/* Without a fault a program is asked everything. In the first round of a sweep that is to be cut that would
 * take most of its time: there it is done in one engine of each program, drawn by program, and in others
 * not at all. */
static enum exec_depth plain_depth(const struct trial *t)
{
    size_t engines = t->b.vut->engine_count;
    bool all = t->shm->job.round != ROUNDS_PLAIN ||
               t->shm->cursor.engine_index == t->shm->reference_key / 2 % engines;
    return all ? DEPTH_FULL : DEPTH_NONE;
}

/* In a sweep, the costly questions (does the VM still run programs, does it grow, does the fill pattern
 * matter) are not asked of every run: what fails at the same place in the same way has the same signature.
 * Of the first runs of a program with each site and outcome, one in SAMPLE_ITSELF is followed by the
 * program itself, and one in SAMPLE_FULL, as well as one run in SAMPLE_EVERY, by everything. The sample is
 * drawn by hash, so that it does not depend on the order of files. A single run, and --thorough, ask
 * everything. */
static enum exec_depth choose_depth(struct trial *t, const struct observation *o)
{
    enum { SAMPLE_ITSELF = 2, SAMPLE_FULL = 16, SAMPLE_EVERY = 128 };
    const struct job_cursor *at = &t->shm->cursor;
    char outcome[64], text[512];
    if (t->shm->job.name[0] && t->b.vut->set_name) /* the probes would be run under that name, too */
        return DEPTH_NONE;
    if (t->shm->job.kind == JOB_RUN || t->shm->job.thorough)
        return DEPTH_FULL;
    if (!at->has_fault && !at->limit[0])
        return plain_depth(t);
    if (at->limit[0])
        return at->n % TRIAL_LIMIT_SAMPLE == 1 ? DEPTH_FULL : DEPTH_NONE;
    if (o->fault.fired == 0)
        return DEPTH_NONE;
    snprintf(text, sizeof text, "%s %d %d %d %d %d %s %s %d", at->engine, (int)at->fault.kind,
             at->fault.from, (int)at->fault.action, at->fault.alloc,
             at->has_second ? (int)at->second.kind : -1,
             o->fault.callers[0] ? o->fault.callers : o->fault.site,
             obs_outcome(&o->language, outcome, sizeof outcome), o->language.hash == t->base_hash);
    uint64_t hash = XXH64(text, strlen(text), t->shm->key);
    struct job_site *slot = sites_note(t->shm->asked, hash | 1, 0, true);
    bool first = !slot || slot->hits++ == 0;
    uint64_t draw = hash >> 8;
    if (at->n % SAMPLE_EVERY == 0 || (first && draw % SAMPLE_FULL == 0))
        return DEPTH_FULL;
    return first && draw % SAMPLE_ITSELF == 0 ? DEPTH_ITSELF : DEPTH_NONE;
}

static enum exec_depth aftermath_depth(void *ctx, const struct observation *o)
{
    struct trial *t = ctx;
    return t->depth = choose_depth(t, o);
}

void trial_aim(struct trial *t, enum job_what what, const struct trial_side *side,
               const struct fault *fault)
{
    struct job_cursor *at = &t->shm->cursor;
    at->what = what;
    at->reference = side->reference;
    at->engine_index = (uint32_t)(side->settings->engine - t->b.vut->engines);
    snprintf(at->engine, sizeof at->engine, "%s", side->settings->engine->name);
    at->has_fault = fault != NULL;
    if (fault)
        at->fault = *fault;
    at->has_second &= what == WHAT_EXPLORE;
}

struct exec_request trial_request(struct trial *t, const struct trial_plan *run)
{
    return (struct exec_request){
        .program = t->c.program,
        .program_size = t->c.program_size,
        .name = t->shm->job.name[0] ? t->shm->job.name : NULL,
        .settings = run->settings,
        .faults = run->faults,
        .fault_count = run->fault_count,
        .style = run->style,
        .step_budget = run->step_budget,
        .wanted_serial = run->wanted_serial,
        .on_site = note_site,
        .on_event = trial_note_event,
        .each_event = run->each_event,
        .on_peak = note_peak,
        .on_trace = t->guarding ? trial_note_trace : NULL,
        .on_guard = run->note_guards ? trial_note_guard : NULL,
        .ctx = t,
        .count_sites = run->count_sites,
        .take_exits = run->take_exits,
        .expected = run->expected,
        .expected_size = run->expected_size,
        .aftermath_depth = aftermath_depth,
        .aftermath = run->aftermath,
        .itself = run->itself,
    };
}

bool trial_execute(struct trial *t, const struct trial_plan *run, struct observation *obs)
{
    struct exec_request request = trial_request(t, run);
    uint64_t runs_before = t->exec->runs;
    watchdog_allow(t->time_limit);
    bool ok = exec_run(t->exec, &request, obs);
    watchdog_allow(0);
    t->shm->stats.programs += t->exec->runs - runs_before;
    return ok;
}

/* ---- the program without faults ------------------------------------------------------------------ */

/* The hash of what the reference engine shows in a run of this style and plan. */
static uint64_t reference_hash(struct trial *t, struct arena_style style, const struct fault *fault)
{
    struct observation o;
    trial_aim(t, WHAT_PREPARE, &t->side[TRIAL_REFERENCE], fault);
    struct trial_plan run = {.settings = t->side[TRIAL_REFERENCE].settings,
                             .style = style,
                             .faults = fault,
                             .fault_count = fault != NULL};
    return trial_execute(t, &run, &o) ? o.language.hash : 0;
}

struct arena_style trial_style(const struct trial *t, int layout, bool other_fill)
{
    struct arena_style style = t->b.style;
    style.layout = (uint8_t)layout;
    style.fill ^= other_fill;
    return style;
}

/* A collection at each allocation takes time in proportion to their square. */
enum { GC_CLASSIFY_MAX = 5000 };

/* Learns what the program's own output depends on, so that no engine is blamed for it. */
static void classify(struct trial *t)
{
    if (t->shm->classified) {
        t->program = t->shm->last.program;
        return;
    }
    uint64_t plain = t->side[TRIAL_REFERENCE].base.language.hash;
    for (int layout = 1; layout <= 2; layout++)
        if (reference_hash(t, trial_style(t, layout, false), NULL) != plain)
            t->program |= PROGRAM_ADDRESS_DEPENDENT;
    struct fault every_gc = {.kind = VUT_FAULT_GC, .n = 1, .from = true};
    if (t->shm->died & DIED_GC || t->side[TRIAL_REFERENCE].base.machine.allocations > GC_CLASSIFY_MAX)
        t->program |= PROGRAM_GC_VISIBLE; /* for all we know */
    else if (t->b.vut->faults & VUT_FAULT_BIT(VUT_FAULT_GC) &&
             reference_hash(t, t->b.style, &every_gc) != plain)
        t->program |= PROGRAM_GC_VISIBLE;
    t->shm->last.program = t->program;
    t->shm->classified = true;
}

/* The run without faults, kept. Each engine must get time in proportion to what the reference needs. */
static bool run_base(struct trial *t, struct trial_side *side)
{
    struct trial_plan run = {.settings = side->settings,
                             .style = t->b.style,
                             .count_sites = !t->shm->counted || t->shm->job.round >= ROUNDS_FIRST};
    trial_aim(t, WHAT_PREPARE, side, NULL);
    if (run.count_sites)
        job_peaks_clear(&t->shm->peaks[side->reference ? TRIAL_REFERENCE : TRIAL_SUBJECT]);
    uint64_t start = watchdog_now();
    if (!trial_execute(t, &run, &side->base) || !exec_keep(&side->base))
        return false;
    side->base_known = true;
    if (side->reference && run.count_sites)
        t->shm->safepoints = side->base.machine.safepoints;
    if (side->reference) {
        const struct job *job = &t->shm->job;
        uint64_t limit = (watchdog_now() - start) * 20;
        t->time_limit = (limit > job->time_min ? limit : job->time_min) * job->time_scale;
    }
    return true;
}

static bool over_budget(struct trial *t)
{
    const struct job *job = &t->shm->job;
    bool light = job->light && job->light < job->step_budget;
    struct observation o;
    struct trial_plan run = {.settings = t->side[TRIAL_REFERENCE].settings,
                             .style = t->b.style,
                             .step_budget = light ? job->light : job->step_budget};
    trial_aim(t, WHAT_PREPARE, &t->side[TRIAL_REFERENCE], NULL);
    bool ran = trial_execute(t, &run, &o);
    bool over = !ran || o.language.status == OBS_STEPS;
    t->shm->last.steps = ran ? o.machine.steps : 0;
    t->shm->heavy = over && light;
    return over;
}

static void forget(struct trial *t)
{
    for (int i = 0; i < 2; i++) {
        if (t->side[i].base_known)
            exec_drop(&t->side[i].base);
        t->side[i].base_known = false;
    }
    t->program = 0;
}

void trial_close(struct trial *t)
{
    forget(t);
    trial_paths_keep(t, 0);
    trial_rounds_close(t);
}

static void prepare(struct trial *t)
{
    forget(t);
    t->time_limit = t->shm->job.time_min * 4 * t->shm->job.time_scale;
    if (t->shm->died & DIED_REFERENCE)
        return;
    if (t->shm->died & DIED_SLOW) {
        t->program |= PROGRAM_OVER_BUDGET;
        return;
    }
    if (!t->shm->classified && over_budget(t)) {
        t->program |= PROGRAM_OVER_BUDGET;
        return;
    }
    if (!run_base(t, &t->side[TRIAL_REFERENCE]))
        return;
    if (t->b.subject != t->b.reference && !(t->shm->died & DIED_SUBJECT))
        run_base(t, &t->side[TRIAL_SUBJECT]);
    classify(t);
    t->shm->counted = true;
}

uint64_t binding_key(const struct binding *b)
{
    uint64_t h = XXH64(b->subject_settings.param, sizeof b->subject_settings.param, 1);
    h = XXH64(&b->style, sizeof b->style, h);
    h = XXH64(&b->bug, sizeof b->bug, h);
    h = XXH64(b->subject->name, strlen(b->subject->name), h);
    return XXH64(b->reference->name, strlen(b->reference->name), h) | 1;
}

/* What the program's results depend on: all of the case but faults, limits and expectation. */
static uint64_t program_key(const struct trial *t)
{
    return XXH64(t->c.program, t->c.program_size, binding_key(&t->b)) | 1;
}

/* The same for the reference engine alone. */
static uint64_t reference_key(const struct trial *t)
{
    struct binding b = t->b;
    b.subject = b.reference;
    b.subject_settings = b.reference_settings;
    return XXH64(t->c.program, t->c.program_size, binding_key(&b)) | 1;
}

/* What is known of the reference alone is good for the next engine, too. */
static void take_up(struct job_shm *shm, uint64_t key, uint64_t reference_key)
{
    bool same = shm->reference_key == reference_key;
    shm->key = key;
    shm->reference_key = reference_key;
    shm->died &= same ? DIED_REFERENCE | DIED_GC | DIED_SLOW : 0;
    shm->classified &= same;
    shm->counted = false;
}

bool trial_begin(struct trial *t, char *why, size_t why_size)
{
    struct case_error error = {0};
    bool known = (t->side[TRIAL_REFERENCE].base_known || t->program) && !t->shm->heavy && t->shm->key;
    uint64_t old_key = known ? t->key : 0;
    t->shm->heavy = false;
    if (!case_parse(t->shm->text, t->shm->job.text_size, &t->c, &error)) {
        snprintf(why, why_size, "line %d: %s", error.line, error.text);
        return false;
    }
    if (!case_bind(&t->c, &t->b, why, why_size))
        return false;
    t->side[TRIAL_REFERENCE].reference = true;
    t->side[TRIAL_REFERENCE].settings = &t->b.reference_settings;
    t->side[TRIAL_SUBJECT].reference = t->b.subject == t->b.reference;
    t->side[TRIAL_SUBJECT].settings = &t->b.subject_settings;
    uint64_t key = program_key(t);
    if (key != t->shm->key) {
        take_up(t->shm, key, reference_key(t));
        t->shm->set_count = t->shm->fatal_count = 0;
    }
    trial_paths_keep(t, reference_key(t));
    t->key = key;
    if (key != old_key)
        prepare(t);
    return true;
}
