/* campaign_db.h: what a campaign knows, in an SQLite database that its users may query. The tables are
 * described in docs/fuzzing.md; CAMPAIGN_DB_SCHEMA is raised when one of them changes its meaning.
 *
 * One process writes at a time (the campaign, then its triage), any number read, also while it is written.
 * Each call is whole or has no effect: with a full disk it fails, and may be made again later with the same
 * values. Rows are made by what they are about, so that nothing is there twice.
 */
#ifndef FAULTLINE_CAMPAIGN_DB_H
#define FAULTLINE_CAMPAIGN_DB_H

#include "campaign.h"

enum { CAMPAIGN_DB_SCHEMA = 1 };

#define CAMPAIGN_DB_FILE "campaign.db"

struct campaign_db {
    struct sqlite3 *sqlite;
    char problem[256]; /* why the last call failed */
};

/* Opens DIR/campaign.db, and makes it when `create`. False with a problem: it can't be, or it is of another
 * version. */
bool campaign_db_open(struct campaign_db *db, const char *folder, bool create);
void campaign_db_close(struct campaign_db *db);

/* Several calls as one: all of them are there in the end or none. */
bool campaign_db_begin(struct campaign_db *db);
bool campaign_db_commit(struct campaign_db *db);
void campaign_db_rollback(struct campaign_db *db);

/* The VM that a campaign is of; the first call decides. `vm` takes its name, "" before that. */
bool campaign_db_vm(struct campaign_db *db, char *vm, size_t size);
bool campaign_db_set_vm(struct campaign_db *db, const char *vm);

/* ---- sessions: one for each time that the campaign was started ----------------------------------- */

struct campaign_session {
    int64_t id; /* from 1 on */
    int64_t started, ended;
    unsigned jobs, seconds; /* that it was given */
    char outcome[16];       /* "running", "time", "interrupted", "failed", "killed" */
};

/* `id` and `started` are given; those that still were running become "killed". */
bool campaign_db_session_start(struct campaign_db *db, struct campaign_session *s);
bool campaign_db_session_end(struct campaign_db *db, const struct campaign_session *s);

/* The last one. False also when there is none, with no problem. */
bool campaign_db_session_last(struct campaign_db *db, struct campaign_session *s);

/* What an engine of a session has done so far. */
struct campaign_engine {
    int64_t session;
    unsigned number;
    const char *kind;
    uint64_t starts, deaths;
    uint64_t inputs, refused;
    struct job_stats stats;
    uint64_t memory_kb; /* of its processes, now */
};
bool campaign_db_engine(struct campaign_db *db, const struct campaign_engine *e);

/* How things stood at a moment. */
struct campaign_sample {
    int64_t session, at;
    uint64_t inputs, runs, faults; /* of the session */
    uint64_t sites_failed, sites_seen, corpus, findings;
    uint64_t memory_kb, disk_kb;
};
bool campaign_db_sample(struct campaign_db *db, const struct campaign_sample *s);

/* The last one; all 0 when there is none. */
bool campaign_db_sample_last(struct campaign_db *db, struct campaign_sample *out);

/* Of all sessions together. */
struct campaign_totals {
    uint64_t sessions, killed, seconds, inputs, refused, runs, faults, restarts, deaths;
};
bool campaign_db_totals(struct campaign_db *db, struct campaign_totals *t);

/* ---- findings ------------------------------------------------------------------------------------ */

struct campaign_row {
    int64_t id;
    char signature[SIGNATURE_SIZE];
    char file[CAMPAIGN_PATH_SIZE]; /* in the folder of the campaign */
    char reproduce[2048];
    int64_t session, at;                /* when it was first seen */
    uint64_t input;                     /* of the engine's in that session; 0: not known */
    uint64_t count;                     /* inputs that showed it, of all sessions */
    char triage[16];                    /* "new", "stable", "flaky", "gone" */
    unsigned repeats, shown;            /* runs of triage, and of these with this signature */
    char minimized[CAMPAIGN_PATH_SIZE]; /* file, or "" */
    uint64_t minimized_size;            /* bytes of its program */
};

/* Makes the row of a signature, or, when it is there, does nothing. */
bool campaign_db_finding(struct campaign_db *db, const struct campaign_row *row,
                         const struct job_finding *f);

/* How many inputs an engine of a session has seen it in, by now. */
bool campaign_db_count(struct campaign_db *db, const char *signature, int64_t session, unsigned engine,
                       uint64_t count);

/* What triage found of a row, its reproduce line included. */
bool campaign_db_triage(struct campaign_db *db, const struct campaign_row *row);

/* Calls `each` for the rows, in the order in which they were seen; with `triage` for those alone. Stops
 * when it returns false. */
bool campaign_db_rows(struct campaign_db *db, const char *triage,
                      bool (*each)(void *ctx, const struct campaign_row *row), void *ctx);

#endif
