#include "guards.h"

#include <stdlib.h>
#include <string.h>

bool guards_begin(struct guards *g, uint64_t key)
{
    unsigned tries = g->key == key ? g->tries : 0;
    if (tries == GUARDS_TRIES_MAX)
        return false;
    memset(g, 0, offsetof(struct guards, exit));
    g->sorted = false;
    g->key = key;
    g->tries = tries + 1;
    return true;
}

void guards_measured(struct guards *g, uint64_t passed)
{
    g->tries = GUARDS_TRIES_MAX;
    g->passed = passed;
}

void guards_note(struct guards *g, const struct vut_guard *first)
{
    g->executed++;
    if (g->exit_count == GUARDS_EXITS_MAX)
        return;
    g->exit[g->exit_count].first = *first;
    g->exit[g->exit_count++].forced = false;
}

static int by_number(const void *a, const void *b)
{
    const struct vut_guard *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

uint64_t guards_next(struct guards *g, uint64_t n)
{
    size_t low = 0, high = g->exit_count;
    if (!g->sorted)
        qsort(g->exit, g->exit_count, sizeof *g->exit, by_number);
    g->sorted = true;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->exit[middle].first.number < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->exit_count ? g->exit[low].first.number : 0;
}

static bool is_same_exit(const struct vut_guard *a, const struct vut_guard *b)
{
    return a->exit == b->exit && a->trace == b->trace && a->flushes == b->flushes;
}

bool guards_note_forced(struct guards *g, const struct vut_guard *exit)
{
    for (size_t i = 0; i < g->exit_count; i++) {
        if (!is_same_exit(&g->exit[i].first, exit))
            continue;
        bool fresh = !g->exit[i].forced;
        g->exit[i].forced = true;
        return fresh;
    }
    g->unnoted++;
    return false;
}
