/* fuzz_target.c: no case makes a VM break one of the laws.
 *
 * One target for libFuzzer and for AFL++. The input is a case, or a plain program of the VM that the
 * environment names (campaign.h). The VM never runs in the engine's process: a worker runs the case as
 * `faultline run` would, so that the verdict is the same and a crash costs a worker only. What the worker
 * saw of the VM (trace events, fault sites, outcomes) becomes the engine's feedback. A program of the
 * reference VM, once a worker ran it and found nothing, runs here as well, without faults: the copy that is
 * linked in is compiled with coverage, which leads the engine through the front end.
 *
 * A finding is printed, and ends the process so that the engine keeps the input; with a folder for
 * findings in the environment it is saved there instead, and fuzzing goes on.
 */
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "bind.h"
#include "campaign.h"
#include "mutate.h"
#include "options.h"
#include "report.h"
#include "solo.h"
#include "watchdog.h"
#include "worker.h"

enum {
    STEP_BUDGET = 200000,
    REFVM_STEP_BUDGET = 20000, /* it has no code that must get hot first */
    TIME_MIN = 300000,         /* microseconds */
    SITES_PERIOD = 250000,     /* microseconds between two copies of the site table */
    SLOW = 500000,             /* microseconds: an input that takes longer is not worth keeping */
    FAILURES_MAX = 3,          /* workers in a row that could not do their job */
    PENDING_MAX = 8,           /* findings of one input that are looked into */
    EXPLAINED_MAX = 4096,      /* signatures that are known to need no fault */
    SOLO_STEPS = 2000,         /* of a program that runs here for its coverage, with so much memory */
    SOLO_MEMORY_KB = 1024,
    SOLO_NESTING = 128,
};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- feedback ------------------------------------------------------------------------------------ */

#if defined(FAULTLINE_AFL)

/* Counters of our own in AFL++'s map: a share of it is asked for as if a module with so many edges were
 * loaded, before the fork server tells the fuzzer how large the map is. */
extern uint8_t *__afl_area_ptr;
void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop);

static uint32_t guards[INJECT_FEEDBACK_SIZE];

__attribute__((constructor(101))) static void reserve_counters(void)
{
    __sanitizer_cov_trace_pc_guard_init(guards, guards + INJECT_FEEDBACK_SIZE);
}

static void give_feedback(const uint8_t *feedback)
{
    for (size_t i = 0; i < INJECT_FEEDBACK_SIZE; i++)
        if (feedback[i])
            __afl_area_ptr[guards[i]] = feedback[i];
}

#elif defined(FAULTLINE_LIBFUZZER)

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[INJECT_FEEDBACK_SIZE];

static void give_feedback(const uint8_t *feedback)
{
    memcpy(counters, feedback, sizeof counters);
}

#else /* only to see that another compiler takes the code */

static void give_feedback(const uint8_t *feedback)
{
    (void)feedback;
}

#endif

/* ---- state --------------------------------------------------------------------------------------- */

static struct target {
    struct worker worker;
    bool open;
    struct campaign *campaign;
    const char *findings; /* a folder, or NULL: a finding ends the process */
    const char *vm;
    const struct fcase *c; /* the input at hand */
    unsigned found;        /* findings of this input */
    struct job_finding pending[PENDING_MAX];
    uint64_t explained[EXPLAINED_MAX];
    size_t explained_count;
    unsigned failures;
    uint64_t last_sites;
    struct solo solo; /* the VM in this process */
    bool solo_open;
} self;

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "faultline: %s\n", why);
    fflush(NULL);
    _exit(EXIT_CANNOT_RUN);
}

/* The worker program lies beside this one: build/fuzz/THIS, build/faultline. The plain one comes first,
 * since `faultline run` must say the same: a sanitizer stops a program that damages memory earlier, at
 * another place. */
static void find_worker(void)
{
    static const char *const places[] = {"../faultline", "../asan/faultline"};
    char own[PATH_MAX], path[PATH_MAX + 32];
    ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
    if (getenv(CAMPAIGN_ENV_WORKER) || size < 0)
        return;
    own[size] = '\0';
    *strrchr(own, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", own, places[i]);
        if (access(path, X_OK) == 0) {
            setenv(CAMPAIGN_ENV_WORKER, path, 1);
            return;
        }
    }
    give_up("no worker program: expected 'build/faultline', made by 'make build'");
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *vm = getenv(CAMPAIGN_ENV_VM), *stats = getenv(CAMPAIGN_ENV_STATS);
    self.vm = vm ? vm : "luajit";
    self.findings = getenv(CAMPAIGN_ENV_FINDINGS);
    if (!vm_find(self.vm))
        give_up("the vm in " CAMPAIGN_ENV_VM " is not known; see 'faultline list vms'");
    find_worker();
    signal(SIGPIPE, SIG_IGN); /* a worker that is gone is told by write() */
    self.campaign = stats ? campaign_map(stats) : calloc(1, sizeof *self.campaign);
    if (!self.campaign)
        give_up("can't map the file in " CAMPAIGN_ENV_STATS);
    return 0;
}

/* Only when there is an input: AFL++ forks after the initialization, and each process needs its own. */
static void open_worker(void)
{
    if (self.open)
        return;
    /* What the engine has open (AFL++'s pipes) is not for the worker, which may outlive it for a moment. */
    close_range(3, ~0u, 1 << 2 /* CLOSE_RANGE_CLOEXEC */);
    if (!worker_open(&self.worker))
        give_up("no shared memory for a worker");
    memcpy(self.worker.shm->site, self.campaign->site, sizeof self.campaign->site);
    self.open = true;
}

/* ---- one input ----------------------------------------------------------------------------------- */

/* Settings of the campaign take the place of the case's own. Only it may choose a library to load. */
static bool apply_settings(struct fcase *c)
{
    struct case_error error;
    const char *text = getenv(CAMPAIGN_ENV_SET);
    if (case_setting(c, "lib"))
        return false;
    char item[CASE_NAME_SIZE + CASE_VALUE_SIZE + 2];
    while (text && *text) {
        size_t size = strcspn(text, "\n");
        snprintf(item, sizeof item, "%.*s", (int)size, text);
        if (!case_set(c, item, &error))
            return false;
        text += size + (text[size] == '\n');
    }
    return true;
}

/* What stresses an engine shows more: in a campaign compilers take up most programs at once, and half of
 * all programs are looked at more closely. Which they are is drawn from the input, and becomes part of the
 * case. */
static void stress(const uint8_t *data, size_t size, struct fcase *c)
{
    char added[128];
    uint64_t drawn = XXH64(data, size, 1);
    if (self.findings && !getenv(CAMPAIGN_ENV_BARE))
        case_stress(c, (drawn & 3) != 0, (drawn & 4) != 0, added, sizeof added);
}

static bool read_case(const uint8_t *data, size_t size, struct fcase *c)
{
    struct case_error error;
    struct binding b;
    char why[256];
    if (!case_parse((const char *)data, size, c, &error))
        return false;
    if (!c->vm[0])
        snprintf(c->vm, sizeof c->vm, "%s", self.vm);
    if (getenv(CAMPAIGN_ENV_BARE))
        c->fault_count = c->limit_count = 0;
    if (!apply_settings(c) || c->program_size > MUTATE_PROGRAM_MAX)
        return false;
    stress(data, size, c);
    return case_bind(c, &b, why, sizeof why);
}

static void print_finding(const struct job_finding *f)
{
    fprintf(stderr, "finding: %s\n  %s: %s\n", f->signature, f->oracle, f->reason);
    if (f->detail[0])
        fprintf(stderr, "  detail: %s\n", f->detail);
    fprintf(stderr, "  engine: %s, fault: %s%s%s, execution: %" PRIu64 "\n", f->engine,
            f->fault[0] ? f->fault : "none", f->limit[0] ? ", limit: " : "", f->limit,
            self.campaign->executions);
}

static void on_finding(void *ctx, const struct job_finding *f)
{
    (void)ctx;
    if (!self.findings)
        print_finding(f);
    else if (self.found < PENDING_MAX)
        self.pending[self.found] = *f;
    self.found++;
}

/* A worker may fail for a reason of its own; one after the other may not. */
static void note_failure(const struct worker_failure *failure)
{
    if (failure->status != EXIT_CANNOT_RUN)
        return;
    fprintf(stderr, "faultline: %s\n", failure->text);
    if (++self.failures >= FAILURES_MAX)
        give_up("no worker does its job, giving up");
}

static void note_run(const struct job_stats *before)
{
    struct campaign *to = self.campaign;
    const struct job_shm *shm = self.worker.shm;
    campaign_add(&to->stats, &shm->stats, before);
    if (shm->last.judged)
        campaign_put_events(to, self.c->program, self.c->program_size, shm->last.allocations,
                            shm->last.code_events);
    if (watchdog_now() - self.last_sites > SITES_PERIOD) {
        self.last_sites = watchdog_now();
        memcpy(to->site, shm->site, sizeof to->site);
        memcpy(to->version, shm->version, sizeof to->version);
        memcpy(to->build_id, shm->build_id, sizeof to->build_id);
    }
}

static bool is_refvm(const struct fcase *c)
{
    return strcmp(c->vm, "refvm") == 0;
}

static uint64_t steps_of(const struct fcase *c)
{
    return is_refvm(c) ? REFVM_STEP_BUDGET : STEP_BUDGET;
}

/* Runs a case in this worker. False when it could not be run. */
static bool run_in(struct worker *w, const struct fcase *c, trial_emit_fn *emit, void *ctx)
{
    struct job job = {.kind = JOB_RUN, .step_budget = steps_of(c), .time_min = TIME_MIN, .time_scale = 1};
    struct worker_failure failure = {.status = EXIT_CLEAN};
    struct job_stats before = w->shm->stats;
    char *text = options_case_text(c, &job.text_size);
    if (!text)
        return false;
    memset(w->shm->feedback, 0, sizeof w->shm->feedback);
    bool done =
        worker_run(w, &job, text, c->vm, case_setting(c, "lib"), emit, ctx, &failure) == WORKER_DONE;
    free(text);
    if (!done) {
        note_failure(&failure);
        return false;
    }
    self.failures = 0;
    if (w == &self.worker)
        note_run(&before);
    return true;
}

static bool run(const struct fcase *c, trial_emit_fn *emit, void *ctx)
{
    return run_in(&self.worker, c, emit, ctx);
}

/* ---- findings of a campaign ---------------------------------------------------------------------- */

/* A finding that is the same without a fault, and that one. */
struct plain {
    const struct job_finding *with;
    struct job_finding without;
    bool same;
};

static bool ends_process(const char *oracle)
{
    return strcmp(oracle, "crash") == 0 || strcmp(oracle, "hang") == 0;
}

/* A program that ends the process by itself does so at another place under each fault; of other findings
 * the same oracle is enough. */
static void on_plain_finding(void *ctx, const struct job_finding *f)
{
    struct plain *p = ctx;
    if (p->same || (strcmp(f->oracle, p->with->oracle) != 0 && !ends_process(f->oracle)))
        return;
    p->without = *f;
    p->same = true;
}

static void explain(const struct job_finding *f)
{
    if (self.explained_count < EXPLAINED_MAX)
        self.explained[self.explained_count++] = XXH64(f->signature, strlen(f->signature), 0);
}

static bool was_explained(uint64_t hash)
{
    for (size_t i = 0; i < self.explained_count; i++)
        if (self.explained[i] == hash)
            return true;
    return false;
}

struct confirmed {
    struct job_finding finding;
    bool any;
};

static void on_confirmed(void *ctx, const struct job_finding *f)
{
    struct confirmed *c = ctx;
    if (!c->any)
        c->finding = *f;
    c->any = true;
}

/* What the case gives in a process that has run nothing before, as its reproduce line will: after a wild
 * jump this may not be the same to the last frame. Nothing at all leaves the finding as it is. */
static struct job_finding confirm(const struct fcase *c, const struct job_finding *f)
{
    struct worker fresh;
    struct confirmed confirmed = {.any = false};
    if (worker_open(&fresh)) {
        run_in(&fresh, c, on_confirmed, &confirmed);
        worker_close(&fresh);
    }
    bool same_oracle = confirmed.any && strcmp(confirmed.finding.oracle, f->oracle) == 0;
    return same_oracle ? confirmed.finding : *f;
}

/* With a full disk a finding stays in the campaign's own file until it can be saved; only with no room
 * there either it is as if it had not been made. */
static bool keep(const struct fcase *c, const struct job_finding *f, const char *path)
{
    struct fcase promised;
    size_t size;
    report_case(c, f, &promised);
    char *text = options_case_text(&promised, &size);
    bool kept = text && campaign_keep(self.campaign, path, text, size);
    free(text);
    return kept;
}

static void save(const struct fcase *c, const struct job_finding *seen)
{
    char path[CAMPAIGN_PATH_SIZE];
    struct job_finding confirmed = confirm(c, seen), *f = &confirmed;
    if (strcmp(f->signature, seen->signature) != 0 && campaign_count(self.campaign, f)) {
        explain(seen); /* chance, not to be looked into again */
        return;
    }
    if (!report_save(self.findings, c, f, path, sizeof path) && !keep(c, f, path))
        return;
    campaign_note(self.campaign, f, path);
}

/* A new signature may owe its fault to chance: a program that misbehaves by itself does so under each
 * fault too, with as many signatures as there are fault sites. Then it counts without the fault. */
static void settle(const struct job_finding *f)
{
    uint64_t hash = XXH64(f->signature, strlen(f->signature), 0);
    if (campaign_count(self.campaign, f) || was_explained(hash))
        return;
    struct fcase bare = *self.c;
    struct plain plain = {.with = f};
    bare.fault_count = bare.limit_count = 0;
    if (f->fault[0] || f->limit[0])
        run(&bare, on_plain_finding, &plain);
    if (!plain.same) {
        save(self.c, f);
        return;
    }
    explain(f);
    if (!campaign_count(self.campaign, &plain.without))
        save(&bare, &plain.without);
}

/* ---- coverage ------------------------------------------------------------------------------------ */

/* Of the reference VM alone: another one has no coverage, or not all of its state where it is looked for.
 */
static void open_solo(void)
{
    if (self.solo_open)
        return;
    solo_init(&self.solo, vm_find("refvm"), "call");
    self.solo_open = solo_set(&self.solo, "memory", SOLO_MEMORY_KB) &&
                     solo_set(&self.solo, "nesting", SOLO_NESTING) && solo_open(&self.solo, SOLO_STEPS);
    if (!self.solo_open)
        give_up("can't create a VM for coverage");
}

static void cover(const struct fcase *c)
{
    if (!is_refvm(c))
        return;
    open_solo();
    solo_run(&self.solo, c->program, c->program_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fcase c;
    self.campaign->executions++;
    if (!read_case(data, size, &c)) {
        self.campaign->refused++;
        return 0;
    }
    open_worker();
    self.c = &c;
    self.found = 0;
    uint64_t start = watchdog_now();
    if (run(&c, on_finding, NULL) && watchdog_now() - start < SLOW) {
        give_feedback(self.worker.shm->feedback);
        if (!self.found)
            cover(&c);
    }
    if (self.found && !self.findings)
        abort();
    for (unsigned i = 0; i < self.found && i < PENDING_MAX; i++)
        settle(&self.pending[i]);
    self.c = NULL;
    return 0;
}

/* ---- mutation ------------------------------------------------------------------------------------ */

#ifdef FAULTLINE_LIBFUZZER

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max, unsigned seed);

static bool known_events(void *ctx, const char *program, size_t size, struct mutate_events *events)
{
    (void)ctx;
    return campaign_get_events(self.campaign, program, size, &events->allocations, &events->code_events);
}

static struct mutate mutator(unsigned seed)
{
    static struct mutate_words words;
    static bool tried;
    const char *dictionary = getenv(CAMPAIGN_ENV_DICTIONARY);
    if (!tried && dictionary && !mutate_words_read(&words, dictionary))
        fprintf(stderr, "faultline: can't read the dictionary '%s'\n", dictionary);
    tried = true;
    return (struct mutate){
        .vm = self.vm, .state = seed, .events = known_events, .bytes = LLVMFuzzerMutate, .words = &words};
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    static char out[MUTATE_CASE_MAX];
    if (getenv(CAMPAIGN_ENV_BARE))
        return LLVMFuzzerMutate(data, size, max);
    struct mutate m = mutator(seed);
    size_t room = max < sizeof out ? max : sizeof out;
    size_t made = mutate_case(&m, (const char *)data, size, NULL, 0, out, room);
    if (made == 0)
        return size;
    memcpy(data, out, made);
    return made;
}

/* The head of one and the tail of the other: what a cross-over of bytes is. */
static size_t splice(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                     size_t max, unsigned seed)
{
    uint64_t state = seed;
    size_t head = mutate_below(&state, a_size + 1), from = mutate_below(&state, b_size + 1);
    head = head < max ? head : max;
    size_t tail = b_size - from < max - head ? b_size - from : max - head;
    memcpy(out, a, head);
    memcpy(out + head, b + from, tail);
    return head + tail;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max, unsigned seed)
{
    if (getenv(CAMPAIGN_ENV_BARE))
        return splice(a, a_size, b, b_size, out, max, seed);
    struct mutate m = mutator(seed);
    return mutate_case(&m, (const char *)a, a_size, (const char *)b, b_size, (char *)out, max);
}

#endif
