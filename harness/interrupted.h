/* interrupted.h: a person, or `timeout`, wants long work to end: it ends soon, with its summary. Who has no
 * patience for that asks once more. */
#ifndef FAULTLINE_INTERRUPTED_H
#define FAULTLINE_INTERRUPTED_H

#include <signal.h>

/* Not 0 once SIGINT or SIGTERM has come. */
extern volatile sig_atomic_t interrupted;

/* Catches them from now on. A second one ends the process, unless it comes with the first, as from a
 * program that signals a process and then its group. */
void interrupted_catch(void);

#endif
