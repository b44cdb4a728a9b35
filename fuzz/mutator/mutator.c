// SPDX-License-Identifier: MIT
/* see mutator.h */
#include "mutator.h"

#include <stdlib.h>

#include "work.h"

struct mutator *mutator_new(void)
{
    struct mutator *m = calloc(1, sizeof(*m));

    if (m == NULL)
        return NULL;
    m->inner = calloc(1, sizeof(*m)); /* has no inner one itself */
    if (m->inner == NULL) {
        free(m);
        return NULL;
    }
    return m;
}

void mutator_free(struct mutator *m)
{
    if (m == NULL)
        return;
    free(m->inner);
    free(m);
}

void mutator_set_bytes(struct mutator *m, mutator_bytes bytes)
{
    m->bytes = bytes;
    m->inner->bytes = bytes;
}

void mutator_set_donor(struct mutator *m, const uint8_t *text, size_t size)
{
    m->donor = text;
    m->donor_length = size;
}

/* ---- bytes: for engines that lend no mutator of their own ---- */

static size_t own_bytes(struct mutator *m, uint8_t *data, size_t size, size_t cap)
{
    size_t at = below(m, size), n = 1 + below(m, 8);

    switch (size == 0 ? 2 : below(m, 5)) {
    case 0:
        data[at] ^= (uint8_t)(1u << below(m, 8));
        return size;
    case 1:
        data[at] = (uint8_t)below(m, 256);
        return size;
    case 2: /* a byte more */
        if (size == cap)
            return size;
        memmove(data + at + 1, data + at, size - at);
        data[at] = (uint8_t)below(m, 256);
        return size + 1;
    case 3: /* some less */
        n = n < size - at ? n : size - at;
        if (n == size)
            return size;
        memmove(data + at, data + at + n, size - at - n);
        return size - n;
    default: /* some copied */
        n = n < size - at ? n : size - at;
        memmove(data + below(m, size - n + 1), data + at, n);
        return size;
    }
}

static size_t mutate_bytes(struct mutator *m, uint8_t *data, size_t size, size_t cap)
{
    size_t after = m->bytes != NULL ? m->bytes(data, size, cap) : own_bytes(m, data, size, cap);

    if (after == 0 && cap > 0) {
        data[0] = '{';
        after = 1;
    }
    return after;
}

/* ---- structure ---- */

static const struct operation *any_operation(struct mutator *m)
{
    size_t i = below(m, structure_count + word_count + octet_count);

    if (i < structure_count)
        return &structure_operations[i];
    i -= structure_count;
    return i < word_count ? &word_operations[i] : &octet_operations[i - word_count];
}

/* One operation that finds something to do, if there is one in a few tries. */
static bool mutate_once(struct mutator *m)
{
    for (int tries = 0; tries < 8; tries++) {
        if (!work_read(m))
            return false;
        if (below(m, 6) == 0 ? damage_at(below(m, damage_count()))->apply(m)
                             : any_operation(m)->apply(m))
            return true;
    }
    return false;
}

size_t mutator_run(struct mutator *m, uint8_t *data, size_t size, size_t cap, uint64_t seed)
{
    bool done = false;

    m->random = seed;
    m->limit = cap < sizeof(m->text) ? cap : sizeof(m->text);
    if (size > m->limit || below(m, 5) == 0)
        return mutate_bytes(m, data, size, cap);
    memcpy(m->text, data, size);
    m->length = size;
    for (size_t n = 1 + below(m, 3); n > 0; n--) {
        m->key = NONE;
        done = mutate_once(m) || done;
    }
    if (!done || m->length == 0)
        return mutate_bytes(m, data, size, cap);
    memcpy(data, m->text, m->length);
    return m->length;
}

const char *damage_run(struct mutator *m, const struct damage *damage, const uint8_t *text,
                       size_t size, uint64_t seed, size_t *length)
{
    m->random = seed;
    m->limit = sizeof(m->text);
    m->key = NONE;
    if (size > m->limit)
        return NULL;
    memcpy(m->text, text, size);
    m->length = size;
    if (!work_read(m) || !damage->apply(m))
        return NULL;
    *length = m->length;
    return m->text;
}
