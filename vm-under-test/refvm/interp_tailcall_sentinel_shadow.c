#define PARTS_SHADOW
#define TAILCALL_SENTINEL
#define INTERP_NAME interp_tailcall_sentinel_shadow
#include "interp_tailcall.c"
