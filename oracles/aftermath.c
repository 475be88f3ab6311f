/* aftermath.c: law 3 seen from the next program: the VM that had the fault runs each probe as a fresh VM
 * does, and repeating one does not pile up live blocks.
 *
 * Input: obs_aftermath, pairs of language observations (`here`, `fresh`), and two live counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge.h"

/* The case's own program can only be repeated when it shows the same each time. A limit holds for the
 * repeat, too: when that shows what the program showed before, the limit is to blame. */
static bool can_repeat(const struct oracle_view *view, const struct obs_probe *probe)
{
    const uint32_t unsteady = PROGRAM_ADDRESS_DEPENDENT | PROGRAM_OVER_BUDGET | PROGRAM_GC_VISIBLE;
    bool limit = judge_fault_is(&view->subject->fault, "limit");
    return !(view->program & unsteady) && !(limit && probe->here.hash == view->subject->language.hash);
}

/* A probe that died is the crash oracle's; one that has no end in a fresh VM either says nothing. */
static bool probe_counts(const struct oracle_view *view, const struct obs_probe *probe)
{
    if (!strcmp(probe->family, "itself") && !can_repeat(view, probe))
        return false;
    return probe->here.status != OBS_DIED && probe->fresh.status != OBS_DIED &&
           probe->fresh.status != OBS_STEPS;
}

static bool probe_failed(const struct oracle_view *view, const struct obs_probe *probe,
                         struct verdict *verdict)
{
    char prefix[sizeof probe->family + 2];
    if (!probe_counts(view, probe))
        return false;
    snprintf(prefix, sizeof prefix, "%s: ", probe->family);
    if (!judge_changed(verdict, ORACLE_AFTERMATH, prefix, &probe->fresh, &probe->here))
        return false;
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}

bool oracle_aftermath(const struct oracle_view *view, struct verdict *verdict)
{
    const struct obs_aftermath *after = view->aftermath;
    if (!after || !judge_came_back(view->subject))
        return false;
    for (size_t i = 0; i < after->probe_count && i < OBS_PROBES_MAX; i++) {
        if (probe_failed(view, &after->probe[i], verdict))
            return true;
    }
    if (!after->growth_known || after->live_second <= after->live_first)
        return false;
    judge_finding(verdict, ORACLE_AFTERMATH, "growth");
    judge_detail(verdict, "live blocks after a second repeat: expected %" PRIu64 ", got %" PRIu64,
                 after->live_first, after->live_second);
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
