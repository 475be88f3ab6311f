/* campaign_dir.h: the folder of a campaign: findings as case files, and below it
 *
 *   campaign.db   what is known of it (campaign_db.h)
 *   lock          locked while a campaign runs; its number is in it
 *   corpus        the inputs that all engines share; libFuzzer's own
 *   seeds         a copy of what it began with
 *   afl           AFL++'s own, a folder for each of its engines
 *   log           for each engine what it printed, and its counts (campaign.h)
 */
#ifndef FAULTLINE_CAMPAIGN_DIR_H
#define FAULTLINE_CAMPAIGN_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Makes the folders that are missing, and removes what a killed process left unfinished. False after a
 * message. */
bool campaign_dir_make(const char *folder);

/* Locks it until this process ends. False after a message: another campaign runs there, or it can't be. */
bool campaign_dir_lock(const char *folder);

/* Which process runs a campaign there; 0: none. */
pid_t campaign_dir_runs(const char *folder);

/* Copies the seeds, a folder's or one file; those of an earlier session are dropped. Returns how many there
 * are; 0 with errno when they can't be written. */
size_t campaign_dir_seed(const char *folder, const char *from, const char *extension);

/* Gives what AFL++'s engine `number` has found since the last call to the shared corpus. `next` is where it
 * was, 0 at first. */
void campaign_dir_share(const char *folder, unsigned number, uint64_t *next);

/* Removes the folder of that engine, once its inputs are in the shared corpus. */
void campaign_dir_drop_afl(const char *folder, unsigned number, uint64_t *next);

/* Files in the shared corpus. */
size_t campaign_dir_corpus(const char *folder);

/* Kilobytes that it takes, everything included. */
uint64_t campaign_dir_size(const char *folder);

/* Calls `each` for the name of each finding's case file. */
void campaign_dir_findings(const char *folder, void (*each)(void *ctx, const char *name), void *ctx);

#endif
