#include "outputs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "files.h"

/* A bug that is switched on is what a recorded output may find. */
static uint64_t key_of(const struct fcase *c)
{
    uint64_t key = XXH64(c->program, c->program_size, 0);
    for (size_t i = 0; i < c->set_count; i++)
        if (strcmp(c->set[i].name, "bug") != 0)
            key = XXH64(&c->set[i], sizeof c->set[i], key);
    return key;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void outputs_look_up(const char *path, struct fcase *c)
{
    char table[4096], line[512], key[CASE_OUTPUT_SIZE + 1];
    snprintf(key, sizeof key, "%016" PRIx64 " ", key_of(c));
    snprintf(table, sizeof table, "%.*s%s", (int)(name_of(path) - path), path, OUTPUTS_FILE);
    FILE *f = c->output[0] ? NULL : fopen(table, "re");
    if (!f)
        return;
    while (!c->output[0] && fgets(line, sizeof line, f))
        if (strncmp(line, key, sizeof key - 1) == 0 &&
            sscanf(line + sizeof key - 1, "%16[0-9a-f]", c->output) != 1)
            c->output[0] = '\0';
    fclose(f);
}

bool outputs_add(struct outputs *o, const char *path, const struct fcase *c, uint64_t output)
{
    if (o->count == o->capacity) {
        size_t capacity = o->capacity ? 2 * o->capacity : 256;
        struct outputs_line *grown = realloc(o->line, capacity * sizeof *grown);
        if (!grown)
            return false;
        o->line = grown;
        o->capacity = capacity;
    }
    struct outputs_line *l = &o->line[o->count];
    *l = (struct outputs_line){key_of(c), output, strdup(name_of(path))};
    o->count += l->name != NULL;
    return l->name != NULL;
}

static int by_name(const void *a, const void *b)
{
    const struct outputs_line *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* The same program twice, which prints something else each time: it can't be told which of them is meant.
 */
static bool is_ambiguous(const struct outputs *o, const struct outputs_line *line)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->line[i].key == line->key && o->line[i].output != line->output)
            return true;
    return false;
}

static void write_lines(const void *ctx, FILE *f)
{
    const struct outputs *o = ctx;
    for (size_t i = 0; i < o->count; i++)
        if (!is_ambiguous(o, &o->line[i]))
            fprintf(f, "%016" PRIx64 " %016" PRIx64 " %s\n", o->line[i].key, o->line[i].output,
                    o->line[i].name);
}

bool outputs_write(struct outputs *o, const char *path)
{
    qsort(o->line, o->count, sizeof *o->line, by_name);
    return files_replace(path, write_lines, o);
}

void outputs_free(struct outputs *o)
{
    for (size_t i = 0; i < o->count; i++)
        free(o->line[i].name);
    free(o->line);
    *o = (struct outputs){0};
}
