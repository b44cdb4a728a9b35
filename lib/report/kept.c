// SPDX-License-Identifier: MIT
/* see kept.h */
#include "report/kept.h"

#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

/* Its texts are offsets, since `texts` moves when it grows. */
struct kept_finding {
    kvjwk_finding finding;
    size_t pointer, message, suppressed;
};

static size_t keep_text(struct out *texts, const char *text)
{
    size_t at = texts->length;

    if (text == NULL)
        return NONE;
    out_bytes(texts, text, strlen(text) + 1);
    return at;
}

static bool make_room(struct kept *kept)
{
    size_t cap = kept->cap == 0 ? 16 : 2 * kept->cap;
    struct kept_finding *items;

    if (kept->count < kept->cap)
        return true;
    if (cap > SIZE_MAX / sizeof(*items))
        return false;
    items = realloc(kept->items, cap * sizeof(*items));
    if (items == NULL)
        return false;
    kept->items = items;
    kept->cap = cap;
    return true;
}

bool kept_add(struct kept *kept, const kvjwk_finding *f)
{
    struct kept_finding *item;

    if (!make_room(kept))
        return false;
    item = &kept->items[kept->count];
    item->finding = *f;
    item->pointer = keep_text(&kept->texts, f->pointer);
    item->message = keep_text(&kept->texts, f->message);
    item->suppressed = keep_text(&kept->texts, f->suppressed);
    if (kept->texts.failed)
        return false;
    kept->count++;
    return true;
}

static const char *text_at(const struct kept *kept, size_t at)
{
    return at == NONE ? NULL : kept->texts.text + at;
}

kvjwk_finding kept_at(const struct kept *kept, size_t i)
{
    const struct kept_finding *item = &kept->items[i];
    kvjwk_finding f = item->finding;

    f.pointer = text_at(kept, item->pointer);
    f.message = text_at(kept, item->message);
    f.suppressed = text_at(kept, item->suppressed);
    f.excerpt = "";
    return f;
}

void kept_clear(struct kept *kept)
{
    kept->count = 0;
    out_reset(&kept->texts);
}

void kept_free(struct kept *kept)
{
    free(kept->items);
    out_free(&kept->texts);
    memset(kept, 0, sizeof(*kept));
}
