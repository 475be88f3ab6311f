/* oracle.c: the table of oracles, and the words in which they speak of a run's language part. */
#include <stdio.h>
#include <string.h>

#include "oracle.h"

const struct oracle oracle_table[ORACLE_COUNT] = {
#define ORACLE(id, name, function, text) {name, function, text},
#include "oracles.def"
#undef ORACLE
};

const struct oracle *oracle_find(const char *name)
{
    for (size_t i = 0; i < ORACLE_COUNT; i++) {
        if (!strcmp(oracle_table[i].name, name))
            return &oracle_table[i];
    }
    return NULL;
}

static bool output_equal(const struct obs_language *a, const struct obs_language *b)
{
    return a->output_size == b->output_size && a->output_cut == b->output_cut &&
           (a->output_size == 0 || !memcmp(a->output, b->output, a->output_size));
}

const char *obs_language_difference(const struct obs_language *a, const struct obs_language *b)
{
    if (a->status != b->status)
        return "status";
    if (strcmp(a->error_class, b->error_class))
        return "error-class";
    if (strcmp(a->error_text, b->error_text))
        return "error-text";
    if (a->error_line != b->error_line)
        return "error-line";
    if (strcmp(a->backtrace, b->backtrace))
        return "backtrace";
    if (strcmp(a->result, b->result))
        return "result";
    return output_equal(a, b) ? NULL : "output";
}

const char *obs_outcome(const struct obs_language *language, char *buffer, size_t size)
{
    static const char *const words[] = {
        [OBS_OK] = "ok",
        [OBS_ERROR] = "error",
        [OBS_REJECTED] = "rejected",
        [OBS_STEPS] = "over-budget",
        [OBS_DIED] = "died",
    };
    bool has_class = language->status == OBS_ERROR && language->error_class[0];
    snprintf(buffer, size, "%s%s%s", words[language->status], has_class ? ":" : "",
             has_class ? language->error_class : "");
    return buffer;
}
