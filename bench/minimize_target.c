/* minimize_target.c: the minimizer's question as a fuzz target: an input is a program, and one that shows
 * the expected finding is a "crash". So libFuzzer and AFL++ minimize by the very test that `faultline
 * minimize` has.
 *
 * FAULTLINE_CASE names a case: its header goes before each input, and the finding it expects is the one to
 * keep.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "worker.h"

static struct {
    struct fcase c;
    char *text;
    const char *wanted;
    struct worker worker;
    bool open, met;
} self;

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "minimize-target: %s\n", why);
    _exit(EXIT_CANNOT_RUN);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    struct case_error error = {0};
    const char *path = getenv("FAULTLINE_CASE");
    size_t size;
    self.text = path ? case_read_file(path, &size, &error) : NULL;
    if (!self.text || !case_parse(self.text, size, &self.c, &error) ||
        strncmp(self.c.expect, "finding ", 8) != 0)
        give_up("FAULTLINE_CASE does not name a case that expects a finding");
    self.wanted = self.c.expect + 8;
    return 0;
}

/* Only when there is an input: AFL++ forks after the initialization, and each process needs its own. */
static void open_worker(void)
{
    if (self.open)
        return;
    close_range(3, ~0u, 1 << 2 /* CLOSE_RANGE_CLOEXEC */);
    if (!worker_open(&self.worker))
        give_up("no shared memory for a worker");
    self.open = true;
}

static void on_finding(void *ctx, const struct job_finding *f)
{
    (void)ctx;
    self.met |= strcmp(f->signature, self.wanted) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct options defaults = {.command = "run", .step_budget = 2000000};
    struct worker_failure failure;
    struct job job = options_job(&defaults, JOB_RUN);
    self.c.program = (const char *)data;
    self.c.program_size = size;
    char *text = options_case_text(&self.c, &job.text_size);
    if (!text)
        return 0;
    open_worker();
    self.met = false;
    self.worker.shm->key = self.worker.shm->reference_key = 0;
    worker_run(&self.worker, &job, text, self.c.vm, NULL, on_finding, NULL, &failure);
    free(text);
    if (self.met) {
        worker_close(&self.worker);
        abort();
    }
    return 0;
}
