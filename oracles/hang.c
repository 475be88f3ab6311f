/* hang.c: the run found no end where it should have had one.
 *
 * A step budget is exact, so that it is compared: the same program ended by itself in the runs beside
 * it. A time budget only kills; its reason says `wall time`, so that the harness can run the case again
 * before it counts. Where the watchdog struck is chance, so that the frames are no part of the reason.
 *
 * A collection at each allocation takes time in proportion to the square of what a program allocates, so
 * that wall time says nothing there; steps still do.
 *
 * What prints more than the output budget still ends. An interrupt may make it so, as an exception in a
 * deep recursion prints each of its frames: in the reference engine that is no finding, and elsewhere the
 * reference has to print as much.
 */
#include "judge.h"

#include <string.h>

/* Some run beside the subject ended by itself, and none failed to. */
static bool others_finished(const struct oracle_view *view)
{
    if (!view->fault_free && !view->reference)
        return false;
    return (!view->fault_free || judge_comparable(view->fault_free)) &&
           (!view->reference || judge_comparable(view->reference));
}

static bool interrupt_printed(const struct oracle_view *view)
{
    const struct obs_fault *fault = &view->subject->fault;
    return view->subject_is_reference && view->subject->language.output_cut && fault->fired > 0 &&
           (judge_fault_is(fault, "interrupt") || fault->mixed);
}

bool oracle_hang(const struct oracle_view *view, struct verdict *verdict)
{
    const struct observation *subject = view->subject;
    if (view->program & PROGRAM_OVER_BUDGET)
        return false;
    if (subject->crash.kind == OBS_CRASH_HANG) {
        if (strcmp(subject->fault.kind, "gc+") == 0)
            return false;
        judge_finding(verdict, ORACLE_HANG, "wall time");
        judge_detail(verdict, "no end within the time budget in phase '%s'", subject->crash.phase);
        judge_detail_fault(verdict, &subject->fault);
        for (int i = 0; i < subject->crash.frame_count; i++)
            judge_detail(verdict, "%s%s", i ? "<" : ", at ", subject->crash.frame[i]);
        return true;
    }
    if (!judge_came_back(subject) || subject->language.status != OBS_STEPS || interrupt_printed(view) ||
        !others_finished(view))
        return false;
    judge_finding(verdict, ORACLE_HANG, "step budget");
    judge_detail(verdict, "no end within the step or output budget, although the same program ended %s",
                 view->fault_free ? "without the fault" : "in the reference engine");
    judge_detail_fault(verdict, &subject->fault);
    return true;
}
