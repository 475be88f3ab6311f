#include "campaign_db.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUSY_MS = 10000 };

/* Counts of an engine hold for the session so far, and are replaced; sums over sessions are queries. */
static const char schema[] =
    "CREATE TABLE campaign (schema INTEGER NOT NULL, vm TEXT NOT NULL, created INTEGER NOT NULL);"
    "CREATE TABLE session (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER,"
    "  jobs INTEGER NOT NULL, seconds INTEGER NOT NULL, outcome TEXT NOT NULL);"
    "CREATE TABLE engine (session INTEGER NOT NULL REFERENCES session, number INTEGER NOT NULL,"
    "  kind TEXT NOT NULL, starts INTEGER NOT NULL, deaths INTEGER NOT NULL, inputs INTEGER NOT NULL,"
    "  refused INTEGER NOT NULL, programs INTEGER NOT NULL, runs INTEGER NOT NULL, faults INTEGER NOT NULL,"
    "  not_reached INTEGER NOT NULL, restarts INTEGER NOT NULL, memory_kb INTEGER NOT NULL,"
    "  PRIMARY KEY (session, number));"
    "CREATE TABLE sample (session INTEGER NOT NULL REFERENCES session, at INTEGER NOT NULL,"
    "  inputs INTEGER NOT NULL, runs INTEGER NOT NULL, faults INTEGER NOT NULL,"
    "  sites_failed INTEGER NOT NULL, sites_seen INTEGER NOT NULL, corpus INTEGER NOT NULL,"
    "  findings INTEGER NOT NULL, memory_kb INTEGER NOT NULL, disk_kb INTEGER NOT NULL);"
    "CREATE TABLE finding (id INTEGER PRIMARY KEY, signature TEXT NOT NULL UNIQUE, vm TEXT NOT NULL,"
    "  oracle TEXT NOT NULL, engine TEXT NOT NULL, kind TEXT NOT NULL, fault TEXT NOT NULL,"
    "  jit_limit TEXT NOT NULL, site TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,"
    "  file TEXT NOT NULL, reproduce TEXT NOT NULL, session INTEGER NOT NULL REFERENCES session,"
    "  at INTEGER NOT NULL, input INTEGER NOT NULL, triage TEXT NOT NULL DEFAULT 'new',"
    "  repeats INTEGER NOT NULL DEFAULT 0, shown INTEGER NOT NULL DEFAULT 0,"
    "  minimized TEXT NOT NULL DEFAULT '', minimized_size INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE seen (finding INTEGER NOT NULL REFERENCES finding, session INTEGER NOT NULL,"
    "  engine INTEGER NOT NULL, inputs INTEGER NOT NULL, PRIMARY KEY (finding, session, engine));";

/* ---- statements ---------------------------------------------------------------------------------- */

static bool problem(struct campaign_db *db, const char *what)
{
    snprintf(db->problem, sizeof db->problem, "%s: %s", what, sqlite3_errmsg(db->sqlite));
    return false;
}

/* Binds as `types` says: i an int64_t, s a text. NULL with a problem. */
static sqlite3_stmt *vprepare(struct campaign_db *db, const char *sql, const char *types, va_list args)
{
    sqlite3_stmt *s;
    db->problem[0] = '\0';
    int status = sqlite3_prepare_v2(db->sqlite, sql, -1, &s, NULL);
    for (int i = 0; status == SQLITE_OK && types[i]; i++)
        status = types[i] == 'i'
                     ? sqlite3_bind_int64(s, i + 1, va_arg(args, int64_t))
                     : sqlite3_bind_text(s, i + 1, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
    if (status == SQLITE_OK)
        return s;
    problem(db, "a statement");
    sqlite3_finalize(s);
    return NULL;
}

static sqlite3_stmt *prepare(struct campaign_db *db, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *s = vprepare(db, sql, types, args);
    va_end(args);
    return s;
}

static bool execute(struct campaign_db *db, const char *sql, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    sqlite3_stmt *s = vprepare(db, sql, types, args);
    va_end(args);
    bool ok = s && sqlite3_step(s) == SQLITE_DONE;
    if (s && !ok)
        problem(db, "writing");
    sqlite3_finalize(s);
    return ok;
}

static void copy_text(char *out, size_t size, sqlite3_stmt *s, int column)
{
    const unsigned char *text = sqlite3_column_text(s, column);
    snprintf(out, size, "%s", text ? (const char *)text : "");
}

/* Takes the next row. False: there is none, or there is a problem. */
static bool next_row(struct campaign_db *db, sqlite3_stmt *s)
{
    int status = s ? sqlite3_step(s) : SQLITE_ERROR;
    if (s && status != SQLITE_ROW && status != SQLITE_DONE)
        problem(db, "reading");
    return status == SQLITE_ROW;
}

/* ---- opening ------------------------------------------------------------------------------------- */

static bool version_is_ours(struct campaign_db *db)
{
    sqlite3_stmt *s = prepare(db, "PRAGMA user_version", "");
    int64_t version = next_row(db, s) ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_finalize(s);
    if (version == CAMPAIGN_DB_SCHEMA)
        return true;
    if (version >= 0)
        snprintf(db->problem, sizeof db->problem,
                 version == 0 ? "it is no campaign's" : "its schema is of version %d, expected %d",
                 (int)version, CAMPAIGN_DB_SCHEMA);
    return false;
}

static bool is_empty(struct campaign_db *db)
{
    sqlite3_stmt *s = prepare(db, "SELECT 1 FROM sqlite_master", "");
    bool empty = !next_row(db, s) && !db->problem[0];
    sqlite3_finalize(s);
    return empty;
}

static bool make_schema(struct campaign_db *db)
{
    char version[48];
    snprintf(version, sizeof version, "PRAGMA user_version=%d", CAMPAIGN_DB_SCHEMA);
    if (!campaign_db_begin(db))
        return false;
    if (sqlite3_exec(db->sqlite, schema, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(db->sqlite, version, NULL, NULL, NULL) == SQLITE_OK && campaign_db_commit(db))
        return true;
    problem(db, "making its tables");
    campaign_db_rollback(db);
    return false;
}

bool campaign_db_open(struct campaign_db *db, const char *folder, bool create)
{
    char path[PATH_MAX];
    *db = (struct campaign_db){.sqlite = NULL};
    snprintf(path, sizeof path, "%s/" CAMPAIGN_DB_FILE, folder);
    int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &db->sqlite, flags, NULL) != SQLITE_OK)
        return problem(db, "opening");
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    /* Readers do not wait for the writer, and a commit is on the disk before it is told. */
    if (sqlite3_exec(db->sqlite, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
                     NULL, NULL, NULL) != SQLITE_OK)
        return problem(db, "opening");
    if (create && is_empty(db) && !make_schema(db))
        return false;
    return version_is_ours(db);
}

void campaign_db_close(struct campaign_db *db)
{
    sqlite3_close(db->sqlite);
    db->sqlite = NULL;
}

bool campaign_db_begin(struct campaign_db *db)
{
    return execute(db, "BEGIN IMMEDIATE", "");
}

bool campaign_db_commit(struct campaign_db *db)
{
    return execute(db, "COMMIT", "");
}

void campaign_db_rollback(struct campaign_db *db)
{
    if (!sqlite3_get_autocommit(db->sqlite))
        sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

bool campaign_db_vm(struct campaign_db *db, char *vm, size_t size)
{
    sqlite3_stmt *s = prepare(db, "SELECT vm FROM campaign", "");
    vm[0] = '\0';
    if (next_row(db, s))
        copy_text(vm, size, s, 0);
    sqlite3_finalize(s);
    return !db->problem[0];
}

bool campaign_db_set_vm(struct campaign_db *db, const char *vm)
{
    return execute(db, "INSERT INTO campaign SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM campaign)",
                   "isi", (int64_t)CAMPAIGN_DB_SCHEMA, vm, (int64_t)time(NULL));
}

/* ---- sessions ------------------------------------------------------------------------------------ */

bool campaign_db_session_start(struct campaign_db *db, struct campaign_session *s)
{
    s->started = (int64_t)time(NULL);
    snprintf(s->outcome, sizeof s->outcome, "running");
    /* Nobody wrote down when they ended: the last sample tells roughly. */
    if (!execute(db,
                 "UPDATE session SET outcome = 'killed', ended = coalesce((SELECT max(at) FROM sample"
                 " WHERE sample.session = session.id), started) WHERE outcome = 'running'",
                 "") ||
        !execute(db, "INSERT INTO session (started, jobs, seconds, outcome) VALUES (?, ?, ?, ?)", "iiis",
                 s->started, (int64_t)s->jobs, (int64_t)s->seconds, s->outcome))
        return false;
    s->id = sqlite3_last_insert_rowid(db->sqlite);
    return true;
}

bool campaign_db_session_end(struct campaign_db *db, const struct campaign_session *s)
{
    return execute(db, "UPDATE session SET outcome = ?, ended = ? WHERE id = ?", "sii", s->outcome,
                   (int64_t)time(NULL), s->id);
}

bool campaign_db_session_last(struct campaign_db *db, struct campaign_session *out)
{
    sqlite3_stmt *s = prepare(db,
                              "SELECT id, started, coalesce(ended, 0), jobs, seconds, outcome FROM session"
                              " ORDER BY id DESC LIMIT 1",
                              "");
    bool any = next_row(db, s);
    if (any) {
        *out = (struct campaign_session){.id = sqlite3_column_int64(s, 0),
                                         .started = sqlite3_column_int64(s, 1),
                                         .ended = sqlite3_column_int64(s, 2),
                                         .jobs = (unsigned)sqlite3_column_int64(s, 3),
                                         .seconds = (unsigned)sqlite3_column_int64(s, 4)};
        copy_text(out->outcome, sizeof out->outcome, s, 5);
    }
    sqlite3_finalize(s);
    return any;
}

/* Counts only grow: what is left of a session that was killed may be older than what it had written. */
bool campaign_db_engine(struct campaign_db *db, const struct campaign_engine *e)
{
    return execute(db,
                   "INSERT INTO engine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                   " ON CONFLICT DO UPDATE SET starts = max(starts, excluded.starts),"
                   " deaths = max(deaths, excluded.deaths), inputs = max(inputs, excluded.inputs),"
                   " refused = max(refused, excluded.refused), programs = max(programs, excluded.programs),"
                   " runs = max(runs, excluded.runs), faults = max(faults, excluded.faults),"
                   " not_reached = max(not_reached, excluded.not_reached),"
                   " restarts = max(restarts, excluded.restarts), memory_kb = excluded.memory_kb",
                   "iisiiiiiiiiii", e->session, (int64_t)e->number, e->kind, (int64_t)e->starts,
                   (int64_t)e->deaths, (int64_t)e->inputs, (int64_t)e->refused, (int64_t)e->stats.programs,
                   (int64_t)e->stats.runs, (int64_t)e->stats.faults, (int64_t)e->stats.not_reached,
                   (int64_t)e->stats.restarts, (int64_t)e->memory_kb);
}

bool campaign_db_sample(struct campaign_db *db, const struct campaign_sample *s)
{
    return execute(db, "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiiiiiiiiii",
                   s->session, s->at, (int64_t)s->inputs, (int64_t)s->runs, (int64_t)s->faults,
                   (int64_t)s->sites_failed, (int64_t)s->sites_seen, (int64_t)s->corpus,
                   (int64_t)s->findings, (int64_t)s->memory_kb, (int64_t)s->disk_kb);
}

bool campaign_db_sample_last(struct campaign_db *db, struct campaign_sample *out)
{
    sqlite3_stmt *s = prepare(db,
                              "SELECT session, at, inputs, runs, faults, sites_failed, sites_seen, corpus,"
                              " findings, memory_kb, disk_kb FROM sample ORDER BY at DESC LIMIT 1",
                              "");
    uint64_t *const to[] = {&out->inputs,       &out->runs,       &out->faults,
                            &out->sites_failed, &out->sites_seen, &out->corpus,
                            &out->findings,     &out->memory_kb,  &out->disk_kb};
    *out = (struct campaign_sample){.session = 0};
    if (next_row(db, s)) {
        out->session = sqlite3_column_int64(s, 0);
        out->at = sqlite3_column_int64(s, 1);
        for (int i = 0; i < 9; i++)
            *to[i] = (uint64_t)sqlite3_column_int64(s, i + 2);
    }
    sqlite3_finalize(s);
    return !db->problem[0];
}

bool campaign_db_totals(struct campaign_db *db, struct campaign_totals *t)
{
    sqlite3_stmt *s = prepare(db,
                              "SELECT count(*), total(outcome = 'killed'), total(coalesce(ended, "
                              "strftime('%s', 'now')) - started)"
                              " FROM session",
                              "");
    sqlite3_stmt *e = prepare(db,
                              "SELECT total(inputs), total(refused), total(runs), total(faults),"
                              " total(restarts), total(deaths) FROM engine",
                              "");
    uint64_t *const from_engines[] = {&t->inputs, &t->refused,  &t->runs,
                                      &t->faults, &t->restarts, &t->deaths};
    bool any = next_row(db, s) && next_row(db, e);
    if (any) {
        t->sessions = (uint64_t)sqlite3_column_int64(s, 0);
        t->killed = (uint64_t)sqlite3_column_int64(s, 1);
        t->seconds = (uint64_t)sqlite3_column_int64(s, 2);
        for (int i = 0; i < 6; i++)
            *from_engines[i] = (uint64_t)sqlite3_column_int64(e, i);
    }
    sqlite3_finalize(s);
    sqlite3_finalize(e);
    return any;
}

/* ---- findings ------------------------------------------------------------------------------------ */

bool campaign_db_finding(struct campaign_db *db, const struct campaign_row *row,
                         const struct job_finding *f)
{
    char vm[CASE_NAME_SIZE];
    snprintf(vm, sizeof vm, "%.*s", (int)strcspn(row->signature, "/"), row->signature);
    return execute(
        db,
        "INSERT OR IGNORE INTO finding (signature, vm, oracle, engine, kind, fault, jit_limit, site,"
        " reason, detail, file, reproduce, session, at, input)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "ssssssssssssiii", row->signature, vm, f->oracle, f->engine, f->kind, f->fault, f->limit, f->site,
        f->reason, f->detail, row->file, row->reproduce, row->session, row->at, (int64_t)row->input);
}

bool campaign_db_count(struct campaign_db *db, const char *signature, int64_t session, unsigned engine,
                       uint64_t count)
{
    return execute(db, "INSERT OR REPLACE INTO seen SELECT id, ?, ?, ? FROM finding WHERE signature = ?",
                   "iiis", session, (int64_t)engine, (int64_t)count, signature);
}

bool campaign_db_triage(struct campaign_db *db, const struct campaign_row *row)
{
    return execute(db,
                   "UPDATE finding SET reproduce = ?, triage = ?, repeats = ?, shown = ?, minimized = ?,"
                   " minimized_size = ? WHERE id = ?",
                   "ssiisii", row->reproduce, row->triage, (int64_t)row->repeats, (int64_t)row->shown,
                   row->minimized, (int64_t)row->minimized_size, row->id);
}

static void read_finding(sqlite3_stmt *s, struct campaign_row *row)
{
    *row = (struct campaign_row){.id = sqlite3_column_int64(s, 0),
                                 .session = sqlite3_column_int64(s, 4),
                                 .at = sqlite3_column_int64(s, 5),
                                 .input = (uint64_t)sqlite3_column_int64(s, 6),
                                 .count = (uint64_t)sqlite3_column_int64(s, 7),
                                 .repeats = (unsigned)sqlite3_column_int64(s, 9),
                                 .shown = (unsigned)sqlite3_column_int64(s, 10),
                                 .minimized_size = (uint64_t)sqlite3_column_int64(s, 12)};
    copy_text(row->signature, sizeof row->signature, s, 1);
    copy_text(row->file, sizeof row->file, s, 2);
    copy_text(row->reproduce, sizeof row->reproduce, s, 3);
    copy_text(row->triage, sizeof row->triage, s, 8);
    copy_text(row->minimized, sizeof row->minimized, s, 11);
}

bool campaign_db_rows(struct campaign_db *db, const char *triage,
                      bool (*each)(void *ctx, const struct campaign_row *row), void *ctx)
{
    struct campaign_row row;
    sqlite3_stmt *s = prepare(db,
                              "SELECT id, signature, file, reproduce, session, at, input,"
                              " (SELECT total(inputs) FROM seen WHERE seen.finding = finding.id), triage,"
                              " repeats, shown, minimized, minimized_size FROM finding"
                              " WHERE triage = ?1 OR ?1 = '' ORDER BY at, id",
                              "s", triage ? triage : "");
    bool more = s != NULL;
    while (more && next_row(db, s)) {
        read_finding(s, &row);
        more = each(ctx, &row);
    }
    sqlite3_finalize(s);
    return s && !db->problem[0];
}
