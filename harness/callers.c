/* callers.c: see callers.h. Unwinding is libgcc's; this file decides where it starts, when it stops, and
 * what the frames are called.
 */
#include "callers.h"

#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#include "symbols.h"

enum {
    /* A pc this close to the stack pointer of a crash is taken to lie on the stack. */
    STACK_NEAR_SIZE = 64 << 10,
    /* Frames of handlers and runtimes that are passed over before the first caller; beyond that the
     * starting point was missed. */
    FRAMES_BEFORE_MAX = 64,
};

/* Static, because a signal handler has no other way to find it. */
static struct {
    struct symbols symbols;
    const struct callers_range *code;
    const size_t *code_count;
    uintptr_t subject[CALLERS_SUBJECTS_MAX];
    size_t subject_count;
    sigjmp_buf *volatile unwinding; /* where a fault while unwinding goes to; NULL otherwise */
} callers;

/* ---- Tables -------------------------------------------------------------------------------------- */

bool callers_scan(void)
{
    struct symbols fresh;
    if (!symbols_load(&fresh)) {
        return false;
    }
    symbols_free(&callers.symbols);
    callers.symbols = fresh;
    return true;
}

void callers_set_code(const struct callers_range *ranges, const size_t *count)
{
    callers.code = ranges;
    callers.code_count = count;
}

void callers_set_subject(uintptr_t any_address_inside)
{
    if (callers.subject_count < CALLERS_SUBJECTS_MAX) {
        callers.subject[callers.subject_count++] = any_address_inside;
    }
}

static const struct symbols_module *module_of(const struct caller *caller)
{
    return caller->module >= 0 && (size_t)caller->module < callers.symbols.count
               ? &callers.symbols.module[caller->module]
               : NULL;
}

const char *caller_module(const struct caller *caller)
{
    const struct symbols_module *module = module_of(caller);
    return module == NULL ? NULL : module->name;
}

bool caller_in_subject(const struct caller *caller)
{
    const struct symbols_module *module = module_of(caller);
    for (size_t i = 0; module != NULL && i < callers.subject_count; i++) {
        if (callers.subject[i] >= module->start && callers.subject[i] < module->end) {
            return true;
        }
    }
    return false;
}

bool caller_in_assembly(const struct caller *caller)
{
    const struct symbols_module *module = module_of(caller);
    return module != NULL && symbols_is_assembly(module, caller->function);
}

void callers_build_id(uintptr_t any_address_inside, char *buffer, size_t size)
{
    const struct symbols_module *module = symbols_module(&callers.symbols, any_address_inside);
    const char *build_id = module == NULL ? "" : module->build_id;
    size_t length = strnlen(build_id, size - 1);
    memcpy(buffer, build_id, length);
    buffer[length] = '\0';
}

/* ---- What an address is -------------------------------------------------------------------------- */

static bool in_code(uintptr_t pc)
{
    size_t low = 0, high = callers.code_count != NULL ? *callers.code_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (callers.code[middle].end <= pc) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return callers.code_count != NULL && low < *callers.code_count && pc >= callers.code[low].start;
}

static bool near_stack(uintptr_t pc, uintptr_t rsp)
{
    return rsp != 0 && (pc > rsp ? pc - rsp : rsp - pc) < STACK_NEAR_SIZE;
}

/* `rsp` is the stack pointer of a crash, or 0. */
static struct caller caller_at(uintptr_t pc, uintptr_t rsp)
{
    const struct symbols_module *module = symbols_module(&callers.symbols, pc);
    if (module != NULL && symbols_in_text(module, pc)) {
        return (struct caller){
            .pc = pc,
            .function = symbols_function(module, pc, CALLERS_BLOB_SIZE),
            .module = (int)(module - callers.symbols.module),
        };
    }
    int where = in_code(pc) ? CALLER_CODE : near_stack(pc, rsp) ? CALLER_STACK : CALLER_WILD;
    return (struct caller){.pc = pc, .function = pc, .module = where};
}

/* ---- Tables of code memory ----------------------------------------------------------------------- */

/* Of libgcc: the table entry (FDE) for an address, also one that was given to __register_frame. */
struct dwarf_eh_bases {
    void *text, *data, *function;
};
const void *_Unwind_Find_FDE(void *pc, struct dwarf_eh_bases *bases);

enum { CFA_DEF = 0x0c, CFA_DEF_EXPRESSION = 0x0f, CFA_DEF_SF = 0x12 };

static const uint8_t *leb128_skip(const uint8_t *at)
{
    while (*at++ & 0x80) {
    }
    return at;
}

/* The first instruction of a common information entry, or 0 when it isn't understood. */
static uint8_t cie_first_rule(const uint8_t *cie)
{
    uint8_t version = cie[8];
    const char *augmentation = (const char *)cie + 9;
    const uint8_t *at = cie + 9 + strlen(augmentation) + 1;
    if (augmentation[0] != '\0' && augmentation[0] != 'z') {
        return 0;
    }
    at = leb128_skip(leb128_skip(at)); /* alignment of code and data */
    at = version == 1 ? at + 1 : leb128_skip(at);
    if (augmentation[0] == 'z') {
        size_t size = *at; /* a personality and three encodings: less than 128 bytes */
        at = leb128_skip(at) + size;
    }
    return *at;
}

/* A frame in code memory can be passed only if its table says where the frame lies. LuaJIT's does not: it
 * is there to find the handler of an exception, and libgcc would call abort() on it. */
static bool can_pass(uintptr_t pc)
{
    struct dwarf_eh_bases bases;
    const uint8_t *fde = _Unwind_Find_FDE((void *)pc, &bases);
    if (fde == NULL) {
        return false;
    }
    uint32_t back;
    memcpy(&back, fde + 4, sizeof(back));
    uint8_t rule = cie_first_rule(fde + 4 - back);
    return rule == CFA_DEF || rule == CFA_DEF_SF || rule == CFA_DEF_EXPRESSION;
}

/* ---- Unwinding ----------------------------------------------------------------------------------- */

struct walk {
    uintptr_t anchor; /* instruction pointer of the last frame to leave out */
    bool anchor_interrupted;
    bool passed;
    size_t before; /* frames seen up to the anchor */
    uintptr_t rsp; /* of a crash, or 0 */
    struct caller *out;
    size_t count, max;
};

/* Whether to go on to the next frame of those before the first caller. */
static bool walk_before(struct walk *walk, const struct caller *caller, uintptr_t ip, bool interrupted)
{
    if (ip == walk->anchor && interrupted == walk->anchor_interrupted) {
        walk->passed = true;
    }
    walk->before++;
    return walk->before < FRAMES_BEFORE_MAX && (caller->module >= 0 || can_pass(caller->pc));
}

static _Unwind_Reason_Code walk_step(struct _Unwind_Context *context, void *argument)
{
    struct walk *walk = argument;
    int interrupted = 0;
    uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted);
    /* A return address may be the first byte of another function: the call lies before it. */
    struct caller caller = caller_at(interrupted ? ip : ip - 1, walk->rsp);
    if (!walk->passed) {
        return walk_before(walk, &caller, ip, interrupted != 0) ? _URC_NO_REASON : _URC_END_OF_STACK;
    }
    if (ip == 0) {
        return _URC_END_OF_STACK;
    }
    walk->out[walk->count++] = caller;
    bool on = walk->count < walk->max && (caller.module >= 0 || can_pass(caller.pc));
    return on ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Goes through the frames until `max` is reached, the stack ends or a fault happens. libgcc reads the
 * stack, and the code at a return address that no table knows, so both may fault. The walk itself lives in
 * the caller's frame, and what was found before a fault stays. */
static __attribute__((noinline)) void walk_run(struct walk *walk)
{
    sigjmp_buf *outer = callers.unwinding;
    sigjmp_buf here;
    if (sigsetjmp(here, 0) == 0) {
        callers.unwinding = &here;
        _Unwind_Backtrace(walk_step, walk);
    }
    callers.unwinding = outer;
}

void callers_fault(void)
{
    if (callers.unwinding != NULL) {
        siglongjmp(*callers.unwinding, 1);
    }
}

__attribute__((noinline)) size_t callers_here(struct caller *out, size_t max)
{
    /* The address that this returns to marks the frame of the function that calls this. */
    struct walk walk = {
        .anchor = (uintptr_t)__builtin_extract_return_addr(__builtin_return_address(0)),
        .out = out,
        .max = max,
    };
    if (max != 0) {
        walk_run(&walk);
    }
    return walk.count;
}

struct unaligned_word {
    uintptr_t value;
} __attribute__((packed, may_alias));

/* False when there is nothing at the address. It may be anything, poisoned memory too. */
static __attribute__((noinline, no_sanitize("address"))) bool word_read(uintptr_t address, uintptr_t *out)
{
    sigjmp_buf *outer = callers.unwinding;
    sigjmp_buf here;
    if (sigsetjmp(here, 0) != 0) {
        callers.unwinding = outer;
        return false;
    }
    callers.unwinding = &here;
    *out = ((const volatile struct unaligned_word *)address)->value;
    callers.unwinding = outer;
    return true;
}

/* Whether a call instruction ends at this address: a near call, or an indirect one in any of its lengths.
 */
static bool follows_call(uintptr_t address)
{
    static const uint8_t lengths[] = {2, 3, 4, 6, 7};
    uintptr_t word;
    uint8_t before[sizeof(word)];
    if (!word_read(address - sizeof(word), &word)) {
        return false;
    }
    memcpy(before, &word, sizeof(word));
    if (before[sizeof(word) - 5] == 0xe8) {
        return true;
    }
    for (size_t i = 0; i < sizeof(lengths); i++) {
        const uint8_t *call = before + sizeof(word) - lengths[i];
        if (call[0] == 0xff && (call[1] >> 3 & 7) == 2) {
            return true;
        }
    }
    return false;
}

/* Goes on as if the interrupted code had returned at once: the saved registers in the signal frame, where
 * the unwinder reads them, are changed for that long. */
static void walk_from_return(struct walk *walk, ucontext_t *context)
{
    greg_t *regs = context->uc_mcontext.gregs;
    greg_t rip = regs[REG_RIP], rsp = regs[REG_RSP];
    uintptr_t back = 0;
    if (rsp % (greg_t)sizeof(back) != 0 || !word_read((uintptr_t)rsp, &back)) {
        return;
    }
    struct caller caller = caller_at(back - 1, 0);
    if (caller.module == CALLER_WILD || !follows_call(back)) {
        return;
    }
    walk->out[walk->count++] = caller;
    regs[REG_RIP] = (greg_t)(back - 1);
    regs[REG_RSP] = rsp + (greg_t)sizeof(back);
    walk->anchor = back - 1;
    walk->passed = false;
    walk->before = 0;
    walk_run(walk);
    regs[REG_RIP] = rip;
    regs[REG_RSP] = rsp;
}

size_t callers_from_signal(const void *ucontext, struct caller *out, size_t max)
{
    ucontext_t *context = (ucontext_t *)(uintptr_t)ucontext;
    if (max == 0) {
        return 0;
    }
    struct walk walk = {
        .anchor = (uintptr_t)context->uc_mcontext.gregs[REG_RIP],
        .anchor_interrupted = true,
        .rsp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP],
        .out = out,
        .max = max,
    };
    out[walk.count++] = caller_at(walk.anchor, walk.rsp);
    if (max > 1) {
        walk_run(&walk);
    }
    if (walk.count == 1 && max > 1 && out[0].module < 0) {
        walk_from_return(&walk, context);
    }
    return walk.count;
}

/* ---- Names --------------------------------------------------------------------------------------- */

struct text {
    char *at;
    size_t left; /* bytes that can still be written before the NUL */
};

static void text_add(struct text *text, const char *bytes, size_t size)
{
    size = size < text->left ? size : text->left;
    memcpy(text->at, bytes, size);
    text->at += size;
    text->left -= size;
    *text->at = '\0';
}

static void text_add_hex(struct text *text, uintptr_t value)
{
    char digits[2 * sizeof(value)];
    size_t at = sizeof(digits);
    do {
        digits[--at] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value != 0);
    text_add(text, digits + at, sizeof(digits) - at);
}

/* The length of a symbol's name without what compilers append to parts and clones of a function. */
static size_t plain_length(const char *name)
{
    static const char *const suffixes[] = {".cold",       ".part.",     ".isra.",
                                           ".constprop.", ".lto_priv.", ".llvm."};
    for (const char *dot = strchr(name + 1, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
        for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
            if (strncmp(dot, suffixes[i], strlen(suffixes[i])) == 0) {
                return (size_t)(dot - name);
            }
        }
    }
    return strlen(name);
}

static const char *place_name(int module)
{
    return module == CALLER_CODE ? "[mcode]" : module == CALLER_STACK ? "[stack]" : "[wild]";
}

bool caller_name(const struct caller *caller, char *buffer, size_t size)
{
    struct text text = {.at = buffer, .left = size - 1};
    const struct symbols_module *module = module_of(caller);
    if (module == NULL) {
        const char *name = place_name(caller->module);
        text_add(&text, name, strlen(name));
        return false;
    }
    const char *name = symbols_name(module, caller->function);
    if (name != NULL) {
        text_add(&text, name, plain_length(name));
        return true;
    }
    text_add(&text, module->name, strlen(module->name));
    text_add(&text, "+0x", 3);
    text_add_hex(&text, caller->function - module->base);
    return false;
}
