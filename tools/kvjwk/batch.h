// SPDX-License-Identifier: MIT
/*
 * What is read and judged at a time: a stretch of input with the documents in it, and room for what
 * is to be said about them. Batches keep their memory when they are used again.
 */
#ifndef KVJWK_TOOL_BATCH_H
#define KVJWK_TOOL_BATCH_H

#include "settings.h"

/* A whole file, a stretch of lines of one, or the news that one could not be read. */
struct item {
    char *name;      /* as printed; owned */
    size_t at;       /* of its bytes in the batch's text */
    size_t length;   /* bytes */
    size_t line;     /* of its first byte in the file, 1-based */
    size_t offset;   /* of its first byte in the file */
    bool lines;      /* each line is a document */
    bool record;     /* it is one line of such a file */
    bool oversize;   /* above the limit, so its text was not kept: length tells how long it is */
    bool last;       /* nothing more comes from this file */
    bool given;      /* named by the user, not found in a folder */
    char error[128]; /* why it could not be read, or "" */
    /* filled by who judges it */
    size_t documents, parsed, keys;
};

struct batch {
    size_t number; /* place in the order of input */
    char *text;
    size_t length, cap;
    struct item *items;
    size_t count, item_cap;
    kvjwk_page *pages[REPORTS_MAX]; /* of the user's */
    kvjwk_totals totals;
    size_t unknowns; /* findings that are not known to be one */
    bool out_of_memory;
    struct batch *next; /* in a queue */
};

struct batch *batch_new(void);
void batch_free(struct batch *batch); /* wipes the text; pages are the user's to free */
void batch_reset(struct batch *batch);
/* Room for more bytes of text; moved text is wiped where it was. False when memory is out. */
bool batch_reserve(struct batch *batch, size_t more);
/* A new item at the end, zeroed but for its name; NULL when memory is out. */
struct item *batch_item(struct batch *batch, const char *name);

/* The lines of an item of lines, blank ones left out: *document, *text and *length are those of the
 * next. Begin with *at = 0 and a document at the item's place. False at the end. */
bool item_next_line(const struct batch *batch, const struct item *item, size_t *at,
                    kvjwk_document *document, const char **text, size_t *length);

#endif
