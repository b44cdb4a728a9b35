// SPDX-License-Identifier: MIT
/* see compliance.h */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

/* Whether a is less worth keeping than b. */
static bool is_less(const struct sampled *a, const struct sampled *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->number > b->number;
}

static void swap(struct sampled *a, struct sampled *b)
{
    struct sampled c = *a;

    *a = *b;
    *b = c;
}

static void sift_up(struct sample *s, size_t i)
{
    for (; i > 0 && is_less(&s->items[i], &s->items[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&s->items[i], &s->items[(i - 1) / 2]);
}

static void sift_down(struct sample *s)
{
    for (size_t i = 0;;) {
        size_t least = i;

        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < s->count; child++)
            if (is_less(&s->items[child], &s->items[least]))
                least = child;
        if (least == i)
            return;
        swap(&s->items[i], &s->items[least]);
        i = least;
    }
}

static bool make_room(struct sample *s)
{
    size_t cap = s->cap == 0 ? 64 : s->cap * 2;
    struct sampled *items;

    if (s->count < s->cap)
        return true;
    items = realloc(s->items, cap * sizeof(*items));
    if (items == NULL)
        return false;
    s->items = items;
    s->cap = cap;
    return true;
}

static void put(struct sample *s, const struct sampled *new)
{
    if (s->count < s->most) {
        s->items[s->count++] = *new;
        sift_up(s, s->count - 1);
    } else {
        free(s->items[0].line);
        s->items[0] = *new;
        sift_down(s);
    }
    if (s->count == s->most)
        atomic_store_explicit(&s->threshold, s->items[0].rank + 1, memory_order_relaxed);
}

void sample_offer(struct sample *s, unsigned rank, const char *line, size_t length, bool *failed)
{
    struct sampled new = {rank, s->number++, NULL, length};

    if (s->most == 0 || (s->count == s->most && !is_less(&s->items[0], &new)))
        return;
    if (!make_room(s)) {
        *failed = true;
        return;
    }
    new.line = malloc(length + 1);
    if (new.line == NULL) {
        *failed = true;
        return;
    }
    memcpy(new.line, line, length);
    new.line[length] = '\0';
    put(s, &new);
}

static int compare(const void *a, const void *b)
{
    return is_less(a, b) ? 1 : -1; /* no two are equal */
}

void sample_sort(struct sample *s)
{
    if (s->count > 1)
        qsort(s->items, s->count, sizeof(*s->items), compare);
}

void sample_free(struct sample *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->items[i].line);
    free(s->items);
    s->items = NULL;
    s->count = s->cap = 0;
}
