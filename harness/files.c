#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bind.h"

static bool add_file(struct files *files, const char *path)
{
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? files->capacity * 2 : 64;
        char **grown = realloc(files->path, capacity * sizeof *grown);
        if (!grown)
            return false;
        files->path = grown;
        files->capacity = capacity;
    }
    files->path[files->count] = strdup(path);
    return files->path[files->count++] != NULL;
}

/* In a folder, only what is a case or a program of the VM asked for is meant. */
static bool wanted(const char *vm, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (name[0] == '.' || !dot)
        return false;
    if (strcmp(dot, ".case") == 0)
        return true;
    const struct vut *vut = vm_for_file(name);
    return vut && (!vm || strcmp(vm, vut->name) == 0);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_path(struct files *files, const char *path, const char *vm, bool named);

static bool add_folder(struct files *files, const char *path, const char *vm)
{
    struct dirent **entry;
    int count = scandir(path, &entry, NULL, by_name);
    bool ok = count >= 0;
    for (int i = 0; i < count; i++) {
        char inner[4096];
        size_t length = strlen(path);
        snprintf(inner, sizeof inner, "%s%s%s", path, length && path[length - 1] == '/' ? "" : "/",
                 entry[i]->d_name);
        if (ok && entry[i]->d_name[0] != '.')
            ok = add_path(files, inner, vm, false);
        free(entry[i]);
    }
    free(count >= 0 ? entry : NULL);
    return ok;
}

static bool is_link(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* A link to a folder is followed only when it is named: inside a folder it may lead around in circles. */
static bool add_path(struct files *files, const char *path, const char *vm, bool named)
{
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return !named && is_link(path) ? true : add_folder(files, path, vm);
    const char *base = strrchr(path, '/');
    if (!named && !wanted(vm, base ? base + 1 : path))
        return true;
    return add_file(files, path);
}

bool files_add(struct files *files, const char *path, const char *vm)
{
    return add_path(files, path, vm, true);
}

void files_free(struct files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->path[i]);
    free(files->path);
}

bool files_replace(const char *path, void (*write)(const void *ctx, FILE *to), const void *ctx)
{
    char part[4200];
    snprintf(part, sizeof part, "%s.%d.part", path, (int)getpid());
    FILE *file = fopen(part, "we");
    if (!file)
        return false;
    write(ctx, file);
    bool ok = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
    int saved = errno;
    if (fclose(file) != 0 && ok) {
        ok = false;
        saved = errno;
    }
    if (ok && rename(part, path) == 0)
        return true;
    saved = ok ? errno : saved;
    unlink(part);
    errno = saved;
    return false;
}
