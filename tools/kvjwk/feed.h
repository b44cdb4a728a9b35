// SPDX-License-Identifier: MIT
/* Files, folders and standard input as batches: whole documents, or lines where a file has one
 * document a line. */
#ifndef KVJWK_TOOL_FEED_H
#define KVJWK_TOOL_FEED_H

#include <sys/stat.h>

#include "batch.h"

struct feed {
    struct batch *batch;                          /* being filled */
    struct batch *(*take)(void *ctx);             /* an empty batch; NULL: stop */
    void (*give)(void *ctx, struct batch *batch); /* a full one */
    void *ctx;
    size_t limit; /* of a document, in bytes */
    bool lines;   /* every file has a document a line, whatever its name */
    const char *stdin_name;
    /* Files that are not to be read, since the command itself is writing them. */
    bool (*is_output)(const void *outputs, const struct stat *st);
    const void *outputs;
    bool out_of_memory;
};

/* Takes the first batch. False: stop. */
bool feed_begin(struct feed *feed);
/* Gives the last. */
void feed_end(struct feed *feed);

/* Reads an operand: "-", a file, or a folder with all that is in it. False: stop. */
bool feed_operand(struct feed *feed, const char *operand);

/* Reads an open file to its end. */
bool feed_file(struct feed *feed, int fd, const struct stat *st, const char *name, bool given);

bool name_ends_with(const char *name, const char *ending); /* without regard to case */

/* Notes that name could not be read: number is an errno. */
bool feed_failure(struct feed *feed, const char *name, int number, bool given);

#endif
