/* interpose.c: what stands between LuaJIT and the operating system.
 *
 * LuaJIT asks the harness for its heap, but goes straight to libc for code memory, for random bytes and
 * for the end of the process, and to libgcc to raise errors. The library's own calls to these are
 * redirected here (got.h). None of them carries a pointer to a VM, so `current` says whose call it is;
 * it is set at each entry of the adapter and is, with the table of unwind tables, the only mutable
 * state that the adapter keeps outside of a VM's blocks.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "got.h"
#include "vm.h"

_Static_assert(VUT_PROT_READ == PROT_READ && VUT_PROT_WRITE == PROT_WRITE && VUT_PROT_EXEC == PROT_EXEC,
               "access rights are handed through as they are");

static struct vut_vm *current;

extern void __register_frame(void *);
extern void __deregister_frame(void *);
typedef int raise_fn(void *exception);

/* ---- code memory --------------------------------------------------------------------------------- */

/* What is neither private nor anonymous is no code memory of LuaJIT. */
static void *code_map(void *address, size_t size, int prot, int flags, int fd, off_t offset)
{
    const int wanted = MAP_PRIVATE | MAP_ANONYMOUS;
    if (!current || (flags & wanted) != wanted)
        return mmap(address, size, prot, flags, fd, offset);
    return current->hooks->code_map(current->hooks->ctx, address, size, prot);
}

static int code_protect(void *address, size_t size, int prot)
{
    if (!current)
        return mprotect(address, size, prot);
    return current->hooks->code_protect(current->hooks->ctx, address, size, prot);
}

static int code_unmap(void *address, size_t size)
{
    if (!current)
        return munmap(address, size);
    return current->hooks->code_unmap(current->hooks->ctx, address, size);
}

/* Only LuaJIT's own allocator grows mappings, and no VM of ours uses it. */
static void *code_remap(void *address, size_t size, size_t new_size, int flags, ...)
{
    if (!current)
        return mremap(address, size, new_size, flags);
    errno = ENOMEM;
    return MAP_FAILED;
}

/* ---- unwind tables of code memory ---------------------------------------------------------------- */

/* The table of an area lies at the area's start, and libgcc keeps a pointer to it for the whole process.
 * When the harness puts an earlier state of the VM back, areas that were mapped since are gone and others
 * have come back, while libgcc still knows what it knew: a later unwinding would read unmapped memory, or
 * end at code that it has no table for. So the VM's handle lists the tables that belong to its state, and
 * here stands, with their first bytes, which ones libgcc was told of. The two are brought in line at each
 * entry. */
enum { FRAME_BYTES = 96 };

static struct frame {
    void *start;
    unsigned char bytes[FRAME_BYTES];
} frames[LJ_FRAMES_MAX];
static uint32_t frame_count;

static void frame_tell(void *start)
{
    struct frame *frame = &frames[frame_count++];
    frame->start = start;
    memcpy(frame->bytes, start, FRAME_BYTES);
    __register_frame(start);
}

/* More areas than the list holds stay untold: an unwinding through them ends the process, as it would in a
 * build without tables. */
static void frame_register(void *start)
{
    if (!current || current->frame_count == LJ_FRAMES_MAX || frame_count == LJ_FRAMES_MAX)
        return;
    current->frame[current->frame_count++] = start;
    frame_tell(start);
}

static bool list_has(void *const *list, uint32_t count, const void *start)
{
    for (uint32_t i = 0; i < count; i++)
        if (list[i] == start)
            return true;
    return false;
}

static bool frame_told(const void *start)
{
    for (uint32_t i = 0; i < frame_count; i++)
        if (frames[i].start == start)
            return true;
    return false;
}

static void frame_forget(const void *start)
{
    for (uint32_t i = 0; i < frame_count; i++)
        if (frames[i].start == start) {
            frames[i] = frames[--frame_count];
            return;
        }
}

static void frame_deregister(void *start)
{
    for (uint32_t i = 0; current && i < current->frame_count; i++)
        if (current->frame[i] == start) {
            current->frame[i] = current->frame[--current->frame_count];
            break;
        }
    if (!frame_told(start))
        return;
    frame_forget(start);
    __deregister_frame(start);
}

/* libgcc reads a table while it takes it back, so it must be there: if the area is unmapped, a page with
 * the remembered bytes stands in for it. */
static void frame_purge(const struct frame *frame)
{
    uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = (uintptr_t)frame->start & ~(page_size - 1);
    size_t size = ((uintptr_t)frame->start + FRAME_BYTES - first + page_size - 1) & ~(page_size - 1);
    void *page = mmap((void *)first, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (page != MAP_FAILED)
        memcpy(frame->start, frame->bytes, FRAME_BYTES);
    __deregister_frame(frame->start);
    if (page != MAP_FAILED)
        munmap(page, size);
}

static void match_frames(const struct vut_vm *vm)
{
    for (uint32_t i = frame_count; i-- > 0;)
        if (!list_has(vm->frame, vm->frame_count, frames[i].start)) {
            frame_purge(&frames[i]);
            frames[i] = frames[--frame_count];
        }
    for (uint32_t i = 0; i < vm->frame_count; i++)
        if (!frame_told(vm->frame[i]))
            frame_tell(vm->frame[i]);
}

/* ---- randomness ---------------------------------------------------------------------------------- */

/* A fixed pattern without zero bytes: LuaJIT's generator needs seeds that aren't tiny. */
static void fill_fixed(unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(0xa5 ^ (i * 29));
}

static long fixed_syscall(long number, ...)
{
    va_list list;
    long argument[6];
    va_start(list, number);
    for (int i = 0; i < 6; i++)
        argument[i] = va_arg(list, long);
    va_end(list);
    if (number == SYS_getrandom) {
        fill_fixed((unsigned char *)argument[0], (size_t)argument[1]);
        return argument[1];
    }
    return syscall(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
}

static int fixed_getentropy(void *bytes, size_t size)
{
    fill_fixed(bytes, size);
    return 0;
}

static int fixed_open(const char *path, int flags, ...)
{
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;
    va_end(list);
    if (strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0) {
        errno = ENOENT;
        return -1;
    }
    return open(path, flags, mode);
}

/* ---- errors -------------------------------------------------------------------------------------- */

static _Noreturn void end_process(int status)
{
    if (current)
        lj_event(current, &(struct vut_event){.kind = VUT_EVENT_PANIC, .name = "exit called"});
    exit(status);
}

/* LuaJIT has nowhere else to say that an event handler failed, which ours does only for lack of memory. The
 * text is a constant, so that compilers make fwrite of its fputs. */
static size_t watch_fwrite(const void *text, size_t size, size_t count, FILE *to)
{
    static const char failed[] = "VM handler failed";
    if (current && size * count >= sizeof failed - 1 && memcmp(text, failed, sizeof failed - 1) == 0)
        lj_event(current, &(struct vut_event){.kind = VUT_EVENT_LOG_LOST});
    return fwrite(text, size, count, to);
}

static int watch_fputs(const char *text, FILE *to)
{
    size_t size = strlen(text);
    return watch_fwrite(text, 1, size, to) == size ? 0 : EOF;
}

static int raise_exception(void *exception);

enum { PATCH_RAISE };

static struct got_patch patches[] = {
    [PATCH_RAISE] = {"_Unwind_RaiseException", (void *)raise_exception, NULL},
    {"mmap", (void *)code_map, NULL},
    {"mmap64", (void *)code_map, NULL},
    {"mprotect", (void *)code_protect, NULL},
    {"munmap", (void *)code_unmap, NULL},
    {"mremap", (void *)code_remap, NULL},
    {"syscall", (void *)fixed_syscall, NULL},
    {"getentropy", (void *)fixed_getentropy, NULL},
    {"open", (void *)fixed_open, NULL},
    {"open64", (void *)fixed_open, NULL},
    {"__register_frame", (void *)frame_register, NULL},
    {"__deregister_frame", (void *)frame_deregister, NULL},
    {"exit", (void *)end_process, NULL},
    {"fputs", (void *)watch_fputs, NULL},
    {"fwrite", (void *)watch_fwrite, NULL},
};

/* The unwinder starts at its caller's frame, which is this one: it has unwind information like any C
 * function and nothing to clean up, so it is passed over. */
static int raise_exception(void *exception)
{
    raise_fn *original = (raise_fn *)patches[PATCH_RAISE].original;
    if (current)
        lj_event(current, &(struct vut_event){.kind = VUT_EVENT_RAISE});
    return original(exception);
}

/* ---- entry --------------------------------------------------------------------------------------- */

bool interpose_open(const struct link_map *object, bool *raise_seen, char *why, size_t why_size)
{
    static const struct link_map *patched;
    const size_t count = sizeof patches / sizeof *patches;
    if (object != patched) {
        for (size_t i = 0; i < count; i++)
            patches[i].original = NULL;
        if (!got_patch(object, patches, count, why, why_size))
            return false;
        patched = object;
    }
    *raise_seen = patches[PATCH_RAISE].original != NULL;
    return true;
}

void interpose_enter(struct vut_vm *vm)
{
    current = vm;
    if (vm && (frame_count || vm->frame_count))
        match_frames(vm);
}
