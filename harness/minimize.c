#include "minimize.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "bind.h"
#include "interrupted.h"
#include "watchdog.h"

enum { PAIRS_TRIED = 60 }; /* pairs drawn for a plan of two faults whose numbers may have changed */

bool minimize_open(struct minimize *m, const struct options *o, const struct fcase *c,
                   const char *signature)
{
    *m = (struct minimize){.o = o, .c = *c, .steps = o->step_budget};
    snprintf(m->signature, sizeof m->signature, "%s", signature);
    m->slot = calloc(o->jobs, sizeof *m->slot);
    while (m->slot && m->slots < o->jobs) {
        struct minimize_slot *s = &m->slot[m->slots];
        s->minimize = m;
        if (!worker_open(&s->worker)) {
            minimize_close(m);
            return false;
        }
        m->slots++;
    }
    return m->slot != NULL;
}

void minimize_close(struct minimize *m)
{
    for (unsigned i = 0; i < m->slots; i++) {
        worker_close(&m->slot[i].worker);
        free(m->slot[i].text);
    }
    free(m->slot);
    m->slot = NULL;
    m->slots = 0;
}

/* ---- one candidate ------------------------------------------------------------------------------- */

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct minimize_slot *s = ctx;
    if (s->met || (s->minimize->signature[0] && strcmp(s->minimize->signature, f->signature) != 0))
        return;
    s->met = true;
    s->finding = *f;
}

/* The signature stands for the program alone when it says nothing of a fault. */
static bool can_sweep(const struct fcase *c)
{
    unsigned numbered = VUT_FORM_NTH | VUT_FORM_ALLOC | VUT_FORM_SIZE;
    for (size_t i = 0; i < c->fault_count; i++)
        if (!(fault_kinds[c->fault[i].kind].forms & numbered))
            return false;
    return c->limit_count == 0 && (c->fault_count == 1 || c->fault_count == 2);
}

static struct job job_of(const struct minimize *m, const struct minimize_slot *s, enum minimize_stage stage)
{
    struct job job = options_job(m->o, stage == MINIMIZE_SWEEP ? JOB_SWEEP : JOB_RUN);
    const struct fcase *c = &s->c;
    job.kinds = 0;
    job.step_budget = m->steps;
    job.both_engines = false;
    if (stage != MINIMIZE_SWEEP)
        return job;
    for (size_t i = 0; i < c->fault_count; i++) {
        job.kinds |= VUT_FAULT_BIT(c->fault[i].kind);
        job.persist |= c->fault[i].from;
        job.create |= c->fault[i].create;
    }
    job.until = XXH64(m->signature, strlen(m->signature), 0);
    job.pairs = c->fault_count == 2 ? PAIRS_TRIED : 0;
    return job;
}

/* False after `problem` was set, or when the case is too large to be one. */
static bool start(struct minimize *m, struct minimize_slot *s, enum minimize_stage stage)
{
    struct worker_failure failure;
    struct job job = job_of(m, s, stage);
    struct fcase plain = s->c;
    if (stage == MINIMIZE_SWEEP)
        plain.fault_count = 0;
    s->met = false;
    s->stage = stage;
    /* What an earlier run of the program did to its process is no part of the case. */
    s->worker.shm->key = s->worker.shm->reference_key = 0;
    free(s->text);
    s->text = options_case_text(&plain, &job.text_size);
    m->jobs++;
    if (s->text &&
        worker_submit(&s->worker, &job, s->text, plain.vm, case_setting(&plain, "lib"), &failure))
        return true;
    if (s->text)
        snprintf(m->problem, sizeof m->problem, "%s", failure.text);
    s->stage = MINIMIZE_IDLE;
    return false;
}

/* The plan of the finding that a sweep has made takes the place of the case's own. */
static bool take_plan(struct minimize_slot *s)
{
    struct case_error error;
    s->c.fault_count = 0;
    return case_fault(&s->c, s->finding.fault, &error) &&
           (!s->finding.second[0] || case_fault(&s->c, s->finding.second, &error));
}

/* A job has ended: what next? */
static void go_on(struct minimize *m, struct minimize_slot *s)
{
    bool rejected = s->worker.shm->last.rejected[0] || !s->worker.shm->last.judged;
    enum minimize_stage stage = s->stage;
    s->stage = MINIMIZE_IDLE;
    if (stage == MINIMIZE_SWEEP) {
        if (s->met && take_plan(s))
            start(m, s, MINIMIZE_CONFIRM);
        return;
    }
    s->holds = s->met;
    if (stage == MINIMIZE_RUN && !s->met && !rejected && !s->exact && can_sweep(&s->c))
        start(m, s, MINIMIZE_SWEEP);
}

static void step(struct minimize *m, struct minimize_slot *s)
{
    struct worker_failure failure;
    if (s->stage == MINIMIZE_IDLE)
        return;
    enum worker_state state = worker_step(&s->worker, on_finding, s, &failure);
    if (state == WORKER_BUSY)
        return;
    if (state == WORKER_DONE) {
        go_on(m, s);
        return;
    }
    /* Bad input is a candidate that is no case; everything else would end each candidate alike. */
    if (failure.status != EXIT_BAD_INPUT || !m->signature[0])
        snprintf(m->problem, sizeof m->problem, "%s", failure.text);
    s->stage = MINIMIZE_IDLE;
}

/* ---- several ------------------------------------------------------------------------------------- */

static bool any_busy(const struct minimize *m, struct pollfd *p, nfds_t *count)
{
    *count = 0;
    for (unsigned i = 0; i < m->slots; i++)
        if (m->slot[i].stage != MINIMIZE_IDLE)
            p[(*count)++] = (struct pollfd){.fd = m->slot[i].worker.reply_fd, .events = POLLIN};
    return *count > 0;
}

static void wait_for_all(struct minimize *m)
{
    struct pollfd p[REDUCE_WIDTH_MAX];
    nfds_t count;
    while (any_busy(m, p, &count)) {
        poll(p, count, 250);
        for (unsigned i = 0; i < m->slots; i++)
            step(m, &m->slot[i]);
        if (m->tick)
            m->tick(m->tick_ctx);
    }
}

static bool is_enough(const struct minimize *m)
{
    return interrupted || m->problem[0] || (m->deadline && watchdog_now() >= m->deadline);
}

size_t minimize_test(void *ctx, const struct reduce_text *candidate, size_t count)
{
    struct minimize *m = ctx;
    if (is_enough(m))
        return REDUCE_STOP;
    for (size_t i = 0; i < count; i++) {
        struct minimize_slot *s = &m->slot[i];
        s->c = m->c;
        s->c.output[0] = '\0'; /* is that of another program */
        s->c.program = candidate[i].at;
        s->c.program_size = candidate[i].size;
        s->holds = s->exact = false;
        start(m, s, MINIMIZE_RUN);
    }
    wait_for_all(m);
    for (size_t i = 0; i < count && !m->problem[0]; i++)
        if (m->slot[i].holds) {
            m->c = m->slot[i].c;
            return i;
        }
    return is_enough(m) ? REDUCE_STOP : count;
}

/* ---- the header ---------------------------------------------------------------------------------- */

static bool run_alone(struct minimize *m, const struct fcase *c, bool exact)
{
    struct minimize_slot *s = &m->slot[0];
    s->c = *c;
    s->exact = exact;
    s->holds = false;
    start(m, s, MINIMIZE_RUN);
    wait_for_all(m);
    return s->holds && !m->problem[0];
}

bool minimize_find(struct minimize *m, const struct fcase *c, struct job_finding *found)
{
    if (!run_alone(m, c, true))
        return false;
    *found = m->slot[0].finding;
    return true;
}

void minimize_limit_steps(struct minimize *m)
{
    enum { TIMES = 20, LEAST = 10000 };
    uint64_t steps = m->slot[0].worker.shm->last.steps;
    if (steps && steps * TIMES + LEAST < m->steps)
        m->steps = steps * TIMES + LEAST;
}

/* Does this case show the signature? If so its plan and header are kept as the smallest. */
static bool keeps(struct minimize *m, const struct fcase *c)
{
    if (!run_alone(m, c, false))
        return false;
    m->c = m->slot[0].c;
    return true;
}

static void drop_item(struct case_item *items, size_t *count, size_t i)
{
    memmove(&items[i], &items[i + 1], (*count - i - 1) * sizeof *items);
    (*count)--;
}

/* The header without its i-th part: settings, then limits, then faults. False: there is none. The library
 * is where the VM is, and a plan of one fault is what the signature is about. */
static bool without(const struct fcase *c, size_t i, struct fcase *out, bool *needed)
{
    *out = *c;
    *needed = false;
    if (i < c->set_count) {
        *needed = strcmp(c->set[i].name, "lib") == 0;
        drop_item(out->set, &out->set_count, i);
        return true;
    }
    i -= c->set_count;
    if (i < c->limit_count) {
        drop_item(out->limit, &out->limit_count, i);
        return true;
    }
    i -= c->limit_count;
    if (i >= c->fault_count)
        return false;
    memmove(&out->fault[i], &out->fault[i + 1], (c->fault_count - i - 1) * sizeof *out->fault);
    out->fault_count--;
    return true;
}

bool minimize_header(struct minimize *m, const struct reduce_text *program)
{
    struct fcase c;
    bool dropped = false, needed;
    m->c.program = program->at;
    m->c.program_size = program->size;
    for (size_t i = 0; !is_enough(m) && without(&m->c, i, &c, &needed);)
        if (!needed && keeps(m, &c))
            dropped = true;
        else
            i++;
    return dropped;
}

/* A smaller program may need fewer settings, and one that needs fewer settings may get smaller. */
bool minimize_reduce(struct minimize *m, struct reduce *r)
{
    bool dropped = minimize_header(m, &r->text);
    do {
        if (!reduce_run(r))
            return false;
        r->reducer = NULL;
        dropped = minimize_header(m, &r->text);
        if (dropped)
            reduce_forget(r);
    } while (dropped && !r->stopped);
    return true;
}

bool minimize_is_stable(struct minimize *m, uint64_t times)
{
    struct job_finding f;
    for (uint64_t i = 0; i < times; i++)
        if (!minimize_find(m, &m->c, &f))
            return false;
    return true;
}
