/* report.h: findings on their way to people and files. */
#ifndef FAULTLINE_REPORT_H
#define FAULTLINE_REPORT_H

#include "job.h"
#include "options.h"

enum { REPORT_SIGNATURES_MAX = 8192 };

struct report_signature {
    char text[SIGNATURE_SIZE];
    uint64_t programs; /* in how many programs */
    uint64_t count;    /* judged runs that showed it */
};

struct report {
    const struct options *o;
    const char *program_name; /* argv[0], for reproduce lines */
    uint64_t start;
    struct report_signature *signature;
    size_t signature_count;
    uint64_t findings; /* distinct (signature, program) */
    uint64_t by_oracle[ORACLE_COUNT];
    uint64_t cases;
    bool save_failed;
    bool line_open;    /* a progress line stands on the terminal */
    const char *added; /* settings, one after the other, of the next finding's case, which its file does not
                          have; or NULL */
};

bool report_open(struct report *r, const struct options *o, const char *program_name);
void report_close(struct report *r);

/* A finding in a case that was read from `path`: prints it (text or JSON), saves it as a case file in
 * o->out. `c` is the case as it was run, without what the finding adds (engine, limit, fault). */
void report_finding(struct report *r, const char *path, const struct fcase *c, const struct job_finding *f);

/* After a job: how often each of its findings was seen. */
void report_counts(struct report *r, const struct job_shm *shm);

/* How far a sweep came that had a time. */
struct report_cut {
    bool cut;
    uint64_t seconds;     /* that it had */
    size_t phase, phases; /* which was under way, from 0 on; all are done when it is `phases` */
    size_t files, files_all;
    uint64_t stressed; /* times that an engine got a program with settings of the sweep's own */
};

/* The last words: text or JSON. `sites_*` are totals over all workers; `kinds` are the fault kinds asked
 * for (bits), for what was left out. */
struct report_totals {
    struct job_stats stats;
    uint64_t sites_total, sites_failed;
    const struct job_site *sites; /* of which these are the totals, for VMs with named ones; or NULL */
    struct states *states;        /* for VMs that tell theirs; or NULL */
    uint32_t kinds, kinds_all;
    const struct report_cut *cut; /* of a sweep in rounds; or NULL */
    bool enough;                  /* it ended with the findings that were asked for */
    const char *version, *build_id;
};
void report_summary(struct report *r, const struct report_totals *totals);

struct json_t; /* of jansson */

/* Prints an object as a line of JSON, and drops it. */
void report_json(struct json_t *object);

/* What the summary says of the named sites in this table, of each VM and engine that ran (report_sites.c).
 * As JSON, the members `sites_unfailed`, VM -> engine -> the names that never failed there, and
 * `sites_named`, VM -> engine -> name -> the kinds of fault that failed there, or null where no program
 * came by. */
void report_sites_json(struct json_t *summary, const struct job_site *table);
void report_sites_text(const struct job_site *table);

/* The same of what the VMs were doing (report_states.c). As JSON, `states` and `pairs_states`, VM -> state
 * -> kind -> how many faults fired there, in all and as the second of a pair; `sites_states`, VM -> engine
 * -> site -> state -> did it fail there; `sites_states_total`, VM -> engine -> how many of these there are,
 * and `sites_states_failed`. Of `kinds` alone. */
void report_states_json(struct json_t *summary, struct states *states, uint32_t kinds);
void report_states_text(struct states *states, uint32_t kinds);

/* Prints the tables of named sites, with what a sweep's JSON says of them when `from` is not NULL; of one
 * VM only, unless `vm` is NULL. An exit status. */
int report_sites_list(const char *vm, const char *from);

/* 0 or 1, or 3 when a finding could not be saved. */
int report_status(const struct report *r);

/* Writes the line that repeats a finding: "build/faultline run --vm=... FILE". */
void report_reproduce(const struct report *r, const char *path, const struct fcase *c,
                      const struct job_finding *f, char *out, size_t size);

/* The case that shows a finding and promises it: `c` as it was run, with what the finding adds. */
void report_case(const struct fcase *c, const struct job_finding *f, struct fcase *out);

/* Writes a case file, beside its place and renamed, so that a file that is there is whole. False with
 * errno. */
bool report_write_case(const char *path, const struct fcase *c);

/* Saves the finding as a case file in `folder`, which is made when missing; an equal name means the same
 * signature and is kept. Returns false with errno. `path` takes the file's path. */
bool report_save(const char *folder, const struct fcase *c, const struct job_finding *f, char *path,
                 size_t path_size);

#endif
