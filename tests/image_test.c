/* image_test.c: a VM that was not destroyed shows what a destroyed one shows, and whatever a program did to
 * the VM's memory is gone before the next run, caught page by page or not.
 *
 * The first part plays with blocks of an arena, the second runs programs in the reference VM.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bind.h"
#include "callers.h"
#include "crash.h"
#include "exec.h"
#include "sanitizer.h"
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#endif

enum { BLOCKS = 600, BLOCK_SIZE = 200, SCRATCH_BLOCK = 300, ROUNDS = 2 * IMAGE_STREAK };

/* ---- Blocks -------------------------------------------------------------------------------------- */

static struct arena *arena;
static struct image image;
static char *block[BLOCKS];

static void install_handlers(void)
{
    static struct obs_crash record;
    ck_assert(callers_scan());
    crash_install(&record);
    crash_expect_exit(); /* Check ends its children so */
}

static void fill_arena(void)
{
    install_handlers();
    arena = arena_open();
    ck_assert_ptr_nonnull(arena);
    for (size_t i = 0; i < BLOCKS; i++)
        block[i] = arena_resize(arena, NULL, 0, BLOCK_SIZE);
    ck_assert(image_save(&image, arena));
    const struct vut_range scratch[] = {{block[SCRATCH_BLOCK] + 64, 16}, {block[1], BLOCK_SIZE}};
    image_admit(&image, arena, scratch, 2);
    ck_assert(image.comparable);
    image_restore(&image, arena);
}

/* So often that from now on only written pages are looked at. */
static void make_streak(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        block[1][i] = (char)i;
        ck_assert(image_is_still(&image, arena));
        image_restore(&image, arena);
    }
}

static void assert_restored(void)
{
    char *now = malloc(image.size);
    image_restore(&image, arena);
    ck_assert_uint_eq(arena_used(arena), image.size);
    arena_save(arena, now);
    ck_assert_mem_eq(now, image.bytes, image.size);
    free(now);
}

UNCHECKED static void poke(char *at)
{
    *(volatile char *)at ^= 1;
}

START_TEST(what_did_not_change_is_still)
{
    ck_assert(image_is_still(&image, arena));
    assert_restored();
    make_streak();
    ck_assert(image_is_still(&image, arena));
    assert_restored();
}
END_TEST

START_TEST(scratch_may_change_and_is_put_back)
{
    if (_i)
        make_streak();
    memset(block[1], 7, BLOCK_SIZE);
    memset(block[SCRATCH_BLOCK] + 64, 7, 16);
    ck_assert(image_is_still(&image, arena));
    assert_restored();
}
END_TEST

START_TEST(a_byte_beside_scratch_is_seen)
{
    static const int offsets[] = {63, 80, 0, BLOCK_SIZE - 1};
    if (_i & 1)
        make_streak();
    block[SCRATCH_BLOCK][64] = 7;
    block[SCRATCH_BLOCK][offsets[_i / 2]] ^= 1;
    ck_assert(!image_is_still(&image, arena));
    assert_restored();
    ck_assert(image_is_still(&image, arena));
}
END_TEST

/* Red zones and headers too. */
START_TEST(any_byte_of_any_page_is_seen)
{
    size_t head = arena_head_size();
    for (size_t at = head; at < image.size; at += 997) {
        char *p = (char *)arena + at;
        if (p >= block[1] && p < block[1] + BLOCK_SIZE)
            continue;
        make_streak();
        poke(p);
        ck_assert_msg(!image_is_still(&image, arena), "byte %zu", at);
        assert_restored();
    }
}
END_TEST

START_TEST(a_block_more_is_seen)
{
    if (_i)
        make_streak();
    void *more = arena_resize(arena, NULL, 0, 40);
    ck_assert(!image_is_still(&image, arena));
    arena_resize(arena, more, 40, 0);
    ck_assert(image_is_still(&image, arena));
    assert_restored();
}
END_TEST

START_TEST(a_block_less_is_seen)
{
    if (_i)
        make_streak();
    arena_resize(arena, block[SCRATCH_BLOCK], BLOCK_SIZE, 0);
    ck_assert(!image_is_still(&image, arena));
    arena_resize(arena, NULL, 0, BLOCK_SIZE);
    ck_assert(!image_is_still(&image, arena));
    assert_restored();
}
END_TEST

/* Nothing of a run is left behind the image either, where a wild pointer would read it. */
START_TEST(what_lies_behind_is_empty_again)
{
    if (_i)
        make_streak();
    char *more = arena_resize(arena, NULL, 0, 40);
    arena_resize(arena, more, 40, 0);
    ck_assert(image_is_still(&image, arena));
    image_restore(&image, arena);
    const char *behind = (const char *)arena + image.size;
    static const char zeros[128];
    image_let_go();
#ifndef WITH_ASAN
    ck_assert_mem_eq(behind, zeros, sizeof zeros);
#else
    (void)behind, (void)zeros;
#endif
}
END_TEST

#ifdef WITH_ASAN
static void note_poison(char *poisoned, size_t size)
{
    for (size_t i = 0; i < size; i++)
        poisoned[i] = (char)__asan_address_is_poisoned((const char *)arena + i);
}

/* A stale pointer of the next run is caught all the same. */
START_TEST(poison_is_as_after_a_whole_restore)
{
    size_t size = image.size + 2 * IMAGE_PAGE;
    char *whole = malloc(size), *part = malloc(size);
    note_poison(whole, size);
    if (_i)
        make_streak();
    char *more = arena_resize(arena, NULL, 0, IMAGE_PAGE);
    arena_resize(arena, more, IMAGE_PAGE, 0);
    ck_assert(image_is_still(&image, arena));
    image_restore(&image, arena);
    note_poison(part, size);
    ck_assert_mem_eq(whole, part, size);
    free(whole);
    free(part);
}
END_TEST
#endif

START_TEST(two_images_take_turns)
{
    struct image other = {0};
    make_streak();
    image_let_go();
    arena_clear(arena, (struct arena_style){.fill = 1});
    ck_assert_ptr_nonnull(arena_resize(arena, NULL, 0, 9 * IMAGE_PAGE));
    ck_assert(image_save(&other, arena));
    image_admit(&other, arena, NULL, 0);
    ck_assert(other.comparable);
    for (int i = 0; i < 3; i++) {
        assert_restored();
        make_streak();
        image_restore(&other, arena);
        ck_assert(image_is_still(&other, arena));
    }
    assert_restored();
    free(other.bytes);
}
END_TEST

START_TEST(scratch_that_reaches_out_of_a_block_is_refused)
{
    const struct vut_range wrong[] = {{block[3], BLOCK_SIZE + 1}, {block[3] - 1, 2}, {&image, 8}};
    struct image other = {0};
    ck_assert(image_save(&other, arena));
    image_admit(&other, arena, &wrong[_i], 1);
    ck_assert(!other.comparable);
    image_restore(&other, arena);
    ck_assert(!image_is_still(&other, arena));
    free(other.bytes);
}
END_TEST

/* ---- The reference VM ---------------------------------------------------------------------------- */

static struct exec exec;

static const char *const PROGRAMS[] = {
    "<?php echo 1;",
    "<?php set_error_handler(fn($n, $s) => print($s)); echo $u; static $x = [1]; $x[] = 2; throw new "
    "Error('e');",
    "<?php class A { public $a; static $s = [1]; function __destruct() { echo 'd'; } }"
    " $a = new A; $a->a = $a; A::$s[] = $a; unset($a); gc_collect_cycles(); function f($n) { return f($n . "
    "'x'); } f('');",
    "<?php echo 1 +;",
    "<?php ini_set('precision', '3'); echo 1 / 3; register_shutdown_function(function () { echo 's'; "
    "exit(2); });"
    " foreach ([3, 1, 2] as $k => &$v) { echo \"$k=$v\"; } usort($GLOBALS['q'], 'strcmp');",
};
enum { PROGRAM_COUNT = sizeof PROGRAMS / sizeof *PROGRAMS };

static void open_refvm(void)
{
    char why[256] = "";
    install_handlers();
    ck_assert_msg(exec_open(&exec, vm_find("refvm"), NULL, why, sizeof why), "%s", why);
    callers_set_subject((uintptr_t)exec.vut);
}

static struct vut_settings settings_of(size_t engine)
{
    struct vut_settings s = {.engine = &exec.vut->engines[engine]};
    for (size_t i = 0; i < exec.vut->param_count; i++)
        s.param[i] = exec.vut->params[i].initial;
    return s;
}

static struct exec_image *image_of(const struct vut_settings *settings)
{
    for (size_t i = 0; i < EXEC_IMAGES; i++)
        if (exec.image[i].vm && memcmp(&exec.image[i].settings, settings, sizeof *settings) == 0)
            return &exec.image[i];
    return NULL;
}

static void assert_same(const struct observation *a, const struct observation *b)
{
    ck_assert_int_eq(a->language.status, b->language.status);
    ck_assert_uint_eq(a->language.hash, b->language.hash);
    ck_assert_mem_eq(&a->fault, &b->fault, sizeof a->fault);
    ck_assert_mem_eq(&a->machine, &b->machine, sizeof a->machine);
}

static struct observation run(const struct exec_request *rq)
{
    struct observation obs;
    ck_assert(exec_run(&exec, rq, &obs));
    obs.machine.host_stack.depth_max = 0; /* the dynamic linker adds to it */
    return obs;
}

START_TEST(spared_runs_show_what_destroyed_ones_show)
{
    struct fault f = {.kind = VUT_FAULT_OOM, .n = 1};
    struct vut_settings settings = settings_of((size_t)_i % exec.vut->engine_count);
    const char *program = PROGRAMS[(size_t)_i / exec.vut->engine_count];
    struct exec_request rq = {.program = program,
                              .program_size = strlen(program),
                              .settings = &settings,
                              .faults = &f,
                              .fault_count = 1};
    run(&rq);
    struct exec_image *im = image_of(&settings);
    ck_assert(im && im->image.comparable);
    for (bool fired = true; fired && f.n < 400; f.n += 7) {
        struct observation spared[2] = {run(&rq), run(&rq)};
        im->image.comparable = false;
        struct observation destroyed = run(&rq);
        im->image.comparable = true;
        assert_same(&spared[0], &destroyed);
        assert_same(&spared[1], &destroyed);
        fired = destroyed.fault.fired > 0;
    }
}
END_TEST

/* Else nothing is gained: none of these programs, failing or not, leaves anything in the VM. */
START_TEST(a_good_vm_is_spared)
{
    struct vut_settings settings = settings_of((size_t)_i);
    for (size_t i = 0; i < PROGRAM_COUNT; i++) {
        struct fault f = {.kind = VUT_FAULT_OOM, .n = 60};
        struct exec_request rq = {.program = PROGRAMS[i],
                                  .program_size = strlen(PROGRAMS[i]),
                                  .settings = &settings,
                                  .faults = &f};
        for (rq.fault_count = 0; rq.fault_count < 2; rq.fault_count++) {
            run(&rq);
            ck_assert_msg(image_is_still(&image_of(&settings)->image, exec.arena), "program %zu", i);
        }
    }
}
END_TEST

/* What a VM calls scratch must not matter to `destroy`. */
START_TEST(destroy_does_not_look_at_scratch)
{
    static const uint8_t patterns[] = {0x00, 0xa5, 0xff};
    struct vut_settings settings = settings_of((size_t)_i);
    struct exec_request rq = {.program = "", .settings = &settings};
    run(&rq);
    struct exec_image *im = image_of(&settings);
    for (size_t p = 0; p < sizeof patterns; p++) {
        image_let_go();
        image_restore(&im->image, exec.arena);
        for (size_t i = 1; i < im->image.scratch_count; i++)
            memset((char *)exec.arena + im->image.scratch[i].from, patterns[p],
                   im->image.scratch[i].to - im->image.scratch[i].from);
        exec.vut->destroy(im->vm);
        arena_check(exec.arena);
        ck_assert_uint_eq(arena_live_blocks(exec.arena), 0);
        ck_assert_uint_eq(arena_fault_count(exec.arena), 0);
    }
}
END_TEST

/* ---- Suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("image");
    TCase *blocks = tcase_create("blocks"), *refvm = tcase_create("refvm");
    tcase_add_checked_fixture(blocks, fill_arena, NULL);
    tcase_add_test(blocks, what_did_not_change_is_still);
    tcase_add_loop_test(blocks, scratch_may_change_and_is_put_back, 0, 2);
    tcase_add_loop_test(blocks, a_byte_beside_scratch_is_seen, 0, 8);
    tcase_add_test(blocks, any_byte_of_any_page_is_seen);
    tcase_add_loop_test(blocks, a_block_more_is_seen, 0, 2);
    tcase_add_loop_test(blocks, a_block_less_is_seen, 0, 2);
    tcase_add_loop_test(blocks, what_lies_behind_is_empty_again, 0, 2);
#ifdef WITH_ASAN
    tcase_add_loop_test(blocks, poison_is_as_after_a_whole_restore, 0, 2);
#endif
    tcase_add_test(blocks, two_images_take_turns);
    tcase_add_loop_test(blocks, scratch_that_reaches_out_of_a_block_is_refused, 0, 3);
    suite_add_tcase(suite, blocks);
    tcase_add_checked_fixture(refvm, open_refvm, NULL);
    tcase_set_timeout(refvm, 60);
    tcase_add_loop_test(refvm, spared_runs_show_what_destroyed_ones_show, 0, 3 * PROGRAM_COUNT);
    tcase_add_loop_test(refvm, a_good_vm_is_spared, 0, 3);
    tcase_add_loop_test(refvm, destroy_does_not_look_at_scratch, 0, 3);
    suite_add_tcase(suite, refvm);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
