/* compile_rules.c: the table of compile_rules.def, and what else holds for an opcode. */
#include "compile_rules.h"

enum {
    U = KIND_UNUSED,
    C = OPERAND_CONST,
    T = OPERAND_TMP,
    V = OPERAND_VAR,
    K = OPERAND_CV,
    ANY = C | T | V | K,
    CLASS = C | T | U,
};

const struct compile_rule compile_rules[OPCODE_COUNT] = {
#define RULE(name, op1, op2, result, jump) [OP_##name] = {op1, op2, result, JUMP_##jump},
#include "compile_rules.def"
#undef RULE
};

enum {
#define RULE(name, op1, op2, result, jump) RULE_##name,
#include "compile_rules.def"
#undef RULE
    RULES_END,
};

_Static_assert((int)RULES_END == (int)OPCODE_COUNT, "each opcode has a rule");

bool compile_is_smart(const struct opline *o)
{
    switch (o->opcode) {
    case OP_IS_IDENTICAL:
    case OP_IS_NOT_IDENTICAL:
    case OP_IS_EQUAL:
    case OP_IS_NOT_EQUAL:
    case OP_IS_SMALLER:
    case OP_IS_SMALLER_OR_EQUAL:
    case OP_CASE:
    case OP_TYPE_CHECK:
    case OP_ISSET_ISEMPTY_CV:
    case OP_ISSET_ISEMPTY_VAR:
    case OP_ISSET_ISEMPTY_DIM_OBJ:
    case OP_ISSET_ISEMPTY_PROP_OBJ:
    case OP_ISSET_ISEMPTY_STATIC_PROP:
    case OP_ISSET_ISEMPTY_THIS:
        return true;
    default:
        return false;
    }
}

bool compile_result_is_plain(const struct opline *o)
{
    switch (o->opcode) {
    case OP_BOOL:
    case OP_BOOL_NOT:
    case OP_BOOL_XOR:
    case OP_JMPZ_EX:
    case OP_JMPNZ_EX:
    case OP_SPACESHIP:
    case OP_INSTANCEOF:
    case OP_COUNT:
    case OP_STRLEN:
    case OP_FETCH_CLASS:
    case OP_DECLARE_ANON_CLASS:
    case OP_FAST_CALL:
        return true;
    default:
        return compile_is_smart(o);
    }
}
