#define PARTS_SHADOW
#define INTERP_NAME interp_call_shadow
#include "interp_call.c"
