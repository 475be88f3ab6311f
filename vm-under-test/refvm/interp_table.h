/* interp_table.h: for engines whose handlers are functions: those that only call a cold one, and the table.
 */
#define COLD(name)                                                                                         \
    HANDLER(name)                                                                                          \
    {                                                                                                      \
        HELPER(cold_##name);                                                                               \
    }
#define HELPER_ROW(name)
#include "handlers/cold.def"
#include "handlers/data_cold.def"
#undef COLD
#undef HELPER_ROW

static interp_handler_fn *const handlers[HANDLER_COUNT] = {
#define OP(name, text) h_##name,
#include "opcodes.def"
#undef OP
#define GROUP(opcode, rows)   rows
#define ROW(name, k1, k2, kr) h_##name,
#include "handlers/data_special.def"
#include "handlers/special.def"
#undef GROUP
#undef ROW
};
