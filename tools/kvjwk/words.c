// SPDX-License-Identifier: MIT
/* Words for people: messages on stderr, the nearest known word, wrapped paragraphs. */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WIDTH ((size_t)79)
#define WORD_MAX ((size_t)64)

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

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, drop, replace or swap with their neighbour (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t m = strlen(a), n = strlen(b);

    if (m > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

const char *nearest(const char *word, const char *(*known)(size_t i))
{
    const char *best = NULL, *candidate;
    size_t best_distance = strlen(word) / 3 + 2;

    for (size_t i = 0; (candidate = known(i)) != NULL; i++) {
        size_t d = strncmp(word, candidate, strlen(word)) == 0 ? 1 : distance(word, candidate);

        if (d < best_distance && d < strlen(candidate)) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
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
