#include "watchdog.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#include "crash.h"

enum { TICK = 20000, WALL_TIMES = 16 };

/* A signal handler has nothing but static storage to look at. */
static volatile uint64_t deadline, wall_deadline, allowed;

/* Who tells how far the run is; what it said last, and when that was new, on both clocks. */
static watchdog_progress_fn *volatile progress;
static void *volatile progress_ctx;
static volatile uint64_t reached, reached_at, wall_reached_at;

static uint64_t microseconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t watchdog_now(void)
{
    return microseconds_of(CLOCK_MONOTONIC);
}

static bool is_over(void)
{
    return deadline &&
           (microseconds_of(CLOCK_PROCESS_CPUTIME_ID) > deadline || watchdog_now() > wall_deadline);
}

static void note_progress(void)
{
    uint64_t now = progress(progress_ctx);
    if (now == reached)
        return;
    reached = now;
    reached_at = microseconds_of(CLOCK_PROCESS_CPUTIME_ID);
    wall_reached_at = watchdog_now();
}

static bool is_stuck(void)
{
    return progress && (microseconds_of(CLOCK_PROCESS_CPUTIME_ID) - reached_at > allowed / 2 ||
                        watchdog_now() - wall_reached_at > allowed / 2 * WALL_TIMES);
}

static void on_tick(int signal_number, siginfo_t *info, void *ucontext)
{
    (void)signal_number;
    (void)info;
    if (deadline && progress)
        note_progress();
    if (is_over())
        crash_end(OBS_CRASH_HANG, is_stuck() ? "stuck" : "wall", "no end within the time budget", ucontext);
}

void watchdog_install(void)
{
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, TICK}, {0, TICK}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

void watchdog_allow(uint64_t microseconds)
{
    deadline = 0;
    allowed = microseconds;
    wall_reached_at = watchdog_now();
    reached_at = microseconds_of(CLOCK_PROCESS_CPUTIME_ID);
    wall_deadline = wall_reached_at + microseconds * WALL_TIMES;
    deadline = microseconds ? reached_at + microseconds : 0;
}

void watchdog_watch(watchdog_progress_fn *fn, void *ctx)
{
    progress = NULL; /* a tick in between must not ask the new one about the old one's */
    progress_ctx = ctx;
    progress = fn;
}
