/* refvm_run.c: the reference VM alone, without the harness: runs a program, or times it.
 *
 *   refvm-run [-e ENGINE] [-s NAME=VALUE]... [-n TIMES] [-a] [-c] [-t] FILE
 *   refvm-run [...] -d DIR FILE...
 *
 * Memory comes from free lists by size over one block, as an embedder's would; -n runs the program so many
 * times in one VM, silently, and prints programs per second; -a arms the counters of safepoints and guards
 * with a number that is never reached, to show that it costs nothing; -c prints "oplines N native M" on
 * stderr, which with `-s shadow=1` are the oplines that the engine `call` ran, and those that ran inline in
 * machine code; -t prints the trace log. With -d each program runs in a process of its own, is given 20
 * seconds, and what it prints and how it ends are put into DIR/1, DIR/2 and so on.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "refvm/counts.h"
#include "vut.h"

extern const struct vut vut_refvm;

enum { HEAP_SIZE = 1 << 30, SMALL_MAX = 4096, CLASSES = SMALL_MAX / 16 + 1, CSTACK_SIZE = 8 << 20 };
enum { EACH_SECONDS = 20 }; /* of -d */

struct block {
    struct block *next;
};

struct heap {
    char *next, *end;
    struct block *free[CLASSES];
    bool armed, silent, log;
};

/* ---- memory -------------------------------------------------------------------------------------- */

static void *heap_new(struct heap *h, size_t size)
{
    size_t rounded = (size + 15) & ~(size_t)15;
    struct block *b;
    char *p;

    if (rounded > SMALL_MAX)
        return malloc(rounded);
    b = h->free[rounded / 16];
    if (b != NULL) {
        h->free[rounded / 16] = b->next;
        return b;
    }
    p = h->next;
    if (rounded > (size_t)(h->end - p))
        return NULL;
    h->next += rounded;
    return p;
}

static void heap_free(struct heap *h, void *block, size_t size)
{
    size_t rounded = (size + 15) & ~(size_t)15;
    struct block *b = block;

    if (rounded > SMALL_MAX) {
        free(block);
        return;
    }
    b->next = h->free[rounded / 16];
    h->free[rounded / 16] = b;
}

static void *hook_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site)
{
    void *p;

    (void)domain, (void)site;
    if (new_size == 0) {
        heap_free(ctx, block, old_size);
        return NULL;
    }
    if (block != NULL && old_size > SMALL_MAX && new_size > SMALL_MAX)
        return realloc(block, (new_size + 15) & ~(size_t)15);
    p = heap_new(ctx, new_size);
    if (p == NULL || block == NULL)
        return p;
    memcpy(p, block, old_size < new_size ? old_size : new_size);
    heap_free(ctx, block, old_size);
    return p;
}

/* ---- the other hooks ----------------------------------------------------------------------------- */

static void hook_output(void *ctx, const char *bytes, size_t size)
{
    const struct heap *h = ctx;

    if (!h->silent)
        fwrite(bytes, 1, size, stdout);
}

static void hook_event(void *ctx, const struct vut_event *event)
{
    static const char *const names[VUT_EVENT_COUNT] = {
        [VUT_EVENT_TRACE_START] = "start", [VUT_EVENT_TRACE_STOP] = "stop",
        [VUT_EVENT_TRACE_ABORT] = "abort", [VUT_EVENT_TRACE_FLUSH] = "flush",
        [VUT_EVENT_TRACE_EXIT] = "exit",
    };
    const struct heap *h = ctx;

    if (h->log && names[event->kind] != NULL)
        fprintf(stderr, "%s %u %u %u %s\n", names[event->kind], event->a, event->b, event->c,
                event->name == NULL ? "" : event->name);
}

static int native_prot(int prot)
{
    return (prot & VUT_PROT_READ ? PROT_READ : 0) | (prot & VUT_PROT_WRITE ? PROT_WRITE : 0) |
           (prot & VUT_PROT_EXEC ? PROT_EXEC : 0);
}

static void *hook_code_map(void *ctx, void *hint, size_t size, int prot)
{
    (void)ctx;
    return mmap(hint, size, native_prot(prot), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int hook_code_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx;
    return mprotect(address, size, native_prot(prot));
}

static int hook_code_unmap(void *ctx, void *address, size_t size)
{
    (void)ctx;
    return munmap(address, size);
}

/* Safepoints and guards. */
static uint64_t hook_countdown(void *ctx, uint64_t number)
{
    const struct heap *h = ctx;

    (void)number;
    return h->armed ? (uint64_t)1 << 62 : UINT64_MAX;
}

/* ---- main ---------------------------------------------------------------------------------------- */

struct job {
    struct vut_hooks hooks;
    struct vut_settings settings;
    char name[PATH_MAX];
    char *program;
    size_t size;
    long times;
    bool counts;
    int status;
};

static void fail(const char *what, const char *subject)
{
    fprintf(stderr, "refvm-run: %s '%s'\n", what, subject);
    exit(2);
}

static void read_program(struct job *job, const char *path)
{
    FILE *f = fopen(path, "rb");
    long size = 0;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
        fail("can't read", path);
    rewind(f);
    job->size = (size_t)size;
    job->program = malloc(job->size + 1);
    if (job->program == NULL || fread(job->program, 1, job->size, f) != job->size)
        fail("can't read", path);
    fclose(f);
    if (realpath(path, job->name) == NULL)
        fail("can't find", path);
}

static void set_param(struct job *job, const char *text)
{
    const char *equals = strchr(text, '=');
    size_t i;

    for (i = 0; equals != NULL && i < vut_refvm.param_count; i++)
        if (strlen(vut_refvm.params[i].name) == (size_t)(equals - text) &&
            strncmp(vut_refvm.params[i].name, text, (size_t)(equals - text)) == 0) {
            job->settings.param[i] = strtol(equals + 1, NULL, 10);
            return;
        }
    fail("unknown setting", text);
}

static void set_engine(struct job *job, const char *name)
{
    size_t i;

    for (i = 0; i < vut_refvm.engine_count; i++)
        if (strcmp(vut_refvm.engines[i].name, name) == 0) {
            job->settings.engine = &vut_refvm.engines[i];
            return;
        }
    fail("unknown engine", name);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct job the_job;
static ucontext_t main_context, vm_context;

static void print_counts(const struct vut_vm *vm)
{
    struct refvm_counts counts = refvm_counts(vm);

    fprintf(stderr, "oplines %" PRIu64 " native %" PRIu64 "\n", counts.oplines, counts.native_oplines);
}

static void run_job(void)
{
    struct job *job = &the_job;
    struct vut_vm *vm = vut_refvm.create(&job->hooks, &job->settings);
    struct vut_record record;
    double start = now();
    long i;

    if (vm == NULL)
        fail("can't create", "refvm");
    vut_refvm.set_name(vm, job->name);
    for (i = 0; i < job->times; i++)
        if (vut_refvm.load(vm, job->program, job->size))
            vut_refvm.run(vm);
    if (job->times > 1)
        printf("%.0f programs/s\n", (double)job->times / (now() - start));
    vut_refvm.record(vm, &record);
    if (record.opline_wrong + record.refcount_wrong + record.immutable_wrong + record.host_stack_wrong !=
            0 ||
        record.stack_note[0] != '\0')
        fprintf(stderr, "refvm-run: opline '%s' refcount '%s' immutable '%s' stack '%s' host stack %u\n",
                record.opline_note, record.refcount_note, record.immutable_note, record.stack_note,
                record.host_stack_wrong);
    if (job->counts)
        print_counts(vm);
    job->status = record.status == VUT_OK ? 0 : 255;
    vut_refvm.destroy(vm);
}

/* The VM runs on a stack of its own, as under the harness. */
static void run_on_stack(void)
{
    void *stack = mmap(NULL, CSTACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (stack == MAP_FAILED)
        fail("no memory for", "the stack");
    getcontext(&vm_context);
    vm_context.uc_stack.ss_sp = stack;
    vm_context.uc_stack.ss_size = CSTACK_SIZE;
    vm_context.uc_link = &main_context;
    makecontext(&vm_context, run_job, 0);
    swapcontext(&main_context, &vm_context);
}

static int run_one(const char *file)
{
    read_program(&the_job, file);
    run_on_stack();
    return the_job.status;
}

/* In the child: does not come back. */
static void run_into(int output, const char *file)
{
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    alarm(EACH_SECONDS);
    exit(run_one(file));
}

static void run_each(const char *dir, char **files)
{
    for (int i = 0; files[i] != NULL; i++) {
        char path[PATH_MAX];
        int status = 0, output;
        pid_t child;

        snprintf(path, sizeof path, "%s/%d", dir, i + 1);
        output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
        if (output < 0)
            fail("can't write", path);
        child = fork();
        if (child == 0)
            run_into(output, files[i]);
        if (child < 0 || waitpid(child, &status, 0) != child)
            fail("no process for", files[i]);
        dprintf(output, WIFEXITED(status) ? "exit status %d\n" : "killed by signal %d\n",
                WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        close(output);
    }
}

int main(int argc, char **argv)
{
    const char *dir = NULL;
    static struct heap heap;
    struct job *job = &the_job;
    size_t i;
    int option;

    job->times = 1;
    job->settings.engine = &vut_refvm.engines[1];
    for (i = 0; i < vut_refvm.param_count; i++)
        job->settings.param[i] = vut_refvm.params[i].initial;
    while ((option = getopt(argc, argv, "d:e:s:n:act")) != -1) {
        if (option == 'd')
            dir = optarg;
        else if (option == 'e')
            set_engine(job, optarg);
        else if (option == 's')
            set_param(job, optarg);
        else if (option == 'n')
            job->times = strtol(optarg, NULL, 10);
        else if (option == 'a')
            heap.armed = true;
        else if (option == 'c')
            job->counts = true;
        else if (option == 't')
            heap.log = true;
        else
            return 2;
    }
    if (dir == NULL && optind + 1 != argc)
        fail("expected one", "FILE");
    heap.silent = job->times > 1;
    heap.next =
        mmap(NULL, HEAP_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (heap.next == MAP_FAILED)
        fail("no memory for", "the heap");
    heap.end = heap.next + HEAP_SIZE;
    job->hooks = (struct vut_hooks){.ctx = &heap,
                                    .resize = hook_resize,
                                    .output = hook_output,
                                    .event = hook_event,
                                    .code_map = hook_code_map,
                                    .code_protect = hook_code_protect,
                                    .code_unmap = hook_code_unmap,
                                    .guard = hook_countdown,
                                    .safepoint = hook_countdown};
    if (dir == NULL)
        return run_one(argv[optind]);
    run_each(dir, argv + optind);
    return 0;
}
