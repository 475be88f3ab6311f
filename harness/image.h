/* image.h: a created VM, copied away, and put back before each run.
 *
 * Most programs leave a VM as `create` made it, but for what the VM itself calls scratch (vut.h). Then to
 * destroy it would show what destroying the created VM has shown, and is spared: image_is_still compares
 * the VM with its image, byte by byte. Nothing is taken on trust: whatever differs, or is still allocated,
 * and the VM is destroyed for real.
 *
 * To compare and to copy all of it would take longer than a small program. So once the same image was put
 * back IMAGE_STREAK times in a row, its pages may not be written any more. The first write to a page is
 * caught, and makes it one that is written (`hot`) in all later runs, too: those are compared and copied,
 * the others can't have changed. Which pages are hot shows in nothing but the time that a run takes.
 */
#ifndef FAULTLINE_IMAGE_H
#define FAULTLINE_IMAGE_H

#include "arena.h"
#include "vut.h"

enum {
    IMAGE_PAGE = 4096,
    IMAGE_PAGES_MAX = 1024, /* larger ones are not compared */
    IMAGE_SCRATCH_MAX = 32,
    IMAGE_STREAK = 16,
};

/* A set of pages. */
struct image_pages {
    uint64_t bits[IMAGE_PAGES_MAX / 64];
};

struct image {
    char *bytes;
    size_t size, capacity;
    struct image_part {
        size_t from, to;
    } scratch[IMAGE_SCRATCH_MAX]; /* ascending offsets, the arena's head the first */
    size_t scratch_count;
    uint64_t live_blocks;
    bool comparable; /* set by image_admit */
    struct image_pages hot;
};

/* Copies what is in the arena. False when memory runs out. */
bool image_save(struct image *im, const struct arena *arena);

/* From now on image_is_still may say yes: the VM, destroyed, leaves nothing behind. `range` is what it
 * calls scratch; where that reaches out of the VM's blocks, nothing changes. */
void image_admit(struct image *im, const struct arena *arena, const struct vut_range *range, size_t count);

/* Makes the arena what it was when the image was saved. */
void image_restore(struct image *im, struct arena *arena);

/* Whether the VM in the arena could as well be the one of the image; and nothing else is allocated. */
bool image_is_still(struct image *im, struct arena *arena);

/* Before anybody else writes all over the arena. */
void image_let_go(void);

#endif
