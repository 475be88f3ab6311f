/* jit_snapshot_parts.h: what the two files of the snapshot oracle share; for nobody else. */
#ifndef REFVM_JIT_SNAPSHOT_PARTS_H
#define REFVM_JIT_SNAPSHOT_PARTS_H

#include "jit/jit_snapshot.h"

enum item_what {
    ITEM_FRAME, /* how it was called, and how it has to be left: enum frame_word */
    ITEM_THIS,  /* $this, or the class of a static call */
    ITEM_CV,
    ITEM_TMP,
    ITEM_EXTRA, /* an argument that the function has no parameter for */
    ITEM_CALL,  /* a call under preparation */
    ITEM_ARG,   /* of the call before it */
};

enum frame_word {
    WORD_FUNC,
    WORD_FLAGS,
    WORD_ARGUMENTS, /* their count */
    WORD_RESULT,    /* where it goes, in bytes behind the caller's frame; 0: nowhere */
    WORD_OPLINE,    /* of a frame that waits: the number of the saved one */
    WORD_TOP,     /* of the one that goes on: bytes up to the top of the stack, if that is in its segment */
    WORD_RUNNING, /* of the one that goes on: vm->frame is it */
    WORD_COUNT,
};

/* One of the things that frames hold. Those of an exit follow its struct snapshot_place in the log. */
struct snapshot_item {
    uint64_t digest;   /* an integer's or a float's own bits */
    uint32_t refcount; /* 0: not counted */
    uint16_t index;    /* number of the variable, temporary, argument or call */
    uint8_t what;      /* enum item_what */
    uint8_t type;      /* enum value_type */
    uint8_t level;     /* frames below the one that goes on */
    uint8_t spare[7];
};

_Static_assert(sizeof(struct snapshot_item) == 24, "no bytes that nobody has set");

/* Calls `put` for all that the frame, and those below it, hold before opline `o`, always in the same order.
 */
typedef void snapshot_put_fn(void *ctx, const struct snapshot_item *item);
void snapshot_items(struct vm *vm, const struct frame *f, const struct opline *o, snapshot_put_fn *put,
                    void *ctx);

/* The same in each run of a program. */
uint64_t snapshot_func_id(const struct func *f);

#endif
