/* solo.h: a VM alone in this process, for fuzzing: no worker, no arena, no faults.
 *
 * Each block is one of malloc's, so that under ASan each has its redzones and stays in quarantine after it
 * is freed, and growth always moves. The VM lives on from program to program and resets itself. It must be
 * one that takes all memory from `resize`.
 */
#ifndef FAULTLINE_SOLO_H
#define FAULTLINE_SOLO_H

#include "vut.h"

enum { SOLO_OUTPUT_KEPT = 4096 };

/* What a program showed. Zeroed before each run, padding included. */
struct solo_shown {
    struct vut_record record;
    uint64_t events[VUT_EVENT_COUNT]; /* how many of each kind */
    uint64_t allocations;             /* without those of the compiler */
    uint64_t output_size, output_hash;
    char output[SOLO_OUTPUT_KEPT]; /* its beginning */
    uint64_t blocks_left;          /* that are there after the program, and were not there before */
    uint64_t maps_left;            /* the same of code memory */
    uint64_t sizes_wrong;          /* how often the VM was wrong about the size of a block */
};

struct solo {
    const struct vut *vut;
    struct vut_vm *vm;
    struct vut_hooks hooks;
    struct vut_settings settings;
    uint64_t blocks, maps;
    uint64_t guard_every; /* each such guard takes its exit; 0: none. Set before solo_run */
    struct solo_shown shown;
};

/* Settings start as the VM's own. */
void solo_init(struct solo *s, const struct vut *vut, const char *engine);

/* False when the VM has no such setting. */
bool solo_set(struct solo *s, const char *param, long value);

/* False when memory ran out. `steps`: the budget of each program. The hooks point to `s`, which stays where
 * it is. */
bool solo_open(struct solo *s, uint64_t steps);

/* Loads and runs a program; s->shown says what was seen. False when it was rejected. */
bool solo_run(struct solo *s, const char *program, size_t size);

/* What is wrong with s->shown whatever the program is: true, and a line in `why`. */
bool solo_is_wrong(const struct solo *s, char *why, size_t why_size);

/* How two engines differ on the same program: true, and a line in `why`. */
bool solo_differ(const struct solo *a, const struct solo *b, char *why, size_t why_size);

void solo_close(struct solo *s);

#endif
