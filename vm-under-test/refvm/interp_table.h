/* interp_table.h: for engines whose handlers are functions: the table of them. */
static interp_handler_fn *const handlers[HANDLER_COUNT] = {
#define ENTRY(name) h_##name,
#include "interp_rows.inc"
#undef ENTRY
};
