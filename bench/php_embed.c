/* php_embed.c: how many times a second PHP runs a program in one process, beside which the reference VM is
 * measured: its embed library, no ini file, no opcache, a request from start-up to shutdown for each.
 *
 *     php-embed FILE [SECONDS]
 *
 * Prints programs a second, the best of the rounds. Output goes nowhere.
 */
#include <sapi/embed/php_embed.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9, BATCH = 256 };

struct program {
    const char *path;
    char *text;
    size_t size;
};

static _Noreturn void give_up(const char *subject, const char *why)
{
    fprintf(stderr, "php-embed: %s '%s'\n", why, subject);
    exit(2);
}

static void read_program(struct program *p, const char *path)
{
    FILE *f = fopen(path, "rb");
    long size = 0;
    if (!f || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
        give_up(path, "can't read");
    rewind(f);
    p->path = path;
    p->size = (size_t)size;
    p->text = malloc(p->size + 1);
    if (!p->text || fread(p->text, 1, p->size, f) != p->size)
        give_up(path, "can't read");
    fclose(f);
}

static size_t drop_output(const char *bytes, size_t size)
{
    (void)bytes;
    return size;
}

/* PHP frees the text, and wants zeros behind it. */
static void execute(const struct program *p)
{
    zend_file_handle file;
    zend_stream_init_filename(&file, p->path);
    file.type = ZEND_HANDLE_STREAM;
    file.opened_path = zend_string_copy(file.filename);
    file.buf = ecalloc(1, p->size + ZEND_MMAP_AHEAD);
    file.len = p->size;
    memcpy(file.buf, p->text, p->size);
    zend_first_try
    {
        zend_execute_scripts(ZEND_REQUIRE, NULL, 1, &file);
    }
    zend_end_try();
    zend_destroy_file_handle(&file);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Comes in a request that has started, and leaves in the next. */
static double round_of(const struct program *p, double duration)
{
    double start = now(), end;
    long count = 0;
    do {
        for (int i = 0; i < BATCH; i++) {
            execute(p);
            php_request_shutdown(NULL);
            if (php_request_startup() != SUCCESS)
                give_up(p->path, "no request could be started for");
        }
        count += BATCH;
        end = now();
    } while (end - start < duration);
    return (double)count / (end - start);
}

int main(int argc, char **argv)
{
    struct program p;
    double best = 0, seconds = argc > 2 ? atof(argv[2]) : 3;
    char *name[] = {"php-embed", NULL};
    if (argc < 2 || argc > 3 || seconds <= 0)
        give_up("php-embed FILE [SECONDS]", "expected");
    read_program(&p, argv[1]);
    php_embed_module.php_ini_ignore = 1;
    php_embed_module.ub_write = drop_output;
    if (php_embed_init(1, name) != SUCCESS)
        give_up("php", "can't start");
    for (int i = 0; i < ROUNDS; i++) {
        double rate = round_of(&p, seconds / ROUNDS);
        best = rate > best ? rate : best;
    }
    php_embed_shutdown();
    printf("%.0f programs/s\n", best);
    free(p.text);
    return 0;
}
