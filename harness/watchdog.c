#include "watchdog.h"

#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#include "crash.h"

enum { TICK = 20000 };

/* A signal handler has nothing but static storage to look at. */
static volatile uint64_t deadline;

uint64_t watchdog_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void on_tick(int signal_number, siginfo_t *info, void *ucontext)
{
    (void)signal_number;
    (void)info;
    if (deadline && watchdog_now() > deadline)
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
    deadline = microseconds ? watchdog_now() + microseconds : 0;
}
