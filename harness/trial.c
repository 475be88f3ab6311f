#include "trial.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxhash.h>

#include "crash.h"
#include "sites.h"
#include "watchdog.h"

enum { REFERENCE, SUBJECT };

/* ---- findings ------------------------------------------------------------------------------------ */

/* Counts the signature; true when it is new to this job. */
static bool first_seen(struct job_shm *shm, const char *signature)
{
    uint64_t hash = XXH64(signature, strlen(signature), 0);
    for (size_t i = 0; i < shm->seen_count; i++)
        if (shm->seen[i].hash == hash) {
            shm->seen[i].count++;
            return false;
        }
    if (shm->seen_count < JOB_SEEN_MAX)
        shm->seen[shm->seen_count++] = (struct job_seen){hash, 1};
    return true;
}

static void fault_kind_of(const struct observation *o, const struct job_cursor *at, char *out, size_t size)
{
    if (at->has_fault && o->fault.fired > 0 &&
        o->fault.kind[0]) /* of a plan with several, the one that fired first */
        snprintf(out, size, "%s", o->fault.kind);
    else if (at->has_fault)
        fault_kind_text(&at->fault, out, size);
    else if (at->limit[0])
        snprintf(out, size, "limit:%.*s", (int)strcspn(at->limit, "="), at->limit);
    else
        snprintf(out, size, "%s", o->fault.kind[0] ? o->fault.kind : "none");
}

/* What a signature says of the place. An interrupt or a collection is only asked for there, and happens
 * later; a panic and growth have one cause wherever the fault was. */
static const char *site_of(const struct job_finding *f, const struct job_cursor *at)
{
    bool later = at->has_fault && (at->fault.kind == VUT_FAULT_INTERRUPT || at->fault.kind == VUT_FAULT_GC);
    if (later || strncmp(f->reason, "panic", 5) == 0 || strcmp(f->reason, "growth") == 0)
        return "";
    return f->callers[0] ? f->callers : f->site;
}

void trial_report(struct job_shm *shm, const struct observation *o, const struct verdict *v,
                  const struct job_cursor *at, const char *vm, trial_emit_fn *emit, void *ctx)
{
    struct job_finding f = {0};
    snprintf(f.oracle, sizeof f.oracle, "%s", v->oracle);
    snprintf(f.engine, sizeof f.engine, "%s", at->engine);
    fault_kind_of(o, at, f.kind, sizeof f.kind);
    if (at->has_fault)
        fault_format(&at->fault, f.fault, sizeof f.fault);
    snprintf(f.limit, sizeof f.limit, "%s", at->limit);
    snprintf(f.site, sizeof f.site, "%s", o->fault.site);
    snprintf(f.callers, sizeof f.callers, "%s", o->fault.callers);
    snprintf(f.reason, sizeof f.reason, "%s", v->reason);
    snprintf(f.detail, sizeof f.detail, "%s", v->detail);
    f.wall = o->crash.kind == OBS_CRASH_HANG;
    struct signature_parts parts = {.vm = vm,
                                    .oracle = f.oracle,
                                    .engine = f.engine,
                                    .fault = f.kind,
                                    .reason = f.reason,
                                    .site = site_of(&f, at),
                                    .build = shm->build_id};
    signature_make(&parts, f.signature, sizeof f.signature);
    if (first_seen(shm, f.signature))
        emit(ctx, &f);
}

void trial_autopsy(struct job_shm *shm, const char *vm, trial_emit_fn *emit, void *ctx)
{
    struct observation o = {0};
    snprintf(o.engine, sizeof o.engine, "%s", shm->cursor.engine);
    o.fault = shm->witness;
    o.language.status = OBS_DIED;
    o.crash = shm->crash;
    struct oracle_view view = {.subject = &o, .subject_is_reference = shm->cursor.reference};
    struct verdict verdict = {0};
    static const enum oracle_id asked[] = {ORACLE_CRASH, ORACLE_HANG};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (oracle_table[asked[i]].judge(&view, &verdict))
            trial_report(shm, &o, &verdict, &shm->cursor, vm, emit, ctx);
}

static struct job_set *find_set(struct job_shm *shm, const struct fault *f)
{
    for (size_t i = 0; i < shm->set_count; i++)
        if (shm->set[i].kind == f->kind && shm->set[i].from == f->from)
            return &shm->set[i];
    if (shm->set_count == JOB_SETS_MAX)
        return NULL;
    struct job_set *set = &shm->set[shm->set_count++];
    set->kind = f->kind;
    set->from = f->from;
    set->complete = false;
    set->done = 0;
    set->count = 0;
    return set;
}

void trial_skip(struct job_shm *shm)
{
    const struct job_cursor *at = &shm->cursor;
    struct job_set *set = at->reference && at->has_fault ? find_set(shm, &at->fault) : NULL;
    if (at->what == WHAT_PREPARE)
        shm->died |= at->has_fault ? DIED_GC : at->reference ? DIED_REFERENCE : DIED_SUBJECT;
    else if (set && set->done + 1 == at->fault.n)
        set->done++;
}

/* ---- runs ---------------------------------------------------------------------------------------- */

struct run {
    const struct vut_settings *settings;
    const struct fault *faults;
    size_t fault_count;
    struct arena_style style;
    uint64_t step_budget;
    struct obs_aftermath *aftermath;
    const struct obs_language *itself;
    bool count_sites;
};

static void note_site(void *ctx, uint64_t hash, bool failed)
{
    struct trial *t = ctx;
    /* A fault of a run that nobody judges does not count as one that was tried. */
    bool tried = failed && t->shm->cursor.what == WHAT_JUDGE;
    sites_note(t->shm->site, hash, !t->shm->cursor.reference, tried);
}

/* In a sweep, the costly questions (does the VM still run programs, does it grow, does the fill pattern
 * matter) are not asked of every run: what fails at the same place in the same way has the same signature.
 * Of the first runs of a program with each site and outcome, one in SAMPLE_ITSELF is followed by the
 * program itself, and one in SAMPLE_FULL, as well as one run in SAMPLE_EVERY, by everything. The sample is
 * drawn by hash, so that it does not depend on the order of files. A single run, and --thorough, ask
 * everything. */
static enum exec_depth choose_depth(struct trial *t, const struct observation *o)
{
    enum { SAMPLE_ITSELF = 2, SAMPLE_FULL = 16, SAMPLE_EVERY = 128, SAMPLE_LIMIT = 16 };
    const struct job_cursor *at = &t->shm->cursor;
    char outcome[64], text[512];
    if (t->shm->job.kind == JOB_RUN || t->shm->job.thorough || (!at->has_fault && !at->limit[0]))
        return DEPTH_FULL;
    if (at->limit[0])
        return at->n % SAMPLE_LIMIT == 1 ? DEPTH_FULL : DEPTH_NONE;
    if (o->fault.fired == 0)
        return DEPTH_NONE;
    snprintf(text, sizeof text, "%s %d %d %s %s %d", at->engine, (int)at->fault.kind, at->fault.from,
             o->fault.callers, obs_outcome(&o->language, outcome, sizeof outcome),
             o->language.hash == t->base_hash);
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

static struct job_cursor *aim(struct trial *t, enum job_what what, const struct trial_side *side,
                              const struct fault *fault)
{
    struct job_cursor *at = &t->shm->cursor;
    at->what = what;
    at->reference = side->reference;
    snprintf(at->engine, sizeof at->engine, "%s", side->settings->engine->name);
    at->has_fault = fault != NULL;
    if (fault)
        at->fault = *fault;
    return at;
}

static struct exec_request request_for(struct trial *t, const struct run *run)
{
    return (struct exec_request){
        .program = t->c.program,
        .program_size = t->c.program_size,
        .settings = run->settings,
        .faults = run->faults,
        .fault_count = run->fault_count,
        .style = run->style,
        .step_budget = run->step_budget,
        .on_site = note_site,
        .ctx = t,
        .count_sites = run->count_sites,
        .aftermath_depth = aftermath_depth,
        .aftermath = run->aftermath,
        .itself = run->itself,
    };
}

static bool execute(struct trial *t, const struct run *run, struct observation *obs)
{
    struct exec_request request = request_for(t, run);
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
    aim(t, WHAT_PREPARE, &t->side[REFERENCE], fault);
    struct run run = {.settings = t->side[REFERENCE].settings,
                      .style = style,
                      .faults = fault,
                      .fault_count = fault != NULL};
    return execute(t, &run, &o) ? o.language.hash : 0;
}

static struct arena_style style_with(const struct trial *t, int layout, bool other_fill)
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
    uint64_t plain = t->side[REFERENCE].base.language.hash;
    for (int layout = 1; layout <= 2; layout++)
        if (reference_hash(t, style_with(t, layout, false), NULL) != plain)
            t->program |= PROGRAM_ADDRESS_DEPENDENT;
    struct fault every_gc = {.kind = VUT_FAULT_GC, .n = 1, .from = true};
    if (t->shm->died & DIED_GC || t->side[REFERENCE].base.machine.allocations > GC_CLASSIFY_MAX)
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
    struct run run = {.settings = side->settings, .style = t->b.style, .count_sites = !t->shm->classified};
    aim(t, WHAT_PREPARE, side, NULL);
    uint64_t start = watchdog_now();
    if (!execute(t, &run, &side->base) || !exec_keep(&side->base))
        return false;
    side->base_known = true;
    if (side->reference) {
        const struct job *job = &t->shm->job;
        uint64_t limit = (watchdog_now() - start) * 20;
        t->time_limit = (limit > job->time_min ? limit : job->time_min) * job->time_scale;
    }
    return true;
}

static bool over_budget(struct trial *t)
{
    struct observation o;
    struct run run = {.settings = t->side[REFERENCE].settings,
                      .style = t->b.style,
                      .step_budget = t->shm->job.step_budget};
    aim(t, WHAT_PREPARE, &t->side[REFERENCE], NULL);
    return !execute(t, &run, &o) || o.language.status == OBS_STEPS;
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

static void prepare(struct trial *t)
{
    forget(t);
    t->time_limit = t->shm->job.time_min * 4 * t->shm->job.time_scale;
    if (t->shm->died & DIED_REFERENCE)
        return;
    if (!t->shm->classified && over_budget(t)) {
        t->program |= PROGRAM_OVER_BUDGET;
        return;
    }
    if (!run_base(t, &t->side[REFERENCE]))
        return;
    if (t->b.subject != t->b.reference && !(t->shm->died & DIED_SUBJECT))
        run_base(t, &t->side[SUBJECT]);
    classify(t);
}

uint64_t binding_key(const struct binding *b)
{
    uint64_t h = XXH64(b->subject_settings.param, sizeof b->subject_settings.param, 1);
    h = XXH64(&b->style, sizeof b->style, h);
    h = XXH64(b->subject->name, strlen(b->subject->name), h);
    return XXH64(b->reference->name, strlen(b->reference->name), h) | 1;
}

/* What the program's results depend on: all of the case but faults, limits and expectation. */
static uint64_t program_key(const struct trial *t)
{
    return XXH64(t->c.program, t->c.program_size, binding_key(&t->b)) | 1;
}

bool trial_begin(struct trial *t, char *why, size_t why_size)
{
    struct case_error error = {0};
    uint64_t old_key = t->side[REFERENCE].base_known || t->program ? t->shm->key : 0;
    if (!case_parse(t->shm->text, t->shm->job.text_size, &t->c, &error)) {
        snprintf(why, why_size, "line %d: %s", error.line, error.text);
        return false;
    }
    if (!case_bind(&t->c, &t->b, why, why_size))
        return false;
    t->side[REFERENCE].reference = true;
    t->side[REFERENCE].settings = &t->b.reference_settings;
    t->side[SUBJECT].reference = t->b.subject == t->b.reference;
    t->side[SUBJECT].settings = &t->b.subject_settings;
    uint64_t key = program_key(t);
    if (key != t->shm->key) {
        t->shm->key = key;
        t->shm->died = 0;
        t->shm->classified = false;
        t->shm->set_count = 0;
    }
    if (key != old_key)
        prepare(t);
    return true;
}

/* ---- what the reference engine is allowed to show ------------------------------------------------ */

static size_t set_position(const struct job_set *set, uint64_t hash)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (set->hash[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool set_has(const struct job_set *set, uint64_t hash)
{
    size_t at = set_position(set, hash);
    return at < set->count && set->hash[at] == hash;
}

static void set_add(struct job_set *set, uint64_t n, const struct observation *o)
{
    if (n != set->done + 1)
        return;
    set->done = n;
    if (o->fault.fired == 0) {
        set->complete = true;
        return;
    }
    size_t at = set_position(set, o->language.hash);
    if (set_has(set, o->language.hash) || set->count == JOB_SET_SIZE)
        return;
    memmove(&set->hash[at + 1], &set->hash[at], (set->count - at) * sizeof set->hash[0]);
    set->hash[at] = o->language.hash;
    set->count++;
}

/* Runs the reference engine at further n until it shows `hash`, or there are no more. */
static struct job_set *explore(struct trial *t, const struct fault *fault, uint64_t hash)
{
    struct job_set *set = find_set(t->shm, fault);
    struct job_cursor saved = t->shm->cursor;
    while (set && !set->complete && !set_has(set, hash)) {
        struct fault f = *fault;
        f.n = set->done + 1;
        struct observation o;
        aim(t, WHAT_EXPLORE, &t->side[REFERENCE], &f);
        struct run run = {
            .settings = t->side[REFERENCE].settings, .style = t->b.style, .faults = &f, .fault_count = 1};
        if (!execute(t, &run, &o))
            break;
        set_add(set, f.n, &o);
    }
    t->shm->cursor = saved;
    return set;
}

/* A judged run of the reference engine tells as much as one made to explore. */
static void learn(struct trial *t, const struct fault *faults, size_t count, const struct observation *o)
{
    struct job_set *set = count == 1 ? find_set(t->shm, &faults[0]) : NULL;
    if (set)
        set_add(set, faults[0].n, o);
}

/* ---- judging ------------------------------------------------------------------------------------- */

static uint32_t sees(const struct trial *t)
{
    uint32_t caps = t->b.vut->capabilities & ~t->exec->info.lacking;
    return (caps & VUT_CAP_NUMBERED ? SEES_NUMBERED : 0u) | (caps & VUT_CAP_RAISE ? SEES_RAISE : 0u) |
           (caps & VUT_CAP_TRACE_LOG ? SEES_TRACE_LOG : 0u) |
           (caps & VUT_CAP_INTERRUPT_DELIVERY ? SEES_DELIVERY : 0u);
}

static void feature_of_outcome(struct trial *t, const struct observation *o)
{
    char outcome[64];
    obs_outcome(&o->language, outcome, sizeof outcome);
    t->exec->inject.feedback = t->shm->job.feedback ? t->shm->feedback : NULL;
    uint64_t site = XXH64(o->fault.callers, strlen(o->fault.callers), 0);
    inject_feature(&t->exec->inject, "outcome", outcome, site, t->shm->cursor.reference);
    t->exec->inject.feedback = NULL;
}

/* Asks the oracles in `mask`, and reports what they find. */
static unsigned ask(struct trial *t, const struct oracle_view *view, uint32_t mask)
{
    unsigned found = 0;
    for (int i = 0; i < ORACLE_COUNT; i++) {
        struct verdict verdict = {0};
        if (!(mask & 1u << i) || !oracle_table[i].judge(view, &verdict))
            continue;
        found++;
        trial_report(t->shm, view->subject, &verdict, &t->shm->cursor, t->b.vut->name, t->emit,
                     t->emit_ctx);
    }
    return found;
}

/* A request to judge: one plan in one engine. */
struct question {
    struct trial_side *side;
    const struct vut_settings *settings; /* the side's own, or with limits */
    const struct fault *faults;
    size_t fault_count;
};

static struct run run_for(const struct trial *t, const struct question *q, bool other_fill,
                          struct obs_aftermath *after)
{
    return (struct run){.settings = q->settings,
                        .style = style_with(t, 0, other_fill),
                        .faults = q->faults,
                        .fault_count = q->fault_count,
                        .aftermath = after,
                        .itself = &q->side->base.language,
                        .count_sites = q->fault_count == 0 && !other_fill};
}

static bool answer(struct trial *t, const struct question *q, bool other_fill, struct obs_aftermath *after,
                   struct observation *o)
{
    struct run run = run_for(t, q, other_fill, after);
    return execute(t, &run, o);
}

static bool trivially_allowed(const struct trial *t, const struct question *q, const struct observation *o)
{
    return o->language.hash == q->side->base.language.hash ||
           (t->side[REFERENCE].base_known && o->language.hash == t->side[REFERENCE].base.language.hash);
}

/* Law 1 as a set is asked where numbers are not the same in both engines. */
static bool needs_set(const struct trial *t, const struct question *q, const struct observation *o)
{
    if (q->side->reference || q->fault_count != 1 || sees(t) & SEES_NUMBERED)
        return false;
    if (q->faults[0].kind == VUT_FAULT_INTERRUPT && !(sees(t) & SEES_DELIVERY))
        return false;
    return fault_kinds[q->faults[0].kind].law == 1 && o->fault.fired > 0 && !trivially_allowed(t, q, o);
}

/* Is there an n at which the reference engine shows the same? */
static void judge_against_set(struct trial *t, const struct question *q, struct oracle_view *view)
{
    const struct job_set *set = explore(t, &q->faults[0], view->subject->language.hash);
    if (!set)
        return;
    view->allowed = set->hash;
    view->allowed_count = set->count;
    ask(t, view, 1u << ORACLE_DIFFERENTIAL);
}

/* The same plan with another pattern in fresh memory. */
static void judge_refilled(struct trial *t, const struct question *q, struct oracle_view *view)
{
    struct observation again;
    if (!answer(t, q, true, NULL, &again))
        return;
    view->refilled = &again;
    ask(t, view, 1u << ORACLE_UNINIT);
    view->refilled = NULL;
}

/* The questions whose answer takes further runs; these print over what the subject printed. */
static void judge_further(struct trial *t, const struct question *q, struct oracle_view *view,
                          struct observation *o)
{
    bool set = needs_set(t, q, o);
    view->aftermath = NULL;
    if ((t->depth < DEPTH_FULL && !set) || !exec_keep(o))
        return;
    if (t->depth == DEPTH_FULL)
        judge_refilled(t, q, view);
    if (set)
        judge_against_set(t, q, view);
    exec_drop(o);
}

/* Where numbers mean the same in every engine, the reference runs under the same plan. */
static bool run_reference(struct trial *t, const struct question *q, struct observation *o)
{
    struct job_cursor saved = t->shm->cursor;
    struct question same = *q;
    same.side = &t->side[REFERENCE];
    same.settings = same.side->settings;
    aim(t, WHAT_EXPLORE, same.side, &q->faults[0]);
    bool ok = answer(t, &same, false, NULL, o) && exec_keep(o);
    t->shm->cursor = saved;
    return ok;
}

static void note_last(struct trial *t, const struct observation *o, bool reached)
{
    struct job_shm *shm = t->shm;
    shm->last.allocations = o->machine.allocations;
    shm->last.code_events = o->machine.code_events;
    shm->last.reached = reached;
    shm->last.judged = true;
    shm->output_size = o->language.output_size;
    if (shm->job.kind == JOB_RUN)
        memcpy(shm->output, o->language.output, o->language.output_size);
}

/* Events of the judged run go to shared memory as text, unbuffered, so that a crash loses none. */
static void open_dump(struct trial *t)
{
    FILE *f = t->shm->job.dump ? fmemopen(t->shm->dump, JOB_DUMP_SIZE, "w") : NULL;
    if (f)
        setvbuf(f, NULL, _IONBF, 0);
    t->exec->inject.dump = f;
}

static void close_dump(struct trial *t)
{
    if (t->exec->inject.dump)
        fclose(t->exec->inject.dump);
    t->exec->inject.dump = NULL;
}

/* The subject's run, with everything that wants to know of it. */
static bool run_subject(struct trial *t, const struct question *q, struct obs_aftermath *after,
                        struct observation *o)
{
    t->depth = DEPTH_NONE;
    t->base_hash = q->side->base.language.hash;
    open_dump(t);
    t->exec->inject.feedback = t->shm->job.feedback ? t->shm->feedback : NULL;
    bool ran = answer(t, q, false, after, o);
    t->exec->inject.feedback = NULL;
    close_dump(t);
    return ran;
}

/* A limit is a fault of law 2 that has no moment of its own. */
static void name_limit(const struct trial *t, struct observation *o)
{
    const char *limit = t->shm->cursor.limit;
    snprintf(o->fault.kind, sizeof o->fault.kind, "limit:%.*s", (int)strcspn(limit, "="), limit);
    o->fault.law = 2;
}

static void judge_observation(struct trial *t, const struct question *q, const struct observation *same,
                              const struct obs_aftermath *after, struct observation *o)
{
    struct oracle_view view = {
        .subject = o,
        .fault_free = o->fault.law == 0 ? NULL : &q->side->base,
        .reference = same                 ? same
                     : q->side->reference ? NULL
                                          : &t->side[REFERENCE].base,
        .subject_is_reference = q->side->reference,
        .aftermath = after,
        .program = t->program,
        .sees = sees(t),
    };
    feature_of_outcome(t, o);
    ask(t, &view, ~(1u << ORACLE_UNINIT));
    judge_further(t, q, &view, o);
}

/* What is learnt of a run before it is judged. True when its fault was reached. */
static bool note_run(struct trial *t, const struct question *q, const struct observation *o)
{
    bool faulty = q->fault_count > 0, limited = q->settings != q->side->settings;
    struct job_stats *stats = &t->shm->stats;
    note_last(t, o, !faulty || o->fault.fired > 0);
    if (q->side->reference)
        learn(t, q->faults, q->fault_count, o);
    bool reached = t->shm->last.reached;
    stats->not_reached += !reached;
    stats->runs += reached;
    stats->faults += reached && (faulty || limited);
    return reached;
}

/* A VM that left code mappings behind has told the unwinder of them: this process can't be trusted on. */
static void recycle_if_tainted(struct trial *t)
{
    if (exec_tainted(t->exec) && !t->shm->job.fork_each)
        t->recycle(t->emit_ctx);
}

/* The engine has run programs and probes, and lived: the process that forks may do so ahead of time. */
static void note_warm(struct trial *t)
{
    if (exec_is_warm(t->exec, &t->b.subject_settings, t->b.style))
        t->shm->warm_key = binding_key(&t->b);
}

/* Runs the plan and asks everybody. Returns false when the plan's event was not reached. */
static bool judge(struct trial *t, const struct question *q)
{
    struct observation o, same;
    struct obs_aftermath after;
    bool numbered = q->fault_count > 0 && !q->side->reference && sees(t) & SEES_NUMBERED &&
                    fault_kinds[q->faults[0].kind].law == 1 && run_reference(t, q, &same);
    bool reached = run_subject(t, q, &after, &o) && note_run(t, q, &o);
    if (reached && q->fault_count == 0 && q->settings != q->side->settings)
        name_limit(t, &o);
    if (reached)
        judge_observation(t, q, numbered ? &same : NULL, &after, &o);
    if (numbered)
        exec_drop(&same);
    note_warm(t);
    recycle_if_tainted(t);
    return reached;
}

/* ---- run ----------------------------------------------------------------------------------------- */

static bool can_judge(const struct trial *t, const struct trial_side *side)
{
    return t->side[REFERENCE].base_known && (side->reference || side->base_known) &&
           !(t->program & PROGRAM_OVER_BUDGET);
}

static struct trial_side *side_of(struct trial *t, bool reference)
{
    return reference || t->b.subject == t->b.reference ? &t->side[REFERENCE] : &t->side[SUBJECT];
}

static void count_program(struct trial *t)
{
    t->shm->stats.over_budget += (t->program & PROGRAM_OVER_BUDGET) != 0;
    t->shm->stats.address_dependent += (t->program & PROGRAM_ADDRESS_DEPENDENT) != 0;
    t->shm->stats.gc_visible += (t->program & PROGRAM_GC_VISIBLE) != 0;
}

/* All of the case's limits as one text, for the cursor. */
static void limits_text(const struct trial *t, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0, used = 0; i < t->c.limit_count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s=%s", i ? " " : "", t->c.limit[i].name,
                                 t->c.limit[i].value);
}

void trial_run(struct trial *t)
{
    count_program(t);
    t->shm->last.judged = false;
    t->shm->last.program = t->program;
    t->shm->output_size = 0;
    struct trial_side *side = side_of(t, false);
    if (!can_judge(t, side))
        return;
    struct question q = {.side = side, .settings = side->settings};
    if (t->b.limited)
        q.settings = &t->b.limited_settings;
    q.faults = t->c.fault;
    q.fault_count = t->c.fault_count;
    limits_text(t, t->shm->cursor.limit, sizeof t->shm->cursor.limit);
    aim(t, WHAT_JUDGE, side, t->c.fault_count ? &t->c.fault[0] : NULL);
    judge(t, &q);
    t->shm->cursor.what = WHAT_NOTHING;
}

/* ---- sweep --------------------------------------------------------------------------------------- */

/* One dimension that is swept: a kind of fault in one engine, or one limit. */
struct stage {
    bool reference;
    bool plain; /* the run without a fault */
    enum vut_fault kind;
    bool from;
    enum vut_action action;
    const struct vut_param *limit;
};

enum { STAGES_MAX = 96 };

static size_t add_kind(struct stage *out, size_t count, const struct trial *t, bool reference,
                       enum vut_fault kind)
{
    const struct job *job = &t->shm->job;
    struct stage s = {.reference = reference, .kind = kind};
    if (kind == VUT_FAULT_INTERRUPT) {
        for (int a = 0; a < VUT_ACTION_COUNT; a++) {
            s.action = (enum vut_action)a;
            out[count++] = s;
        }
        return count;
    }
    out[count++] = s;
    if (job->persist && fault_kinds[kind].forms & VUT_FORM_FROM && kind != VUT_FAULT_GC) {
        s.from = true;
        out[count++] = s;
    }
    return count;
}

static bool sweepable(const struct trial *t, bool compiles, int kind)
{
    unsigned forms = fault_kinds[kind].forms;
    return t->shm->job.kinds & t->b.vut->faults & VUT_FAULT_BIT(kind) &&
           forms & (VUT_FORM_NTH | VUT_FORM_ALLOC) && (fault_kinds[kind].law == 1 || compiles);
}

static size_t engine_stages(const struct trial *t, bool reference, struct stage *out, size_t count)
{
    bool compiles = reference ? t->b.reference->compiles : t->b.subject->compiles;
    out[count++] = (struct stage){.reference = reference, .plain = true};
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (sweepable(t, compiles, k))
            count = add_kind(out, count, t, reference, (enum vut_fault)k);
    for (size_t i = 0; i < t->b.vut->param_count && t->shm->job.limits && compiles; i++)
        if (t->b.vut->params[i].limit)
            out[count++] = (struct stage){.limit = &t->b.vut->params[i]};
    return count;
}

static size_t all_stages(const struct trial *t, struct stage *out)
{
    bool same = t->b.subject == t->b.reference;
    size_t count = 0;
    if (t->shm->job.both_engines || same)
        count = engine_stages(t, true, out, count);
    return same ? count : engine_stages(t, false, out, count);
}

/* Fault by fault in a process of its own, as a harness without reset would do it. For the benchmark. */
static bool judge_in_child(struct trial *t, const struct question *q)
{
    pid_t child = fork();
    if (child == 0) {
        crash_expect_exit();
        watchdog_install();
        if (t->shm->job.fork_each == FORK_AND_CREATE)
            exec_forget(t->exec);
        _exit(judge(t, q) ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) < 2)
        return WEXITSTATUS(status) == 0;
    trial_autopsy(t->shm, t->b.vut->name, t->emit, t->emit_ctx);
    trial_skip(t->shm);
    t->shm->crash.kind = OBS_CRASH_NONE;
    return true;
}

static struct fault fault_of(const struct stage *s, uint64_t n)
{
    return (struct fault){.kind = s->kind,
                          .n = n,
                          .from = s->from,
                          .action = s->action,
                          .alloc = s->kind == VUT_FAULT_INTERRUPT};
}

/* One n of a stage. False: there are no more. */
static bool sweep_one(struct trial *t, const struct stage *s, uint64_t n)
{
    struct trial_side *side = side_of(t, s->reference);
    struct fault f = fault_of(s, n);
    struct question q = {.side = side, .settings = side->settings, .faults = &f, .fault_count = 1};
    t->shm->cursor.n = n;
    aim(t, WHAT_JUDGE, side, &f);
    return t->shm->job.fork_each ? judge_in_child(t, &q) : judge(t, &q);
}

/* A limit's values go up until so many in a row changed nothing. */
static bool sweep_limit(struct trial *t, const struct vut_param *limit, uint64_t n, uint64_t *unchanged)
{
    enum { UNCHANGED_MAX = 8 };
    struct trial_side *side = side_of(t, false);
    struct vut_settings settings = *side->settings;
    long value = limit->min + (long)n - 1;
    if (value > limit->max || value > limit->initial * 4 + 64 || *unchanged >= UNCHANGED_MAX)
        return false;
    settings.param[limit - t->b.vut->params] = value;
    struct question q = {.side = side, .settings = &settings};
    snprintf(t->shm->cursor.limit, sizeof t->shm->cursor.limit, "%s=%ld", limit->name, value);
    t->shm->cursor.n = n;
    aim(t, WHAT_JUDGE, side, NULL);
    struct observation o;
    struct run peek = {.settings = &settings, .style = t->b.style};
    if (!execute(t, &peek, &o))
        return false;
    *unchanged = o.machine.traces.hash == side->base.machine.traces.hash &&
                         o.machine.allocations == side->base.machine.allocations
                     ? *unchanged + 1
                     : 0;
    judge(t, &q);
    return true;
}

static void sweep_plain(struct trial *t, const struct stage *s)
{
    struct trial_side *side = side_of(t, s->reference);
    struct question q = {.side = side, .settings = side->settings};
    t->shm->cursor.n = 1;
    aim(t, WHAT_JUDGE, side, NULL);
    judge(t, &q);
}

/* What a visit of exec_sweep needs; there is one at a time. */
struct branching {
    struct question q;
    struct obs_aftermath after;
    struct fault fault;
};

static void aim_branch(struct trial *t, uint64_t n)
{
    struct branching *b = t->branching;
    struct fault f = b->fault;
    f.n = n;
    t->shm->cursor.n = n;
    aim(t, WHAT_JUDGE, b->q.side, &f);
    t->depth = DEPTH_NONE;
    t->base_hash = b->q.side->base.language.hash;
    watchdog_allow(t->time_limit);
}

static bool visit_branch(void *ctx, struct observation *o)
{
    struct trial *t = ctx;
    struct branching *b = t->branching;
    uint64_t n = b->fault.n;
    watchdog_allow(0);
    if (!note_run(t, &b->q, o))
        return false;
    judge_observation(t, &b->q, NULL, &b->after, o);
    recycle_if_tainted(t);
    aim_branch(t, n + 1);
    return true;
}

/* The stage from n on, the way before each fault run only once. Returns the n to go on with, 0 when done.
 */
static uint64_t sweep_branches(struct trial *t, const struct stage *s, uint64_t n)
{
    struct trial_side *side = side_of(t, s->reference);
    struct branching b = {.fault = fault_of(s, n)};
    b.q = (struct question){.side = side, .settings = side->settings, .faults = &b.fault, .fault_count = 1};
    struct run run = run_for(t, &b.q, false, &b.after);
    struct exec_request request = request_for(t, &run);
    bool numbered = !side->reference && sees(t) & SEES_NUMBERED;
    if (t->shm->job.fork_each || numbered || !exec_can_sweep(t->exec, &request))
        return n;
    t->branching = &b;
    aim_branch(t, n);
    uint64_t runs_before = t->exec->runs;
    enum exec_swept swept = exec_sweep(t->exec, &request, &b.fault, visit_branch);
    watchdog_allow(0);
    t->shm->stats.programs += t->exec->runs - runs_before;
    return swept == EXEC_SWEPT_PART ? b.fault.n : 0;
}

static void sweep_stage(struct trial *t, const struct stage *s, uint64_t from)
{
    uint64_t unchanged = 0;
    t->shm->cursor.limit[0] = '\0';
    if (!can_judge(t, side_of(t, s->reference))) {
        t->shm->stats.not_swept += s->plain && t->shm->died & (DIED_REFERENCE | DIED_SUBJECT);
        return;
    }
    if (s->plain) {
        if (from == 1)
            sweep_plain(t, s);
        return;
    }
    uint64_t n = s->limit ? from : sweep_branches(t, s, from);
    for (; n && (s->limit ? sweep_limit(t, s->limit, n, &unchanged) : sweep_one(t, s, n)); n++)
        ;
    t->shm->cursor.limit[0] = '\0';
}

void trial_sweep(struct trial *t)
{
    struct stage stages[STAGES_MAX];
    size_t count = all_stages(t, stages);
    struct job_cursor start = t->shm->resume;
    if (start.stage == 0 && start.n <= 1)
        count_program(t);
    for (uint32_t i = start.stage; i < count; i++) {
        t->shm->cursor.stage = i;
        sweep_stage(t, &stages[i], i == start.stage && start.n ? start.n : 1);
    }
    t->shm->cursor.what = WHAT_NOTHING;
}
