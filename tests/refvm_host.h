/* refvm_host.h: what a test of the reference VM gives to it: memory that can run out, and a place for what
 * it prints.
 *
 * There is one VM at a time, alone in this process. Each block is one of malloc's, filled with a pattern,
 * and whenever its size changes it moves. Each allocation and each growth is counted; one of them can be
 * made to fail. What the VM holds is counted in bytes, as the VM states them, so that a block that is freed
 * by another size than it was taken by shows at the end just as one that is never freed.
 */
#ifndef FAULTLINE_TESTS_REFVM_HOST_H
#define FAULTLINE_TESTS_REFVM_HOST_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refvm/vm.h"

enum { HOST_OUTPUT_SIZE = 1 << 16, HOST_SOURCE_SIZE = 1 << 14, HOST_FRESH = 0xa5 };

extern const struct vut vut_refvm;

struct host {
    struct vut_settings settings;
    struct vut_vm *handle;
    struct vut_record record; /* of the last run */
    uint64_t allocations;     /* since the last host_fail, which sets the one that fails; 0: none */
    uint64_t fail_at;
    bool fired, absorbed; /* it failed; it did so at a site that may go on without the memory */
    long live;            /* bytes */
    size_t output_size;
    char output[HOST_OUTPUT_SIZE]; /* of the last program, ends with '\0' */
};

static struct host host;
static struct vm *vm; /* the same VM as host.handle, seen from inside */

/* ---- hooks --------------------------------------------------------------------------------------- */

static inline void *host_resize(void *ctx, void *block, size_t old_size, size_t new_size,
                                enum vut_domain domain, uint32_t site)
{
    char *fresh = NULL;
    size_t kept = old_size < new_size ? old_size : new_size;

    (void)ctx;
    if (domain == VUT_DOMAIN_HEAP && new_size > old_size && ++host.allocations == host.fail_at) {
        host.fired = true;
        host.absorbed = site != SITE_NONE && vut_refvm.sites[site - 1].absorbs != NULL;
        return NULL;
    }
    if (new_size > 0) {
        fresh = malloc(new_size);
        ck_assert_ptr_nonnull(fresh);
        memset(fresh + kept, HOST_FRESH, new_size - kept);
        if (kept > 0)
            memcpy(fresh, block, kept);
    }
    host.live += (long)new_size - (long)old_size;
    free(block);
    return fresh;
}

static inline void host_output(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    ck_assert_uint_lt(host.output_size + size, HOST_OUTPUT_SIZE);
    memcpy(host.output + host.output_size, bytes, size);
    host.output_size += size;
    host.output[host.output_size] = '\0';
}

static inline void host_event(void *ctx, const struct vut_event *event)
{
    (void)ctx, (void)event;
}

static inline uint64_t host_safepoint(void *ctx, uint64_t number)
{
    (void)ctx, (void)number;
    return UINT64_MAX;
}

static inline void host_pause(void *ctx, bool on)
{
    (void)ctx, (void)on;
}

static const struct vut_hooks host_hooks = {
    .resize = host_resize,
    .output = host_output,
    .event = host_event,
    .safepoint = host_safepoint,
    .pause = host_pause,
};

/* ---- a VM ---------------------------------------------------------------------------------------- */

/* From here on the n-th allocation fails; 0: none. */
static inline void host_fail(uint64_t n)
{
    host.allocations = 0;
    host.fail_at = n;
    host.fired = host.absorbed = false;
}

/* All settings as the VM has them. */
static inline void host_init(size_t engine)
{
    memset(&host, 0, sizeof(host));
    host.settings.engine = &vut_refvm.engines[engine];
    for (size_t i = 0; i < vut_refvm.param_count; i++)
        host.settings.param[i] = vut_refvm.params[i].initial;
}

/* False when the memory did not suffice. */
static inline bool host_create(void)
{
    host.handle = vut_refvm.create(&host_hooks, &host.settings);
    vm = (struct vm *)host.handle;
    return host.handle != NULL;
}

static inline void host_open(size_t engine)
{
    host_init(engine);
    ck_assert(host_create());
}

/* A fixture: a VM in the first of the engines. */
static inline void host_setup(void)
{
    host_open(0);
}

/* Nothing is left of the VM. Also a fixture. */
static inline void host_close(void)
{
    vut_refvm.destroy(host.handle);
    ck_assert_int_eq(host.live, 0);
}

/* ---- programs ------------------------------------------------------------------------------------ */

static inline void host_clear_output(void)
{
    host.output_size = 0;
    host.output[0] = '\0';
}

/* False when the program was rejected. */
static inline bool host_load(const char *source, size_t size)
{
    host_clear_output();
    return vut_refvm.load(host.handle, source, size);
}

/* The same for a program without its opening tag. */
static inline bool host_load_code(const char *code)
{
    static char source[HOST_SOURCE_SIZE];
    int size = snprintf(source, sizeof(source), "<?php %s", code);

    ck_assert_int_lt(size, (int)sizeof(source));
    return host_load(source, (size_t)size);
}

/* Runs what host_load made, if it was not rejected; what was printed by both. */
static inline const char *host_run(bool loaded)
{
    if (loaded)
        vut_refvm.run(host.handle);
    vut_refvm.record(host.handle, &host.record);
    return host.output;
}

#endif
