/* jit_host.h: a VM that has nothing but an emitter and code memory, for tests of the compilers' lowest
 * parts. Its hooks can be told which call fails, and know what is left.
 */
#ifndef FAULTLINE_TESTS_JIT_HOST_H
#define FAULTLINE_TESTS_JIT_HOST_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "refvm/jit/emit.h"
#include "refvm/jit/jit.h"
#include "refvm/jit/mcode.h"
#include "refvm/vm.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum code_op { CODE_MAP, CODE_PROTECT, CODE_UNMAP, CODE_OPS };

enum { MAPS_MAX = 64, BLOCK_HEAD = 16 };

static struct host {
    unsigned allocations, fail_allocation; /* number of the one that fails; 0: none */
    unsigned live;                         /* blocks */
    unsigned code_ops, fail_code, fail_code_from;
    unsigned ops[CODE_OPS];
    unsigned maps;
    bool irregular; /* an unmap or protect of what was not mapped */
    struct {
        void *address;
        size_t size;
    } map[MAPS_MAX];
} host;

/* A block's size stands before it, so that the size that the caller gives back can be checked. */
static void *host_resize(void *ctx, void *block, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site)
{
    (void)ctx;
    ck_assert_int_eq(domain, VUT_DOMAIN_COMPILER);
    char *head = block ? (char *)block - BLOCK_HEAD : NULL;
    ck_assert_uint_eq(head ? *(size_t *)head : 0, old_size);
    if (new_size == 0) {
        host.live -= head != NULL;
        free(head);
        return NULL;
    }
    ck_assert_uint_ne(site, SITE_NONE);
    if (new_size > old_size && ++host.allocations == host.fail_allocation)
        return NULL;
    char *p = malloc(BLOCK_HEAD + new_size);
    ck_assert_ptr_nonnull(p);
    *(size_t *)p = new_size;
    if (head)
        memcpy(p + BLOCK_HEAD, block, old_size);
    else
        host.live++;
    free(head);
    return p + BLOCK_HEAD;
}

static bool code_op_fails(enum code_op op)
{
    host.ops[op]++;
    host.code_ops++;
    return host.code_ops == host.fail_code || (host.fail_code_from && host.code_ops >= host.fail_code_from);
}

static unsigned find_map(const void *address, size_t size)
{
    unsigned i = 0;
    while (i < host.maps && !(host.map[i].address == address && host.map[i].size == size))
        i++;
    host.irregular |= i == host.maps;
    return i;
}

static void *host_map(void *ctx, void *hint, size_t size, int prot)
{
    (void)ctx;
    ck_assert_int_eq(prot, VUT_PROT_READ | VUT_PROT_WRITE);
    if (code_op_fails(CODE_MAP))
        return MAP_FAILED;
    void *p = mmap(hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_uint_lt(host.maps, MAPS_MAX);
    host.map[host.maps].address = p;
    host.map[host.maps++].size = size;
    return p;
}

static int host_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx;
    ck_assert_int_eq(prot, VUT_PROT_READ | VUT_PROT_EXEC);
    ck_assert_uint_lt(find_map(address, size), host.maps);
    return code_op_fails(CODE_PROTECT) ? -1 : mprotect(address, size, PROT_READ | PROT_EXEC);
}

static int host_unmap(void *ctx, void *address, size_t size)
{
    (void)ctx;
    unsigned i = find_map(address, size);
    ck_assert_uint_lt(i, host.maps);
    if (code_op_fails(CODE_UNMAP))
        return -1;
    host.map[i] = host.map[--host.maps];
    return munmap(address, size);
}

static const struct vut_hooks hooks = {
    .resize = host_resize,
    .code_map = host_map,
    .code_protect = host_protect,
    .code_unmap = host_unmap,
};

static struct vut_settings settings;
static struct vm *vm;
static struct emit e;

enum { SIZE_MAX_OF_TESTS = 64 << 20 };

static void host_begin(void)
{
    host = (struct host){.live = 0};
    settings.param[PARAM_JIT_MAXMCODE] = 1024;
    vm = calloc(1, sizeof *vm);
    ck_assert_ptr_nonnull(vm);
    vm->hooks = &hooks;
    vm->settings = &settings;
    emit_begin(&e, vm, SIZE_MAX_OF_TESTS);
}

/* What was left mapped on purpose is unmapped here. */
static void host_end(void)
{
    emit_drop(&e);
    mcode_end(vm);
    ck_assert_uint_eq(host.live, 0);
    ck_assert(!host.irregular);
    for (unsigned i = 0; i < host.maps; i++)
        munmap(host.map[i].address, host.map[i].size);
    free(vm);
}

static inline TCase *host_tcase(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);
    tcase_add_checked_fixture(tcase, host_begin, host_end);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static inline int host_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
