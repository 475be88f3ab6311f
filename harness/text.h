/* text.h: a program as text: lines, tokens, and the brackets and keywords that belong together, for those
 * who change programs without knowing their grammar. What is known of languages is known for all of them
 * together: the worst that a wrong guess does is a program with a syntax error.
 */
#ifndef FAULTLINE_TEXT_H
#define FAULTLINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct piece {
    size_t at, size;
};

bool text_is_word_char(char c);

/* The bytes, at least one, of the token or the single space at the start of `left` > 0 bytes: a word, a
 * string on one line, an operator of up to three equal characters, any other byte. */
size_t text_token_size(const char *s, size_t left);

/* The bytes of the comment that begins here, its line's end left out; 0: none does. `language` is the
 * extension of the VM's program files. */
size_t text_comment_size(const char *s, size_t left, const char *language);

/* 1 for a word that opens a block, -1 for one that closes it. In a language with braces there are none. */
int text_word_depth(const char *word, size_t size);
bool text_has_braces(const char *language);

#endif
