/* jit_session.h: programs run in one of the reference VM's compiling engines, and what the compilers say of
 * them.
 *
 * Each program has a VM of its own, whose settings are those that the VM has but for what the test changes
 * before. All events of the compilers are noted; `session_see` is called at each, when what the compiler
 * made, or gave up, still exists. The memory of the compilers is counted apart from the program's.
 */
#ifndef FAULTLINE_TESTS_JIT_SESSION_H
#define FAULTLINE_TESTS_JIT_SESSION_H

#include <sys/mman.h>

#include "refvm/dump.h"
#include "refvm/jit/rec.h"
#include "refvm_host.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { SESSION_EVENTS_MAX = 256, SESSION_TEXT_SIZE = 1 << 16 };

struct session_event {
    enum vut_event_kind kind;
    uint32_t a, b, c;
    char name[48];
};

struct session {
    struct vut_hooks hooks;
    long live;                             /* bytes of the compilers */
    uint32_t allocations, fail_allocation; /* of the compilers: number of the one that fails; 0: none */
    uint32_t code_ops, fail_code_op;       /* of code memory: mapping and protecting */
    struct session_event events[SESSION_EVENTS_MAX];
    uint32_t event_count;
    char text[SESSION_TEXT_SIZE]; /* of the last dump */
    size_t text_size;
};

static struct session session;

/* A test may have these called: at START, STOP and ABORT; and before each output. */
static void (*session_see)(const struct vut_event *event);
static void (*session_see_output)(void);

/* ---- hooks --------------------------------------------------------------------------------------- */

static void *session_resize(void *ctx, void *block, size_t old_size, size_t new_size,
                            enum vut_domain domain, uint32_t site)
{
    bool is_compiler = domain == VUT_DOMAIN_COMPILER;

    if (is_compiler && new_size > old_size && ++session.allocations == session.fail_allocation)
        return NULL;
    if (is_compiler)
        session.live += (long)new_size - (long)old_size;
    return host_resize(ctx, block, old_size, new_size, domain, site);
}

static void session_event(void *ctx, const struct vut_event *event)
{
    struct session_event *e = &session.events[session.event_count];

    (void)ctx;
    if (event->kind > VUT_EVENT_TRACE_EXIT)
        return;
    if (session.event_count < SESSION_EVENTS_MAX) {
        *e = (struct session_event){event->kind, event->a, event->b, event->c, ""};
        snprintf(e->name, sizeof e->name, "%s", event->name == NULL ? "" : event->name);
        session.event_count++;
    }
    if (session_see != NULL && event->kind <= VUT_EVENT_TRACE_ABORT)
        session_see(event);
}

static void session_output(void *ctx, const char *bytes, size_t size)
{
    if (session_see_output != NULL)
        session_see_output();
    host_output(ctx, bytes, size);
}

static void *session_code_map(void *ctx, void *hint, size_t size, int prot)
{
    (void)ctx, (void)prot;
    if (++session.code_ops == session.fail_code_op)
        return MAP_FAILED;
    return mmap(hint, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int session_code_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx, (void)prot;
    if (++session.code_ops == session.fail_code_op)
        return -1;
    return mprotect(address, size, PROT_READ | PROT_EXEC);
}

static int session_code_unmap(void *ctx, void *address, size_t size)
{
    (void)ctx;
    return munmap(address, size);
}

/* ---- running ------------------------------------------------------------------------------------- */

/* Which engine the next programs run in; JIT_NONE: the reference interpreter. */
static void session_engine(enum jit_engine engine)
{
    static const char *const names[] = {
        [JIT_NONE] = "call", [JIT_FUNCTION] = "function", [JIT_TRACE] = "trace"};
    size_t i = 0;

    while (strcmp(vut_refvm.engines[i].name, names[engine]) != 0)
        i++;
    host.settings.engine = &vut_refvm.engines[i];
}

/* Settings as the VM has them, but for a low threshold. No VM yet. */
static void session_begin(enum jit_engine engine)
{
    host_init(0);
    session_engine(engine);
    session = (struct session){.hooks = host_hooks};
    session_see = NULL;
    session_see_output = NULL;
    session.hooks.resize = session_resize;
    session.hooks.output = session_output;
    session.hooks.event = session_event;
    session.hooks.code_map = session_code_map;
    session.hooks.code_protect = session_code_protect;
    session.hooks.code_unmap = session_code_unmap;
    host.settings.param[PARAM_JIT_IRCHECK] = 1;
    host.settings.param[PARAM_JIT_HOTLOOP] = host.settings.param[PARAM_JIT_HOTFUNC] = 2;
}

/* Nothing is left of the VM. */
static void session_end(void)
{
    if (host.handle != NULL)
        host_close();
    host.handle = NULL;
    ck_assert_int_eq(session.live, 0);
}

static void session_set(enum param_id id, long value)
{
    host.settings.param[id] = value;
}

/* What the program prints. The VM that ran it stays until the next one, or the end. */
static const char *session_run(const char *code)
{
    session_end();
    session.event_count = session.allocations = session.code_ops = 0;
    host.handle = vut_refvm.create(&session.hooks, &host.settings);
    vm = (struct vm *)host.handle;
    ck_assert_ptr_nonnull(vm);
    return host_run(host_load_code(code));
}

/* ---- events -------------------------------------------------------------------------------------- */

/* The n-th event of that kind, from 0; NULL: there are not so many. */
static inline const struct session_event *session_event_at(enum vut_event_kind kind, uint32_t n)
{
    for (uint32_t i = 0; i < session.event_count; i++)
        if (session.events[i].kind == kind && n-- == 0)
            return &session.events[i];
    return NULL;
}

/* How many there are of that kind, and of that name, unless it is NULL. */
static inline uint32_t session_events(enum vut_event_kind kind, const char *name)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < session.event_count; i++)
        count +=
            session.events[i].kind == kind && (name == NULL || strcmp(session.events[i].name, name) == 0);
    return count;
}

/* Why something was given up first; "" if nothing was. */
static inline const char *session_abort_name(void)
{
    const struct session_event *e = session_event_at(VUT_EVENT_TRACE_ABORT, 0);

    return e == NULL ? "" : e->name;
}

/* ---- what is left -------------------------------------------------------------------------------- */

/* Bytes that the compilers have while there is no code: points, and tables that stay. */
static inline long session_kept(void)
{
    const struct jit *jit = &vm->jit;
    size_t size = jit->trace_capacity * sizeof *jit->traces + jit->waiting_capacity * sizeof *jit->waiting;

    for (const struct jit_func *jf = jit->funcs; jf != NULL; jf = jf->next)
        size += sizeof *jf + jf->point_count * sizeof *jf->points +
                jf->func->opline_count * sizeof *jf->point_at;
    return (long)size;
}

/* ---- dumps --------------------------------------------------------------------------------------- */

static inline void session_sink(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    if (size >= sizeof session.text - session.text_size)
        size = sizeof session.text - session.text_size - 1;
    memcpy(session.text + session.text_size, bytes, size);
    session.text_size += size;
    session.text[session.text_size] = '\0';
}

/* For a dump into session.text, which is empty then. */
static inline struct dump session_dump(void)
{
    session.text_size = 0;
    session.text[0] = '\0';
    return (struct dump){.vm = vm, .sink = session_sink};
}

#endif
