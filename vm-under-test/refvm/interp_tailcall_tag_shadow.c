#define PARTS_SHADOW
#define TAILCALL_TAG
#define INTERP_NAME interp_tailcall_tag_shadow
#include "interp_tailcall.c"
