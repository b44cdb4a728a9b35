// SPDX-License-Identifier: MIT
/* see progress.h. The clock here is for the eye alone: nothing that is written depends on it. */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "settings.h"

#define WAIT 500  /* before the first line: short runs show none */
#define EVERY 200 /* milliseconds */
#define COLUMNS 24

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Folders and pipes have no length that is known before. */
static uint64_t size_of_operands(const struct settings *s)
{
    uint64_t total = 0;
    struct stat st;

    for (size_t i = 0; i < s->operand_count; i++) {
        if (stat(s->operands[i], &st) != 0 || !S_ISREG(st.st_mode))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

void progress_begin(struct progress *p, const struct settings *settings)
{
    memset(p, 0, sizeof(*p));
    p->on = isatty(STDERR_FILENO) && !settings->quiet;
    if (!p->on)
        return;
    p->total = size_of_operands(settings);
    p->begun = p->last = now();
}

static void put_bar(const struct progress *p)
{
    unsigned done = (unsigned)(p->bytes * COLUMNS / p->total);

    fputc('[', stderr);
    for (unsigned i = 0; i < COLUMNS; i++)
        fputc(i < done ? '#' : '.', stderr);
    fprintf(stderr, "] %3u %%  ", (unsigned)(p->bytes * 100 / p->total));
}

static void put_left(const struct progress *p, double seconds)
{
    double left = p->bytes == 0 ? 0 : seconds * (double)(p->total - p->bytes) / (double)p->bytes;

    fprintf(stderr, ", %u:%02u left", (unsigned)left / 60, (unsigned)left % 60);
}

static void show(struct progress *p, int64_t at)
{
    double seconds = (double)(at - p->begun) / 1000;
    bool known = p->total > 0 && p->bytes <= p->total;

    fputs("\r\033[K", stderr);
    if (known)
        put_bar(p);
    fprintf(stderr, "%llu keys, %.0f/s", (unsigned long long)p->keys, (double)p->keys / seconds);
    if (known)
        put_left(p, seconds);
    fflush(stderr);
    p->shown = true;
}

void progress_add(struct progress *p, size_t bytes, size_t keys)
{
    int64_t at;

    p->bytes += bytes;
    p->keys += keys;
    if (!p->on)
        return;
    at = now();
    if (at - p->begun < WAIT || at - p->last < EVERY)
        return;
    p->last = at;
    show(p, at);
}

void progress_end(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
