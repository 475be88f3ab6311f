/* callers.h: who is running: return addresses, the functions they lie in, and their names.
 *
 * Serves fault sites (the nearest callers of a failing allocation) and crash records. Works for
 * libraries without symbols: a function is then known by where it starts, taken from .eh_frame_hdr's
 * search table, and written `libname+0xOFFSET`. Assembly blobs that have one table entry for a whole
 * interpreter (more than CALLERS_BLOB_SIZE bytes without a symbol) are cut into 64-byte pieces instead, so
 * that two bytecode handlers do not look like one function.
 *
 * callers_scan reads the loaded objects once; after that nothing here allocates, locks or calls stdio,
 * so that all of it may be used from a signal handler. (libgcc's unwinder does lock, and sorts once, when
 * unwind tables were registered with __register_frame.) The tables are one static structure of the
 * process; there is one thread.
 */
#ifndef FAULTLINE_CALLERS_H
#define FAULTLINE_CALLERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CALLERS_BLOB_SIZE = 16384, CALLERS_MAX = 24, CALLERS_SUBJECTS_MAX = 4 };

struct caller {
    uintptr_t pc;       /* of the call, or of the fault for the innermost frame of a crash */
    uintptr_t function; /* where the function starts; the pc itself where no table knows it */
    int module;         /* index of the loaded object, good until the next scan, or one of: */
};

enum {
    CALLER_WILD = -1,  /* nowhere that code should be */
    CALLER_CODE = -2,  /* code memory of the VM */
    CALLER_STACK = -3, /* near the stack pointer of a crash */
};

/* Reads the tables of all objects that are loaded now. Call again after a dlopen. False when memory
 * runs out. */
bool callers_scan(void);

/* Code memory of the VM: frames in [start, end) are named "[mcode]". Kept by reference to a table
 * of ranges, sorted by address, that the caller owns; it may change between calls. */
struct callers_range {
    uintptr_t start, end;
};
void callers_set_code(const struct callers_range *ranges, const size_t *count);

/* The callers of the function that calls this, innermost first, at most `max`. Stops quietly where
 * unwinding ends. A function that ends in `return callers_here(...)` may be gone by then (a tail call), and
 * its caller is taken for it: do something with the result first. */
size_t callers_here(struct caller *out, size_t max);

/* The same from a signal handler's ucontext_t: the interrupted function first. After a jump to nowhere, and
 * in code memory that has no unwind tables, goes on with the return address on top of the stack, if it
 * looks like one. Survives a damaged stack: a fault while unwinding ends the list (see callers_fault). */
size_t callers_from_signal(const void *ucontext, struct caller *out, size_t max);

/* A handler of SIGSEGV, SIGBUS or SIGABRT calls this first. It does not return when the fault happened
 * while unwinding. The handler must be installed with SA_NODEFER and without a mask. crash.c's is. */
void callers_fault(void);

/* The object that an address lies in: its base name ("libluajit-5.1.so.2"), or NULL. */
const char *caller_module(const struct caller *caller);

/* True when the caller lies in the object (or objects, at most CALLERS_SUBJECTS_MAX) under test, set by
 * callers_set_subject with any address inside the object, a call for each. Kept over scans. */
void callers_set_subject(uintptr_t any_address_inside);
bool caller_in_subject(const struct caller *caller);

/* True for a handler of an interpreter written in assembly: what called it is the program, not the VM. */
bool caller_in_assembly(const struct caller *caller);

/* "lj_str_new", or "libluajit-5.1.so.2+0x1a2b0", "[mcode]", "[stack]", "[wild]". Returns true when it
 * is a symbol's name. Suffixes of the compiler's own (".cold", ".part.0", ".isra.0", ...) are left out.
 * Stable across runs and load addresses. */
bool caller_name(const struct caller *caller, char *buffer, size_t size);

/* Build id of the object in lower-case hex, or "". */
void callers_build_id(uintptr_t any_address_inside, char *buffer, size_t size);

#endif
