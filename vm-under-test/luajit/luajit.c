/* luajit.c: vut.h over LuaJIT, any build of it that comes as a shared object.
 *
 * Nothing of LuaJIT's sources is used: only its C API, the `jit.*` library, and the calls that it makes
 * into libc and libgcc (interpose.c). README.md says what can be observed in this way.
 *
 * All C code here that runs between a pcall and its end may be left by an error at any call into `lua`,
 * and what runs outside of one must not raise: it only calls functions that neither allocate nor fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "standalone.h"
#include "vm.h"

enum { BACKTRACE_FRAMES_MAX = 16, STEP_STRIDE = 100, COLLECTIONS_MAX = 64 };

/* ---- tables -------------------------------------------------------------------------------------- */

enum { ENGINE_INTERP, ENGINE_TRACE };

static const struct vut_engine engines[] = {
    [ENGINE_INTERP] = {.name = "interp", .reference = true, .compiles = false},
    [ENGINE_TRACE] = {.name = "trace", .reference = false, .compiles = true},
};

static const struct vut_param params[] = {
#define JIT_PARAM(id, min, max, own, initial, text) {#id, min, max, initial, true, text},
#define ADAPTER_PARAM(id, min, max, initial, text)  {#id, min, max, initial, false, text},
#include "params.def"
#undef JIT_PARAM
#undef ADAPTER_PARAM
};
_Static_assert(LJ_PARAM_COUNT <= (int)VUT_PARAM_COUNT_MAX, "more parameters than settings hold");

/* One function for each feature family, in one program: loading one costs as much as running several. A
 * family that fails says so in its line, and the others go on. */
#define FAMILY(name, body) "probe('" name "', function()\n" body "end)\n"
static const char probe_program[] = "local function probe(name, f) print(name, pcall(f)) end\n" FAMILY(
    "tables",
    "local t = {}\n"
    "for i = 1, 20 do t[i] = i * i; t['k' .. i] = i end\n"
    "local n = 0\n"
    "for k, v in pairs(t) do n = n + v end\n"
    "table.remove(t, 3)\n"
    "return n, #t, table.concat(t, ',', 1, 5)\n") FAMILY("strings",
                                                         "local s = ('abc'):rep(5)\n"
                                                         "local n = 0\n"
                                                         "for c in s:gmatch('b') do n = n + c:byte() end\n"
                                                         "return n, s:upper():sub(2, 6), (s:gsub('a', "
                                                         "'<%0>')), s:find('ca', 1, true)\n")
    FAMILY("closures",
           "local function counter()\n"
           "  local n = 0\n"
           "  return function(d) n = n + d; return n end\n"
           "end\n"
           "local a, b = counter(), counter()\n"
           "for i = 1, 10 do a(i); b(-i) end\n"
           "return a(0), b(0)\n") FAMILY("coroutines",
                                         "local co = coroutine.wrap(function(a)\n"
                                         "  for i = 1, 8 do a = a + coroutine.yield(a * i) end\n"
                                         "  return 'end'\n"
                                         "end)\n"
                                         "local n, x = 0, co(1)\n"
                                         "while x ~= 'end' do n = n + x; x = co(2) end\n"
                                         "return n, coroutine.running()\n")
        FAMILY("metamethods", "local m = {}\n"
                              "m.__index = function(t, k) return k .. '!' end\n"
                              "m.__add = function(a, b) return setmetatable({v = a.v + b.v}, m) end\n"
                              "m.__eq = function(a, b) return a.v == b.v end\n"
                              "local s, one = setmetatable({v = 0}, m), setmetatable({v = 1}, m)\n"
                              "for i = 1, 10 do s = s + one end\n"
                              "return s.v, s.foo, s == setmetatable({v = 10}, m)\n")
            FAMILY("varargs",
                   "local function f(...) return select('#', ...), ... end\n"
                   "local n = 0\n"
                   "for i = 1, 10 do local c, a, b = f(i, nil, 3); n = n + c + a + (b or 1) end\n"
                   "return n, f(nil, nil), unpack({1, 2, 3})\n") FAMILY("loops",
                                                                        "local n, f = 0, 0.5\n"
                                                                        "for i = 1, 200 do\n"
                                                                        "  if i % 3 == 0 then n = n + i "
                                                                        "else n = bit.bxor(n, i) end\n"
                                                                        "  f = f * 1.0625\n"
                                                                        "end\n"
                                                                        "return n, f\n")
                FAMILY(
                    "recursion",
                    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end\n"
                    "local function down(n) if n == 0 then return 0 end return 1 + down(n - 1) end\n"
                    "local function tail(n, a) if n == 0 then return a end return tail(n - 1, a + n) end\n"
                    "return fib(8), down(40), tail(40, 0)\n")
                    FAMILY("finalizers", "local n = 0\n"
                                         "for i = 1, 3 do\n"
                                         "  local p = newproxy(true)\n"
                                         "  getmetatable(p).__gc = function() n = n + i end\n"
                                         "end\n"
                                         "collectgarbage()\n"
                                         "collectgarbage()\n"
                                         "return n\n")
                        FAMILY("numbers",
                               "local t = {}\n"
                               "for i = 1, 8 do t[i] = tostring(i / 4) + tonumber('0x' .. i) end\n"
                               "local first = table.concat(t, ' ')\n"
                               "return first, ('%5.2f|%d|%x|%s|%q'):format(3.14159, 42, 255, 1e100, "
                               "'a\\n'), 2 ^ 53, 1 / 0\n");
#undef FAMILY

static const struct vut_probe probes[] = {{"families", probe_program}};

/* ---- handle -------------------------------------------------------------------------------------- */

static void *heap_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    const struct vut_vm *vm = context;
    if (!block && new_size == 0)
        return NULL;
    return vm->hooks->resize(vm->hooks->ctx, block, old_size, new_size, VUT_DOMAIN_HEAP, 0);
}

/* The allocator's context is the one pointer that every state leads to. */
struct vut_vm *lj_vm(lua_State *L)
{
    void *context;
    lua.getallocf(L, &context);
    return context;
}

void lj_collect(struct vut_vm *vm, lua_State *L)
{
    lua.gc(L, LUA_GCCOLLECT, 0);
    if (!lj_param(vm, LJ_PARAM_gc))
        lua.gc(L, LUA_GCSTOP, 0);
}

/* ---- the record ---------------------------------------------------------------------------------- */

static const char *class_of_status(int status)
{
    switch (status) {
    case LUA_ERRMEM:
        return "memory";
    case LUA_ERRERR:
        return "handler";
    case LUA_ERRSYNTAX:
        return "syntax";
    default:
        return "runtime";
    }
}

/* The line in a message's prefix "program:LINE:", or 0. */
static int line_of_text(const char *text)
{
    static const char prefix[] = "program:";
    char *end;
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return 0;
    long line = strtol(text + sizeof prefix - 1, &end, 10);
    return *end == ':' && line > 0 && line <= 0x7fffffff ? (int)line : 0;
}

/* The value on top of the stack is the error object. Numbers are formatted here, since LuaJIT would
 * allocate a string for one. */
static void record_error(struct vut_record *record, lua_State *L, const char *class)
{
    int type = lua.type(L, -1);
    if (type == LUA_TSTRING)
        snprintf(record->error_text, sizeof record->error_text, "%s", lua.tolstring(L, -1, NULL));
    else if (type == LUA_TNUMBER)
        snprintf(record->error_text, sizeof record->error_text, "%.14g", lua.tonumber(L, -1));
    else
        snprintf(record->error_text, sizeof record->error_text, "(%s error object)",
                 lua.type_name(L, type));
    snprintf(record->error_class, sizeof record->error_class, "%s", class);
    record->error_line = line_of_text(record->error_text);
}

/* Appends like snprintf, and stays within `size`. */
static void append(char *buffer, size_t size, const char *text)
{
    size_t used = strlen(buffer);
    snprintf(buffer + used, size - used, "%s", text);
}

static void append_value(char *buffer, size_t size, lua_State *L, int index)
{
    char number[32];
    int type = lua.type(L, index);
    if (type == LUA_TNUMBER) {
        snprintf(number, sizeof number, "%.14g", lua.tonumber(L, index));
        append(buffer, size, number);
    } else if (type == LUA_TSTRING) {
        append(buffer, size, lua.tolstring(L, index, NULL));
    } else if (type == LUA_TBOOLEAN) {
        append(buffer, size, lua.toboolean(L, index) ? "true" : "false");
    } else {
        append(buffer, size, lua.type_name(L, type));
    }
}

static void record_result(struct vut_record *record, lua_State *L, int first)
{
    for (int i = first; i <= lua.gettop(L) && strlen(record->result) + 1 < sizeof record->result; i++) {
        if (i > first)
            append(record->result, sizeof record->result, "\t");
        append_value(record->result, sizeof record->result, L, i);
    }
}

/* The message handler of the main call: notes where the error came from while the frames still stand.
 * "Sln" is what LuaJIT can answer without allocating. */
static int error_handler(lua_State *L)
{
    struct vut_record *record = &lj_vm(L)->record;
    lua_Debug frame;
    record->backtrace[0] = '\0';
    for (int level = 1; level <= BACKTRACE_FRAMES_MAX && lua.getstack(L, level, &frame); level++) {
        char text[160];
        char line[16] = "";
        if (!lua.getinfo(L, "Sln", &frame))
            break;
        if (frame.currentline > 0)
            snprintf(line, sizeof line, ":%d", frame.currentline);
        if (frame.name && *frame.namewhat)
            snprintf(text, sizeof text, "%s%s in function %.80s\n", frame.short_src, line, frame.name);
        else
            snprintf(text, sizeof text, "%s%s in %s\n", frame.short_src, line,
                     *frame.what == 'm' ? "main chunk" : "function ?");
        append(record->backtrace, sizeof record->backtrace, text);
    }
    return 1;
}

/* What is left on the VM stack when nothing runs. */
static void record_stack(struct vut_vm *vm, int top_before)
{
    lua_Debug frame;
    struct vut_record *record = &vm->record;
    record->stack_delta = lua.gettop(vm->L) - top_before;
    while (record->frame_count < 1000 && lua.getstack(vm->L, record->frame_count, &frame))
        record->frame_count++;
    if (lua.status(vm->L) != 0)
        snprintf(record->stack_note, sizeof record->stack_note, "main thread has status %d, expected 0",
                 lua.status(vm->L));
}

/* ---- hooks: steps and interrupts ----------------------------------------------------------------- */

static void vm_hook(lua_State *L, lua_Debug *frame);

/* Steps are counted in the reference engine only: compiled code calls no hook. */
static bool counts_steps(const struct vut_vm *vm)
{
    return vm->step_budget && vm->settings->engine->reference;
}

static void arm_hook(struct vut_vm *vm, lua_State *L)
{
    if (counts_steps(vm))
        lua.sethook(L, vm_hook, LUA_MASKCOUNT, vm->step_stride);
    else
        lua.sethook(L, NULL, 0, 0);
}

static void disarm_hook(struct vut_vm *vm)
{
    if (vm->interrupt_pending || counts_steps(vm))
        lua.sethook(vm->L, NULL, 0, 0);
    vm->interrupt_pending = false;
}

static void deliver_interrupt(struct vut_vm *vm, lua_State *L)
{
    lj_event(vm, &(struct vut_event){.kind = VUT_EVENT_INTERRUPT});
    switch (vm->interrupt_action) {
    case VUT_ACTION_CALL:
        lj_push(L, LJ_KEY_INTERRUPT);
        lua.call(L, 0, 0);
        break;
    case VUT_ACTION_THROW:
        lj_push(L, LJ_KEY_TEXT_INTERRUPT);
        lua.error(L);
        break;
    case VUT_ACTION_GC:
        lj_collect(vm, L);
        break;
    case VUT_ACTION_FLUSH:
        lua.setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_FLUSH);
        break;
    default:
        break;
    }
}

/* Past its budget, each instruction raises an error: a loop around pcall ends too, since its own
 * instructions lie outside of the call that it protects. */
static void count_steps(struct vut_vm *vm, lua_State *L)
{
    vm->record.steps += (uint64_t)vm->step_stride;
    if (vm->record.steps < vm->step_budget)
        return;
    vm->over_budget = true;
    if (vm->step_stride != 1) {
        vm->step_stride = 1;
        arm_hook(vm, L);
    }
    lj_push(L, LJ_KEY_TEXT_STEPS);
    lua.error(L);
}

static void vm_hook(lua_State *L, lua_Debug *frame)
{
    struct vut_vm *vm = lj_vm(L);
    (void)frame;
    if (vm->interrupt_pending) {
        vm->interrupt_pending = false;
        arm_hook(vm, L);
        deliver_interrupt(vm, L);
    } else if (counts_steps(vm)) {
        count_steps(vm, L);
    }
}

static void lj_set_step_budget(struct vut_vm *vm, uint64_t steps)
{
    vm->step_budget = steps;
}

/* Called from inside the allocator. Setting a hook is allowed there, as it is in a signal handler. */
static void lj_interrupt(struct vut_vm *vm, enum vut_action action)
{
    if (!vm->L)
        return;
    vm->interrupt_pending = true;
    vm->interrupt_action = action;
    lua.sethook(vm->L, vm_hook, LUA_MASKCOUNT, 1);
}

/* Sets the threshold to what is allocated now, so that LuaJIT's next check finds a collection due. With
 * `gc` 0 the step that it does then is a whole cycle, and the threshold is out of reach afterwards. */
static void lj_request_gc(struct vut_vm *vm)
{
    if (vm->L)
        lua.gc(vm->L, LUA_GCRESTART, 0);
}

/* ---- C functions that are called protected ------------------------------------------------------- */

static int protected_collect(lua_State *L)
{
    lj_collect(lj_vm(L), L);
    return 0;
}

static int protected_flush(lua_State *L)
{
    lua.setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_FLUSH);
    return 0;
}

/* Protected because LuaJIT may run finalizers after it has compiled. */
static int protected_load(lua_State *L)
{
    struct vut_vm *vm = lj_vm(L);
    vm->load_status = lua.loadbuffer(L, vm->program, vm->program_size, "=program", "t");
    return 1;
}

static int call_kept(struct vut_vm *vm, enum lj_key key, int results)
{
    lj_push(vm->L, key);
    return lua.pcall(vm->L, 0, results, 0);
}

/* ---- create and destroy -------------------------------------------------------------------------- */

/* A library that doesn't know the parameter says so with an error, which is ignored. */
static void set_jit_param(lua_State *L, int jit, const char *name, long value)
{
    char text[64];
    snprintf(text, sizeof text, "%s=%ld", name, value);
    lua.getfield(L, jit, "opt");
    lua.getfield(L, -1, "start");
    lua.pushstring(L, text);
    if (lua.pcall(L, 1, 0, 0) == LUA_ERRMEM)
        lua.error(L);
    lua.settop(L, jit);
}

static void set_jit_params(struct vut_vm *vm, lua_State *L, int jit)
{
#define JIT_PARAM(id, min, max, own, initial, text)                                                        \
    if (lj_param(vm, LJ_PARAM_##id) != (own))                                                              \
        set_jit_param(L, jit, #id, lj_param(vm, LJ_PARAM_##id));
#define ADAPTER_PARAM(id, min, max, initial, text)
#include "params.def"
#undef JIT_PARAM
#undef ADAPTER_PARAM
}

static void keep_function(lua_State *L, enum lj_key key, lua_CFunction function)
{
    lua.pushcclosure(L, function, 0);
    lj_keep(L, key);
}

static void keep_program(lua_State *L, enum lj_key key, const char *program)
{
    if (lua.loadbuffer(L, program, strlen(program), "=adapter", "t") != 0)
        lua.error(L);
    lj_keep(L, key);
}

static void keep_values(lua_State *L)
{
    keep_function(L, LJ_KEY_LOAD, protected_load);
    keep_function(L, LJ_KEY_PREPARE, sandbox_prepare);
    keep_function(L, LJ_KEY_COLLECT, protected_collect);
    keep_function(L, LJ_KEY_FLUSH, protected_flush);
    keep_function(L, LJ_KEY_HANDLER, error_handler);
    lua.pushstring(L, "step budget");
    lj_keep(L, LJ_KEY_TEXT_STEPS);
    lua.pushstring(L, "interrupt");
    lj_keep(L, LJ_KEY_TEXT_INTERRUPT);
    keep_program(L, LJ_KEY_INTERRUPT, "local t = {} for i = 1, 3 do t[i] = i end return t");
    keep_program(L, LJ_KEY_LAND, "return");
    lj_push(L, LJ_KEY_LAND);
    lua.setmode(L, -1, LUAJIT_MODE_FUNC | LUAJIT_MODE_OFF);
    lib_pop(L);
}

/* With `gc` 0 the threshold is moved out of reach at the end of each cycle too (pause), and a requested
 * collection is one step (step multiplier 0). */
static void set_up_collector(struct vut_vm *vm, lua_State *L)
{
    lua.gc(L, LUA_GCSTOP, 0);
    if (lj_param(vm, LJ_PARAM_gc))
        return;
    lua.gc(L, LUA_GCSETPAUSE, 0x7fffffff);
    lua.gc(L, LUA_GCSETSTEPMUL, 0);
}

static int set_up(lua_State *L)
{
    struct vut_vm *vm = lj_vm(L);
    set_up_collector(vm, L);
    lua.check_stack(L, 40, "no stack at create");
    for (int key = LJ_KEY_NONE + 1; key < LJ_KEY_COUNT; key++) {
        lua.pushboolean(L, 0);
        lj_keep(L, key);
    }
    sandbox_open(vm, L);
    lua.settop(L, 0);
    lua.getfield(L, LUA_GLOBALSINDEX, "jit");
    set_jit_params(vm, L, 1);
    events_open(vm, L, 1);
    if (!vm->settings->engine->compiles)
        lua.setmode(L, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
    keep_values(L);
    sandbox_prepare(L);
    lua.settop(L, 0);
    lj_collect(vm, L);
    lj_collect(vm, L);
    return 0;
}

static int panic(lua_State *L)
{
    const char *text = lua.type(L, -1) == LUA_TSTRING ? lua.tolstring(L, -1, NULL) : "error object";
    lj_event(lj_vm(L), &(struct vut_event){.kind = VUT_EVENT_PANIC, .name = text});
    return 0;
}

static void free_handle(struct vut_vm *vm)
{
    vm->hooks->resize(vm->hooks->ctx, vm, sizeof *vm, 0, VUT_DOMAIN_HARNESS, 0);
}

static void lj_destroy(struct vut_vm *vm)
{
    interpose_enter(vm);
    disarm_hook(vm);
    lua.close(vm->L);
    interpose_enter(NULL);
    free_handle(vm);
}

static struct vut_vm *lj_create(const struct vut_hooks *hooks, const struct vut_settings *settings)
{
    struct vut_vm *vm = hooks->resize(hooks->ctx, NULL, 0, sizeof *vm, VUT_DOMAIN_HARNESS, 0);
    if (!vm)
        return NULL;
    memset(vm, 0, sizeof *vm);
    vm->hooks = hooks;
    vm->settings = settings;
    interpose_enter(vm);
    vm->L = lua.newstate(heap_resize, vm);
    if (!vm->L) {
        interpose_enter(NULL);
        free_handle(vm);
        return NULL;
    }
    lua.atpanic(vm->L, panic);
    if (lua.cpcall(vm->L, set_up, NULL) != 0) {
        lj_destroy(vm);
        return NULL;
    }
    if (lj_param(vm, LJ_PARAM_gc))
        lua.gc(vm->L, LUA_GCRESTART, -1);
    vm->fresh_globals = true;
    interpose_enter(NULL);
    return vm;
}

/* ---- load and run -------------------------------------------------------------------------------- */

static bool load_failed(struct vut_vm *vm, enum vut_status status, const char *class)
{
    record_error(&vm->record, vm->L, class);
    vm->record.status = status;
    lua.settop(vm->L, 0);
    sandbox_drop(vm->L);
    return false;
}

static bool prepare_globals(struct vut_vm *vm)
{
    bool fresh = vm->fresh_globals;
    vm->fresh_globals = false;
    if (fresh)
        return true;
    lj_pause(vm, true);
    int status = call_kept(vm, LJ_KEY_PREPARE, 0);
    lj_pause(vm, false);
    return status == 0 || load_failed(vm, VUT_ERROR, class_of_status(status));
}

static bool compile(struct vut_vm *vm)
{
    vm->load_status = 0;
    int status = call_kept(vm, LJ_KEY_LOAD, 1);
    if (status == 0)
        status = vm->load_status;
    if (status != 0)
        return load_failed(vm, status == LUA_ERRSYNTAX ? VUT_REJECTED : VUT_ERROR, class_of_status(status));
    lj_keep(vm->L, LJ_KEY_PROGRAM);
    return true;
}

static bool lj_load(struct vut_vm *vm, const char *program, size_t size)
{
    interpose_enter(vm);
    disarm_hook(vm);
    memset(&vm->record, 0, sizeof vm->record);
    vm->over_budget = false;
    vm->proxies = false;
    vm->program = program;
    vm->program_size = size;
    vm->loaded = prepare_globals(vm) && compile(vm);
    vm->program = NULL;
    interpose_enter(NULL);
    return vm->loaded;
}

/* An allowance. How deep the stack is when LuaJIT finds it full differs between its engines, since traces
 * have frames of another size, and with it whether there is room for the message's position or only for
 * "error in error handling". That it overflows must be the same. */
static void allow_stack_overflow(struct vut_record *record, int status)
{
    if (status != LUA_ERRERR && !(status == LUA_ERRRUN && strstr(record->error_text, "stack overflow")))
        return;
    snprintf(record->error_class, sizeof record->error_class, "stack");
    snprintf(record->error_text, sizeof record->error_text, "stack overflow");
    record->backtrace[0] = '\0';
    record->error_line = 0;
}

/* Calls the program and gives its function up, so that it is garbage afterwards. */
static void call_program(struct vut_vm *vm)
{
    lua_State *L = vm->L;
    int base = lua.gettop(L);
    lj_push(L, LJ_KEY_HANDLER);
    lj_push(L, LJ_KEY_PROGRAM);
    lua.pushboolean(L, 0);
    lj_keep(L, LJ_KEY_PROGRAM);
    int status = lua.pcall(L, 0, LUA_MULTRET, base + 1);
    if (status == 0) {
        record_result(&vm->record, L, base + 2);
    } else {
        vm->record.status = VUT_ERROR;
        record_error(&vm->record, L, class_of_status(status));
    }
    if (status != LUA_ERRRUN)
        vm->record.backtrace[0] = '\0';
    allow_stack_overflow(&vm->record, status);
    lua.settop(L, base);
}

/* An error that leaves the program while a trace is being recorded leaves the recorder marked as failed,
 * and LuaJIT tidies up (and logs the abort) at the next instruction or call. When that is the call of a C
 * function with no Lua function below it, its search for the frame to blame runs off the stack. In the
 * field a Lua function nearly always comes next, so one does here. */
static void land(struct vut_vm *vm)
{
    if (call_kept(vm, LJ_KEY_LAND, 0) != 0)
        lib_pop(vm->L);
}

/* A full collection, and another when there can be finalizers, so that what one revived or dropped is gone
 * too. An error in a finalizer ends a collection early; then there is one more, so that the others run. */
static void collect_all(struct vut_vm *vm)
{
    int wanted = vm->proxies ? 2 : 1;
    for (int tries = 0, done = 0; done < wanted && tries < COLLECTIONS_MAX; tries++) {
        if (call_kept(vm, LJ_KEY_COLLECT, 0) == 0) {
            done++;
            continue;
        }
        if (vm->record.status == VUT_OK) {
            vm->record.status = VUT_ERROR;
            record_error(&vm->record, vm->L, "finalizer");
        }
        lib_pop(vm->L);
    }
}

static void lj_run(struct vut_vm *vm)
{
    if (!vm->loaded)
        return;
    vm->loaded = false;
    interpose_enter(vm);
    int top = lua.gettop(vm->L);
    vm->step_stride = STEP_STRIDE;
    if (counts_steps(vm) && !vm->interrupt_pending) /* raised while loading: its hook is already set */
        arm_hook(vm, vm->L);
    call_program(vm);
    disarm_hook(vm);
    land(vm);
    sandbox_drop(vm->L);
    collect_all(vm);
    if (vm->over_budget)
        vm->record.status = VUT_STEPS;
    record_stack(vm, top);
    interpose_enter(NULL);
}

static void lj_record(struct vut_vm *vm, struct vut_record *record)
{
    *record = vm->record;
}

static void lj_settle(struct vut_vm *vm)
{
    interpose_enter(vm);
    disarm_hook(vm);
    if (call_kept(vm, LJ_KEY_FLUSH, 0) != 0)
        lib_pop(vm->L);
    for (int i = 0; i < 2; i++)
        if (call_kept(vm, LJ_KEY_COLLECT, 0) != 0)
            lib_pop(vm->L);
    interpose_enter(NULL);
}

/* ---- open ---------------------------------------------------------------------------------------- */

static int read_version(lua_State *L)
{
    lua.pushcclosure(L, lua.open_base, 0);
    lua.call(L, 0, 0);
    lua.pushcclosure(L, lua.open_jit, 0);
    lua.call(L, 0, 0);
    lua.getfield(L, LUA_GLOBALSINDEX, "jit");
    lua.getfield(L, -1, "version");
    return 1;
}

static bool describe_version(char *buffer, size_t size)
{
    lua_State *L = lua.new_default();
    if (!L)
        return false;
    lua.pushcclosure(L, read_version, 0);
    bool read = lua.pcall(L, 0, 1, 0) == 0 && lua.type(L, -1) == LUA_TSTRING;
    if (read)
        snprintf(buffer, size, "%s", lua.tolstring(L, -1, NULL));
    lua.close(L);
    return read;
}

static bool lj_open(const char *library, struct vut_info *info, char *why, size_t why_size)
{
    const char *file = library ? library : "libluajit-5.1.so.2";
    bool raise_seen;
    memset(info, 0, sizeof *info);
    struct link_map *object = lib_open(file, why, why_size);
    if (!object || !interpose_open(object, &raise_seen, why, why_size))
        return false;
    info->anchor = object->l_ld; /* the dynamic section: inside the library, in every build */
    lib_path(object, info->library, sizeof info->library);
    lib_build_id(object, info->build_id, sizeof info->build_id);
    info->lacking = raise_seen ? 0 : VUT_CAP_RAISE;
    if (!describe_version(info->version, sizeof info->version)) {
        snprintf(why, why_size, "'%s' can't start a VM: expected 'jit.version', got an error", file);
        return false;
    }
    return true;
}

/* The interrupted call goes on as if nothing had happened; only the process's own tables have moved on. */
static void lj_resume(struct vut_vm *vm)
{
    interpose_enter(vm);
}

const struct vut vut_luajit = {
    .abi_version = VUT_ABI_VERSION,
    .name = "luajit",
    .text = "LuaJIT 2.1, from a shared object",
    .extension = "lua",
    .install = "apt-get install libluajit-5.1-2",
    .capabilities = VUT_CAP_IMAGE | VUT_CAP_TRACE_LOG | VUT_CAP_RAISE,
    .faults = VUT_FAULT_BIT(VUT_FAULT_OOM) | VUT_FAULT_BIT(VUT_FAULT_GC) |
              VUT_FAULT_BIT(VUT_FAULT_INTERRUPT) | VUT_FAULT_BIT(VUT_FAULT_MCODE) |
              VUT_FAULT_BIT(VUT_FAULT_LIMIT),
    .engines = engines,
    .engine_count = sizeof engines / sizeof *engines,
    .params = params,
    .param_count = LJ_PARAM_COUNT,
    .probes = probes,
    .probe_count = sizeof probes / sizeof *probes,
    .open = lj_open,
    .create = lj_create,
    .load = lj_load,
    .run = lj_run,
    .record = lj_record,
    .destroy = lj_destroy,
    .set_step_budget = lj_set_step_budget,
    .request_gc = lj_request_gc,
    .interrupt = lj_interrupt,
    .resume = lj_resume,
    .settle = lj_settle,
    .standalone = lj_standalone,
};
