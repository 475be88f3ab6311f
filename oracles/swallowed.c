/* swallowed.c: law 1 in the reference engine by itself: what was printed before the fault is what the
 * program prints without it, and afterwards the program either got an error or ran exactly as without
 * the fault. Where the VM names its sites, only those that say that they may absorb a failure have that
 * choice: elsewhere each failure must raise an error.
 *
 * Whether it got an error is read from the count of unwindings: none started after the fault. What the
 * program does with an error that it got is its own affair. A collection (`gc`) raises nothing, so that
 * it must never show, unless the program watches collections. An interrupt is no failure: no claim.
 * Nor is there one about the end of a run in which faults of several kinds fired.
 */
#include <string.h>

#include "judge.h"

static bool in_scope(const struct oracle_view *view)
{
    const struct obs_fault *fault = &view->subject->fault;
    const uint32_t unsteady = PROGRAM_ADDRESS_DEPENDENT | PROGRAM_OVER_BUDGET;
    return fault->law == 1 && fault->fired && view->subject_is_reference &&
           !judge_fault_is(fault, "interrupt") && !(view->program & unsteady) &&
           judge_comparable(view->subject) && judge_comparable(view->fault_free);
}

/* A VM that could not be created has told its host so, which is all that it can do. */
static bool raised_after(const struct observation *subject)
{
    return subject->machine.raises != subject->fault.raises_before ||
           !strcmp(subject->language.error_class, "create");
}

/* Must this run look as if there had been no fault? */
static bool must_equal(const struct oracle_view *view)
{
    if (view->subject->fault.mixed) /* the other fault may show */
        return false;
    if (judge_fault_is(&view->subject->fault, "gc"))
        return !(view->program & PROGRAM_GC_VISIBLE);
    return (view->sees & SEES_RAISE) && !raised_after(view->subject);
}

/* Must this run have raised an error? */
static bool must_raise(const struct oracle_view *view)
{
    const struct obs_fault *fault = &view->subject->fault;
    return (view->sees & SEES_RAISE) && fault->named && !fault->absorbs && !judge_fault_is(fault, "gc");
}

static struct judge_span head_of(const struct obs_language *language, size_t size)
{
    return (struct judge_span){language->output_size ? language->output : "",
                               size < language->output_size ? size : language->output_size};
}

static bool head_changed(const struct oracle_view *view, struct verdict *verdict)
{
    struct judge_span with = head_of(&view->subject->language, view->subject->fault.output_before);
    struct judge_span without = head_of(&view->fault_free->language, view->subject->fault.output_before);
    if (with.size <= without.size && !memcmp(with.text, without.text, with.size))
        return false;
    judge_finding(verdict, ORACLE_SWALLOWED, "output before the fault");
    judge_detail_text(verdict, "output", without, with);
    return true;
}

static bool kept_quiet(const struct oracle_view *view, struct verdict *verdict)
{
    if (!must_raise(view) || raised_after(view->subject))
        return false;
    judge_finding(verdict, ORACLE_SWALLOWED, "no error raised");
    judge_detail(verdict,
                 "the program ran as without the fault, expected an error: the site absorbs nothing");
    return true;
}

bool oracle_swallowed(const struct oracle_view *view, struct verdict *verdict)
{
    if (!in_scope(view))
        return false;
    if (!head_changed(view, verdict) &&
        !(must_equal(view) && judge_changed(verdict, ORACLE_SWALLOWED, "", &view->fault_free->language,
                                            &view->subject->language)) &&
        !kept_quiet(view, verdict))
        return false;
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
