/* callers_test.c: names of callers are right, bounded, and the same in every process. */
#include <check.h>
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "callers.h"
#include "check_main.h"
#include "symbols.h"

#define LUAJIT      "libluajit-5.1.so.2"
#define PRINT_NAMES "--print-names"

enum { NAME_SIZE = 64, LUAJIT_ALLOCATIONS = 300, LUAJIT_FRAMES = 6, CODE_SIZE = 4096 };

#define PERSONALITY_ASK 0xffffffffUL

static struct caller frames[CALLERS_MAX];
static size_t frame_count;

static const char *frame_name(size_t i)
{
    static char names[CALLERS_MAX][NAME_SIZE];
    ck_assert_uint_lt(i, frame_count);
    caller_name(&frames[i], names[i], NAME_SIZE);
    return names[i];
}

/* ---- Callers of ordinary functions --------------------------------------------------------------- */

/* Each hook does something after its call, so that no call is a tail call. */
static volatile unsigned calls;

static __attribute__((noinline)) void hook_all(void)
{
    frame_count = callers_here(frames, CALLERS_MAX);
    calls++;
}

static __attribute__((noinline)) void hook_two(void)
{
    frame_count = callers_here(frames, 2);
    calls++;
}

static __attribute__((noinline)) void hook_none(void)
{
    frame_count = callers_here(frames, 0);
    calls++;
}

static __attribute__((noinline)) void inner(void (*hook)(void))
{
    hook();
    calls++;
}

static __attribute__((noinline)) void outer(void (*hook)(void))
{
    inner(hook);
    calls++;
}

/* As a compiler would name a part that it split off. */
static __attribute__((noinline)) void split_off(void (*hook)(void)) __asm__("whole_function.part.0");

static void split_off(void (*hook)(void))
{
    inner(hook);
    calls += 2; /* or it is folded with outer, which would be the same code */
}

START_TEST(callers_are_named_innermost_first)
{
    outer(hook_all);
    ck_assert_uint_ge(frame_count, 3);
    ck_assert_str_eq(frame_name(0), "inner");
    ck_assert_str_eq(frame_name(1), "outer");
    ck_assert(frames[0].function == (uintptr_t)inner);
    ck_assert(frames[0].pc > (uintptr_t)inner);
}
END_TEST

START_TEST(unwinding_stops_at_max)
{
    outer(hook_two);
    ck_assert_uint_eq(frame_count, 2);
    ck_assert_str_eq(frame_name(1), "outer");
    outer(hook_none);
    ck_assert_uint_eq(frame_count, 0);
}
END_TEST

START_TEST(suffixes_of_the_compiler_are_left_out)
{
    split_off(hook_all);
    ck_assert_str_eq(frame_name(1), "whole_function");
}
END_TEST

START_TEST(names_are_cut_to_the_buffer)
{
    char name[4];
    outer(hook_all);
    ck_assert(caller_name(&frames[1], name, sizeof(name)));
    ck_assert_str_eq(name, "out");
}
END_TEST

START_TEST(a_second_scan_gives_the_same)
{
    outer(hook_all);
    struct caller before = frames[0];
    ck_assert(callers_scan());
    outer(hook_all);
    ck_assert(frames[0].function == before.function);
    ck_assert_str_eq(frame_name(0), "inner");
}
END_TEST

START_TEST(the_subject_is_an_object)
{
    struct caller here = {.pc = (uintptr_t)inner};
    outer(hook_all);
    ck_assert(!caller_in_subject(&frames[0]));
    callers_set_subject(here.pc);
    ck_assert(caller_in_subject(&frames[0]));
    struct caller nowhere = {.pc = 1, .function = 1, .module = CALLER_WILD};
    ck_assert(!caller_in_subject(&nowhere));
    ck_assert_ptr_null(caller_module(&nowhere));
}
END_TEST

/* ---- Tables -------------------------------------------------------------------------------------- */

static struct symbol made_symbols[] = {
    {.offset = 0x1000, .size = 0x40, .name = 0},
    {.offset = 0x9000, .size = 0, .name = 4},
    {.offset = 0x9020, .size = 0, .name = 8},
};
static uint32_t made_extents[] = {0x1000, 0x1080, 0x1100, 0x9000, 0xa000};
static char made_text[] = "fun\0one\0two";

/* Code from 0x1000 to 0xf000 of a module at 1 MiB: a function with a symbol, one without, a blob, a
 * function of two labels, and another blob at the end. */
static const struct symbols_module made = {
    .base = 0x100000,
    .text_start = 0x101000,
    .text_end = 0x10f000,
    .symbol = made_symbols,
    .symbol_count = 3,
    .text = made_text,
    .extent = made_extents,
    .extent_count = 5,
};

static const struct made_row {
    uintptr_t pc, function;
    const char *name;
} made_rows[] = {
    {0x101000, 0x101000, "fun"}, {0x10103f, 0x101000, "fun"},
    {0x101084, 0x101080, NULL},                              /* another function */
    {0x1010ff, 0x101080, NULL},                              /* its last byte */
    {0x101105, 0x101100, NULL},  {0x105678, 0x105640, NULL}, /* a blob in pieces */
    {0x10901f, 0x109000, "one"}, {0x109020, 0x109020, "two"},
    {0x109fff, 0x109020, "two"}, /* a label ends where a function starts */
    {0x10a001, 0x10a000, NULL},  {0x10efff, 0x10efc0, NULL},
};

START_TEST(functions_are_found_in_both_tables)
{
    const struct made_row *row = &made_rows[_i];
    uintptr_t function = symbols_function(&made, row->pc, CALLERS_BLOB_SIZE);
    ck_assert_uint_eq(function, row->function);
    ck_assert_pstr_eq(symbols_name(&made, function), row->name);
}
END_TEST

START_TEST(without_tables_a_function_is_its_address)
{
    struct symbols_module bare = {.base = 0x100000, .text_start = 0x100000, .text_end = 0x200000};
    ck_assert_uint_eq(symbols_function(&bare, 0x123456, CALLERS_BLOB_SIZE), 0x123456);
    ck_assert_ptr_null(symbols_name(&bare, 0x123456));
}
END_TEST

/* The build id that readelf prints, or "" when it can't be run. */
static void readelf_build_id(const char *path, char *out, size_t size)
{
    char command[512], line[256];
    snprintf(command, sizeof(command), "readelf -n '%s' 2>/dev/null", path);
    out[0] = '\0';
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    while (fgets(line, sizeof(line), pipe) != NULL) {
        const char *id = strstr(line, "Build ID: ");
        if (id != NULL) {
            snprintf(out, size, "%.*s", (int)strcspn(id + 10, "\n"), id + 10);
        }
    }
    pclose(pipe);
}

static void expect_build_id(uintptr_t address)
{
    Dl_info info;
    char expected[96], got[96];
    ck_assert_int_ne(dladdr((void *)address, &info), 0);
    readelf_build_id(info.dli_fname, expected, sizeof(expected));
    callers_build_id(address, got, sizeof(got));
    if (expected[0] != '\0') {
        ck_assert_str_eq(got, expected);
    }
}

START_TEST(build_ids_are_what_readelf_says)
{
    char none[8] = "?";
    expect_build_id((uintptr_t)dlsym(RTLD_DEFAULT, "malloc"));
    expect_build_id((uintptr_t)dlsym(RTLD_DEFAULT, "printf"));
    callers_build_id(1, none, sizeof(none));
    ck_assert_str_eq(none, "");
}
END_TEST

/* ---- LuaJIT, a library without symbols ----------------------------------------------------------- */

typedef void *(*lua_alloc)(void *context, void *block, size_t old_size, size_t new_size);

struct luajit_walk {
    FILE *to;
    unsigned allocations, found, in_subject;
    bool failed; /* the program */
};

static void *luajit_allocate(void *context, void *block, size_t old_size, size_t new_size)
{
    struct luajit_walk *walk = context;
    (void)old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    struct caller callers[LUAJIT_FRAMES];
    size_t count = callers_here(callers, LUAJIT_FRAMES);
    if (walk->allocations++ < LUAJIT_ALLOCATIONS) {
        for (size_t i = 0; i < count; i++) {
            char name[NAME_SIZE];
            caller_name(&callers[i], name, sizeof(name));
            fprintf(walk->to, "%s%s", i == 0 ? "" : " < ", name);
        }
        fprintf(walk->to, "\n");
    }
    walk->found += count == LUAJIT_FRAMES;
    walk->in_subject += count > 1 && caller_in_subject(&callers[0]) && caller_in_subject(&callers[1]);
    return realloc(block, new_size);
}

/* Opens a state with its libraries, runs a program if there is one, and closes it. Returns where the
 * library lies, or NULL when there is none. */
static void *luajit_run(struct luajit_walk *walk, const char *program)
{
    void *library = dlopen(LUAJIT, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        return NULL;
    }
    void *(*newstate)(lua_alloc, void *) = (void *(*)(lua_alloc, void *))dlsym(library, "lua_newstate");
    void (*openlibs)(void *) = (void (*)(void *))dlsym(library, "luaL_openlibs");
    int (*load)(void *, const char *) = (int (*)(void *, const char *))dlsym(library, "luaL_loadstring");
    int (*call)(void *, int, int, int) = (int (*)(void *, int, int, int))dlsym(library, "lua_pcall");
    void (*close_state)(void *) = (void (*)(void *))dlsym(library, "lua_close");
    callers_scan();
    callers_set_subject((uintptr_t)newstate);
    void *state = newstate(luajit_allocate, walk);
    if (state != NULL) {
        openlibs(state);
        walk->failed = program != NULL && (load(state, program) != 0 || call(state, 0, 0, 0) != 0);
        close_state(state);
    }
    return (void *)newstate;
}

/* The callers of LuaJIT's allocations, by this program in a process of its own with a fresh layout. The
 * first line is where the library lies. */
static char *names_of_process(void)
{
    char *text = calloc(1, 1 << 20);
    personality((unsigned long)personality(PERSONALITY_ASK) & ~(unsigned long)ADDR_NO_RANDOMIZE);
    FILE *pipe = popen("exec /proc/$PPID/exe " PRINT_NAMES, "r");
    ck_assert_ptr_nonnull(pipe);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_gt(fread(text, 1, (1 << 20) - 1, pipe), 0);
    ck_assert_int_eq(pclose(pipe), 0);
    return text;
}

static int print_names(void)
{
    struct luajit_walk walk = {.to = tmpfile()};
    void *where = callers_scan() ? luajit_run(&walk, NULL) : NULL;
    printf("%p\n", where);
    rewind(walk.to);
    for (int byte = getc(walk.to); byte != EOF; byte = getc(walk.to)) {
        putchar(byte);
    }
    fclose(walk.to);
    return 0;
}

START_TEST(unwinding_goes_through_a_library_without_symbols)
{
    struct luajit_walk walk = {.to = tmpfile()};
    void *where = luajit_run(&walk, NULL);
    fclose(walk.to);
    if (where == NULL) {
        printf("callers_test: skipped, no " LUAJIT " here\n");
        return;
    }
    ck_assert_uint_gt(walk.allocations, LUAJIT_ALLOCATIONS);
    ck_assert_uint_gt(walk.found, walk.allocations * 9 / 10);
    ck_assert_uint_gt(walk.in_subject, walk.allocations * 9 / 10);
    expect_build_id((uintptr_t)where);
}
END_TEST

/* Compiled code allocates here; unwinding ends there, because nothing says how to pass it. */
START_TEST(allocations_of_traces_are_survived)
{
    static const char program[] = "jit.opt.start('hotloop=2') local t = {}\n"
                                  "for i = 1, 1000 do t[i] = {i, tostring(i) .. 'x'} end";
    struct luajit_walk walk = {.to = tmpfile()};
    void *where = luajit_run(&walk, program);
    fclose(walk.to);
    if (where != NULL) {
        ck_assert(!walk.failed);
        ck_assert_uint_gt(walk.allocations, 1000);
        ck_assert_uint_gt(walk.in_subject, walk.allocations * 9 / 10);
    }
}
END_TEST

START_TEST(names_are_the_same_in_every_process)
{
    char *first = names_of_process(), *second = names_of_process();
    size_t first_line = strcspn(first, "\n"), second_line = strcspn(second, "\n");
    if (strncmp(first, "(nil)", 5) != 0) {
        ck_assert_str_ne(first, second); /* loaded elsewhere, or this shows nothing */
        ck_assert_str_eq(first + first_line, second + second_line);
        ck_assert_ptr_nonnull(strstr(first, "libluajit-5.1.so."));
        ck_assert_ptr_nonnull(strstr(first, "lua_newstate"));
        ck_assert_ptr_null(strstr(first, "[wild]"));
    }
    free(first);
    free(second);
}
END_TEST

/* ---- Code memory --------------------------------------------------------------------------------- */

/* push rbp; mov rbp, rsp; call rdi; pop rbp; ret */
static const uint8_t thunk[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3};

/* Bare crash: mov rax, [0]; for code that was just called and has no frame. */
static const uint8_t faulting[] = {0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0, 0xc3};

static struct callers_range code_range;
static size_t code_range_count;

static void *code_map(const uint8_t *bytes, size_t size)
{
    uint8_t *code = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(code, MAP_FAILED);
    memcpy(code, bytes, size);
    ck_assert_int_eq(mprotect(code, CODE_SIZE, PROT_READ | PROT_EXEC), 0);
    code_range = (struct callers_range){(uintptr_t)code, (uintptr_t)code + CODE_SIZE};
    code_range_count = 1;
    callers_set_code(&code_range, &code_range_count);
    return code;
}

static __attribute__((noinline)) void through_thunk(void (*code)(void (*)(void)))
{
    code(hook_all);
    calls++;
}

START_TEST(code_memory_without_tables_ends_the_list)
{
    through_thunk((void (*)(void (*)(void)))code_map(thunk, sizeof(thunk)));
    ck_assert_uint_eq(frame_count, 1);
    ck_assert_str_eq(frame_name(0), "[mcode]");
    code_range_count = 0;
    ck_assert_str_eq(frame_name(0), "[mcode]");
    through_thunk((void (*)(void (*)(void)))code_map(thunk, sizeof(thunk)));
    code_range_count = 0;
    ck_assert_uint_eq(frame_count, 1);
}
END_TEST

/* The unwind table of a function that keeps its frame in rbp throughout: one CIE, one FDE, a terminator. */
static struct {
    uint32_t cie_size, cie_id;
    uint8_t version, augmentation, code_align, data_align, ra, rules[11];
    uint32_t fde_size, fde_cie;
    uint64_t start, size;
    uint32_t padding, end;
} table = {
    .cie_size = 20,
    .version = 1,
    .code_align = 1,
    .data_align = 0x78, /* -8 */
    .ra = 16,
    .rules = {0x0c, 6, 16 /* cfa is rbp+16 */, 0x90, 1 /* ra at cfa-8 */, 0x86, 2 /* rbp at cfa-16 */},
    .fde_size = 24,
    .fde_cie = 28,
};

extern void __register_frame(void *);
extern void __deregister_frame(void *);

START_TEST(code_memory_with_tables_is_passed)
{
    void *code = code_map(thunk, sizeof(thunk));
    table.start = (uintptr_t)code;
    table.size = CODE_SIZE;
    __register_frame(&table);
    through_thunk((void (*)(void (*)(void)))code);
    __deregister_frame(&table);
    ck_assert_uint_ge(frame_count, 3);
    ck_assert_str_eq(frame_name(0), "[mcode]");
    ck_assert_str_eq(frame_name(1), "through_thunk");
}
END_TEST

/* LuaJIT's table for its code does not say where the frame lies; libgcc would abort() on it. */
START_TEST(code_memory_with_a_table_of_no_frames_ends_the_list)
{
    void *code = code_map(thunk, sizeof(thunk));
    table.start = (uintptr_t)code;
    table.size = CODE_SIZE;
    memset(table.rules, 0, sizeof(table.rules));
    __register_frame(&table);
    through_thunk((void (*)(void (*)(void)))code);
    __deregister_frame(&table);
    ck_assert_uint_eq(frame_count, 1);
    ck_assert_str_eq(frame_name(0), "[mcode]");
}
END_TEST

/* ---- From a signal ------------------------------------------------------------------------------- */

static sigjmp_buf resume;
static char signal_stack[64 << 10];
static size_t signal_max = CALLERS_MAX;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    callers_fault();
    frame_count = callers_from_signal(context, frames, signal_max);
    siglongjmp(resume, 1);
}

/* Runs a function that faults, and takes the callers from the handler. */
static void faults(void (*function)(void *), void *argument)
{
    stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof(signal_stack)};
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    frame_count = 0;
    if (sigsetjmp(resume, 1) == 0) {
        function(argument);
    }
}

static __attribute__((noinline, no_sanitize("undefined"))) void reads(void *address)
{
    calls += *(volatile unsigned char *)address;
}

static __attribute__((noinline, no_sanitize("undefined"))) void jumps(void *address)
{
    ((void (*)(void))address)();
    calls++;
}

/* Loses the stack pointer, then reads from nowhere. */
static __attribute__((noinline)) void loses_stack(void *address)
{
    __asm__ volatile("mov %0, %%rsp\n\tmov %0, %%rbp\n\tmov 0, %%rax" : : "r"(address) : "rax", "memory");
}

static __attribute__((noinline)) void reads_outer(void *address)
{
    reads(address);
    calls++;
}

START_TEST(a_fault_is_in_the_function_that_faulted)
{
    faults(reads_outer, NULL);
    ck_assert_uint_ge(frame_count, 4);
    ck_assert_str_eq(frame_name(0), "reads");
    ck_assert_str_eq(frame_name(1), "reads_outer");
    ck_assert_str_eq(frame_name(2), "faults");
}
END_TEST

START_TEST(max_holds_for_a_signal)
{
    for (signal_max = 0; signal_max < 4; signal_max++) {
        faults(reads_outer, NULL);
        ck_assert_uint_eq(frame_count, signal_max);
    }
    signal_max = CALLERS_MAX;
}
END_TEST

static const uintptr_t wild_addresses[] = {0, 0x10, 0x123456789000, 0x4141414141414141};

START_TEST(a_wild_jump_names_who_jumped)
{
    faults(jumps, (void *)wild_addresses[_i]);
    bool canonical = wild_addresses[_i] >> 47 == 0;
    if (canonical) { /* otherwise the call itself faults, and pc stays where it is */
        ck_assert_str_eq(frame_name(0), "[wild]");
    }
    ck_assert_str_eq(frame_name(canonical), "jumps");
    ck_assert_str_eq(frame_name(1 + canonical), "faults");
}
END_TEST

START_TEST(a_jump_to_the_stack_is_seen_as_one)
{
    uint64_t local[4] = {0};
    faults(jumps, local);
    ck_assert_str_eq(frame_name(0), "[stack]");
    ck_assert_str_eq(frame_name(1), "jumps");
}
END_TEST

START_TEST(a_fault_in_code_memory_names_its_caller)
{
    faults(jumps, code_map(faulting, sizeof(faulting)));
    code_range_count = 0;
    ck_assert_str_eq(frame_name(0), "[mcode]");
    ck_assert_str_eq(frame_name(1), "jumps");
    ck_assert_str_eq(frame_name(2), "faults");
}
END_TEST

START_TEST(a_lost_stack_ends_the_list)
{
    faults(loses_stack, (void *)wild_addresses[_i]);
    ck_assert_uint_eq(frame_count, 1);
    ck_assert_str_eq(frame_name(0), "loses_stack");
    /* And all is well afterwards. */
    outer(hook_two);
    ck_assert_uint_eq(frame_count, 2);
    faults(reads_outer, NULL);
    ck_assert_str_eq(frame_name(1), "reads_outer");
}
END_TEST

/* ---- A stack made by hand ------------------------------------------------------------------------ */

static ucontext_t made_context, main_context;
static char made_stack[256 << 10];

static void made_entry(void)
{
    outer(hook_all);
    calls++;
}

START_TEST(the_list_ends_with_a_hand_made_stack)
{
    ck_assert_int_eq(getcontext(&made_context), 0);
    made_context.uc_stack.ss_sp = made_stack;
    made_context.uc_stack.ss_size = sizeof(made_stack);
    made_context.uc_link = &main_context;
    makecontext(&made_context, made_entry, 0);
    ck_assert_int_eq(swapcontext(&main_context, &made_context), 0);
    ck_assert_uint_ge(frame_count, 3);
    ck_assert_uint_le(frame_count, 4); /* libc's own start of a context may be one */
    ck_assert_str_eq(frame_name(2), "made_entry");
}
END_TEST

/* ---- The suite ----------------------------------------------------------------------------------- */

static void scan(void)
{
    ck_assert(callers_scan());
}

static TCase *tables_case(void)
{
    TCase *tcase = tcase_create("tables");
    tcase_add_checked_fixture(tcase, scan, NULL);
    tcase_add_loop_test(tcase, functions_are_found_in_both_tables, 0,
                        (int)(sizeof(made_rows) / sizeof(made_rows[0])));
    tcase_add_test(tcase, without_tables_a_function_is_its_address);
    tcase_add_test(tcase, build_ids_are_what_readelf_says);
    return tcase;
}

static TCase *here_case(void)
{
    TCase *tcase = tcase_create("here");
    tcase_add_checked_fixture(tcase, scan, NULL);
    tcase_add_test(tcase, callers_are_named_innermost_first);
    tcase_add_test(tcase, unwinding_stops_at_max);
    tcase_add_test(tcase, suffixes_of_the_compiler_are_left_out);
    tcase_add_test(tcase, names_are_cut_to_the_buffer);
    tcase_add_test(tcase, a_second_scan_gives_the_same);
    tcase_add_test(tcase, the_subject_is_an_object);
    tcase_add_test(tcase, unwinding_goes_through_a_library_without_symbols);
    tcase_add_test(tcase, names_are_the_same_in_every_process);
    tcase_add_test(tcase, code_memory_without_tables_ends_the_list);
    tcase_add_test(tcase, code_memory_with_tables_is_passed);
    tcase_add_test(tcase, code_memory_with_a_table_of_no_frames_ends_the_list);
    tcase_add_test(tcase, allocations_of_traces_are_survived);
    tcase_add_test(tcase, the_list_ends_with_a_hand_made_stack);
    return tcase;
}

static TCase *signal_case(void)
{
    TCase *tcase = tcase_create("signal");
    tcase_add_checked_fixture(tcase, scan, NULL);
    tcase_add_test(tcase, a_fault_is_in_the_function_that_faulted);
    tcase_add_test(tcase, max_holds_for_a_signal);
    tcase_add_loop_test(tcase, a_wild_jump_names_who_jumped, 0, 4);
    tcase_add_test(tcase, a_jump_to_the_stack_is_seen_as_one);
    tcase_add_test(tcase, a_fault_in_code_memory_names_its_caller);
    tcase_add_loop_test(tcase, a_lost_stack_ends_the_list, 1, 4);
    return tcase;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], PRINT_NAMES) == 0) {
        return print_names();
    }
    Suite *suite = suite_create("callers");
    suite_add_tcase(suite, tables_case());
    suite_add_tcase(suite, here_case());
    suite_add_tcase(suite, signal_case());
    return check_main(suite);
}
