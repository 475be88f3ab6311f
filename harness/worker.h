/* worker.h: a worker process, from both ends.
 *
 * The parent starts the same program again as `faultline worker`, without address randomization, and shares
 * job_shm with it. That process loads the VM, and then only forks: its child runs programs, many faults
 * each, until one kills it. Then the parent judges what it left, and has another forked that goes on after
 * the fatal run.
 */
#ifndef FAULTLINE_WORKER_H
#define FAULTLINE_WORKER_H

#include <sys/types.h>

#include "job.h"
#include "trial.h"

struct worker {
    pid_t pid;
    int request_fd, reply_fd;
    int shm_fd;
    struct job_shm *shm;
    bool busy;
    char vm[CASE_NAME_SIZE];
    char library[CASE_VALUE_SIZE];
    uint64_t hang_stage, hang_n;         /* the run that was given a second chance */
    bool hang_retry, hang_early;         /* early: before the first run that is judged */
    uint32_t stage, stage_hangs;         /* hangs that counted in the stage that is under way */
    uint64_t last_programs, last_change; /* to notice one that does not even handle its alarm */
};

enum worker_state {
    WORKER_BUSY,   /* there is more to come */
    WORKER_DONE,   /* the job is finished */
    WORKER_FAILED, /* the job can't be done; see failure text and status */
};

struct worker_failure {
    char text[512];
    int status; /* exit status: 2 bad input, 3 could not run */
};

/* Maps the shared memory. The process is started with the first job. False with errno. */
bool worker_open(struct worker *w);
void worker_close(struct worker *w);

/* Gives it a job; `text` is a case's text, job->text_size bytes. The VM and library are those of the
 * case, by which a worker that has loaded others is replaced. */
bool worker_submit(struct worker *w, const struct job *job, const char *text, const char *vm,
                   const char *library, struct worker_failure *failure);

/* Call when reply_fd is readable, or now and then: handles what has arrived, and deaths. */
enum worker_state worker_step(struct worker *w, trial_emit_fn *emit, void *ctx,
                              struct worker_failure *failure);

/* Submits and waits until the job is finished. */
enum worker_state worker_run(struct worker *w, const struct job *job, const char *text, const char *vm,
                             const char *library, trial_emit_fn *emit, void *ctx,
                             struct worker_failure *failure);

/* The process itself: `faultline worker SHM REQUEST REPLY`. */
int worker_main(int argc, char **argv);

#endif
