/* luajit_test.c: the LuaJIT adapter, with hooks of the test's own: a bump allocator that counts, checks
 * sizes and can fail the n-th allocation, and code memory straight from mmap.
 */
#include <check.h>

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check_main.h"
#include "vut.h"

extern const struct vut vut_luajit;

enum { INTERP, TRACE, MEMORY_SIZE = 64 << 20, OUTPUT_SIZE = 4096, LOG_SIZE = 256, MAPS_MAX = 64 };

/* ---- the host ------------------------------------------------------------------------------------ */

struct block {
    size_t size;
    size_t live;
};

struct host {
    char *memory;
    size_t used;
    long live, count, fail_at; /* fail_at 0: never; negative: from -fail_at on */
    long wrong_sizes, bad_frees;
    long act_at; /* at this allocation: */
    bool act_gc;
    enum vut_action act;
    int paused;
    long code_count, code_fail_at;
    long maps;
    struct {
        void *address;
        size_t size;
    } map[MAPS_MAX];
    char output[OUTPUT_SIZE];
    size_t output_size;
    int output_calls;
    uint32_t events[VUT_EVENT_COUNT];
    struct vut_event log[LOG_SIZE];
    char names[LOG_SIZE][40];
    size_t log_size;
    struct vut_vm *vm;
};

static struct host host;

static void act_now(void)
{
    if (host.act_at == 0 || host.count != host.act_at || !host.vm)
        return;
    host.act_at = 0;
    if (host.act_gc)
        vut_luajit.request_gc(host.vm);
    else
        vut_luajit.interrupt(host.vm, host.act);
}

static bool attempt_fails(enum vut_domain domain)
{
    if (host.paused || domain == VUT_DOMAIN_HARNESS)
        return false;
    host.count++;
    act_now();
    return host.fail_at && (host.fail_at > 0 ? host.count == host.fail_at : host.count >= -host.fail_at);
}

static void check_block(const struct block *block, size_t old_size)
{
    host.bad_frees += !block->live;
    host.wrong_sizes += block->size != old_size;
}

static void *hook_resize(void *ctx, void *old, size_t old_size, size_t new_size, enum vut_domain domain,
                         uint32_t site)
{
    (void)ctx;
    (void)site;
    struct block *before = old ? (struct block *)old - 1 : NULL;
    if (before)
        check_block(before, old_size);
    if (new_size > old_size && attempt_fails(domain))
        return NULL;
    if (before && new_size && new_size <= old_size) {
        before->size = new_size;
        return old;
    }
    struct block *after = NULL;
    if (new_size) {
        after = (struct block *)(void *)(host.memory + host.used);
        host.used += sizeof *after + ((new_size + 15) & ~(size_t)15);
        ck_assert_msg(host.used <= MEMORY_SIZE, "the test's memory is used up");
        *after = (struct block){new_size, 1};
        memset(after + 1, 0xcd, new_size);
        host.live++;
        if (old)
            memcpy(after + 1, old, old_size);
    }
    if (before) {
        before->live = 0;
        memset(before + 1, 0xdd, old_size);
        host.live--;
    }
    return after ? after + 1 : NULL;
}

static bool code_fails(void)
{
    return ++host.code_count == host.code_fail_at;
}

static void *hook_code_map(void *ctx, void *hint, size_t size, int prot)
{
    (void)ctx;
    if (code_fails()) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *address = mmap(hint, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address != MAP_FAILED && host.maps < MAPS_MAX) {
        host.map[host.maps].address = address;
        host.map[host.maps++].size = size;
    }
    return address;
}

static int hook_code_protect(void *ctx, void *address, size_t size, int prot)
{
    (void)ctx;
    host.code_count++;
    return mprotect(address, size, prot);
}

static int hook_code_unmap(void *ctx, void *address, size_t size)
{
    (void)ctx;
    host.code_count++;
    for (long i = 0; i < host.maps; i++) {
        if (host.map[i].address == address) {
            host.map[i] = host.map[--host.maps];
            break;
        }
    }
    return munmap(address, size);
}

static void hook_output(void *ctx, const char *bytes, size_t size)
{
    (void)ctx;
    host.output_calls++;
    if (host.output_size + size < OUTPUT_SIZE) {
        memcpy(host.output + host.output_size, bytes, size);
        host.output_size += size;
        host.output[host.output_size] = '\0';
    }
}

static void hook_event(void *ctx, const struct vut_event *event)
{
    (void)ctx;
    host.events[event->kind]++;
    if (event->kind == VUT_EVENT_PANIC) {
        fprintf(stderr, "panic: %s\n", event->name);
        abort();
    }
    if (host.log_size == LOG_SIZE)
        return;
    host.log[host.log_size] = *event;
    snprintf(host.names[host.log_size], sizeof *host.names, "%s", event->name ? event->name : "(lost)");
    host.log_size++;
}

static void hook_pause(void *ctx, bool on)
{
    (void)ctx;
    host.paused += on ? 1 : -1;
}

static const struct vut_hooks hooks = {
    .resize = hook_resize,
    .code_map = hook_code_map,
    .code_protect = hook_code_protect,
    .code_unmap = hook_code_unmap,
    .output = hook_output,
    .event = hook_event,
    .pause = hook_pause,
};

static void reset_host(void)
{
    char *memory = host.memory;
    if (!memory)
        memory = mmap((void *)0x20000000, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
    host = (struct host){.memory = memory};
}

/* ---- runs ---------------------------------------------------------------------------------------- */

static struct vut_info info;
static struct vut_settings settings;

static void open_library(void)
{
    char why[512] = "";
    const char *library = getenv("FAULTLINE_TEST_LUAJIT");
    ck_assert_msg(vut_luajit.open(library, &info, why, sizeof why), "%s", why);
    reset_host();
}

static long *param(const char *name)
{
    for (size_t i = 0; i < vut_luajit.param_count; i++)
        if (strcmp(vut_luajit.params[i].name, name) == 0)
            return &settings.param[i];
    ck_abort_msg("no parameter '%s'", name);
    return NULL;
}

static void use(int engine)
{
    settings.engine = &vut_luajit.engines[engine];
    for (size_t i = 0; i < vut_luajit.param_count; i++)
        settings.param[i] = vut_luajit.params[i].initial;
}

static void create(int engine)
{
    reset_host();
    use(engine);
    host.vm = vut_luajit.create(&hooks, &settings);
    ck_assert_ptr_nonnull(host.vm);
    host.count = host.code_count = 0;
}

static struct vut_record again(const char *program)
{
    struct vut_record record;
    host.output_size = 0;
    host.output[0] = '\0';
    host.count = 0;
    if (vut_luajit.load(host.vm, program, strlen(program)))
        vut_luajit.run(host.vm);
    vut_luajit.record(host.vm, &record);
    return record;
}

static void destroy(void)
{
    vut_luajit.destroy(host.vm);
    host.vm = NULL;
    ck_assert_int_eq(host.live, 0);
    ck_assert_int_eq(host.maps, 0);
    ck_assert_int_eq(host.wrong_sizes, 0);
    ck_assert_int_eq(host.bad_frees, 0);
    ck_assert_int_eq(host.paused, 0);
}

static struct vut_record once(int engine, const char *program)
{
    create(engine);
    struct vut_record record = again(program);
    destroy();
    return record;
}

/* The program prints this and ends well, in both engines. */
static void expect(const char *program, const char *output)
{
    for (int engine = INTERP; engine <= TRACE; engine++) {
        struct vut_record record = once(engine, program);
        ck_assert_msg(record.status == VUT_OK, "%s", record.error_text);
        ck_assert_str_eq(host.output, output);
        ck_assert_int_eq(record.stack_delta, 0);
        ck_assert_int_eq(record.frame_count, 0);
        ck_assert_str_eq(record.stack_note, "");
    }
}

/* ---- open ---------------------------------------------------------------------------------------- */

START_TEST(open_refuses_what_is_no_luajit)
{
    static const char *const files[] = {"/nonexistent/libluajit.so", "/etc/passwd", "libm.so.6"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char why[512] = "";
        struct vut_info none;
        ck_assert(!vut_luajit.open(files[i], &none, why, sizeof why));
        ck_assert_msg(strstr(why, files[i]) != NULL, "'%s' does not name '%s'", why, files[i]);
    }
}
END_TEST

START_TEST(open_describes_the_library)
{
    ck_assert_ptr_nonnull(strstr(info.version, "LuaJIT 2.1"));
    ck_assert_int_eq(info.library[0], '/');
    ck_assert_int_eq(strspn(info.build_id, "0123456789abcdef"), strlen(info.build_id));
    char why[512];
    struct vut_info second;
    ck_assert(vut_luajit.open(getenv("FAULTLINE_TEST_LUAJIT"), &second, why, sizeof why));
    ck_assert_uint_eq(second.lacking, info.lacking);
}
END_TEST

/* ---- sandbox ------------------------------------------------------------------------------------- */

START_TEST(print_formats_like_lua)
{
    expect("print() print(1, 'a', nil, true, 1.5) print(('x'):rep(3))\n"
           "print(setmetatable({}, {__tostring = function() print('in'); return 'T' end}))\n"
           "tostring = function(x) return '<' .. x .. '>' end print('a')",
           "\n1\ta\tnil\ttrue\t1.5\nxxx\nin\nT\n<a>\n");
    ck_assert_int_eq(host.output_calls, 6);
    char longer[2048];
    snprintf(longer, sizeof longer, "%01500d\t1500\n", 0);
    expect("print(('ab'):rep(1500):gsub('ab', '0'))", longer);
}
END_TEST

START_TEST(outside_world_is_hidden)
{
    expect("for _, k in ipairs{'io','os','debug','package','require','ffi','jit','dofile','loadfile',\n"
           "  'module','gcinfo'} do if _G[k] ~= nil then print(k) end end\n"
           "print(string.dump, getfenv(print) == _G, getfenv(string.rep) == _G, _G._G == _G)",
           "nil\ttrue\ttrue\ttrue\n");
}
END_TEST

START_TEST(bytecode_is_refused)
{
    expect("local f = function() end\n"
           "print(load('\\27LJ\\2'))\n"
           "print(load('\\27LJ\\2', 'n', 'b'))\n"
           "print(load(function() return '\\27LJ' end))\n"
           "print(load('return 1', 'n', 'b'))\n"
           "local n = 0\n"
           "print(load(function() n = n + 1; return ({'return ', '7'})[n] end)(), type(loadstring('x = "
           "3')))\n",
           "nil\tattempt to load chunk with wrong mode\n"
           "nil\tattempt to load chunk with wrong mode\n"
           "nil\tattempt to load chunk with wrong mode\n"
           "nil\tattempt to load chunk with wrong mode\n"
           "7\tfunction\n");
}
END_TEST

START_TEST(load_sees_the_programs_globals)
{
    expect("x = 1; load('x = x + 1; y = 5')(); print(x, y, load('return z', 'n', 't', {z = 9})())\n"
           "print(coroutine.wrap(function() return loadstring('return x')() end)())",
           "2\t5\t9\n2\n");
    struct vut_record record = once(TRACE, "\x1bLJ");
    ck_assert_int_eq(record.status, VUT_REJECTED);
}
END_TEST

START_TEST(programs_do_not_disturb_each_other)
{
    static const char first[] = "x = 1; string.format = nil; getmetatable('').__index = nil\n"
                                "getmetatable('').__add = print; getfenv(print).y = 2; math.random()\n"
                                "string.rep = nil; table = nil; setfenv(0, {})";
    static const char second[] = "print(x, y, string.format('%d', 3), ('a'):rep(2), type(table.concat))\n"
                                 "print(getmetatable('').__add, getfenv(print).y, math.random(1, 100000))";
    for (int engine = INTERP; engine <= TRACE; engine++) {
        char fresh[OUTPUT_SIZE];
        once(engine, second);
        strcpy(fresh, host.output);
        ck_assert_ptr_nonnull(strstr(fresh, "nil\tnil\t3\taa\tfunction\nnil\tnil\t"));
        create(engine);
        ck_assert_int_eq(again(first).status, VUT_OK);
        ck_assert_int_eq(again(second).status, VUT_OK);
        ck_assert_str_eq(host.output, fresh);
        destroy();
    }
}
END_TEST

START_TEST(collectgarbage_tells_no_numbers)
{
    expect("print(collectgarbage(), collectgarbage('count'), collectgarbage('step', 3))\n"
           "print(collectgarbage('stop'), collectgarbage('setpause', 5), pcall(collectgarbage, 'x'))",
           "0\t0\t0\n0\t0\tfalse\tbad argument #1 to '?' (invalid option 'x')\n");
}
END_TEST

/* ---- the record ---------------------------------------------------------------------------------- */

START_TEST(results_and_errors_are_recorded)
{
    for (int engine = INTERP; engine <= TRACE; engine++) {
        struct vut_record r = once(engine, "return 1, 'two', nil, true, {}, 0.5");
        ck_assert_str_eq(r.result, "1\ttwo\tnil\ttrue\ttable\t0.5");
        r = once(engine, "local function f(x)\n return x.y.z end\nf({})\n");
        ck_assert_int_eq(r.status, VUT_ERROR);
        ck_assert_str_eq(r.error_class, "runtime");
        ck_assert_int_eq(r.error_line, 2);
        ck_assert_str_eq(r.backtrace, "program:2 in function f\nprogram:3 in main chunk\n");
        r = once(engine, "error({})");
        ck_assert_str_eq(r.error_text, "(table error object)");
        ck_assert_str_eq(r.backtrace, "[C] in function error\nprogram:1 in main chunk\n");
        r = once(engine, "x = = 1");
        ck_assert_int_eq(r.status, VUT_REJECTED);
        ck_assert_str_eq(r.error_class, "syntax");
        ck_assert_int_eq(r.error_line, 1);
    }
}
END_TEST

START_TEST(finalizers_run_inside_run)
{
    expect("p = newproxy(true) getmetatable(p).__gc = function() print('gone') end print('end')",
           "end\ngone\n");
    struct vut_record r = once(INTERP, "p = newproxy(true) q = newproxy(true)\n"
                                       "getmetatable(p).__gc = function() error('bad') end\n"
                                       "getmetatable(q).__gc = function() print('gone') end");
    ck_assert_int_eq(r.status, VUT_ERROR);
    ck_assert_str_eq(r.error_class, "finalizer");
    ck_assert_str_eq(r.error_text, "program:2: bad");
    ck_assert_str_eq(host.output, "gone\n");
}
END_TEST

/* ---- engines and events -------------------------------------------------------------------------- */

static bool logged(enum vut_event_kind kind, const char *name)
{
    for (size_t i = 0; i < host.log_size; i++)
        if (host.log[i].kind == kind && strcmp(host.names[i], name) == 0)
            return true;
    return false;
}

START_TEST(only_the_trace_engine_compiles)
{
    static const char loop[] = "local n = 0 for i = 1, 100 do n = n + i end print(n)";
    once(INTERP, loop);
    ck_assert_uint_eq(host.events[VUT_EVENT_TRACE_START], 0);
    once(TRACE, loop);
    ck_assert_uint_gt(host.events[VUT_EVENT_TRACE_START], 0);
    ck_assert(logged(VUT_EVENT_TRACE_STOP, "loop"));
    ck_assert_int_gt(host.code_count, 0);
}
END_TEST

START_TEST(aborts_have_names)
{
    once(TRACE, "for i = 1, 20 do local f = function() return i end end");
    ck_assert(logged(VUT_EVENT_TRACE_ABORT, "nyi-bytecode"));
    once(TRACE, "local t = {} for i = 1, 20 do pcall(error, t) end");
    ck_assert(!logged(VUT_EVENT_TRACE_ABORT, "(lost)"));
}
END_TEST

START_TEST(limits_reach_the_compiler)
{
    reset_host();
    use(TRACE);
    *param("maxsnap") = 2;
    host.vm = vut_luajit.create(&hooks, &settings);
    again("local n = 0 for i = 1, 50 do if i % 3 == 0 then n = n + 1 else n = n + 2 end end");
    destroy();
    ck_assert(logged(VUT_EVENT_TRACE_ABORT, "snapshot-overflow"));
}
END_TEST

START_TEST(log_can_be_widened_and_silenced)
{
    static const char loop[] =
        "local n = 0 for i = 1, 50 do if i < 20 then n = n + 1 else n = n + 2 end end";
    for (int quiet = 0; quiet < 2; quiet++) {
        reset_host();
        use(TRACE);
        *param("texit") = 1;
        *param("nolog") = quiet;
        host.vm = vut_luajit.create(&hooks, &settings);
        again(loop);
        destroy();
        ck_assert_int_eq(host.events[VUT_EVENT_TRACE_EXIT] == 0, quiet);
        ck_assert_int_eq(host.events[VUT_EVENT_TRACE_START] == 0, quiet);
    }
}
END_TEST

START_TEST(raises_are_seen)
{
    ck_assert_uint_eq(info.lacking & VUT_CAP_RAISE, 0);
    once(INTERP, "pcall(error, 1) pcall(error, 2)");
    ck_assert_uint_eq(host.events[VUT_EVENT_RAISE], 2);
}
END_TEST

START_TEST(runs_repeat_exactly)
{
    static const char program[] = "local t = {} for i = 1, 50 do t['k' .. i] = math.random() end\n"
                                  "for k, v in pairs(t) do print(k, v) end print(t)";
    for (int engine = INTERP; engine <= TRACE; engine++) {
        char output[OUTPUT_SIZE];
        create(engine);
        again(program);
        long count = host.count;
        strcpy(output, host.output);
        destroy();
        create(engine);
        again(program);
        ck_assert_str_eq(host.output, output);
        ck_assert_int_eq(host.count, count);
        destroy();
    }
}
END_TEST

START_TEST(probes_pass_in_both_engines)
{
    for (size_t i = 0; i < vut_luajit.probe_count; i++) {
        char output[OUTPUT_SIZE];
        struct vut_record record = once(INTERP, vut_luajit.probes[i].program);
        ck_assert_msg(record.status == VUT_OK, "%s: %s", vut_luajit.probes[i].family, record.error_text);
        strcpy(output, host.output);
        once(TRACE, vut_luajit.probes[i].program);
        ck_assert_str_eq(host.output, output);
        ck_assert_uint_gt(host.output_size, 1);
    }
}
END_TEST

/* ---- images -------------------------------------------------------------------------------------- */

START_TEST(image_can_be_put_back)
{
    static const char program[] = "local n = 0 for i = 1, 50 do pcall(error, i) n = n + #tostring(i) end\n"
                                  "print(n) error('end')";
    create(TRACE);
    char *image = malloc(host.used);
    size_t used = host.used;
    long live = host.live;
    memcpy(image, host.memory, used);
    for (int i = 0; i < 20; i++) {
        struct vut_record record = again(program);
        ck_assert_str_eq(record.error_text, "program:2: end");
        ck_assert_str_eq(host.output, "91\n");
        /* As the harness does it: the code memory goes, and LuaJIT never hears of it. */
        ck_assert_int_gt(host.maps, 0);
        while (host.maps > 0) {
            host.maps--;
            munmap(host.map[host.maps].address, host.map[host.maps].size);
        }
        memcpy(host.memory, image, used);
        host.used = used;
        host.live = live;
    }
    destroy();
    free(image);
}
END_TEST

/* ---- faults -------------------------------------------------------------------------------------- */

/* In a process of its own, since lua_newstate itself may crash: how create ended, or -1 for a signal. */
enum { CREATED = 10, REFUSED, UNBALANCED, NOT_REACHED };

static int try_create(long n, bool from)
{
    int status;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(STDERR_FILENO); /* a sanitizer's report of an expected crash */
        reset_host();
        host.fail_at = from ? -n : n;
        host.vm = vut_luajit.create(&hooks, &settings);
        int result = host.vm ? CREATED : REFUSED;
        if (host.count < n)
            result = NOT_REACHED;
        if (host.vm)
            vut_luajit.destroy(host.vm);
        _exit(host.live || host.wrong_sizes || host.bad_frees ? UNBALANCED : result);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    int result = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return result >= CREATED && result <= NOT_REACHED ? result : -1;
}

/* LuaJIT 2.1 crashes when one of the first allocations fails, in lua_newstate's own clean-up. That ends
 * before the libraries are opened; from there on nothing may crash. */
START_TEST(create_survives_every_failing_allocation)
{
    enum { NEWSTATE_MAX = 12 };
    for (int engine = INTERP; engine <= TRACE; engine++) {
        use(engine);
        for (int from = 0; from < 2; from++) {
            long n = 0;
            int result = 0;
            while (result != NOT_REACHED) {
                result = try_create(++n, from);
                ck_assert_int_ne(result, UNBALANCED);
                ck_assert_msg(result != -1 || n <= NEWSTATE_MAX, "create dies at allocation %ld", n);
                ck_assert_msg(result != CREATED || !from, "create ignores a failing allocation %ld", n);
            }
            ck_assert_int_gt(n, 300);
        }
    }
}
END_TEST

START_TEST(interpreter_survives_every_failing_allocation)
{
    static const char program[] = "local t = {}\n"
                                  "for i = 1, 5 do t[i] = tostring(i) .. 'x' end\n"
                                  "print(pcall(table.concat, t, ','))\n"
                                  "print(#t, load('return ' .. #t)())";
    long n = 1, memory_errors = 0;
    for (;; n++) {
        create(INTERP);
        host.fail_at = n;
        struct vut_record record = again(program);
        host.fail_at = 0;
        memory_errors += strcmp(record.error_class, "memory") == 0;
        ck_assert_int_eq(record.stack_delta, 0);
        bool reached = host.count >= n;
        ck_assert_int_eq(again("print('alive')").status, VUT_OK);
        ck_assert_str_eq(host.output, "alive\n");
        destroy();
        if (!reached)
            break;
    }
    ck_assert_int_gt(n, 20);
    ck_assert_int_gt(memory_errors, 10);
}
END_TEST

START_TEST(failing_code_memory_is_invisible)
{
    create(TRACE);
    host.code_fail_at = 1;
    struct vut_record record = again("local n = 0 for i = 1, 100 do n = n + i end print(n)");
    ck_assert_int_eq(record.status, VUT_OK);
    ck_assert_str_eq(host.output, "5050\n");
    destroy();
}
END_TEST

START_TEST(requested_collection_is_complete)
{
    for (int engine = INTERP; engine <= TRACE; engine++) {
        create(engine);
        host.act_gc = true;
        host.act_at = 25;
        again("do local p = newproxy(true) getmetatable(p).__gc = function() print('gc') end end\n"
              "for i = 1, 100 do local t = {i} end print('end')");
        ck_assert_str_eq(host.output, "gc\nend\n");
        destroy();
    }
}
END_TEST

START_TEST(interrupts_are_delivered)
{
    for (int action = 0; action < VUT_ACTION_COUNT; action++) {
        create(INTERP);
        vut_luajit.set_step_budget(host.vm, 100000);
        host.act = (enum vut_action)action;
        host.act_at = action % 2 ? 25 : 3; /* while running, while loading */
        struct vut_record record = again("for i = 1, 100 do local t = {i} end print('end')");
        ck_assert_uint_eq(host.events[VUT_EVENT_INTERRUPT], 1);
        ck_assert_int_eq(record.status, action == VUT_ACTION_THROW ? VUT_ERROR : VUT_OK);
        if (action == VUT_ACTION_THROW)
            ck_assert_str_eq(record.error_text, "interrupt");
        ck_assert_int_eq(again("print(1)").status, VUT_OK);
        destroy();
    }
}
END_TEST

START_TEST(step_budget_ends_programs)
{
    static const char *const programs[] = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local co = coroutine.wrap(function() while true do pcall(error) end end) co()",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        create(INTERP);
        vut_luajit.set_step_budget(host.vm, 10000);
        struct vut_record record = again(programs[i]);
        ck_assert_int_eq(record.status, VUT_STEPS);
        ck_assert_uint_ge(record.steps, 10000);
        record = again("print(1)");
        ck_assert_int_eq(record.status, VUT_OK);
        destroy();
    }
}
END_TEST

START_TEST(settle_makes_live_counts_comparable)
{
    for (int engine = INTERP; engine <= TRACE; engine++) {
        create(engine);
        long live[4];
        for (int i = 0; i < 4; i++) {
            again("local t = {} for i = 1, 50 do t[i] = {tostring(i)} end print(#t)");
            vut_luajit.settle(host.vm);
            live[i] = host.live;
        }
        ck_assert_int_eq(live[2], live[1]);
        ck_assert_int_eq(live[3], live[1]);
        destroy();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("luajit");
    TCase *tests = tcase_create("luajit");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, open_library, NULL);
    tcase_add_test(tests, open_refuses_what_is_no_luajit);
    tcase_add_test(tests, open_describes_the_library);
    tcase_add_test(tests, print_formats_like_lua);
    tcase_add_test(tests, outside_world_is_hidden);
    tcase_add_test(tests, bytecode_is_refused);
    tcase_add_test(tests, load_sees_the_programs_globals);
    tcase_add_test(tests, programs_do_not_disturb_each_other);
    tcase_add_test(tests, collectgarbage_tells_no_numbers);
    tcase_add_test(tests, results_and_errors_are_recorded);
    tcase_add_test(tests, finalizers_run_inside_run);
    tcase_add_test(tests, only_the_trace_engine_compiles);
    tcase_add_test(tests, aborts_have_names);
    tcase_add_test(tests, limits_reach_the_compiler);
    tcase_add_test(tests, log_can_be_widened_and_silenced);
    tcase_add_test(tests, raises_are_seen);
    tcase_add_test(tests, runs_repeat_exactly);
    tcase_add_test(tests, probes_pass_in_both_engines);
    tcase_add_test(tests, image_can_be_put_back);
    tcase_add_test(tests, create_survives_every_failing_allocation);
    tcase_add_test(tests, interpreter_survives_every_failing_allocation);
    tcase_add_test(tests, failing_code_memory_is_invisible);
    tcase_add_test(tests, requested_collection_is_complete);
    tcase_add_test(tests, interrupts_are_delivered);
    tcase_add_test(tests, step_budget_ends_programs);
    tcase_add_test(tests, settle_makes_live_counts_comparable);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
