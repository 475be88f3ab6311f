/* session.h: a session of a campaign: what `faultline fuzz` does from its start to its end. Inside of that
 * command: cmd_fuzz.c begins and ends it, session_engines.c runs the fuzz engines and triage,
 * session_books.c writes it all down, session_tell.c tells people.
 *
 * The engines are processes of their own (fuzzer.h); each writes what it does into a file that is mapped
 * here (campaign.h). A finding is a case file, or kept in such a mapped file, before this process knows of
 * it: whichever of them is killed, the next session finds it there.
 */
#ifndef FAULTLINE_SESSION_H
#define FAULTLINE_SESSION_H

#include <limits.h>

#include "campaign_db.h"
#include "fuzzer.h"
#include "progress.h"
#include "report.h"
#include "sites.h"

enum { SESSION_ENGINES_MAX = 64 };

/* A finding as it is told again at the end. */
struct session_told {
    char *reproduce;
};

/* A finding of an earlier session. */
struct session_old {
    char signature[SIGNATURE_SIZE];
    bool again;
};

/* What this process has done with what an engine says. */
struct session_taken {
    uint64_t told, written, shared; /* findings told; in the database; inputs given to the shared corpus */
    uint64_t count[CAMPAIGN_FINDINGS_MAX]; /* as the database has them */
};

struct session {
    const struct options *o;
    struct options quiet; /* for the report, which must not save what the engines saved already */
    const struct vut *vut;
    unsigned kinds; /* of engines, bits */
    const char *out, *seeds;
    char own[CASE_NAME_SIZE + 16];          /* the folder where nobody names another */
    const char *set[OPTIONS_ITEMS_MAX + 1]; /* settings of every case */
    char library[PATH_MAX + 4];             /* one of them, or "" */
    struct fuzzer_tools tools;
    struct fuzzer *engine;
    struct session_taken *taken; /* of each engine */
    size_t engines;
    struct campaign_db db;
    struct campaign_session row; /* what the database has of it */
    bool db_failed, disk_full;   /* as was told */
    struct report report;
    struct progress progress;
    struct sites sites;
    struct session_told *told;
    size_t told_count;
    struct session_old *old; /* findings of earlier sessions */
    size_t old_count;
    size_t again; /* of these, seen in this one */
    uint64_t start, deadline, written, sampled;
    pid_t triage;              /* 0: none runs */
    uint64_t triaged;          /* when it was started last */
    bool untriaged;            /* there are findings that it has not seen */
    char last[SIGNATURE_SIZE]; /* signature of the newest finding */
    int64_t last_at;
};

/* ---- books --------------------------------------------------------------------------------------- */

/* Opens the database. An exit status: a campaign goes on only when that is asked for, and with the VM that
 * it began with. */
int session_open_books(struct session *s);

/* Takes over what the last session left, and enters this one. An exit status. */
int session_recover(struct session *s);

/* Writes down what is known. What can't be written, as the disk is full, is written by a later call: until
 * then the engines' files have it. */
void session_write_down(struct session *s);

/* Findings whose files could not be written wait in the engines' own files. Returns how many still do. */
size_t session_write_kept(struct session *s);

void session_take_sample(struct session *s);

/* Writes the line that repeats a finding; its case file says more than the finding alone. */
void session_reproduce(struct session *s, const char *path, const struct job_finding *f, char *out,
                       size_t size);

/* ---- engines ------------------------------------------------------------------------------------- */

/* False after a message. */
bool session_open_engines(struct session *s);
void session_start_engine(struct session *s, struct fuzzer *e);

/* Looks for engines that ended, and, unless that is expected, starts them again when it is time. Returns
 * how many run or are going to. */
size_t session_tend(struct session *s, bool expected);

/* Asks what still runs to end, then ends it. */
void session_end_engines(struct session *s);

/* New findings are looked at by a process beside the engines, one after the other. */
void session_tend_triage(struct session *s);
void session_end_triage(struct session *s);

/* ---- telling ------------------------------------------------------------------------------------- */

/* What all engines have done. */
struct job_stats session_stats(struct session *s, uint64_t *executions);

/* Tells of findings that are new to the campaign. */
void session_tell_findings(struct session *s);

void session_show_progress(struct session *s);
void session_clear_line(struct session *s);
void session_summarize(struct session *s);

#endif
