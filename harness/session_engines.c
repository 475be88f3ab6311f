#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "campaign_dir.h"
#include "session.h"
#include "watchdog.h"

enum {
    TICK = 100000, /* microseconds */
    TRIAGE_EVERY = 5000000,
    TRIAGE_NICE = 10, /* it must not slow down what finds more */
};

/* One of each kind in turn. */
static enum fuzzer_kind kind_of(const struct session *s, size_t i)
{
    if (s->kinds == (1u << FUZZER_LIBFUZZER | 1u << FUZZER_AFL))
        return i % 2 ? FUZZER_AFL : FUZZER_LIBFUZZER;
    return s->kinds == 1u << FUZZER_AFL ? FUZZER_AFL : FUZZER_LIBFUZZER;
}

bool session_open_engines(struct session *s)
{
    s->engine = calloc(s->engines, sizeof *s->engine);
    s->taken = calloc(s->engines, sizeof *s->taken);
    for (size_t i = 0; s->engine && s->taken && i < s->engines; i++) {
        struct fuzzer *e = &s->engine[i];
        e->number = (unsigned)i;
        e->kind = kind_of(s, i);
        e->first = i == 0 || (i == 1 && e->kind != s->engine[0].kind);
        if (!fuzzer_open(e, s->out)) {
            fprintf(stderr, "faultline: can't make '%s': %s\n", e->stats, strerror(errno));
            return false;
        }
    }
    return s->engine && s->taken;
}

void session_start_engine(struct session *s, struct fuzzer *e)
{
    uint64_t now = watchdog_now();
    unsigned left = s->deadline > now ? (unsigned)((s->deadline - now + 999999) / 1000000) : 1;
    if (!fuzzer_start(e, &s->tools, s->out, left))
        e->again = now + 1000000; /* no process could be had */
}

static void tell_end(struct session *s, const struct fuzzer *e, const char *how)
{
    uint64_t now = watchdog_now(), wait = e->again > now ? (e->again - now + 999999) / 1000000 : 0;
    session_clear_line(s);
    fprintf(stderr, "faultline: engine %u ended with %s, ", e->number, how);
    if (e->again)
        fprintf(stderr, "starting it again in %" PRIu64 " s; see '%s'\n", wait, e->log);
    else
        fprintf(stderr, "giving it up; see '%s'\n", e->log);
}

/* Looks for engines that ended, and, unless that is expected, starts them again when it is time. Returns
 * how many run or are going to. */
size_t session_tend(struct session *s, bool expected)
{
    char how[32];
    size_t alive = 0;
    uint64_t now = watchdog_now();
    bool over = expected || now + 1000000 >= s->deadline;
    for (size_t i = 0; i < s->engines; i++) {
        struct fuzzer *e = &s->engine[i];
        if (fuzzer_ended(e, how, sizeof how) && !over) {
            e->deaths++;
            tell_end(s, e, how);
            /* AFL++ does not go on from a folder that a full disk has left half written. */
            if (e->kind == FUZZER_AFL && e->idle_lives)
                campaign_dir_drop_afl(s->out, e->number, &s->taken[i].shared);
        }
        if (!e->pid && e->again && e->again <= now && !over)
            session_start_engine(s, e);
        alive += e->pid > 0 || (e->again && !over);
    }
    return alive;
}

/* Asks what still runs to end, then ends it. */
void session_end_engines(struct session *s)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (session_tend(s, true) == 0)
            break;
        for (size_t k = 0; k < s->engines; k++)
            fuzzer_signal(&s->engine[k], signals[i]);
        for (int tick = 0; tick < 30 && session_tend(s, true); tick++)
            usleep(TICK);
    }
    session_tell_findings(s);
}

/* ---- triage -------------------------------------------------------------------------------------- */

static _Noreturn void become_triage(const struct session *s, pid_t parent)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/log/triage.txt", s->out);
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    dup2(log >= 0 ? log : open("/dev/null", O_WRONLY), 1);
    dup2(1, 2);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (nice(TRIAGE_NICE) == -1 || getppid() != parent)
        _exit(127);
    execl(s->tools.self, s->o->program_name, "triage", "--quiet", "--jobs=1", s->out, (char *)NULL);
    _exit(127);
}

/* New findings are looked at by a process beside the engines, one after the other. */
void session_tend_triage(struct session *s)
{
    uint64_t now = watchdog_now();
    pid_t parent = getpid();
    if (s->triage && waitpid(s->triage, NULL, WNOHANG) == s->triage)
        s->triage = 0;
    if (s->triage || !s->untriaged || now - s->triaged < TRIAGE_EVERY)
        return;
    s->triaged = now;
    s->untriaged = false;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        become_triage(s, parent);
    s->triage = pid > 0 ? pid : 0;
}

void session_end_triage(struct session *s)
{
    if (s->triage)
        kill(-s->triage, SIGINT);
    for (int tick = 0; s->triage && tick < 50; tick++) {
        if (waitpid(s->triage, NULL, WNOHANG) == s->triage)
            s->triage = 0;
        else
            usleep(TICK);
    }
    if (s->triage) {
        kill(-s->triage, SIGKILL);
        waitpid(s->triage, NULL, 0);
    }
}
