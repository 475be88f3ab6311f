/* outputs.h: what programs print, recorded in a table beside them, so that a reference engine that has
 * changed its mind is seen, too: no comparison of engines tells when all of them are wrong alike.
 *
 * The table is a text file, OUTPUTS_FILE, in the folder of the programs: a line for each with three words,
 * the program's key, the XXH64 of its output, and its name for people. The key is made of the program's
 * text and the settings of its case file, so that neither can change without the line being renewed (`sweep
 * --record`).
 */
#ifndef FAULTLINE_OUTPUTS_H
#define FAULTLINE_OUTPUTS_H

#include "case.h"

#define OUTPUTS_FILE "outputs.txt"

/* Looks the case, as read from `path`, up in the table beside it, and puts the hash into c->output. Nothing
 * happens when there is no table, or no line. */
void outputs_look_up(const char *path, struct fcase *c);

/* Lines that are being recorded. */
struct outputs {
    struct outputs_line {
        uint64_t key, output;
        char *name;
    } * line;
    size_t count, capacity;
};

/* False when memory runs out. Of two lines with one key but different outputs, both are dropped at the end.
 */
bool outputs_add(struct outputs *o, const char *path, const struct fcase *c, uint64_t output);

/* Writes them in the order of their names. False with errno. */
bool outputs_write(struct outputs *o, const char *path);
void outputs_free(struct outputs *o);

#endif
