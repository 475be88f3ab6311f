#define PARTS_SHADOW
#define INTERP_NAME interp_hybrid_shadow
#include "interp_hybrid.c"
