/* front_dump.h: tokens and syntax trees as text, for people and for tests. */
#ifndef REFVM_FRONT_DUMP_H
#define REFVM_FRONT_DUMP_H

#include "dump.h"

/* One token a line: its line, its name, and what stands in the source. */
void dump_tokens(struct dump *d, const char *source, size_t size);

/* One node a line, indented by depth: its kind, attr, value, and line. Absent children are "-". A tree
 * deeper than DUMP_DEPTH_MAX ends in "...". */
enum { DUMP_DEPTH_MAX = 400 };
void dump_ast(struct dump *d, const struct ast *ast);

/* The same without lines and on one line, as (KIND attr value child child): what tests compare. */
void dump_ast_short(struct dump *d, const struct ast *ast);

#endif
