/* vm.h: what the files of the LuaJIT adapter share: the handle of a VM, and the values that the adapter
 * keeps in LuaJIT's registry.
 */
#ifndef FAULTLINE_LUAJIT_VM_H
#define FAULTLINE_LUAJIT_VM_H

#include "lib.h"
#include "vut.h"

enum lj_param {
#define JIT_PARAM(id, min, max, own, initial, text) LJ_PARAM_##id,
#define ADAPTER_PARAM(id, min, max, initial, text)  LJ_PARAM_##id,
#include "params.def"
#undef JIT_PARAM
#undef ADAPTER_PARAM
    LJ_PARAM_COUNT,
};

/* Integer keys of the registry. All of them are set at create, so that setting one later allocates
 * nothing. Programs can't reach the registry. */
enum lj_key {
    LJ_KEY_NONE, /* LuaJIT's own luaL_ref uses 0 */
    LJ_KEY_LOAD, /* C functions, made at create because making one allocates */
    LJ_KEY_PREPARE,
    LJ_KEY_COLLECT,
    LJ_KEY_FLUSH,
    LJ_KEY_HANDLER,   /* message handler of the main call */
    LJ_KEY_TRACEINFO, /* jit.util.traceinfo, or false */
    LJ_KEY_RANDOMSEED,
    LJ_KEY_LAND,       /* a Lua function that does nothing, never compiled */
    LJ_KEY_INTERRUPT,  /* the Lua function that `interrupt:call` calls */
    LJ_KEY_TEXT_STEPS, /* texts that are thrown where nothing may be allocated */
    LJ_KEY_TEXT_INTERRUPT,
    LJ_KEY_ANCHORS,     /* strings that the event log needs, kept from being collected */
    LJ_KEY_AFTERLIFE,   /* the global table of a program that has ended */
    LJ_KEY_TEMPLATE,    /* what fresh globals are copied from */
    LJ_KEY_STRING_META, /* the metatable of strings */
    LJ_KEY_PROGRAM,     /* what was loaded, or false */
    LJ_KEY_COUNT,
};

enum { LJ_FRAMES_MAX = 64 };

/* The handle lives in a block of the harness, so that an image of a created VM holds it too. */
struct vut_vm {
    const struct vut_hooks *hooks;
    const struct vut_settings *settings;
    lua_State *L; /* NULL until lua_newstate has returned */

    const char *program; /* only while load runs */
    size_t program_size;
    int load_status; /* what the compiler said, LUA_ERR* */

    bool fresh_globals; /* the global table was not used yet */
    bool loaded;
    bool proxies; /* the program has made objects that may have finalizers */

    bool interrupt_pending;
    enum vut_action interrupt_action;

    uint64_t step_budget; /* 0: none */
    int step_stride;      /* VM instructions between two calls of the hook */
    bool over_budget;

    /* Unwind tables of code memory that the unwinder was told of. */
    void *frame[LJ_FRAMES_MAX];
    uint32_t frame_count;

    struct vut_record record;
    char line[1024]; /* print assembles a line here */
};

/* The VM that a C function or an event of this state belongs to. */
struct vut_vm *lj_vm(lua_State *L);

static inline long lj_param(const struct vut_vm *vm, enum lj_param param)
{
    return vm->settings->param[param];
}

static inline void lj_event(struct vut_vm *vm, const struct vut_event *event)
{
    vm->hooks->event(vm->hooks->ctx, event);
}

static inline void lj_pause(struct vut_vm *vm, bool on)
{
    vm->hooks->pause(vm->hooks->ctx, on);
}

static inline void lj_push(lua_State *L, enum lj_key key)
{
    lua.rawgeti(L, LUA_REGISTRYINDEX, key);
}

/* Pops a value and keeps it. */
static inline void lj_keep(lua_State *L, enum lj_key key)
{
    lua.rawseti(L, LUA_REGISTRYINDEX, key);
}

/* A full collection, with automatic collections still stopped afterwards if they were (a collection
 * sets LuaJIT's threshold anew). May raise an error, from a finalizer or for lack of memory. */
void lj_collect(struct vut_vm *vm, lua_State *L);

/* ---- sandbox.c ----------------------------------------------------------------------------------- */

/* Opens the libraries that programs may use, and hides the rest. Called once in create, protected. */
void sandbox_open(struct vut_vm *vm, lua_State *L);

/* C function, no arguments: gives the running thread a fresh global table, and undoes what an earlier
 * program did to the few objects that all programs share. */
int sandbox_prepare(lua_State *L);

/* Takes the global table away from the program that ran. Allocates nothing. */
void sandbox_drop(lua_State *L);

/* ---- events.c ------------------------------------------------------------------------------------ */

/* Attaches the event log. Called once in create, protected, after sandbox_open has opened `jit`; the
 * library's table is at `jit` on the stack. */
void events_open(struct vut_vm *vm, lua_State *L, int jit);

/* ---- interpose.c --------------------------------------------------------------------------------- */

/* Puts the interposers between a library and its surroundings. `raise_seen` says whether errors unwind
 * through _Unwind_RaiseException. */
bool interpose_open(const struct link_map *object, bool *raise_seen, char *why, size_t why_size);

/* Calls of the library from now on belong to this VM; NULL when none runs. */
void interpose_enter(struct vut_vm *vm);

#endif
