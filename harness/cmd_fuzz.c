/* cmd_fuzz.c: `faultline fuzz`: a fuzz engine looks for cases with findings, for a while.
 *
 * The engines are processes of their own (fuzz_target.c); each writes what it does into a file that is
 * mapped here (campaign.h). This process starts them, watches, tells, and starts again what died.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "campaign.h"
#include "commands.h"
#include "interrupted.h"
#include "mutate.h"
#include "progress.h"
#include "report.h"
#include "sites.h"
#include "watchdog.h"

enum {
    ENGINES_MAX = 64,
    TICK = 100000,         /* microseconds */
    GRACE = 2000000,       /* for an engine to end in, once its time is over */
    SHORT_LIFE = 10000000, /* an engine that lives no longer than this did not do its job */
    SHORT_LIVES_MAX = 3,
    ARGUMENTS_MAX = 24,
};

struct engine {
    pid_t pid;
    uint64_t started;
    unsigned short_lives;
    char stats[PATH_MAX], log[PATH_MAX];
    struct campaign *campaign;
    uint64_t told; /* findings that were looked at */
};

/* A finding as it is told again at the end. */
struct told {
    char *reproduce;
    char path[CAMPAIGN_PATH_SIZE];
};

struct fuzz {
    const struct options *o;
    struct options quiet; /* for the report, which must not save what the engines saved already */
    const struct vut *vut;
    bool afl;
    const char *out;
    char self[PATH_MAX];   /* this program, which is the worker too */
    char target[PATH_MAX]; /* the engine's binary */
    char mutator[PATH_MAX], dictionary[PATH_MAX];
    char seeds[PATH_MAX]; /* where seeds come from */
    struct engine *engine;
    size_t engines;
    struct report report;
    struct progress progress;
    struct sites sites;
    struct told *told;
    size_t told_count;
    uint64_t start, deadline;
};

static void make_path(char *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void make_path(char *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(out, PATH_MAX, format, args);
    va_end(args);
    if (size >= PATH_MAX)
        out[0] = '\0'; /* opens nothing, and so is told like any missing file */
}

/* ---- what is needed ------------------------------------------------------------------------------ */

static bool in_path(const char *program)
{
    char list[8192], file[PATH_MAX], *rest = list;
    const char *path = getenv("PATH");
    snprintf(list, sizeof list, "%s", path ? path : "/usr/bin:/bin");
    for (char *one = strtok_r(list, ":", &rest); one; one = strtok_r(NULL, ":", &rest)) {
        make_path(file, "%s/%s", one, program);
        if (access(file, X_OK) == 0)
            return true;
    }
    return false;
}

/* The engines lie in 'fuzz' beside this program, or beside its folder: build/faultline and
 * build/asan/faultline both find build/fuzz. */
static bool find_engine(struct fuzz *f)
{
    static const char *const places[] = {"fuzz", "../fuzz"};
    const char *name = f->afl ? "faultline-afl" : "faultline-libfuzzer";
    ssize_t size = readlink("/proc/self/exe", f->self, sizeof f->self - 1);
    int folder = size > 0 ? (int)(strrchr(f->self, '/') - f->self) : 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        make_path(f->target, "%.*s/%s/%s", folder, f->self, places[i], name);
        make_path(f->mutator, "%.*s/%s/faultline-afl-mutator.so", folder, f->self, places[i]);
        make_path(f->dictionary, "%.*s/%s/../../corpus/dictionaries/%s.dict", folder, f->self, places[i],
                  f->vut->extension);
        make_path(f->seeds, "%.*s/%s/../../corpus/seeds/%s", folder, f->self, places[i], f->vut->name);
        if (access(f->target, X_OK) == 0 && (!f->afl || access(f->mutator, R_OK) == 0))
            return true;
    }
    return false;
}

static int check_tools(struct fuzz *f)
{
    if (f->afl && !in_path("afl-fuzz")) {
        fprintf(stderr, "faultline: 'afl-fuzz' is missing; run 'apt-get install afl++'\n");
        return EXIT_CANNOT_RUN;
    }
    if (!find_engine(f)) {
        fprintf(stderr, "faultline: the fuzz engine '%s' is not built; run 'make fuzz'\n", f->o->fuzzer);
        return EXIT_CANNOT_RUN;
    }
    if (access(f->dictionary, R_OK) != 0)
        f->dictionary[0] = '\0';
    if (f->o->corpus)
        make_path(f->seeds, "%s", f->o->corpus);
    return EXIT_CLEAN;
}

static int check_options(struct fuzz *f)
{
    const struct options *o = f->o;
    f->vut = vm_find(o->vm ? o->vm : "refvm");
    f->afl = strcmp(o->fuzzer, "afl") == 0;
    f->out = o->out ? o->out : "findings";
    f->quiet = *o;
    f->quiet.out = NULL;
    if (!f->vut)
        fprintf(stderr, "faultline: unknown vm '%s'; see 'faultline list vms'\n", o->vm);
    else if (!f->afl && strcmp(o->fuzzer, "libfuzzer") != 0)
        fprintf(stderr, "faultline: --with is '%s', expected libfuzzer or afl\n", o->fuzzer);
    else if (o->file_count)
        fprintf(stderr, "faultline: fuzz takes no FILE, got '%s'; seeds are given by --corpus\n",
                o->file[0]);
    else
        return check_tools(f);
    return EXIT_BAD_INPUT;
}

/* ---- folders and seeds --------------------------------------------------------------------------- */

static bool make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    fprintf(stderr, "faultline: can't make the folder '%s': %s\n", path, strerror(errno));
    return false;
}

static bool make_folders(const struct fuzz *f)
{
    static const char *const inner[] = {"corpus", "log", "seeds"};
    char path[PATH_MAX];
    bool ok = make_folder(f->out);
    for (size_t i = 0; ok && i < sizeof inner / sizeof inner[0]; i++) {
        make_path(path, "%s/%s", f->out, inner[i]);
        ok = make_folder(path);
    }
    return ok;
}

static void clear_seeds(const struct fuzz *f)
{
    char path[PATH_MAX];
    make_path(path, "%s/seeds", f->out);
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        make_path(path, "%s/seeds/%s", f->out, e->d_name);
        if (e->d_name[0] != '.')
            unlink(path);
    }
    if (folder)
        closedir(folder);
}

/* Copies one seed, if it is one: a case that fits, or a program of the VM. */
static bool copy_seed(const struct fuzz *f, const char *path)
{
    struct case_error error;
    const char *name = strrchr(path, '/');
    char to[PATH_MAX];
    size_t size;
    char *text = case_read_file(path, &size, &error);
    make_path(to, "%s/seeds/%s", f->out, name ? name + 1 : path);
    FILE *file = text && size <= MUTATE_PROGRAM_MAX ? fopen(to, "we") : NULL;
    bool ok = file && fwrite(text, 1, size, file) == size;
    if (file && fclose(file) != 0)
        ok = false;
    free(text);
    return ok;
}

static bool is_seed(const struct fuzz *f, const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && name[0] != '.' && (strcmp(dot, ".case") == 0 || strcmp(dot + 1, f->vut->extension) == 0);
}

static size_t copy_seeds(const struct fuzz *f)
{
    struct stat st;
    char path[PATH_MAX];
    size_t count = 0;
    if (stat(f->seeds, &st) == 0 && !S_ISDIR(st.st_mode))
        return copy_seed(f, f->seeds);
    DIR *folder = opendir(f->seeds);
    for (struct dirent *e; folder && (e = readdir(folder));) {
        make_path(path, "%s/%s", f->seeds, e->d_name);
        count += is_seed(f, e->d_name) && copy_seed(f, path);
    }
    if (folder)
        closedir(folder);
    return count;
}

static int prepare(struct fuzz *f)
{
    if (!make_folders(f))
        return EXIT_CANNOT_RUN;
    clear_seeds(f);
    if (copy_seeds(f))
        return EXIT_CLEAN;
    fprintf(stderr, "faultline: '%s' holds no case and no program of vm '%s' that is small enough\n",
            f->seeds, f->vut->name);
    return EXIT_BAD_INPUT;
}

/* ---- engines ------------------------------------------------------------------------------------- */

static void set_environment(const struct fuzz *f, const struct engine *e)
{
    setenv(CAMPAIGN_ENV_WORKER, f->self, 1);
    setenv(CAMPAIGN_ENV_VM, f->vut->name, 1);
    setenv(CAMPAIGN_ENV_FINDINGS, f->out, 1);
    setenv(CAMPAIGN_ENV_STATS, e->stats, 1);
    if (f->dictionary[0])
        setenv(CAMPAIGN_ENV_DICTIONARY, f->dictionary, 1);
    if (!f->afl)
        return;
    setenv("AFL_CUSTOM_MUTATOR_LIBRARY", f->mutator, 1);
    static const char *const on[] = {"AFL_CUSTOM_MUTATOR_ONLY", "AFL_NO_UI",
                                     "AFL_SKIP_CPUFREQ",        "AFL_NO_AFFINITY",
                                     "AFL_AUTORESUME",          "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"};
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
        setenv(on[i], "1", 1);
}

/* Arguments of an engine: made in the child, which is replaced at once. */
struct arguments {
    char *list[ARGUMENTS_MAX + 1];
    size_t count;
};

static void add(struct arguments *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct arguments *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (a->count == ARGUMENTS_MAX || vasprintf(&a->list[a->count++], format, args) < 0)
        _exit(127);
    va_end(args);
    a->list[a->count] = NULL;
}

static void libfuzzer_arguments(const struct fuzz *f, const struct engine *e, unsigned seconds,
                                struct arguments *a)
{
    add(a, "%s", f->target);
    add(a, "%s/corpus", f->out);
    add(a, "%s/seeds", f->out);
    add(a, "-max_total_time=%u", seconds);
    add(a, "-timeout=600");
    add(a, "-rss_limit_mb=4096");
    add(a, "-max_len=%d", MUTATE_CASE_MAX);
    add(a, "-len_control=0");
    add(a, "-entropic=0"); /* its bookkeeping of features takes more time than the inputs */
    add(a, "-reload=1");
    add(a, "-detect_leaks=0");
    add(a, "-print_final_stats=1");
    add(a, "-artifact_prefix=%s/log/engine-%zu-", f->out, (size_t)(e - f->engine));
    if (f->dictionary[0])
        add(a, "-dict=%s", f->dictionary);
}

static void afl_arguments(const struct fuzz *f, const struct engine *e, unsigned seconds,
                          struct arguments *a)
{
    size_t index = (size_t)(e - f->engine);
    add(a, "afl-fuzz");
    add(a, "-i");
    add(a, "%s/seeds", f->out);
    add(a, "-o");
    add(a, "%s/afl", f->out);
    add(a, "%s", index == 0 ? "-M" : "-S");
    add(a, "engine-%zu", index);
    add(a, "-V");
    add(a, "%u", seconds);
    add(a, "-t");
    add(a, "600000");
    add(a, "-m");
    add(a, "none");
    add(a, "--");
    add(a, "%s", f->target);
}

static _Noreturn void become_engine(const struct fuzz *f, const struct engine *e, unsigned seconds)
{
    struct arguments a = {.count = 0};
    int log = open(e->log, O_WRONLY | O_CREAT | O_APPEND, 0666), null = open("/dev/null", O_RDONLY);
    dup2(null, 0);
    dup2(log, 1);
    dup2(log, 2);
    setpgid(0, 0); /* Ctrl-C is for the parent, which ends its engines in good order */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    set_environment(f, e);
    if (f->afl)
        afl_arguments(f, e, seconds, &a);
    else
        libfuzzer_arguments(f, e, seconds, &a);
    execvp(a.list[0], a.list);
    fprintf(stderr, "faultline: can't run '%s': %s\n", a.list[0], strerror(errno));
    _exit(127);
}

static bool start_engine(struct fuzz *f, struct engine *e)
{
    e->started = watchdog_now();
    uint64_t left = f->deadline > e->started ? (f->deadline - e->started + 999999) / 1000000 : 1;
    e->pid = fork();
    if (e->pid == 0)
        become_engine(f, e, (unsigned)left);
    return e->pid > 0;
}

static bool open_engines(struct fuzz *f)
{
    f->engines = f->o->jobs < ENGINES_MAX ? f->o->jobs : ENGINES_MAX;
    f->engine = calloc(f->engines, sizeof *f->engine);
    for (size_t i = 0; f->engine && i < f->engines; i++) {
        struct engine *e = &f->engine[i];
        make_path(e->stats, "%s/log/engine-%zu.stats", f->out, i);
        make_path(e->log, "%s/log/engine-%zu.txt", f->out, i);
        unlink(e->stats);
        unlink(e->log);
        e->campaign = campaign_map(e->stats);
        if (!e->campaign) {
            fprintf(stderr, "faultline: can't make '%s': %s\n", e->stats, strerror(errno));
            return false;
        }
    }
    return f->engine != NULL;
}

static void clear_line(struct fuzz *f)
{
    if (f->report.line_open)
        fputs("\r\033[K", stderr);
    f->report.line_open = false;
}

static void describe_end(int status, char *out, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(out, size, "signal %d", WTERMSIG(status));
    else
        snprintf(out, size, "status %d", WEXITSTATUS(status));
}

/* An engine ended before its time. False when that has happened too often. */
static bool revive(struct fuzz *f, struct engine *e, int status)
{
    char end[32];
    uint64_t now = watchdog_now();
    e->short_lives = now - e->started < SHORT_LIFE ? e->short_lives + 1 : 0;
    bool again = e->short_lives < SHORT_LIVES_MAX;
    describe_end(status, end, sizeof end);
    clear_line(f);
    fprintf(stderr, "faultline: engine %zu ended with %s, %s; see '%s'\n", (size_t)(e - f->engine), end,
            again ? "starting it again" : "giving it up", e->log);
    return again && start_engine(f, e);
}

/* Looks for engines that ended. Returns how many are left. */
static size_t reap(struct fuzz *f, bool expected)
{
    size_t alive = 0;
    for (size_t i = 0; i < f->engines; i++) {
        struct engine *e = &f->engine[i];
        int status;
        if (e->pid > 0 && waitpid(e->pid, &status, WNOHANG) == e->pid) {
            e->pid = 0;
            if (!expected && watchdog_now() + 1000000 < f->deadline)
                revive(f, e, status);
        }
        alive += e->pid > 0;
    }
    return alive;
}

static void signal_engines(const struct fuzz *f, int number)
{
    for (size_t i = 0; i < f->engines; i++)
        if (f->engine[i].pid > 0)
            kill(-f->engine[i].pid, number);
}

/* ---- telling ------------------------------------------------------------------------------------- */

static bool known(struct fuzz *f, const char *signature, uint64_t **count)
{
    for (size_t i = 0; i < f->report.signature_count; i++)
        if (strcmp(f->report.signature[i].text, signature) == 0) {
            *count = &f->report.signature[i].count;
            return true;
        }
    return false;
}

static void remember(struct fuzz *f, const struct fcase *c, const struct campaign_finding *found)
{
    char line[8192];
    struct told *grown = realloc(f->told, (f->told_count + 1) * sizeof *grown);
    if (!grown)
        return;
    f->told = grown;
    struct told *t = &f->told[f->told_count++];
    report_reproduce(&f->report, found->path, c, &found->finding, line, sizeof line);
    t->reproduce = strdup(line);
    snprintf(t->path, sizeof t->path, "%s", found->path);
}

static void tell(struct fuzz *f, const struct campaign_finding *found)
{
    struct fcase c;
    struct case_error error;
    size_t size;
    uint64_t *count;
    char *text = NULL;
    if (known(f, found->finding.signature, &count))
        return; /* another engine was first */
    text = case_read_file(found->path, &size, &error);
    if (text && case_parse(text, size, &c, &error)) {
        report_finding(&f->report, found->path, &c, &found->finding);
        remember(f, &c, found);
    }
    free(text);
}

static void tell_findings(struct fuzz *f)
{
    for (size_t i = 0; i < f->engines; i++) {
        struct engine *e = &f->engine[i];
        uint64_t count = __atomic_load_n(&e->campaign->finding_count, __ATOMIC_ACQUIRE);
        for (; e->told < count; e->told++)
            tell(f, &e->campaign->finding[e->told]);
    }
}

static size_t count_files(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && (e = readdir(folder));)
        count += e->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return count;
}

static size_t corpus_size(const struct fuzz *f)
{
    char path[PATH_MAX];
    if (!f->afl) {
        make_path(path, "%s/corpus", f->out);
        return count_files(path);
    }
    size_t count = 0;
    for (size_t i = 0; i < f->engines; i++) {
        make_path(path, "%s/afl/engine-%zu/queue", f->out, i);
        count += count_files(path);
    }
    return count;
}

static struct job_stats total_stats(struct fuzz *f, uint64_t *executions)
{
    static const struct job_stats zero;
    struct job_stats sum = {0};
    *executions = 0;
    for (size_t i = 0; i < f->engines; i++) {
        const struct campaign *c = f->engine[i].campaign;
        campaign_add(&sum, &c->stats, &zero);
        *executions += c->executions;
        sites_merge(&f->sites, c->site);
    }
    return sum;
}

static void show_progress(struct fuzz *f)
{
    uint64_t executions;
    struct job_stats t = total_stats(f, &executions);
    double seconds = (double)(watchdog_now() - f->start) / 1e6;
    f->report.line_open = progress_show(
        &f->progress,
        "fuzz %.0f/%u s | %.0f inputs/s | findings %" PRIu64 " | sites failed %" PRIu64 " of %" PRIu64
        " | faults %" PRIu64 " | corpus %zu | restarts %" PRIu64 " | inputs %" PRIu64,
        seconds, f->o->time, (double)executions / (seconds > 0 ? seconds : 1), f->report.findings,
        f->sites.failed, f->sites.total, t.faults, corpus_size(f), t.restarts, executions);
}

static void count_signatures(struct fuzz *f)
{
    for (size_t i = 0; i < f->engines; i++) {
        const struct campaign *c = f->engine[i].campaign;
        uint64_t *count;
        for (uint64_t k = 0; k < c->finding_count; k++)
            if (known(f, c->finding[k].finding.signature, &count))
                *count += c->finding[k].count;
    }
}

static void summarize(struct fuzz *f)
{
    uint64_t executions;
    count_signatures(f);
    struct report_totals totals = {.stats = total_stats(f, &executions),
                                   .kinds = f->vut->faults,
                                   .kinds_all = f->vut->faults,
                                   .version = f->engine[0].campaign->version,
                                   .build_id = f->engine[0].campaign->build_id};
    double seconds = (double)(watchdog_now() - f->start) / 1e6;
    totals.sites_total = f->sites.total;
    totals.sites_failed = f->sites.failed;
    totals.sites = f->sites.table;
    f->report.cases = executions;
    clear_line(f);
    for (size_t i = 0; i < f->told_count && !f->o->json; i++)
        printf("reproduce: %s\n", f->told[i].reproduce);
    report_summary(&f->report, &totals);
    if (f->o->json)
        return;
    printf("summary: %s, %zu engines, %" PRIu64 " inputs, %.0f inputs/s, corpus %zu\n", f->o->fuzzer,
           f->engines, executions, (double)executions / seconds, corpus_size(f));
    if (f->told_count)
        printf("summary: findings are in '%s'\n", f->out);
    else
        printf("summary: clean, no input broke a law\n");
    fflush(stdout);
}

/* ---- the campaign -------------------------------------------------------------------------------- */

static void loop(struct fuzz *f)
{
    while (!interrupted && watchdog_now() < f->deadline + GRACE && reap(f, false)) {
        usleep(TICK);
        tell_findings(f);
        if (progress_due(&f->progress))
            show_progress(f);
    }
}

/* Asks what still runs to end, then ends it. */
static void end_engines(struct fuzz *f)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (reap(f, true) == 0)
            break;
        signal_engines(f, signals[i]);
        for (int tick = 0; tick < 30 && reap(f, true); tick++)
            usleep(TICK);
    }
    tell_findings(f);
}

static int conclude(struct fuzz *f)
{
    uint64_t executions;
    total_stats(f, &executions);
    if (executions == 0 && !interrupted) {
        fprintf(stderr, "faultline: the fuzz engine ran nothing; see '%s'\n", f->engine[0].log);
        return EXIT_CANNOT_RUN;
    }
    bool early = !interrupted && watchdog_now() + 2000000 < f->deadline;
    int status = report_status(&f->report);
    return early && status == EXIT_CLEAN ? EXIT_CANNOT_RUN : status;
}

static int fuzz(struct fuzz *f)
{
    if (!open_engines(f) || !sites_open(&f->sites) ||
        !report_open(&f->report, &f->quiet, f->o->program_name))
        return EXIT_CANNOT_RUN;
    interrupted_catch();
    progress_open(&f->progress, f->o->quiet);
    f->start = watchdog_now();
    f->deadline = f->start + f->o->time * UINT64_C(1000000);
    for (size_t i = 0; i < f->engines; i++)
        start_engine(f, &f->engine[i]);
    loop(f);
    end_engines(f);
    int status = conclude(f);
    summarize(f);
    return status;
}

static void close_fuzz(struct fuzz *f)
{
    for (size_t i = 0; f->engine && i < f->engines; i++)
        campaign_unmap(f->engine[i].campaign);
    for (size_t i = 0; i < f->told_count; i++)
        free(f->told[i].reproduce);
    free(f->told);
    free(f->engine);
    sites_close(&f->sites);
    report_close(&f->report);
}

int cmd_fuzz(const struct options *o)
{
    static struct fuzz f; /* large */
    f.o = o;
    int status = check_options(&f);
    if (status == EXIT_CLEAN)
        status = prepare(&f);
    if (status == EXIT_CLEAN)
        status = fuzz(&f);
    close_fuzz(&f);
    return status;
}
