/* mutate_text.h: mutation of a program as text: bytes, tokens, lines and blocks of lines.
 *
 * A block is a run of lines that opens as many brackets and keywords as it closes, so that most programs
 * stay programs when a block is moved. What opens and what closes is known for all languages together:
 * the worst that a wrong guess does is a program with a syntax error.
 */
#ifndef FAULTLINE_MUTATE_TEXT_H
#define FAULTLINE_MUTATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MUTATE_WORDS_MAX = 512, MUTATE_WORD_SIZE = 128 };

/* The words of a dictionary. */
struct mutate_words {
    size_t count;
    struct {
        size_t size;
        char text[MUTATE_WORD_SIZE];
    } word[MUTATE_WORDS_MAX];
};

/* Reads a dictionary in the format that libFuzzer and AFL++ share: lines `name="text"`, with \\, \" and
 * \xHH, and comments. Lines that are no entry, and words that are too long, are passed over. False with
 * errno when there is no such file. */
bool mutate_words_read(struct mutate_words *words, const char *path);

/* A fuzz engine's own mutation of `size` bytes in a buffer of `max`: returns the new size. */
typedef size_t mutate_bytes_fn(uint8_t *data, size_t size, size_t max);

struct mutate_text {
    char *at;
    size_t size, max;
    const char *other; /* a program to take pieces from, or NULL */
    size_t other_size;
    const char *language; /* extension of the VM's program files: "lua" */
    uint64_t *state;
    mutate_bytes_fn *bytes;           /* or NULL */
    const struct mutate_words *words; /* or NULL */
};

/* One mutation. False when it found nothing to do; then the text is unchanged. */
bool mutate_text(struct mutate_text *t);

/* The next random number (splitmix64, by Sebastiano Vigna, public domain), and one below n > 0. */
uint64_t mutate_random(uint64_t *state);
uint64_t mutate_below(uint64_t *state, uint64_t n);

/* From 1 to max, each power of two as likely as the next. */
uint64_t mutate_log_uniform(uint64_t *state, uint64_t max);

#endif
