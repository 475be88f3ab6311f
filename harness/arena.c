#include "arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "sanitizer.h"
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(address, size)   ASAN_POISON_MEMORY_REGION(address, size)
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#else
#define POISON(address, size)   ((void)(address), (void)(size))
#define UNPOISON(address, size) ((void)(address), (void)(size))
#endif

/* Above everything that ASan, the loader and LuaJIT's 47-bit pointers care about. */
#define ARENA_ADDRESS ((void *)0x200000000000)

enum {
    ALIGN = 16,
    RED_ZONE = 16,
    CLASS_COUNT = 128, /* 16-byte steps up to 1 KiB, then powers of two */
    SMALL_MAX = 1024,
    LIVE = 0x4c495645, /* "LIVE" */
    FREED = 0x46524545,
};

struct block {
    uint64_t size;     /* of the payload as asked for */
    uint32_t capacity; /* payload and red zone, in units of ALIGN */
    uint32_t serial;
    struct block *next; /* in the list of freed blocks of its class */
    uint32_t state;
    uint32_t filled; /* of a freed block: how many bytes of it hold the pattern */
};
_Static_assert(sizeof(struct block) == 32, "payloads stay 16-byte aligned");

struct arena {
    size_t used;
    uint64_t live_blocks, live_bytes;
    uint32_t serial;
    bool full;
    bool leaving;
    struct arena_style style;
    struct arena_faults faults;
    uint64_t fault_count;
    struct block *freed[CLASS_COUNT];
};

static const uint8_t FRESH_FILL[2] = {0xa5, 0x5a};
static const uint8_t FREED_FILL[2] = {0xdb, 0xbd};
static const uint8_t ZONE_FILL = 0xfe;

UNCHECKED static size_t head_size(void)
{
    return (sizeof(struct arena) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

UNCHECKED static char *payload(const struct block *b)
{
    return (char *)(uintptr_t)b + sizeof *b;
}

UNCHECKED static size_t span(const struct block *b)
{
    return sizeof *b + (size_t)b->capacity * ALIGN;
}

struct arena *arena_open(void)
{
    void *p = mmap(ARENA_ADDRESS, ARENA_SIZE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (p != ARENA_ADDRESS) { /* a kernel that does not know MAP_FIXED_NOREPLACE */
        munmap(p, ARENA_SIZE);
        errno = EEXIST;
        return NULL;
    }
    struct arena *arena = p;
    arena_clear(arena, (struct arena_style){0});
    return arena;
}

void arena_clear(struct arena *arena, struct arena_style style)
{
    UNPOISON(arena, ARENA_SIZE);
    memset(arena, 0, arena->used < ARENA_SIZE && arena->used > sizeof *arena ? arena->used : sizeof *arena);
    arena->used = head_size();
    arena->style = style;
    POISON((char *)arena + arena->used, ARENA_SIZE - arena->used);
}

/* Eight bytes of anything, anywhere. */
typedef uint64_t __attribute__((may_alias, aligned(1))) any_word;

/* Four of them at once: checked code is compiled without the optimization that would find this by itself.
 */
typedef uint64_t __attribute__((may_alias, aligned(1), vector_size(32))) any_words;

/* The loops below are plain stores and loads, not libc calls: those are checked by ASan. */
UNCHECKED static void fill(char *p, uint8_t byte, size_t size)
{
    uint64_t word = 0x0101010101010101u * byte;
    size_t i = 0;
    for (; i + 32 <= size; i += 32)
        *(any_words *)(p + i) = (any_words){word, word, word, word};
    for (; i + 8 <= size; i += 8)
        *(any_word *)(p + i) = word;
    for (; i < size; i++)
        p[i] = (char)byte;
}

#ifdef WITH_ASAN
UNCHECKED static void copy(char *restrict to, const char *restrict from, size_t size)
{
    size_t i = 0;
    for (; i + 32 <= size; i += 32)
        *(any_words *)(to + i) = *(const any_words *)(from + i);
    for (; i + 8 <= size; i += 8)
        *(any_word *)(to + i) = *(const any_word *)(from + i);
    for (; i < size; i++)
        to[i] = from[i];
}
#else
static void copy(char *to, const char *from, size_t size)
{
    memcpy(to, from, size);
}
#endif

UNCHECKED static bool filled(const char *p, uint8_t byte, size_t size)
{
    uint64_t word = 0x0101010101010101u * byte;
    any_words worse = {0};
    size_t i = 0;
    for (; i + 32 <= size; i += 32)
        worse |= *(const any_words *)(p + i) ^ (any_words) { word, word, word, word };
    uint64_t bad = worse[0] | worse[1] | worse[2] | worse[3];
    for (; i + 8 <= size; i += 8)
        bad |= *(const any_word *)(p + i) ^ word;
    for (; i < size; i++)
        bad |= (uint8_t)p[i] ^ byte;
    return bad == 0;
}

UNCHECKED static void lay_zone(const struct block *b)
{
    fill(payload(b) + b->size, ZONE_FILL, (size_t)b->capacity * ALIGN - b->size);
}

UNCHECKED static unsigned class_of(size_t capacity_bytes)
{
    if (capacity_bytes <= SMALL_MAX)
        return (unsigned)(capacity_bytes / ALIGN);
    return SMALL_MAX / ALIGN + (unsigned)(63 - __builtin_clzll(capacity_bytes)) - 9;
}

UNCHECKED static size_t capacity_for(size_t size)
{
    return (size + RED_ZONE + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* False for a header that was overwritten, which must lead nobody astray. */
UNCHECKED static bool block_sane(const struct arena *arena, const struct block *b)
{
    uintptr_t at = (uintptr_t)b, start = (uintptr_t)arena + head_size(),
              end = (uintptr_t)arena + arena->used;
    return at >= start && at < end && at % ALIGN == 0 && at + sizeof *b <= end && at + span(b) <= end &&
           (b->state == LIVE || (b->state == FREED && b->filled <= (size_t)b->capacity * ALIGN)) &&
           b->size <= (size_t)b->capacity * ALIGN;
}

UNCHECKED static void count_fault(struct arena *arena, uint32_t *counter, uint32_t serial)
{
    ++*counter;
    arena->fault_count++;
    if (arena->faults.first_serial == 0)
        arena->faults.first_serial = serial;
}

/* A freed block of the class that is large enough; only once the quarantine is full. */
UNCHECKED static struct block *take_freed(struct arena *arena, size_t capacity)
{
    if (arena->used < ARENA_QUARANTINE)
        return NULL;
    for (struct block **at = &arena->freed[class_of(capacity)]; *at; at = &(*at)->next) {
        struct block *b = *at;
        if (!block_sane(arena, b) || b->state != FREED) { /* overwritten, as is its link to the others */
            count_fault(arena, &arena->faults.overflow, 0);
            *at = NULL;
            return NULL;
        }
        if ((size_t)b->capacity * ALIGN < capacity)
            continue;
        *at = b->next;
        if (!filled(payload(b), FREED_FILL[arena->style.fill], b->filled))
            count_fault(arena, &arena->faults.write_after_free, b->serial);
        return b;
    }
    return NULL;
}

/* Gaps that no program can foresee move every later block. */
UNCHECKED static size_t layout_gap(const struct arena *arena)
{
    if (arena->style.layout == 0)
        return 0;
    uint64_t h = (arena->serial + 1) * 0x9e3779b97f4a7c15u * arena->style.layout;
    return (h >> 60) * ALIGN;
}

UNCHECKED static struct block *take_fresh(struct arena *arena, size_t capacity)
{
    size_t gap = layout_gap(arena);
    if (capacity > ARENA_SIZE || arena->used + gap + sizeof(struct block) + capacity > ARENA_SIZE)
        return NULL;
    if (gap) { /* the walk goes from block to block, so that a gap is a block, too */
        struct block *hole = (struct block *)((char *)arena + arena->used);
        *hole =
            (struct block){.capacity = (uint32_t)(gap / ALIGN), .state = FREED, .filled = (uint32_t)gap};
        fill(payload(hole), FREED_FILL[arena->style.fill], gap);
        arena->used += sizeof *hole + gap;
        if (arena->used + sizeof(struct block) + capacity > ARENA_SIZE)
            return NULL;
    }
    struct block *b = (struct block *)((char *)arena + arena->used);
    b->capacity = (uint32_t)(capacity / ALIGN);
    arena->used += sizeof *b + capacity;
    return b;
}

UNCHECKED static void *allocate(struct arena *arena, size_t size)
{
    if (size > ARENA_SIZE) {
        arena->full = true;
        return NULL;
    }
    size_t capacity = capacity_for(size);
    struct block *b = take_freed(arena, capacity);
    if (!b)
        b = take_fresh(arena, capacity);
    if (!b) {
        arena->full = true;
        return NULL;
    }
    b->size = size;
    b->serial = ++arena->serial;
    b->next = NULL;
    b->state = LIVE;
    arena->live_blocks++;
    arena->live_bytes += size;
    UNPOISON(payload(b), size);
    fill(payload(b), FRESH_FILL[arena->style.fill], size);
    lay_zone(b);
    return payload(b);
}

/* The header of a live block, or NULL when `p` is not the payload of one. */
UNCHECKED static struct block *live_block(const struct arena *arena, const void *p)
{
    struct block *b = (struct block *)((uintptr_t)p - sizeof *b);
    return block_sane(arena, b) && b->state == LIVE ? b : NULL;
}

UNCHECKED static bool zone_intact(const struct block *b)
{
    return filled(payload(b) + b->size, ZONE_FILL, (size_t)b->capacity * ALIGN - b->size);
}

UNCHECKED static void release(struct arena *arena, struct block *b)
{
    if (!zone_intact(b))
        count_fault(arena, &arena->faults.overflow, b->serial);
    b->state = FREED;
    arena->live_blocks--;
    arena->live_bytes -= b->size;
    size_t bytes = (size_t)b->capacity * ALIGN;
    b->filled = (uint32_t)(arena->leaving && bytes > ARENA_LEFT_FILL ? ARENA_LEFT_FILL : bytes);
    fill(payload(b), FREED_FILL[arena->style.fill], b->filled);
    POISON(payload(b), bytes);
    b->next = arena->freed[class_of(bytes)];
    arena->freed[class_of(bytes)] = b;
}

UNCHECKED static void *regrow(struct arena *arena, struct block *b, size_t new_size)
{
    size_t bytes = (size_t)b->capacity * ALIGN, old_size = b->size;
    bool fits = bytes >= RED_ZONE && new_size <= bytes - RED_ZONE;
    if (new_size <= old_size || (arena->style.stay && fits)) {
        if (!zone_intact(b))
            count_fault(arena, &arena->faults.overflow, b->serial);
        arena->live_bytes += new_size - old_size;
        b->size = new_size;
        POISON(payload(b), bytes);
        UNPOISON(payload(b), new_size);
        if (new_size > old_size)
            fill(payload(b) + old_size, FRESH_FILL[arena->style.fill], new_size - old_size);
        lay_zone(b);
        return payload(b);
    }
    char *moved = allocate(arena, new_size);
    if (!moved)
        return NULL;
    copy(moved, payload(b), old_size);
    release(arena, b);
    return moved;
}

UNCHECKED void *arena_resize(struct arena *arena, void *p, size_t stated_size, size_t new_size)
{
    if (!p)
        return new_size ? allocate(arena, new_size) : NULL;
    struct block *b = live_block(arena, p);
    if (!b) {
        count_fault(arena, &arena->faults.bad_free, 0);
        return NULL;
    }
    if (b->size != stated_size)
        count_fault(arena, &arena->faults.wrong_size, b->serial);
    if (new_size)
        return regrow(arena, b, new_size);
    release(arena, b);
    return NULL;
}

UNCHECKED size_t arena_block_size(const struct arena *arena, const void *p)
{
    const struct block *b = p ? live_block(arena, p) : NULL;
    return b ? b->size : 0;
}

/* Those whose headers lie `from` bytes or more from the start. */
#define FOR_EACH_BLOCK_BEHIND(arena, b, from)                                                              \
    for (struct block *b = (struct block *)((char *)(uintptr_t)(arena) + (from));                          \
         (char *)b < (char *)(uintptr_t)(arena) + (arena)->used && block_sane(arena, b);                   \
         b = (struct block *)((char *)b + span(b)))
#define FOR_EACH_BLOCK(arena, b) FOR_EACH_BLOCK_BEHIND(arena, b, head_size())

void arena_leave(struct arena *arena)
{
    arena->leaving = true;
}

UNCHECKED void arena_check_behind(struct arena *arena, size_t from)
{
    uint8_t freed_fill = FREED_FILL[arena->style.fill];
    char *reached = (char *)arena + from;
    FOR_EACH_BLOCK_BEHIND(arena, b, from)
    {
        if (b->state == LIVE && !zone_intact(b)) {
            count_fault(arena, &arena->faults.overflow, b->serial);
            lay_zone(b);
        }
        if (b->state == FREED && !filled(payload(b), freed_fill, b->filled)) {
            count_fault(arena, &arena->faults.write_after_free, b->serial);
            fill(payload(b), freed_fill, b->filled);
        }
        reached = (char *)b + span(b);
    }
    if (reached != (char *)arena + arena->used)
        count_fault(arena, &arena->faults.overflow, 0);
}

void arena_check(struct arena *arena)
{
    arena_check_behind(arena, head_size());
}

const struct arena_faults *arena_faults(const struct arena *arena)
{
    return &arena->faults;
}

uint64_t arena_fault_count(const struct arena *arena)
{
    return arena->fault_count;
}

uint64_t arena_live_blocks(const struct arena *arena)
{
    return arena->live_blocks;
}

uint64_t arena_live_bytes(const struct arena *arena)
{
    return arena->live_bytes;
}

bool arena_was_full(const struct arena *arena)
{
    return arena->full;
}

uint32_t arena_last_serial(const struct arena *arena)
{
    return arena->serial;
}

UNCHECKED uint32_t arena_first_live(const struct arena *arena)
{
    if (arena->live_blocks == 0)
        return 0;
    FOR_EACH_BLOCK(arena, b)
    if (b->state == LIVE)
        return b->serial;
    return 0;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

#ifdef WITH_ASAN
/* `was_used` bytes were in use before: what lies above is poisoned already. */
UNCHECKED static void poison_again(struct arena *arena, size_t was_used)
{
    size_t used = was_used > arena->used ? was_used : arena->used;
    POISON((char *)arena + head_size(), used - head_size());
    FOR_EACH_BLOCK(arena, b)
    if (b->state == LIVE)
        UNPOISON(payload(b), b->size);
}
#else
static void poison_again(struct arena *arena, size_t was_used)
{
    (void)arena;
    (void)was_used;
}
#endif

size_t arena_head_size(void)
{
    return head_size();
}

UNCHECKED bool arena_holds(const struct arena *arena, const void *start, size_t size)
{
    const char *p = start;
    FOR_EACH_BLOCK(arena, b)
    if (p >= payload(b) && p < (char *)b + span(b))
        return b->state == LIVE && size <= b->size && (size_t)(p - payload(b)) <= b->size - size;
    return false;
}

#ifdef WITH_ASAN
UNCHECKED static bool same(const char *a, const char *b, size_t size)
{
    any_words worse = {0};
    size_t i = 0;
    for (; i + 32 <= size; i += 32)
        worse |= *(const any_words *)(a + i) ^ *(const any_words *)(b + i);
    uint64_t bad = worse[0] | worse[1] | worse[2] | worse[3];
    for (; i + 8 <= size; i += 8)
        bad |= *(const any_word *)(a + i) ^ *(const any_word *)(b + i);
    for (; i < size; i++)
        bad |= (uint8_t)(a[i] ^ b[i]);
    return bad == 0;
}
#else
static bool same(const char *a, const char *b, size_t size)
{
    return memcmp(a, b, size) == 0;
}
#endif

bool arena_equals(const struct arena *arena, const void *image, size_t from, size_t to)
{
    return same((const char *)arena + from, (const char *)image + from, to - from);
}

void arena_put(struct arena *arena, const void *image, size_t from, size_t to)
{
    copy((char *)arena + from, (const char *)image + from, to - from);
}

UNCHECKED void arena_cut(struct arena *arena, size_t size)
{
    size_t used = arena->used < ARENA_SIZE ? arena->used : ARENA_SIZE;
    if (used <= size)
        return;
    fill((char *)arena + size, 0, used - size);
    POISON((char *)arena + size, used - size);
}

void arena_save(const struct arena *arena, void *image)
{
    copy(image, (const char *)arena, arena->used);
}

UNCHECKED void arena_restore(struct arena *arena, const void *image, size_t size)
{
    /* What lies beyond was never handed out, but a wild pointer may read it: a process that has run other
     * programs must not differ from one that has not. */
    size_t was_used = arena->used < ARENA_SIZE ? arena->used : ARENA_SIZE;
    if (was_used > size)
        fill((char *)arena + size, 0, was_used - size);
    copy((char *)arena, image, size);
    poison_again(arena, was_used);
}
