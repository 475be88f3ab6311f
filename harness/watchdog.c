#include "watchdog.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#include "crash.h"

enum { TICK = 20000, WALL_TIMES = 16 };

/* A signal handler has nothing but static storage to look at. */
static volatile uint64_t deadline, wall_deadline;

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

static void on_tick(int signal_number, siginfo_t *info, void *ucontext)
{
    (void)signal_number;
    (void)info;
    if (is_over())
        crash_end(OBS_CRASH_HANG, "wall", "no end within the time budget", ucontext);
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
    wall_deadline = watchdog_now() + microseconds * WALL_TIMES;
    deadline = microseconds ? microseconds_of(CLOCK_PROCESS_CPUTIME_ID) + microseconds : 0;
}
