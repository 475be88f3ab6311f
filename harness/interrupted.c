#include "interrupted.h"

#include <stddef.h>
#include <time.h>

enum { TOGETHER_SECONDS = 1 };

volatile sig_atomic_t interrupted;
static volatile time_t since;

static void on_interrupt(int signal_number)
{
    time_t now = time(NULL);
    if (interrupted && now - since > TOGETHER_SECONDS) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
    if (!interrupted)
        since = now;
    interrupted = 1;
}

void interrupted_catch(void)
{
    struct sigaction action = {.sa_handler = on_interrupt};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}
