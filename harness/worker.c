#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash.h"
#include "watchdog.h"

enum {
    RECYCLE_STATUS = 87, /* the worker asks to be replaced */
    STAGE_HANGS_MAX =
        8,              /* hangs of one kind of fault in one program, before the rest of them is given up */
    STUCK_SECONDS = 60, /* no run finished for so long: the worker does not handle its alarm */
};

/* ---- the worker's end ---------------------------------------------------------------------------- */

struct worker_self {
    struct job_shm *shm;
    int request_fd, reply_fd;
    struct exec exec;
    struct trial trial;
    bool open;
};

static void send_message(struct worker_self *self, const struct job_message *m)
{
    const char *p = (const char *)m;
    for (size_t left = sizeof *m; left;) {
        ssize_t n = write(self->reply_fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) { /* nobody listens any more */
            crash_expect_exit();
            _exit(0);
        }
        p += n;
        left -= (size_t)n;
    }
}

static void emit_finding(void *ctx, const struct job_finding *finding)
{
    struct worker_self *self = ctx;
    struct job_message m = {.type = MESSAGE_FINDING, .job_id = self->shm->job.id, .finding = *finding};
    send_message(self, &m);
}

static void recycle(void *ctx)
{
    (void)ctx;
    crash_expect_exit();
    _exit(RECYCLE_STATUS);
}

static void fail_job(struct worker_self *self, const char *text, int status)
{
    struct job_message m = {.type = MESSAGE_FAILED, .job_id = self->shm->job.id, .status = status};
    snprintf(m.text, sizeof m.text, "%s", text);
    send_message(self, &m);
}

/* The first job says which VM this process is for. Returns an exit status. */
static int open_vm(struct worker_self *self, char *why, size_t size)
{
    struct fcase c;
    struct binding b;
    struct case_error error = {0};
    if (!case_parse(self->shm->text, self->shm->job.text_size, &c, &error)) {
        snprintf(why, size, "line %d: %s", error.line, error.text);
        return 2;
    }
    if (!case_bind(&c, &b, why, size))
        return 2;
    if (!exec_open(&self->exec, b.vut, b.library, why, size)) {
        size_t used = strlen(why);
        snprintf(why + used, size - used, "; to get vm '%s': %s", b.vut->name,
                 b.vut->install ? b.vut->install : "build it in");
        return 3;
    }
    snprintf(self->shm->build_id, sizeof self->shm->build_id, "%s", self->exec.info.build_id);
    snprintf(self->shm->version, sizeof self->shm->version, "%s", self->exec.info.version);
    snprintf(self->shm->library, sizeof self->shm->library, "%s", self->exec.info.library);
    self->exec.inject.witness = &self->shm->witness;
    self->exec.inject.bug = &self->shm->bug;
    self->trial = (struct trial){
        .exec = &self->exec, .shm = self->shm, .emit = emit_finding, .recycle = recycle, .emit_ctx = self};
    callers_scan();
    callers_set_subject((uintptr_t)(self->exec.info.anchor ? self->exec.info.anchor : b.vut));
    self->open = true;
    return 0;
}

/* What a rejected program shows is the same everywhere, but its user should know that nothing of it ran. */
static void note_rejection(struct worker_self *self)
{
    const struct trial_side *reference = &self->trial.side[0];
    char *to = self->shm->last.rejected;
    to[0] = '\0';
    if (!reference->base_known || reference->base.language.status != OBS_REJECTED)
        return;
    const char *text = reference->base.language.error_text;
    snprintf(to, sizeof self->shm->last.rejected, "%s", text[0] ? text : "for no reason that it tells");
    for (; *to; to++)
        if (*to < ' ' || *to > '~')
            *to = '?';
}

static void do_job(struct worker_self *self)
{
    char why[400] = "";
    if (!trial_begin(&self->trial, why, sizeof why)) {
        fail_job(self, why, 2);
        return;
    }
    note_rejection(self);
    if (self->shm->job.kind == JOB_SWEEP)
        trial_sweep(&self->trial);
    else
        trial_run(&self->trial);
    struct job_message m = {.type = MESSAGE_DONE, .job_id = self->shm->job.id};
    send_message(self, &m);
}

/* The program under test has no business with our files; its standard error is kept for assertions. */
static void detach(void)
{
    int null = open("/dev/null", O_RDWR), text = memfd_create("stderr", MFD_CLOEXEC);
    dup2(null, 0);
    dup2(null, 1);
    if (text >= 0 && !getenv("FAULTLINE_WORKER_STDERR")) {
        fcntl(text, F_SETFL, O_APPEND);
        dup2(text, 2);
        crash_set_stderr(text);
    }
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

/* True for a job, false when the parent has gone. */
static bool wait_for_job(const struct worker_self *self)
{
    char go;
    ssize_t n;
    do
        n = read(self->request_fd, &go, 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

/* The process that runs programs, until one of them kills it. */
static _Noreturn void run_jobs(struct worker_self *self)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    self->shm->child = getpid();
    watchdog_install();
    do
        do_job(self);
    while (wait_for_job(self));
    crash_expect_exit();
    _exit(0); /* the VM's own exit handlers are not ours to run */
}

/* Does for all children to come what each would have to do first. Only what a child has survived before. */
static void warm_up(struct worker_self *self)
{
    struct fcase c;
    struct binding b;
    struct case_error error;
    if (self->shm->warm_key == 0 || !case_parse(self->shm->text, self->shm->job.text_size, &c, &error) ||
        !case_bind(&c, &b, error.text, sizeof error.text) || binding_key(&b) != self->shm->warm_key)
        return;
    exec_warm(&self->exec, &b.reference_settings, b.style);
    exec_warm(&self->exec, &b.subject_settings, b.style);
}

/* Starts a child for the job that has come, and stays as it was for the next. False: the parent is gone. */
static bool carry_on(struct worker_self *self)
{
    struct job_message m = {.type = MESSAGE_DIED, .job_id = self->shm->job.id};
    warm_up(self);
    pid_t child = fork();
    if (child == 0)
        run_jobs(self);
    while (waitpid(child, &m.status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(m.status) && WEXITSTATUS(m.status) == 0)
        return false;
    send_message(self, &m);
    return true;
}

int worker_main(int argc, char **argv)
{
    static struct worker_self self; /* large, and there is one a process */
    char why[400];
    if (argc != 3)
        return 2;
    self.request_fd = atoi(argv[1]);
    self.reply_fd = atoi(argv[2]);
    int shm_fd = atoi(argv[0]);
    self.shm = mmap(NULL, sizeof *self.shm, PROT_READ | PROT_WRITE, MAP_SHARED, shm_fd, 0);
    if (self.shm == MAP_FAILED)
        return 3;
    close(shm_fd);
    detach();
    callers_scan();
    crash_install(&self.shm->crash);
    while (wait_for_job(&self)) {
        int status = self.open ? 0 : open_vm(&self, why, sizeof why);
        if (status != 0)
            fail_job(&self, why, status);
        else if (!carry_on(&self))
            break;
    }
    crash_expect_exit();
    _exit(0);
}

/* ---- the parent's end ---------------------------------------------------------------------------- */

bool worker_open(struct worker *w)
{
    memset(w, 0, sizeof *w);
    w->request_fd = w->reply_fd = -1;
    w->shm_fd = memfd_create("job", MFD_CLOEXEC);
    if (w->shm_fd < 0 || ftruncate(w->shm_fd, sizeof(struct job_shm)) != 0)
        return false;
    w->shm = mmap(NULL, sizeof *w->shm, PROT_READ | PROT_WRITE, MAP_SHARED, w->shm_fd, 0);
    return w->shm != MAP_FAILED;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void stop(struct worker *w)
{
    close_fd(&w->request_fd);
    close_fd(&w->reply_fd);
    if (w->pid > 0) {
        kill(w->pid, SIGKILL);
        while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    w->pid = 0;
}

void worker_close(struct worker *w)
{
    stop(w);
    close_fd(&w->shm_fd);
    if (w->shm && w->shm != MAP_FAILED)
        munmap(w->shm, sizeof *w->shm);
}

enum { PROGRAM_FD = 900 };

/* The program to run as a worker: this one, unless it is a fuzz engine's binary, which says so. It is known
 * to the new process by a number only: its path would come to lie on its stack and move what is below. */
static bool open_program(void)
{
    const char *own = getenv("FAULTLINE_WORKER");
    int fd = open(own ? own : "/proc/self/exe", O_RDONLY);
    return fd >= 0 && dup2(fd, PROGRAM_FD) == PROGRAM_FD;
}

/* Arguments and environment are the same to the last byte wherever the worker is started from (unless
 * somebody asks for other libraries), so that its stack is, too: a VM that reads garbage must read the same
 * garbage each time. */
static _Noreturn void become_worker(int shm_fd, int request, int reply, pid_t parent)
{
    char s[12], q[12], r[12];
    char libraries[PATH_MAX + 32];
    char *environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", NULL, NULL, NULL};
    size_t variables = 1;
    if (getenv("FAULTLINE_WORKER_STDERR"))
        environment[variables++] = "FAULTLINE_WORKER_STDERR=1";
    if (getenv("LD_LIBRARY_PATH")) {
        snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%s", getenv("LD_LIBRARY_PATH"));
        environment[variables] = libraries;
    }
    char *arguments[] = {"faultline", "worker", s, q, r, NULL};
    int fds[3] = {shm_fd, request, reply};
    for (int i = 0; i < 3; i++)
        fcntl(fds[i], F_SETFD, 0);
    snprintf(s, sizeof s, "%06d", shm_fd);
    snprintf(q, sizeof q, "%06d", request);
    snprintf(r, sizeof r, "%06d", reply);
    personality(ADDR_NO_RANDOMIZE);
    setpgid(0, 0);                    /* Ctrl-C is for the parent, which ends its workers in good order */
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* but a parent that is killed outright can't */
    if (getppid() != parent)
        _exit(0);
    if (open_program())
        execve("/proc/self/fd/900", arguments, environment);
    _exit(127);
}

static bool start(struct worker *w)
{
    int request[2], reply[2];
    if (pipe2(request, O_CLOEXEC) != 0)
        return false;
    if (pipe2(reply, O_CLOEXEC) != 0) {
        close(request[0]);
        close(request[1]);
        return false;
    }
    pid_t parent = getpid();
    w->pid = fork();
    if (w->pid == 0)
        become_worker(w->shm_fd, request[0], reply[1], parent);
    close(request[0]);
    close(reply[1]);
    w->request_fd = request[1];
    w->reply_fd = reply[0];
    return w->pid > 0;
}

static bool go(struct worker *w)
{
    memset(&w->shm->crash, 0, sizeof w->shm->crash);
    w->shm->cursor.what = WHAT_NOTHING;
    w->last_change = watchdog_now();
    if (w->pid == 0 && !start(w))
        return false;
    if (write(w->request_fd, "g", 1) == 1)
        return true;
    stop(w); /* somebody ended it in the meantime */
    return start(w) && write(w->request_fd, "g", 1) == 1;
}

bool worker_submit(struct worker *w, const struct job *job, const char *text, const char *vm,
                   const char *library, struct worker_failure *failure)
{
    if (!library)
        library = "";
    if (w->pid && (strcmp(w->vm, vm) != 0 || strcmp(w->library, library) != 0)) {
        stop(w);
        w->shm->warm_key = 0;
    }
    snprintf(w->vm, sizeof w->vm, "%s", vm);
    snprintf(w->library, sizeof w->library, "%s", library);
    uint64_t id = w->shm->job.id + 1;
    w->shm->job = *job;
    w->shm->job.id = id;
    memcpy(w->shm->text, text, job->text_size);
    w->shm->text[job->text_size] = '\0';
    w->shm->resume = (struct job_cursor){0};
    w->shm->cursor = (struct job_cursor){0};
    w->shm->seen_count = 0;
    w->shm->until_met = w->shm->printed = false;
    memset(w->shm->asked, 0, sizeof w->shm->asked);
    w->hang_retry = false;
    w->stage = w->stage_hangs = 0;
    w->busy = true;
    if (go(w))
        return true;
    snprintf(failure->text, sizeof failure->text, "can't start a worker process: %s", strerror(errno));
    failure->status = 3;
    w->busy = false;
    return false;
}

static const char *signal_name(int number, char *buffer, size_t size)
{
    const char *abbreviation = sigabbrev_np(number);
    snprintf(buffer, size, "SIG%s", abbreviation ? abbreviation : "?");
    return buffer;
}

/* A worker that could not write a record leaves its wait status only. */
static void complete_record(struct worker *w, int status)
{
    struct obs_crash *crash = &w->shm->crash;
    if (crash->kind != OBS_CRASH_NONE)
        return;
    memset(crash, 0, sizeof *crash);
    if (WIFSIGNALED(status)) {
        crash->kind = OBS_CRASH_SIGNAL;
        signal_name(WTERMSIG(status), crash->what, sizeof crash->what);
    } else {
        crash->kind = OBS_CRASH_EXIT;
        snprintf(crash->what, sizeof crash->what, "exit %d", WEXITSTATUS(status));
    }
}

/* SIGKILL comes from a person, or from a system that is short of memory, sooner than from the run. */
static bool was_killed(const struct worker *w, int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && w->shm->crash.kind == OBS_CRASH_NONE;
}

/* Where the cursor stands is then still the place of the worker before. */
static bool is_early(const struct worker *w)
{
    return w->shm->cursor.what == WHAT_PREPARE || w->shm->cursor.what == WHAT_NOTHING;
}

static bool same_run_again(struct worker *w)
{
    bool early = is_early(w);
    const struct job_cursor *at = early ? &w->shm->resume : &w->shm->cursor;
    bool again =
        w->hang_retry && w->hang_early == early && w->hang_stage == at->stage && w->hang_n == at->n;
    w->hang_retry = true;
    w->hang_early = early;
    w->hang_stage = at->stage;
    w->hang_n = at->n;
    return again;
}

/* Where the next worker takes up a job whose worker died. */
static void set_resume(struct worker *w, bool repeat)
{
    const struct job_cursor *at = &w->shm->cursor;
    if (is_early(w))
        return; /* from where this worker was to begin */
    w->shm->resume.stage = at->stage;
    w->shm->resume.n = at->what != WHAT_EXPLORE && !repeat ? at->n + 1 : at->n;
    if (w->shm->crash.kind == OBS_CRASH_HANG && !repeat && ++w->stage_hangs > STAGE_HANGS_MAX) {
        w->shm->resume.stage++;
        w->shm->resume.n = 1;
        w->shm->stats.given_up++;
    }
    if (w->shm->resume.stage != w->stage) {
        w->stage = w->shm->resume.stage;
        w->stage_hangs = 0;
    }
}

static enum worker_state fail(struct worker *w, struct worker_failure *failure, int status,
                              const char *text)
{
    failure->status = status;
    snprintf(failure->text, sizeof failure->text, "%s", text);
    w->busy = false;
    return WORKER_FAILED;
}

/* A reference that takes too long without any fault is the program's own doing, and a collection at each
 * allocation, which only classifies the program, is slow by nature: neither is a finding. But that it takes
 * no step in all the time, so that no budget of steps can end it, is the VM's doing. */
static bool is_slow(const struct job_shm *shm)
{
    bool stuck = strcmp(shm->crash.what, "stuck") == 0 && !shm->cursor.has_fault;
    return shm->cursor.what == WHAT_PREPARE && shm->cursor.reference && !stuck;
}

static enum worker_state after_death(struct worker *w, int status, trial_emit_fn *emit, void *ctx,
                                     struct worker_failure *failure)
{
    struct job_shm *shm = w->shm;
    bool recycled = WIFEXITED(status) && WEXITSTATUS(status) == RECYCLE_STATUS;
    bool killed = was_killed(w, status);
    bool repeat = killed && !same_run_again(w);
    if (killed && !repeat && shm->cursor.what == WHAT_NOTHING)
        return fail(w, failure, 3, "a worker process was killed from outside before it ran anything");
    if (!recycled && !repeat && shm->cursor.what == WHAT_NOTHING)
        return fail(w, failure, 3, "a worker process ended outside of any run; this is a bug of faultline");
    shm->stats.restarts++;
    bool judged = shm->cursor.what == WHAT_JUDGE;
    if (!recycled) {
        complete_record(w, status);
        bool hung = shm->crash.kind == OBS_CRASH_HANG;
        bool slow = hung && is_slow(shm);
        if (hung && !slow && !same_run_again(w)) {
            repeat = true;
        }
        shm->job.time_scale = hung && repeat ? 4 : 1; /* wall time never counts at the first try */
        /* What was being asked got no answer. */
        if (repeat)
            memset(shm->asked, 0, sizeof shm->asked);
        if (!repeat && shm->cursor.what != WHAT_EXPLORE && !slow)
            trial_autopsy(shm, w->vm, emit, ctx);
        if (!repeat)
            trial_skip(shm);
    }
    if (judged && !repeat) {
        shm->stats.runs += !recycled;
        bool fired = !recycled && shm->witness.fired > 0;
        shm->stats.faults += fired;
        shm->stats.by_kind[shm->cursor.fault.kind] += fired;
        if (shm->cursor.has_second && !recycled)
            job_count_pair(&shm->stats, shm->witness.fired);
        if (shm->job.kind == JOB_RUN) {
            w->busy = false;
            return WORKER_DONE;
        }
    }
    set_resume(w, repeat);
    if (!go(w))
        return fail(w, failure, 3, "can't start a worker process");
    return WORKER_BUSY;
}

static bool read_message(struct worker *w, struct job_message *m)
{
    char *p = (char *)m;
    for (size_t left = sizeof *m; left;) {
        ssize_t n = read(w->reply_fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        left -= (size_t)n;
    }
    return true;
}

static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* A worker that finishes no run and does not notice its own alarm is killed. */
static void look_for_stuck(struct worker *w)
{
    uint64_t now = watchdog_now();
    if (w->shm->stats.programs != w->last_programs) {
        w->last_programs = w->shm->stats.programs;
        w->last_change = now;
    } else if (now - w->last_change > STUCK_SECONDS * 1000000ull) {
        memset(&w->shm->crash, 0, sizeof w->shm->crash);
        w->shm->crash.kind = OBS_CRASH_HANG;
        snprintf(w->shm->crash.what, sizeof w->shm->crash.what, "wall");
        w->last_change = now;
        kill(w->shm->child, SIGKILL);
    }
}

/* The process that only starts others has ended, which no program under test can have caused: but opening
 * the VM can, and somebody from outside. */
static enum worker_state reap(struct worker *w, trial_emit_fn *emit, void *ctx,
                              struct worker_failure *failure)
{
    int status = 0;
    char text[200];
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    close_fd(&w->request_fd);
    close_fd(&w->reply_fd);
    /* Its child has left a record, or was killed with it. */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return after_death(w, status, emit, ctx, failure);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return fail(w, failure, 3, "can't run the worker program");
    complete_record(w, status);
    snprintf(text, sizeof text, "a worker process ended while it opened the VM: %s %.80s",
             w->shm->crash.what, w->shm->crash.text);
    return fail(w, failure, 3, text);
}

enum worker_state worker_step(struct worker *w, trial_emit_fn *emit, void *ctx,
                              struct worker_failure *failure)
{
    while (readable(w->reply_fd)) {
        struct job_message m;
        if (!read_message(w, &m)) {
            return reap(w, emit, ctx, failure);
        } else if (m.type == MESSAGE_FINDING) {
            emit(ctx, &m.finding);
        } else if (m.type == MESSAGE_DIED) {
            enum worker_state state = after_death(w, m.status, emit, ctx, failure);
            if (state != WORKER_BUSY)
                return state;
        } else {
            w->busy = false;
            if (m.type == MESSAGE_DONE)
                return WORKER_DONE;
            return fail(w, failure, m.status, m.text);
        }
    }
    look_for_stuck(w);
    return WORKER_BUSY;
}

enum worker_state worker_run(struct worker *w, const struct job *job, const char *text, const char *vm,
                             const char *library, trial_emit_fn *emit, void *ctx,
                             struct worker_failure *failure)
{
    if (!worker_submit(w, job, text, vm, library, failure))
        return WORKER_FAILED;
    for (;;) {
        struct pollfd p = {.fd = w->reply_fd, .events = POLLIN};
        poll(&p, 1, 1000);
        enum worker_state state = worker_step(w, emit, ctx, failure);
        if (state != WORKER_BUSY)
            return state;
    }
}
