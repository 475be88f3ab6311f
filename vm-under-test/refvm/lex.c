/* lex.c: bytes to tokens, see lex.h. */
#include "lex.h"

#include <string.h>

const char *const token_texts[TOKEN_KIND_COUNT] = {
#define TOKEN(name, text) text,
#include "tokens.def"
#undef TOKEN
};

static size_t lex_left(const struct lex *lex)
{
    return (size_t)(lex->end - lex->at);
}

/* The byte `n` places ahead; 0 behind the end, which no token takes for one of its own. */
static char lex_ahead(const struct lex *lex, size_t n)
{
    return n < lex_left(lex) ? lex->at[n] : '\0';
}

static bool lex_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lex_fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool lex_follows(const struct lex *lex, const char *text)
{
    size_t len = strlen(text);

    if (lex_left(lex) < len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (lex_fold(lex->at[i]) != text[i])
            return false;
    return true;
}

/* Takes `len` bytes and counts their lines: \n, \r\n and a lone \r end one. */
static void lex_take(struct lex *lex, size_t len)
{
    const char *stop = lex->at + len;

    for (; lex->at < stop; lex->at++)
        if (*lex->at == '\n' || (*lex->at == '\r' && lex_ahead(lex, 1) != '\n'))
            lex->line++;
}

static void lex_end_token(struct lex *lex, struct lexeme *token, enum token kind)
{
    token->kind = (uint8_t)kind;
    token->len = (size_t)(lex->at - token->text);
    token->line_end = lex->line;
}

static void lex_bad(struct lex *lex, struct lexeme *token, enum lex_problem problem)
{
    token->problem = (uint8_t)problem;
    lex_end_token(lex, token, TOKEN_BAD);
}

/* ---- white space and comments -------------------------------------------------------------------- */

static void lex_line_comment(struct lex *lex)
{
    while (lex->at < lex->end && *lex->at != '\n' && *lex->at != '\r') {
        if (*lex->at == '?' && lex_ahead(lex, 1) == '>')
            return;
        lex->at++;
    }
}

static bool lex_block_comment(struct lex *lex)
{
    lex->at += 2;
    for (; lex->at < lex->end; lex_take(lex, 1))
        if (*lex->at == '*' && lex_ahead(lex, 1) == '/') {
            lex->at += 2;
            return true;
        }
    return false;
}

/* To the start of the next token. False: a comment has no end. */
static bool lex_skip(struct lex *lex, struct lexeme *token)
{
    while (lex->at < lex->end) {
        char c = *lex->at;

        if (c == ' ' || c == '\t') {
            lex->at++;
        } else if (c == '\n' || c == '\r') {
            lex_take(lex, 1);
        } else if ((c == '#' && lex_ahead(lex, 1) != '[') || (c == '/' && lex_ahead(lex, 1) == '/')) {
            lex_line_comment(lex);
        } else if (c == '/' && lex_ahead(lex, 1) == '*') {
            token->line = lex->line;
            token->text = lex->at;
            if (!lex_block_comment(lex))
                return false;
        } else {
            break;
        }
    }
    return true;
}

/* ---- numbers --------------------------------------------------------------------------------------- */

static bool lex_is_base_digit(char c, int base)
{
    if (base == 16)
        return lex_digit(c) || (lex_fold(c) >= 'a' && lex_fold(c) <= 'f');
    return base == 2 ? c == '0' || c == '1' : lex_digit(c);
}

/* Digits with single underscores between them; true if there was an underscore. */
static bool lex_digits(struct lex *lex, int base)
{
    bool underscores = false;

    while (lex->at < lex->end) {
        if (*lex->at == '_' && lex_is_base_digit(lex_ahead(lex, 1), base))
            underscores = true;
        else if (!lex_is_base_digit(*lex->at, base))
            break;
        lex->at++;
    }
    return underscores;
}

static bool lex_exponent(struct lex *lex)
{
    size_t n = 1;

    if (lex_fold(lex_ahead(lex, 0)) != 'e')
        return false;
    if (lex_ahead(lex, 1) == '+' || lex_ahead(lex, 1) == '-')
        n = 2;
    if (!lex_digit(lex_ahead(lex, n)))
        return false;
    lex->at += n;
    lex_digits(lex, 10);
    return true;
}

/* 0x, 0b and 0o; false if it is none of them. */
static bool lex_based_number(struct lex *lex)
{
    char letter = lex_fold(lex_ahead(lex, 1));
    int base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;

    if (*lex->at != '0' || (letter != 'x' && letter != 'b' && letter != 'o'))
        return false;
    if (!lex_is_base_digit(lex_ahead(lex, 2), base))
        return false;
    lex->at += 2;
    lex_digits(lex, base);
    return true;
}

/* Octal digits of 017 and 0o17 that are none. */
static bool lex_octal_is_fine(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] == '8' || text[i] == '9')
            return false;
    return true;
}

static void lex_number(struct lex *lex, struct lexeme *token)
{
    enum token kind = TOKEN_INTEGER;
    bool underscores, octal;

    if (lex_based_number(lex)) {
        octal = lex_fold(token->text[1]) == 'o';
    } else {
        underscores = lex_digits(lex, 10);
        if (lex_ahead(lex, 0) == '.') {
            lex->at++;
            kind = TOKEN_FLOAT;
            if (lex_digit(lex_ahead(lex, 0)))
                lex_digits(lex, 10);
        }
        if (lex_exponent(lex))
            kind = TOKEN_FLOAT;
        octal = kind == TOKEN_INTEGER && token->text[0] == '0' && lex->at - token->text > 1;
        token->decimal = kind == TOKEN_INTEGER && !octal && !underscores;
    }
    lex_end_token(lex, token, kind);
    if (octal && !lex_octal_is_fine(token->text, token->len))
        lex_bad(lex, token, LEX_NUMBER);
}

/* ---- names and keywords ---------------------------------------------------------------------------- */

static bool lex_equal_fold(const char *text, const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lex_fold(text[i]) != lex_fold(word[i]))
            return false;
    return true;
}

/* The first keyword of each length; tokens.def has them in this order. */
static const uint8_t lex_keyword_first[] = {
    [2] = TOKEN_AS,
    [3] = TOKEN_DIE,
    [4] = TOKEN_CASE,
    [5] = TOKEN_ARRAY,
    [6] = TOKEN_ELSEIF,
    [7] = TOKEN_DECLARE,
    [8] = TOKEN_ABSTRACT,
    [9] = TOKEN_ENDSWITCH,
    [10] = TOKEN_ENDDECLARE,
    [11] = TOKEN_MAGIC_METHOD + 1,
    [12] = TOKEN_INCLUDE_ONCE,
    [13] = TOKEN_MAGIC_NAMESPACE,
    [14] = TOKEN_HALT_COMPILER,
    [15] = TOKEN_HALT_COMPILER,
    [16] = TOKEN_HALT_COMPILER + 1,
};

static enum token lex_keyword(const char *text, size_t len)
{
    char first = lex_fold(text[0]);

    if (len < 2 || len > 15)
        return TOKEN_NAME;
    for (unsigned k = lex_keyword_first[len]; k < lex_keyword_first[len + 1]; k++)
        if (lex_fold(token_texts[k][0]) == first && lex_equal_fold(text, token_texts[k], len))
            return k == TOKEN_DIE ? TOKEN_EXIT : (enum token)k;
    return TOKEN_NAME;
}

/* `enum` is a keyword only before the name of one. */
static bool lex_enum_follows(const struct lex *lex)
{
    struct lex copy = *lex;
    struct lexeme next = {0};

    if (!lex_skip(&copy, &next) || copy.at == lex->at || !lex_name_start(lex_ahead(&copy, 0)))
        return false;
    lex_next(&copy, &next);
    return next.kind != TOKEN_EXTENDS && next.kind != TOKEN_IMPLEMENTS;
}

static void lex_name_bytes(struct lex *lex)
{
    while (lex->at < lex->end && lex_name_byte(*lex->at))
        lex->at++;
}

/* \A\B after a name: makes it a qualified one. */
static bool lex_qualified(struct lex *lex)
{
    bool any = false;

    while (lex_ahead(lex, 0) == '\\' && lex_name_start(lex_ahead(lex, 1))) {
        lex->at++;
        lex_name_bytes(lex);
        any = true;
    }
    return any;
}

static void lex_name(struct lex *lex, struct lexeme *token, bool keywords)
{
    enum token kind = TOKEN_NAME;

    lex_name_bytes(lex);
    if (keywords) {
        if (lex_qualified(lex))
            kind = TOKEN_NAME_QUALIFIED;
        else
            kind = lex_keyword(token->text, (size_t)(lex->at - token->text));
        if (kind == TOKEN_ENUM && !lex_enum_follows(lex))
            kind = TOKEN_NAME;
    }
    lex_end_token(lex, token, kind);
}

/* ---- strings ----------------------------------------------------------------------------------------- */

/* Does a variable or an expression of an interpolated string begin here? */
static bool lex_interpolation(const struct lex *lex)
{
    char c = lex_ahead(lex, 0), next = lex_ahead(lex, 1);

    return (c == '$' && (lex_name_start(next) || next == '{')) || (c == '{' && next == '$');
}

static void lex_single_quoted(struct lex *lex, struct lexeme *token)
{
    lex->at++;
    while (lex->at < lex->end && *lex->at != '\'') {
        if (*lex->at == '\\') {
            token->escaped = true;
            if (lex_left(lex) > 1)
                lex->at++;
        }
        lex_take(lex, 1);
    }
    if (lex->at == lex->end) {
        lex->line = token->line; /* PHP counts no lines in it */
        token->problem = LEX_OPEN_STRING;
        lex_end_token(lex, token, TOKEN_STRING_CONTENT);
        return;
    }
    lex->at++;
    lex_end_token(lex, token, TOKEN_QUOTED);
}

/* A string without interpolation is one token; of any other, only the quote is. */
static void lex_double_quoted(struct lex *lex, struct lexeme *token)
{
    struct lex begin;

    lex->at++;
    begin = *lex;
    while (lex->at < lex->end && *lex->at != '"' && !lex_interpolation(lex)) {
        if (*lex->at == '\\') {
            token->escaped = true;
            if (lex_left(lex) > 1)
                lex->at++;
        }
        lex_take(lex, 1);
    }
    if (lex_ahead(lex, 0) == '"') {
        lex->at++;
        lex_end_token(lex, token, TOKEN_QUOTED);
        return;
    }
    *lex = begin;
    lex_end_token(lex, token, TOKEN_QUOTE);
}

/* A part that begins with $ or {: true if there is one. */
static bool lex_string_part(struct lex *lex, struct lexeme *token)
{
    if (!lex_interpolation(lex))
        return false;
    if (*lex->at == '{') {
        lex->at++;
        lex_end_token(lex, token, TOKEN_BRACE_DOLLAR);
    } else if (lex->at[1] == '{') {
        lex->at += 2;
        lex_end_token(lex, token, TOKEN_DOLLAR_BRACE);
    } else {
        lex->at++;
        lex_name_bytes(lex);
        lex_end_token(lex, token, TOKEN_VARIABLE);
    }
    return true;
}

static void lex_string(struct lex *lex, struct lexeme *token)
{
    if (lex_string_part(lex, token))
        return;
    if (*lex->at == '"') {
        lex->at++;
        lex_end_token(lex, token, TOKEN_QUOTE);
        return;
    }
    while (lex->at < lex->end && *lex->at != '"' && !lex_interpolation(lex)) {
        if (*lex->at == '\\') {
            token->escaped = true;
            if (lex_left(lex) > 1)
                lex->at++;
        }
        lex_take(lex, 1);
    }
    lex_end_token(lex, token, TOKEN_STRING_CONTENT);
}

/* ---- heredocs ------------------------------------------------------------------------------------------
 */

static size_t lex_indentation(const char *at, const char *end)
{
    size_t n = 0;

    while (at + n < end && (at[n] == ' ' || at[n] == '\t'))
        n++;
    return n;
}

/* At the start of a line: is it the end of the heredoc? Length of indentation and label, or 0. */
static size_t lex_heredoc_ends(const struct lex *lex, const char *at)
{
    const struct heredoc *h = &lex->heredoc;
    size_t n = lex_indentation(at, lex->end);

    if ((size_t)(lex->end - at) < n + h->label_len || memcmp(at + n, h->label, h->label_len) != 0)
        return 0;
    if (at + n + h->label_len < lex->end && lex_name_byte(at[n + h->label_len]))
        return 0;
    return n + h->label_len;
}

static const char *lex_next_line(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    if (at + 1 < end && *at == '\r' && at[1] == '\n')
        at++;
    return at < end ? at + 1 : end;
}

/* Finds the end, and how far it is indented. */
static enum lex_problem lex_heredoc_scan(struct lex *lex)
{
    struct heredoc *h = &lex->heredoc;
    const char *line = lex->at;

    h->indent = 0;
    h->indent_char = ' ';
    for (;; line = lex_next_line(line, lex->end)) {
        size_t len = lex_heredoc_ends(lex, line);

        if (len != 0) {
            h->indent = len - h->label_len;
            break;
        }
        if (line == lex->end)
            return LEX_FINE;
    }
    if (h->indent > 0)
        h->indent_char = line[0];
    for (size_t i = 0; i < h->indent; i++)
        if (line[i] != h->indent_char)
            return LEX_HEREDOC_MIXTURE;
    return LEX_FINE;
}

enum lex_problem lex_heredoc(struct lex *lex, const struct lexeme *start)
{
    const char *text = start->text + 3, *end = start->text + start->len;

    if (*text == 'b' || *text == 'B')
        text++;
    text += lex_indentation(text, end);
    lex->heredoc.raw = *text == '\'';
    if (*text == '\'' || *text == '"')
        text++;
    lex->heredoc.label = text;
    while (text < end && lex_name_byte(*text))
        text++;
    lex->heredoc.label_len = (size_t)(text - lex->heredoc.label);
    lex->mode = LEX_HEREDOC;
    lex->line_begins = true;
    return lex_heredoc_scan(lex);
}

/* <<<LABEL and the end of its line; false if it is only a shift. */
static bool lex_heredoc_start(struct lex *lex, struct lexeme *token)
{
    const char *at = lex->at + 3, *end = lex->end;
    char quote = '\0';

    at += lex_indentation(at, end);
    if (at < end && (*at == '\'' || *at == '"'))
        quote = *at++;
    if (at == end || !lex_name_start(*at))
        return false;
    while (at < end && lex_name_byte(*at))
        at++;
    if (quote != '\0' && (at == end || *at++ != quote))
        return false;
    if (at == end || (*at != '\n' && *at != '\r'))
        return false;
    lex_take(lex, (size_t)(lex_next_line(at, end) - lex->at));
    lex_end_token(lex, token, TOKEN_HEREDOC_START);
    return true;
}

/* The text up to the next interpolation or to the end; the newline before the end is not part of it. */
static void lex_heredoc_text(struct lex *lex, struct lexeme *token)
{
    while (lex->at < lex->end && (lex->heredoc.raw || !lex_interpolation(lex))) {
        const char *next;

        if (*lex->at == '\n' || *lex->at == '\r') {
            next = lex_next_line(lex->at, lex->end);
            if (lex_heredoc_ends(lex, next) != 0) {
                lex_end_token(lex, token, TOKEN_STRING_CONTENT);
                lex_take(lex, (size_t)(next - lex->at));
                lex->line_begins = true;
                return;
            }
        } else if (*lex->at == '\\' && !lex->heredoc.raw) {
            token->escaped = true;
            if (lex_left(lex) > 1 && lex->at[1] != '\n' && lex->at[1] != '\r')
                lex->at++;
        }
        lex_take(lex, 1);
    }
    lex->line_begins = false;
    lex_end_token(lex, token, TOKEN_STRING_CONTENT);
}

static void lex_heredoc_part(struct lex *lex, struct lexeme *token)
{
    size_t len = lex->line_begins ? lex_heredoc_ends(lex, lex->at) : 0;

    if (len != 0) {
        lex->at += len;
        lex_end_token(lex, token, TOKEN_HEREDOC_END);
        return;
    }
    if (!lex->heredoc.raw && lex_string_part(lex, token)) {
        lex->line_begins = false;
        return;
    }
    lex_heredoc_text(lex, token);
}

/* ---- operators
 * -------------------------------------------------------------------------------------------- */

#define TWO(a, b)      ((unsigned)(unsigned char)(a) << 8 | (unsigned char)(b))
#define THREE(a, b, c) (TWO(a, b) << 8 | (unsigned char)(c))

static enum token lex_operator3(unsigned bytes)
{
    switch (bytes) {
    case THREE('=', '=', '='):
        return TOKEN_IDENTICAL;
    case THREE('!', '=', '='):
        return TOKEN_NOT_IDENTICAL;
    case THREE('<', '=', '>'):
        return TOKEN_SPACESHIP;
    case THREE('<', '<', '='):
        return TOKEN_SL_EQUAL;
    case THREE('>', '>', '='):
        return TOKEN_SR_EQUAL;
    case THREE('*', '*', '='):
        return TOKEN_POW_EQUAL;
    case THREE('?', '?', '='):
        return TOKEN_COALESCE_EQUAL;
    case THREE('?', '-', '>'):
        return TOKEN_NULLSAFE_ARROW;
    case THREE('.', '.', '.'):
        return TOKEN_ELLIPSIS;
    default:
        return TOKEN_END;
    }
}

static enum token lex_operator2(unsigned bytes)
{
    switch (bytes) {
    case TWO('=', '='):
        return TOKEN_EQUAL;
    case TWO('!', '='):
    case TWO('<', '>'):
        return TOKEN_NOT_EQUAL;
    case TWO('<', '='):
        return TOKEN_LESS_EQUAL;
    case TWO('>', '='):
        return TOKEN_GREATER_EQUAL;
    case TWO('<', '<'):
        return TOKEN_SL;
    case TWO('>', '>'):
        return TOKEN_SR;
    case TWO('+', '+'):
        return TOKEN_INC;
    case TWO('-', '-'):
        return TOKEN_DEC;
    case TWO('*', '*'):
        return TOKEN_POW;
    case TWO('-', '>'):
        return TOKEN_ARROW;
    case TWO('=', '>'):
        return TOKEN_DOUBLE_ARROW;
    case TWO(':', ':'):
        return TOKEN_COLONS;
    case TWO('&', '&'):
        return TOKEN_BOOL_AND;
    case TWO('|', '|'):
        return TOKEN_BOOL_OR;
    case TWO('?', '?'):
        return TOKEN_COALESCE;
    case TWO('+', '='):
        return TOKEN_PLUS_EQUAL;
    case TWO('-', '='):
        return TOKEN_MINUS_EQUAL;
    case TWO('*', '='):
        return TOKEN_MUL_EQUAL;
    case TWO('/', '='):
        return TOKEN_DIV_EQUAL;
    case TWO('.', '='):
        return TOKEN_CONCAT_EQUAL;
    case TWO('%', '='):
        return TOKEN_MOD_EQUAL;
    case TWO('&', '='):
        return TOKEN_AND_EQUAL;
    case TWO('|', '='):
        return TOKEN_OR_EQUAL;
    case TWO('^', '='):
        return TOKEN_XOR_EQUAL;
    case TWO('#', '['):
        return TOKEN_ATTRIBUTE;
    default:
        return TOKEN_END;
    }
}

#undef TWO
#undef THREE

static const uint8_t lex_single[128] = {
    ['\\'] = TOKEN_BACKSLASH, ['`'] = TOKEN_BACKTICK, [';'] = TOKEN_SEMICOLON, [','] = TOKEN_COMMA,
    ['.'] = TOKEN_DOT,        ['['] = TOKEN_LBRACKET, [']'] = TOKEN_RBRACKET,  ['('] = TOKEN_LPAREN,
    [')'] = TOKEN_RPAREN,     ['{'] = TOKEN_LBRACE,   ['}'] = TOKEN_RBRACE,    ['|'] = TOKEN_PIPE,
    ['^'] = TOKEN_CARET,      ['&'] = TOKEN_AMP,      ['+'] = TOKEN_PLUS,      ['-'] = TOKEN_MINUS,
    ['*'] = TOKEN_STAR,       ['/'] = TOKEN_SLASH,    ['%'] = TOKEN_PERCENT,   ['='] = TOKEN_ASSIGN,
    ['$'] = TOKEN_DOLLAR,     ['!'] = TOKEN_NOT,      ['~'] = TOKEN_TILDE,     ['@'] = TOKEN_AT,
    ['?'] = TOKEN_QUESTION,   [':'] = TOKEN_COLON,    ['<'] = TOKEN_LESS,      ['>'] = TOKEN_GREATER,
};

/* Is a byte one that may be followed by another in a longer operator? */
static bool lex_may_be_long(unsigned char c)
{
    return c != ';' && c != ',' && c != ')' && c != '(' && c != ']' && c != '[' && c != '{' && c != '}';
}

static void lex_operator(struct lex *lex, struct lexeme *token)
{
    unsigned char c = (unsigned char)*lex->at;
    enum token kind = TOKEN_END;
    size_t len = 1;

    if (lex_may_be_long(c)) {
        unsigned two = (unsigned)c << 8 | (unsigned char)lex_ahead(lex, 1);

        kind = lex_operator3(two << 8 | (unsigned char)lex_ahead(lex, 2));
        len = 3;
        if (kind == TOKEN_END) {
            kind = lex_operator2(two);
            len = 2;
        }
    }
    if (kind == TOKEN_END) {
        kind = c < 128 ? (enum token)lex_single[c] : TOKEN_END;
        len = 1;
    }
    lex->at += len;
    if (kind == TOKEN_END) {
        lex_bad(lex, token, LEX_CHARACTER);
        return;
    }
    lex->property = kind == TOKEN_ARROW || kind == TOKEN_NULLSAFE_ARROW;
    lex_end_token(lex, token, kind);
}

/* ---- casts: ( type ), with blanks but no newlines inside --------------------------------------------- */

static const struct {
    char name[8];
    uint8_t kind;
} lex_casts[] = {
    {"int", TOKEN_CAST_INT},       {"integer", TOKEN_CAST_INT}, {"bool", TOKEN_CAST_BOOL},
    {"boolean", TOKEN_CAST_BOOL},  {"float", TOKEN_CAST_FLOAT}, {"double", TOKEN_CAST_FLOAT},
    {"string", TOKEN_CAST_STRING}, {"array", TOKEN_CAST_ARRAY}, {"object", TOKEN_CAST_OBJECT},
    {"binary", TOKEN_CAST_STRING}, {"unset", TOKEN_CAST_UNSET}, {"real", TOKEN_BAD},
};

static bool lex_cast(struct lex *lex, struct lexeme *token)
{
    const char *name = lex->at + 1 + lex_indentation(lex->at + 1, lex->end), *stop = name;
    size_t len;

    while (stop < lex->end && lex_name_start(*stop))
        stop++;
    len = (size_t)(stop - name);
    stop += lex_indentation(stop, lex->end);
    if (stop == lex->end || *stop != ')' || len < 3 || len > 7)
        return false;
    for (size_t i = 0; i < sizeof(lex_casts) / sizeof(lex_casts[0]); i++) {
        if (strnlen(lex_casts[i].name, 8) != len || !lex_equal_fold(name, lex_casts[i].name, len))
            continue;
        lex->at = stop + 1;
        lex_end_token(lex, token, (enum token)lex_casts[i].kind);
        if (lex_casts[i].kind == TOKEN_BAD)
            token->problem = LEX_REAL_CAST;
        return true;
    }
    return false;
}

/* ---- code ----------------------------------------------------------------------------------------------
 */

/* ?> ends a statement, and swallows one newline. */
static void lex_close_tag(struct lex *lex, struct lexeme *token)
{
    lex->at += 2;
    if (lex_ahead(lex, 0) == '\n')
        lex_take(lex, 1);
    else if (lex_ahead(lex, 0) == '\r')
        lex_take(lex, lex_ahead(lex, 1) == '\n' ? 2 : 1);
    lex->mode = LEX_HTML;
    lex_end_token(lex, token, TOKEN_SEMICOLON);
}

static void lex_dollar(struct lex *lex, struct lexeme *token)
{
    if (!lex_name_start(lex_ahead(lex, 1))) {
        lex_operator(lex, token);
        return;
    }
    lex->at++;
    lex_name_bytes(lex);
    lex_end_token(lex, token, TOKEN_VARIABLE);
}

/* b"..." and b'...' and b<<<X: a prefix without meaning. */
static bool lex_binary_prefix(const struct lex *lex)
{
    char next = lex_ahead(lex, 1);

    return lex_fold(*lex->at) == 'b' && (next == '\'' || next == '"');
}

static void lex_backslash(struct lex *lex, struct lexeme *token)
{
    if (!lex_name_start(lex_ahead(lex, 1))) {
        lex_operator(lex, token);
        return;
    }
    lex_qualified(lex);
    lex_end_token(lex, token, TOKEN_NAME_FULL);
}

static void lex_code(struct lex *lex, struct lexeme *token, bool property)
{
    char c = *lex->at;

    if (lex_binary_prefix(lex) && !property)
        c = *++lex->at;
    if (lex_name_start(c))
        lex_name(lex, token, !property);
    else if (c == '$')
        lex_dollar(lex, token);
    else if (lex_digit(c) || (c == '.' && lex_digit(lex_ahead(lex, 1))))
        lex_number(lex, token);
    else if (c == '\'')
        lex_single_quoted(lex, token);
    else if (c == '"')
        lex_double_quoted(lex, token);
    else if (c == '?' && lex_ahead(lex, 1) == '>')
        lex_close_tag(lex, token);
    else if (c == '\\')
        lex_backslash(lex, token);
    else if (!(c == '(' && lex_cast(lex, token)) &&
             !(c == '<' && lex_follows(lex, "<<<") && lex_heredoc_start(lex, token)))
        lex_operator(lex, token);
}

/* ---- HTML
 * ------------------------------------------------------------------------------------------------ */

/* Length of an opening tag at `at`, 0 if there is none. `<?` alone is one, too. */
static size_t lex_open_tag(const struct lex *lex)
{
    char after = lex_ahead(lex, 5);

    if (!lex_follows(lex, "<?"))
        return 0;
    if (!lex_follows(lex, "<?php"))
        return lex_ahead(lex, 2) == '=' ? 3 : 2;
    if (lex_left(lex) == 5)
        return 5;
    if (after == '\r' && lex_ahead(lex, 6) == '\n')
        return 7;
    return after == ' ' || after == '\t' || after == '\n' || after == '\r' ? 6 : 2;
}

/* True if there is a token: text, or the echo that <?= stands for. */
static bool lex_html(struct lex *lex, struct lexeme *token)
{
    size_t tag;

    token->text = lex->at;
    while (lex->at < lex->end && lex_open_tag(lex) == 0)
        lex_take(lex, 1);
    if (lex->at > token->text) {
        lex_end_token(lex, token, TOKEN_INLINE_HTML);
        return true;
    }
    tag = lex_open_tag(lex);
    lex_take(lex, tag);
    if (lex->at == lex->end && tag == 0)
        return false;
    lex->mode = LEX_CODE;
    lex_end_token(lex, token, TOKEN_ECHO);
    return tag == 3;
}

/* ---- inside of strings
 * ----------------------------------------------------------------------------------- */

/* "$x[...]": one number, name or variable between the brackets, and no blanks. */
static void lex_offset(struct lex *lex, struct lexeme *token)
{
    char c = *lex->at;

    if (lex_digit(c)) {
        if (!lex_based_number(lex))
            lex_digits(lex, 10);
        lex_end_token(lex, token, TOKEN_OFFSET_NUMBER);
    } else if (c == '$' && lex_name_start(lex_ahead(lex, 1))) {
        lex_dollar(lex, token);
    } else if (lex_name_start(c)) {
        lex_name(lex, token, false);
    } else if (c == '"') {
        lex->at++;
        lex_end_token(lex, token, TOKEN_QUOTE);
    } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\\' || c == '\'' || c == '#') {
        lex_end_token(lex, token, TOKEN_STRING_CONTENT);
        lex_take(lex, 1);
    } else {
        lex_operator(lex, token);
    }
}

/* "${name}" and "${name[": a name is a variable's only then. */
static bool lex_varname(struct lex *lex, struct lexeme *token)
{
    size_t n = 0;

    lex->mode = LEX_CODE;
    if (!lex_name_start(lex_ahead(lex, 0)))
        return false;
    while (lex_name_byte(lex_ahead(lex, n)))
        n++;
    if (lex_ahead(lex, n) != '}' && lex_ahead(lex, n) != '[')
        return false;
    token->text = lex->at;
    token->line = lex->line;
    lex->at += n;
    lex_end_token(lex, token, TOKEN_VARIABLE_NAME);
    return true;
}

/* ---- the door
 * -------------------------------------------------------------------------------------------- */

void lex_start(struct lex *lex, const char *source, size_t size)
{
    *lex = (struct lex){.at = source, .end = source + size, .line = 1, .mode = LEX_HTML};
    if (size > 1 && source[0] == '#' && source[1] == '!') {
        const char *next = lex_next_line(source, lex->end);

        if (next[-1] == '\n' || next[-1] == '\r')
            lex->line++;
        lex->at = next;
    }
}

static void lex_next_code(struct lex *lex, struct lexeme *token)
{
    bool property = lex->property;

    lex->property = false;
    if (!lex_skip(lex, token)) {
        lex_bad(lex, token, LEX_COMMENT);
        return;
    }
    token->text = lex->at;
    token->line = lex->line;
    if (lex->at == lex->end)
        lex_end_token(lex, token, TOKEN_END);
    else
        lex_code(lex, token, property);
}

void lex_next(struct lex *lex, struct lexeme *token)
{
    *token = (struct lexeme){.text = lex->at, .line = lex->line};
    if (lex->mode == LEX_HTML && lex_html(lex, token))
        return;
    if (lex->mode == LEX_VARNAME && lex_varname(lex, token))
        return;
    if (lex->mode == LEX_CODE)
        lex_next_code(lex, token);
    else if (lex->at == lex->end)
        lex_end_token(lex, token, TOKEN_END);
    else if (lex->mode == LEX_STRING)
        lex_string(lex, token);
    else if (lex->mode == LEX_HEREDOC)
        lex_heredoc_part(lex, token);
    else
        lex_offset(lex, token);
}
