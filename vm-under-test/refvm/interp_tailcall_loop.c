#define TAILCALL_LOOP
#define INTERP_NAME interp_tailcall_loop
#include "interp_tailcall.c"
