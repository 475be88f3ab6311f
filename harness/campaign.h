/* campaign.h: what a fuzz engine's process and `faultline fuzz` say to each other: one file for each
 * engine process, mapped by both sides, written by the engine's side alone. It survives an engine that
 * dies or restarts, and goes on from what it holds.
 */
#ifndef FAULTLINE_CAMPAIGN_H
#define FAULTLINE_CAMPAIGN_H

#include "job.h"

/* The environment of an engine's process. */
#define CAMPAIGN_ENV_WORKER     "FAULTLINE_WORKER"     /* the program to run as a worker */
#define CAMPAIGN_ENV_VM         "FAULTLINE_VM"         /* the VM of cases that name none */
#define CAMPAIGN_ENV_FINDINGS   "FAULTLINE_FINDINGS"   /* a folder: save findings there and go on */
#define CAMPAIGN_ENV_STATS      "FAULTLINE_STATS"      /* a file that holds a struct campaign */
#define CAMPAIGN_ENV_DICTIONARY "FAULTLINE_DICTIONARY" /* words for the mutator */
#define CAMPAIGN_ENV_SET        "FAULTLINE_SET"        /* settings of every case, a line each */
#define CAMPAIGN_ENV_BARE       "FAULTLINE_BARE"       /* no plans, limits or mutations of our own */

enum {
    CAMPAIGN_FINDINGS_MAX = 1024,
    CAMPAIGN_EVENTS = 4096,
    CAMPAIGN_PATH_SIZE = 1024,
    CAMPAIGN_KEPT_MAX = 64,
    CAMPAIGN_KEPT_SIZE = 96 << 10,
};

struct campaign_finding {
    uint64_t execution; /* which input showed it first, counted from 1 */
    uint64_t count;     /* inputs that showed it */
    uint64_t at;        /* when it did first, in seconds since the epoch */
    char path[CAMPAIGN_PATH_SIZE];
    struct job_finding finding;
};

/* A finding's case whose file could not be written, in the first place because the disk is full. */
struct campaign_kept {
    uint32_t size; /* 0: free; written last */
    char path[CAMPAIGN_PATH_SIZE];
    char text[CAMPAIGN_KEPT_SIZE];
};

struct campaign_events {
    uint64_t program; /* hash; 0: free */
    uint64_t allocations, code_events;
};

struct campaign {
    uint64_t executions; /* inputs that were tried */
    uint64_t refused;    /* of these, not a case that this VM takes */
    uint64_t last_new;   /* when the last new finding was made, in seconds since the epoch */
    struct job_stats stats;
    uint64_t finding_count; /* distinct signatures; written after the finding itself */
    struct campaign_finding finding[CAMPAIGN_FINDINGS_MAX];
    struct campaign_kept kept[CAMPAIGN_KEPT_MAX];
    uint64_t lost; /* findings that there was no room for */
    struct campaign_events events[CAMPAIGN_EVENTS];
    struct job_site site[JOB_SITES_MAX]; /* copied now and then */
    char version[64], build_id[48];
    char engine[16]; /* its kind */
};

/* Maps the file, which is made when missing, with all of its room on the disk: a disk that gets full later
 * harms nothing that is here. NULL with errno. */
struct campaign *campaign_map(const char *path);

/* Maps what an earlier session left there. NULL with errno; EINVAL: it is of another build. */
struct campaign *campaign_map_left(const char *path);
void campaign_unmap(struct campaign *c);

/* Adds what a worker's counts have gained since `before`. */
void campaign_add(struct job_stats *sum, const struct job_stats *now, const struct job_stats *before);

/* Counts a finding whose signature is known. False when it is new. */
bool campaign_count(struct campaign *c, const struct job_finding *f);

/* Remembers a finding whose signature is new. False when there is no room. */
bool campaign_note(struct campaign *c, const struct job_finding *f, const char *path);

/* Keeps a case here that shall become the file `path`. False when there is no room. */
bool campaign_keep(struct campaign *c, const char *path, const char *text, size_t size);

/* Writes the files of what is kept. Returns how many still are not there. Only one process may do it. */
size_t campaign_write_kept(struct campaign *c);

/* How many events runs of a program had at most. */
void campaign_put_events(struct campaign *c, const char *program, size_t size, uint64_t allocations,
                         uint64_t code_events);
bool campaign_get_events(const struct campaign *c, const char *program, size_t size, uint64_t *allocations,
                         uint64_t *code_events);

#endif
