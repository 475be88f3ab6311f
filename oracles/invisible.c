/* invisible.c: law 2: a failure inside the compiler changes nothing that the program shows, and ends a
 * trace with a reason that reaches the trace log.
 *
 * The subject is compared with the same engine without the fault, so that what the compiler does wrong by
 * itself is left to the differential oracle.
 */
#include <inttypes.h>
#include <string.h>

#include "judge.h"

/* A limit is a state, not an event: a VM may keep to it without ever reporting that it fired. */
static bool compiler_fault(const struct obs_fault *fault)
{
    return fault->law == 2 && (fault->fired || judge_fault_is(fault, "limit"));
}

static bool fault_showed(const struct oracle_view *view, struct verdict *verdict)
{
    const uint32_t unsteady = PROGRAM_ADDRESS_DEPENDENT | PROGRAM_OVER_BUDGET;
    if (!compiler_fault(&view->subject->fault) || (view->program & unsteady) || judge_gc_shifts(view))
        return false;
    if (!judge_comparable(view->subject) || !judge_comparable(view->fault_free))
        return false;
    if (!judge_changed(verdict, ORACLE_INVISIBLE, "", &view->fault_free->language,
                       &view->subject->language) &&
        !judge_numbers(view, verdict, ORACLE_INVISIBLE, view->fault_free))
        return false;
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}

static bool reason_lost(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_traces *traces = &view->subject->machine.traces;
    if (!(view->sees & SEES_TRACE_LOG) || !judge_came_back(view->subject))
        return false;
    if (traces->unnamed) {
        judge_finding(verdict, ORACLE_INVISIBLE, "unnamed abort");
        judge_detail(verdict, "%" PRIu32 " of %" PRIu32 " aborts without a reason", traces->unnamed,
                     traces->aborts);
        return true;
    }
    if (!traces->unended)
        return false;
    judge_finding(verdict, ORACLE_INVISIBLE, "trace neither stopped nor aborted");
    judge_detail(verdict, "%" PRIu32 " of %" PRIu32 " trace starts have no end", traces->unended,
                 traces->starts);
    return true;
}

bool oracle_invisible(const struct oracle_view *view, struct verdict *verdict)
{
    return fault_showed(view, verdict) || reason_lost(view, verdict);
}
