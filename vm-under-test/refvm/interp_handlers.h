/* interp_handlers.h: the handlers, one for each opcode and the special ones, numbered. */
#ifndef REFVM_INTERP_HANDLERS_H
#define REFVM_INTERP_HANDLERS_H

#include "interp_parts.h"

enum interp_handler_number {
#define ENTRY(name) H_##name,
#include "interp_rows.inc"
#undef ENTRY
    HANDLER_COUNT
};

/* Which one an opline gets. */
enum interp_handler_number interp_choose(const struct opline *o);

#endif
