// SPDX-License-Identifier: MIT
/* Reads one file into batches. A file is looked at until it shows whether it has a document a line;
 * then its lines go out as they come, or the whole of it is gathered up to the limit. */
#define _POSIX_C_SOURCE 200809L

#include "feed.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define STRETCH ((size_t)64 << 10) /* bytes of a batch: lines, or small files */
#define ITEMS ((size_t)64)         /* files of a batch */

enum form { FORM_UNDECIDED, FORM_WHOLE, FORM_LINES };

struct source {
    struct feed *feed;
    int fd;
    const char *name;
    bool given;
    size_t size;   /* of a regular file; 0: not known */
    size_t at;     /* where the text that is not handed over begins in the batch */
    size_t seen;   /* bytes behind `at` that hold no line break */
    size_t line;   /* of the byte at `at` in the file, 1-based */
    size_t offset; /* likewise */
    enum form form;
    bool ended;
    int error; /* errno */
};

bool name_ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);

    return length > tail && strcasecmp(name + length - tail, ending) == 0;
}

/* ---- batches ---- */

bool feed_begin(struct feed *feed)
{
    feed->batch = feed->take(feed->ctx);
    return feed->batch != NULL;
}

void feed_end(struct feed *feed)
{
    if (feed->batch != NULL)
        feed->give(feed->ctx, feed->batch);
    feed->batch = NULL;
}

/* After an item: a full batch is given away. */
static bool filled(struct feed *feed)
{
    if (feed->batch->length < STRETCH && feed->batch->count < ITEMS)
        return true;
    feed_end(feed);
    return feed_begin(feed);
}

static struct item *add_item(struct source *s, size_t length)
{
    struct item *item = batch_item(s->feed->batch, s->name);

    if (item == NULL) {
        s->feed->out_of_memory = true;
        return NULL;
    }
    item->at = s->at;
    item->length = length;
    item->line = s->line;
    item->offset = s->offset;
    item->given = s->given;
    item->last = s->ended;
    return item;
}

bool feed_failure(struct feed *feed, const char *name, int number, bool given)
{
    struct item *item = batch_item(feed->batch, name);
    const char *text = strerror(number);
    size_t length = strlen(text);

    if (item == NULL) {
        feed->out_of_memory = true;
        return false;
    }
    if (length >= sizeof(item->error))
        length = sizeof(item->error) - 1;
    memcpy(item->error, text, length);
    item->at = feed->batch->length;
    item->given = given;
    item->last = true;
    return filled(feed);
}

/* ---- reading ---- */

static size_t pending(const struct source *s)
{
    return s->feed->batch->length - s->at;
}

static const char *pending_text(const struct source *s)
{
    return s->feed->batch->text + s->at;
}

/* A regular file is read to its end in one go when that is near: the byte too many shows the end.
 */
static size_t bytes_to_ask_for(const struct source *s)
{
    size_t done = s->offset + pending(s);

    if (s->size <= done)
        return STRETCH;
    return s->form == FORM_WHOLE || s->size - done < STRETCH ? s->size - done + 1 : STRETCH;
}

static void read_more(struct source *s)
{
    struct batch *batch = s->feed->batch;
    size_t wanted = bytes_to_ask_for(s);
    ssize_t got;

    if (!batch_reserve(batch, wanted)) {
        s->error = ENOMEM;
        s->ended = true;
        return;
    }
    do
        got = read(s->fd, batch->text + batch->length, wanted);
    while (got < 0 && errno == EINTR);
    s->error = got < 0 ? errno : 0;
    if (got > 0)
        batch->length += (size_t)got;
    s->ended =
        got <= 0 || (s->size > 0 && (size_t)got < wanted && s->offset + pending(s) >= s->size);
}

/* The first line break, or NULL; no byte is looked at twice. */
static const char *find_break(struct source *s)
{
    const char *text = pending_text(s), *found = NULL;

    if (pending(s) > s->seen)
        found = memchr(text + s->seen, '\n', pending(s) - s->seen);
    s->seen = found == NULL ? pending(s) : (size_t)(found - text);
    return found;
}

static bool has_more_than_space(const char *from, const char *end)
{
    while (from < end && (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n'))
        from++;
    return from < end;
}

/* One line alone does not tell; the beginning of a second one does. */
static void decide(struct source *s)
{
    const char *found = find_break(s);

    if (found != NULL && has_more_than_space(found, pending_text(s) + pending(s)))
        s->form = kvjwk_is_ndjson(pending_text(s), pending(s)) ? FORM_LINES : FORM_WHOLE;
    else if (s->ended || pending(s) > s->feed->limit)
        s->form = FORM_WHOLE;
}

/* ---- whole documents ---- */

static bool put_whole(struct source *s)
{
    size_t limit = s->feed->limit;
    struct item *item;

    while (!s->ended && s->size <= limit && pending(s) <= limit)
        read_more(s);
    if (s->error != 0) {
        s->feed->batch->length = s->at;
        return feed_failure(s->feed, s->name, s->error, s->given);
    }
    item = add_item(s, pending(s));
    if (item == NULL)
        return false;
    item->last = true;
    item->oversize = s->size > limit || item->length > limit;
    if (item->oversize) {
        item->length = s->size > item->length ? s->size : item->length;
        s->feed->batch->length = s->at; /* its text is not looked at */
    }
    return filled(s->feed);
}

/* ---- lines ---- */

static size_t count_breaks(const char *text, size_t length)
{
    const char *end = text + length;
    size_t count = 0;

    while (text < end && (text = memchr(text, '\n', (size_t)(end - text))) != NULL) {
        count++;
        text++;
    }
    return count;
}

/* Bytes up to and with the last line break; all of them at the end of the file. */
static size_t complete_lines(struct source *s)
{
    const char *text = pending_text(s);
    size_t length = pending(s);

    if (s->ended)
        return length;
    while (length > s->seen && text[length - 1] != '\n')
        length--;
    if (length > s->seen)
        return length;
    s->seen = pending(s);
    return 0;
}

/* Goes on in an empty batch, to which the text that is left moves. */
static bool move_on(struct source *s)
{
    struct feed *feed = s->feed;
    struct batch *full = feed->batch, *next = feed->take(feed->ctx);
    size_t rest = pending(s);

    if (next != NULL && !batch_reserve(next, rest + 1))
        feed->out_of_memory = true;
    else if (next != NULL && rest > 0)
        memcpy(next->text, full->text + s->at, rest);
    feed->give(feed->ctx, full);
    feed->batch = next;
    if (next == NULL || feed->out_of_memory)
        return false;
    next->length = rest;
    s->at = 0;
    s->seen = 0;
    return true;
}

static bool put_lines(struct source *s, size_t length)
{
    struct item *item = add_item(s, length);

    if (item == NULL)
        return false;
    item->lines = true;
    s->line += count_breaks(pending_text(s), length);
    s->offset += length;
    s->at += length;
    s->seen = 0;
    if (s->ended)
        return filled(s->feed);
    return move_on(s);
}

/* A line above the limit is not kept, only measured. */
static bool skip_line(struct source *s)
{
    struct batch *batch = s->feed->batch;
    size_t length = 0;
    const char *found;
    struct item *item;

    while ((found = find_break(s)) == NULL && !s->ended) {
        length += pending(s);
        batch->length = s->at;
        s->seen = 0;
        read_more(s);
    }
    s->seen = found == NULL ? pending(s) : (size_t)(found - pending_text(s));
    item = add_item(s, length + s->seen);
    if (item == NULL)
        return false;
    item->record = item->oversize = true;
    item->last = false;
    s->at += s->seen + (found != NULL);
    s->line += found != NULL;
    s->offset += item->length + (found != NULL);
    s->seen = 0;
    return move_on(s);
}

static bool put_all_lines(struct source *s)
{
    while (!s->ended) {
        size_t length = complete_lines(s);
        bool goes_on = true;

        if (length > 0)
            goes_on = put_lines(s, length);
        else if (pending(s) > s->feed->limit)
            goes_on = skip_line(s);
        else
            read_more(s);
        if (!goes_on)
            return false;
    }
    if (s->error != 0) {
        s->feed->batch->length = s->at;
        return feed_failure(s->feed, s->name, s->error, s->given);
    }
    return put_lines(s, pending(s));
}

/* ---- files ---- */

static bool is_by_lines(const struct feed *feed, const char *name)
{
    return feed->lines || name_ends_with(name, ".ndjson") || name_ends_with(name, ".jsonl");
}

bool feed_file(struct feed *feed, int fd, const struct stat *st, const char *name, bool given)
{
    struct source s = {feed, fd, name, given,          0,     feed->batch->length,
                       0,    1,  0,    FORM_UNDECIDED, false, 0};

    if (S_ISREG(st->st_mode) && st->st_size > 0)
        s.size = (size_t)st->st_size;
    if (is_by_lines(feed, name))
        s.form = FORM_LINES;
    while (s.form == FORM_UNDECIDED) {
        read_more(&s);
        decide(&s);
    }
    return s.form == FORM_LINES ? put_all_lines(&s) : put_whole(&s);
}
