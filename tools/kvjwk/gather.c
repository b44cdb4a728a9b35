// SPDX-License-Identifier: MIT
/* see gather.h; standard input is kept in a file of memory, since it may hold private keys */
#define _GNU_SOURCE /* memfd_create, where there is one */

#include "gather.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "command.h"
#include "crew.h"

struct gatherer {
    struct gathering *g;
    kvjwk_across *across;
    kvjwk_checker *checker; /* of records */
    kvjwk_input *input;     /* of whole files */
    struct crew *crew;
    kvjwk_document document; /* at hand */
    size_t parsed;           /* of the input at hand */
    uint64_t order;
    bool broken;
};

/* ---- keys ---- */

/* "file", "file#/keys/3", "file:17", "file:17#/key" */
static void name_key(char *out, size_t size, const kvjwk_document *document, const kvjwk_key *key)
{
    size_t length;

    kvjwk_printable(out, size, document->file, strlen(document->file));
    length = strlen(out);
    if (document->record)
        length += (size_t)snprintf(out + length, size - length, ":%zu", document->line);
    if (key->pointer[0] == '\0' || length + 2 >= size)
        return;
    out[length++] = '#';
    kvjwk_printable(out + length, size - length, key->pointer, strlen(key->pointer));
}

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct gatherer *r = payload;
    char name[1024];

    (void)key_index;
    if (r->g->take != NULL) {
        r->broken = r->g->take(r->g->ctx, key) != KVJWK_OK;
        return r->broken ? 1 : 0;
    }
    name_key(name, sizeof(name), &r->document, key);
    r->g->keys++;
    r->broken = kvjwk_across_add(r->across, key, name, r->order++) != KVJWK_OK;
    return r->broken ? 1 : 0;
}

static void read_document(struct gatherer *r, const char *text, size_t length)
{
    const kvjwk_sink sink = {NULL, on_key, r, false};
    kvjwk_summary summary = {0};
    kvjwk_status status;

    if (r->document.record)
        status = kvjwk_checker_run(r->checker, text, length, &sink, &summary);
    else
        status = kvjwk_input_run(r->input, text, length, &sink, &summary);
    r->broken = r->broken || status == KVJWK_ERR_MEMORY;
    r->parsed += summary.parsed;
}

static void read_item(struct gatherer *r, const struct batch *batch, const struct item *item)
{
    const char *text;
    size_t at = 0, length;

    r->document =
        (kvjwk_document){item->name, item->record || item->lines, item->line, item->offset};
    if (item->lines)
        while (!r->broken && item_next_line(batch, item, &at, &r->document, &text, &length))
            read_document(r, text, length);
    else if (item->error[0] == '\0' && !item->oversize)
        read_document(r, batch->text + item->at, item->length);
}

static void conclude(struct gatherer *r, const struct item *item)
{
    const struct command *command = r->g->settings->command;

    if (item->error[0] == '\0' && r->parsed > 0)
        return;
    r->g->unreadable = true;
    if (r->g->quiet)
        return;
    if (item->error[0] != '\0')
        complain(command, "cannot read %s: %s", printable(item->name), item->error);
    else
        complain(command, "%s is neither JSON nor PEM, or too large", printable(item->name));
}

static void settle(void *ctx, struct batch *batch)
{
    struct gatherer *r = ctx;

    for (size_t i = 0; i < batch->count && !r->broken; i++) {
        read_item(r, batch, &batch->items[i]);
        if (batch->items[i].last) {
            conclude(r, &batch->items[i]);
            r->parsed = 0;
        }
    }
    if (r->broken)
        crew_stop(r->crew);
}

/* ---- input ---- */

static void no_work(void *ctx, size_t worker, struct batch *batch)
{
    (void)ctx;
    (void)worker;
    (void)batch;
}

static void no_pages(void *ctx, struct batch *batch)
{
    (void)ctx;
    (void)batch;
}

static struct batch *take_batch(void *ctx)
{
    return crew_take(ctx);
}

static void give_batch(void *ctx, struct batch *batch)
{
    crew_give(ctx, batch);
}

static bool feed_all(struct gatherer *r)
{
    const struct gathering *g = r->g;
    struct feed feed = {
        .take = take_batch,
        .give = give_batch,
        .ctx = r->crew,
        .limit = g->settings->check.limits.bytes,
        .lines = g->settings->lines,
        .stdin_name = g->settings->stdin_name,
        .is_output = g->is_output,
        .outputs = g->outputs,
    };

    if (feed_begin(&feed))
        for (size_t i = 0; i < g->operand_count && feed_operand(&feed, g->operands[i]); i++)
            continue;
    feed_end(&feed);
    return !feed.out_of_memory;
}

bool gather(struct gathering *g, kvjwk_across *across)
{
    struct gatherer r = {.g = g, .across = across};
    const struct crew_plan plan = {1, &r, no_work, settle, no_pages};
    kvjwk_input_options options = KVJWK_INPUT_OPTIONS_INIT;
    bool ok;

    options.check = g->settings->check;
    options.kind = g->settings->input_kind;
    ok = kvjwk_checker_new(&r.checker, &options.check) == KVJWK_OK &&
         kvjwk_input_new(&r.input, &options) == KVJWK_OK;
    r.crew = ok ? crew_new(&plan) : NULL;
    ok = r.crew != NULL && feed_all(&r);
    if (r.crew != NULL)
        ok = crew_finish(&r.crew) && ok;
    kvjwk_checker_free(&r.checker);
    kvjwk_input_free(&r.input);
    return ok && !r.broken;
}

/* ---- twice ---- */

#ifdef MFD_CLOEXEC
static bool copy(int from, int to)
{
    char block[65536];
    ssize_t got;

    while ((got = read(from, block, sizeof(block))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        for (ssize_t done = 0, wrote; done < got; done += wrote)
            if ((wrote = write(to, block + done, (size_t)(got - done))) <= 0)
                return false;
    }
    return true;
}

static bool keep_input(void)
{
    int memory = memfd_create("kvjwk", MFD_CLOEXEC);
    bool ok = memory >= 0 && copy(STDIN_FILENO, memory) && lseek(memory, 0, SEEK_SET) == 0 &&
              dup2(memory, STDIN_FILENO) == STDIN_FILENO;

    if (memory >= 0)
        close(memory);
    return ok;
}
#else
static bool keep_input(void)
{
    errno = ESPIPE;
    return false;
}
#endif

static bool reads_input(const struct settings *settings)
{
    for (size_t i = 0; i < settings->operand_count; i++)
        if (strcmp(settings->operands[i], "-") == 0)
            return true;
    return false;
}

bool gather_twice(const struct settings *settings)
{
    struct stat st;

    for (size_t i = 0; i < settings->operand_count; i++) {
        const char *operand = settings->operands[i];

        if (strcmp(operand, "-") == 0 || stat(operand, &st) != 0 || S_ISREG(st.st_mode) ||
            S_ISDIR(st.st_mode))
            continue;
        complain(settings->command, "--across reads twice, and %s can be read once: use a file",
                 printable(operand));
        return false;
    }
    if (!reads_input(settings) || lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0 || keep_input())
        return true;
    complain(settings->command, "--across reads twice; standard input: %s", strerror(errno));
    return false;
}

void gather_rewind(const struct settings *settings)
{
    if (reads_input(settings))
        lseek(STDIN_FILENO, 0, SEEK_SET);
}
