// SPDX-License-Identifier: MIT
/* see batch.h */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#define KEEP ((size_t)1 << 20) /* more than that is given back at a reset */

/* Keys may be private ones. Called through a pointer that the compiler cannot see through. */
static void wipe(void *memory, size_t length)
{
    static void *(*const volatile fill)(void *, int, size_t) = memset;

    if (length > 0)
        fill(memory, 0, length);
}

static void drop_text(struct batch *batch)
{
    wipe(batch->text, batch->cap);
    free(batch->text);
    batch->text = NULL;
    batch->length = batch->cap = 0;
}

struct batch *batch_new(void)
{
    return calloc(1, sizeof(struct batch));
}

void batch_reset(struct batch *batch)
{
    static const kvjwk_totals none;

    for (size_t i = 0; i < batch->count; i++)
        free(batch->items[i].name);
    batch->count = 0;
    batch->length = 0;
    batch->totals = none;
    batch->unknowns = 0;
    batch->out_of_memory = false;
    batch->next = NULL;
    if (batch->cap > KEEP)
        drop_text(batch);
}

void batch_free(struct batch *batch)
{
    if (batch == NULL)
        return;
    batch_reset(batch);
    drop_text(batch);
    free(batch->items);
    free(batch);
}

bool batch_reserve(struct batch *batch, size_t more)
{
    size_t cap = batch->cap == 0 ? 4096 : batch->cap;
    char *text;

    if (more <= batch->cap - batch->length)
        return true;
    if (more > SIZE_MAX / 4 || batch->length > SIZE_MAX / 4)
        return false;
    while (cap - batch->length < more)
        cap *= 2;
    text = malloc(cap);
    if (text == NULL)
        return false;
    if (batch->length > 0)
        memcpy(text, batch->text, batch->length);
    wipe(batch->text, batch->cap);
    free(batch->text);
    batch->text = text;
    batch->cap = cap;
    return true;
}

struct item *batch_item(struct batch *batch, const char *name)
{
    struct item *item;
    size_t length = strlen(name);

    if (batch->count == batch->item_cap) {
        size_t cap = batch->item_cap == 0 ? 16 : batch->item_cap * 2;
        struct item *items = realloc(batch->items, cap * sizeof(*items));

        if (items == NULL)
            return NULL;
        batch->items = items;
        batch->item_cap = cap;
    }
    item = &batch->items[batch->count];
    memset(item, 0, sizeof(*item));
    item->name = malloc(length + 1);
    if (item->name == NULL)
        return NULL;
    memcpy(item->name, name, length + 1);
    item->line = 1;
    batch->count++;
    return item;
}

static bool is_blank(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r'))
        i++;
    return i == length;
}

bool item_next_line(const struct batch *batch, const struct item *item, size_t *at,
                    kvjwk_document *document, const char **text, size_t *length)
{
    const char *begin = batch->text + item->at;

    while (*at < item->length) {
        const char *found = memchr(begin + *at, '\n', item->length - *at);
        size_t from = *at;

        document->line += from > 0;
        document->offset = item->offset + from;
        *text = begin + from;
        *length = (found == NULL ? item->length : (size_t)(found - begin)) - from;
        *at = from + *length + 1;
        if (!is_blank(*text, *length))
            return true;
    }
    return false;
}
