/* uninit.c: fresh memory holds a pattern that a program must never see: the same run with another pattern
 * shows the same. */
#include "judge.h"

/* Two runs that a budget cut short say nothing; when only one of them found no end, that is a difference.
 */
static bool worth_comparing(const struct observation *a, const struct observation *b)
{
    return judge_came_back(a) && judge_came_back(b) &&
           (a->language.status != OBS_STEPS || b->language.status != OBS_STEPS);
}

bool oracle_uninit(const struct oracle_view *view, struct verdict *verdict)
{
    if (!view->refilled || !worth_comparing(view->subject, view->refilled))
        return false;
    const struct obs_language *subject = &view->subject->language;
    const struct obs_language *refilled = &view->refilled->language;
    struct verdict changed;
    if (!judge_changed(&changed, ORACLE_UNINIT, "", subject, refilled))
        return false;
    /* The outcomes are whatever the stray bytes made of them, so that only the field is stable. */
    judge_finding(verdict, ORACLE_UNINIT, "%s", obs_language_difference(subject, refilled));
    judge_detail(verdict, "with another fill pattern, %s", changed.detail);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
