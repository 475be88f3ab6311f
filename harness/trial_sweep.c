/* trial_sweep.c: a program's sweep: which kinds and limits in which engine, and each n of them. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash.h"
#include "rounds.h"
#include "trial_parts.h"
#include "watchdog.h"

/* One dimension that is swept: a kind of fault in one engine, or one limit. */
struct stage {
    bool reference;
    bool plain; /* the run without a fault */
    bool own;   /* the plan and the limits that the case itself has */
    bool pairs; /* two faults at once, in place of all that follows */
    enum vut_fault kind;
    bool from;
    bool create; /* counted from create */
    bool alloc;  /* an interrupt raised during an allocation */
    enum vut_action action;
    const struct vut_param *limit;
};

enum { STAGES_MAX = 192 };

/* Where the VM numbers its safepoints, interrupts are raised there, too: what they find when they are
 * raised inside a helper is something else. Code can be flushed only where there is some. */
static size_t add_interrupts(struct stage *out, size_t count, const struct trial *t, struct stage s,
                             bool compiles)
{
    for (int a = 0; a < VUT_ACTION_COUNT; a++) {
        s.action = (enum vut_action)a;
        if (s.action == VUT_ACTION_FLUSH && !compiles)
            continue;
        s.alloc = true;
        out[count++] = s;
        s.alloc = false;
        if (t->shm->safepoints > 0)
            out[count++] = s;
    }
    return count;
}

static size_t add_kind(struct stage *out, size_t count, const struct trial *t, bool reference,
                       enum vut_fault kind, bool compiles)
{
    const struct job *job = &t->shm->job;
    struct stage s = {.reference = reference, .kind = kind};
    if (kind == VUT_FAULT_INTERRUPT)
        return add_interrupts(out, count, t, s, compiles);
    out[count++] = s;
    if (job->persist && fault_kinds[kind].forms & VUT_FORM_FROM && kind != VUT_FAULT_GC) {
        s.from = true;
        out[count++] = s;
    }
    s.from = false;
    /* Named sites are there to be failed one and all, those of create included. */
    s.create = kind == VUT_FAULT_OOM && job->create;
    if (s.create)
        out[count++] = s;
    return count;
}

bool trial_takes(const struct trial *t, bool reference, enum vut_fault kind)
{
    bool compiles = reference ? t->b.reference->compiles : t->b.subject->compiles;
    unsigned forms = fault_kinds[kind].forms;
    return t->shm->job.kinds & t->b.vut->faults & VUT_FAULT_BIT(kind) &&
           forms & (VUT_FORM_NTH | VUT_FORM_ALLOC | VUT_FORM_SIZE) &&
           (fault_kinds[kind].law == 1 || compiles);
}

static size_t engine_stages(const struct trial *t, bool reference, struct stage *out, size_t count)
{
    bool compiles = reference ? t->b.reference->compiles : t->b.subject->compiles;
    out[count++] = (struct stage){.reference = reference, .plain = true};
    if (!reference && t->shm->job.pairs == 0 && (t->c.fault_count > 0 || t->b.limited))
        out[count++] = (struct stage){.own = true};
    if (t->shm->job.pairs > 0) {
        out[count++] = (struct stage){.reference = reference, .pairs = true};
        return count;
    }
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (trial_takes(t, reference, (enum vut_fault)k))
            count = add_kind(out, count, t, reference, (enum vut_fault)k, compiles);
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
static bool judge_in_child(struct trial *t, const struct trial_question *q)
{
    pid_t child = fork();
    if (child == 0) {
        crash_expect_exit();
        watchdog_install();
        if (t->shm->job.fork_each == FORK_AND_CREATE)
            exec_forget(t->exec);
        _exit(trial_judge(t, q) ? 0 : 1);
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

/* The n-th limit to try: each one that fails at an event of its own. None is below the smallest peak. */
static uint64_t memory_limit(const struct trial *t, const struct stage *s, uint64_t n)
{
    const struct job_peaks *peaks = &t->shm->peaks[s->reference ? TRIAL_REFERENCE : TRIAL_SUBJECT];
    if (n > peaks->count)
        return 0;
    return peaks->bytes[n - 1] > 1 ? peaks->bytes[n - 1] - 1 : 1;
}

/* Nobody says how deep a program goes, so the limits go up until one is not reached: one by one at first,
 * then, for programs that recurse without end, by a quarter. */
static uint64_t stack_limit(uint64_t n)
{
    enum { EACH_MAX = 64 };
    uint64_t limit = n < EACH_MAX ? n : EACH_MAX;
    for (; n > EACH_MAX && limit < UINT32_MAX; n--)
        limit += limit / 4;
    return limit;
}

static struct fault kind_of(const struct stage *s, uint64_t n)
{
    return (struct fault){.kind = s->kind,
                          .n = n,
                          .from = s->from,
                          .action = s->action,
                          .alloc = s->alloc,
                          .create = s->create};
}

/* The first n of the stage from here on whose round it is; 0: none. */
static uint64_t in_round(struct trial *t, const struct stage *s, uint64_t n)
{
    struct fault f = kind_of(s, n);
    return trial_rounds_next(t, trial_side_of(t, s->reference), &f, n);
}

/* False: there is no n-th. */
static bool fault_of(const struct trial *t, const struct stage *s, uint64_t n, struct fault *out)
{
    *out = kind_of(s, n);
    if (!(fault_kinds[s->kind].forms & VUT_FORM_SIZE))
        return true;
    out->n = 0;
    out->size = s->kind == VUT_FAULT_MEMORY_LIMIT ? memory_limit(t, s, n) : stack_limit(n);
    return out->size > 0 && out->size < UINT32_MAX;
}

/* One n of a stage. False: there are no more. Of memory limits it is known how many there are. */
static bool sweep_one(struct trial *t, const struct stage *s, uint64_t n)
{
    struct trial_side *side = trial_side_of(t, s->reference);
    struct fault f;
    struct trial_question q = {.side = side, .settings = side->settings, .faults = &f, .fault_count = 1};
    if (!fault_of(t, s, n, &f))
        return false;
    t->shm->cursor.n = n;
    trial_aim(t, WHAT_JUDGE, side, &f);
    bool reached = t->shm->job.fork_each ? judge_in_child(t, &q) : trial_judge(t, &q);
    return reached || s->kind == VUT_FAULT_MEMORY_LIMIT;
}

/* A run as those with a limit are, without one: it counts nothing, and so does not leave compiled code to
 * do so. */
static bool run_unlimited(struct trial *t, struct obs_machine *out)
{
    struct trial_side *side = trial_side_of(t, false);
    struct trial_plan run = {.settings = side->settings, .style = t->b.style};
    struct observation o;
    trial_aim(t, WHAT_MEASURE, side, NULL);
    if (!trial_execute(t, &run, &o))
        return false;
    *out = o.machine;
    return true;
}

/* Did the last run's compiler do what it did without a limit? */
static bool did_the_same(const struct job_shm *shm, const struct obs_machine *base)
{
    return shm->last.traces == base->traces.hash && shm->last.allocations == base->allocations &&
           shm->last.compiler_allocations == base->compiler_allocations &&
           shm->last.code_events == base->code_events;
}

/* A limit's values go up until so many in a row changed nothing. */
static bool sweep_limit_value(struct trial *t, const struct vut_param *limit, uint64_t n,
                              const struct obs_machine *unlimited, uint64_t *unchanged)
{
    enum { UNCHANGED_MAX = 8 };
    struct trial_side *side = trial_side_of(t, false);
    struct vut_settings settings = *side->settings;
    long value = limit->min + (long)n - 1;
    if (value > limit->max || value > limit->initial * 4 + 64 || *unchanged >= UNCHANGED_MAX)
        return false;
    settings.param[limit - t->b.vut->params] = value;
    struct trial_question q = {.side = side, .settings = &settings};
    q.brief = !t->shm->job.thorough && n % TRIAL_LIMIT_SAMPLE != 1;
    snprintf(t->shm->cursor.limit, sizeof t->shm->cursor.limit, "%s=%ld", limit->name, value);
    t->shm->cursor.n = n;
    trial_aim(t, WHAT_JUDGE, side, NULL);
    if (!trial_judge(t, &q))
        return false;
    *unchanged = did_the_same(t->shm, unlimited) ? *unchanged + 1 : 0;
    return true;
}

static void sweep_limit(struct trial *t, const struct vut_param *limit, uint64_t n)
{
    struct obs_machine unlimited;
    uint64_t unchanged = 0;
    if (!run_unlimited(t, &unlimited))
        return;
    while (sweep_limit_value(t, limit, n, &unlimited, &unchanged))
        n++;
    t->shm->cursor.limit[0] = '\0';
}

static void sweep_plain(struct trial *t, const struct stage *s)
{
    struct trial_side *side = trial_side_of(t, s->reference);
    struct trial_question q = {.side = side, .settings = side->settings};
    t->shm->cursor.n = 1;
    trial_aim(t, WHAT_JUDGE, side, NULL);
    trial_judge(t, &q);
    trial_measure_states(t, side);
}

/* Somebody thought that it is worth writing down, and it may be one that no sweep comes by, of two faults.
 */
static void sweep_own(struct trial *t)
{
    struct trial_side *side = trial_side_of(t, false);
    struct trial_question q = {.side = side, .settings = side->settings, .faults = t->c.fault};
    q.fault_count = t->c.fault_count;
    t->shm->cursor.n = 1;
    trial_limit_own(t, &q);
    trial_aim(t, WHAT_JUDGE, side, q.fault_count ? &q.faults[0] : NULL);
    trial_judge(t, &q);
    t->shm->cursor.limit[0] = '\0';
}

/* What a visit of exec_sweep needs; there is one at a time. */
struct branching {
    struct trial_question q;
    struct obs_aftermath after;
    struct fault fault;
};

static void aim_branch(struct trial *t, uint64_t n)
{
    struct branching *b = t->branching;
    struct fault f = b->fault;
    f.n = n;
    t->shm->cursor.n = n;
    trial_aim(t, WHAT_JUDGE, b->q.side, &f);
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
    if (!trial_note_run(t, &b->q, o))
        return false;
    trial_judge_observation(t, &b->q, &b->after, o);
    trial_recycle_if_tainted(t);
    n = trial_rounds_next(t, b->q.side, &b->fault, n + 1);
    b->fault.n = n - 1; /* from which exec_sweep goes on to the next */
    if (n)
        aim_branch(t, n);
    return n != 0 && !t->shm->until_met;
}

/* Runs the stage's faults from n on as branches of one run. */
static enum exec_swept run_branches(struct trial *t, struct branching *b, struct exec_request *request,
                                    exec_visit_fn *visit)
{
    uint64_t runs_before = t->exec->runs;
    watchdog_allow(t->time_limit);
    enum exec_swept swept = exec_sweep(t->exec, request, &b->fault, visit);
    watchdog_allow(0);
    t->shm->stats.programs += t->exec->runs - runs_before;
    return swept;
}

static bool visit_reference(void *ctx, struct observation *o)
{
    struct trial *t = ctx;
    struct branching *b = t->branching;
    trial_path_learn(t, &b->fault, o);
    uint64_t n = trial_rounds_next(t, b->q.side, &b->fault, b->fault.n + 1);
    b->fault.n = n - 1;
    t->shm->cursor.fault.n = n;
    watchdog_allow(t->time_limit);
    return o->fault.fired > 0 && n != 0;
}

/* What the reference engine shows at each n from here on, before another engine is compared with it. When
 * that ends the process, the next one asks for each n by itself. */
static void explore_path(struct trial *t, const struct stage *s, uint64_t n)
{
    struct trial_side *side = &t->side[TRIAL_REFERENCE];
    struct branching b = {.q = {.side = side, .settings = side->settings, .fault_count = 1}};
    if (s->reference || !(trial_sees(t) & SEES_NUMBERED) || fault_kinds[s->kind].law != 1 ||
        !fault_of(t, s, n, &b.fault))
        return;
    b.q.faults = &b.fault;
    struct trial_plan run = trial_plan_for(t, &b.q, false, NULL);
    struct exec_request request = trial_request(t, &run);
    if (trial_path_is_done(t, &b.fault) || trial_is_fatal(t, &b.fault, true) ||
        !exec_can_sweep(t->exec, &request))
        return;
    t->branching = &b;
    trial_aim(t, WHAT_EXPLORE, side, &b.fault);
    if (run_branches(t, &b, &request, visit_reference) == EXEC_SWEPT_ALL)
        trial_path_finish(t, &b.fault);
}

/* The stage from n on, the way before each fault run only once. Returns the n to go on with, 0 when done.
 */
static uint64_t sweep_branches(struct trial *t, const struct stage *s, uint64_t n)
{
    struct trial_side *side = trial_side_of(t, s->reference);
    struct branching b = {.q = {.side = side, .settings = side->settings, .fault_count = 1}};
    bool from_start = n == 1;
    n = in_round(t, s, n);
    if (!n || !fault_of(t, s, n, &b.fault))
        return n;
    b.q.faults = &b.fault;
    struct trial_plan run = trial_plan_for(t, &b.q, false, &b.after);
    struct exec_request request = trial_request(t, &run);
    if (t->shm->job.fork_each || !exec_can_sweep(t->exec, &request))
        return n;
    t->shm->cursor.n = n;
    explore_path(t, s, n);
    t->branching = &b;
    aim_branch(t, n);
    if (run_branches(t, &b, &request, visit_branch) == EXEC_SWEPT_PART)
        return b.fault.n;
    if (s->reference && from_start)
        trial_path_finish(t, &b.fault);
    return 0;
}

/* No two of them have the same way before them, so that each is a run of its own: see guards.h. */
static void sweep_guards(struct trial *t, const struct stage *s, uint64_t from)
{
    uint64_t n = trial_guards_begin(t, trial_side_of(t, s->reference), from, !s->from);
    while (n && !t->shm->until_met)
        n = trial_guards_next(t, n, sweep_one(t, s, n));
    trial_guards_end(t);
}

/* What is no fault, or can't be taken apart, has its round as a whole. */
static bool has_round(const struct trial *t, const struct stage *s)
{
    unsigned round = t->shm->job.round;
    if (round == ROUNDS_NONE || s->plain || s->own)
        return round == ROUNDS_NONE || round == ROUNDS_PLAIN;
    return s->limit || s->pairs ? round == ROUNDS_LAST : round >= ROUNDS_FIRST;
}

static void sweep_stage(struct trial *t, const struct stage *s, uint64_t from)
{
    t->shm->cursor.limit[0] = '\0';
    if (!has_round(t, s))
        return;
    if (!trial_can_judge(t, trial_side_of(t, s->reference))) {
        t->shm->stats.not_swept += s->plain && t->shm->died & (DIED_REFERENCE | DIED_SUBJECT);
        return;
    }
    if (s->plain) {
        if (from == 1)
            sweep_plain(t, s);
        return;
    }
    if (s->own) {
        if (from == 1)
            sweep_own(t);
        return;
    }
    if (s->pairs) {
        trial_pairs(t, s->reference, from);
        return;
    }
    if (s->kind == VUT_FAULT_EXIT) {
        sweep_guards(t, s, from);
        return;
    }
    if (s->limit) {
        sweep_limit(t, s->limit, from);
        return;
    }
    uint64_t n = sweep_branches(t, s, from);
    for (n = n ? in_round(t, s, n) : 0; n && !t->shm->until_met && sweep_one(t, s, n);
         n = in_round(t, s, n + 1))
        ;
}

void trial_sweep(struct trial *t)
{
    struct stage stages[STAGES_MAX];
    size_t count = all_stages(t, stages);
    struct job_cursor start = t->shm->resume;
    if (t->shm->heavy)
        return;
    if (start.stage == 0 && start.n <= 1 && t->shm->job.round <= ROUNDS_PLAIN)
        trial_count_program(t);
    for (uint32_t i = start.stage; i < count && !t->shm->until_met; i++) {
        t->shm->cursor.stage = i;
        uint64_t from = i == start.stage && start.n ? start.n : 1;
        if (has_round(t, &stages[i]))
            trial_rounds_begin(t, stages[i].reference, from);
        sweep_stage(t, &stages[i], from);
    }
    t->shm->cursor.what = WHAT_NOTHING;
}
