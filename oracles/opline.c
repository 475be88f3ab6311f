/* opline.c: a frame's saved opline is what backtraces, error lines and the unwinder read. Wherever one of
 * them could have read it, it must be the opline that runs. The VM compares, with a shadow of its own. */
#include "judge.h"

bool oracle_opline(const struct oracle_view *view, struct verdict *verdict)
{
    return (view->sees & SEES_OPLINE) &&
           judge_check(view, verdict, ORACLE_OPLINE, &view->subject->machine.opline, "opline wrong");
}
