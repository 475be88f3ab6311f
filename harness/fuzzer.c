#include "fuzzer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mutate.h"
#include "options.h"
#include "watchdog.h"

enum {
    SHORT_LIFE = 10000000, /* an engine that lives no longer than this did not do its job */
    BACK_OFF_MAX = 60,     /* seconds */
    IDLE_LIVES_MAX = 3,    /* that try nothing: it never will */
    ARGUMENTS_MAX = 32,
    LOG_MAX = 8 << 20, /* bytes; then it begins anew */
};

const char *const fuzzer_kind_names[FUZZER_KINDS] = {
    [FUZZER_LIBFUZZER] = "libfuzzer", [FUZZER_AFL] = "afl"};

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

/* ---- tools --------------------------------------------------------------------------------------- */

bool fuzzer_tools_afl(void)
{
    char list[8192], file[PATH_MAX], *rest = list;
    const char *path = getenv("PATH");
    snprintf(list, sizeof list, "%s", path ? path : "/usr/bin:/bin");
    for (char *one = strtok_r(list, ":", &rest); one; one = strtok_r(NULL, ":", &rest)) {
        make_path(file, "%s/afl-fuzz", one);
        if (access(file, X_OK) == 0)
            return true;
    }
    return false;
}

static bool have(const struct fuzzer_tools *t, unsigned kinds)
{
    return (!(kinds & 1u << FUZZER_LIBFUZZER) || access(t->target[FUZZER_LIBFUZZER], X_OK) == 0) &&
           (!(kinds & 1u << FUZZER_AFL) ||
            (access(t->target[FUZZER_AFL], X_OK) == 0 && access(t->mutator, R_OK) == 0));
}

/* The engines lie in 'fuzz' beside this program, or beside its folder: build/faultline and
 * build/asan/faultline both find build/fuzz. */
static bool find_targets(struct fuzzer_tools *t, const char *extension, unsigned kinds)
{
    static const char *const places[] = {"fuzz", "../fuzz"};
    ssize_t size = readlink("/proc/self/exe", t->self, sizeof t->self - 1);
    int folder = size > 0 ? (int)(strrchr(t->self, '/') - t->self) : 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        for (int k = 0; k < FUZZER_KINDS; k++)
            make_path(t->target[k], "%.*s/%s/faultline-%s", folder, t->self, places[i],
                      fuzzer_kind_names[k]);
        make_path(t->mutator, "%.*s/%s/faultline-afl-mutator.so", folder, t->self, places[i]);
        make_path(t->dictionary, "%.*s/%s/../../corpus/dictionaries/%s.dict", folder, t->self, places[i],
                  extension);
        make_path(t->seeds, "%.*s/%s/../../corpus/seeds/%s", folder, t->self, places[i], t->vm);
        if (have(t, kinds))
            return true;
    }
    return false;
}

bool fuzzer_tools_find(struct fuzzer_tools *t, const char *vm, const char *extension, unsigned kinds)
{
    t->vm = vm;
    if (kinds & 1u << FUZZER_AFL && !fuzzer_tools_afl()) {
        fprintf(stderr, "faultline: 'afl-fuzz' is missing; run 'apt-get install afl++'\n");
        return false;
    }
    if (!find_targets(t, extension, kinds)) {
        fprintf(stderr, "faultline: the fuzz engines are not built; run 'make fuzz-build'\n");
        return false;
    }
    if (access(t->dictionary, R_OK) != 0)
        t->dictionary[0] = '\0';
    return true;
}

/* ---- arguments: made in the child, which is replaced at once ------------------------------------- */

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

static void libfuzzer_arguments(const struct fuzzer *e, const struct fuzzer_tools *t, const char *folder,
                                unsigned seconds, struct arguments *a)
{
    add(a, "%s", t->target[FUZZER_LIBFUZZER]);
    add(a, "%s/corpus", folder);
    add(a, "%s/seeds", folder);
    add(a, "-max_total_time=%u", seconds);
    add(a, "-seed=%" PRIu32, (uint32_t)(t->seed + e->number));
    add(a, "-timeout=600");
    add(a, "-rss_limit_mb=4096");
    add(a, "-max_len=%d", MUTATE_CASE_MAX);
    add(a, "-len_control=0");
    add(a, "-entropic=0"); /* its bookkeeping of features takes more time than the inputs */
    add(a, "-reload=1");   /* what others put into the corpus is taken over */
    add(a, "-detect_leaks=0");
    add(a, "-print_final_stats=1");
    add(a, "-artifact_prefix=%s/log/engine-%u-", folder, e->number);
    if (t->dictionary[0])
        add(a, "-dict=%s", t->dictionary);
}

/* The first one reads libFuzzer's corpus, and hands it on to its fellows. */
static void afl_arguments(const struct fuzzer *e, const struct fuzzer_tools *t, const char *folder,
                          unsigned seconds, struct arguments *a)
{
    add(a, "afl-fuzz");
    add(a, "-i");
    add(a, "%s/seeds", folder);
    add(a, "-o");
    add(a, "%s/afl", folder);
    add(a, "%s", e->first ? "-M" : "-S");
    add(a, "engine-%u", e->number);
    if (e->first) {
        add(a, "-F");
        add(a, "%s/corpus", folder);
    }
    add(a, "-V");
    add(a, "%u", seconds);
    add(a, "-s");
    add(a, "%" PRIu32, (uint32_t)(t->seed + e->number));
    add(a, "-t");
    add(a, "600000");
    add(a, "-m");
    add(a, "none");
    add(a, "--");
    add(a, "%s", t->target[FUZZER_AFL]);
}

static void set_settings(const struct fuzzer_tools *t)
{
    char text[(OPTIONS_ITEMS_MAX + 1) * (CASE_NAME_SIZE + CASE_VALUE_SIZE + 2)] = "";
    for (size_t i = 0; i < t->set_count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s\n", t->set[i]);
    }
    setenv(CAMPAIGN_ENV_SET, text, 1);
}

static void set_environment(const struct fuzzer *e, const struct fuzzer_tools *t, const char *folder)
{
    static const char *const on[] = {"AFL_NO_UI",
                                     "AFL_SKIP_CPUFREQ",
                                     "AFL_NO_AFFINITY",
                                     "AFL_AUTORESUME",
                                     "AFL_FAST_CAL",
                                     "AFL_IMPORT_FIRST",
                                     "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"};
    setenv(CAMPAIGN_ENV_WORKER, t->self, 1);
    setenv(CAMPAIGN_ENV_VM, t->vm, 1);
    setenv(CAMPAIGN_ENV_FINDINGS, folder, 1);
    setenv(CAMPAIGN_ENV_STATS, e->stats, 1);
    if (t->dictionary[0] && !t->bare)
        setenv(CAMPAIGN_ENV_DICTIONARY, t->dictionary, 1);
    if (t->bare)
        setenv(CAMPAIGN_ENV_BARE, "1", 1);
    set_settings(t);
    if (e->kind != FUZZER_AFL)
        return;
    if (!t->bare) {
        setenv("AFL_CUSTOM_MUTATOR_LIBRARY", t->mutator, 1);
        setenv("AFL_CUSTOM_MUTATOR_ONLY", "1", 1);
    }
    for (size_t i = 0; i < sizeof on / sizeof on[0]; i++)
        setenv(on[i], "1", 1);
}

/* An engine says little, but may say it for days. */
static int open_log(const struct fuzzer *e)
{
    struct stat st;
    int log = open(e->log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (log >= 0 && fstat(log, &st) == 0 && st.st_size > LOG_MAX && ftruncate(log, 0) != 0)
        return log; /* then it grows on */
    return log;
}

static _Noreturn void become_engine(const struct fuzzer *e, const struct fuzzer_tools *t,
                                    const char *folder, unsigned seconds, pid_t parent)
{
    struct arguments a = {.count = 0};
    int log = open_log(e), null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(log >= 0 ? log : null, 1);
    dup2(log >= 0 ? log : null, 2);
    setpgid(0, 0); /* Ctrl-C is for the parent, which ends its engines in good order */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127);
    set_environment(e, t, folder);
    if (e->kind == FUZZER_AFL)
        afl_arguments(e, t, folder, seconds, &a);
    else
        libfuzzer_arguments(e, t, folder, seconds, &a);
    execvp(a.list[0], a.list);
    fprintf(stderr, "faultline: can't run '%s': %s\n", a.list[0], strerror(errno));
    _exit(127);
}

/* ---- a process ----------------------------------------------------------------------------------- */

bool fuzzer_open(struct fuzzer *e, const char *folder)
{
    make_path(e->stats, "%s/log/engine-%u.stats", folder, e->number);
    make_path(e->log, "%s/log/engine-%u.txt", folder, e->number);
    unlink(e->stats);
    e->campaign = campaign_map(e->stats);
    if (!e->campaign)
        return false;
    snprintf(e->campaign->engine, sizeof e->campaign->engine, "%s", fuzzer_kind_names[e->kind]);
    return true;
}

void fuzzer_close(struct fuzzer *e)
{
    campaign_unmap(e->campaign);
    e->campaign = NULL;
}

bool fuzzer_start(struct fuzzer *e, const struct fuzzer_tools *t, const char *folder, unsigned seconds)
{
    pid_t parent = getpid();
    e->started = watchdog_now();
    e->again = 0;
    e->inputs_then = e->campaign->executions;
    e->starts++;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        become_engine(e, t, folder, seconds, parent);
    e->pid = pid > 0 ? pid : 0;
    return pid > 0;
}

/* Later and later, as what ends it may be there for long: a full disk, say. */
static void plan_return(struct fuzzer *e, uint64_t now)
{
    bool idle = e->campaign->executions == e->inputs_then;
    e->idle_lives = idle ? e->idle_lives + 1 : 0;
    e->short_lives = now - e->started < SHORT_LIFE ? e->short_lives + 1 : 0;
    uint64_t wait = e->short_lives == 0 ? 0 : UINT64_C(1) << (e->short_lives < 7 ? e->short_lives - 1 : 6);
    e->again = now + 1 + (wait < BACK_OFF_MAX ? wait : BACK_OFF_MAX) * 1000000;
    if (e->idle_lives >= IDLE_LIVES_MAX && e->campaign->executions == 0)
        e->again = 0;
}

bool fuzzer_ended(struct fuzzer *e, char *how, size_t size)
{
    int status;
    if (!e->pid || waitpid(e->pid, &status, WNOHANG) != e->pid)
        return false;
    kill(-e->pid, SIGKILL); /* what is left of its group */
    e->pid = 0;
    plan_return(e, watchdog_now());
    if (WIFSIGNALED(status))
        snprintf(how, size, "signal %d", WTERMSIG(status));
    else
        snprintf(how, size, "status %d", WEXITSTATUS(status));
    return true;
}

void fuzzer_signal(const struct fuzzer *e, int number)
{
    if (e->pid > 0)
        kill(-e->pid, number);
}

/* Resident pages of one process, when it is of that group. */
static uint64_t pages_of(const char *pid, pid_t group)
{
    char path[64], text[1024];
    long of_group, pages = 0;
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    FILE *f = fopen(path, "re");
    size_t size = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[size] = '\0';
    /* Behind the name, which may hold anything: state, parent, group, and 18 words later the pages. */
    const char *behind = strrchr(text, ')');
    if (!behind || sscanf(behind + 1, " %*c %*d %ld", &of_group) != 1 || of_group != group)
        return 0;
    for (int words = 0; *behind && words < 22; behind++)
        words += *behind == ' ';
    sscanf(behind, "%ld", &pages);
    return pages > 0 ? (uint64_t)pages : 0;
}

uint64_t fuzzer_memory(const struct fuzzer *e)
{
    uint64_t pages = 0;
    DIR *folder = e->pid ? opendir("/proc") : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            pages += pages_of(entry->d_name, e->pid);
    if (folder)
        closedir(folder);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
}
