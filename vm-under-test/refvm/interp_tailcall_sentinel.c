#define TAILCALL_SENTINEL
#define INTERP_NAME interp_tailcall_sentinel
#include "interp_tailcall.c"
