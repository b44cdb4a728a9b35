// SPDX-License-Identifier: MIT
/* Words for people: messages on stderr, the nearest known word, wrapped paragraphs. */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WIDTH ((size_t)79)

void complain(const struct command *command, const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fputs(command == NULL ? "kvjwk" : "kvjwk ", stderr);
    if (command != NULL)
        fputs(command->name, stderr);
    fputs(": ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

const char *printable(const char *text)
{
    static char memory[3][1024];
    static size_t next;
    char *out = memory[next];

    next = (next + 1) % 3;
    kvjwk_printable(out, sizeof(memory[0]), text, strlen(text));
    return out;
}

/* ---- the nearest word ---- */

struct words {
    const char *(*known)(size_t i);
};

static const char *word_at(void *ctx, size_t i)
{
    const struct words *words = ctx;

    return words->known(i);
}

const char *nearest(const char *word, const char *(*known)(size_t i))
{
    struct words words = {known};

    return kvjwk_nearest(word, word_at, &words);
}

/* ---- paragraphs ---- */

static size_t columns(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static void new_line(size_t indent)
{
    printf("\n%*s", (int)indent, "");
}

void print_wrapped(const char *text, size_t column, size_t indent)
{
    bool fresh = true; /* no word on this line yet */

    while (*text != '\0') {
        size_t length = strcspn(text, " \n"), width = columns(text, length);

        if (!fresh && column + 1 + width > WIDTH) {
            new_line(indent);
            column = indent;
            fresh = true;
        }
        if (!fresh)
            putchar(' ');
        fwrite(text, 1, length, stdout);
        column += width + !fresh;
        fresh = false;
        text += length;
        text += *text == ' ';
        if (*text == '\n') {
            new_line(indent);
            column = indent;
            fresh = true;
            text++;
        }
    }
    putchar('\n');
}
