/* job.c: the sets of law 1, which outlive the process that fills them. */
#include "job.h"

#include <string.h>

struct job_set *job_set_find(struct job_shm *shm, const struct fault *f)
{
    for (size_t i = 0; i < shm->set_count; i++)
        if (shm->set[i].kind == f->kind && shm->set[i].from == f->from && shm->set[i].action == f->action)
            return &shm->set[i];
    if (shm->set_count == JOB_SETS_MAX)
        return NULL;
    struct job_set *set = &shm->set[shm->set_count++];
    set->kind = f->kind;
    set->from = f->from;
    set->action = f->action;
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
