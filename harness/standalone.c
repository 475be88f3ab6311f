#include "standalone.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bind.h"
#include "files.h"
#include "watchdog.h"

enum { COMMAND_SECONDS = 60, STATUS_NONE = -1, STATUS_NO_COMMAND = 127 };

bool standalone_exists(const struct vut *vut)
{
    return vut->standalone != NULL;
}

enum vut_symptom standalone_symptom(const struct job_finding *f)
{
    static const struct {
        const char *oracle;
        enum vut_symptom symptom;
    } rows[] = {
        {"crash", VUT_SYMPTOM_CRASH},
        {"hang", VUT_SYMPTOM_HANG},
        {"leak", VUT_SYMPTOM_LEAK},
        {"vm-stack", VUT_SYMPTOM_STACK},
        {"differential", VUT_SYMPTOM_DIFFERENCE},
        {"swallowed", VUT_SYMPTOM_CHANGE},
        {"uninit", VUT_SYMPTOM_FILL},
    };
    if (strcmp(f->oracle, "invisible") == 0) {
        if (strncmp(f->reason, "trace neither", 13) == 0)
            return VUT_SYMPTOM_TRACE_END;
        return strcmp(f->reason, "unnamed abort") == 0 ? VUT_SYMPTOM_NONE : VUT_SYMPTOM_CHANGE;
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(f->oracle, rows[i].oracle) == 0)
            return rows[i].symptom;
    return VUT_SYMPTOM_NONE;
}

/* ---- commands ------------------------------------------------------------------------------------ */

struct command {
    char text[16384]; /* what it printed, cut, NUL-terminated */
    size_t size;
    int status; /* STATUS_NONE: it did not end by itself */
};

static void start_command(const char *folder, const char *command, int out)
{
    setpgid(0, 0);
    if (chdir(folder) != 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
        _exit(126);
    signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(126);
}

/* Reads until the end, or until time is up. What has no room is read all the same. */
static void read_output(int fd, struct command *c)
{
    uint64_t end = watchdog_now() + COMMAND_SECONDS * UINT64_C(1000000);
    char rest[4096];
    for (;;) {
        uint64_t now = watchdog_now();
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (now >= end || poll(&p, 1, (int)((end - now) / 1000) + 1) == 0)
            return;
        size_t room = sizeof c->text - 1 - c->size;
        ssize_t got = read(fd, room ? c->text + c->size : rest, room ? room : sizeof rest);
        if (got == 0 || (got < 0 && errno != EINTR))
            return;
        c->size += room && got > 0 ? (size_t)got : 0;
    }
}

/* In a group of its own, so that all of it can be ended. */
static bool run_command(const char *folder, const char *command, struct command *c)
{
    int fd[2], status;
    memset(c, 0, sizeof *c);
    if (pipe(fd) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        start_command(folder, command, fd[1]);
    close(fd[1]);
    if (pid > 0)
        read_output(fd[0], c);
    close(fd[0]);
    if (pid < 0)
        return false;
    kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    c->status = WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_NONE;
    return true;
}

/* The last line of what was printed, with no end of line. */
static const char *last_line(struct command *c)
{
    while (c->size > 0 && c->text[c->size - 1] == '\n')
        c->text[--c->size] = '\0';
    const char *line = memrchr(c->text, '\n', c->size);
    return line ? line + 1 : c->text;
}

/* The first line that says "error", or the first. */
static void error_line(const struct command *c, char *out, size_t size)
{
    const char *at = strstr(c->text, "error");
    while (at && at > c->text && at[-1] != '\n')
        at--;
    at = at ? at : c->text;
    snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

/* ---- one form ------------------------------------------------------------------------------------ */

struct attempt {
    struct vut_standalone what;
    struct vut_planned plan[CASE_FAULTS_MAX];
    char text[CASE_FAULTS_MAX][FAULT_TEXT_SIZE];
    char name[CASE_NAME_SIZE];
    const struct vut *vut;
    unsigned form;
    struct vut_standalone_use use;
    char folder[4096]; /* for what is only tried */
};

static void sink(void *ctx, const char *bytes, size_t size)
{
    fwrite(bytes, 1, size, ctx);
}

static void write_form(const void *ctx, FILE *to)
{
    const struct attempt *a = ctx;
    struct vut_standalone_use use;
    a->vut->standalone(&a->what, a->form, &use, sink, to);
}

/* Asks for the form's commands; nothing is written. */
static void no_sink(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    (void)bytes;
    (void)size;
}

static bool take_form(struct attempt *a)
{
    return a->vut->standalone(&a->what, a->form, &a->use, no_sink, NULL);
}

static bool save(const struct attempt *a, const char *folder, char *path, size_t size)
{
    snprintf(path, size, "%s%s.%s", folder, a->name, a->use.extension);
    return files_replace(path, write_form, a);
}

static bool untried(struct standalone_result *out, const char *why)
{
    out->untried = true;
    snprintf(out->tried, sizeof out->tried, "not tried: %.900s", why[0] ? why : "it ended without a word");
    return false;
}

static bool build(const struct attempt *a, struct standalone_result *out)
{
    struct command c;
    char line[512];
    if (!a->use.build[0])
        return true;
    if (!run_command(a->folder, a->use.build, &c))
        return untried(out, strerror(errno));
    if (c.status == 0)
        return true;
    error_line(&c, line, sizeof line);
    if (c.status != STATUS_NO_COMMAND)
        return untried(out, line);
    snprintf(line, sizeof line, "no compiler: '%.*s' is not in PATH, install one, e.g. apt-get install gcc",
             (int)strcspn(a->use.build, " "), a->use.build);
    return untried(out, line);
}

/* With the numbers of the case; then with others. */
static bool shows(struct attempt *a, struct standalone_result *out)
{
    struct command c;
    char *end;
    if (!run_command(a->folder, a->use.run, &c))
        return untried(out, strerror(errno));
    if (c.status != 0 && c.status != 1)
        return untried(out, last_line(&c));
    const char *line = last_line(&c), *said = strstr(line, "shown: ");
    snprintf(out->tried, sizeof out->tried, "%s: %.900s",
             c.status ? "shown" : "not shown outside of the harness",
             said ? said + strlen("shown: ") : line);
    if (c.status == 1 || !a->use.search[0])
        return c.status == 1;
    if (!run_command(a->folder, a->use.search, &c) || c.status != 1)
        return false;
    line = last_line(&c);
    unsigned long long n = strtoull(line, &end, 10);
    if (n == 0 || *end != ':')
        return false;
    a->plan[0].n = n;
    snprintf(out->tried, sizeof out->tried, "shown with number %llu, not with that of the case%s", n, end);
    return true;
}

/* Whatever lies in the folder was made here. */
static void remove_folder(const char *folder, const struct attempt *a)
{
    static const char *const endings[] = {"", ".c", ".lua"};
    char path[4200];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s/%s%s", folder, a->name, endings[i]);
        unlink(path);
    }
    rmdir(folder);
}

/* ---- all forms ----------------------------------------------------------------------------------- */

/* The handiest that shows the finding, or else the last; `a->form` says which. */
static bool try_forms(struct attempt *a, struct standalone_result *out, char *why, size_t why_size)
{
    char inside[4104], path[4200];
    const uint64_t n = a->plan[0].n;
    snprintf(inside, sizeof inside, "%s/", a->folder);
    for (a->form = 0; !out->shown && take_form(a); a->form++) {
        a->plan[0].n = n;
        out->untried = false;
        if (!save(a, inside, path, sizeof path)) {
            snprintf(why, why_size, "can't write '%s': %s", path, strerror(errno));
            return false;
        }
        out->shown = build(a, out) && shows(a, out);
    }
    a->form--;
    return true;
}

/* What is no letter, digit, '-', '_' or '.' would have to be quoted in a command. */
static void take_name(const char *path, char *out, size_t size)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    snprintf(out, size, "%s", base);
    for (char *p = out; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_' && *p != '.' && (*p != '-' || p == out))
            *p = '_';
    static const char *const endings[] = {".case", ".min"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(out), cut = strlen(endings[i]);
        if (length > cut && strcmp(out + length - cut, endings[i]) == 0)
            out[length - cut] = '\0';
    }
}

static void take_plan(const struct fcase *c, struct attempt *a)
{
    for (size_t i = 0; i < c->fault_count; i++) {
        const struct fault *f = &c->fault[i];
        a->plan[i] = (struct vut_planned){.kind = f->kind,
                                          .action = f->action,
                                          .n = f->n,
                                          .from = f->from,
                                          .create = f->create,
                                          .alloc = f->alloc,
                                          .text = fault_format(f, a->text[i], sizeof a->text[i])};
    }
}

static void take_case(const struct fcase *c, const struct binding *b, const struct job_finding *f,
                      struct attempt *a)
{
    a->vut = b->vut;
    take_plan(c, a);
    a->what = (struct vut_standalone){.name = a->name,
                                      .library = b->library,
                                      .settings = &b->subject_settings,
                                      .limited = &b->limited_settings,
                                      .plan = a->plan,
                                      .plan_count = c->fault_count,
                                      .program = c->program,
                                      .program_size = c->program_size,
                                      .symptom = standalone_symptom(f),
                                      .signature = f->signature,
                                      .detail = f->detail,
                                      .tried = ""};
}

/* In a folder that goes away again. */
static bool try_it(struct attempt *a, struct standalone_result *out, char *why, size_t why_size)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(a->folder, sizeof a->folder, "%s/faultline-XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(a->folder)) {
        snprintf(why, why_size, "can't make '%s': %s", a->folder, strerror(errno));
        return false;
    }
    bool tried = try_forms(a, out, why, why_size);
    remove_folder(a->folder, a);
    return tried;
}

/* The form that was chosen, with what came of it. */
static bool save_beside(struct attempt *a, const char *path, struct standalone_result *out, char *why,
                        size_t why_size)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash + 1 - path) : 0, path);
    a->what.tried = out->tried;
    if (!take_form(a) || !save(a, folder, out->path, sizeof out->path)) {
        snprintf(why, why_size, "can't save '%s': %s", out->path, strerror(errno));
        return false;
    }
    snprintf(out->missing, sizeof out->missing, "%s", a->use.missing);
    return true;
}

bool standalone_write(const struct fcase *c, const struct job_finding *f, const char *version,
                      const char *path, struct standalone_result *out, char *why, size_t why_size)
{
    struct binding b;
    struct attempt a = {0};
    memset(out, 0, sizeof *out);
    if (!case_bind(c, &b, why, why_size))
        return false;
    take_name(path, a.name, sizeof a.name);
    take_case(c, &b, f, &a);
    a.what.version = version;
    return try_it(&a, out, why, why_size) && save_beside(&a, path, out, why, why_size);
}
