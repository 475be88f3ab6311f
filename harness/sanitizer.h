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
 * call is checked wherever it is made. */
#ifdef WITH_ASAN
#define UNCHECKED __attribute__((no_sanitize("address"), noinline))
#else
#define UNCHECKED
#endif

#endif
