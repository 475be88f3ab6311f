#include "campaign_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.h"
#include "mutate.h"

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name), length = strlen(end);
    return size > length && strcmp(name + size - length, end) == 0;
}

/* Calls `each` for the names in a folder that are not hidden. */
static void walk(const char *folder, void (*each)(void *ctx, const char *name), void *ctx)
{
    DIR *open = opendir(folder);
    for (struct dirent *e; open && (e = readdir(open));)
        if (e->d_name[0] != '.')
            each(ctx, e->d_name);
    if (open)
        closedir(open);
}

/* ---- the folder ---------------------------------------------------------------------------------- */

static bool make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    fprintf(stderr, "faultline: can't make the folder '%s': %s\n", path, strerror(errno));
    return false;
}

static bool make_parents(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s", folder);
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (!make_folder(path))
            return false;
        *slash = '/';
    }
    return true;
}

static void remove_unfinished(void *ctx, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", (const char *)ctx, name);
    if (ends_with(name, ".part"))
        unlink(path);
}

bool campaign_dir_make(const char *folder)
{
    static const char *const inner[] = {"corpus", "log", "seeds"};
    char path[PATH_MAX];
    bool ok = make_parents(folder) && make_folder(folder);
    for (size_t i = 0; ok && i < sizeof inner / sizeof inner[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, inner[i]);
        ok = make_folder(path);
    }
    if (ok)
        walk(folder, remove_unfinished, (void *)(uintptr_t)folder);
    return ok;
}

/* The lock goes with the process, however that ends. Its engines do not inherit it. */
bool campaign_dir_lock(const char *folder)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lock", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        fprintf(stderr, "faultline: can't make '%s': %s\n", path, strerror(errno));
        return false;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        fprintf(stderr, "faultline: a campaign runs in '%s' already, process %d\n", folder,
                (int)campaign_dir_runs(folder));
        close(fd);
        return false;
    }
    /* Without its number it is locked all the same. */
    if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0)
        return true;
    return true;
}

pid_t campaign_dir_runs(const char *folder)
{
    char path[PATH_MAX], text[16] = "";
    snprintf(path, sizeof path, "%s/lock", folder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    bool free = flock(fd, LOCK_SH | LOCK_NB) == 0;
    ssize_t size = free ? 0 : read(fd, text, sizeof text - 1);
    close(fd);
    if (free)
        return 0;
    int number = size > 0 ? atoi(text) : 0;
    return number > 0 ? number : -1;
}

/* ---- seeds --------------------------------------------------------------------------------------- */

struct seeds {
    const char *folder, *from, *extension;
    size_t count;
};

/* Copies one, if it is one: a case, or a program of the VM, that is small enough. */
static bool copy_seed(const struct seeds *s, const char *path)
{
    struct case_error error;
    const char *name = strrchr(path, '/');
    char to[PATH_MAX];
    size_t size;
    char *text = case_read_file(path, &size, &error);
    snprintf(to, sizeof to, "%s/seeds/%s", s->folder, name ? name + 1 : path);
    FILE *file = text && size <= MUTATE_PROGRAM_MAX ? fopen(to, "we") : NULL;
    bool ok = file && fwrite(text, 1, size, file) == size;
    if (file && fclose(file) != 0)
        ok = false;
    int saved = errno;
    free(text);
    errno = saved;
    return ok;
}

static void take_seed(void *ctx, const char *name)
{
    struct seeds *s = ctx;
    char path[PATH_MAX];
    const char *dot = strrchr(name, '.');
    snprintf(path, sizeof path, "%s/%s", s->from, name);
    if (dot && (strcmp(dot, ".case") == 0 || strcmp(dot + 1, s->extension) == 0))
        s->count += copy_seed(s, path);
}

static void drop_seed(void *ctx, const char *name)
{
    const struct seeds *s = ctx;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/seeds/%s", s->folder, name);
    unlink(path);
}

size_t campaign_dir_seed(const char *folder, const char *from, const char *extension)
{
    struct seeds s = {.folder = folder, .from = from, .extension = extension};
    struct stat st;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/seeds", folder);
    walk(path, drop_seed, &s);
    if (stat(from, &st) == 0 && !S_ISDIR(st.st_mode))
        return copy_seed(&s, from);
    walk(from, take_seed, &s);
    return s.count;
}

/* ---- the corpus ---------------------------------------------------------------------------------- */

struct share {
    const char *folder;
    unsigned number;
    uint64_t next, seen, failed; /* failed: the first that could not be given; UINT64_MAX: none */
};

/* AFL++ numbers its files; what it took over from others (sync:) they have already. */
static void share_one(void *ctx, const char *name)
{
    struct share *s = ctx;
    char from[PATH_MAX], to[PATH_MAX];
    uint64_t id;
    if (sscanf(name, "id:%" SCNu64, &id) != 1)
        return;
    s->seen = id >= s->seen ? id + 1 : s->seen;
    if (id < s->next || strstr(name, ",sync:") || strstr(name, ",orig:"))
        return;
    snprintf(from, sizeof from, "%s/afl/engine-%u/queue/%s", s->folder, s->number, name);
    snprintf(to, sizeof to, "%s/corpus/afl-%u-%06" PRIu64, s->folder, s->number, id);
    if (link(from, to) != 0 && errno != EEXIST)
        s->failed = id < s->failed ? id : s->failed; /* tried again next time */
}

void campaign_dir_share(const char *folder, unsigned number, uint64_t *next)
{
    struct share s = {.folder = folder, .number = number, .next = *next, .failed = UINT64_MAX};
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/afl/engine-%u/queue", folder, number);
    walk(path, share_one, &s);
    s.seen = s.failed < s.seen ? s.failed : s.seen;
    *next = s.seen > *next ? s.seen : *next;
}

void campaign_dir_drop_afl(const char *folder, unsigned number, uint64_t *next)
{
    char path[PATH_MAX];
    char *const paths[] = {path, NULL};
    campaign_dir_share(folder, number, next);
    snprintf(path, sizeof path, "%s/afl/engine-%u", folder, number);
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; tree && (e = fts_read(tree));)
        if (e->fts_info != FTS_D)
            remove(e->fts_accpath);
    if (tree)
        fts_close(tree);
    *next = 0;
}

static void count_one(void *ctx, const char *name)
{
    (void)name;
    ++*(size_t *)ctx;
}

size_t campaign_dir_corpus(const char *folder)
{
    char path[PATH_MAX];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/corpus", folder);
    walk(path, count_one, &count);
    return count;
}

uint64_t campaign_dir_size(const char *folder)
{
    char *const paths[] = {(char *)(uintptr_t)folder, NULL};
    uint64_t blocks = 0;
    FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; tree && (e = fts_read(tree));)
        if (e->fts_info == FTS_F) /* one with several names is there once */
            blocks += (uint64_t)e->fts_statp->st_blocks / (uint64_t)e->fts_statp->st_nlink;
    if (tree)
        fts_close(tree);
    return blocks / 2;
}

struct cases {
    void (*each)(void *ctx, const char *name);
    void *ctx;
};

static void take_case(void *ctx, const char *name)
{
    const struct cases *c = ctx;
    if (ends_with(name, ".case"))
        c->each(c->ctx, name);
}

void campaign_dir_findings(const char *folder, void (*each)(void *ctx, const char *name), void *ctx)
{
    struct cases c = {.each = each, .ctx = ctx};
    walk(folder, take_case, &c);
}
