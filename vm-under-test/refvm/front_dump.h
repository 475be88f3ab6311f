/* front_dump.h: tokens and syntax trees as text, for people and for tests. */
#ifndef REFVM_FRONT_DUMP_H
#define REFVM_FRONT_DUMP_H

#include "ast.h"

typedef void dump_sink(void *ctx, const char *text, size_t size);

/* One token a line: its line, its name, and what stands in the source. */
void dump_tokens(const char *source, size_t size, dump_sink *sink, void *ctx);

/* One node a line, indented by depth: its kind, attr, value, and line. Absent children are "-". A tree
 * deeper than DUMP_DEPTH_MAX ends in "...". */
enum { DUMP_DEPTH_MAX = 400 };
void dump_ast(const struct ast *ast, dump_sink *sink, void *ctx);

/* The same without lines and on one line, as (KIND attr value child child): what tests compare. */
void dump_ast_short(const struct ast *ast, dump_sink *sink, void *ctx);

/* What the names mean: one row of tokens.def or ast.def a line. */
void dump_tokens_legend(dump_sink *sink, void *ctx);
void dump_ast_legend(dump_sink *sink, void *ctx);

#endif
