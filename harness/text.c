#include "text.h"

#include <ctype.h>
#include <string.h>

bool text_is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

size_t text_token_size(const char *s, size_t left)
{
    size_t size = 1;
    if (text_is_word_char(*s)) {
        while (size < left && text_is_word_char(s[size]))
            size++;
        return size;
    }
    const char *close = *s == '"' || *s == '\'' ? memchr(s + 1, *s, left - 1) : NULL;
    if (close && !memchr(s, '\n', (size_t)(close - s)))
        return (size_t)(close - s) + 1;
    while (size < left && size < 3 && ispunct((unsigned char)*s) && s[size] == *s)
        size++;
    return size;
}

static size_t line_size(const char *s, size_t left)
{
    const char *end = memchr(s, '\n', left);
    return end ? (size_t)(end - s) : left;
}

size_t text_comment_size(const char *s, size_t left, const char *language)
{
    bool two = left >= 2;
    if (strcmp(language, "lua") == 0)
        return two && s[0] == '-' && s[1] == '-' ? line_size(s, left) : 0;
    if (s[0] == '#' && !(two && s[1] == '['))
        return line_size(s, left);
    if (!text_has_braces(language) || !two || s[0] != '/')
        return 0;
    if (s[1] == '/')
        return line_size(s, left);
    const char *end = s[1] == '*' ? memmem(s + 2, left - 2, "*/", 2) : NULL;
    return end ? (size_t)(end - s) + 2 : 0;
}

int text_word_depth(const char *word, size_t size)
{
    static const struct {
        const char *word;
        int depth;
    } keywords[] = {
        {"do", 1}, {"if", 1}, {"function", 1}, {"repeat", 1}, {"try", 1}, {"until", -1}, {"end", -1},
    };
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (strlen(keywords[i].word) == size && memcmp(keywords[i].word, word, size) == 0)
            return keywords[i].depth;
    return 0;
}

bool text_has_braces(const char *language)
{
    return strcmp(language, "php") == 0 || strcmp(language, "js") == 0;
}
