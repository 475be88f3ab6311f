/* files.h: the files that a command line names, those in its folders included; and files written whole. */
#ifndef FAULTLINE_FILES_H
#define FAULTLINE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct files {
    char **path; /* owned, in the order in which they were named; those of a folder by name */
    size_t count, capacity;
};

/* Adds a file, or what lies below a folder: there only cases, and programs of this VM, or of any when `vm`
 * is NULL. False when memory runs out or a folder can't be read, with errno. */
bool files_add(struct files *files, const char *path, const char *vm);
void files_free(struct files *files);

/* Writes a file beside its place, and renames it: a file that is there is whole. False with errno; nothing
 * is left then. */
bool files_replace(const char *path, void (*write)(const void *ctx, FILE *to), const void *ctx);

#endif
