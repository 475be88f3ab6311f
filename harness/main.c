/* main.c: the command line: picks the sub-command. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "worker.h"

static const struct {
    const char *name;
    int (*function)(const struct options *o);
    const char *text;
} commands[] = {
#define COMMAND(name, function, text) {#name, function, text},
#include "commands.def"
#undef COMMAND
};

static void print_usage(FILE *to)
{
    fputs("usage: faultline COMMAND [FLAG...] [FILE...]\n\n", to);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(to, "  %-7s %s\n", commands[i].name, commands[i].text);
    fputs("\n'faultline COMMAND --help' lists the flags. Exit status: 0 clean, 1 findings, 2 usage or bad\n"
          "input, 3 could not run.\n",
          to);
}

/* A descriptor that the caller has closed would be given to the next file that is opened, and what is
 * printed would go there. So it is taken, in a way that makes printing to it fail. */
static void occupy_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A result that nobody could read is no result, whatever the status would have been. */
static void check_output(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return;
    fprintf(stderr, "faultline: can't write to standard output: %s\n",
            errno ? strerror(errno) : "some of it was lost");
    _exit(EXIT_CANNOT_RUN);
}

int main(int argc, char **argv)
{
    struct options o;
    if (argc == 5 && strcmp(argv[1], "worker") == 0)
        return worker_main(argc - 2, argv + 2);
    occupy_standard_files();
    atexit(check_output);
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_BAD_INPUT;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return EXIT_CLEAN;
    }
    signal(SIGPIPE, SIG_IGN); /* a worker that is gone is told by write() */
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            options_parse(&o, argc - 1, argv + 1);
            o.program_name = argv[0];
            int status = commands[i].function(&o);
            free(o.file);
            return status;
        }
    fprintf(stderr, "faultline: unknown command '%s'\n", argv[1]);
    print_usage(stderr);
    return EXIT_BAD_INPUT;
}
