/* immutable.c: nobody writes a value that another holder, or the table of interned values, relies on. */
#include "judge.h"

bool oracle_immutable(const struct oracle_view *view, struct verdict *verdict)
{
    return (view->sees & SEES_REFCOUNT) &&
           judge_check(view, verdict, ORACLE_IMMUTABLE, &view->subject->machine.immutable, "value written");
}
