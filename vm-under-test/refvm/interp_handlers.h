/* interp_handlers.h: the handlers, one for each opcode and the special ones, numbered. */
#ifndef REFVM_INTERP_HANDLERS_H
#define REFVM_INTERP_HANDLERS_H

#include "interp_parts.h"

enum interp_handler_number {
#define OP(name, text) H_##name,
#include "opcodes.def"
#undef OP
#define GROUP(opcode, rows)   rows
#define ROW(name, k1, k2, kr) H_##name,
#include "handlers/data_special.def"
#include "handlers/special.def"
#undef GROUP
#undef ROW
    HANDLER_COUNT
};

/* Which one an opline gets. */
enum interp_handler_number interp_choose(const struct opline *o);

#endif
