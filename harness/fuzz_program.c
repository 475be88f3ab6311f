/* fuzz_program.c: any bytes are a program that the reference VM rejects or runs, to the same end in each of
 * its engines, and nothing is left behind.
 *
 * A libFuzzer target; seeds are in corpus/seeds/refvm, the dictionary is corpus/dictionaries/php.dict. The
 * VM runs in this process without faults, and goes on from program to program: what one leaves behind is
 * the next one's trouble, so it is looked for after each. `faultline fuzz` is the one with faults.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "solo.h"

enum {
    STEPS = 5000, /* a program that needs more than this shows little more */
    MEMORY_KB = 1024,
    FRAMES = 5000,
    NESTING = 100, /* on the C stack of the engine */
    SETS = 2,
    ENGINES_MAX = 8,
    GUARD_EVERY = 7, /* forced in the second set */
};

extern const struct vut vut_refvm;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* Leaks are counted here, block by block. Long stacks of each malloc and free, and a large quarantine, cost
 * more time than they are worth when each program lasts microseconds. */
const char *__asan_default_options(void)
{
    return "detect_leaks=0:malloc_context_size=5:quarantine_size_mb=16:allocator_may_return_null=1";
}

/* The first set has the engines as they are, the second those that watch each saved opline. */
static struct solo vms[SETS][ENGINES_MAX];

/* Little is hot within so few steps. An interpreter has nothing that it would heat up. */
static void heat_up(struct solo *s, bool shadow)
{
    static const char *const heats[] = {"hotloop", "hotfunc", "hotexit"};
    for (size_t i = 0; i < sizeof heats / sizeof heats[0]; i++)
        solo_set(s, heats[i], shadow ? 1 : 3);
    s->guard_every = shadow ? GUARD_EVERY : 0;
}

static void open_vm(struct solo *s, const char *engine, bool shadow)
{
    solo_init(s, &vut_refvm, engine);
    heat_up(s, shadow);
    bool ok = solo_set(s, "shadow", shadow) && solo_set(s, "helperexit", shadow) &&
              solo_set(s, "memory", MEMORY_KB) && solo_set(s, "frames", FRAMES) &&
              solo_set(s, "nesting", NESTING) && solo_set(s, "testmodule", shadow) && solo_open(s, STEPS);
    if (!ok) {
        fprintf(stderr, "faultline: can't create '%s' of refvm\n", engine);
        exit(3);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    for (int set = 0; set < SETS; set++)
        for (size_t i = 0; i < vut_refvm.engine_count && i < ENGINES_MAX; i++)
            open_vm(&vms[set][i], vut_refvm.engines[i].name, set == 1);
    return 0;
}

static void require(bool wrong, const struct solo *s, const char *why)
{
    if (!wrong)
        return;
    fprintf(stderr, "finding: refvm, %s%s: %s\n", s->settings.engine->name,
            s >= vms[1] ? " with shadow=1" : "", why);
    fprintf(stderr, "output: '%.*s'\n", SOLO_OUTPUT_KEPT, s->shown.output);
    abort();
}

/* A program picks its set, so that it always has the same one. */
static struct solo *choose(const uint8_t *data, size_t size)
{
    uint32_t sum = (uint32_t)size;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + data[i];
    return vms[(sum ^ sum >> 16) & 1];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct solo *set = choose(data, size);
    char why[512];
    /* The front end is the same for all. */
    bool loaded = solo_run(&set[0], (const char *)data, size);
    require(solo_is_wrong(&set[0], why, sizeof why), &set[0], why);
    for (size_t i = 1; loaded && i < vut_refvm.engine_count && i < ENGINES_MAX; i++) {
        solo_run(&set[i], (const char *)data, size);
        require(solo_is_wrong(&set[i], why, sizeof why), &set[i], why);
        require(solo_differ(&set[0], &set[i], why, sizeof why), &set[i], why);
    }
    return 0;
}
