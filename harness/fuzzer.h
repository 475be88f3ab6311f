/* fuzzer.h: the processes of libFuzzer and AFL++ that a campaign runs side by side.
 *
 * Each is a process group of its own, with the fuzz target and the target's worker in it. What one does
 * stands in a file that is mapped here too (campaign.h), and outlives it. One that ends before its time is
 * started again: at once when it had lived for a while, later and later when it had not.
 */
#ifndef FAULTLINE_FUZZER_H
#define FAULTLINE_FUZZER_H

#include <limits.h>
#include <sys/types.h>

#include "campaign.h"

enum fuzzer_kind { FUZZER_LIBFUZZER, FUZZER_AFL, FUZZER_KINDS };

extern const char *const fuzzer_kind_names[FUZZER_KINDS];

/* Where everything lies. */
struct fuzzer_tools {
    const char *vm;      /* its name */
    char self[PATH_MAX]; /* this program, which is the worker too */
    char target[FUZZER_KINDS][PATH_MAX];
    char mutator[PATH_MAX];    /* of AFL++ */
    char dictionary[PATH_MAX]; /* or "" */
    char seeds[PATH_MAX];      /* the VM's own */
    const char *const *set;    /* settings of every case */
    size_t set_count;
    uint64_t seed; /* of an engine's random numbers; each has its number added */
    bool bare;     /* without plans, limits and mutations of our own */
};

/* Finds the tools. `kinds` are those that are wanted (bits); false after a message that says which is
 * missing, and how to get it. */
bool fuzzer_tools_find(struct fuzzer_tools *t, const char *vm, const char *extension, unsigned kinds);

/* Can afl-fuzz be run? */
bool fuzzer_tools_afl(void);

struct fuzzer {
    enum fuzzer_kind kind;
    unsigned number;
    bool first; /* of its kind */
    pid_t pid;  /* 0: it does not run */
    uint64_t started;
    uint64_t again;          /* when it is started again; 0: it is not to be */
    uint64_t starts, deaths; /* deaths: ends before its time, as its user counts them */
    uint64_t inputs_then;    /* that it had tried when it was started */
    unsigned idle_lives;     /* in a row, in which it tried none */
    unsigned short_lives;    /* in a row */
    char stats[PATH_MAX], log[PATH_MAX];
    struct campaign *campaign;
};

/* Names its files in `folder`, and maps a new one for its counts. False with errno. */
bool fuzzer_open(struct fuzzer *e, const char *folder);
void fuzzer_close(struct fuzzer *e);

/* Starts it, to run for so many seconds. False with errno. */
bool fuzzer_start(struct fuzzer *e, const struct fuzzer_tools *t, const char *folder, unsigned seconds);

/* True when it has just ended; `how` takes "signal 9" or "status 1". e->again says when it is to be started
 * again. */
bool fuzzer_ended(struct fuzzer *e, char *how, size_t size);

/* To its whole group. */
void fuzzer_signal(const struct fuzzer *e, int number);

/* Kilobytes of memory of all processes of its group. */
uint64_t fuzzer_memory(const struct fuzzer *e);

#endif
