/* sandbox.c: what a program finds in its global table.
 *
 * Programs get LuaJIT's own functions wherever they can't reach the outside world, so that the compiler
 * knows them as it does in the field. Replaced are `print` (writes to the harness), `collectgarbage`
 * (the harness decides when collections run), `newproxy` (notes that there may be finalizers) and
 * `load`/`loadstring` (text only: bytecode is not verified by LuaJIT, so a bad chunk crashes it by design).
 * Missing are io, os, debug, package, ffi, jit, dofile, loadfile and string.dump.
 *
 * Each program gets a global table of its own, whose library tables are copies, so that it can overwrite
 * `string.format` without harming the next one. When the program has ended, that table must become
 * garbage, yet finalizers that still run may call functions that look into the thread's global table, as
 * `print` does for `tostring`. They find another fresh copy there, the afterlife.
 */
#include <string.h>

#include "vm.h"

static const char *const base_names[] = {
    "_VERSION", "assert", "error",  "getfenv",  "setfenv",  "getmetatable", "setmetatable",
    "ipairs",   "next",   "pairs",  "pcall",    "xpcall",   "rawequal",     "rawget",
    "rawset",   "rawlen", "select", "tonumber", "tostring", "type",         "unpack",
};

static const char *const library_names[] = {"coroutine", "string", "table", "math", "bit"};

/* ---- replaced functions -------------------------------------------------------------------------- */

/* A line being assembled: in one piece when it fits, which nearly every line does. */
static void line_add(struct vut_vm *vm, size_t *used, const char *bytes, size_t size)
{
    while (size > 0) {
        if (*used == sizeof vm->line) {
            vm->hooks->output(vm->hooks->ctx, vm->line, *used);
            *used = 0;
        }
        size_t part = sizeof vm->line - *used < size ? sizeof vm->line - *used : size;
        memcpy(vm->line + *used, bytes, part);
        *used += part;
        bytes += part;
        size -= part;
    }
}

/* Turns argument `index` into a string through the global `tostring`, as the original does. Upvalues of
 * print: the string "tostring", the original function. A string needs no call then. */
static void to_string(lua_State *L, int index)
{
    lua.pushvalue(L, lua_upvalueindex(1));
    lua.gettable(L, LUA_GLOBALSINDEX);
    if (lua.type(L, index) == LUA_TSTRING && lua.rawequal(L, -1, lua_upvalueindex(2))) {
        lib_pop(L);
        return;
    }
    lua.pushvalue(L, index);
    lua.call(L, 1, 1);
    if (!lua.tolstring(L, -1, NULL))
        lua.error_format(L, "'tostring' must return a string to 'print'");
    lua.replace(L, index);
}

/* All arguments are converted before the line is begun, since a `__tostring` may print lines itself. */
static int print(lua_State *L)
{
    struct vut_vm *vm = lj_vm(L);
    int count = lua.gettop(L);
    size_t used = 0;
    for (int i = 1; i <= count; i++)
        to_string(L, i);
    for (int i = 1; i <= count; i++) {
        size_t size;
        const char *bytes = lua.tolstring(L, i, &size);
        if (i > 1)
            line_add(vm, &used, "\t", 1);
        line_add(vm, &used, bytes, size);
    }
    line_add(vm, &used, "\n", 1);
    vm->hooks->output(vm->hooks->ctx, vm->line, used);
    return 0;
}

static int collect_garbage(lua_State *L)
{
    static const char *const options[] = {"collect",  "step",       "count",     "stop", "restart",
                                          "setpause", "setstepmul", "isrunning", NULL};
    int option = lua.check_option(L, 1, "collect", options);
    if (option <= 1)
        lj_collect(lj_vm(L), L);
    if (option == 7)
        lua.pushboolean(L, 1);
    else
        lua.pushinteger(L, 0);
    return 1;
}

/* load(chunk, name, mode, env) with bytecode refused. Upvalues: the original, the modes "t" and "x". A
 * mode without 't' in it becomes "x", which LuaJIT refuses for every chunk with its usual message. */
static int load_text(lua_State *L)
{
    lua.settop(L, 4);
    const char *mode = lua.type(L, 3) == LUA_TSTRING ? lua.tolstring(L, 3, NULL) : "t";
    lua.pushvalue(L, lua_upvalueindex(strchr(mode, 't') ? 2 : 3));
    lua.replace(L, 3);
    lua.pushvalue(L, lua_upvalueindex(1));
    lua.insert(L, 1);
    lua.call(L, 4, LUA_MULTRET);
    return lua.gettop(L);
}

/* The only way to an object with a finalizer. Upvalue: the original. */
static int new_proxy(lua_State *L)
{
    lj_vm(L)->proxies = true;
    lua.pushvalue(L, lua_upvalueindex(1));
    lua.insert(L, 1);
    lua.call(L, lua.gettop(L) - 1, 1);
    return 1;
}

/* ---- the template -------------------------------------------------------------------------------- */

/* Each of these expects the template on top of the stack. */

static void add_replacements(lua_State *L)
{
    lua.pushstring(L, "tostring");
    lua.getfield(L, LUA_GLOBALSINDEX, "tostring");
    lua.pushcclosure(L, print, 2);
    lua.setfield(L, -2, "print");

    lua.pushcclosure(L, collect_garbage, 0);
    lua.setfield(L, -2, "collectgarbage");

    lua.getfield(L, LUA_GLOBALSINDEX, "newproxy");
    lua.pushcclosure(L, new_proxy, 1);
    lua.setfield(L, -2, "newproxy");

    lua.getfield(L, LUA_GLOBALSINDEX, "load");
    lua.pushstring(L, "t");
    lua.pushstring(L, "x");
    lua.pushcclosure(L, load_text, 3);
    lua.pushvalue(L, -1);
    lua.setfield(L, -3, "load");
    lua.setfield(L, -2, "loadstring");
}

static void add_originals(lua_State *L)
{
    for (size_t i = 0; i < sizeof base_names / sizeof *base_names; i++) {
        lua.getfield(L, LUA_GLOBALSINDEX, base_names[i]);
        lua.setfield(L, -2, base_names[i]);
    }
    for (size_t i = 0; i < sizeof library_names / sizeof *library_names; i++) {
        lua.getfield(L, LUA_GLOBALSINDEX, library_names[i]);
        lua.setfield(L, -2, library_names[i]);
    }
    lua.getfield(L, -1, "string");
    lua.pushnil(L);
    lua.setfield(L, -2, "dump");
    lib_pop(L);
}

static void keep_shared_objects(lua_State *L)
{
    lua.getfield(L, LUA_GLOBALSINDEX, "math");
    lua.getfield(L, -1, "randomseed");
    lj_keep(L, LJ_KEY_RANDOMSEED);
    lib_pop(L);

    lua.pushstring(L, "");
    lua.getmetatable(L, -1);
    lj_keep(L, LJ_KEY_STRING_META);
    lib_pop(L);
}

static void open_library(lua_State *L, lua_CFunction open, const char *name)
{
    lua.pushcclosure(L, open, 0);
    lua.pushstring(L, name);
    lua.call(L, 1, 0);
}

void sandbox_open(struct vut_vm *vm, lua_State *L)
{
    (void)vm;
    open_library(L, lua.open_base, "");
    open_library(L, lua.open_table, LUA_TABLIBNAME);
    open_library(L, lua.open_string, LUA_STRLIBNAME);
    open_library(L, lua.open_math, LUA_MATHLIBNAME);
    open_library(L, lua.open_bit, LUA_BITLIBNAME);
    open_library(L, lua.open_jit, LUA_JITLIBNAME);
    keep_shared_objects(L);
    lua.createtable(L, 0, 32);
    add_originals(L);
    add_replacements(L);
    lj_keep(L, LJ_KEY_TEMPLATE);
}

/* ---- fresh globals ------------------------------------------------------------------------------- */

/* Pushes a shallow copy of the table on top of the stack. */
static void push_copy(lua_State *L, int size_hint)
{
    lua.createtable(L, 0, size_hint);
    lua.pushnil(L);
    while (lua.next(L, -3)) {
        lua.pushvalue(L, -2);
        lua.insert(L, -2);
        lua.rawset(L, -4);
    }
}

/* Removes all entries of the table at `index`. Assigning nil to the entry just visited is allowed. */
static void clear_table(lua_State *L, int index)
{
    lua.pushnil(L);
    while (lua.next(L, index)) {
        lib_pop(L);
        lua.pushvalue(L, -1);
        lua.pushnil(L);
        lua.rawset(L, index);
    }
}

/* Pushes a new global table. */
static void push_globals(lua_State *L)
{
    lj_push(L, LJ_KEY_TEMPLATE);
    push_copy(L, 32);
    lua.remove(L, -2);
    for (size_t i = 0; i < sizeof library_names / sizeof *library_names; i++) {
        lua.getfield(L, -1, library_names[i]);
        push_copy(L, 32);
        lua.setfield(L, -3, library_names[i]);
        lib_pop(L);
    }
    lua.pushvalue(L, -1);
    lua.setfield(L, -2, "_G");
}

/* The method table of strings is that program's `string`; whatever else it was given is dropped. It is
 * repaired in place: setting another metatable would flush all traces. The table at `globals` is the
 * new global table. */
static void repair_string_methods(lua_State *L, int globals)
{
    lj_push(L, LJ_KEY_STRING_META);
    clear_table(L, lua.gettop(L));
    lua.pushstring(L, "__index");
    lua.getfield(L, globals, "string");
    lua.rawset(L, -3);
    lib_pop(L);
}

int sandbox_prepare(lua_State *L)
{
    lj_push(L, LJ_KEY_TEMPLATE);
    push_copy(L, 32);
    lj_keep(L, LJ_KEY_AFTERLIFE);
    lj_push(L, LJ_KEY_RANDOMSEED);
    lua.pushinteger(L, 0);
    lua.call(L, 1, 0);
    push_globals(L);
    repair_string_methods(L, lua.gettop(L));
    lua.replace(L, LUA_GLOBALSINDEX);
    return 0;
}

void sandbox_drop(lua_State *L)
{
    lj_push(L, LJ_KEY_AFTERLIFE);
    lua.replace(L, LUA_GLOBALSINDEX);
}
