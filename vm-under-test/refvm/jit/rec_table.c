/* rec_table.c: which opline is recorded by whom. */
#include "jit/rec_parts.h"

rec_op_fn *const rec_ops[OPCODE_COUNT] = {
#define REC_OP(opcode, function) [OP_##opcode] = function,
#include "jit/rec_ops.def"
#undef REC_OP
};
