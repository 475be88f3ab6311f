/* sanitizer.h: whether this is an ASan build, in the words of either compiler. */
#ifndef FAULTLINE_SANITIZER_H
#define FAULTLINE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

/* A function that reads and writes what is poisoned for everybody else. Plain loads and stores only: a libc
 * call is checked wherever it is made. It is inlined only into others of its kind. Checks of other kinds
 * are off, too: they make its loops many times slower, and these run for each program. */
#if defined(WITH_ASAN) && defined(__clang__)
/* Nor may the compiler make a libc call of a loop. */
#define UNCHECKED __attribute__((no_sanitize("address", "undefined"), no_builtin("memset", "memcpy")))
#elif defined(WITH_ASAN)
#define UNCHECKED                                                                                          \
    __attribute__((no_sanitize("address", "undefined"), optimize("no-tree-loop-distribute-patterns")))
#else
#define UNCHECKED
#endif

#endif
