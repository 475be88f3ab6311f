/* stops.h: names of the reasons for which a compilation was given up. */
#ifndef REFVM_JIT_STOPS_H
#define REFVM_JIT_STOPS_H

enum stop {
#define STOP(id, name, text) STOP_##id,
#include "jit/stops.def"
#undef STOP
    STOP_COUNT,
};

extern const char *const stop_names[STOP_COUNT];

#endif
