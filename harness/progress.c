#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "watchdog.h"

enum { TERMINAL_EVERY = 250000, PLAIN_EVERY = 10000000 };

void progress_open(struct progress *p, bool quiet)
{
    p->terminal = isatty(STDERR_FILENO);
    p->quiet = quiet;
    p->last = p->terminal ? 0 : watchdog_now();
}

bool progress_due(const struct progress *p)
{
    return !p->quiet && watchdog_now() - p->last >= (p->terminal ? TERMINAL_EVERY : PLAIN_EVERY);
}

bool progress_show(struct progress *p, const char *format, ...)
{
    char line[400];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    p->last = watchdog_now();
    if (!p->terminal) {
        fprintf(stderr, "%s\n", line);
        return false;
    }
    struct winsize size = {.ws_col = 80};
    ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
    fprintf(stderr, "\r\033[K%.*s", size.ws_col > 1 ? size.ws_col - 1 : 79, line);
    fflush(stderr);
    return true;
}
