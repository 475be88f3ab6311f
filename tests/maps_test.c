/* maps_test.c: code memory: where it goes, that the table stays in order whatever comes and goes, and that
 * what was saved comes back, whatever happened meanwhile.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check_main.h"
#include "maps.h"
#include "vut.h"

enum {
    PAGE = 4096,
    RW = VUT_PROT_READ | VUT_PROT_WRITE,
    RX = VUT_PROT_READ | VUT_PROT_EXEC,
};

static struct maps maps;
static struct maps_saved saved;

static void setup(void)
{
    ck_assert(maps_open(&maps));
}

static void teardown(void)
{
    maps_clear(&maps);
    maps_forget(&maps);
    maps_saved_free(&saved);
}

static char *map(size_t size)
{
    void *p = maps_map(&maps, NULL, size, RW);
    ck_assert_ptr_ne(p, MAP_FAILED);
    return p;
}

/* A mapping as compilers make them: filled, then executable for good. */
static char *code(char fill)
{
    char *p = map(PAGE);
    memset(p, fill, PAGE);
    ck_assert_int_eq(maps_protect(&maps, p, PAGE, RX), 0);
    return p;
}

static bool is_mapped(const void *page)
{
    unsigned char resident;
    return mincore((void *)(uintptr_t)page, PAGE, &resident) == 0;
}

/* Asks the kernel, which does not crash. */
static bool is_readable(const void *page)
{
    char byte;
    struct iovec to = {&byte, 1}, from = {(void *)(uintptr_t)page, 1};
    return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 1;
}

static void check_order(void)
{
    for (size_t i = 0; i < maps.count; i++) {
        ck_assert_uint_eq(maps.range[i].start, maps.entry[i].start);
        ck_assert_uint_eq(maps.range[i].end, maps.entry[i].start + maps.entry[i].size);
        if (i)
            ck_assert_uint_gt(maps.range[i].start, maps.range[i - 1].end);
    }
}

/* ---- the table ----------------------------------------------------------------------------------- */

START_TEST(thousands_come_and_go)
{
    enum { COUNT = 4000 };
    static char *p[COUNT];
    for (int i = 0; i < COUNT; i++)
        p[i] = code((char)i);
    check_order();
    ck_assert_uint_eq(maps.count, COUNT);
    for (int i = 0; i < COUNT; i += 3)
        ck_assert_int_eq(maps_unmap(&maps, p[i], PAGE), 0);
    check_order();
    for (int i = 0; i < COUNT; i++) {
        ck_assert_int_eq(is_mapped(p[i]), i % 3 != 0);
        if (i % 3)
            ck_assert_int_eq(p[i][PAGE - 1], (char)i);
    }
    maps_clear(&maps);
    ck_assert_uint_eq(maps.count, 0);
    ck_assert(!is_mapped(p[1]));
    ck_assert(!maps.irregular);
}
END_TEST

START_TEST(places_depend_on_nothing_else)
{
    char *first = map(PAGE), *second = map(3 * PAGE);
    void *other = mmap(NULL, 64 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *third = map(PAGE);
    maps_clear(&maps);
    munmap(other, 64 * PAGE);
    ck_assert_ptr_eq(map(PAGE), first);
    ck_assert_ptr_eq(map(3 * PAGE), second);
    ck_assert_ptr_eq(map(PAGE), third);
    ck_assert(!is_mapped(first + PAGE)); /* who runs off the end of one does not come into the next */
}
END_TEST

START_TEST(a_place_is_not_handed_out_again_soon)
{
    char *first = map(PAGE);
    ck_assert_int_eq(maps_unmap(&maps, first, PAGE), 0);
    for (int i = 0; i < 100; i++)
        ck_assert_ptr_ne(map(PAGE), first);
}
END_TEST

START_TEST(a_hint_is_followed)
{
    char *hint = (char *)0x300000000000;
    ck_assert_ptr_eq(maps_map(&maps, hint, PAGE, RW), hint);
    map(PAGE);
    ck_assert_ptr_eq(maps_map(&maps, hint - 8 * PAGE, PAGE, RW), hint - 8 * PAGE);
    check_order();
    ck_assert_int_eq(maps_unmap(&maps, hint, PAGE), 0);
    ck_assert(!is_mapped(hint));
}
END_TEST

START_TEST(sizes_are_whole_pages)
{
    char *p = map(100);
    p[PAGE - 1] = 1;
    ck_assert_int_eq(maps_protect(&maps, p, 100, RX), 0);
    ck_assert_int_eq(maps.entry[0].prot, RX);
    ck_assert_int_eq(maps_unmap(&maps, p, PAGE), 0);
    ck_assert_uint_eq(maps.count, 0);
    ck_assert(!maps.irregular);
    errno = 0;
    ck_assert_ptr_eq(maps_map(&maps, NULL, 0, RW), MAP_FAILED);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_ptr_eq(maps_map(&maps, NULL, SIZE_MAX, RW), MAP_FAILED);
    ck_assert_ptr_eq(maps_map(&maps, NULL, SIZE_MAX - 2 * PAGE, RW), MAP_FAILED);
    ck_assert_uint_eq(maps.count, 0);
}
END_TEST

START_TEST(half_a_mapping_is_irregular)
{
    char *p = map(2 * PAGE);
    ck_assert_int_eq(maps_protect(&maps, p, PAGE, RX), 0);
    ck_assert(maps.irregular);
    ck_assert(!maps_save(&maps, &saved));
    maps_clear(&maps);
    ck_assert(!maps.irregular);
    p = map(2 * PAGE);
    ck_assert_int_eq(maps_unmap(&maps, p + PAGE, PAGE), 0);
    ck_assert(maps.irregular);
    maps_clear(&maps);
    ck_assert(!is_mapped(p));
}
END_TEST

START_TEST(a_refused_unmap_is_remembered_until_it_works)
{
    char *p = map(PAGE);
    maps_keep(&maps, p, PAGE);
    maps_keep(&maps, p, PAGE);
    maps_keep(&maps, p + PAGE, PAGE); /* no mapping */
    ck_assert_uint_eq(maps.kept, 1);
    ck_assert(maps_save(&maps, &saved));
    ck_assert_int_eq(maps_unmap(&maps, p, PAGE), 0);
    ck_assert_uint_eq(maps.kept, 0);
    ck_assert(maps_restore(&maps));
    ck_assert_uint_eq(maps.kept, 1);
}
END_TEST

/* ---- save and restore ---------------------------------------------------------------------------- */

static char *kept, *dropped, *rewritten, *data;
static uintptr_t next_place;

/* One mapping for each thing that may become of it. */
static void save_four(void)
{
    kept = code('k');
    dropped = code('d');
    rewritten = code('r');
    data = map(4 * PAGE);
    data[2 * PAGE] = 'w';
    ck_assert(maps_save(&maps, &saved));
    next_place = maps.next;
}

static void change_all(void)
{
    ck_assert_int_eq(maps_unmap(&maps, dropped, PAGE), 0);
    ck_assert_int_eq(maps_protect(&maps, rewritten, PAGE, RW), 0);
    memset(rewritten, 'x', PAGE);
    memset(data, 'y', 4 * PAGE);
    code('n');
}

static void check_four(void)
{
    ck_assert_uint_eq(maps.count, 4);
    check_order();
    ck_assert_int_eq(kept[PAGE - 1], 'k');
    ck_assert_int_eq(dropped[PAGE - 1], 'd');
    ck_assert_int_eq(rewritten[0], 'r');
    ck_assert_int_eq(rewritten[PAGE - 1], 'r');
    ck_assert_int_eq(data[0], 0);
    ck_assert_int_eq(data[2 * PAGE], 'w');
    ck_assert_int_eq(data[3 * PAGE], 0);
    data[3 * PAGE] = 'z'; /* may be written, as before */
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(maps.entry[i].prot, RX);
    ck_assert_int_eq(maps.entry[3].prot, RW);
    ck_assert_uint_eq(maps.next, next_place);
    ck_assert(!is_mapped((void *)next_place));
}

START_TEST(all_comes_back)
{
    save_four();
    change_all();
    ck_assert(!is_readable(dropped)); /* for the VM it is gone */
    for (int i = 0; i < 3; i++) {
        ck_assert(maps_restore(&maps));
        check_four();
        change_all();
    }
}
END_TEST

/* Between a branch and the next the VM's end unmaps everything, and other programs run. */
START_TEST(all_comes_back_after_other_programs)
{
    save_four();
    change_all();
    maps_clear(&maps);
    for (int i = 0; i < 3; i++)
        ck_assert_ptr_eq(code('o'), i == 0 ? kept : i == 1 ? dropped : rewritten);
    ck_assert_ptr_eq(map(9 * PAGE), data);
    maps_clear(&maps);
    ck_assert(maps_restore(&maps));
    check_four();
    maps_clear(&maps);
    ck_assert(maps_restore(&maps));
    check_four();
}
END_TEST

START_TEST(the_next_save_stands_alone)
{
    save_four();
    change_all();
    ck_assert(maps_restore(&maps));
    char *more = code('m');
    ck_assert_int_eq(maps_unmap(&maps, kept, PAGE), 0);
    ck_assert(maps_save(&maps, &saved));
    maps_clear(&maps);
    ck_assert(maps_restore(&maps));
    ck_assert_uint_eq(maps.count, 4);
    ck_assert_int_eq(*more, 'm');
    ck_assert_int_eq(*dropped, 'd');
    ck_assert(!is_readable(kept));
}
END_TEST

START_TEST(what_is_forgotten_is_gone)
{
    save_four();
    maps_clear(&maps);
    ck_assert(is_mapped(dropped)); /* parked */
    maps_forget(&maps);
    ck_assert(!is_mapped(kept));
    ck_assert(!is_mapped(dropped));
    ck_assert(!is_mapped(data));
    ck_assert(!maps_restore(&maps));
}
END_TEST

START_TEST(irregular_changes_are_not_put_back)
{
    char *p = map(2 * PAGE);
    ck_assert_int_eq(maps_protect(&maps, p, 2 * PAGE, RX), 0);
    ck_assert(maps_save(&maps, &saved));
    ck_assert_int_eq(maps_protect(&maps, p, PAGE, RW), 0);
    ck_assert(!maps_restore(&maps));
    maps_clear(&maps);
    maps_forget(&maps);
    ck_assert(!is_mapped(p));
}
END_TEST

/* A place that was near something may be taken by then; who has it keeps it. */
START_TEST(a_foreign_mapping_is_left_alone)
{
    char *hint = (char *)0x300000000000;
    ck_assert_ptr_eq(maps_map(&maps, hint, PAGE, RW), hint);
    ck_assert_int_eq(maps_protect(&maps, hint, PAGE, RX), 0);
    ck_assert(maps_save(&maps, &saved));
    ck_assert_int_eq(maps_unmap(&maps, hint, PAGE), 0);
    ck_assert(!is_mapped(hint));
    ck_assert_ptr_eq(
        mmap(hint, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0),
        hint);
    *hint = 'f';
    ck_assert(!maps_restore(&maps));
    maps_clear(&maps);
    ck_assert_int_eq(*hint, 'f');
}
END_TEST

static TCase *table_case(void)
{
    TCase *tcase = tcase_create("table");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, thousands_come_and_go);
    tcase_add_test(tcase, places_depend_on_nothing_else);
    tcase_add_test(tcase, a_place_is_not_handed_out_again_soon);
    tcase_add_test(tcase, a_hint_is_followed);
    tcase_add_test(tcase, sizes_are_whole_pages);
    tcase_add_test(tcase, half_a_mapping_is_irregular);
    tcase_add_test(tcase, a_refused_unmap_is_remembered_until_it_works);
    return tcase;
}

static TCase *save_case(void)
{
    TCase *tcase = tcase_create("save");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, all_comes_back);
    tcase_add_test(tcase, all_comes_back_after_other_programs);
    tcase_add_test(tcase, the_next_save_stands_alone);
    tcase_add_test(tcase, what_is_forgotten_is_gone);
    tcase_add_test(tcase, irregular_changes_are_not_put_back);
    tcase_add_test(tcase, a_foreign_mapping_is_left_alone);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("maps");
    suite_add_tcase(suite, table_case());
    suite_add_tcase(suite, save_case());
    return check_main(suite);
}
