/* report_states.c: what the VMs were doing when faults fired, and which sites failed in which of their
 * states. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "bind.h"
#include "report.h"
#include "states.h"

typedef uint64_t by_state[VUT_STATES_MAX][VUT_FAULT_COUNT];

static uint64_t sum_of(const uint64_t *by_kind)
{
    uint64_t sum = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        sum += by_kind[k];
    return sum;
}

/* What is known of a row in an engine, as far as faults that were asked for could fail it: the states it
 * was passed or failed in, and those it failed in. Without judged runs of the engine nothing is. */
static uint32_t states_of(const struct states *s, const struct vut *vut, size_t row, size_t engine,
                          uint32_t kinds, uint32_t *failed)
{
    const struct states_site *site = states_find(s, states_row_hash(vut, row), (uint32_t)engine);
    bool asked = states_row_kinds(vut, row) & kinds;
    *failed = site && asked ? site->failed : 0;
    return site && asked ? site->passed | site->failed : 0;
}

struct total {
    uint64_t all, failed;
};

static struct total total_of(const struct states *s, const struct vut *vut, size_t engine, uint32_t kinds)
{
    struct total total = {0};
    for (size_t row = 0; row < states_row_count(vut); row++) {
        uint32_t failed, all = states_of(s, vut, row, engine, kinds, &failed);
        total.all += (uint64_t)__builtin_popcount(all);
        total.failed += (uint64_t)__builtin_popcount(failed);
    }
    return total;
}

/* ---- JSON ---------------------------------------------------------------------------------------- */

/* The member of this name, made when missing. */
static json_t *inner(json_t *object, const char *key)
{
    if (!json_object_get(object, key))
        json_object_set_new(object, key, json_object());
    return json_object_get(object, key);
}

static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static void counts_json(json_t *summary, const char *member, const struct vut *vut, const by_state *counts)
{
    for (size_t state = 0; state < vut->state_count; state++)
        for (int k = 0; k < VUT_FAULT_COUNT; k++)
            if ((*counts)[state][k])
                json_object_set_new(
                    inner(inner(inner(summary, member), vut->name), vut->states[state].name),
                    fault_kinds[k].name, number((*counts)[state][k]));
}

static void sites_json(json_t *sites, const struct states *s, const struct vut *vut, size_t engine,
                       uint32_t kinds)
{
    for (size_t row = 0; row < states_row_count(vut); row++) {
        uint32_t failed, all = states_of(s, vut, row, engine, kinds, &failed);
        for (size_t state = 0; state < vut->state_count; state++)
            if (all & 1u << state)
                json_object_set_new(inner(sites, states_row_name(vut, row)), vut->states[state].name,
                                    json_boolean(failed & 1u << state));
    }
}

static void engine_json(json_t *summary, const struct states *s, const struct vut *vut, size_t engine,
                        uint32_t kinds)
{
    struct total total = total_of(s, vut, engine, kinds);
    const char *name = vut->engines[engine].name;
    if (total.all == 0)
        return;
    sites_json(inner(inner(inner(summary, "sites_states"), vut->name), name), s, vut, engine, kinds);
    json_object_set_new(inner(inner(summary, "sites_states_total"), vut->name), name, number(total.all));
    json_object_set_new(inner(inner(summary, "sites_states_failed"), vut->name), name,
                        number(total.failed));
}

void report_states_json(json_t *summary, struct states *s, uint32_t kinds)
{
    for (size_t i = 0; i < vm_count; i++) {
        const struct vut *vut = vm_table[i];
        const struct states_counts *counts = states_counts_of(s, vut);
        if (!counts || vut->state_count == 0)
            continue;
        counts_json(summary, "states", vut, &counts->fired);
        counts_json(summary, "pairs_states", vut, &counts->second);
        for (size_t e = 0; e < vut->engine_count; e++)
            engine_json(summary, s, vut, e, kinds);
    }
}

/* ---- text ---------------------------------------------------------------------------------------- */

static void kinds_text(const uint64_t *by_kind)
{
    int printed = 0;
    for (int k = 0; k < VUT_FAULT_COUNT; k++)
        if (by_kind[k])
            printf("%s%s %" PRIu64, printed++ ? ", " : " (", fault_kinds[k].name, by_kind[k]);
    putchar(')');
}

static void counts_text(const char *title, const struct vut *vut, const by_state *counts, bool with_kinds)
{
    int printed = 0;
    for (size_t state = 0; state < vut->state_count; state++) {
        uint64_t sum = sum_of((*counts)[state]);
        if (sum == 0)
            continue;
        if (printed++)
            printf(", ");
        else
            printf("summary: states of %s%s: ", vut->name, title);
        printf("%s %" PRIu64, vut->states[state].name, sum);
        if (with_kinds)
            kinds_text((*counts)[state]);
    }
    if (printed)
        putchar('\n');
}

/* Of the sites that never failed in some state, the first few. */
static void never_text(const struct states *s, const struct vut *vut, size_t engine, uint32_t kinds,
                       uint64_t left)
{
    enum { NAMES_MAX = 12 };
    uint64_t told = 0;
    for (size_t row = 0; row < states_row_count(vut); row++) {
        uint32_t failed, all = states_of(s, vut, row, engine, kinds, &failed);
        for (size_t state = 0; state < vut->state_count && told < NAMES_MAX; state++)
            if (all & ~failed & 1u << state)
                printf("%s%s while %s", told++ ? ", " : ", never: ", states_row_name(vut, row),
                       vut->states[state].name);
    }
    if (left > told)
        printf(" and %" PRIu64 " more", left - told);
}

static void engine_text(const struct states *s, const struct vut *vut, size_t engine, uint32_t kinds)
{
    struct total total = total_of(s, vut, engine, kinds);
    if (total.all == 0)
        return;
    printf("summary: sites of %s in each state failed in %s: %" PRIu64 " of %" PRIu64, vut->name,
           vut->engines[engine].name, total.failed, total.all);
    never_text(s, vut, engine, kinds, total.all - total.failed);
    putchar('\n');
}

void report_states_text(struct states *s, uint32_t kinds)
{
    for (size_t i = 0; i < vm_count; i++) {
        const struct vut *vut = vm_table[i];
        const struct states_counts *counts = states_counts_of(s, vut);
        if (!counts || vut->state_count == 0)
            continue;
        counts_text(", faults", vut, &counts->fired, false);
        counts_text(", second faults of pairs", vut, &counts->second, true);
        for (size_t e = 0; e < vut->engine_count; e++)
            engine_text(s, vut, e, kinds);
    }
}
