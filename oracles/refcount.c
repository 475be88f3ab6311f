/* refcount.c: law 3 in the values: each block's reference count is the number of its holders. The VM takes
 * the census. */
#include "judge.h"

bool oracle_refcount(const struct oracle_view *view, struct verdict *verdict)
{
    return (view->sees & SEES_REFCOUNT) &&
           judge_check(view, verdict, ORACLE_REFCOUNT, &view->subject->machine.refcount, "count wrong");
}
