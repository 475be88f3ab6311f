/* fuzz_case.c: any bytes either fail with a line and a message, or parse into a case whose canonical text
 * parses again into an equal case, program bytes unchanged.
 *
 * A libFuzzer target; seeds are in corpus/case-parser, the dictionary is corpus/dictionaries/case.dict.
 */
#include "case.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(property)                                                                                  \
    do {                                                                                                   \
        if (!(property)) {                                                                                 \
            fprintf(stderr, "property broken: %s\n", #property);                                           \
            abort();                                                                                       \
        }                                                                                                  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count_lines(const char *text, size_t size)
{
    int lines = 1;
    for (size_t i = 0; i + 1 < size; i++)
        lines += text[i] == '\n';
    return lines;
}

/* A message is one line of printable text, at a line that the input has. */
static void check_refusal(const struct case_error *error, int lines)
{
    REQUIRE(error->line >= 1 && error->line <= lines);
    REQUIRE(error->text[0] != '\0');
    REQUIRE(memchr(error->text, '\0', sizeof error->text) != NULL);
    for (const char *c = error->text; *c; c++)
        REQUIRE((unsigned char)*c >= 0x20 && *c != 0x7f);
}

/* The program is the tail of the input; in a plain program, all of it. */
static void check_program(const struct fcase *c, const char *text, size_t size)
{
    REQUIRE(c->program_size <= size);
    REQUIRE(c->program == text + (size - c->program_size));
    REQUIRE(!case_is_plain(text, size) || c->program_size == size);
    REQUIRE(!case_is_plain(text, size) || c->vm[0] == '\0');
}

static void check_round_trip(const struct fcase *c)
{
    struct fcase again;
    struct case_error error;
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    REQUIRE(to != NULL);
    case_write(c, to);
    REQUIRE(fclose(to) == 0);
    REQUIRE(!case_is_plain(text, size));
    REQUIRE(case_parse(text, size, &again, &error));
    REQUIRE(case_equal(c, &again));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct fcase c;
    struct case_error error;
    memset(&error, 0xa5, sizeof error);
    if (!case_parse(text, size, &c, &error)) {
        check_refusal(&error, count_lines(text, size));
        return 0;
    }
    check_program(&c, text, size);
    check_round_trip(&c);
    return 0;
}
