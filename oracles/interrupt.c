/* interrupt.c: an interrupt that was raised is delivered once, at the first safepoint that comes by, in a
 * frame that is in order.
 *
 * One that was raised at a safepoint is due at that very one, whatever the VM says afterwards: losing it
 * may mean losing its flag. Of one that was raised elsewhere only the VM knows whether a safepoint came by.
 * Two that were raised before the next safepoint may be delivered as one. One that is raised while another
 * is at work waits for the end of that, and for a safepoint behind it, which the program may not have.
 */
#include <inttypes.h>

#include "judge.h"

static bool wrong(const struct obs_interrupts *i, struct verdict *verdict)
{
    char note[sizeof i->note];
    judge_stable(note, sizeof note, i->note);
    if (i->delivered > i->raised)
        return judge_finding(verdict, ORACLE_INTERRUPT, "delivered twice");
    if (i->pending || (i->delivered < i->due && !i->held))
        return judge_finding(verdict, ORACLE_INTERRUPT, "never delivered");
    if (i->late)
        return judge_finding(verdict, ORACLE_INTERRUPT, "delivered late");
    return i->note[0] && judge_finding(verdict, ORACLE_INTERRUPT, "%s", note[0] ? note : "frame wrong");
}

bool oracle_interrupt(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_interrupts *i = &view->subject->machine.interrupts;
    if (!(view->sees & SEES_DELIVERY) || !judge_came_back(view->subject) || !wrong(i, verdict))
        return false;
    judge_detail(verdict,
                 "raised %" PRIu32 " times, %" PRIu32 " of them at a safepoint; delivered %" PRIu32
                 " times, %" PRIu32 " of them late",
                 i->raised, i->due, i->delivered, i->late);
    if (i->note[0])
        judge_detail(verdict, "; %s", i->note);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
