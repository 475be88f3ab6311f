/* snapshot.c: a side exit brings memory into the state that the interpreter would be in. The VM notes each
 * exit's frames, looks for the same place in a run of the reference engine under the same plan, and
 * compares them there; what that second run found is the subject's. */
#include "judge.h"

bool oracle_snapshot(const struct oracle_view *view, struct verdict *verdict)
{
    return (view->sees & SEES_SNAPSHOT) &&
           judge_check(view, verdict, ORACLE_SNAPSHOT, &view->subject->machine.snapshot, "frame wrong");
}
