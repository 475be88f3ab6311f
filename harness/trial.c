/* trial.c: one plan in one engine, run and judged. */
#include "trial.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "trial_parts.h"

/* ---- what the reference engine is allowed to show ------------------------------------------------ */

/* Runs the reference engine at further n until it shows `hash`, or there are no more. */
static struct job_set *explore(struct trial *t, const struct fault *fault, uint64_t hash)
{
    struct job_set *set = job_set_find(t->shm, fault);
    struct job_cursor saved = t->shm->cursor;
    while (set && !set->complete && !job_set_has(set, hash)) {
        struct fault f = *fault;
        f.n = set->done + 1;
        struct observation o;
        trial_aim(t, WHAT_EXPLORE, &t->side[TRIAL_REFERENCE], &f);
        struct trial_plan run = {.settings = t->side[TRIAL_REFERENCE].settings,
                                 .style = t->b.style,
                                 .faults = &f,
                                 .fault_count = 1};
        if (!trial_execute(t, &run, &o))
            break;
        job_set_add(set, f.n, &o);
    }
    t->shm->cursor = saved;
    return set;
}

/* A judged run of the reference engine tells as much as one made to explore. */
static void learn(struct trial *t, const struct fault *faults, size_t count, const struct observation *o)
{
    if (count != 1)
        return;
    if (trial_sees(t) & SEES_NUMBERED) {
        trial_path_learn(t, &faults[0], o);
        return;
    }
    struct job_set *set = job_set_find(t->shm, &faults[0]);
    if (set)
        job_set_add(set, faults[0].n, o);
}

/* ---- judging ------------------------------------------------------------------------------------- */

uint32_t trial_sees(const struct trial *t)
{
    uint32_t caps = t->b.vut->capabilities & ~t->exec->info.lacking;
    return (caps & VUT_CAP_NUMBERED ? SEES_NUMBERED : 0u) | (caps & VUT_CAP_RAISE ? SEES_RAISE : 0u) |
           (caps & VUT_CAP_TRACE_LOG ? SEES_TRACE_LOG : 0u) |
           (caps & VUT_CAP_INTERRUPT_DELIVERY ? SEES_DELIVERY : 0u) |
           (caps & VUT_CAP_OPLINE ? SEES_OPLINE : 0u) | (caps & VUT_CAP_REFCOUNT ? SEES_REFCOUNT : 0u) |
           (caps & VUT_CAP_SNAPSHOT ? SEES_SNAPSHOT : 0u);
}

static void feature_of_outcome(struct trial *t, const struct observation *o)
{
    char outcome[64];
    obs_outcome(&o->language, outcome, sizeof outcome);
    t->exec->inject.feedback = t->shm->feedback;
    const char *place = o->fault.callers[0] ? o->fault.callers : o->fault.site;
    uint64_t site = XXH64(place, strlen(place), 0);
    inject_feature(&t->exec->inject, "outcome", outcome, site, t->shm->cursor.engine_index);
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

/* Can the reference engine look for the side exits that this run takes? */
static bool can_expect(const struct trial *t, const struct trial_question *q)
{
    return trial_sees(t) & SEES_SNAPSHOT && !q->side->reference && q->settings->engine->compiles &&
           !t->b.reference->compiles;
}

struct trial_plan trial_plan_for(const struct trial *t, const struct trial_question *q, bool other_fill,
                                 struct obs_aftermath *after)
{
    return (struct trial_plan){.settings = q->settings,
                               .style = trial_style(t, 0, other_fill),
                               .faults = q->faults,
                               .fault_count = q->fault_count,
                               .aftermath = after,
                               .itself = &q->side->base.language,
                               .take_exits = can_expect(t, q)};
}

static bool answer(struct trial *t, const struct trial_question *q, bool other_fill,
                   struct obs_aftermath *after, struct observation *o)
{
    struct trial_plan run = trial_plan_for(t, q, other_fill, after);
    return trial_execute(t, &run, o);
}

static bool trivially_allowed(const struct trial *t, const struct trial_question *q,
                              const struct observation *o)
{
    return o->language.hash == q->side->base.language.hash ||
           (t->side[TRIAL_REFERENCE].base_known &&
            o->language.hash == t->side[TRIAL_REFERENCE].base.language.hash);
}

/* Law 1 as a set is asked where numbers are not the same in both engines. */
static bool needs_set(const struct trial *t, const struct trial_question *q, const struct observation *o)
{
    if (q->side->reference || q->fault_count != 1 || trial_sees(t) & SEES_NUMBERED)
        return false;
    if (q->faults[0].size || q->faults[0].site[0]) /* there is no n to go through */
        return false;
    if (q->faults[0].kind == VUT_FAULT_INTERRUPT && !(trial_sees(t) & SEES_DELIVERY))
        return false;
    return fault_kinds[q->faults[0].kind].law == 1 && o->fault.fired > 0 && !trivially_allowed(t, q, o);
}

/* Is there an n at which the reference engine shows the same? */
static void judge_against_set(struct trial *t, const struct trial_question *q, struct oracle_view *view)
{
    const struct job_set *set = explore(t, &q->faults[0], view->subject->language.hash);
    if (!set)
        return;
    view->allowed = set->hash;
    view->allowed_count = set->count;
    ask(t, view, 1u << ORACLE_DIFFERENTIAL);
}

/* The same plan with another pattern in fresh memory. */
static void judge_refilled(struct trial *t, const struct trial_question *q, struct oracle_view *view)
{
    struct observation again;
    if (!answer(t, q, true, NULL, &again))
        return;
    view->refilled = &again;
    ask(t, view, 1u << ORACLE_UNINIT);
    view->refilled = NULL;
}

/* The same plan, to learn who allocated the block that was left: the leak's cause is there. */
static void judge_leak(struct trial *t, const struct trial_question *q, const struct oracle_view *view,
                       struct observation *o)
{
    struct trial_plan plan = trial_plan_for(t, q, false, NULL);
    struct observation again;
    plan.wanted_serial = o->machine.heap.leak_serial;
    if (trial_execute(t, &plan, &again))
        memcpy(o->machine.heap.leak_site, again.machine.heap.leak_site, sizeof o->machine.heap.leak_site);
    ask(t, view, 1u << ORACLE_LEAK);
}

static bool has_language_fault(const struct trial_question *q)
{
    for (size_t i = 0; i < q->fault_count; i++)
        if (fault_kinds[q->faults[i].kind].law == 1)
            return true;
    return false;
}

/* Where numbers mean the same in every engine, an engine is held against the reference under the same plan.
 * Faults of the compiler among it are nothing to the reference, and must not show in the other. */
static bool is_numbered(const struct trial *t, const struct trial_question *q)
{
    return !q->side->reference && trial_sees(t) & SEES_NUMBERED && has_language_fault(q);
}

static bool run_reference(struct trial *t, const struct trial_question *q, struct observation *o)
{
    struct job_cursor saved = t->shm->cursor;
    struct trial_question same = *q;
    same.side = &t->side[TRIAL_REFERENCE];
    same.settings = same.side->settings;
    if (trial_is_fatal(t, &q->faults[0], false))
        return false;
    trial_aim(t, WHAT_EXPLORE, same.side, &q->faults[0]);
    bool ok = answer(t, &same, false, NULL, o);
    if (ok)
        learn(t, q->faults, q->fault_count, o);
    t->shm->cursor = saved;
    return ok;
}

/* The reference engine once more under the same plan, to look for each side exit that the subject took. A
 * VM gives those only if a setting asks for it (refvm: `set: checksnap=1`), so that this costs other runs
 * nothing.
 */
static void judge_exits(struct trial *t, const struct trial_question *q, const struct oracle_view *view,
                        struct observation *o)
{
    struct job_cursor saved = t->shm->cursor;
    struct trial_question same = *q;
    struct observation looked;
    same.side = &t->side[TRIAL_REFERENCE];
    same.settings = same.side->settings;
    if (q->fault_count && trial_is_fatal(t, &q->faults[0], false))
        return;
    struct trial_plan plan = trial_plan_for(t, &same, false, NULL);
    plan.expected = t->exec->exits.bytes;
    plan.expected_size = t->exec->exits.size;
    trial_aim(t, WHAT_EXPLORE, same.side, q->fault_count ? &q->faults[0] : NULL);
    bool ran = trial_execute(t, &plan, &looked);
    t->shm->cursor = saved;
    if (!ran)
        return;
    o->machine.snapshot = looked.machine.snapshot;
    ask(t, view, 1u << ORACLE_SNAPSHOT);
}

/* The oracles that hold a run against one of the reference engine with the same plan. */
enum { BESIDE_REFERENCE = 1u << ORACLE_DIFFERENTIAL | 1u << ORACLE_HANG };

static void judge_beside_reference(struct trial *t, const struct trial_question *q,
                                   struct oracle_view *view)
{
    struct observation same;
    if (!run_reference(t, q, &same))
        return;
    view->reference = &same;
    ask(t, view, BESIDE_REFERENCE);
    view->reference = NULL;
}

/* What the subject is compared with at once. With numbered events that is the reference under the same
 * plan; when it is known to have shown the same, the subject stands for it. */
static const struct observation *reference_for(const struct trial *t, const struct trial_question *q,
                                               const struct observation *o)
{
    if (q->side->reference)
        return NULL;
    if (!is_numbered(t, q))
        return &t->side[TRIAL_REFERENCE].base;
    bool same = q->fault_count == 1 && trial_path_hash(t, &q->faults[0]) == trial_path_value(o);
    return same ? o : NULL;
}

/* The questions whose answer takes further runs; these print over what the subject printed. */
static void judge_further(struct trial *t, const struct trial_question *q, struct oracle_view *view,
                          struct observation *o)
{
    bool set = needs_set(t, q, o), left = o->machine.heap.live_blocks > 0;
    bool beside = is_numbered(t, q) && !view->reference;
    bool exits = can_expect(t, q) && t->exec->exits.size > 0;
    enum exec_depth depth = t->depth;
    view->aftermath = NULL;
    if ((depth < DEPTH_FULL && !set && !left && !beside && !exits) || !exec_keep(o))
        return;
    if (exits)
        judge_exits(t, q, view, o);
    if (left)
        judge_leak(t, q, view, o);
    if (depth == DEPTH_FULL)
        judge_refilled(t, q, view);
    if (set)
        judge_against_set(t, q, view);
    if (beside)
        judge_beside_reference(t, q, view);
    exec_drop(o);
}

static void note_last(struct trial *t, const struct observation *o, bool reached)
{
    struct job_shm *shm = t->shm;
    shm->last.allocations = o->machine.allocations;
    shm->last.code_events = o->machine.code_events;
    shm->last.compiler_allocations = o->machine.compiler_allocations;
    shm->last.traces = o->machine.traces.hash;
    shm->last.reached = reached;
    shm->last.judged = true;
    shm->output_size = o->language.output_size;
    if (shm->job.kind == JOB_RUN)
        memcpy(shm->output, o->language.output, o->language.output_size);
}

/* Events of the judged run, and what the VM prints of itself, go to shared memory as text, unbuffered, so
 * that a crash loses none. */
static FILE *open_dump(struct trial *t)
{
    const struct job *job = &t->shm->job;
    FILE *f = job->dump || job->vm_dumps ? fmemopen(t->shm->dump, JOB_DUMP_SIZE, "w") : NULL;
    if (f)
        setvbuf(f, NULL, _IONBF, 0);
    t->exec->inject.dump = job->dump ? f : NULL;
    t->exec->inject.vm_dump = job->vm_dumps ? f : NULL;
    t->exec->inject.vm_dumps = job->vm_dumps;
    return f;
}

static void close_dump(struct trial *t, FILE *f)
{
    if (f)
        fclose(f);
    t->exec->inject.dump = t->exec->inject.vm_dump = NULL;
}

/* The subject's run, with everything that wants to know of it. */
static bool run_subject(struct trial *t, const struct trial_question *q, struct obs_aftermath *after,
                        struct observation *o)
{
    t->depth = DEPTH_NONE;
    t->base_hash = q->side->base.language.hash;
    FILE *dump = open_dump(t);
    t->exec->inject.feedback = t->shm->feedback;
    bool ran = answer(t, q, false, after, o);
    t->exec->inject.feedback = NULL;
    close_dump(t, dump);
    return ran;
}

/* A limit is a fault of law 2 that has no moment of its own. */
static void name_limit(const struct trial *t, struct observation *o)
{
    const char *limit = t->shm->cursor.limit;
    snprintf(o->fault.kind, sizeof o->fault.kind, "limit:%.*s", (int)strcspn(limit, "="), limit);
    o->fault.law = 2;
}

void trial_judge_observation(struct trial *t, const struct trial_question *q,
                             const struct obs_aftermath *after, struct observation *o)
{
    struct oracle_view view = {
        .subject = o,
        .fault_free = o->fault.law == 0 ? NULL : &q->side->base,
        .reference = reference_for(t, q, o),
        .subject_is_reference = q->side->reference,
        .aftermath = after,
        .program = t->program,
        .sees = trial_sees(t),
    };
    if (q->side->reference && !q->fault_count && t->shm->printed && t->c.output[0]) {
        view.recorded = strtoull(t->c.output, NULL, 16);
        view.printed = t->shm->last.output;
    }
    feature_of_outcome(t, o);
    uint32_t later = 1u << ORACLE_UNINIT | 1u << ORACLE_SNAPSHOT;
    if (o->machine.heap.live_blocks)
        later |= 1u << ORACLE_LEAK;
    if (is_numbered(t, q) && !view.reference)
        later |= BESIDE_REFERENCE;
    ask(t, &view, ~later);
    judge_further(t, q, &view, o);
}

/* What the reference engine prints without a fault is what can be recorded of a program. */
static void note_output(struct trial *t, const struct observation *o)
{
    t->shm->last.output = XXH64(o->language.output, o->language.output_size, 0);
    t->shm->printed = !o->language.output_cut && !(t->program & PROGRAM_ADDRESS_DEPENDENT);
}

/* What is learnt of a run before it is judged. True when its fault was reached. */
bool trial_note_run(struct trial *t, const struct trial_question *q, const struct observation *o)
{
    bool faulty = q->fault_count > 0, limited = q->settings != q->side->settings;
    struct job_stats *stats = &t->shm->stats;
    note_last(t, o, !faulty || o->fault.fired > 0);
    if (q->side->reference)
        learn(t, q->faults, q->fault_count, o);
    if (q->side->reference && !faulty && !limited)
        note_output(t, o);
    bool reached = t->shm->last.reached;
    stats->not_reached += !reached;
    stats->runs += reached;
    trial_count_states(t, q->faults);
    if (t->shm->cursor.has_second)
        job_count_pair(stats, (uint64_t)__builtin_popcount(t->exec->inject.fired));
    if (reached && (faulty || limited)) {
        stats->faults++;
        stats->by_kind[faulty ? q->faults[0].kind : VUT_FAULT_LIMIT]++;
    }
    return reached;
}

/* A VM that left code mappings behind has told the unwinder of them: this process can't be trusted on. */
void trial_recycle_if_tainted(struct trial *t)
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

/* An engine that was judged without a fault: its sites, which the counting run before has noted, count as
 * those of a program that was looked at. The judged run itself counts nothing: where each safepoint asks,
 * compiled code is left at each, and what lies behind would never be judged. */
static void note_judged_engine(struct trial *t)
{
    for (size_t i = 0; i < JOB_SITES_MAX; i++)
        if (t->shm->site[i].hash && t->shm->site[i].engine == t->shm->cursor.engine_index)
            t->shm->site[i].hits = 1;
}

/* Runs the plan and asks everybody. Returns false when the plan's event was not reached. */
bool trial_judge(struct trial *t, const struct trial_question *q)
{
    struct observation o;
    struct obs_aftermath after;
    struct obs_aftermath *asked = q->brief ? NULL : &after;
    bool reached = run_subject(t, q, asked, &o) && trial_note_run(t, q, &o);
    if (reached && q->fault_count == 0 && q->settings != q->side->settings)
        name_limit(t, &o);
    if (reached)
        trial_judge_observation(t, q, asked, &o);
    if (reached && q->fault_count == 0 && (q->settings == q->side->settings || t->shm->job.kind == JOB_RUN))
        note_judged_engine(t);
    note_warm(t);
    if (reached) /* or else the next process would only find the same end of the same stage */
        trial_recycle_if_tainted(t);
    return reached;
}

/* ---- run ----------------------------------------------------------------------------------------- */

bool trial_can_judge(const struct trial *t, const struct trial_side *side)
{
    return t->side[TRIAL_REFERENCE].base_known && (side->reference || side->base_known) &&
           !(t->program & PROGRAM_OVER_BUDGET);
}

struct trial_side *trial_side_of(struct trial *t, bool reference)
{
    return reference || t->b.subject == t->b.reference ? &t->side[TRIAL_REFERENCE]
                                                       : &t->side[TRIAL_SUBJECT];
}

void trial_count_program(struct trial *t)
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

void trial_limit_own(struct trial *t, struct trial_question *q)
{
    if (t->b.limited)
        q->settings = &t->b.limited_settings;
    limits_text(t, t->shm->cursor.limit, sizeof t->shm->cursor.limit);
}

void trial_run(struct trial *t)
{
    trial_count_program(t);
    t->shm->last.judged = false;
    t->shm->last.program = t->program;
    t->shm->output_size = 0;
    struct trial_side *side = trial_side_of(t, false);
    if (!trial_can_judge(t, side))
        return;
    struct trial_question q = {.side = side, .settings = side->settings};
    q.faults = t->c.fault;
    q.fault_count = t->c.fault_count;
    trial_limit_own(t, &q);
    trial_aim(t, WHAT_JUDGE, side, t->c.fault_count ? &t->c.fault[0] : NULL);
    trial_judge(t, &q);
    t->shm->cursor.what = WHAT_NOTHING;
}
