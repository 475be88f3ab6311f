/* arena.h: the memory that a VM under test lives in.
 *
 * One address range at a fixed place, so that every run of a case sees the same addresses. Blocks are
 * handed out upwards and are not handed out again before ARENA_QUARANTINE bytes have been used: a
 * freed block keeps its pattern, and a stale pointer reads garbage rather than somebody else's data. All
 * bookkeeping lies in the range itself, so that a copy of its used part is a copy of the VM.
 *
 *     | head | block | block | ...                         | never used |
 *              block: header 32 | payload | red zone 16..31
 *
 * The allocator never trusts the VM: it knows the size of each block, and counts where the VM states
 * another, frees twice, writes past the end or after the free. In ASan builds everything that is not a
 * live payload is poisoned as well.
 */
#ifndef FAULTLINE_ARENA_H
#define FAULTLINE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARENA_SIZE = 64 << 20, ARENA_QUARANTINE = 16 << 20 };

/* How fresh and freed memory look and where blocks come to lie. Two runs that differ only in `fill`
 * must show the same; if they differ with another `layout`, the program depends on addresses. */
struct arena_style {
    uint8_t fill;   /* 0 or 1: one of two pairs of patterns */
    uint8_t layout; /* 0: blocks side by side; others: with gaps that depend on a hash of the count */
    bool stay;      /* a growing reallocate may stay in place (`set: move=0`) */
};

/* A violation of the allocator's contract; counts, and the serial number of the first bad block. */
struct arena_faults {
    uint32_t wrong_size, bad_free, overflow, write_after_free;
    uint32_t first_serial;
};

struct arena;

/* Maps the range; NULL with errno when it can't be had. One a process. */
struct arena *arena_open(void);

/* Empties the arena. */
void arena_clear(struct arena *arena, struct arena_style style);

/* Allocate, reallocate, free: see resize in vut.h. NULL when the arena is full. */
void *arena_resize(struct arena *arena, void *block, size_t stated_size, size_t new_size);

/* The true size of a live block, 0 for NULL and for what is not a live block. */
size_t arena_block_size(const struct arena *arena, const void *block);

/* The VM is about to be destroyed: from now on no more than the first LEFT_FILL bytes of a block that is
 * freed are filled. Until arena_clear or arena_restore. */
enum { ARENA_LEFT_FILL = 256 };
void arena_leave(struct arena *arena);

/* Walks over all blocks and looks for damage since the last walk; adds to the counts. */
void arena_check(struct arena *arena);

/* The same, but of the blocks `from` bytes and more from the start of the range, where a block begins. */
void arena_check_behind(struct arena *arena, size_t from);

const struct arena_faults *arena_faults(const struct arena *arena);
uint64_t arena_fault_count(const struct arena *arena); /* of all kinds together */
uint64_t arena_live_blocks(const struct arena *arena);
uint64_t arena_live_bytes(const struct arena *arena);
bool arena_was_full(const struct arena *arena);

/* The serial number (allocation order since arena_clear, from 1) of the first live block; 0 for none. */
uint32_t arena_first_live(const struct arena *arena);

/* The serial number of the latest allocation. */
uint32_t arena_last_serial(const struct arena *arena);

/* Bytes in use from the start of the range; arena_save copies that many, arena_restore puts them back,
 * and everything allocated since then is gone. */
size_t arena_used(const struct arena *arena);
void arena_save(const struct arena *arena, void *image);
void arena_restore(struct arena *arena, const void *image, size_t size);

/* The same in parts, for those who know what has changed (image.h); from and to count from the start of the
 * range, as offsets into the image do. The first arena_head_size() bytes are the arena's own. arena_cut
 * empties what lies behind the first `size` bytes and must come before the head is put back. */
size_t arena_head_size(void);
bool arena_equals(const struct arena *arena, const void *image, size_t from, size_t to);
void arena_put(struct arena *arena, const void *image, size_t from, size_t to);
void arena_cut(struct arena *arena, size_t size);

/* Whether all these bytes belong to one live block. */
bool arena_holds(const struct arena *arena, const void *start, size_t size);

#endif
