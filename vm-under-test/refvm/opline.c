/* opline.c: the names of opcodes. */
#include "opline.h"

const char *const opcode_names[OPCODE_COUNT] = {
#define OP(name, text) #name,
#include "opcodes.def"
#undef OP
};
