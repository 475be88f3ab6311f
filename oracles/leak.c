/* leak.c: law 3 in the heap: the VM kept the allocator's contract (it states a block's true size, frees
 * what is live, writes inside live blocks only) and gave everything back at teardown.
 *
 * A broken contract comes first: memory that is left may be its mere consequence. */
#include <inttypes.h>

#include "judge.h"

/* "old size wrong at SITE", or only what is wrong where the site is not known. */
static bool leak_at(struct verdict *verdict, const char *what, const char *site)
{
    return judge_finding(verdict, ORACLE_LEAK, "%s%s%s", what, site[0] ? " at " : "", site);
}

static bool contract_broken(const struct obs_heap *heap, struct verdict *verdict)
{
    if (heap->write_after_free)
        return judge_finding(verdict, ORACLE_LEAK, "write after free");
    if (heap->overflow)
        return judge_finding(verdict, ORACLE_LEAK, "overflow");
    if (heap->bad_free)
        return judge_finding(verdict, ORACLE_LEAK, "bad free");
    if (heap->wrong_size)
        return leak_at(verdict, "old size wrong", heap->contract_site);
    return false;
}

static bool something_left(const struct obs_heap *heap, struct verdict *verdict)
{
    if (heap->live_blocks)
        return leak_at(verdict, "live blocks", heap->leak_site);
    if (heap->code_maps_left)
        return judge_finding(verdict, ORACLE_LEAK, "code mapping left");
    return false;
}

bool oracle_leak(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_heap *heap = &view->subject->machine.heap;
    if (!judge_came_back(view->subject))
        return false;
    if (!contract_broken(heap, verdict) && !something_left(heap, verdict))
        return false;
    judge_detail(verdict,
                 "left after teardown: %" PRIu64 " blocks, %" PRIu64 " bytes, %" PRIu32
                 " code mappings; wrong old sizes %" PRIu32 ", bad frees %" PRIu32 ", overflows %" PRIu32
                 ", writes after free %" PRIu32,
                 heap->live_blocks, heap->live_bytes, heap->code_maps_left, heap->wrong_size,
                 heap->bad_free, heap->overflow, heap->write_after_free);
    if (heap->contract_site[0])
        judge_detail(verdict, "; first violation at '%s'", heap->contract_site);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
