#include "campaign.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "files.h"

static void *map_file(const char *path, int flags)
{
    struct stat st;
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0)
        return NULL;
    void *p = MAP_FAILED;
    errno = flags & O_CREAT ? posix_fallocate(fd, 0, sizeof(struct campaign)) : 0;
    if (errno == 0 && fstat(fd, &st) == 0) {
        if ((size_t)st.st_size == sizeof(struct campaign))
            p = mmap(NULL, sizeof(struct campaign), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        else
            errno = EINVAL;
    }
    int saved = errno;
    close(fd);
    errno = saved;
    return p == MAP_FAILED ? NULL : p;
}

struct campaign *campaign_map(const char *path)
{
    return map_file(path, O_RDWR | O_CREAT);
}

struct campaign *campaign_map_left(const char *path)
{
    return map_file(path, O_RDWR);
}

void campaign_unmap(struct campaign *c)
{
    if (c)
        munmap(c, sizeof *c);
}

/* All members are counts. */
void campaign_add(struct job_stats *sum, const struct job_stats *now, const struct job_stats *before)
{
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *a = (const uint64_t *)now, *b = (const uint64_t *)before;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += a[i] >= b[i] ? a[i] - b[i] : a[i]; /* a new worker may count from 0 */
}

bool campaign_count(struct campaign *c, const struct job_finding *f)
{
    for (uint64_t i = 0; i < c->finding_count; i++)
        if (strcmp(c->finding[i].finding.signature, f->signature) == 0) {
            c->finding[i].count++;
            return true;
        }
    return false;
}

bool campaign_note(struct campaign *c, const struct job_finding *f, const char *path)
{
    uint64_t n = c->finding_count;
    if (n == CAMPAIGN_FINDINGS_MAX)
        return false;
    c->finding[n].execution = c->executions;
    c->finding[n].count = 1;
    c->finding[n].finding = *f;
    snprintf(c->finding[n].path, sizeof c->finding[n].path, "%s", path);
    c->last_new = c->finding[n].at = (uint64_t)time(NULL);
    __atomic_store_n(&c->finding_count, n + 1, __ATOMIC_RELEASE);
    return true;
}

bool campaign_keep(struct campaign *c, const char *path, const char *text, size_t size)
{
    for (size_t i = 0; i < CAMPAIGN_KEPT_MAX && size && size <= CAMPAIGN_KEPT_SIZE; i++) {
        struct campaign_kept *k = &c->kept[i];
        if (__atomic_load_n(&k->size, __ATOMIC_ACQUIRE))
            continue;
        snprintf(k->path, sizeof k->path, "%s", path);
        memcpy(k->text, text, size);
        __atomic_store_n(&k->size, (uint32_t)size, __ATOMIC_RELEASE);
        return true;
    }
    c->lost++;
    return false;
}

static void write_text(const void *ctx, FILE *to)
{
    const struct campaign_kept *k = ctx;
    fwrite(k->text, 1, k->size, to);
}

size_t campaign_write_kept(struct campaign *c)
{
    size_t left = 0;
    for (size_t i = 0; i < CAMPAIGN_KEPT_MAX; i++) {
        struct campaign_kept *k = &c->kept[i];
        if (__atomic_load_n(&k->size, __ATOMIC_ACQUIRE) == 0)
            continue;
        if (files_replace(k->path, write_text, k))
            __atomic_store_n(&k->size, 0, __ATOMIC_RELEASE);
        else
            left++;
    }
    return left;
}

static uint64_t hash_of(const char *program, size_t size)
{
    return XXH64(program, size, 0) | 1;
}

void campaign_put_events(struct campaign *c, const char *program, size_t size, uint64_t allocations,
                         uint64_t code_events)
{
    uint64_t hash = hash_of(program, size);
    struct campaign_events *e = &c->events[hash / 2 % CAMPAIGN_EVENTS];
    if (e->program != hash)
        *e = (struct campaign_events){.program = hash};
    /* A run that a fault cut short says little about the next one. */
    e->allocations = allocations > e->allocations ? allocations : e->allocations;
    e->code_events = code_events > e->code_events ? code_events : e->code_events;
}

bool campaign_get_events(const struct campaign *c, const char *program, size_t size, uint64_t *allocations,
                         uint64_t *code_events)
{
    uint64_t hash = hash_of(program, size);
    const struct campaign_events *e = &c->events[hash / 2 % CAMPAIGN_EVENTS];
    if (e->program != hash)
        return false;
    *allocations = e->allocations;
    *code_events = e->code_events;
    return true;
}
