/* soak_programs.c: distinct programs for a soak: those of a corpus first, then mutants of them.
 *
 *     soak-programs SEED COUNT KNOWN OUT PATH...
 *
 * Writes at most COUNT programs of the reference VM into the folder OUT, each under the hash of its text.
 * The file KNOWN has the hashes, one a line, of programs that are not wanted any more, or is not there.
 * PATHs are files and folders; below a folder every file is taken, as the corpora of fuzz engines have no
 * extensions. The same arguments and files give the same programs.
 *
 * A sweep runs a program once for each of its events, so that a long one takes the square of its length and
 * shows little more. So each candidate runs once, in a process of its own, and is taken when it ends by
 * itself within a few steps; of those that are no programs some are taken for the sake of the front end.
 * One that kills the process, or does not end, is taken: that is for the sweep to judge.
 */
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxhash.h>

#include "case.h"
#include "mutate_text.h"
#include "solo.h"

enum {
    PROGRAM_MAX = 4096, /* bytes; mutants of larger ones are larger still */
    STEPS_MAX = 400,    /* safepoints and allocations of a run; a sweep makes about five runs of each */
    MEMORY_KB = 1024,   /* blocks of megabytes are copied at each fault */
    SECONDS_MAX = 1,    /* of processor time, which as many steps never take */
    REJECTED_EACH = 16, /* one in so many of those that the front end refuses */
    TRIES_EACH = 400,   /* candidates for each program that is wanted */
    CORPUS_EACH = 100,
    CHANGES_MAX = 4,
    PATH_SIZE = 4096,
    OPEN_FOLDERS = 16,
};

extern const struct vut vut_refvm;

struct program {
    char *text;
    size_t size;
};

struct soak {
    struct program *corpus;
    size_t corpus_count;
    void *known; /* tree of hashes */
    uint64_t state;
    const struct mutate_words *words;
    struct solo vm;
    const char *out;
    uint64_t wanted, written, rejected;
};

static _Noreturn void give_up(const char *subject, const char *why)
{
    fprintf(stderr, "soak-programs: %s: %s\n", subject, why);
    exit(2);
}

/* ---- what is known ------------------------------------------------------------------------------- */

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* False when it was known already. */
static bool learn(struct soak *s, uint64_t hash)
{
    uint64_t *copy = malloc(sizeof *copy);
    if (!copy)
        give_up("known", "out of memory");
    *copy = hash;
    uint64_t **node = tsearch(copy, &s->known, by_hash);
    if (!node)
        give_up("known", "out of memory");
    if (*node == copy)
        return true;
    free(copy);
    return false;
}

static void read_known(struct soak *s, const char *path)
{
    uint64_t hash;
    FILE *f = fopen(path, "re");
    if (!f && errno != ENOENT)
        give_up(path, strerror(errno));
    while (f && fscanf(f, "%" SCNx64, &hash) == 1)
        learn(s, hash);
    if (f)
        fclose(f);
}

/* ---- the corpus ---------------------------------------------------------------------------------- */

/* nftw has no argument of one's own. */
static struct soak *reading;

/* Of a case only its program: settings and faults are the soak's. What is no case is not ours. */
static int add_file(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    struct soak *s = reading;
    struct case_error error;
    struct fcase c;
    size_t size;
    (void)ftw;
    if (kind != FTW_F || !S_ISREG(st->st_mode) || st->st_size == 0 || st->st_size > 2 * PROGRAM_MAX)
        return 0;
    char *text = case_read_file(path, &size, &error);
    if (!text || !case_parse(text, size, &c, &error) || c.program_size > PROGRAM_MAX ||
        (c.vm[0] && strcmp(c.vm, vut_refvm.name) != 0)) {
        free(text);
        return 0;
    }
    struct program *grown = realloc(s->corpus, (s->corpus_count + 1) * sizeof *grown);
    if (!grown)
        give_up(path, "out of memory");
    memmove(text, c.program, c.program_size);
    s->corpus = grown;
    s->corpus[s->corpus_count++] = (struct program){text, c.program_size};
    return 0;
}

/* Folders have no order of their own, and the same shard shall give the same programs. */
static int by_text(const void *a, const void *b)
{
    const struct program *x = a, *y = b;
    int order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}

static void read_corpus(struct soak *s, char **path, int count)
{
    reading = s;
    for (int i = 0; i < count; i++)
        if (nftw(path[i], add_file, OPEN_FOLDERS, FTW_PHYS) != 0)
            give_up(path[i], strerror(errno));
    if (s->corpus_count == 0)
        give_up(path[0], "holds no program");
    qsort(s->corpus, s->corpus_count, sizeof *s->corpus, by_text);
}

/* ---- which ones are worth a sweep ---------------------------------------------------------------- */

enum worth { TOO_LONG, ACCEPTED, REJECTED };

static enum worth worth_of_run(struct soak *s, const char *text, size_t size)
{
    static const char memory[] = "Allowed memory size";
    bool loaded = solo_run(&s->vm, text, size);
    const struct vut_record *r = &s->vm.shown.record;
    if (r->status == VUT_STEPS || strncmp(r->error_text, memory, sizeof memory - 1) == 0)
        return TOO_LONG;
    return loaded ? ACCEPTED : REJECTED;
}

/* The run may end in any way that a bug has. */
static enum worth worth_of(struct soak *s, const char *text, size_t size)
{
    struct itimerval limit = {.it_value = {.tv_sec = SECONDS_MAX}};
    int status;
    pid_t child = fork();
    if (child == 0) {
        setitimer(ITIMER_PROF, &limit, NULL);
        _exit(worth_of_run(s, text, size));
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        give_up("fork", strerror(errno));
    return WIFEXITED(status) ? (enum worth)WEXITSTATUS(status) : ACCEPTED;
}

static void write_program(struct soak *s, uint64_t hash, const char *text, size_t size)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%016" PRIx64 ".%s", s->out, hash, vut_refvm.extension);
    FILE *f = fopen(path, "wxe");
    if (!f || fwrite(text, 1, size, f) != size || fclose(f) != 0)
        give_up(path, strerror(errno));
    s->written++;
}

static void offer(struct soak *s, const char *text, size_t size)
{
    uint64_t hash = XXH64(text, size, 0);
    if (size == 0 || !learn(s, hash))
        return;
    enum worth worth = worth_of(s, text, size);
    if (worth == ACCEPTED || (worth == REJECTED && s->rejected++ % REJECTED_EACH == 0))
        write_program(s, hash, text, size);
}

/* ---- mutants ------------------------------------------------------------------------------------- */

static void offer_mutant(struct soak *s)
{
    char text[PROGRAM_MAX];
    const struct program *parent = &s->corpus[mutate_below(&s->state, s->corpus_count)];
    const struct program *other = &s->corpus[mutate_below(&s->state, s->corpus_count)];
    struct mutate_text t = {.at = text,
                            .size = parent->size,
                            .max = sizeof text,
                            .other = other->text,
                            .other_size = other->size,
                            .language = vut_refvm.extension,
                            .state = &s->state,
                            .words = s->words};
    memcpy(text, parent->text, parent->size);
    for (uint64_t changes = 1 + mutate_below(&s->state, CHANGES_MAX); changes > 0; changes--)
        mutate_text(&t);
    offer(s, text, t.size);
}

static void offer_corpus(struct soak *s, uint64_t shard)
{
    if (shard >= s->corpus_count / CORPUS_EACH + 1)
        return;
    for (size_t i = shard * CORPUS_EACH; i < s->corpus_count && i < (shard + 1) * CORPUS_EACH; i++)
        if (s->written < s->wanted)
            offer(s, s->corpus[i].text, s->corpus[i].size);
}

static void open_vm(struct soak *s)
{
    const char *reference = NULL;
    for (size_t i = 0; i < vut_refvm.engine_count; i++)
        if (vut_refvm.engines[i].reference)
            reference = vut_refvm.engines[i].name;
    solo_init(&s->vm, &vut_refvm, reference);
    if (!solo_set(&s->vm, "memory", MEMORY_KB) || !solo_open(&s->vm, STEPS_MAX))
        give_up(vut_refvm.name, "can't be created");
}

/* False when it is no number. */
static bool read_number(const char *text, uint64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

int main(int argc, char **argv)
{
    static struct mutate_words words;
    static struct soak s;
    if (argc < 6 || !read_number(argv[1], &s.state) || !read_number(argv[2], &s.wanted)) {
        fputs("usage: soak-programs SHARD COUNT KNOWN OUT PATH...\n", stderr);
        return 2;
    }
    if (mutate_words_read(&words, "corpus/dictionaries/php.dict"))
        s.words = &words;
    s.out = argv[4];
    read_known(&s, argv[3]);
    read_corpus(&s, argv + 5, argc - 5);
    open_vm(&s);
    offer_corpus(&s, s.state);
    for (uint64_t tries = s.wanted * TRIES_EACH; tries > 0 && s.written < s.wanted; tries--)
        offer_mutant(&s);
    solo_close(&s.vm);
    return s.written > 0 ? 0 : 1;
}
