/* options.h: the command line that all sub-commands share; its flags mirror the case's keys. */
#ifndef FAULTLINE_OPTIONS_H
#define FAULTLINE_OPTIONS_H

#include "case.h"
#include "job.h"

enum exit_status { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_BAD_INPUT = 2, EXIT_CANNOT_RUN = 3 };

enum { OPTIONS_ITEMS_MAX = 16 };

struct options {
    const char *command, *program_name; /* program_name: argv[0] of the process */
    /* a case's keys */
    const char *vm, *engine, *against;
    const char *set[OPTIONS_ITEMS_MAX];
    size_t set_count;
    const char *limit[OPTIONS_ITEMS_MAX];
    size_t limit_count;
    const char *fault[OPTIONS_ITEMS_MAX];
    size_t fault_count;
    const char *library; /* --lib */
    /* run */
    bool check, output;
    const char *dump;
    /* sweep */
    const char *kinds;
    bool persist, limits, thorough;
    uint64_t pairs, seed;
    const char *state;  /* words of the VM, or NULL */
    const char *record; /* a file for what programs print, or NULL */
    enum job_fork fork_each;
    uint64_t stop_after; /* findings; 0: never */
    /* sweep, fuzz, bank */
    unsigned time; /* seconds; of sweep and bank 0 when not said */
    /* fuzz */
    const char *fuzzer; /* NULL: not said */
    bool resume, bare;
    const char *corpus;
    /* bank */
    bool ablate, rest;
    uint64_t repeat;
    /* triage */
    bool explain;
    /* minimize */
    bool standalone;
    /* gate */
    unsigned budget;           /* seconds */
    const char *junit, *known; /* files, or NULL */
    /* list */
    const char *from; /* the JSON of a sweep */
    /* all */
    unsigned jobs;
    bool json, quiet;
    const char *out; /* folder for findings, or NULL */
    uint64_t step_budget;
    char **file;
    size_t file_count;
};

/* Parses argv from the sub-command on (argv[0] is its name). Ends the process on --help and on errors
 * (status 2, message names the flag). */
void options_parse(struct options *o, int argc, char **argv);

/* Reads a file and applies the flags. `text` is what the case points into; free it. Prints a message and
 * returns an exit status on failure, 0 otherwise. */
int options_case(const struct options *o, const char *path, struct fcase *c, char **text);

/* The case as canonical text, malloc'ed. */
char *options_case_text(const struct fcase *c, size_t *size);

/* Is it for the command to choose the engines under test, all of them, one after the other? */
bool options_all_engines(const struct options *o);

/* Puts into `job` what --dump names: events, or words of the VM's own. Returns an exit status, not 0 after
 * a message about a word that is unknown. */
int options_dumps(const struct options *o, const struct vut *vut, struct job *job);

/* A job with the defaults of this command line. */
struct job options_job(const struct options *o, enum job_kind kind);

#endif
