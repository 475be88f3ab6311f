/* arena_test.c: the memory that a VM lives in: what it promises to the VM, and what it sees of the VM's
 * mistakes. In ASan builds the test does on purpose what ASan must report, in a child process.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "check_main.h"
#include "child.h"
#include "sanitizer.h"

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum { SLOTS = 64, STEPS = 4000, HEADER = 32, RED_ZONE = 16 };

static struct arena *arena;

static void setup(void)
{
    arena = arena_open();
    ck_assert_ptr_nonnull(arena);
}

static void use(struct arena_style style)
{
    arena_clear(arena, style);
}

static void *take(size_t size)
{
    return arena_resize(arena, NULL, 0, size);
}

static void give(void *block, size_t size)
{
    ck_assert_ptr_null(arena_resize(arena, block, size, 0));
}

/* What a VM without instrumentation does: reads and writes where it must not. */
UNCHECKED __attribute__((noinline)) static uint8_t peek(const void *at)
{
    return *(const volatile uint8_t *)at;
}

UNCHECKED __attribute__((noinline)) static void poke(void *at, uint8_t byte)
{
    *(volatile uint8_t *)at = byte;
}

static bool holds(const void *block, uint8_t byte, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (peek((const char *)block + i) != byte)
            return false;
    return true;
}

static void assert_faults(uint32_t wrong_size, uint32_t bad_free, uint32_t overflow, uint32_t after_free)
{
    const struct arena_faults *f = arena_faults(arena);
    ck_assert_uint_eq(f->wrong_size, wrong_size);
    ck_assert_uint_eq(f->bad_free, bad_free);
    ck_assert_uint_eq(f->overflow, overflow);
    ck_assert_uint_eq(f->write_after_free, after_free);
}

/* ---- A program of allocations, beside a model of what it must see -------------------------------- */

struct slot {
    unsigned char *block;
    size_t size;
    uint8_t mark;
};

struct model {
    struct slot slot[SLOTS];
    uint64_t random;
    uint64_t blocks, bytes;
    uint64_t address_hash;
    bool stay;
};

static uint64_t next_random(struct model *m)
{
    m->random ^= m->random << 13;
    m->random ^= m->random >> 7;
    m->random ^= m->random << 17;
    return m->random;
}

/* Most blocks are small, some are not. */
static size_t some_size(struct model *m)
{
    uint64_t r = next_random(m);
    return 1 + (r >> 8) % ((size_t)16 << (r % 10));
}

static void model_step(struct model *m)
{
    struct slot *s = &m->slot[next_random(m) % SLOTS];
    size_t size = s->block && next_random(m) % 3 == 0 ? 0 : some_size(m);
    unsigned char *old = s->block;
    unsigned char *p = arena_resize(arena, old, s->size, size);
    ck_assert_int_eq(p == NULL, size == 0);
    ck_assert_uint_eq((uintptr_t)p % 16, 0);
    ck_assert_uint_eq(arena_block_size(arena, p), size);
    if (old && size > s->size && !m->stay)
        ck_assert_ptr_ne(p, old);
    if (old && size && size <= s->size)
        ck_assert_ptr_eq(p, old);
    if (p)
        ck_assert(holds(p, s->mark, s->size < size ? s->size : size));
    m->blocks += !old - (uint64_t)(size == 0);
    m->bytes += size - s->size;
    m->address_hash = m->address_hash * 31 + (uintptr_t)p;
    *s = (struct slot){p, size, (uint8_t)next_random(m)};
    if (p)
        memset(p, s->mark, size);
    ck_assert_uint_eq(arena_live_blocks(arena), m->blocks);
    ck_assert_uint_eq(arena_live_bytes(arena), m->bytes);
}

static void model_run(struct model *m, int steps)
{
    for (int i = 0; i < steps; i++)
        model_step(m);
}

static void model_empty(struct model *m)
{
    for (int i = 0; i < SLOTS; i++)
        if (m->slot[i].block)
            give(m->slot[i].block, m->slot[i].size);
    ck_assert_uint_eq(arena_live_blocks(arena), 0);
    ck_assert_uint_eq(arena_live_bytes(arena), 0);
    ck_assert_uint_eq(arena_first_live(arena), 0);
}

static const struct arena_style STYLES[] = {
    {0},
    {.fill = 1},
    {.layout = 1},
    {.layout = 7, .fill = 1},
    {.stay = true},
    {.layout = 200, .stay = true},
};
enum { STYLE_COUNT = sizeof STYLES / sizeof STYLES[0] };

START_TEST(a_heap_behaves_as_its_model)
{
    struct model m = {.random = 0x9e3779b97f4a7c15, .stay = STYLES[_i].stay};
    use(STYLES[_i]);
    model_run(&m, STEPS);
    arena_check(arena);
    model_empty(&m);
    arena_check(arena);
    assert_faults(0, 0, 0, 0);
    ck_assert(!arena_was_full(arena));
}
END_TEST

/* The same after the quarantine, when blocks are used again. */
START_TEST(a_heap_behaves_as_its_model_when_blocks_come_back)
{
    struct model m = {.random = 77, .stay = STYLES[_i].stay};
    use(STYLES[_i]);
    void *large = take(ARENA_QUARANTINE);
    m.blocks = 1;
    m.bytes = ARENA_QUARANTINE;
    model_run(&m, 200);
    size_t used = arena_used(arena);
    model_run(&m, STEPS);
    /* Without a second use, the steps would have taken some ten times this. */
    ck_assert_uint_lt(arena_used(arena) - used, 4 << 20);
    give(large, ARENA_QUARANTINE);
    m.blocks--;
    m.bytes -= ARENA_QUARANTINE;
    model_empty(&m);
    arena_check(arena);
    assert_faults(0, 0, 0, 0);
}
END_TEST

/* ---- Shapes and patterns ------------------------------------------------------------------------- */

START_TEST(patterns_are_uniform_and_differ)
{
    uint8_t fresh[2], freed[2];
    for (int fill = 0; fill < 2; fill++) {
        use((struct arena_style){.fill = (uint8_t)fill});
        for (size_t size = 1; size < 300; size++) {
            unsigned char *p = take(size);
            fresh[fill] = p[0];
            ck_assert(holds(p, fresh[fill], size));
            memset(p, 0, size);
            give(p, size);
            freed[fill] = peek(p);
            ck_assert(holds(p, freed[fill], size));
        }
        ck_assert_uint_ne(fresh[fill], 0);
        ck_assert_uint_ne(freed[fill], 0);
        ck_assert_uint_ne(fresh[fill], freed[fill]);
    }
    ck_assert_uint_ne(fresh[0], fresh[1]);
    ck_assert_uint_ne(freed[0], freed[1]);
    ck_assert_uint_ne(fresh[0], freed[1]);
}
END_TEST

START_TEST(the_new_part_of_a_grown_block_is_fresh)
{
    use((struct arena_style){.stay = _i});
    unsigned char *p = take(40);
    uint8_t fresh = p[0];
    memset(p, 1, 40);
    p = arena_resize(arena, p, 40, 10);
    p = arena_resize(arena, p, 10, 30);
    ck_assert(holds(p, 1, 10));
    ck_assert(holds(p + 10, fresh, 20));
}
END_TEST

START_TEST(growing_moves_unless_it_may_stay)
{
    use((struct arena_style){.stay = false});
    char *p = take(100);
    p = arena_resize(arena, p, 100, 10);
    ck_assert_ptr_ne(arena_resize(arena, p, 10, 11), p);
    use((struct arena_style){.stay = true});
    p = take(100);
    ck_assert_ptr_eq(arena_resize(arena, p, 100, 10), p);
    ck_assert_ptr_eq(arena_resize(arena, p, 10, 100), p);
    ck_assert_ptr_ne(arena_resize(arena, p, 100, 200), p);
}
END_TEST

/* The addresses that one program of allocations gets. */
static uint64_t addresses(struct arena_style style)
{
    struct model m = {.random = 4711, .stay = style.stay};
    use(style);
    model_run(&m, 500);
    return m.address_hash;
}

START_TEST(layouts_differ_and_repeat)
{
    uint64_t seen[5];
    for (uint8_t layout = 0; layout < 5; layout++) {
        seen[layout] = addresses((struct arena_style){.layout = layout});
        ck_assert_uint_eq(seen[layout], addresses((struct arena_style){.layout = layout}));
        ck_assert_uint_eq(seen[layout], addresses((struct arena_style){.layout = layout, .fill = 1}));
        for (uint8_t other = 0; other < layout; other++)
            ck_assert_uint_ne(seen[layout], seen[other]);
    }
}
END_TEST

START_TEST(a_layout_moves_the_distance_of_neighbours)
{
    bool differs = false;
    for (int i = 0; i < 20; i++) {
        use((struct arena_style){.layout = 3});
        for (int k = 0; k < i; k++)
            take(16);
        char *a = take(16), *b = take(16);
        use((struct arena_style){.layout = 0});
        for (int k = 0; k < i; k++)
            take(16);
        char *c = take(16), *d = take(16);
        differs |= b - a != d - c;
    }
    ck_assert(differs);
}
END_TEST

START_TEST(nothing_comes_of_nothing)
{
    size_t used = arena_used(arena);
    ck_assert_ptr_null(arena_resize(arena, NULL, 0, 0));
    ck_assert_uint_eq(arena_used(arena), used);
    ck_assert_uint_eq(arena_block_size(arena, NULL), 0);
    ck_assert_uint_eq(arena_block_size(arena, arena), 0);
    ck_assert_uint_eq(arena_block_size(arena, &used), 0);
    char *p = take(64);
    ck_assert_uint_eq(arena_block_size(arena, p + 16), 0);
    ck_assert_uint_eq(arena_block_size(arena, p + 1), 0);
    assert_faults(0, 0, 0, 0);
}
END_TEST

START_TEST(the_first_live_block_is_known_by_its_number)
{
    void *a = take(10), *b = take(20), *c = take(30);
    ck_assert_uint_eq(arena_first_live(arena), 1);
    give(a, 10);
    ck_assert_uint_eq(arena_first_live(arena), 2);
    give(b, 20);
    ck_assert_uint_eq(arena_first_live(arena), 3);
    give(c, 30);
    ck_assert_uint_eq(arena_first_live(arena), 0);
}
END_TEST

START_TEST(one_arena_a_process)
{
    ck_assert_ptr_null(arena_open());
}
END_TEST

/* ---- Quarantine and the end of memory ------------------------------------------------------------ */

START_TEST(a_block_comes_back_only_after_the_quarantine)
{
    enum { SIZE = 1000 };
    char *first = take(SIZE), *last = first;
    give(first, SIZE);
    while (arena_used(arena) < ARENA_QUARANTINE) {
        char *p = take(SIZE);
        ck_assert(p > last);
        give(p, SIZE);
        last = p;
    }
    size_t used = arena_used(arena);
    char *p = NULL;
    while (p != first) {
        p = take(SIZE);
        ck_assert(p >= first && p <= last);
    }
    ck_assert_uint_eq(arena_used(arena), used);
}
END_TEST

START_TEST(a_large_enough_block_comes_back)
{
    char *small = take(3000), *large = take(4000);
    give(large, 4000);
    give(small, 3000);
    take(ARENA_QUARANTINE);
    ck_assert_ptr_eq(take(3900), large);
    ck_assert_ptr_eq(take(2999), small);
    ck_assert((char *)take(2999) > large);
    assert_faults(0, 0, 0, 0);
}
END_TEST

START_TEST(a_full_arena_returns_null)
{
    use(STYLES[_i]);
    int blocks = 0;
    while (take(1 << 20))
        blocks++;
    ck_assert_int_ge(blocks, 62);
    ck_assert(arena_was_full(arena));
    ck_assert_uint_eq(arena_live_blocks(arena), blocks);
    while (take(1))
        blocks++;
    ck_assert_uint_le(arena_used(arena), ARENA_SIZE);
    arena_check(arena);
    assert_faults(0, 0, 0, 0);
    arena_clear(arena, STYLES[_i]);
    ck_assert(!arena_was_full(arena));
    ck_assert_ptr_nonnull(take(1 << 20));
}
END_TEST

START_TEST(a_block_that_cannot_grow_is_unchanged)
{
    static const size_t TOO_MUCH[] = {ARENA_SIZE,    (size_t)ARENA_SIZE * 2, SIZE_MAX / 2, SIZE_MAX - 47,
                                      SIZE_MAX - 15, SIZE_MAX - 7,           SIZE_MAX};
    use(STYLES[_i]);
    char *p = take(100);
    memset(p, 9, 100);
    for (size_t i = 0; i < sizeof TOO_MUCH / sizeof TOO_MUCH[0]; i++) {
        ck_assert_ptr_null(take(TOO_MUCH[i]));
        ck_assert_ptr_null(arena_resize(arena, p, 100, TOO_MUCH[i]));
        ck_assert(arena_was_full(arena));
        ck_assert_uint_eq(arena_block_size(arena, p), 100);
        ck_assert(holds(p, 9, 100));
        ck_assert_uint_eq(arena_live_blocks(arena), 1);
    }
    assert_faults(0, 0, 0, 0);
}
END_TEST

/* ---- A copy of the heap -------------------------------------------------------------------------- */

#ifdef WITH_ASAN
static uint64_t poison_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < arena_used(arena) + 4096; i++)
        hash = hash * 31 + (uint64_t)__asan_address_is_poisoned((char *)arena + i);
    return hash;
}
#else
static uint64_t poison_hash(void)
{
    return 0;
}
#endif

static void assert_same_image(const void *image, size_t size)
{
    ck_assert_uint_eq(arena_used(arena), size);
    void *now = malloc(size);
    arena_save(arena, now);
    ck_assert_mem_eq(now, image, size);
    free(now);
}

START_TEST(restore_is_exact)
{
    struct model m = {.random = 99, .stay = STYLES[_i].stay};
    use(STYLES[_i]);
    model_run(&m, 600);
    size_t size = arena_used(arena);
    void *image = malloc(size);
    arena_save(arena, image);
    uint64_t poison = poison_hash(), after = 0;
    for (int round = 0; round < 3; round++) {
        struct model copy = m;
        model_run(&copy, round == 1 ? 50 : 900);
        take(round == 2 ? ARENA_QUARANTINE : 1); /* more than was in use */
        arena_restore(arena, image, size);
        assert_same_image(image, size);
        ck_assert_uint_eq(poison_hash(), poison);
        copy = m;
        model_run(&copy, 700);
        ck_assert(round == 0 || copy.address_hash == after);
        after = copy.address_hash;
        arena_restore(arena, image, size);
    }
    model_run(&m, 10);
    model_empty(&m);
    assert_faults(0, 0, 0, 0);
    free(image);
}
END_TEST

START_TEST(restore_after_clear_brings_the_style_back)
{
    struct arena_style style = {.fill = 1, .layout = 5};
    use(style);
    char *p = take(64);
    strcpy(p, "kept");
    size_t size = arena_used(arena);
    void *image = malloc(size);
    arena_save(arena, image);
    char *next = take(64);
    uint8_t fresh = (uint8_t)next[0];
    use((struct arena_style){0});
    take(1 << 20);
    arena_restore(arena, image, size);
    ck_assert_str_eq(p, "kept");
    ck_assert_ptr_eq(take(64), next);
    ck_assert_uint_eq((uint8_t)next[0], fresh);
    free(image);
}
END_TEST

START_TEST(restore_takes_faults_back)
{
    char *p = take(8);
    size_t size = arena_used(arena);
    void *image = malloc(size);
    arena_save(arena, image);
    give(p, 9);
    assert_faults(1, 0, 0, 0);
    arena_restore(arena, image, size);
    assert_faults(0, 0, 0, 0);
    give(p, 8);
    assert_faults(0, 0, 0, 0);
    free(image);
}
END_TEST

/* ---- What the VM does wrong ---------------------------------------------------------------------- */

START_TEST(another_size_is_counted)
{
    take(1);
    char *p = take(100);
    give(take(5), 5);
    give(p, 101);
    assert_faults(1, 0, 0, 0);
    ck_assert_uint_eq(arena_faults(arena)->first_serial, 2);
    ck_assert_uint_eq(arena_live_bytes(arena), 1);
    p = take(100);
    ck_assert_ptr_nonnull(p = arena_resize(arena, p, 99, 200));
    ck_assert_ptr_nonnull(p = arena_resize(arena, p, 201, 50));
    assert_faults(3, 0, 0, 0);
    ck_assert_uint_eq(arena_faults(arena)->first_serial, 2);
}
END_TEST

START_TEST(a_second_free_is_counted)
{
    char *p = take(100), *q = take(100);
    int outside = 0;
    give(p, 100);
    give(p, 100);
    assert_faults(0, 1, 0, 0);
    ck_assert_ptr_null(arena_resize(arena, p, 100, 200));
    assert_faults(0, 2, 0, 0);
    give(q + 16, 84);
    give(q + 1, 99);
    give(&outside, sizeof outside);
    assert_faults(0, 5, 0, 0);
    ck_assert_uint_eq(arena_live_blocks(arena), 1);
    ck_assert_uint_eq(arena_live_bytes(arena), 100);
}
END_TEST

/* One byte past a block of each size is seen: at the walk, at the free, and at a resize. */
START_TEST(one_byte_too_far_is_counted)
{
    for (size_t size = 1; size < 100; size++) {
        for (int way = 0; way < 4; way++) {
            use((struct arena_style){.layout = (uint8_t)(size % 3)});
            take(10);
            char *p = take(size);
            take(10);
            poke(p + size, 0);
            if (way == 0)
                arena_check(arena);
            else
                arena_resize(arena, p, size, way == 1 ? 0 : way == 2 ? size + 50 : (size + 1) / 2);
            assert_faults(0, 0, 1, 0);
            ck_assert_uint_eq(arena_faults(arena)->first_serial, 2);
        }
    }
}
END_TEST

START_TEST(the_last_byte_of_the_red_zone_is_watched)
{
    char *p = take(20);
    poke(p + 20 + RED_ZONE - 1, 0);
    arena_check(arena);
    assert_faults(0, 0, 1, 0);
}
END_TEST

START_TEST(a_write_to_what_was_freed_is_counted)
{
    for (size_t size = 1; size < 100; size++) {
        for (int way = 0; way < 2; way++) {
            use((struct arena_style){.fill = (uint8_t)(size % 2)});
            char *p = take(size);
            give(p, size);
            take(10);
            poke(p + size - 1, 0);
            if (way == 0) {
                arena_check(arena);
            } else {
                take(ARENA_QUARANTINE);
                ck_assert_ptr_eq(take(size), p);
            }
            assert_faults(0, 0, 0, 1);
            ck_assert_uint_eq(arena_faults(arena)->first_serial, 1);
        }
    }
}
END_TEST

/* When the VM goes, its large blocks are filled at their start only, and only that is watched. */
START_TEST(what_is_freed_at_the_end_is_filled_in_part)
{
    use((struct arena_style){0});
    char *large = take(4096), *small = take(64);
    memset(large, 1, 4096);
    arena_leave(arena);
    give(large, 4096);
    give(small, 64);
    ck_assert(holds(large, 0xdb, ARENA_LEFT_FILL));
    ck_assert(holds(large + ARENA_LEFT_FILL, 1, 4096 - ARENA_LEFT_FILL));
    ck_assert(holds(small, 0xdb, 64));
    poke(large + 4000, 2);
    arena_check(arena);
    assert_faults(0, 0, 0, 0);
    poke(large + 8, 2);
    poke(small + 8, 2);
    arena_check(arena);
    assert_faults(0, 0, 0, 2);
    ck_assert_uint_eq(arena_fault_count(arena), 2);
    use((struct arena_style){0}); /* another VM */
    large = take(4096);
    give(large, 4096);
    ck_assert(holds(large, 0xdb, 4096));
}
END_TEST

START_TEST(a_walk_counts_new_damage_only)
{
    char *p = take(32), *q = take(32), *r = take(32);
    give(r, 32);
    poke(p + 32, 0);
    poke(r, 0);
    arena_check(arena);
    assert_faults(0, 0, 1, 1);
    arena_check(arena);
    assert_faults(0, 0, 1, 1);
    poke(q + 32, 0);
    arena_check(arena);
    give(p, 32);
    assert_faults(0, 0, 2, 1);
}
END_TEST

/* Everything that a run goes through after a header was overwritten. */
static void live_on(char *victim, size_t size)
{
    arena_check(arena);
    arena_first_live(arena);
    arena_block_size(arena, victim);
    void *p = arena_resize(arena, victim, size, size + 1);
    p = arena_resize(arena, p ? p : victim, size + 1, 3);
    arena_resize(arena, p ? p : victim, 3, 0);
    take(ARENA_QUARANTINE);
    take(size);
    take(size + 1);
    take(size);
    arena_check(arena);
}

/* A run of bytes from the end of one block into the header of the next, as a loop without a bound
 * writes it. */
START_TEST(smashed_headers_are_survived)
{
    static const uint8_t BYTES[] = {0x00, 0xff, 0x41, 0x80, 0x10};
    use((struct arena_style){.stay = _i & 1});
    char *a = take(48), *b = take(48), *c = take(48);
    memset(c, 7, 48);
    if (_i & 2)
        give(b, 48);
    size_t used = arena_used(arena);
    void *image = malloc(used);
    arena_save(arena, image);
    for (size_t byte = 0; byte < sizeof BYTES; byte++) {
        for (char *end = a + 49; end <= b; end++) {
            arena_restore(arena, image, used);
            for (char *at = a + 48; at < end; at++)
                poke(at, BYTES[byte]);
            live_on(b, 48);
            ck_assert_uint_ge(arena_faults(arena)->overflow, 1);
            ck_assert(holds(c, 7, 48));
        }
    }
    free(image);
}
END_TEST

/* Single words of a header with values that could send a walk anywhere. */
START_TEST(wild_words_in_headers_are_survived)
{
    static const uint64_t WORDS[] = {1, 8, 48, 1 << 20, UINT32_MAX, (uint64_t)1 << 45, UINT64_MAX - 8};
    use((struct arena_style){.stay = _i & 1});
    take(48);
    char *b = take(48);
    take(48);
    if (_i & 2)
        give(b, 48);
    size_t used = arena_used(arena);
    void *image = malloc(used);
    arena_save(arena, image);
    for (size_t word = 0; word < sizeof WORDS / sizeof WORDS[0]; word++) {
        for (char *at = b - HEADER; at < b; at += 4) {
            arena_restore(arena, image, used);
            for (size_t i = 0; i < 8 && at + i < b; i++)
                poke(at + i, (uint8_t)(WORDS[word] >> (8 * i)));
            live_on(b, 48);
        }
    }
    free(image);
}
END_TEST

/* ---- What ASan reports --------------------------------------------------------------------------- */

#ifdef WITH_ASAN

enum { REPORT_SIZE = 8192, BLOCK_SIZE = 37 };

static char *volatile subject;
static volatile char sink;

static void read_freed(void)
{
    give(subject, BLOCK_SIZE);
    *(volatile char *)(subject + 5);
}

static void write_freed(void)
{
    give(subject, BLOCK_SIZE);
    *(volatile char *)subject = 1;
}

static void read_moved(void)
{
    arena_resize(arena, subject, BLOCK_SIZE, BLOCK_SIZE + 1);
    *(volatile char *)subject;
}

static void read_too_far(void)
{
    *(volatile char *)(subject + BLOCK_SIZE);
}

static void write_too_far(void)
{
    *(volatile char *)(subject + BLOCK_SIZE) = 1;
}

static void read_before(void)
{
    *(volatile char *)(subject - 1);
}

static void read_what_was_cut_off(void)
{
    arena_resize(arena, subject, BLOCK_SIZE, BLOCK_SIZE - 1);
    *(volatile char *)(subject + BLOCK_SIZE - 1);
}

static void copy_from_freed(void)
{
    char to[BLOCK_SIZE];
    volatile size_t size = sizeof to;
    give(subject, BLOCK_SIZE);
    memcpy(to, subject, size);
    sink = to[0];
}

static void copy_too_much(void)
{
    static char from[BLOCK_SIZE + 1];
    volatile size_t size = sizeof from;
    memcpy(subject, from, size);
}

static void copy_never_allocated(void)
{
    char to[8];
    volatile size_t size = sizeof to;
    memcpy(to, (char *)arena + arena_used(arena) + 4096, size);
    sink = to[0];
}

/* After a restore the blocks that came later are gone for ASan, too. */
static void read_after_restore(void)
{
    size_t size = arena_used(arena);
    void *image = malloc(size);
    arena_save(arena, image);
    char *later = take(100);
    arena_restore(arena, image, size);
    free(image);
    *(volatile char *)later;
}

static void use_within_bounds(void)
{
    static char copy[BLOCK_SIZE];
    volatile size_t size = sizeof copy;
    memset(subject, 1, size);
    memcpy(copy, subject, size);
    give(subject, BLOCK_SIZE);
}

struct misdeed {
    const char *name;
    void (*commit)(void);
    bool reported;
};

static const struct misdeed MISDEEDS[] = {
    {"within bounds", use_within_bounds, false},
    {"read of a freed block", read_freed, true},
    {"write to a freed block", write_freed, true},
    {"read of a block that moved", read_moved, true},
    {"read one byte too far", read_too_far, true},
    {"write one byte too far", write_too_far, true},
    {"read one byte before", read_before, true},
    {"read of what a shrink cut off", read_what_was_cut_off, true},
    {"copy of a freed block", copy_from_freed, true},
    {"copy of one byte too many", copy_too_much, true},
    {"copy of what was never allocated", copy_never_allocated, true},
    {"read after restore", read_after_restore, true},
};
enum { MISDEED_COUNT = sizeof MISDEEDS / sizeof MISDEEDS[0] };

static void commit(void *misdeed)
{
    ((const struct misdeed *)misdeed)->commit();
}

START_TEST(asan_reports)
{
    struct misdeed m = MISDEEDS[_i];
    char report[REPORT_SIZE];
    use((struct arena_style){.layout = (uint8_t)(_i % 2)});
    take(16);
    subject = take(BLOCK_SIZE);
    take(16);
    int status = child_status(commit, &m, report, sizeof report);
    bool reported = status != 0 && strstr(report, "ERROR: AddressSanitizer: use-after-poison");
    ck_assert_msg(reported == m.reported && (reported || status == 0), "%s: status %d, %s", m.name, status,
                  report);
}
END_TEST

#endif

/* ---- Suite --------------------------------------------------------------------------------------- */

static TCase *heap_case(void)
{
    TCase *tcase = tcase_create("heap");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, a_heap_behaves_as_its_model, 0, STYLE_COUNT);
    tcase_add_loop_test(tcase, a_heap_behaves_as_its_model_when_blocks_come_back, 0, STYLE_COUNT);
    tcase_add_test(tcase, patterns_are_uniform_and_differ);
    tcase_add_loop_test(tcase, the_new_part_of_a_grown_block_is_fresh, 0, 2);
    tcase_add_test(tcase, growing_moves_unless_it_may_stay);
    tcase_add_test(tcase, layouts_differ_and_repeat);
    tcase_add_test(tcase, a_layout_moves_the_distance_of_neighbours);
    tcase_add_test(tcase, nothing_comes_of_nothing);
    tcase_add_test(tcase, the_first_live_block_is_known_by_its_number);
    tcase_add_test(tcase, one_arena_a_process);
    tcase_add_test(tcase, a_block_comes_back_only_after_the_quarantine);
    tcase_add_test(tcase, a_large_enough_block_comes_back);
    tcase_add_loop_test(tcase, a_full_arena_returns_null, 0, STYLE_COUNT);
    tcase_add_loop_test(tcase, a_block_that_cannot_grow_is_unchanged, 0, STYLE_COUNT);
    return tcase;
}

static TCase *copy_case(void)
{
    TCase *tcase = tcase_create("copy");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_add_loop_test(tcase, restore_is_exact, 0, STYLE_COUNT);
    tcase_add_test(tcase, restore_after_clear_brings_the_style_back);
    tcase_add_test(tcase, restore_takes_faults_back);
    return tcase;
}

static TCase *mistakes_case(void)
{
    TCase *tcase = tcase_create("mistakes");
    tcase_add_checked_fixture(tcase, setup, NULL);
    tcase_set_timeout(tcase, 20);
    tcase_add_test(tcase, another_size_is_counted);
    tcase_add_test(tcase, a_second_free_is_counted);
    tcase_add_test(tcase, one_byte_too_far_is_counted);
    tcase_add_test(tcase, the_last_byte_of_the_red_zone_is_watched);
    tcase_add_test(tcase, a_write_to_what_was_freed_is_counted);
    tcase_add_test(tcase, a_walk_counts_new_damage_only);
    tcase_add_test(tcase, what_is_freed_at_the_end_is_filled_in_part);
    tcase_add_loop_test(tcase, smashed_headers_are_survived, 0, 4);
    tcase_add_loop_test(tcase, wild_words_in_headers_are_survived, 0, 4);
#ifdef WITH_ASAN
    tcase_add_loop_test(tcase, asan_reports, 0, MISDEED_COUNT);
#endif
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("arena");
    suite_add_tcase(suite, heap_case());
    suite_add_tcase(suite, copy_case());
    suite_add_tcase(suite, mistakes_case());
    return check_main(suite);
}
