/* jit_snapshot_test.c: the snapshot oracle of the reference VM.
 *
 * A program runs in the tracing engine, its side exits are noted, and the reference engine looks for them.
 * When nothing is wrong, it finds all of them as they were noted. Then the test damages a snapshot, as a
 * compiler's bug would: while the trace is installed one entry of its exits' maps is altered; and it has to
 * be named.
 */
#include <string.h>

#include "bind.h"
#include "callers.h"
#include "check_main.h"
#include "crash.h"
#include "exec.h"
#include "refvm/jit/trace.h"
#include "refvm/vm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- side exits ---------------------------------------------------------------------------------- */

/* Of all slots of that type in each exit's map. */
enum damage { DAMAGE_NONE, DAMAGE_TYPE, DAMAGE_VALUE, DAMAGE_SLOT };

/* In place of a type: the number of arguments that a frame's header has. */
enum { ARG_COUNTS = 0xff };

static struct exec exec;
static enum damage damage;
static uint8_t damaged_type;
static void (*tell_harness)(void *ctx, const struct vut_event *event);

static bool is_damaged(const struct exit_slot *s)
{
    if (!(s->flags & SNAP_WORD))
        return s->type == damaged_type && s->kind != LOC_STORED;
    return damaged_type == ARG_COUNTS && s->type == IRT_WORD && s->slot % sizeof(uint64_t) != 0;
}

static void alter(struct exit_slot *s)
{
    if (!is_damaged(s))
        return;
    if (damage == DAMAGE_TYPE) {
        s->type = TYPE_FLOAT;
    } else if (damage == DAMAGE_VALUE) {
        s->kind = LOC_CONST;
        s->k.i = 77;
    } else if (damage == DAMAGE_SLOT) {
        s->kind = LOC_STORED; /* memory has not got it */
    }
}

static void alter_trace(const struct trace *t)
{
    for (uint32_t i = 0; i < t->exit_slot_count; i++)
        alter(&t->exit_slots[i]);
}

static void on_event(void *ctx, const struct vut_event *event)
{
    if (event->kind == VUT_EVENT_TRACE_STOP && damage != DAMAGE_NONE) {
        const struct vm *state = (const struct vm *)exec.inject.vm;
        alter_trace(state->jit.traces[event->a - 1]);
    }
    tell_harness(ctx, event);
}

static void open_refvm(void)
{
    static struct obs_crash record;
    char why[256] = "";
    ck_assert(callers_scan());
    crash_install(&record);
    crash_expect_exit();
    ck_assert_msg(exec_open(&exec, vm_find("refvm"), NULL, why, sizeof why), "%s", why);
    callers_set_subject((uintptr_t)exec.vut);
    tell_harness = exec.inject.hooks.event;
    exec.inject.hooks.event = on_event;
    damage = DAMAGE_NONE;
}

static struct vut_settings settings_of(const char *engine)
{
    struct vut_settings s = {.engine = vm_engine(exec.vut, engine)};
    for (size_t i = 0; i < exec.vut->param_count; i++)
        s.param[i] = exec.vut->params[i].initial;
    s.param[PARAM_JIT_HOTLOOP] = s.param[PARAM_JIT_HOTFUNC] = 2;
    s.param[PARAM_JIT_CHECKSNAP] = 1;
    return s;
}

static struct obs_check check_exits(const char *program)
{
    struct vut_settings trace = settings_of("trace"), call = settings_of("call");
    struct exec_request rq = {.program = program, .program_size = strlen(program), .take_exits = true};
    struct observation o;
    rq.step_budget = 100000; /* a damaged loop may have no end */
    rq.settings = &trace;
    ck_assert(exec_run(&exec, &rq, &o));
    ck_assert_uint_gt(exec.exits.size, 0);
    rq.settings = &call;
    rq.take_exits = false;
    rq.expected = exec.exits.bytes;
    rq.expected_size = exec.exits.size;
    ck_assert(exec_run(&exec, &rq, &o));
    ck_assert_uint_eq(o.machine.heap.live_blocks, 0);
    return o.machine.snapshot;
}

/* Integers and floats in registers, inlined calls, calls under preparation, loops inside, and what is left
 * by a return. */
static const char *const programs[] = {
    "<?php $s = 0; $f = 0.5; for ($i = 0; $i < 40; $i++) { $s += $i; $f *= 1.5; if ($i % 7 == 3) $f += $s; "
    "} echo $s, "
    "$f;",
    "<?php function g($a, $b) { return $a > 20 ? $a - $b : $a . 'x'; } function h($n) { $t = 1;"
    " for ($i = 0; $i < $n; $i++) $t = $i + 2 * g($i, strlen($t . g($i, 1)));"
    " return $t; } echo @h(30);",
    "<?php function f($a, $w) { foreach ($a as $k => $v) { foreach ($v as $x) if ($x === $w) return "
    "\"$k:$x\"; }"
    " } $a = ['p' => [1, 2, 3], 'q' => [4, 'x' . 5, 6]];"
    " for ($i = 0; $i < 30; $i++) echo f($a, $i % 8), ' ';",
    "<?php class P { public $n = 0; function up($d) { if ($d > 25) $this->n .= 'z'; return $this; } }"
    " $p = new P; $o = [$p]; for ($i = 0; $i < 30; $i++) { $q = $p->up($i); $o[$i % 3] = [$q, $i]; } echo "
    "$p->n;",
};

START_TEST(test_exits_are_found)
{
    struct obs_check check = check_exits(programs[_i]);
    ck_assert_msg(check.wrong == 0, "%u times; the first: %s", check.wrong, check.note);
}
END_TEST

static const struct {
    enum damage damage;
    uint8_t type;
    const char *words[3];
} damages[] = {
    {DAMAGE_TYPE, TYPE_INT, {"exit ", " restores '$", "' as float, interpreter has int"}},
    {DAMAGE_VALUE, TYPE_INT, {" of trace ", " restores '$", "' as '77', interpreter has '"}},
    {DAMAGE_VALUE, TYPE_FLOAT, {" restores '$f' as '", "e-", "', interpreter has '"}},
    {DAMAGE_SLOT, TYPE_INT, {" restores '$", "' as '", "', interpreter has '"}},
};

/* What a frame's header says is looked at as well; here that of a frame which the exit has made. */
START_TEST(test_damaged_header_is_named)
{
    damage = DAMAGE_VALUE;
    damaged_type = ARG_COUNTS;
    struct obs_check check = check_exits("<?php function f($n) { return $n > 30 ? 'x' : $n; }"
                                         " for ($i = 0; $i < 40; $i++) $x = f($i); echo $x;");
    ck_assert_uint_gt(check.wrong, 0);
    ck_assert_msg(strstr(check.note, "restores the frame's arguments as '77', interpreter has '1'") != NULL,
                  "'%s'", check.note);
}
END_TEST

START_TEST(test_damage_is_named)
{
    damage = damages[_i].damage;
    damaged_type = damages[_i].type;
    struct obs_check check = check_exits(programs[0]);
    ck_assert_uint_gt(check.wrong, 0);
    for (size_t i = 0; i < COUNT(damages[_i].words); i++)
        ck_assert_msg(strstr(check.note, damages[_i].words[i]), "'%s' is not in '%s'", damages[_i].words[i],
                      check.note);
}
END_TEST

/* An exit that the program never comes to is as wrong as one that is not right. */
START_TEST(test_other_program_is_found_out)
{
    struct vut_settings trace = settings_of("trace"), call = settings_of("call");
    struct exec_request rq = {
        .program = programs[0], .program_size = strlen(programs[0]), .take_exits = true};
    struct observation o;
    rq.settings = &trace;
    ck_assert(exec_run(&exec, &rq, &o));
    rq = (struct exec_request){.program = "<?php echo 1;",
                               .program_size = strlen("<?php echo 1;"),
                               .settings = &call,
                               .expected = exec.exits.bytes,
                               .expected_size = exec.exits.size};
    ck_assert(exec_run(&exec, &rq, &o));
    ck_assert_uint_gt(o.machine.snapshot.wrong, 0);
    ck_assert_ptr_nonnull(strstr(o.machine.snapshot.note, "interpreter does not"));
}
END_TEST

START_TEST(test_nothing_is_noted_unasked)
{
    struct vut_settings trace = settings_of("trace");
    struct exec_request rq = {
        .program = programs[0], .program_size = strlen(programs[0]), .take_exits = true};
    struct observation o;
    trace.param[PARAM_JIT_CHECKSNAP] = 0;
    rq.settings = &trace;
    ck_assert(exec_run(&exec, &rq, &o));
    ck_assert_uint_gt(o.machine.traces.exits, 0);
    ck_assert_uint_eq(exec.exits.size, 0);
}
END_TEST

/* ---- suite --------------------------------------------------------------------------------------- */

int main(void)
{
    Suite *suite = suite_create("jit_snapshot");
    TCase *exits = tcase_create("exits");
    tcase_add_checked_fixture(exits, open_refvm, NULL);
    tcase_set_timeout(exits, 60);
    tcase_add_loop_test(exits, test_exits_are_found, 0, COUNT(programs));
    tcase_add_loop_test(exits, test_damage_is_named, 0, COUNT(damages));
    tcase_add_test(exits, test_damaged_header_is_named);
    tcase_add_test(exits, test_other_program_is_found_out);
    tcase_add_test(exits, test_nothing_is_noted_unasked);
    suite_add_tcase(suite, exits);
    return check_main(suite);
}
