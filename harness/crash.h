/* crash.h: the last words of a process: when a signal, a sanitizer report or an exit ends it, a record
 * (observation.h's obs_crash) is written into memory that another process can still read.
 *
 * The frames start where the trouble is: the way through libc from abort() and exit(), and a sanitizer's
 * own functions, are left out, and so is what lies beyond main. callers_scan must have been called;
 * `unsymbolized` says that some frame is known by its offset only. In `text`, addresses are replaced by
 * "0x*".
 */
#ifndef FAULTLINE_CRASH_H
#define FAULTLINE_CRASH_H

#include "observation.h"

enum { CRASH_EXIT_STATUS = 86 }; /* the process ends with this after a complete record */

/* Call after callers_scan; forked children inherit it all, and write to the same record.
 * Installs handlers for SIGSEGV SIGBUS SIGILL SIGFPE SIGTRAP SIGABRT SIGSYS on an alternate stack, the
 * sanitizer's death callback when there is one, and an atexit hook that records an exit() that the
 * process did not announce with crash_expect_exit. `record` lies in shared memory; its `phase` is kept up
 * to date by crash_phase, and kind OBS_CRASH_NONE means that nothing has happened. */
void crash_install(struct obs_crash *record);
void crash_phase(const char *phase);

/* Asked when an access is denied that the page's protection forbids: true when it may be tried again, and
 * nothing has happened. Called by a signal handler. False: there are no handlers yet, and it never will be.
 */
bool crash_set_mender(bool (*mend)(const void *address));
void crash_expect_exit(void);

/* Ends the process with a record of this kind: for panics (an error without handler) and hangs. Callers
 * are taken from here, or from `ucontext` when called by a signal handler. */
_Noreturn void crash_end(enum obs_crash_kind kind, const char *what, const char *text,
                         const void *ucontext);

/* Text that the VM or libc writes to standard error (a failed assertion's message) is caught in a pipe or
 * memory file, and its last line becomes the `text` of an abort. `fd` is that memory file, or the end
 * of the pipe that is read. Optional. */
void crash_set_stderr(int fd);

#endif
