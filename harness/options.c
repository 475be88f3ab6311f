#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind.h"
#include "fault.h"
#include "outputs.h"

enum option_key {
    KEY_VM = 256,
    KEY_ENGINE,
    KEY_AGAINST,
    KEY_SET,
    KEY_LIMIT,
    KEY_FAULT,
    KEY_LIB,
    KEY_CHECK,
    KEY_OUTPUT,
    KEY_DUMP,
    KEY_KINDS,
    KEY_PERSIST,
    KEY_LIMITS,
    KEY_THOROUGH,
    KEY_PAIRS,
    KEY_SEED,
    KEY_STOP_AFTER,
    KEY_STATE,
    KEY_RECORD,
    KEY_FORK_EACH,
    KEY_TIME,
    KEY_FUZZER,
    KEY_RESUME,
    KEY_BARE,
    KEY_CORPUS,
    KEY_FROM,
    KEY_ABLATE,
    KEY_REST,
    KEY_REPEAT,
    KEY_EXPLAIN,
    KEY_STANDALONE,
    KEY_BUDGET,
    KEY_JUNIT,
    KEY_KNOWN,
    KEY_JSON,
    KEY_QUIET,
    KEY_OUT,
    KEY_STEPS,
};

static const struct argp_option option_rows[] = {
    {NULL, 0, NULL, 0, "The case (flags override what a case file says):", 1},
    {"vm", KEY_VM, "VM", 0, "the VM under test; see 'faultline list vms'", 1},
    {"engine", KEY_ENGINE, "ENGINE", 0, "the engine under test; for sweep also 'all'", 1},
    {"against", KEY_AGAINST, "ENGINE", 0, "the engine it is compared with (interp)", 1},
    {"set", KEY_SET, "NAME=VALUE", 0, "a setting of both engines; repeats", 1},
    {"limit", KEY_LIMIT, "NAME=VALUE", 0,
     "a limit of the engine under test; repeats; 'none' clears those of the file", 1},
    {"fault", KEY_FAULT, "FAULT", 0, "a fault, e.g. oom@17; repeats; 'none' clears those of the file", 1},
    {"lib", KEY_LIB, "PATH", 0, "the VM's shared object (the same as --set lib=PATH)", 1},
    {NULL, 0, NULL, 0, "run:", 2},
    {"check", KEY_CHECK, NULL, 0, "status 0 if what the case expects is what is found", 2},
    {"output", KEY_OUTPUT, NULL, 0, "print the program's own output and nothing else", 2},
    {"dump", KEY_DUMP, "WORD,...", 0,
     "print of the judged run to standard error: trace, fault, and words of 'faultline list dumps'", 2},
    {NULL, 0, NULL, 0, "sweep:", 3},
    {"kinds", KEY_KINDS, "KIND,...", 0, "the kinds of fault, or none (all that the VM takes, but limit)",
     3},
    {"persist", KEY_PERSIST, NULL, 0, "also fail from the n-th event on, every time", 3},
    {"limits", KEY_LIMITS, NULL, 0, "also each JIT limit, from its least value until nothing changes", 3},
    {"pairs", KEY_PAIRS, "N", 0,
     "in place of single faults, N pairs of them drawn at random, in each engine of each case", 3},
    {"seed", KEY_SEED, "N", 0,
     "other pairs, and another order of what --time may cut (1); in fuzz what the engines begin with", 3},
    {"stop-after", KEY_STOP_AFTER, "N", 0, "end with the N-th finding", 3},
    {"state", KEY_STATE, "WORD,...", 0,
     "pairs whose second fault fires while the VM is in one of these states; see 'faultline list states'",
     3},
    {"thorough", KEY_THOROUGH, NULL, 0,
     "look at the aftermath of every fault, not only of each new site and outcome", 3},
    {"record", KEY_RECORD, "FILE", 0,
     "write down what the programs print, as " OUTPUTS_FILE " beside them is", 3},
    {"fork-each", KEY_FORK_EACH, "ready|create", 0,
     "a process for each fault, with the VM ready or to be created, to measure what that costs", 3},
    {NULL, 0, NULL, 0, "fuzz:", 4},
    {"with", KEY_FUZZER, "ENGINE", 0, "libfuzzer, afl or both (both, where there is afl-fuzz)", 4},
    {"resume", KEY_RESUME, NULL, 0, "go on with the campaign that the folder of --out holds, if it does",
     4},
    {"bare", KEY_BARE, NULL, 0,
     "the engines' own mutations of bytes, and no faults: to measure what those of cases are worth", 4},
    {"corpus", KEY_CORPUS, "DIR", 0, "seeds, a folder or file (the VM's own under corpus/seeds)", 4},
    {NULL, 0, NULL, 0, "bank:", 5},
    {"ablate", KEY_ABLATE, NULL, 0, "also say, for each oracle, which bugs escape without it", 5},
    {"rest", KEY_REST, NULL, 0,
     "sweep FILEs that are not the bank's with each bug in turn, until it is found (the VM's seeds)", 5},
    {NULL, 0, NULL, 0, "list:", 6},
    {"from", KEY_FROM, "FILE", 0, "list sites: with what failed there in the sweep of this JSON", 6},
    {NULL, 0, NULL, 0, "All:", 7},
    {"time", KEY_TIME, "SECONDS", 0,
     "how long; also 10m, 8h. fuzz: 60; bank --rest: 60 for each bug; triage: not at all, or to minimize "
     "each; minimize, sweep: as long as it "
     "takes, "
     "or a sweep in rounds that may be cut",
     7},
    {"repeat", KEY_REPEAT, "N", 0, "bank, minimize, triage: so often each verdict is taken (20)", 7},
    {"explain", KEY_EXPLAIN, NULL, 0, "triage: print the text that the end of a signature is the hash of",
     7},
    {"standalone", KEY_STANDALONE, NULL, 0,
     "minimize: also a reproducer that needs no Faultline, tried and written beside the case", 7},
    {"jobs", 'j', "N", 0, "worker processes (one for each processor)", 7},
    {"json", KEY_JSON, NULL, 0, "JSON Lines on standard output", 7},
    {"quiet", 'q', NULL, 0, "no progress", 7},
    {"out", KEY_OUT, "DIR", 0,
     "a folder for the findings, a case file each (sweep, fuzz, gate: findings; run: none)", 7},
    {"steps", KEY_STEPS, "N", 0, "step budget of the reference run (2000000)", 7},
    {NULL, 0, NULL, 0, "gate:", 8},
    {"budget", KEY_BUDGET, "TIME", 0, "how long all parts may take together (5m)", 8},
    {"junit", KEY_JUNIT, "FILE", 0, "also write the results as JUnit XML", 8},
    {"known", KEY_KNOWN, "FILE", 0, "findings that are known (corpus/known-failures)", 8},
    {0},
};

static bool parse_unsigned(const char *text, uint64_t max, uint64_t *out)
{
    char *end;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (errno || end == text || *text == '-' || *end || v == 0 || v > max)
        return false;
    *out = v;
    return true;
}

static unsigned parse_time(const char *text, const char *flag, struct argp_state *state)
{
    char *end;
    errno = 0;
    unsigned long v = strtoul(text, &end, 10);
    unsigned unit = *end == 'h' ? 3600 : *end == 'm' ? 60 : 1;
    if (errno || end == text || *text == '-' || v == 0 || v > 1000000 || (*end && end[1]) ||
        (*end && !strchr("smh", *end)))
        argp_error(state, "%s is '%s', expected a number of seconds, or one with m or h", flag, text);
    return (unsigned)v * unit;
}

static void add_item(const char **items, size_t *count, const char *item, const char *flag,
                     struct argp_state *state)
{
    if (*count == OPTIONS_ITEMS_MAX)
        argp_error(state, "more than %d times %s", OPTIONS_ITEMS_MAX, flag);
    items[(*count)++] = item;
}

static uint64_t positive(const char *text, uint64_t max, const char *flag, struct argp_state *state)
{
    uint64_t v = 1;
    if (!parse_unsigned(text, max, &v))
        argp_error(state, "%s is '%s', expected a number from 1 to %llu", flag, text,
                   (unsigned long long)max);
    return v;
}

static error_t parse_case_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_VM:
        o->vm = arg;
        return 0;
    case KEY_ENGINE:
        o->engine = arg;
        return 0;
    case KEY_AGAINST:
        o->against = arg;
        return 0;
    case KEY_SET:
        add_item(o->set, &o->set_count, arg, "--set", state);
        return 0;
    case KEY_LIMIT:
        add_item(o->limit, &o->limit_count, arg, "--limit", state);
        return 0;
    case KEY_FAULT:
        add_item(o->fault, &o->fault_count, arg, "--fault", state);
        return 0;
    case KEY_LIB:
        o->library = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_other_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case KEY_CHECK:
        o->check = true;
        return 0;
    case KEY_OUTPUT:
        o->output = true;
        return 0;
    case KEY_DUMP:
        o->dump = arg;
        return 0;
    case KEY_KINDS:
        o->kinds = arg;
        return 0;
    case KEY_PERSIST:
        o->persist = true;
        return 0;
    case KEY_LIMITS:
        o->limits = true;
        return 0;
    case KEY_THOROUGH:
        o->thorough = true;
        return 0;
    case KEY_PAIRS:
        o->pairs = positive(arg, 1000000000, "--pairs", state);
        return 0;
    case KEY_SEED:
        o->seed = positive(arg, UINT64_MAX, "--seed", state);
        return 0;
    case KEY_STOP_AFTER:
        o->stop_after = positive(arg, UINT64_MAX, "--stop-after", state);
        return 0;
    case KEY_STATE:
        o->state = arg;
        return 0;
    case KEY_RECORD:
        o->record = arg;
        return 0;
    case KEY_FORK_EACH:
        if (strcmp(arg, "ready") != 0 && strcmp(arg, "create") != 0)
            argp_error(state, "--fork-each is '%s', expected ready or create", arg);
        o->fork_each = strcmp(arg, "ready") == 0 ? FORK_READY : FORK_AND_CREATE;
        return 0;
    case KEY_TIME:
        o->time = parse_time(arg, "--time", state);
        return 0;
    case KEY_FUZZER:
        o->fuzzer = arg;
        return 0;
    case KEY_RESUME:
        o->resume = true;
        return 0;
    case KEY_BARE:
        o->bare = true;
        return 0;
    case KEY_CORPUS:
        o->corpus = arg;
        return 0;
    case KEY_FROM:
        o->from = arg;
        return 0;
    case KEY_ABLATE:
        o->ablate = true;
        return 0;
    case KEY_REST:
        o->rest = true;
        return 0;
    case KEY_REPEAT:
        o->repeat = positive(arg, 1000, "--repeat", state);
        return 0;
    case KEY_EXPLAIN:
        o->explain = true;
        return 0;
    case KEY_STANDALONE:
        o->standalone = true;
        return 0;
    case KEY_BUDGET:
        o->budget = parse_time(arg, "--budget", state);
        return 0;
    case KEY_JUNIT:
        o->junit = arg;
        return 0;
    case KEY_KNOWN:
        o->known = arg;
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_OUT:
        o->out = strcmp(arg, "none") == 0 ? NULL : arg;
        return 0;
    case KEY_STEPS:
        o->step_budget = positive(arg, 1000000000, "--steps", state);
        return 0;
    case 'j':
        o->jobs = (unsigned)positive(arg, 64, "--jobs", state);
        return 0;
    case 'q':
        o->quiet = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A sweep chooses the faults, a fuzz engine everything; a list has no case at all but for its VM. */
static bool takes_case_flag(const char *command, int key)
{
    bool fault = key == KEY_FAULT || key == KEY_LIMIT;
    bool other = key == KEY_ENGINE || key == KEY_AGAINST || key == KEY_SET || key == KEY_STEPS;
    if (strcmp(command, "sweep") == 0)
        return !fault;
    if (strcmp(command, "bank") == 0)
        return !fault && (!other || key == KEY_SET) && key != KEY_LIB;
    if (strcmp(command, "fuzz") == 0)
        return !fault && (!other || key == KEY_SET);
    if (strcmp(command, "gate") == 0)
        return !fault && key != KEY_ENGINE && key != KEY_AGAINST;
    return strcmp(command, "list") != 0 || (!fault && !other);
}

/* Flags that more than one command takes, or that stand in a group that is not theirs alone. */
static const struct {
    int key;
    const char *commands; /* a word each */
} shared[] = {
    {KEY_TIME, "sweep fuzz triage minimize bank"},
    {KEY_STOP_AFTER, "sweep fuzz"},
    {KEY_SEED, "sweep fuzz"},
    {KEY_CORPUS, "fuzz gate"},
    {KEY_REPEAT, "triage minimize bank"},
    {KEY_EXPLAIN, "triage"},
    {KEY_STANDALONE, "minimize"},
};

static bool has_word(const char *words, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += size)
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
            return true;
    return false;
}

/* The commands that take a flag; NULL: all. */
static const char *owners(const struct argp_option *row)
{
    static const char *const of_group[] = {
        [2] = "run", [3] = "sweep", [4] = "fuzz", [5] = "bank", [6] = "list", [8] = "gate"};
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (shared[i].key == row->key)
            return shared[i].commands;
    return row->group < (int)(sizeof of_group / sizeof of_group[0]) ? of_group[row->group] : NULL;
}

/* A flag that does nothing here would let its user believe that it did. */
static void check_command(int key, struct argp_state *state)
{
    const struct options *o = state->input;
    for (const struct argp_option *row = option_rows; row->name || row->doc; row++) {
        const char *commands = row->name && row->key == key ? owners(row) : NULL;
        if (commands && !has_word(commands, o->command))
            argp_error(state, "--%s is a flag of '%s', not of '%s'", row->name, commands, o->command);
    }
    if (!takes_case_flag(o->command, key))
        argp_error(state, "'%s' takes its cases as they are, and does not know this flag", o->command);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    check_command(key, state);
    if (key == ARGP_KEY_ARG) {
        o->file[o->file_count++] = arg;
        return 0;
    }
    if (parse_case_option(key, arg, state) == 0)
        return 0;
    return parse_other_option(key, arg, state);
}

static char help_text[] =
    "Finds bugs on the error paths of JITs and VMs.\v"
    "Sub-commands are told by 'faultline list commands'. FILE is a case, or a plain program of the "
    "VM's language, or - for "
    "standard input; sweep takes folders, too.\n\n"
    "Exit status: 0 clean, 1 findings, 2 usage or bad input, 3 could not run.";

void options_parse(struct options *o, int argc, char **argv)
{
    static const struct argp parser = {option_rows, parse_option, "FILE...", help_text, NULL, NULL, NULL};
    char name[64];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    memset(o, 0, sizeof *o);
    o->command = argv[0];
    o->jobs = processors > 0 && processors <= 64 ? (unsigned)processors : 1;
    o->time = strcmp(argv[0], "fuzz") == 0 ? 60 : 0;
    o->step_budget = 2000000;
    o->budget = 300;
    o->seed = 1;
    o->repeat = 20;
    o->out = strcmp(argv[0], "sweep") == 0 || strcmp(argv[0], "gate") == 0 ? "findings" : NULL;
    o->file = calloc((size_t)argc + 1, sizeof *o->file);
    snprintf(name, sizeof name, "faultline %s", argv[0]);
    argv[0] = name;
    argp_err_exit_status = EXIT_BAD_INPUT;
    if (!o->file || argp_parse(&parser, argc, argv, 0, NULL, o) != 0)
        exit(EXIT_BAD_INPUT);
    argv[0] = (char *)(uintptr_t)o->command;
}

static int bad(const char *path, const struct case_error *error)
{
    if (error->line > 0)
        fprintf(stderr, "faultline: %s:%d: %s\n", path, error->line, error->text);
    else
        fprintf(stderr, "faultline: %s: %s\n", path, error->text);
    return EXIT_BAD_INPUT;
}

static bool copy_name(char *to, const char *from, const char *flag, struct case_error *error)
{
    if (strlen(from) < CASE_NAME_SIZE && *from) {
        strcpy(to, from);
        return true;
    }
    snprintf(error->text, sizeof error->text, "--%s is '%.40s', expected a name", flag, from);
    return false;
}

static bool apply_faults(const struct options *o, struct fcase *c, struct case_error *error)
{
    if (o->fault_count > 0)
        c->fault_count = 0;
    for (size_t i = 0; i < o->fault_count; i++)
        if (strcmp(o->fault[i], "none") != 0 && !case_fault(c, o->fault[i], error))
            return false;
    return true;
}

static bool apply_limits(const struct options *o, struct fcase *c, struct case_error *error)
{
    for (size_t i = 0; i < o->limit_count; i++)
        if (strcmp(o->limit[i], "none") == 0)
            c->limit_count = 0;
        else if (!case_limit(c, o->limit[i], error))
            return false;
    return true;
}

static bool apply(const struct options *o, const char *path, struct fcase *c, struct case_error *error)
{
    if (o->vm && !copy_name(c->vm, o->vm, "vm", error))
        return false;
    if (!c->vm[0]) {
        const struct vut *vut = vm_for_file(path);
        if (!vut) {
            snprintf(error->text, sizeof error->text,
                     "not a case file, and the name does not tell the VM: say --vm=VM");
            return false;
        }
        strcpy(c->vm, vut->name);
    }
    if (options_all_engines(o) && o->engine)
        c->engine[0] = '\0';
    else if (o->engine && !copy_name(c->engine, o->engine, "engine", error))
        return false;
    if (o->against && !copy_name(c->against, o->against, "against", error))
        return false;
    for (size_t i = 0; i < o->set_count; i++)
        if (!case_set(c, o->set[i], error))
            return false;
    if (!apply_limits(o, c, error))
        return false;
    char item[CASE_VALUE_SIZE + 8];
    snprintf(item, sizeof item, "lib=%s", o->library ? o->library : "");
    if (o->library && !case_set(c, item, error))
        return false;
    return apply_faults(o, c, error);
}

bool options_all_engines(const struct options *o)
{
    return strcmp(o->command, "sweep") == 0 && (!o->engine || strcmp(o->engine, "all") == 0);
}

int options_case(const struct options *o, const char *path, struct fcase *c, char **text)
{
    struct case_error error = {0};
    struct binding b;
    size_t size;
    *text = case_read_file(path, &size, &error);
    if (!*text)
        return bad(path, &error);
    if (!case_parse(*text, size, c, &error) || !(error.line = 0, apply(o, path, c, &error)) ||
        !case_bind(c, &b, error.text, sizeof error.text)) {
        free(*text);
        *text = NULL;
        return bad(path, &error);
    }
    if (o->set_count == 0)
        outputs_look_up(path, c);
    return 0;
}

char *options_case_text(const struct fcase *c, size_t *size)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, size);
    if (!f)
        return NULL;
    case_write(c, f);
    if (fclose(f) != 0 || *size > CASE_SIZE_MAX) {
        free(text);
        return NULL;
    }
    return text;
}

static bool same_word(const char *name, const char *word, size_t size)
{
    return strlen(name) == size && strncmp(name, word, size) == 0;
}

/* Events of traces and faults are printed together, whichever is named, as the two belong together. */
static bool add_dump(const struct vut *vut, const char *word, size_t size, struct job *job)
{
    if (same_word("trace", word, size) || same_word("fault", word, size)) {
        job->dump = true;
        return true;
    }
    for (size_t i = 0; vut->dumps && vut->dumps[i].name; i++)
        if (same_word(vut->dumps[i].name, word, size)) {
            job->vm_dumps |= 1u << i;
            return true;
        }
    return false;
}

int options_dumps(const struct options *o, const struct vut *vut, struct job *job)
{
    for (const char *at = o->dump; at; at = *at ? at + 1 : NULL) {
        size_t size = strcspn(at, ",");
        if (!add_dump(vut, at, size, job)) {
            fprintf(stderr, "faultline: unknown dump '%.*s' of vm '%s', expected one of: trace fault",
                    (int)size, at, vut->name);
            for (size_t i = 0; vut->dumps && vut->dumps[i].name; i++)
                fprintf(stderr, " %s", vut->dumps[i].name);
            fputc('\n', stderr);
            return EXIT_BAD_INPUT;
        }
        at += size;
    }
    return EXIT_CLEAN;
}

struct job options_job(const struct options *o, enum job_kind kind)
{
    return (struct job){.kind = kind,
                        .persist = o->persist,
                        .both_engines = options_all_engines(o),
                        .pairs = o->pairs,
                        .seed = o->seed,
                        .thorough = o->thorough,
                        .fork_each = o->fork_each,
                        .step_budget = o->step_budget,
                        .time_min = 250000,
                        .time_scale = 1};
}
