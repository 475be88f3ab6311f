/* branch_sweep.h: a sweep in branches beside runs of their own, fault by fault. */
#ifndef FAULTLINE_TESTS_BRANCH_SWEEP_H
#define FAULTLINE_TESTS_BRANCH_SWEEP_H

#include <check.h>
#include <string.h>
#include <sys/mman.h>

#include "callers.h"
#include "crash.h"
#include "exec.h"

enum { SHOWN_MAX = 2000 };

/* What is compared of one run. */
struct shown {
    uint64_t language, traces, allocations, compiler_allocations, raises, fired, live, code_events;
    char site[OBS_NAME_SIZE];
    size_t output_before;
    uint32_t maps_left, delivered;
    struct obs_host_stack host_stack;
};

static struct exec exec;
static struct shown shown[SHOWN_MAX];
static size_t shown_count;
static const char *program_between; /* of visit_and_run */

static void open_vm(const struct vut *vut)
{
    char why[256] = "";
    struct obs_crash *crash =
        mmap(NULL, sizeof *crash, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(callers_scan());
    crash_install(crash);
    crash_expect_exit();
    ck_assert_msg(exec_open(&exec, vut, NULL, why, sizeof why), "%s", why);
    callers_scan();
    callers_set_subject((uintptr_t)(exec.info.anchor ? exec.info.anchor : exec.vut));
}

static struct shown show(const struct observation *o)
{
    const struct obs_machine *m = &o->machine;
    struct shown s;
    memset(&s, 0, sizeof s); /* compared by bytes */
    s.language = o->language.hash;
    s.traces = m->traces.hash;
    s.allocations = m->allocations;
    s.compiler_allocations = m->compiler_allocations;
    s.raises = m->raises;
    s.fired = o->fault.fired;
    s.live = m->heap.live_blocks;
    s.code_events = m->code_events;
    memcpy(s.site, o->fault.site, sizeof s.site);
    s.output_before = o->fault.output_before;
    s.maps_left = m->heap.code_maps_left;
    s.delivered = m->interrupts.delivered;
    s.host_stack = m->host_stack;
    s.host_stack.depth_max = 0; /* the way to the fault does not count again */
    return s;
}

static bool visit(void *ctx, struct observation *o)
{
    (void)ctx;
    ck_assert_uint_lt(shown_count, SHOWN_MAX);
    shown[shown_count++] = show(o);
    return o->fault.fired > 0;
}

/* A visitor that disturbs as much as judging does: it runs another program in between. */
static bool visit_and_run(void *ctx, struct observation *o)
{
    struct exec_request other = *(const struct exec_request *)ctx;
    struct observation ignored;
    bool more = visit(NULL, o);
    other.program = program_between;
    other.program_size = strlen(program_between);
    other.fault_count = 0;
    ck_assert(exec_run(&exec, &other, &ignored));
    return more;
}

/* Sweeps `fault` from its number on, then runs each number alone; more than `least` of them. */
static void compare_sweep(struct exec_request rq, struct fault fault, exec_visit_fn *visitor, size_t least)
{
    struct fault moving = fault;
    rq.faults = &moving;
    rq.fault_count = 1;
    rq.ctx = &rq;
    if (!exec_can_sweep(&exec, &rq))
        return; /* ASan builds */
    shown_count = 0;
    ck_assert_int_eq(exec_sweep(&exec, &rq, &moving, visitor), EXEC_SWEPT_ALL);
    ck_assert_uint_gt(shown_count, least);
    for (size_t i = 0; i < shown_count; i++) {
        struct fault f = fault;
        struct observation o;
        f.n = i + 1;
        rq.faults = &f;
        ck_assert(exec_run(&exec, &rq, &o));
        struct shown alone = show(&o);
        ck_assert_msg(memcmp(&alone, &shown[i], sizeof alone) == 0,
                      "engine %s, kind %d, n %zu: language %d traces %d allocations %d raises %d "
                      "code events %zu and %zu site '%s' and '%s'",
                      rq.settings->engine->name, (int)fault.kind, i + 1,
                      alone.language == shown[i].language, alone.traces == shown[i].traces,
                      alone.allocations == shown[i].allocations, alone.raises == shown[i].raises,
                      (size_t)alone.code_events, (size_t)shown[i].code_events, alone.site, shown[i].site);
    }
    ck_assert_uint_eq(shown[shown_count - 1].fired, 0);
}

#endif
