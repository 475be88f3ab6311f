/* parse_literal.c: names, numbers and strings, from their tokens to values; interpolated strings. */
#include <stdio.h>

#include "parse_parts.h"

struct ast *parse_value(struct parser *p, const struct value *v, uint32_t line)
{
    struct ast *ast = parse_node0(p, AST_VALUE, 0, line);

    if (ast != NULL)
        value_move(&ast->value, v);
    return ast;
}

static struct ast *parse_string_value(struct parser *p, struct string *s, uint32_t line)
{
    struct value v;

    if (s == NULL) {
        /* The error was raised; this only makes the failure sticky. */
        p->failed = true;
        p->token.kind = TOKEN_END;
        p->lex.at = p->lex.end;
        return NULL;
    }
    value_set_string(&v, s);
    return parse_value(p, &v, line);
}

struct ast *parse_text(struct parser *p, const char *bytes, size_t len, uint32_t line)
{
    if (p->failed)
        return NULL;
    return parse_string_value(p, string_intern(p->vm, bytes, len, SITE_parse_literal), line);
}

/* ---- names ----------------------------------------------------------------------------------------- */

/* The current token's text without its first `skip` bytes. */
static struct ast *parse_token_name(struct parser *p, size_t skip)
{
    struct ast *name;

    if (p->failed)
        return NULL;
    name = parse_string_value(
        p, string_intern(p->vm, p->token.text + skip, p->token.len - skip, SITE_parse_name), p->token.line);
    parse_advance(p);
    return name;
}

/* `enum` and `readonly` are names where they can't be anything else. */
struct ast *parse_name(struct parser *p, const char *expecting)
{
    if (parse_at(p, TOKEN_NAME) || parse_at(p, TOKEN_ENUM) || parse_at(p, TOKEN_READONLY))
        return parse_token_name(p, 0);
    parse_syntax_error(p, expecting);
    return NULL;
}

bool parse_at_word(const struct parser *p)
{
    return parse_at(p, TOKEN_NAME) || token_is_keyword(p->token.kind);
}

struct ast *parse_word(struct parser *p, const char *expecting)
{
    if (parse_at_word(p))
        return parse_token_name(p, 0);
    parse_syntax_error(p, expecting);
    return NULL;
}

struct ast *parse_class_name(struct parser *p, const char *expecting)
{
    uint32_t line = p->token.line;
    struct ast *name;

    if (parse_accept(p, TOKEN_STATIC))
        return parse_node0(p, AST_SELF_CLASS, FETCH_CLASS_STATIC, line);
    if (parse_at(p, TOKEN_NAME_FULL))
        return parse_token_name(p, 1);
    if (parse_at(p, TOKEN_NAME_QUALIFIED))
        return parse_token_name(p, 0);
    name = parse_name(p, expecting);
    if (name == NULL)
        return NULL;
    if (string_equal_fold(name->value.s, p->vm->names[NAME_self]))
        return parse_node0(p, AST_SELF_CLASS, FETCH_CLASS_SELF, line);
    if (string_equal_fold(name->value.s, p->vm->names[NAME_parent]))
        return parse_node0(p, AST_SELF_CLASS, FETCH_CLASS_PARENT, line);
    return name;
}

struct ast *parse_variable_name(struct parser *p, const char *expecting)
{
    if (parse_at(p, TOKEN_VARIABLE))
        return parse_token_name(p, 1);
    parse_syntax_error(p, expecting);
    return NULL;
}

void parse_set_name(struct ast *declaration, const struct ast *name)
{
    if (declaration != NULL && name != NULL)
        value_move(&declaration->value, &name->value);
}

/* ---- numbers --------------------------------------------------------------------------------------- */

static int parse_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 0x20) - 'a' + 10;
}

/* Digits of a power of two: what does not fit is a float, in whose last digits PHP does not round. */
static void parse_based(const char *text, size_t len, int base, struct value *v)
{
    uint64_t n = 0;
    double d = 0;
    bool big = false;

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '_')
            continue;
        if (!big && n > (uint64_t)INT64_MAX / (unsigned)base) {
            big = true;
            d = (double)n;
        }
        if (big)
            d = d * base + parse_digit(text[i]);
        else
            n = n * (unsigned)base + (unsigned)parse_digit(text[i]);
    }
    if (big)
        value_set_float(v, d);
    else if (n > INT64_MAX)
        value_set_float(v, (double)n);
    else
        value_set_int(v, (int64_t)n);
}

static bool parse_decimal(const char *text, size_t len, int64_t *result)
{
    int64_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '_')
            continue;
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, text[i] - '0', &n))
            return false;
    }
    *result = n;
    return true;
}

static double parse_digits(char *copy, const char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != '_')
            copy[n++] = text[i];
    return number_strtod(copy, n);
}

/* A float, maybe with underscores between its digits. */
static void parse_float(struct parser *p, const char *text, size_t len, struct value *v)
{
    char small[64], *copy;

    if (memchr(text, '_', len) == NULL) {
        value_set_float(v, number_strtod(text, len));
        return;
    }
    if (len <= sizeof(small)) {
        value_set_float(v, parse_digits(small, text, len));
        return;
    }
    value_set_float(v, 0);
    copy = mem_new(p->vm, len, SITE_parse_digits);
    if (copy == NULL)
        return;
    value_set_float(v, parse_digits(copy, text, len));
    mem_free(p->vm, copy, len);
}

static void parse_integer(struct parser *p, struct value *v)
{
    const char *text = p->token.text;
    size_t len = p->token.len;
    char letter = len > 1 ? (char)(text[1] | 0x20) : '0';
    int64_t n;

    if (text[0] == '0' && len > 1) {
        if (letter == 'x' || letter == 'b' || letter == 'o')
            parse_based(text + 2, len - 2, letter == 'x' ? 16 : letter == 'b' ? 2 : 8, v);
        else
            parse_based(text + 1, len - 1, 8, v);
    } else if (parse_decimal(text, len, &n)) {
        value_set_int(v, n);
    } else {
        parse_float(p, text, len, v);
    }
}

struct ast *parse_number(struct parser *p)
{
    struct value v;
    struct ast *ast;

    if (p->failed)
        return NULL;
    if (parse_at(p, TOKEN_INTEGER))
        parse_integer(p, &v);
    else
        parse_float(p, p->token.text, p->token.len, &v);
    if (p->vm->exception != NULL)
        return parse_string_value(p, NULL, 0);
    ast = parse_value(p, &v, p->token.line);
    parse_advance(p);
    return ast;
}

/* ---- escapes --------------------------------------------------------------------------------------- */

/* A piece of string source on its way to its value, which is never longer. */
struct unescape {
    struct parser *p;
    const char *at, *end;
    char *out;
    char quote;                    /* ' or " or, in a heredoc, 0 */
    bool escapes;                  /* false in a nowdoc */
    const struct heredoc *heredoc; /* indentation to take off, or NULL */
    uint32_t line;
};

static void unescape_utf8(struct unescape *u, uint32_t code)
{
    if (code < 0x80) {
        *u->out++ = (char)code;
    } else if (code < 0x800) {
        *u->out++ = (char)(0xc0 | code >> 6);
        *u->out++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *u->out++ = (char)(0xe0 | code >> 12);
        *u->out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *u->out++ = (char)(0x80 | (code & 0x3f));
    } else {
        *u->out++ = (char)(0xf0 | code >> 18);
        *u->out++ = (char)(0x80 | (code >> 12 & 0x3f));
        *u->out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *u->out++ = (char)(0x80 | (code & 0x3f));
    }
}

static bool unescape_is_hex(const struct unescape *u)
{
    char c = u->at < u->end ? *u->at : '\0';

    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* \u{1F600}, at the u. */
static void unescape_code_point(struct unescape *u)
{
    uint32_t code = 0;

    if (u->at + 1 >= u->end || u->at[1] != '{') {
        *u->out++ = '\\';
        *u->out++ = *u->at++;
        return;
    }
    u->at += 2;
    if (!unescape_is_hex(u)) {
        parse_error_text(u->p, u->line, "Invalid UTF-8 codepoint escape sequence");
        return;
    }
    while (unescape_is_hex(u)) {
        code = code * 16 + (uint32_t)parse_digit(*u->at++);
        if (code > 0x10ffff)
            code = 0x110000;
    }
    if (u->at == u->end || *u->at != '}')
        parse_error_text(u->p, u->line, "Invalid UTF-8 codepoint escape sequence");
    else if (code > 0x10ffff)
        parse_error_text(u->p, u->line, "Invalid UTF-8 codepoint escape sequence: Codepoint too large");
    else
        u->at++;
    if (!u->p->failed)
        unescape_utf8(u, code);
}

/* Three octal digits that don't fit, before u->at; the high bit is lost. */
static void unescape_warn_octal(struct unescape *u)
{
    struct parser *p = u->p;

    if (!p->failed && !error_report_at(p->vm, LEVEL_COMPILE_WARNING, (int)u->line,
                                       "Octal escape sequence overflow \\%c%c%c is greater than \\377",
                                       u->at[-3], u->at[-2], u->at[-1]))
        parse_string_value(p, NULL, 0);
}

/* \x41 and \101; at what follows the backslash. False if it is neither. */
static bool unescape_number(struct unescape *u)
{
    unsigned n = 0;

    if (*u->at == 'x' || *u->at == 'X') {
        u->at++;
        if (!unescape_is_hex(u)) {
            u->at--;
            return false;
        }
        for (int i = 0; i < 2 && unescape_is_hex(u); i++)
            n = n * 16 + (unsigned)parse_digit(*u->at++);
    } else {
        if (*u->at < '0' || *u->at > '7')
            return false;
        for (int i = 0; i < 3 && u->at < u->end && *u->at >= '0' && *u->at <= '7'; i++)
            n = n * 8 + (unsigned)(*u->at++ - '0');
        if (n > 0xff)
            unescape_warn_octal(u);
    }
    *u->out++ = (char)n;
    return true;
}

static char unescape_letter(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case 'e':
        return '\x1b';
    case 'v':
        return '\v';
    case '\\':
    case '$':
        return c;
    default:
        return '\0';
    }
}

/* After a backslash that is not the last byte. */
static void unescape_one(struct unescape *u)
{
    char c = *u->at, meant;

    if (u->quote == '\'') {
        if (c != '\'' && c != '\\')
            *u->out++ = '\\';
        else
            u->at++;
        if (c == '\'' || c == '\\')
            *u->out++ = c;
        return;
    }
    meant = c == u->quote && c != '\0' ? c : unescape_letter(c);
    if (meant != '\0') {
        *u->out++ = meant;
        u->at++;
    } else if (c == 'u') {
        unescape_code_point(u);
    } else if (!unescape_number(u)) {
        /* What follows is taken as it comes, a newline too. */
        *u->out++ = '\\';
    }
}

/* At the start of a heredoc's line: takes its indentation. `last` says that the text ends where a line
 * does. A line of nothing but white space may be shorter. */
static void unescape_indent(struct unescape *u, bool last)
{
    const struct heredoc *h = u->heredoc;
    char text[128];

    for (size_t i = 0; i < h->indent; i++, u->at++) {
        if (u->at == u->end ? last : (*u->at == '\n' || *u->at == '\r'))
            return;
        if (u->at == u->end || (*u->at != ' ' && *u->at != '\t')) {
            snprintf(text, sizeof(text),
                     "Invalid body indentation level (expecting an indentation level of at least %zu)",
                     h->indent);
            parse_error_text(u->p, u->line, text);
            return;
        }
        if (*u->at != h->indent_char) {
            parse_error_text(u->p, u->line, "Invalid indentation - tabs and spaces cannot be mixed");
            return;
        }
    }
}

static void unescape_all(struct unescape *u, bool line_begins, bool last)
{
    if (line_begins && u->heredoc != NULL)
        unescape_indent(u, last);
    while (u->at < u->end && !u->p->failed) {
        char c = *u->at++;

        if (c == '\\' && u->escapes && u->at < u->end) {
            unescape_one(u);
            continue;
        }
        *u->out++ = c;
        if (c != '\n' && (c != '\r' || (u->at < u->end && *u->at == '\n')))
            continue;
        u->line++;
        if (u->heredoc != NULL)
            unescape_indent(u, last);
    }
}

/* The value of the text that `u` covers. */
static struct ast *parse_unescaped(struct parser *p, struct unescape *u, bool line_begins, bool last)
{
    char small[256], *out = small;
    size_t size = (size_t)(u->end - u->at);
    uint32_t line = u->line;
    struct ast *ast;

    if (p->failed)
        return NULL;
    if (size > sizeof(small))
        out = mem_new(p->vm, size, SITE_parse_unescape);
    if (out == NULL)
        return parse_string_value(p, NULL, line);
    u->out = out;
    unescape_all(u, line_begins, last);
    ast = parse_text(p, out, (size_t)(u->out - out), line);
    if (out != small)
        mem_free(p->vm, out, size);
    return ast;
}

struct ast *parse_quoted(struct parser *p)
{
    const struct lexeme *t = &p->token;
    struct unescape u = {.p = p,
                         .at = t->text + 1,
                         .end = t->text + t->len - 1,
                         .quote = *t->text,
                         .escapes = true,
                         .line = t->line};
    struct ast *ast;

    if (p->failed)
        return NULL;
    ast = t->escaped ? parse_unescaped(p, &u, false, false) : parse_text(p, u.at, t->len - 2, t->line);
    parse_advance(p);
    return ast;
}

/* ---- interpolation ----------------------------------------------------------------------------------- */

/* Goes on to the next token, lexed in that mode. */
static void parse_advance_in(struct parser *p, enum lex_mode mode)
{
    if (p->failed)
        return;
    p->lex.mode = (uint8_t)mode;
    parse_advance(p);
}

/* Digits in brackets that have the form of an array's integer key are one; other digits are a string. */
static struct ast *parse_offset_number(struct parser *p, bool negative)
{
    const struct lexeme *t = &p->token;
    char text[32];
    struct value v;
    int64_t n = 0;

    if ((t->text[0] != '0' || (t->len == 1 && !negative)) && parse_decimal(t->text, t->len, &n)) {
        value_set_int(&v, negative ? -n : n);
        return parse_value(p, &v, t->line);
    }
    if (!negative || t->len >= sizeof(text) - 1)
        return parse_text(p, t->text, t->len, t->line);
    text[0] = '-';
    memcpy(text + 1, t->text, t->len);
    return parse_text(p, text, t->len + 1, t->line);
}

/* At what stands between the brackets of "$x[...]". */
static struct ast *parse_offset(struct parser *p)
{
    struct ast *index = NULL;

    if (parse_at(p, TOKEN_MINUS)) {
        parse_advance(p);
        if (parse_at(p, TOKEN_OFFSET_NUMBER))
            index = parse_offset_number(p, true);
        else
            parse_syntax_error(p, "number");
        parse_advance(p);
    } else if (parse_at(p, TOKEN_OFFSET_NUMBER)) {
        index = parse_offset_number(p, false);
        parse_advance(p);
    } else if (parse_at(p, TOKEN_VARIABLE)) {
        index = parse_node1(p, AST_VARIABLE, 0, parse_variable_name(p, NULL));
    } else {
        index = parse_name(p, "\"-\" or identifier or variable or number");
    }
    return index;
}

/* Does -> or ?-> and a name follow right here? */
static bool parse_property_follows(const struct parser *p)
{
    const char *at = p->lex.at, *end = p->lex.end;

    if (at < end && *at == '?')
        at++;
    return end - at > 2 && at[0] == '-' && at[1] == '>' && lex_name_start(at[2]);
}

/* "$x", "$x[1]", "$x->y": one step at most. */
static struct ast *parse_string_variable(struct parser *p, enum lex_mode mode)
{
    enum lex_mode next = mode;
    struct ast *variable, *name;
    enum ast_kind kind;

    if (p->lex.at < p->lex.end && *p->lex.at == '[')
        next = LEX_OFFSET;
    else if (parse_property_follows(p))
        next = LEX_CODE;
    p->lex.mode = (uint8_t)next;
    variable = parse_node1(p, AST_VARIABLE, 0, parse_variable_name(p, NULL));
    if (next == LEX_OFFSET) {
        parse_advance(p);
        variable = parse_node2(p, AST_DIM, 0, variable, parse_offset(p));
        if (!parse_at(p, TOKEN_RBRACKET))
            parse_syntax_error(p, "\"]\"");
        parse_advance_in(p, mode);
    } else if (next == LEX_CODE) {
        kind = parse_at(p, TOKEN_ARROW) ? AST_PROPERTY_FETCH : AST_NULLSAFE_PROPERTY;
        parse_advance(p);
        if (!p->failed)
            p->lex.mode = (uint8_t)mode;
        name = parse_word(p, NULL);
        variable = parse_node2(p, kind, 0, variable, name);
    }
    return variable;
}

/* "${name}", "${name[expression]}", "${expression}", after the brace. `spare` tells the compiler what is
 * deprecated. */
static struct ast *parse_dollar_brace(struct parser *p)
{
    struct ast *variable;
    struct bracket b;

    if (!parse_at(p, TOKEN_VARIABLE_NAME)) {
        variable = parse_node1(p, AST_VARIABLE, 0, parse_expression(p));
        if (variable != NULL)
            variable->spare |= AST_DOLLAR_EXPRESSION;
        return variable;
    }
    variable = parse_node1(p, AST_VARIABLE, 0, parse_text(p, p->token.text, p->token.len, p->token.line));
    parse_advance(p);
    if (parse_at(p, TOKEN_LBRACKET)) {
        parse_open(p, &b, TOKEN_LBRACKET, NULL);
        variable = parse_node2(p, AST_DIM, 0, variable, parse_expression(p));
        parse_close(p, &b, TOKEN_RBRACKET, NULL);
    }
    if (variable != NULL)
        variable->spare |= AST_DOLLAR_VARIABLE;
    return variable;
}

/* {$...} or ${...}; afterwards the string goes on. */
static struct ast *parse_braced(struct parser *p, enum lex_mode mode)
{
    bool dollar = parse_at(p, TOKEN_DOLLAR_BRACE);
    struct heredoc heredoc = p->lex.heredoc;
    struct ast *part;
    struct bracket b;

    p->lex.mode = dollar ? LEX_VARNAME : LEX_CODE;
    parse_open(p, &b, dollar ? TOKEN_DOLLAR_BRACE : TOKEN_BRACE_DOLLAR, NULL);
    part = dollar ? parse_dollar_brace(p) : parse_variable(p);
    if (!p->failed && parse_at(p, TOKEN_RBRACE)) {
        p->lex.mode = (uint8_t)mode;
        p->lex.heredoc = heredoc;
        p->lex.line_begins = false;
    }
    parse_close(p, &b, TOKEN_RBRACE, dollar ? NULL : parse_after_variable);
    return part;
}

static struct ast *parse_content(struct parser *p, enum lex_mode mode, bool line_begins)
{
    const struct lexeme *t = &p->token;
    const struct heredoc *h = mode == LEX_HEREDOC ? &p->lex.heredoc : NULL;
    struct unescape u = {.p = p,
                         .at = t->text,
                         .end = t->text + t->len,
                         .quote = h != NULL ? '\0' : '"',
                         .escapes = h == NULL || !h->raw,
                         .heredoc = h != NULL && h->indent > 0 ? h : NULL,
                         .line = t->line};
    struct ast *ast;

    if (!t->escaped && u.heredoc == NULL)
        ast = parse_text(p, t->text, t->len, t->line);
    else
        ast = parse_unescaped(p, &u, line_begins, p->lex.line_begins);
    parse_advance_in(p, mode);
    return ast;
}

/* PHP wants each line of an indented heredoc to begin with blanks, an interpolation does not. */
static void parse_check_indent(struct parser *p, bool line_begins)
{
    struct unescape u = {.p = p, .heredoc = &p->lex.heredoc, .line = p->token.line};

    if (line_begins && p->lex.mode == LEX_HEREDOC)
        unescape_indent(&u, false);
}

/* The parts, up to the end token, which is left to the caller. The mode is set. */
static struct ast *parse_parts(struct parser *p, enum lex_mode mode, enum token end, uint32_t line)
{
    uint32_t begin = parse_list_begin(p);
    struct ast *list, *part;
    bool line_begins = mode == LEX_HEREDOC;

    while (!parse_at(p, end) && !p->failed) {
        if (parse_at(p, TOKEN_STRING_CONTENT)) {
            part = parse_content(p, mode, line_begins);
            if (part != NULL && part->value.s->len == 0)
                continue;
        } else {
            parse_check_indent(p, line_begins);
            if (parse_at(p, TOKEN_VARIABLE)) {
                part = parse_string_variable(p, mode);
            } else if (parse_at(p, TOKEN_BRACE_DOLLAR) || parse_at(p, TOKEN_DOLLAR_BRACE)) {
                part = parse_braced(p, mode);
            } else {
                part = NULL;
                parse_syntax_error(p, parse_list_count(p, begin) > 1 ? NULL
                                      : end == TOKEN_QUOTE           ? "variable or \"${\" or \"{$\""
                                                           : "variable or heredoc end or \"${\" or \"{$\"");
            }
        }
        line_begins = false;
        parse_list_add(p, part);
    }
    if (p->failed)
        return parse_list_end(p, AST_LIST_ENCAPS, 0, begin);
    if (parse_list_count(p, begin) == 0)
        return parse_text(p, "", 0, line);
    if (parse_list_count(p, begin) == 1 && p->stack[begin]->kind == AST_VALUE) {
        part = p->stack[begin];
        p->stack_used = begin;
        return part;
    }
    list = parse_list_end(p, AST_LIST_ENCAPS, 0, begin);
    return list;
}

struct ast *parse_interpolated(struct parser *p)
{
    uint32_t line = p->token.line;
    struct ast *parts;

    parse_advance_in(p, LEX_STRING);
    parts = parse_parts(p, LEX_STRING, TOKEN_QUOTE, line);
    parse_advance_in(p, LEX_CODE);
    return parts;
}

struct ast *parse_heredoc(struct parser *p)
{
    struct heredoc outer = p->lex.heredoc;
    uint32_t line = p->token.line_end;
    struct ast *parts;

    if (p->failed)
        return NULL;
    if (lex_heredoc(&p->lex, &p->token) != LEX_FINE)
        parse_error_text(p, p->token.line_end, "Invalid indentation - tabs and spaces cannot be mixed");
    parse_advance(p);
    parts = parse_parts(p, LEX_HEREDOC, TOKEN_HEREDOC_END, line);
    parse_advance_in(p, LEX_CODE);
    p->lex.heredoc = outer;
    return parts;
}
