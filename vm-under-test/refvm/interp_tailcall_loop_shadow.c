#define PARTS_SHADOW
#define TAILCALL_LOOP
#define INTERP_NAME interp_tailcall_loop_shadow
#include "interp_tailcall.c"
