/* bug.h: seeded bugs, by which the oracles are proven.
 *
 * Each is a row of bugs.def and one or more BUG() at the place where its mechanism lives: a statement that
 * the project it is modelled on had forgotten, or got wrong, is left out or altered while the bug is
 * switched on (`set: bug=NAME`, one at a time).
 *
 *     if (!BUG(vm, gh17727_opline, f->opline != o))
 *         f->opline = o;
 *
 * The last argument says whether that changes anything here and now: then the bug is triggered, and not
 * merely reached. It has no side effects, is about the VM's state, and mentions nothing of a certain
 * program.
 *
 * With REFVM_RELEASE defined BUG() is false, its condition is not evaluated, and no row is left in the
 * program (`make release`).
 */
#ifndef REFVM_BUG_H
#define REFVM_BUG_H

#include <stdbool.h>

#include "vut.h"

struct vm;

enum bug_id {
    BUG_NONE,
#ifndef REFVM_RELEASE
#define BUG_ROW(id, name, upstream, module, text) BUG_##id,
#include "bugs.def"
#undef BUG_ROW
#endif
    BUG_COUNT,
};

/* In the order of their numbers, from 1; BUG_COUNT - 1 of them. */
extern const struct vut_bug bug_table[];

#ifndef REFVM_RELEASE
#define BUG(vm, id, matters) (__builtin_expect((vm)->bug == BUG_##id, 0) && bug_reached((vm), (matters)))

/* Tells the harness. True. */
bool bug_reached(const struct vm *vm, bool triggered);
#else
#define BUG(vm, id, matters) ((void)(vm), false)
#endif

#endif
