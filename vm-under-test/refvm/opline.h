/* opline.h: one VM instruction, and what it works on.
 *
 * Opcodes, operand kinds and the roles of `extended` follow PHP 8.2's, see opcodes.def. Operands are
 * byte offsets: of a literal from the opline itself, of a slot from the frame.
 */
#ifndef REFVM_OPLINE_H
#define REFVM_OPLINE_H

#include "value.h"

enum operand_kind {
    OPERAND_UNUSED = 0,
    OPERAND_CONST = 1,
    OPERAND_TMP = 2,   /* written once, read (and freed by the reader) once */
    OPERAND_VAR = 4,   /* as TMP, but may be TYPE_INDIRECT (a place to write to) or TYPE_REF */
    OPERAND_CV = 8,    /* a variable of the program with a slot of its own */
    OPERAND_JMPZ = 16, /* in result_kind: the next opline is the JMPZ of this comparison, which has only
                          this one reader; the handler jumps itself ("smart branch") */
    OPERAND_JMPNZ = 32,
};

enum opcode {
#define OP(name, text) OP_##name,
#include "opcodes.def"
#undef OP
    OPCODE_COUNT,
};

union operand {
    int32_t constant; /* bytes from this opline to the literal */
    uint32_t slot;    /* bytes from the frame to the slot */
    int32_t jump;     /* bytes from this opline to the target; during compilation an opline number */
    uint32_t number;
};

struct opline {
    const void *handler; /* of the engine that the program was loaded for */
    union operand op1, op2, result;
    uint32_t extended;
    uint32_t line;
    uint8_t opcode;
    uint8_t op1_kind, op2_kind, result_kind;
};

_Static_assert(sizeof(struct opline) == 32, "an opline is half a cache line");

static inline struct value *opline_literal(const struct opline *o, union operand operand)
{
    return (struct value *)((char *)o + operand.constant);
}

static inline const struct opline *opline_target(const struct opline *o, union operand operand)
{
    return (const struct opline *)((const char *)o + operand.jump);
}

extern const char *const opcode_names[OPCODE_COUNT];

/* ---- meanings of `extended` ---------------------------------------------------------------------- */

enum {                             /* ASSIGN_OP and relatives, CAST: opcode of the operation, or the type */
       ARRAY_ELEMENT_REF = 1 << 0, /* INIT_ARRAY, ADD_ARRAY_ELEMENT; size hint from bit 2 on */
       ARRAY_NOT_PACKED = 1 << 1,
       ISEMPTY = 1 << 0,        /* ISSET_ISEMPTY_*: empty(), else isset(); cache slot from bit 1 */
       FETCH_REF = 1 << 0,      /* FETCH_OBJ_W, FETCH_DIM_W ...: a reference is about to be made */
       FREE_ON_RETURN = 1 << 0, /* FREE, FE_FREE: part of leaving by return/break, not the regular end */
       CATCH_LAST = 1 << 0,     /* CATCH */
       BIND_REF = 1 << 0,       /* BIND_STATIC, BIND_LEXICAL: by reference */
       BIND_IMPLICIT = 1 << 1,  /* BIND_LEXICAL of an arrow function: missing is silent */
       FETCH_CLASS_SELF = 1,
       FETCH_CLASS_PARENT = 2,
       FETCH_CLASS_STATIC = 3,           /* op number of class operands */
       FETCH_CLASS_SILENT = 1 << 7,      /* FETCH_CLASS: NULL instead of an error (catch, instanceof) */
       GLOBAL_SCOPE = 1 << 1,            /* FETCH_*: of the global symbol table, else of the frame's */
       RETURNS_FUNCTION_RESULT = 1 << 0, /* MAKE_REF, ASSIGN_REF, SEND_VAR_NO_REF: op is a call's result */
       INVOKED_BY_NEW = 1 << 0,
       JMP_NULL_ISSET = 1 << 0, /* JMP_NULL: the result is false */
       JMP_NULL_EMPTY = 1 << 1, /* JMP_NULL: the result is true */
       JMP_NULL_QUIET = 1 << 2, /* JMP_NULL left of ??: an undefined variable does not warn */
};

#endif
