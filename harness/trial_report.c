/* trial_report.c: from a verdict, or from what a dead process left, to a finding. */
#include <string.h>
#include <xxhash.h>

#include "trial.h"

/* Counts the signature; true when it is new to this job. */
static bool first_seen(struct job_shm *shm, const char *signature)
{
    uint64_t hash = XXH64(signature, strlen(signature), 0);
    shm->until_met |= hash == shm->job.until;
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

void trial_report(struct job_shm *shm, const struct observation *o, const struct verdict *v,
                  const struct job_cursor *at, const char *vm, trial_emit_fn *emit, void *ctx)
{
    struct job_finding f = {0};
    snprintf(f.oracle, sizeof f.oracle, "%s", v->oracle);
    snprintf(f.engine, sizeof f.engine, "%s", at->engine);
    fault_kind_of(o, at, f.kind, sizeof f.kind);
    if (at->has_fault)
        fault_format(&at->fault, f.fault, sizeof f.fault);
    if (at->has_second)
        fault_format(&at->second, f.second, sizeof f.second);
    snprintf(f.limit, sizeof f.limit, "%s", at->limit);
    snprintf(f.site, sizeof f.site, "%s", o->fault.site);
    snprintf(f.callers, sizeof f.callers, "%s", o->fault.callers);
    snprintf(f.reason, sizeof f.reason, "%s", v->reason);
    snprintf(f.detail, sizeof f.detail, "%s", v->detail);
    f.wall = o->crash.kind == OBS_CRASH_HANG;
    struct signature_parts parts = job_finding_parts(&f, vm, shm->build_id);
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

void trial_skip(struct job_shm *shm)
{
    const struct job_cursor *at = &shm->cursor;
    struct job_set *set = at->reference && at->has_fault ? job_set_find(shm, &at->fault) : NULL;
    bool slow = shm->crash.kind == OBS_CRASH_HANG && at->reference;
    if (at->what == WHAT_PREPARE)
        shm->died |= at->has_fault   ? DIED_GC
                     : slow          ? DIED_SLOW
                     : at->reference ? DIED_REFERENCE
                                     : DIED_SUBJECT;
    else if (at->what == WHAT_MEASURE && !at->has_fault)
        shm->died |= DIED_MEASURE;
    else if (set && set->done + 1 == at->fault.n)
        set->done++;
    if (at->what == WHAT_EXPLORE && at->reference && at->has_fault && shm->fatal_count < JOB_FATAL_MAX)
        shm->fatal[shm->fatal_count++] = at->fault;
}
