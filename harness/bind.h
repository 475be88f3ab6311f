/* bind.h: a case meets its VM: names become rows of the VM's tables, defaults are filled in. */
#ifndef FAULTLINE_BIND_H
#define FAULTLINE_BIND_H

#include "arena.h"
#include "case.h"
#include "vut.h"

/* All VMs that this program was built with, from vms.def. */
extern const struct vut *const vm_table[];
extern const size_t vm_count;
const struct vut *vm_find(const char *name);

/* The VM whose plain programs have this file's extension, or NULL. */
const struct vut *vm_for_file(const char *path);

struct binding {
    const struct vut *vut;
    const struct vut_engine *reference; /* of `against:` */
    const struct vut_engine *subject;   /* of `engine:` */
    struct vut_settings reference_settings;
    struct vut_settings subject_settings; /* `set:` only */
    struct vut_settings limited_settings; /* `set:` and `limit:` */
    bool limited;                         /* there are `limit:` lines */
    struct arena_style style;
    const char *library; /* `set: lib=`, or NULL; points into the case */
    uint32_t bug;        /* `set: bug=`, as in the settings */
};

/* Checks a case against its VM. `c->vm` must be set. On failure `why` names the culprit and what would
 * have been accepted. */
bool case_bind(const struct fcase *c, struct binding *out, char *why, size_t why_size);

const struct vut_engine *vm_engine(const struct vut *vut, const char *name);
const struct vut_param *vm_param(const struct vut *vut, const char *name);

/* Adds to a case what its VM's row of vms.def names: so that compilers act soon, unless the case has a
 * setting of these; so that oracles see more. `added` takes what that was, as in a `set:` line. True when
 * compilers act sooner than the case has it. */
bool case_stress(struct fcase *c, bool soon, bool see, char *added, size_t size);

#endif
