/* fuzz_afl_mutator.c: the mutator core as a library that afl-fuzz loads (AFL_CUSTOM_MUTATOR_LIBRARY).
 * How many events a program has is read from the file that the target writes (campaign.h).
 */
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "mutate.h"

#define EXPORT __attribute__((visibility("default")))

struct afl_mutator {
    struct mutate mutate;
    struct mutate_words words;
    struct campaign *campaign; /* or NULL */
    char out[MUTATE_CASE_MAX];
};

EXPORT void *afl_custom_init(void *afl, unsigned seed);
EXPORT size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out, uint8_t *other,
                              size_t other_size, size_t max);
EXPORT void afl_custom_splice_optout(void *data);
EXPORT void afl_custom_deinit(void *data);

static bool known_events(void *ctx, const char *program, size_t size, struct mutate_events *events)
{
    const struct campaign *c = ctx;
    return c && campaign_get_events(c, program, size, &events->allocations, &events->code_events);
}

void *afl_custom_init(void *afl, unsigned seed)
{
    const char *vm = getenv(CAMPAIGN_ENV_VM), *stats = getenv(CAMPAIGN_ENV_STATS);
    const char *dictionary = getenv(CAMPAIGN_ENV_DICTIONARY);
    struct afl_mutator *m = calloc(1, sizeof *m);
    (void)afl;
    if (!m)
        return NULL;
    if (dictionary && !mutate_words_read(&m->words, dictionary))
        fprintf(stderr, "faultline: can't read the dictionary '%s'\n", dictionary);
    m->campaign = stats ? campaign_map(stats) : NULL;
    m->mutate = (struct mutate){.vm = vm ? vm : "luajit",
                                .state = seed,
                                .events = known_events,
                                .events_ctx = m->campaign,
                                .words = &m->words};
    return m;
}

size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t max)
{
    struct afl_mutator *m = data;
    size_t room = max < sizeof m->out ? max : sizeof m->out;
    size_t made =
        mutate_case(&m->mutate, (const char *)buf, size, (const char *)other, other_size, m->out, room);
    *out = made ? (uint8_t *)m->out : buf;
    return made ? made : size;
}

/* AFL++'s own splicing would cut cases in two; afl_custom_fuzz is given the other case all the same. */
void afl_custom_splice_optout(void *data)
{
    (void)data;
}

void afl_custom_deinit(void *data)
{
    struct afl_mutator *m = data;
    campaign_unmap(m->campaign);
    free(m);
}
