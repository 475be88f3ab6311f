/* crash.c: see crash.h.
 *
 * Handlers know of nothing but signal-safe calls and static memory, so the state of this module is one
 * static structure, alternate stack included: a signal handler can't be handed anything.
 *
 * Under ASan our handlers take the place of its own, so that a signal gives the same record in every
 * build; what remains is the death callback, which fires after a report was printed. UBSan announces a
 * report through __ubsan_on_report, before printing; the process ends there, in builds that recover as
 * well. The options that this needs are built in (__asan_default_options below). Should ASAN_OPTIONS say
 * otherwise, it must not say handle_segv=2 (or the like for other signals), which forbids our handlers.
 */
#include "crash.h"

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#include "callers.h"
#include "sanitizer.h"

enum { STACK_SIZE = 64 << 10, STDERR_TAIL_SIZE = 1024, NULL_PAGE_SIZE = 4096 };

static struct {
    struct obs_crash *record;
    enum obs_crash_kind pending; /* the kind of a record that is being written */
    int stderr_fd;
    bool exit_hooked, exit_expected;
    bool installed;
    bool (*mender)(const void *address);
    _Alignas(16) char stack[STACK_SIZE];
} crash = {.stderr_fd = -1};

/* ---- The sanitizers' interface ------------------------------------------------------------------- */

/* All weak: they are there when some sanitizer's runtime is linked. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));
__attribute__((weak)) int __asan_report_present(void);
__attribute__((weak)) const char *__asan_get_report_description(void);
__attribute__((weak)) int __asan_get_report_access_type(void);
__attribute__((weak)) void __ubsan_get_current_report_data(const char **kind, const char **message,
                                                           const char **file, unsigned *line,
                                                           unsigned *column, char **address);
void __ubsan_on_report(void);

#ifdef WITH_ASAN
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "allow_user_segv_handler=1:handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:"
           "handle_sigtrap=0:handle_abort=0:use_sigaltstack=0";
}
#endif

/* ---- The record ---------------------------------------------------------------------------------- */

static void text_set(char *out, size_t size, const char *text)
{
    size_t length = text == NULL ? 0 : strnlen(text, size - 1);
    memcpy(out, text == NULL ? "" : text, length);
    out[length] = '\0';
}

/* Replaces each address (0x and six or more hex digits) by "0x*", so that records of two runs can be
 * compared. */
static void addresses_hide(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        size_t digits = from[0] == '0' && from[1] == 'x' ? strspn(from + 2, "0123456789abcdefABCDEF") : 0;
        if (digits >= 6) {
            memcpy(to, "0x*", 3);
            to += 3;
            from += 2 + digits;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Frames of a sanitizer's runtime, which say nothing of where the report came from. The last rows are
 * C++ names of its namespaces. */
static bool in_runtime(const struct caller *caller)
{
    static const char *const prefixes[] = {"__asan",     "__ubsan",        "__sanitizer",      "__lsan",
                                           "_ZN6__asan", "_ZN7__ubsan",    "_ZN11__sanitizer", "_ZN6__lsan",
                                           "_ZL",        "_ZN12_GLOBAL__N"};
    const char *module = caller_module(caller);
    if (module != NULL && (starts_with(module, "libasan.") || starts_with(module, "libubsan."))) {
        return true;
    }
    char name[OBS_NAME_SIZE];
    caller_name(caller, name, sizeof(name));
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (starts_with(name, prefixes[i])) {
            return true;
        }
    }
    return false;
}

/* Frames of libc's way from abort() or exit() to us. */
static bool in_libc(const struct caller *caller)
{
    const char *module = caller_module(caller);
    return module != NULL && starts_with(module, "libc.so.");
}

/* Writes the frames to the record, without the leading ones that are only plumbing. Ends with main: what
 * called it is the C library's start-up, the same in every record. */
static void frames_write(const struct caller *callers, size_t count,
                         bool (*plumbing)(const struct caller *))
{
    size_t first = 0;
    while (plumbing != NULL && first < count && plumbing(&callers[first])) {
        first++;
    }
    struct obs_crash *record = crash.record;
    record->frame_count = 0;
    record->unsymbolized = false;
    bool reached = false;
    for (size_t i = first; i < count && record->frame_count < OBS_FRAMES_MAX; i++) {
        /* Below the VM's innermost frame only the VM's own count: how it was called is not its doing. */
        bool subject = caller_in_subject(&callers[i]);
        if (reached && !subject && callers[i].module >= 0) {
            continue;
        }
        reached |= subject;
        char *frame = record->frame[record->frame_count];
        bool named = caller_name(&callers[i], frame, OBS_NAME_SIZE);
        record->frame_count++;
        record->unsymbolized |= !named && frame[0] != '[';
        if (strcmp(frame, "main") == 0) {
            break;
        }
    }
}

/* The kind is written last: a record with a kind is a complete one. */
static _Noreturn void record_end(enum obs_crash_kind kind)
{
    addresses_hide(crash.record->text);
    __atomic_store_n(&crash.record->kind, kind, __ATOMIC_RELEASE);
    _exit(CRASH_EXIT_STATUS);
}

/* Opens the record. When one is being written already, writing it must have failed: what is there of it
 * has to do. */
static void record_begin(enum obs_crash_kind kind, const char *what, const char *text)
{
    if (crash.record == NULL) {
        _exit(CRASH_EXIT_STATUS);
    }
    if (crash.pending != OBS_CRASH_NONE) {
        record_end(crash.pending);
    }
    crash.pending = kind;
    text_set(crash.record->what, sizeof(crash.record->what), what);
    text_set(crash.record->text, sizeof(crash.record->text), text);
}

/* ---- Standard error ------------------------------------------------------------------------------ */

/* The end of what was written, at most `size` bytes. A pipe is emptied for that. */
static size_t stderr_tail(char *buffer, size_t size)
{
    struct stat status;
    if (crash.stderr_fd < 0 || fstat(crash.stderr_fd, &status) != 0) {
        return 0;
    }
    if (S_ISREG(status.st_mode)) {
        off_t from = status.st_size > (off_t)size ? status.st_size - (off_t)size : 0;
        ssize_t got = pread(crash.stderr_fd, buffer, size, from);
        return got < 0 ? 0 : (size_t)got;
    }
    size_t used = 0;
    struct pollfd ready = {.fd = crash.stderr_fd, .events = POLLIN};
    while (poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN)) {
        if (used > size / 2) { /* keep the newer half */
            memmove(buffer, buffer + used - size / 2, size / 2);
            used = size / 2;
        }
        ssize_t got = read(crash.stderr_fd, buffer + used, size - used);
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
    }
    return used;
}

/* Takes the last line of standard error that is not empty. */
static void text_from_stderr(void)
{
    char tail[STDERR_TAIL_SIZE + 1];
    size_t end = stderr_tail(tail, STDERR_TAIL_SIZE);
    while (end > 0 && (tail[end - 1] == '\n' || tail[end - 1] == '\r')) {
        end--;
    }
    tail[end] = '\0';
    const char *newline = memrchr(tail, '\n', end);
    if (end > 0) {
        text_set(crash.record->text, sizeof(crash.record->text), newline == NULL ? tail : newline + 1);
    }
}

/* ---- Signals ------------------------------------------------------------------------------------- */

static const struct crash_signal {
    int number;
    const char *name;
} crash_signals[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},   {SIGILL, "SIGILL"}, {SIGFPE, "SIGFPE"},
    {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"}, {SIGSYS, "SIGSYS"},
};

enum { CRASH_SIGNAL_COUNT = sizeof(crash_signals) / sizeof(crash_signals[0]) };

static const char *signal_name(int number)
{
    for (size_t i = 0; i < CRASH_SIGNAL_COUNT; i++) {
        if (crash_signals[i].number == number) {
            return crash_signals[i].name;
        }
    }
    return "signal";
}

/* What kind of address was touched: the address itself differs from run to run. */
static const char *fault_text(const siginfo_t *info, const ucontext_t *context)
{
    if (info->si_signo != SIGSEGV && info->si_signo != SIGBUS) {
        return "";
    }
    if (info->si_code == SI_USER || info->si_code == SI_TKILL) {
        return "sent by a process";
    }
    if (info->si_code == SI_KERNEL) {
        return "address not canonical"; /* the kernel isn't told which */
    }
    uintptr_t address = (uintptr_t)info->si_addr;
    if (address == (uintptr_t)context->uc_mcontext.gregs[REG_RIP]) {
        return address < NULL_PAGE_SIZE ? "jump to null" : "jump to no code";
    }
    return address < NULL_PAGE_SIZE ? "access near null" : "access out of bounds";
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    if (number == SIGSEGV && info->si_code == SEGV_ACCERR && crash.mender && crash.mender(info->si_addr)) {
        return;
    }
    if (number == SIGSEGV || number == SIGBUS || number == SIGABRT) {
        callers_fault(); /* libgcc calls abort() on tables that it does not understand */
    }
    enum obs_crash_kind kind = number == SIGABRT ? OBS_CRASH_ABORT : OBS_CRASH_SIGNAL;
    record_begin(kind, signal_name(number), fault_text(info, context));
    if (kind == OBS_CRASH_ABORT) {
        text_from_stderr();
    }
    struct caller callers[CALLERS_MAX];
    size_t count = callers_from_signal(context, callers, CALLERS_MAX);
    frames_write(callers, count, kind == OBS_CRASH_ABORT ? in_libc : NULL);
    record_end(kind);
}

static void signals_install(void)
{
    stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)};
    sigaltstack(&stack, NULL);
    struct sigaction action = {
        .sa_sigaction = on_signal,
        .sa_flags = SA_ONSTACK | SA_SIGINFO | SA_NODEFER,
    };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASH_SIGNAL_COUNT; i++) {
        sigaction(crash_signals[i].number, &action, NULL);
    }
    crash.installed = true;
}

/* ---- Sanitizers ---------------------------------------------------------------------------------- */

static const char *report_access(void)
{
    if (__asan_get_report_access_type == NULL) {
        return "";
    }
    return __asan_get_report_access_type() ? "write" : "read";
}

static __attribute__((noinline)) void on_death(void)
{
    bool known = __asan_report_present != NULL && __asan_report_present();
    struct caller callers[CALLERS_MAX];
    record_begin(OBS_CRASH_SANITIZER, known ? __asan_get_report_description() : "sanitizer",
                 known ? report_access() : "");
    frames_write(callers, callers_here(callers, CALLERS_MAX), in_runtime);
    record_end(OBS_CRASH_SANITIZER);
}

/* UBSan calls this, when it is there, for each report. */
__attribute__((noinline, used)) void __ubsan_on_report(void)
{
    const char *kind = "undefined-behavior", *message = "", *file = "";
    unsigned line = 0, column = 0;
    char *address = NULL;
    if (__ubsan_get_current_report_data != NULL) {
        __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
    }
    if (crash.record == NULL) {
        return;
    }
    struct caller callers[CALLERS_MAX];
    record_begin(OBS_CRASH_SANITIZER, kind, message);
    frames_write(callers, callers_here(callers, CALLERS_MAX), in_runtime);
    record_end(OBS_CRASH_SANITIZER);
}

/* ---- The end ------------------------------------------------------------------------------------- */

static void number_write(char *out, int value)
{
    char digits[12];
    size_t at = sizeof(digits) - 1;
    unsigned rest = value < 0 ? 0u - (unsigned)value : (unsigned)value;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    memcpy(out, digits + at, sizeof(digits) - at);
}

static void on_process_exit(int status, void *context)
{
    (void)context;
    if (crash.exit_expected || crash.record == NULL) {
        return;
    }
    char what[12];
    number_write(what, status);
    record_begin(OBS_CRASH_EXIT, what, "");
    struct caller callers[CALLERS_MAX];
    size_t count = callers_here(callers, CALLERS_MAX);
    /* The compiler may have split this function in two, so that the nearest caller is its other half. */
    size_t own = 0;
    while (own < count && !in_libc(&callers[own])) {
        own++;
    }
    frames_write(callers + own, count - own, in_libc);
    record_end(OBS_CRASH_EXIT);
}

_Noreturn __attribute__((noinline)) void crash_end(enum obs_crash_kind kind, const char *what,
                                                   const char *text, const void *ucontext)
{
    record_begin(kind, what, text);
    struct caller callers[CALLERS_MAX];
    size_t count = ucontext == NULL ? callers_here(callers, CALLERS_MAX)
                                    : callers_from_signal(ucontext, callers, CALLERS_MAX);
    frames_write(callers, count, NULL);
    record_end(kind);
}

void crash_install(struct obs_crash *record)
{
    crash.record = record;
    crash.pending = OBS_CRASH_NONE;
    signals_install();
    if (__sanitizer_set_death_callback != NULL) {
        __sanitizer_set_death_callback(on_death);
    }
    if (!crash.exit_hooked) {
        crash.exit_hooked = on_exit(on_process_exit, NULL) == 0;
    }
}

bool crash_set_mender(bool (*mend)(const void *address))
{
    crash.mender = mend;
    return crash.installed;
}

void crash_phase(const char *phase)
{
    text_set(crash.record->phase, sizeof(crash.record->phase), phase);
}

void crash_expect_exit(void)
{
    crash.exit_expected = true;
}

void crash_set_stderr(int fd)
{
    crash.stderr_fd = fd;
}
