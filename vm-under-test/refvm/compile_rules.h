/* compile_rules.h: what compiled code looks like, opcode by opcode. */
#ifndef REFVM_COMPILE_RULES_H
#define REFVM_COMPILE_RULES_H

#include "func.h"
#include "opline.h"

enum compile_jump { JUMP_NO, JUMP_OP1, JUMP_OP2, JUMP_EXT };

enum { KIND_UNUSED = 64 }; /* in the masks below; the others are OPERAND_* */

struct compile_rule {
    uint8_t op1, op2, result; /* masks of allowed operand kinds */
    uint8_t jump;             /* enum compile_jump */
};

extern const struct compile_rule compile_rules[OPCODE_COUNT];

/* The opline that a finished one may jump to, NULL if it never jumps. The last CATCH does not. */
static inline const struct opline *compile_jump_target(const struct opline *o)
{
    switch (compile_rules[o->opcode].jump) {
    case JUMP_OP1:
        return opline_target(o, o->op1);
    case JUMP_OP2:
        return o->opcode == OP_CATCH && (o->extended & CATCH_LAST) ? NULL : opline_target(o, o->op2);
    case JUMP_EXT:
        return (const struct opline *)((const char *)o + (int32_t)o->extended);
    default:
        return NULL;
    }
}

/* The result is a temporary that was there before: its life began with another opline. */
static inline bool compile_continues_result(const struct opline *o)
{
    return o->opcode == OP_ADD_ARRAY_ELEMENT || o->opcode == OP_ROPE_ADD;
}

/* Op2 is written, not read. */
static inline bool compile_writes_op2(const struct opline *o)
{
    return o->opcode == OP_FE_FETCH_R || o->opcode == OP_FE_FETCH_RW;
}

/* The result holds nothing that would have to be freed. */
bool compile_result_is_plain(const struct opline *o);

/* May jump itself when the next opline is the JMPZ or JMPNZ of its result. */
bool compile_is_smart(const struct opline *o);

#endif
