#include "replay.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "interrupted.h"
#include "watchdog.h"

struct slot {
    struct worker worker;
    struct replayed result;
    struct fcase c;
    char *text;
    uint64_t start;
};

static void on_finding(void *ctx, const struct job_finding *f)
{
    struct replayed *result = ctx;
    if (result->count < REPLAY_FINDINGS_MAX)
        result->finding[result->count++] = *f;
}

/* ---- one case ------------------------------------------------------------------------------------ */

/* There is no finding: was the case judged at all? */
static void judge_silence(const struct job_shm *shm, const struct fcase *c, struct replayed *result)
{
    char fault[FAULT_TEXT_SIZE] = "";
    result->status = EXIT_CANNOT_RUN;
    if (shm->last.program & PROGRAM_OVER_BUDGET) {
        snprintf(result->why, sizeof result->why, "over budget: nothing can be compared");
    } else if (!shm->last.judged) {
        snprintf(result->why, sizeof result->why, "could not be judged");
    } else if (!shm->last.reached) {
        result->status = EXIT_BAD_INPUT;
        if (c->fault_count)
            fault_format(&c->fault[0], fault, sizeof fault);
        snprintf(result->why, sizeof result->why, "fault '%s' was not reached", fault);
    } else {
        result->status = EXIT_CLEAN;
    }
}

static void finish(struct replay *r, struct slot *s)
{
    s->result.seconds = (double)(watchdog_now() - s->start) / 1e6;
    r->done(r->ctx, &s->result);
    free(s->text);
    s->text = NULL;
}

static void fail(struct slot *s, const struct worker_failure *failure)
{
    s->result.status = failure->status;
    snprintf(s->result.why, sizeof s->result.why, "%s", failure->text);
}

/* False when it is at an end already. */
static bool start(struct replay *r, struct slot *s)
{
    struct worker_failure failure = {"too large with its header", EXIT_BAD_INPUT};
    struct job job = options_job(r->o, JOB_RUN);
    s->start = watchdog_now();
    s->result = (struct replayed){.path = r->path[r->next++]};
    s->result.status = options_case(r->o, s->result.path, &s->c, &s->text);
    if (s->result.status) {
        snprintf(s->result.why, sizeof s->result.why, "can't be used as a case");
        s->text = NULL;
        return false;
    }
    s->result.c = &s->c;
    char *canonical = options_case_text(&s->c, &job.text_size);
    /* What an earlier run of the program did to its process is no part of the case. */
    s->worker.shm->key = s->worker.shm->reference_key = 0;
    bool ok = canonical &&
              worker_submit(&s->worker, &job, canonical, s->c.vm, case_setting(&s->c, "lib"), &failure);
    free(canonical);
    if (!ok)
        fail(s, &failure);
    return ok;
}

static bool is_over(const struct replay *r)
{
    return interrupted || watchdog_now() >= r->deadline;
}

static void feed(struct replay *r, struct slot *s)
{
    while (!s->worker.busy && r->next < r->count && !is_over(r))
        if (!start(r, s))
            finish(r, s);
}

static void step(struct replay *r, struct slot *s)
{
    struct worker_failure failure;
    if (!s->worker.busy)
        return;
    enum worker_state state = worker_step(&s->worker, on_finding, &s->result, &failure);
    if (state == WORKER_BUSY)
        return;
    if (state == WORKER_FAILED)
        fail(s, &failure);
    else if (s->result.count == 0)
        judge_silence(s->worker.shm, &s->c, &s->result);
    finish(r, s);
}

/* ---- all of them --------------------------------------------------------------------------------- */

static bool wait_for_any(const struct replay *r, const struct slot *slot, size_t slots)
{
    struct pollfd p[64];
    nfds_t busy = 0;
    uint64_t now = watchdog_now(), left = r->deadline > now ? r->deadline - now : 0;
    for (size_t i = 0; i < slots; i++)
        if (slot[i].worker.busy)
            p[busy++] = (struct pollfd){.fd = slot[i].worker.reply_fd, .events = POLLIN};
    if (busy)
        poll(p, busy, left < 250000 ? (int)(left / 1000) + 1 : 250);
    return busy > 0;
}

/* What is under way is cut, and what was not taken up. */
static void cut(struct replay *r, struct slot *slot, size_t slots)
{
    for (size_t i = 0; i < slots; i++)
        if (slot[i].worker.busy) {
            slot[i].result.cut = true;
            finish(r, &slot[i]);
        }
    while (r->next < r->count) {
        struct replayed result = {.path = r->path[r->next++], .cut = true};
        r->done(r->ctx, &result);
    }
}

static void loop(struct replay *r, struct slot *slot, size_t slots)
{
    for (;;) {
        for (size_t i = 0; i < slots; i++)
            feed(r, &slot[i]);
        if (is_over(r) || !wait_for_any(r, slot, slots))
            return;
        for (size_t i = 0; i < slots; i++)
            step(r, &slot[i]);
        if (r->tick)
            r->tick(r->ctx);
    }
}

bool replay_run(struct replay *r)
{
    size_t wanted = r->o->jobs < r->count ? r->o->jobs : r->count, slots = 0;
    struct slot *slot = calloc(wanted + 1, sizeof *slot);
    while (slot && slots < wanted && worker_open(&slot[slots].worker))
        slots++;
    bool ok = slot && slots == wanted;
    if (ok) {
        loop(r, slot, slots);
        cut(r, slot, slots);
    }
    for (size_t i = 0; i < slots; i++)
        worker_close(&slot[i].worker);
    free(slot);
    return ok;
}
