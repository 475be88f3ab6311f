#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "watchdog.h"

enum { TERMINAL_EVERY = 250000, PLAIN_EVERY = 10000000 };

void progress_open(struct progress *p, bool quiet)
{
    p->terminal = isatty(STDERR_FILENO);
    p->quiet = quiet;
    p->last = p->terminal ? 0 : watchdog_now();
    p->lines = 0;
}

bool progress_due(const struct progress *p)
{
    return !p->quiet && watchdog_now() - p->last >= (p->terminal ? TERMINAL_EVERY : PLAIN_EVERY);
}

/* That a line may take without being wrapped. */
static int columns(void)
{
    struct winsize size = {.ws_col = 80};
    ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
    return size.ws_col > 1 ? size.ws_col - 1 : 79;
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
    fprintf(stderr, "\r\033[K%.*s", columns(), line);
    fflush(stderr);
    return true;
}

void progress_clear_block(struct progress *p)
{
    if (p->lines)
        fprintf(stderr, "\033[%uA\r\033[J", p->lines);
    p->lines = 0;
}

void progress_show_block(struct progress *p, const char *text)
{
    int width = columns();
    p->last = watchdog_now();
    progress_clear_block(p);
    while (*text) {
        int size = (int)strcspn(text, "\n");
        fprintf(stderr, "%.*s\n", p->terminal && size > width ? width : size, text);
        text += size + (text[size] == '\n');
        if (!p->terminal)
            return;
        p->lines++;
    }
    fflush(stderr);
}
