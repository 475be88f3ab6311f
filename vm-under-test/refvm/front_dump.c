/* front_dump.c: tokens and syntax trees as text. */
#include "front_dump.h"

#include <inttypes.h>

#include "lex.h"
#include "number.h"
#include "opline.h"
#include "str.h"

static const char *const dump_token_names[TOKEN_KIND_COUNT] = {
#define TOKEN(name, text) #name,
#include "tokens.def"
#undef TOKEN
};

/* Bytes with what can't be printed as \xNN. */
static void put_bytes(struct dump *d, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (c == '\n')
            dump_text(d, "\\n");
        else if (c < 0x20 || c >= 0x7f || c == '\\')
            dump_format(d, "\\x%02x", c);
        else
            d->sink(d->ctx, &bytes[i], 1);
    }
}

/* ---- tokens ------------------------------------------------------------------------------------------ */

enum { DUMP_MODES = 32 };

/* Strings that are open, with the braces that are open in the code inside of them: what the parser knows.
 */
struct dump_modes {
    struct {
        uint8_t mode;
        uint32_t braces;
        struct heredoc heredoc;
    } open[DUMP_MODES];
    uint32_t count;
    bool in_code; /* in braces of the innermost string */
};

static void modes_open(struct dump_modes *m, struct lex *lex, enum lex_mode mode)
{
    if (m->count < DUMP_MODES) {
        m->open[m->count].mode = (uint8_t)mode;
        m->open[m->count].braces = 0;
        m->open[m->count++].heredoc = lex->heredoc;
        m->in_code = false;
        lex->mode = (uint8_t)mode;
    }
}

static void modes_close(struct dump_modes *m, struct lex *lex)
{
    m->count--;
    m->in_code = true;
    lex->mode = LEX_CODE;
}

/* A token inside of a string. */
static void modes_in_string(struct dump_modes *m, struct lex *lex, const struct lexeme *token)
{
    uint8_t mode = m->open[m->count - 1].mode;

    lex->mode = mode;
    if (token->kind == (mode == LEX_STRING ? TOKEN_QUOTE : TOKEN_HEREDOC_END)) {
        modes_close(m, lex);
    } else if (token->kind == TOKEN_BRACE_DOLLAR || token->kind == TOKEN_DOLLAR_BRACE) {
        m->in_code = true;
        m->open[m->count - 1].braces = 1;
        lex->mode = token->kind == TOKEN_BRACE_DOLLAR ? LEX_CODE : LEX_VARNAME;
    } else if (token->kind == TOKEN_VARIABLE && lex->at < lex->end && *lex->at == '[') {
        lex->mode = LEX_OFFSET;
    }
}

static void modes_in_code(struct dump_modes *m, struct lex *lex, const struct lexeme *token)
{
    if (token->kind == TOKEN_QUOTE) {
        modes_open(m, lex, LEX_STRING);
    } else if (token->kind == TOKEN_HEREDOC_START) {
        lex_heredoc(lex, token);
        modes_open(m, lex, LEX_HEREDOC);
    } else if (m->count > 0 && (token->kind == TOKEN_LBRACE || token->kind == TOKEN_BRACE_DOLLAR)) {
        m->open[m->count - 1].braces++;
    } else if (m->count > 0 && token->kind == TOKEN_RBRACE && --m->open[m->count - 1].braces == 0) {
        lex->mode = m->open[m->count - 1].mode;
        lex->heredoc = m->open[m->count - 1].heredoc;
        lex->line_begins = false;
        m->in_code = false;
    }
}

static void modes_next(struct dump_modes *m, struct lex *lex, const struct lexeme *token)
{
    if (lex->mode == LEX_OFFSET) {
        if (token->kind == TOKEN_RBRACKET || token->kind == TOKEN_QUOTE)
            lex->mode = m->open[m->count - 1].mode;
    } else if (m->count > 0 && !m->in_code) {
        modes_in_string(m, lex, token);
    } else {
        modes_in_code(m, lex, token);
    }
}

void dump_tokens(struct dump *d, const char *source, size_t size)
{
    struct dump_modes modes = {.in_code = true};
    struct lexeme token;
    struct lex lex;

    lex_start(&lex, source, size);
    do {
        lex_next(&lex, &token);
        dump_format(d, "%u %s ", token.line, dump_token_names[token.kind]);
        put_bytes(d, token.text, token.len);
        dump_text(d, "\n");
        modes_next(&modes, &lex, &token);
    } while (token.kind != TOKEN_END);
}

/* ---- trees ------------------------------------------------------------------------------------------ */

static void put_value(struct dump *d, const struct value *v)
{
    char text[NUMBER_TEXT_MAX];

    switch (v->type) {
    case TYPE_UNDEF:
        break;
    case TYPE_INT:
        dump_format(d, " %" PRId64, v->i);
        break;
    case TYPE_FLOAT:
        number_format_exact(v->d, text);
        dump_format(d, " float(%s)", text);
        break;
    case TYPE_STRING:
        dump_text(d, " '");
        put_bytes(d, v->s->bytes, v->s->len);
        dump_text(d, "'");
        break;
    case TYPE_ARRAY:
        dump_text(d, " array");
        break;
    default:
        dump_format(d, " %s", v->type == TYPE_TRUE ? "true" : v->type == TYPE_FALSE ? "false" : "null");
        break;
    }
}

static void put_head(struct dump *d, const struct ast *ast)
{
    dump_text(d, ast_names[ast->kind]);
    if (ast->kind == AST_BINARY || ast->kind == AST_ASSIGN_OP)
        dump_format(d, " %s", opcode_names[ast->attr]);
    else if (ast->attr != 0)
        dump_format(d, " %u", ast->attr);
    put_value(d, &ast->value);
}

static void put_tree(struct dump *d, const struct ast *ast, int depth)
{
    dump_format(d, "%*s", depth * 2, "");
    if (ast == NULL || depth > DUMP_DEPTH_MAX) {
        dump_text(d, ast == NULL ? "-\n" : "...\n");
        return;
    }
    put_head(d, ast);
    dump_format(d, " :%u", ast->line);
    if (ast->line_end != 0)
        dump_format(d, "-%u", ast->line_end);
    dump_text(d, "\n");
    for (uint32_t i = 0; i < ast->child_count; i++)
        put_tree(d, ast->child[i], depth + 1);
}

void dump_ast(struct dump *d, const struct ast *ast)
{
    put_tree(d, ast, 0);
}

static void put_short(struct dump *d, const struct ast *ast, int depth)
{
    if (ast == NULL || depth > DUMP_DEPTH_MAX) {
        dump_text(d, ast == NULL ? "-" : "...");
        return;
    }
    dump_text(d, "(");
    put_head(d, ast);
    for (uint32_t i = 0; i < ast->child_count; i++) {
        dump_text(d, " ");
        put_short(d, ast->child[i], depth + 1);
    }
    dump_text(d, ")");
}

void dump_ast_short(struct dump *d, const struct ast *ast)
{
    put_short(d, ast, 0);
}
