#include "maps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "vut.h"

/* Behind the arena and the C stack of the VM. */
#define REGION_START ((uintptr_t)0x220000000000)
#define REGION_SIZE  ((size_t)1 << 36)

enum { PAGE = 4096 };

static size_t rounded(size_t size)
{
    return (size + PAGE - 1) & ~(size_t)(PAGE - 1);
}

static int native_prot(int prot)
{
    return (prot & VUT_PROT_READ ? PROT_READ : 0) | (prot & VUT_PROT_WRITE ? PROT_WRITE : 0) |
           (prot & VUT_PROT_EXEC ? PROT_EXEC : 0);
}

static uintptr_t end_of(const struct maps_entry *e)
{
    return e->start + e->size;
}

/* ---- the table ----------------------------------------------------------------------------------- */

bool maps_open(struct maps *m)
{
    size_t entries = MAPS_MAX * sizeof *m->entry, ranges = MAPS_MAX * sizeof *m->range;
    char *p = mmap(NULL, entries + ranges, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    *m = (struct maps){.next = REGION_START};
    if (p == MAP_FAILED)
        return false;
    m->entry = (struct maps_entry *)(void *)p;
    m->range = (struct callers_range *)(void *)(p + entries);
    return true;
}

/* The first mapping that begins at `start` or behind it. */
static size_t index_of(const struct maps *m, uintptr_t start)
{
    size_t low = 0, high = m->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->entry[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct maps_entry *find(const struct maps *m, uintptr_t start, size_t size)
{
    size_t at = index_of(m, start);
    struct maps_entry *e = &m->entry[at];
    return at < m->count && e->start == start && e->size == size ? e : NULL;
}

/* Nearly all come last, so that nothing has to move. */
static void insert(struct maps *m, const struct maps_entry *e)
{
    size_t at = index_of(m, e->start), behind = m->count - at;
    memmove(&m->entry[at + 1], &m->entry[at], behind * sizeof *m->entry);
    memmove(&m->range[at + 1], &m->range[at], behind * sizeof *m->range);
    m->entry[at] = *e;
    m->range[at] = (struct callers_range){e->start, end_of(e)};
    m->count++;
    m->kept += e->kept;
}

static void drop(struct maps *m, const struct maps_entry *e)
{
    size_t at = (size_t)(e - m->entry), behind = m->count - at - 1;
    m->kept -= e->kept;
    memmove(&m->entry[at], &m->entry[at + 1], behind * sizeof *m->entry);
    memmove(&m->range[at], &m->range[at + 1], behind * sizeof *m->range);
    m->count--;
}

/* ---- what was saved ------------------------------------------------------------------------------ */

/* The first saved mapping that ends behind `address`. */
static size_t saved_index(const struct maps_saved *s, uintptr_t address)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (end_of(&s->entry[middle].entry) <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The saved one that this mapping still is, or NULL. */
static struct maps_saved_entry *untouched(const struct maps *m, const struct maps_entry *e)
{
    const struct maps_saved *s = m->saved;
    size_t at = s ? saved_index(s, e->start) : 0;
    if (!s || at == s->count)
        return NULL;
    struct maps_saved_entry *found = &s->entry[at];
    return found->entry.start == e->start && found->fate == MAPS_UNTOUCHED ? found : NULL;
}

static bool is_zero(const char *page)
{
    const uint64_t *p = (const uint64_t *)(const void *)page;
    uint64_t bits = 0;
    for (size_t i = 0; i < PAGE / sizeof *p; i++)
        bits |= p[i];
    return bits == 0;
}

static bool copy_page(struct maps_saved *s, const char *page)
{
    size_t more = sizeof page + PAGE;
    if (s->page_size + more > s->page_capacity) {
        size_t capacity = (s->page_size + more) * 2;
        char *grown = realloc(s->page, capacity);
        if (!grown)
            return false;
        s->page = grown;
        s->page_capacity = capacity;
    }
    memcpy(s->page + s->page_size, &page, sizeof page);
    memcpy(s->page + s->page_size + sizeof page, page, PAGE);
    s->page_size += more;
    return true;
}

/* Pages that hold anything. Most of a large mapping was never written. */
static void copy_pages(struct maps_saved *s, struct maps_saved_entry *of)
{
    const struct maps_entry *e = &of->entry;
    of->fate = MAPS_COPIED;
    for (size_t at = 0; at < e->size; at += PAGE) {
        const char *page = (const char *)e->start + at;
        if (!is_zero(page) && !copy_page(s, page))
            s->broken = true;
    }
}

/* Contents may change that nobody keeps account of. */
static void lose_track(struct maps *m)
{
    m->irregular = true;
    if (m->saved)
        m->saved->broken = true;
}

/* Before the contents of a mapping that was saved may change. */
static void copy_out(struct maps *m, const struct maps_entry *e)
{
    struct maps_saved_entry *of = untouched(m, e);
    if (!of)
        return;
    if (!(e->prot & VUT_PROT_READ) && mprotect((void *)e->start, e->size, PROT_READ) != 0)
        m->saved->broken = true;
    else
        copy_pages(m->saved, of);
}

/* Parked mappings make room: to the VM they are not there. */
static void evict(struct maps_saved *s, uintptr_t start, size_t size)
{
    for (size_t i = s ? saved_index(s, start) : 0; s && i < s->count; i++) {
        struct maps_saved_entry *of = &s->entry[i];
        if (of->entry.start >= start + size)
            return;
        if (of->fate != MAPS_PARKED)
            continue;
        if (mprotect((void *)of->entry.start, of->entry.size, PROT_READ) != 0)
            s->broken = true;
        else
            copy_pages(s, of);
        munmap((void *)of->entry.start, of->entry.size);
    }
}

/* ---- map, protect, unmap ------------------------------------------------------------------------- */

static void *map_next(struct maps *m, size_t size, int prot)
{
    if (size >= REGION_SIZE || m->next + size > REGION_START + REGION_SIZE) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    evict(m->saved, m->next, size);
    void *p = mmap((void *)m->next, size, native_prot(prot),
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p != MAP_FAILED)
        m->next += size + PAGE;
    return p;
}

void *maps_map(struct maps *m, void *hint, size_t size, int prot)
{
    if (m->count == MAPS_MAX || size == 0 || size > SIZE_MAX - PAGE) {
        errno = size == 0 ? EINVAL : ENOMEM;
        return MAP_FAILED;
    }
    size = rounded(size);
    void *p = hint ? mmap(hint, size, native_prot(prot), MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                   : map_next(m, size, prot);
    if (p != MAP_FAILED)
        insert(m, &(struct maps_entry){.start = (uintptr_t)p, .size = size, .prot = prot});
    return p;
}

int maps_protect(struct maps *m, void *address, size_t size, int prot)
{
    struct maps_entry *e = find(m, (uintptr_t)address, rounded(size));
    if (e)
        copy_out(m, e);
    int result = mprotect(address, size, native_prot(prot));
    if (!e)
        lose_track(m);
    else if (result == 0)
        e->prot = prot;
    return result;
}

/* Only those that we placed ourselves are parked: the kernel would put no other where one is. */
static bool park(struct maps *m, const struct maps_entry *e)
{
    struct maps_saved_entry *of = untouched(m, e);
    if (!of || e->start < REGION_START || e->start >= REGION_START + REGION_SIZE ||
        mprotect((void *)e->start, e->size, PROT_NONE) != 0)
        return false;
    of->fate = MAPS_PARKED;
    return true;
}

static int release(struct maps *m, const struct maps_entry *e)
{
    if (park(m, e))
        return 0;
    copy_out(m, e);
    return munmap((void *)e->start, e->size);
}

int maps_unmap(struct maps *m, void *address, size_t size)
{
    struct maps_entry *e = find(m, (uintptr_t)address, rounded(size));
    if (!e) {
        lose_track(m);
        return munmap(address, size);
    }
    int result = release(m, e);
    if (result == 0)
        drop(m, e);
    return result;
}

void maps_keep(struct maps *m, const void *address, size_t size)
{
    struct maps_entry *e = find(m, (uintptr_t)address, rounded(size));
    if (e && !e->kept) {
        e->kept = true;
        m->kept++;
    }
}

void maps_clear(struct maps *m)
{
    for (size_t i = 0; i < m->count; i++)
        release(m, &m->entry[i]);
    m->count = m->kept = 0;
    m->irregular = false;
    m->next = REGION_START;
}

/* ---- save and restore ---------------------------------------------------------------------------- */

static bool reserve(struct maps_saved *s, size_t count)
{
    if (count > s->capacity) {
        struct maps_saved_entry *grown = realloc(s->entry, count * 2 * sizeof *grown);
        if (!grown)
            return false;
        s->entry = grown;
        s->capacity = count * 2;
    }
    return true;
}

bool maps_save(struct maps *m, struct maps_saved *s)
{
    maps_forget(m);
    if (m->irregular || !reserve(s, m->count))
        return false;
    s->page_size = 0;
    s->broken = false;
    s->count = m->count;
    s->kept = m->kept;
    s->next = m->next;
    for (size_t i = 0; i < m->count; i++) {
        s->entry[i] = (struct maps_saved_entry){m->entry[i], MAPS_UNTOUCHED};
        if (m->entry[i].prot & VUT_PROT_WRITE)
            copy_pages(s, &s->entry[i]);
    }
    m->saved = s;
    return !s->broken;
}

/* Unmaps what was made or changed since. */
static void drop_others(struct maps *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (!untouched(m, &m->entry[i]))
            munmap((void *)m->entry[i].start, m->entry[i].size);
    m->count = m->kept = 0;
}

/* With its contents and rights where they are still there; else empty, to be filled. */
static bool bring_back(struct maps_saved_entry *of)
{
    const struct maps_entry *e = &of->entry;
    if (of->fate == MAPS_PARKED)
        return mprotect((void *)e->start, e->size, native_prot(e->prot)) == 0;
    if (of->fate == MAPS_UNTOUCHED)
        return true;
    void *p = mmap((void *)e->start, e->size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p != MAP_FAILED && (uintptr_t)p != e->start) /* a kernel that does not know MAP_FIXED_NOREPLACE */
        munmap(p, e->size);
    return (uintptr_t)p == e->start;
}

static void fill_pages(const struct maps_saved *s)
{
    for (size_t at = 0; at < s->page_size; at += sizeof(char *) + PAGE) {
        char *page;
        memcpy(&page, s->page + at, sizeof page);
        memcpy(page, s->page + at + sizeof page, PAGE);
    }
}

bool maps_restore(struct maps *m)
{
    struct maps_saved *s = m->saved;
    bool ok = s && !s->broken;
    if (!s)
        return false;
    drop_others(m);
    for (size_t i = 0; i < s->count; i++)
        if (bring_back(&s->entry[i]))
            insert(m, &s->entry[i].entry);
        else
            ok = false;
    if (!ok)
        return false;
    fill_pages(s);
    for (size_t i = 0; i < s->count; i++)
        if (s->entry[i].fate == MAPS_COPIED)
            ok &= mprotect((void *)s->entry[i].entry.start, s->entry[i].entry.size,
                           native_prot(s->entry[i].entry.prot)) == 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->entry[i].fate == MAPS_PARKED)
            s->entry[i].fate = MAPS_UNTOUCHED;
    m->next = s->next;
    m->irregular = false;
    return ok;
}

void maps_forget(struct maps *m)
{
    struct maps_saved *s = m->saved;
    for (size_t i = 0; s && i < s->count; i++)
        if (s->entry[i].fate == MAPS_PARKED)
            munmap((void *)s->entry[i].entry.start, s->entry[i].entry.size);
    m->saved = NULL;
}

void maps_saved_free(struct maps_saved *s)
{
    free(s->entry);
    free(s->page);
    memset(s, 0, sizeof *s);
}
