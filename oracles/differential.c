/* differential.c: law 1 between engines: the same program with the same language fault shows the same.
 *
 * Where two runs show the same, they must also have come by as many events: else the next fault would
 * strike elsewhere in each. The reference engine itself is held, without a fault, against what was recorded
 * of the program's output.
 *
 * Without a fault the subject is compared with the reference engine, field by field, the error side
 * first. With one there are two ways:
 *   - events are numbered alike (SEES_NUMBERED): `reference` had the same plan, so that the two are
 *     compared directly;
 *   - they are not, so that the n-th event is another one in each engine. Then the subject must show what
 *     some run without the fault showed, or what the reference engine showed under the same kind of
 *     fault at any n (`allowed`). Without that set there is no claim, except about a collection that the
 *     program can't see.
 */
#include <stdlib.h>

#include "judge.h"

static int compare_hash(const void *key, const void *element)
{
    uint64_t a = *(const uint64_t *)key, b = *(const uint64_t *)element;
    return (a > b) - (a < b);
}

static bool hash_allowed(const struct oracle_view *view, uint64_t hash)
{
    if (view->fault_free && view->fault_free->language.hash == hash)
        return true;
    if (view->reference && view->reference->language.hash == hash)
        return true;
    return view->allowed_count &&
           bsearch(&hash, view->allowed, view->allowed_count, sizeof hash, compare_hash);
}

/* Can the subject's language part be held against another engine's at all? */
static bool in_scope(const struct oracle_view *view)
{
    const struct observation *subject = view->subject;
    if (view->subject_is_reference || !judge_comparable(subject))
        return false;
    if (view->program & (PROGRAM_ADDRESS_DEPENDENT | PROGRAM_OVER_BUDGET))
        return false;
    return !judge_fault_is(&subject->fault, "interrupt") || (view->sees & SEES_DELIVERY);
}

/* Is there enough to claim membership in the set? */
static bool set_known(const struct oracle_view *view)
{
    bool gc = judge_fault_is(&view->subject->fault, "gc");
    if (view->subject->fault.mixed) /* no set holds what two kinds of fault may show */
        return false;
    if (gc && !(view->program & PROGRAM_GC_VISIBLE))
        return true;
    return view->allowed && (gc || !judge_gc_shifts(view));
}

static bool compare_direct(const struct oracle_view *view, struct verdict *verdict)
{
    if (!judge_comparable(view->reference))
        return false;
    return judge_changed(verdict, ORACLE_DIFFERENTIAL, "", &view->reference->language,
                         &view->subject->language) ||
           judge_numbers(view, verdict, ORACLE_DIFFERENTIAL, view->reference);
}

static bool compare_set(const struct oracle_view *view, struct verdict *verdict)
{
    const struct observation *nearest = view->reference ? view->reference : view->fault_free;
    if (!view->subject->fault.fired || !set_known(view) || !judge_comparable(nearest))
        return false;
    if (hash_allowed(view, view->subject->language.hash))
        return false;
    return judge_changed(verdict, ORACLE_DIFFERENTIAL, "", &nearest->language, &view->subject->language);
}

/* What was recorded is one engine more, of which no more is known than what it prints. */
static bool compare_recorded(const struct oracle_view *view, struct verdict *verdict)
{
    if (view->recorded == view->printed || !judge_comparable(view->subject))
        return false;
    judge_finding(verdict, ORACLE_DIFFERENTIAL, "recorded-output");
    judge_detail(verdict, "it prints something else than was recorded of this program");
    return true;
}

bool oracle_differential(const struct oracle_view *view, struct verdict *verdict)
{
    int law = view->subject->fault.law;
    if (view->subject_is_reference && law == 0)
        return compare_recorded(view, verdict);
    if (!in_scope(view))
        return false;
    if (law == 0)
        return !judge_gc_shifts(view) && compare_direct(view, verdict);
    if (law != 1)
        return false;
    if (!(view->sees & SEES_NUMBERED ? compare_direct(view, verdict) : compare_set(view, verdict)))
        return false;
    judge_detail_fault(verdict, &view->subject->fault);
    return true;
}
