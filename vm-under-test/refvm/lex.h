/* lex.h: bytes to tokens. Any bytes are taken; what is not PHP is TOKEN_BAD.
 *
 * The lexer is pure: it allocates nothing and raises nothing, and a copy of its state may be run ahead to
 * look at what follows. A token is a piece of the source; what it stands for (a number, an unescaped
 * string, an interned name) is worked out by whoever consumes it.
 *
 * The inside of an interpolated string is lexed in a mode of its own. The parser, which knows where it is,
 * sets the mode, and puts it back to LEX_CODE for what stands in braces.
 */
#ifndef REFVM_LEX_H
#define REFVM_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token {
#define TOKEN(name, text) TOKEN_##name,
#include "tokens.def"
#undef TOKEN
    TOKEN_KIND_COUNT,
};

/* As PHP's messages name it, see tokens.def. */
extern const char *const token_texts[TOKEN_KIND_COUNT];

static inline bool token_is_keyword(uint8_t kind)
{
    return kind >= TOKEN_AS && kind <= TOKEN_HALT_COMPILER;
}

enum lex_mode {
    LEX_HTML,    /* outside of <?php */
    LEX_CODE,    /* PHP */
    LEX_STRING,  /* between double quotes */
    LEX_HEREDOC, /* between <<<LABEL and LABEL */
    LEX_OFFSET,  /* after "$x[ */
    LEX_VARNAME, /* after "${ */
};

/* What is wrong with a TOKEN_BAD, or with the literal. */
enum lex_problem {
    LEX_FINE,
    LEX_CHARACTER,       /* a byte that no token starts with */
    LEX_COMMENT,         /* not terminated; `line` is where it starts */
    LEX_NUMBER,          /* 08 */
    LEX_REAL_CAST,       /* (real) */
    LEX_OPEN_STRING,     /* a single-quoted string without its end; the token is STRING_CONTENT */
    LEX_HEREDOC_DEPTH,   /* a line of a heredoc is indented less than its end; `len` is what is wanted */
    LEX_HEREDOC_MIXTURE, /* tabs and spaces mixed */
};

struct lexeme {
    uint8_t kind;    /* enum token */
    uint8_t problem; /* enum lex_problem */
    bool escaped;    /* QUOTED, STRING_CONTENT: has a backslash */
    bool decimal;    /* INTEGER: in base 10, without underscores */
    uint32_t line;   /* where it begins */
    uint32_t line_end;
    const char *text;
    size_t len;
};

/* What a heredoc's text is measured against. */
struct heredoc {
    const char *label;
    size_t label_len;
    size_t indent; /* of the end, taken off each line */
    char indent_char;
    bool raw; /* <<<'LABEL' */
};

struct lex {
    const char *at, *end;
    uint32_t line;
    uint8_t mode;
    bool property;    /* the last token was ->: a name follows, never a keyword */
    bool line_begins; /* LEX_HEREDOC: at the start of a line */
    struct heredoc heredoc;
};

void lex_start(struct lex *lex, const char *source, size_t size);
void lex_next(struct lex *lex, struct lexeme *token);

/* After a HEREDOC_START: what it says, and where its end is; sets the mode. Returns what is wrong. */
enum lex_problem lex_heredoc(struct lex *lex, const struct lexeme *start);

/* May a name (and so an access in a string) start with, or have in it, this byte? */
static inline bool lex_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static inline bool lex_name_byte(char c)
{
    return lex_name_start(c) || (c >= '0' && c <= '9');
}

#endif
