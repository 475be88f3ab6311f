/* trial_states.c: what the VM was doing where sites were passed, and where faults fired. */
#include "pairs.h"
#include "rounds.h"
#include "trial_parts.h"

/* For pairs whose second fault is wanted in some state. */
static void note_spot(struct trial *t, const struct inject_event *e)
{
    if (!t->shm->cursor.has_fault || t->exec->inject.firing_count > 0)
        pairs_spots_note(t->spots, e->kind, e->n, e->state);
}

/* A fault of a run that nobody judges does not count as one that was tried. */
void trial_note_event(void *ctx, const struct inject_event *e)
{
    struct trial *t = ctx;
    const struct job_cursor *at = &t->shm->cursor;
    if (t->listening)
        trial_rounds_note(t, e);
    if (t->spots)
        note_spot(t, e);
    else if (at->what == WHAT_MEASURE ? !at->has_fault : at->what == WHAT_JUDGE && e->failed)
        states_note(&t->shm->states, e->site, at->engine_index, e->state, e->failed);
}

void trial_count_states(struct trial *t, const struct fault *faults)
{
    const struct inject *in = &t->exec->inject;
    struct states_counts *counts = states_counts_of(&t->shm->states, t->b.vut);
    for (size_t i = 0; counts && i < in->firing_count; i++) {
        const struct inject_firing *f = &in->firing[i];
        enum vut_fault kind = faults[f->fault].kind;
        if (f->state == INJECT_NO_STATE)
            continue;
        counts->fired[f->state][kind]++;
        counts->second[f->state][kind] += i == 1 && t->shm->cursor.has_second;
    }
}

/* The run without faults once more: one that counts sites is stopped at each safepoint, so that traces are
 * left there, and the compiler may pass other sites. */
void trial_measure_states(struct trial *t, const struct trial_side *side)
{
    struct observation o;
    struct trial_plan run = {.settings = side->settings, .style = t->b.style, .each_event = true};
    if (!t->b.vut->state)
        return;
    trial_aim(t, WHAT_MEASURE, side, NULL);
    t->listening = t->shm->job.round != ROUNDS_NONE && trial_rounds_listen(t, side);
    trial_execute(t, &run, &o);
    t->listening = false;
}
