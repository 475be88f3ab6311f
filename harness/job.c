/* job.c: what is known of a program, and outlives the process that found it out. */
#include "job.h"

#include <string.h>

struct job_set *job_set_find(struct job_shm *shm, const struct fault *f)
{
    for (size_t i = 0; i < shm->set_count; i++)
        if (shm->set[i].kind == f->kind && shm->set[i].from == f->from && shm->set[i].action == f->action &&
            shm->set[i].alloc == f->alloc)
            return &shm->set[i];
    if (shm->set_count == JOB_SETS_MAX)
        return NULL;
    struct job_set *set = &shm->set[shm->set_count++];
    set->kind = f->kind;
    set->from = f->from;
    set->action = f->action;
    set->alloc = f->alloc;
    set->complete = false;
    set->done = 0;
    set->count = 0;
    return set;
}

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

bool job_set_has(const struct job_set *set, uint64_t hash)
{
    size_t at = set_position(set, hash);
    return at < set->count && set->hash[at] == hash;
}

void job_set_add(struct job_set *set, uint64_t n, const struct observation *o)
{
    if (n != set->done + 1)
        return;
    set->done = n;
    if (o->fault.fired == 0) {
        set->complete = true;
        return;
    }
    size_t at = set_position(set, o->language.hash);
    if (job_set_has(set, o->language.hash) || set->count == JOB_SET_SIZE)
        return;
    memmove(&set->hash[at + 1], &set->hash[at], (set->count - at) * sizeof set->hash[0]);
    set->hash[at] = o->language.hash;
    set->count++;
}

void job_peaks_clear(struct job_peaks *peaks)
{
    peaks->seen = peaks->count = 0;
    peaks->stride = 1;
}

void job_peaks_add(struct job_peaks *peaks, uint64_t bytes)
{
    if (peaks->count == JOB_PEAKS_MAX) {
        for (size_t i = 0; i < JOB_PEAKS_MAX / 2; i++)
            peaks->bytes[i] = peaks->bytes[2 * i];
        peaks->count = JOB_PEAKS_MAX / 2;
        peaks->stride *= 2;
    }
    if (peaks->seen++ % peaks->stride == 0)
        peaks->bytes[peaks->count++] = bytes;
}

void job_count_pair(struct job_stats *stats, uint64_t reached)
{
    stats->pairs++;
    stats->pairs_both += reached >= 2;
    stats->pairs_one += reached == 1;
}

bool job_same_kind(const struct fault *a, const struct fault *b)
{
    return a->kind == b->kind && a->from == b->from && a->action == b->action && a->alloc == b->alloc &&
           a->create == b->create && strcmp(a->site, b->site) == 0;
}

/* What a signature says of the place. An interrupt or a collection is only asked for there, and happens
 * later; a panic and growth have one cause wherever the fault was. */
static const char *site_of(const struct job_finding *f)
{
    char why[128];
    struct fault fault;
    bool later = f->fault[0] && fault_parse(f->fault, &fault, why, sizeof why) &&
                 (fault.kind == VUT_FAULT_INTERRUPT || fault.kind == VUT_FAULT_GC);
    if (later || strncmp(f->reason, "panic", 5) == 0 || strcmp(f->reason, "growth") == 0)
        return "";
    return f->callers[0] ? f->callers : f->site;
}

struct signature_parts job_finding_parts(const struct job_finding *f, const char *vm, const char *build)
{
    return (struct signature_parts){.vm = vm,
                                    .oracle = f->oracle,
                                    .engine = f->engine,
                                    .fault = f->kind,
                                    .reason = f->reason,
                                    .site = site_of(f),
                                    .build = build};
}
