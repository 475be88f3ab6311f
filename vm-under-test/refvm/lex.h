/* lex.h: bytes to tokens. Any bytes are taken; what is not PHP is TOKEN_BAD. The lexer allocates only the
 * interned strings of names and literals, and one buffer for strings with escapes. */
#ifndef REFVM_LEX_H
#define REFVM_LEX_H

#include "str.h"
#include "value.h"

enum token {
#define TOKEN(name, text) TOKEN_##name,
#include "tokens.def"
#undef TOKEN
    TOKEN_KIND_COUNT,
};

extern const char *const token_texts[TOKEN_KIND_COUNT]; /* as PHP's messages name it */

#endif
