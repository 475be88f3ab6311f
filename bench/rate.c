/* rate.c: how many programs a second one process runs, with everything that a campaign does for each: the
 * VM put back as it was created, compiled, run, torn down, its memory checked, what it showed translated
 * and hashed. Without faults and without oracles.
 *
 *     rate VM FILE [SECONDS [ENGINE]]
 *
 * Prints programs a second, the best of the rounds and their median: what else the machine does only makes
 * a round slower.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bind.h"
#include "callers.h"
#include "case.h"
#include "crash.h"
#include "exec.h"
#include "watchdog.h"

enum { ROUNDS = 9, BATCH = 256 };

static _Noreturn void give_up(const char *subject, const char *why)
{
    fprintf(stderr, "rate: %s: %s\n", subject, why);
    crash_expect_exit();
    exit(2);
}

/* The case of a file, bound to the VM. It points into the text that is returned. */
static char *read_program(const char *vm, const char *path, const char *engine, struct fcase *c,
                          struct binding *b)
{
    struct case_error error = {0};
    size_t size;
    char *text = case_read_file(path, &size, &error);
    if (!text || !case_parse(text, size, c, &error))
        give_up(path, error.text);
    snprintf(c->vm, sizeof c->vm, "%s", vm);
    if (engine)
        snprintf(c->engine, sizeof c->engine, "%s", engine);
    if (!case_bind(c, b, error.text, sizeof error.text))
        give_up(path, error.text);
    return text;
}

static void open_vm(struct exec *exec, const struct binding *b)
{
    char why[256] = "";
    void *record =
        mmap(NULL, sizeof(struct obs_crash), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (record == MAP_FAILED || !callers_scan())
        give_up(b->vut->name, "out of memory");
    crash_install(record);
    if (!exec_open(exec, b->vut, b->library, why, sizeof why))
        give_up(b->vut->name, why);
}

/* Runs for so many microseconds. Returns programs a second. */
static double round_of(struct exec *exec, const struct exec_request *request, uint64_t duration)
{
    static struct observation obs;
    uint64_t start = watchdog_now(), count = 0, now;
    do {
        for (int i = 0; i < BATCH; i++)
            if (!exec_run(exec, request, &obs))
                give_up(exec->vut->name, "no VM could be created");
        count += BATCH;
        now = watchdog_now();
    } while (now - start < duration);
    return (double)count * 1e6 / (double)(now - start);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct exec exec;
    struct fcase c;
    struct binding b;
    double rate[ROUNDS], seconds = argc > 3 ? atof(argv[3]) : 3;
    if (argc < 3 || argc > 5 || seconds <= 0)
        give_up("usage", "rate VM FILE [SECONDS [ENGINE]]");
    char *text = read_program(argv[1], argv[2], argc > 4 ? argv[4] : NULL, &c, &b);
    open_vm(&exec, &b);
    struct exec_request request = {.program = c.program,
                                   .program_size = c.program_size,
                                   .settings = &b.subject_settings,
                                   .style = b.style};
    round_of(&exec, &request, 1); /* creates the VM */
    for (int i = 0; i < ROUNDS; i++)
        rate[i] = round_of(&exec, &request, (uint64_t)(seconds * 1e6 / ROUNDS));
    qsort(rate, ROUNDS, sizeof rate[0], by_size);
    printf("%s %s: %.0f programs/s, median %.0f\n", b.vut->name, b.subject->name, rate[ROUNDS - 1],
           rate[ROUNDS / 2]);
    free(text);
    crash_expect_exit();
    return 0;
}
