/* lib.h: LuaJIT's C API, reached through a table of function pointers.
 *
 * The library under test is chosen at run time (`--lib`), so nothing here is linked against one: lib_open
 * loads a shared object and fills `lua`, one field an API function. Because of that the macros of lua.h
 * that call functions (lua_pop, lua_getglobal, ...) must not be used in this folder; types, constants
 * and lua_upvalueindex are fine.
 */
#ifndef FAULTLINE_LUAJIT_LIB_H
#define FAULTLINE_LUAJIT_LIB_H

#include <lua.h>

#include <lauxlib.h>
#include <luajit.h>
#include <lualib.h>

#include <link.h>
#include <stdbool.h>
#include <stddef.h>

/* X(field, symbol). A library that lacks one of these is not a LuaJIT 2.1. */
#define LIB_FUNCTIONS(X)                                                                                   \
    X(atpanic, lua_atpanic)                                                                                \
    X(call, lua_call)                                                                                      \
    X(check_option, luaL_checkoption)                                                                      \
    X(check_stack, luaL_checkstack)                                                                        \
    X(close, lua_close)                                                                                    \
    X(cpcall, lua_cpcall)                                                                                  \
    X(createtable, lua_createtable)                                                                        \
    X(error, lua_error)                                                                                    \
    X(error_format, luaL_error)                                                                            \
    X(gc, lua_gc)                                                                                          \
    X(getallocf, lua_getallocf)                                                                            \
    X(getfield, lua_getfield)                                                                              \
    X(getinfo, lua_getinfo)                                                                                \
    X(getmetatable, lua_getmetatable)                                                                      \
    X(getstack, lua_getstack)                                                                              \
    X(gettable, lua_gettable)                                                                              \
    X(gettop, lua_gettop)                                                                                  \
    X(insert, lua_insert)                                                                                  \
    X(loadbuffer, luaL_loadbufferx)                                                                        \
    X(newstate, lua_newstate)                                                                              \
    X(new_default, luaL_newstate)                                                                          \
    X(next, lua_next)                                                                                      \
    X(open_base, luaopen_base)                                                                             \
    X(open_bit, luaopen_bit)                                                                               \
    X(open_jit, luaopen_jit)                                                                               \
    X(open_math, luaopen_math)                                                                             \
    X(open_string, luaopen_string)                                                                         \
    X(open_table, luaopen_table)                                                                           \
    X(pcall, lua_pcall)                                                                                    \
    X(pushboolean, lua_pushboolean)                                                                        \
    X(pushcclosure, lua_pushcclosure)                                                                      \
    X(pushinteger, lua_pushinteger)                                                                        \
    X(pushnil, lua_pushnil)                                                                                \
    X(pushstring, lua_pushstring)                                                                          \
    X(pushvalue, lua_pushvalue)                                                                            \
    X(rawequal, lua_rawequal)                                                                              \
    X(rawget, lua_rawget)                                                                                  \
    X(rawgeti, lua_rawgeti)                                                                                \
    X(rawset, lua_rawset)                                                                                  \
    X(rawseti, lua_rawseti)                                                                                \
    X(remove, lua_remove)                                                                                  \
    X(replace, lua_replace)                                                                                \
    X(setfield, lua_setfield)                                                                              \
    X(sethook, lua_sethook)                                                                                \
    X(setmode, luaJIT_setmode)                                                                             \
    X(settop, lua_settop)                                                                                  \
    X(status, lua_status)                                                                                  \
    X(toboolean, lua_toboolean)                                                                            \
    X(tointeger, lua_tointeger)                                                                            \
    X(tolstring, lua_tolstring)                                                                            \
    X(tonumber, lua_tonumber)                                                                              \
    X(type, lua_type)                                                                                      \
    X(type_name, lua_typename)

struct lib_api {
#define X(field, symbol) __typeof__(symbol) *field;
    LIB_FUNCTIONS(X)
#undef X
};

/* Filled by lib_open. The one table of the process: two libraries can't be under test at once. */
extern struct lib_api lua;

/* The stack's topmost value is dropped; lua_pop without its macro. */
static inline void lib_pop(lua_State *L)
{
    lua.settop(L, -2);
}

/* Loads `file` (a path, or a name for the dynamic linker) and fills `lua`. Returns the loaded object, or
 * NULL with a message that names the file in `why`. */
struct link_map *lib_open(const char *file, char *why, size_t why_size);

/* The real path of a loaded object, and its build id in lower-case hex ("" when it has none). */
void lib_path(const struct link_map *object, char *buffer, size_t size);
void lib_build_id(const struct link_map *object, char *buffer, size_t size);

#endif
