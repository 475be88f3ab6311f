/* trial_parts.h: what the files of the trial module share; for nobody else.
 *
 *     trial_paths.c     what the reference engine shows under numbered events
 *     trial_prepare.c   runs, and what is known of a program before any fault
 *     trial.c           one plan in one engine: run, judged; JOB_RUN
 *     trial_sweep.c     JOB_SWEEP
 *     trial_pairs.c     two faults at once
 *     trial_guards.c    which guards are forced
 *     trial_rounds.c    which faults belong to a round
 *     trial_states.c    what the VM was doing
 *     trial_report.c    findings
 */
#ifndef FAULTLINE_TRIAL_PARTS_H
#define FAULTLINE_TRIAL_PARTS_H

#include "trial.h"

enum { TRIAL_REFERENCE, TRIAL_SUBJECT }; /* indices of trial.side */

/* What one run differs in from another of the same program. */
struct trial_plan {
    const struct vut_settings *settings;
    const struct fault *faults;
    size_t fault_count;
    struct arena_style style;
    uint64_t step_budget;
    uint32_t wanted_serial;
    struct obs_aftermath *aftermath;
    const struct obs_language *itself;
    bool count_sites;
    bool take_exits;      /* the run's side exits, into exec.exits */
    bool note_guards;     /* into shm->guards */
    bool each_event;      /* trial_note_event is told of all of them */
    const char *expected; /* side exits of another run to look for, or NULL */
    size_t expected_size;
};

/* A request to judge: one plan in one engine. */
struct trial_question {
    struct trial_side *side;
    const struct vut_settings *settings; /* the side's own, or with limits */
    const struct fault *faults;
    size_t fault_count;
    bool brief; /* nothing is asked of the VM afterwards, so that it need not be known what the probes show
                 */
};

/* Of a limit's values, one in so many is asked everything: each makes a VM of its own. */
enum { TRIAL_LIMIT_SAMPLE = 16 };

/* Says where this process is, before it goes there: see job_cursor. */
void trial_aim(struct trial *t, enum job_what what, const struct trial_side *side,
               const struct fault *fault);

struct exec_request trial_request(struct trial *t, const struct trial_plan *plan);
bool trial_execute(struct trial *t, const struct trial_plan *plan, struct observation *obs);
struct arena_style trial_style(const struct trial *t, int layout, bool other_fill);

/* The engine under test, or the reference; the same one when the case compares an engine with itself. */
struct trial_side *trial_side_of(struct trial *t, bool reference);

/* False when a run without a fault is missing that the answer would be compared with. */
bool trial_can_judge(const struct trial *t, const struct trial_side *side);

/* What the reference engine shows under this fault, as trial_path_value of it; 0 when nobody knows. */
uint64_t trial_path_hash(const struct trial *t, const struct fault *fault);
uint64_t trial_path_value(const struct observation *o);
void trial_path_learn(struct trial *t, const struct fault *fault, const struct observation *o);
const struct trial_path *trial_path_of(const struct trial *t, const struct fault *fault);

/* Is all there that this job asks for? All of it was asked, from the first to the last. */
bool trial_path_is_done(const struct trial *t, const struct fault *fault);
void trial_path_finish(struct trial *t, const struct fault *fault);

/* May a sweep of this engine draw or count faults of this kind? */
bool trial_takes(const struct trial *t, bool reference, enum vut_fault kind);

/* Pairs of faults in one engine, from the n-th on. */
void trial_pairs(struct trial *t, bool reference, uint64_t n);

/* The guards of a sweep, from the n-th on: the first one to force, and the one after n; 0: no more. Between
 * begin and end trial_note_trace is told of traces. `count`: they go into the statistics. */
uint64_t trial_guards_begin(struct trial *t, const struct trial_side *side, uint64_t n, bool count);
uint64_t trial_guards_next(struct trial *t, uint64_t n, bool reached);
void trial_guards_end(struct trial *t);
void trial_note_trace(void *ctx, const struct vut_event *e, bool forced);
void trial_note_guard(void *ctx, const struct vut_guard *guard);

/* Events of memory and code memory, in a VM that tells what it is doing: they go to shm->states, or are
 * noted as places for the second fault of a pair. */
void trial_note_event(void *ctx, const struct inject_event *e);

/* Counts the faults that fired in a judged run by the VM's state. */
void trial_count_states(struct trial *t, const struct fault *faults);

/* Notes in which states the undisturbed program passes which sites. */
void trial_measure_states(struct trial *t, const struct trial_side *side);

/* Rounds (rounds.h). Events of a run without faults are noted between listen, which is false when there is
 * no memory for them, and the run's end. Before a stage of an engine, from the n-th fault on: such a run,
 * unless it was made. */
bool trial_rounds_listen(struct trial *t, const struct trial_side *side);
void trial_rounds_close(struct trial *t);
void trial_rounds_note(struct trial *t, const struct inject_event *e);
void trial_rounds_begin(struct trial *t, bool reference, uint64_t n);

/* The first n from here on that the job's round fails; 0: none. In the last round it may be one past the
 * end, by which the end is found. `f` tells the kind. */
uint64_t trial_rounds_next(const struct trial *t, const struct trial_side *side, const struct fault *f,
                           uint64_t n);

/* Is this one of `total` guards forced in the job's round? */
bool trial_rounds_take_guard(const struct trial *t, uint64_t n, uint64_t total);

/* Forgets the paths unless they belong to this program. */
void trial_paths_keep(struct trial *t, uint64_t key);

/* Has the reference engine ended the process under this plan, or at some n of this kind? */
bool trial_is_fatal(const struct trial *t, const struct fault *fault, bool any_n);

uint32_t trial_sees(const struct trial *t); /* SEES_* */
void trial_count_program(struct trial *t);

/* The parts of trial_judge, for a sweep that runs many plans in one. */
struct trial_plan trial_plan_for(const struct trial *t, const struct trial_question *q, bool other_fill,
                                 struct obs_aftermath *after);
bool trial_note_run(struct trial *t, const struct trial_question *q, const struct observation *o);
void trial_judge_observation(struct trial *t, const struct trial_question *q,
                             const struct obs_aftermath *after, struct observation *o);
void trial_recycle_if_tainted(struct trial *t);

/* Runs the plan and asks everybody. Returns false when the plan's event was not reached. */
bool trial_judge(struct trial *t, const struct trial_question *q);

/* The limits of the case's own. */
void trial_limit_own(struct trial *t, struct trial_question *q);

#endif
