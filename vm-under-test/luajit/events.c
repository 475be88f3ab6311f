/* events.c: the trace log, from LuaJIT's own VM events (jit.attach).
 *
 * The callbacks are C functions, so they compile and print nothing themselves. They run inside the trace
 * compiler: what they allocate is paused away, and the strings that LuaJIT makes for them are anchored at
 * create, so that an event costs no numbered allocation.
 */
#include <stdio.h>
#include <string.h>

#include "vm.h"

static const char *const reasons[] = {
#define REASON(name) name,
#include "reasons.def"
#undef REASON
};

static const char *reason_of_number(lua_Number number)
{
    const size_t count = sizeof reasons / sizeof *reasons;
    return number >= 0 && number < (lua_Number)count ? reasons[(size_t)number] : NULL;
}

/* LuaJIT hands over whatever was thrown: the number of a trace error, or the error object of a program
 * or of the VM that interrupted the recording. Anything that can be neither is a lost reason. */
static const char *abort_reason(lua_State *L, int index)
{
    switch (lua.type(L, index)) {
    case LUA_TNUMBER:
        return reason_of_number(lua.tonumber(L, index));
    case LUA_TSTRING:
        return strcmp(lua.tolstring(L, index, NULL), "not enough memory") == 0 ? "error:memory"
                                                                               : "error:runtime";
    case LUA_TTABLE:
    case LUA_TUSERDATA:
    case LUA_TBOOLEAN:
    case LUA_TTHREAD:
        return "error:object";
    default:
        return NULL;
    }
}

/* Arguments of `start`: what, trace, function, pc, parent or nothing, exit. */
static void trace_start(struct vut_vm *vm, lua_State *L)
{
    lj_event(vm, &(struct vut_event){
                     .kind = VUT_EVENT_TRACE_START,
                     .a = (uint32_t)lua.tointeger(L, 2),
                     .b = (uint32_t)lua.tointeger(L, 5),
                     .c = (uint32_t)lua.tointeger(L, 6),
                 });
}

/* The link type is asked of jit.util.traceinfo; "none" when it can't be had. */
static void trace_stop(struct vut_vm *vm, lua_State *L)
{
    const char *link = "none";
    lj_push(L, LJ_KEY_TRACEINFO);
    lua.pushvalue(L, 2);
    if (lua.pcall(L, 1, 1, 0) == 0 && lua.type(L, -1) == LUA_TTABLE) {
        lua.getfield(L, -1, "linktype");
        if (lua.type(L, -1) == LUA_TSTRING)
            link = lua.tolstring(L, -1, NULL);
    }
    lj_event(vm, &(struct vut_event){
                     .kind = VUT_EVENT_TRACE_STOP,
                     .a = (uint32_t)lua.tointeger(L, 2),
                     .name = link,
                 });
}

/* Arguments of `abort`: what, trace, function, pc, error, more about the error. */
static void trace_abort(struct vut_vm *vm, lua_State *L)
{
    lj_event(vm, &(struct vut_event){
                     .kind = VUT_EVENT_TRACE_ABORT,
                     .a = (uint32_t)lua.tointeger(L, 2),
                     .name = abort_reason(L, 5),
                 });
}

static int on_trace(lua_State *L)
{
    struct vut_vm *vm = lj_vm(L);
    const char *what = lua.type(L, 1) == LUA_TSTRING ? lua.tolstring(L, 1, NULL) : "";
    lj_pause(vm, true);
    if (strcmp(what, "start") == 0)
        trace_start(vm, L);
    else if (strcmp(what, "stop") == 0)
        trace_stop(vm, L);
    else if (strcmp(what, "abort") == 0)
        trace_abort(vm, L);
    else if (strcmp(what, "flush") == 0)
        lj_event(vm, &(struct vut_event){.kind = VUT_EVENT_TRACE_FLUSH});
    lj_pause(vm, false);
    return 0;
}

/* Arguments: trace, exit, registers. */
static int on_exit_taken(lua_State *L)
{
    lj_event(lj_vm(L), &(struct vut_event){
                           .kind = VUT_EVENT_TRACE_EXIT,
                           .a = (uint32_t)lua.tointeger(L, 1),
                           .b = (uint32_t)lua.tointeger(L, 2),
                       });
    return 0;
}

/* Keeps jit.util.traceinfo, which is found in the table of preloads: there is no `require` here. */
static void keep_traceinfo(lua_State *L)
{
    lua.getfield(L, LUA_REGISTRYINDEX, "_PRELOAD");
    lua.getfield(L, -1, "jit.util");
    lua.pushstring(L, "jit.util");
    lua.call(L, 1, 1);
    lua.getfield(L, -1, "traceinfo");
    lj_keep(L, LJ_KEY_TRACEINFO);
    lua.settop(L, -3);
}

/* Once interned and anchored, these are found again instead of being allocated. */
static void keep_strings(lua_State *L)
{
    static const char *const strings[] = {
        "_VMEVENTS", "start",          "stop",         "abort",          "flush",  "nins", "nk",
        "link",      "nexit",          "linktype",     "none",           "root",   "loop", "interpreter",
        "return",    "tail-recursion", "up-recursion", "down-recursion", "stitch",
    };
    const int count = sizeof strings / sizeof *strings;
    lua.createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        lua.pushstring(L, strings[i]);
        lua.rawseti(L, -2, i + 1);
    }
    lj_keep(L, LJ_KEY_ANCHORS);
}

static void attach(lua_State *L, int jit, lua_CFunction callback, const char *event)
{
    lua.getfield(L, jit, "attach");
    lua.pushcclosure(L, callback, 0);
    lua.pushstring(L, event);
    lua.call(L, 2, 0);
}

void events_open(struct vut_vm *vm, lua_State *L, int jit)
{
    keep_traceinfo(L);
    keep_strings(L);
    if (lj_param(vm, LJ_PARAM_nolog))
        return;
    attach(L, jit, on_trace, "trace");
    if (lj_param(vm, LJ_PARAM_texit))
        attach(L, jit, on_exit_taken, "texit");
}
