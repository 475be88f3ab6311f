/* branch.h: one run, many endings.
 *
 * A sweep fails event 1, then event 2, and so on. What happens before the event is the same each time, and
 * with a compiler in it the costly part. So the program runs once, the trunk. At each planned event
 * everything is saved; the event fails, the branch, which is judged when the program has ended; then
 * everything is put back and the trunk goes on to the next event, where nothing has failed yet.
 *
 *     trunk ----1-------2-----3--- end
 *                \       \     \
 *                 branch  branch branch
 *
 * "Everything" is the arena, the C stack, the code mappings, and what the hooks have counted and written
 * down.
 */
#ifndef FAULTLINE_BRANCH_H
#define FAULTLINE_BRANCH_H

#include "cstack.h"
#include "inject.h"

struct branch_buffer {
    char *bytes;
    size_t size, capacity;
};

struct branch {
    struct inject *inject;
    struct cstack *stack;
    struct cstack_mark mark;
    bool in_branch; /* the event has failed, and the program has not been put back yet */
    bool broken;    /* something could not be saved or put back: the next event can't be reached this way */
    struct inject saved;
    struct branch_buffer arena, stack_bytes, output;
    struct maps_saved code;
};

/* From now on each planned event, but for guards, begins a branch. */
void branch_begin(struct branch *b, struct inject *inject, struct cstack *stack);

/* No more branches. */
void branch_end(struct branch *b);

/* Puts everything back to where the branch began. False when it can't be. */
bool branch_restore(struct branch *b);

void branch_free(struct branch *b);

#endif
