/* crash.c: the run never came back: a signal, a sanitizer's report, an abort, an error that nobody caught,
 * an exit of the VM's own. Never swallowed, whatever the program or the fault.
 *
 * The reason must be the same wherever the same bug strikes, so that it is made of the signal or class
 * and the nearest three functions of the VM: "SIGSEGV in A<B<C". Frames of the C library, of a sanitizer
 * and of the unwinder tell how the process died, not why; they are left out, as are repeated frames of
 * one recursion, whose number is chance. An error without handler is known by its text instead.
 */
#include <stdio.h>
#include <string.h>

#include "judge.h"

enum { NEAREST_FRAMES = 3, NEAREST_SIZE = NEAREST_FRAMES * (OBS_NAME_SIZE + 1) };

/* ---- helpers ------------------------------------------------------------------------------------- */

/* Whole names, without the leading underscores and the "_avx2", "_chk" that the C library adds. */
static const char *const helper_names[] = {
    /* how a process ends itself */
    "raise", "gsignal", "kill", "killpg", "tgkill", "abort", "exit", "stack_chk_fail", "chk_fail",
    "fortify_fail", "longjmp", "siglongjmp",
    /* memory */
    "malloc", "calloc", "realloc", "reallocarray", "free", "cfree", "memalign", "aligned_alloc",
    "posix_memalign", "malloc_printerr", "malloc_consolidate", "unlink_chunk", "sysmalloc", "munmap_chunk",
    "memcpy", "memmove", "memset", "memcmp", "memcmpeq", "memchr", "memrchr", "rawmemchr", "mempcpy",
    "memccpy", "memmem", "bcmp", "bcopy", "bzero",
    /* strings */
    "strlen", "strnlen", "strcmp", "strncmp", "strcasecmp", "strncasecmp", "strcoll", "strxfrm", "strcpy",
    "strncpy", "stpcpy", "stpncpy", "strcat", "strncat", "strchr", "strrchr", "strchrnul", "strstr",
    "strcasestr", "strspn", "strcspn", "strpbrk", "strtok", "strtok_r", "strdup", "strndup", "strerror",
    "strtol", "strtoul", "strtoll", "strtoull", "strtod", "wcslen", "wmemset",
    /* the ends of the call chain */
    "start_thread", "clone", "clone3"};

/* Names with such a beginning; no VM has functions like these. */
static const char *const helper_beginnings[] = {
    /* libc */
    "__assert_", "__pthread_", "pthread_", "__libc_", "__restore_rt", "_int_", "__GI_", "_dl_",
    "dl_iterate_phdr",
    /* the unwinder */
    "_Unwind_", "uw_frame_", "uw_update_", "uw_init_", "uw_install_", "execute_cfa_program",
    "__gcc_personality", "__gxx_personality", "_start",
    /* sanitizers and signals */
    "__asan", "__ubsan", "__lsan", "__msan", "__tsan", "__sanitizer", "__interceptor", "___interceptor",
    "<signal"};

/* Objects without names whose every function is a helper: their offsets change with the machine. */
static const char *const helper_objects[] = {
    /* libc, the unwinder and the loader */
    "libc.", "libc-", "libpthread", "libgcc_s", "ld-linux", "ld-2",
    /* sanitizers and the kernel */
    "libasan", "libubsan", "libclang_rt", "linux-vdso", "[vdso]"};

static bool has_beginning(const char *name, const char *const *beginnings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!strncmp(name, beginnings[i], strlen(beginnings[i])))
            return true;
    }
    return false;
}

static bool is_offset(const char *name)
{
    return strstr(name, "+0x") != NULL;
}

/* "__memmove_avx_unaligned_erms" is known as "memmove". Only reserved names are cut at an underscore, so
 * that a VM's own "str_cat" or "mem_free" is not taken for the C library's. */
static bool is_libc_helper(const char *name)
{
    const char *bare = name + strspn(name, "_");
    size_t length = strcspn(bare, "@.");
    size_t short_length = bare - name >= 2 ? strcspn(bare, "_@.") : length;
    for (size_t i = 0; i < sizeof helper_names / sizeof helper_names[0]; i++) {
        size_t known = strlen(helper_names[i]);
        if ((known == length || known == short_length) && !strncmp(bare, helper_names[i], known))
            return true;
    }
    return false;
}

static bool is_helper(const char *name)
{
    if (is_offset(name))
        return has_beginning(name, helper_objects, sizeof helper_objects / sizeof helper_objects[0]);
    return has_beginning(name, helper_beginnings, sizeof helper_beginnings / sizeof helper_beginnings[0]) ||
           is_libc_helper(name) || strstr(name, "Interceptor") != NULL; /* ASan's, in C++ */
}

/* ---- the nearest frames -------------------------------------------------------------------------- */

/* The part of a name that does not depend on the compiler: "f" of "f.constprop.0" and of "f@plt". */
static size_t stable_length(const char *name)
{
    if (is_offset(name))
        return strlen(name);
    size_t length = strcspn(name, ".@");
    return length ? length : strlen(name);
}

struct nearest {
    const char *name[NEAREST_FRAMES];
    int count;
};

static void nearest_add(struct nearest *nearest, const char *name)
{
    size_t length = stable_length(name);
    const char *last = nearest->count ? nearest->name[nearest->count - 1] : "";
    if (nearest->count < NEAREST_FRAMES &&
        (stable_length(last) != length || strncmp(last, name, length) != 0))
        nearest->name[nearest->count++] = name;
}

/* A crash with nothing but helpers on its stack is known by these. */
static struct nearest nearest_frames(const struct obs_crash *crash)
{
    struct nearest nearest = {.count = 0};
    for (int pass = 0; pass < 2 && !nearest.count; pass++) {
        for (int i = 0; i < crash->frame_count && i < OBS_FRAMES_MAX; i++) {
            if (pass == 1 || !is_helper(crash->frame[i]))
                nearest_add(&nearest, crash->frame[i]);
        }
    }
    return nearest;
}

/* An offset in the same object as the frame before it leaves out the object's name. */
static const char *without_object(const char *name, const char *previous)
{
    const char *plus = strstr(name, "+0x");
    const char *previous_plus = previous ? strstr(previous, "+0x") : NULL;
    if (!plus || !previous_plus || plus - name != previous_plus - previous)
        return name;
    return strncmp(name, previous, (size_t)(plus - name)) ? name : plus;
}

/* " in A<B<C", or "" when nothing is known. */
static void format_nearest(const struct obs_crash *crash, char out[NEAREST_SIZE + 8])
{
    struct nearest nearest = nearest_frames(crash);
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < nearest.count; i++) {
        const char *name = nearest.name[i];
        const char *shown = without_object(name, i ? nearest.name[i - 1] : NULL);
        size_t length = stable_length(name) - (size_t)(shown - name);
        used += (size_t)snprintf(out + used, NEAREST_SIZE + 8 - used, "%s%.*s", i ? "<" : " in ",
                                 (int)length, shown);
    }
}

/* ---- the text ------------------------------------------------------------------------------------ */

/* The line of a message that tells of the assertion, or its first line. */
static const char *telling_line(const char *text)
{
    const char *hit = strstr(text, "ssert");
    while (hit && hit > text && hit[-1] != '\n')
        hit--;
    return hit ? hit : text;
}

/* The first ":123:" in a line, or NULL. */
static const char *line_number(const char *line)
{
    for (const char *at = line; *at && *at != '\n'; at++) {
        size_t digits = *at == ':' ? strspn(at + 1, "0123456789") : 0;
        if (digits && at[1 + digits] == ':')
            return at;
    }
    return NULL;
}

/* "FILE: FUNCTION: Assertion `EXPRESSION' failed." of what assert() prints: neither the program's name,
 * nor folders, nor the line. */
static void stable_assertion(const char *text, char *out, size_t size)
{
    const char *line = telling_line(text);
    const char *number = line_number(line);
    const char *file = line;
    for (const char *at = line; number && at < number; at++) {
        if (*at == '/' || *at == ' ')
            file = at + 1;
    }
    char plain[sizeof((struct obs_crash *)0)->text + 1];
    const char *rest = number ? number + 1 + strspn(number + 1, "0123456789") : file;
    snprintf(plain, sizeof plain, "%.*s%.*s", number ? (int)(number - file) : 0, file,
             (int)strcspn(rest, "\n"), rest);
    judge_escape(out, size, plain, strlen(plain));
}

/* ---- the verdict --------------------------------------------------------------------------------- */

static void crash_reason(const struct obs_crash *crash, struct verdict *verdict)
{
    char frames[NEAREST_SIZE + 8], text[sizeof crash->text];
    format_nearest(crash, frames);
    switch (crash->kind) {
    case OBS_CRASH_PANIC:
        judge_stable(text, sizeof text, crash->text);
        judge_finding(verdict, ORACLE_CRASH, "panic: %s", text);
        break;
    case OBS_CRASH_EXIT:
        judge_finding(verdict, ORACLE_CRASH, "exit %s%s", crash->what, frames);
        break;
    case OBS_CRASH_NONE:
        judge_finding(verdict, ORACLE_CRASH, "died without a record");
        break;
    default:
        judge_finding(verdict, ORACLE_CRASH, "%s%s", crash->what, frames);
    }
}

static void crash_detail(const struct observation *subject, struct verdict *verdict)
{
    const struct obs_crash *crash = &subject->crash;
    char text[sizeof crash->text + 64];
    stable_assertion(crash->text, text, sizeof text);
    judge_detail(verdict, "in phase '%s'", crash->phase);
    if (text[0])
        judge_detail(verdict, ": %s", text);
    judge_detail_fault(verdict, &subject->fault);
    for (int i = 0; i < crash->frame_count && i < OBS_FRAMES_MAX; i++)
        judge_detail(verdict, "%s%s", i ? "<" : ", at ", crash->frame[i]);
}

bool oracle_crash(const struct oracle_view *view, struct verdict *verdict)
{
    const struct observation *subject = view->subject;
    if (judge_came_back(subject) || subject->crash.kind == OBS_CRASH_HANG)
        return false;
    crash_reason(&subject->crash, verdict);
    crash_detail(subject, verdict);
    return true;
}
