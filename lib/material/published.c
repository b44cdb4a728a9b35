// SPDX-License-Identifier: MIT
/* Keys whose private part anyone can read: samples of standards, test keys, documentation. */
#include "material/checks.h"

#include <string.h>

/* By value, not by thumbprint: a thumbprint changes with the spelling of crv and with e. */
static const struct published {
    uint64_t head; /* of the SHA-256 of n, x or k: its first 64 bits */
    uint64_t more; /* the 56 bits behind them */
    const char *name;
    const char *source;
} published[] = {
#define PUBLISHED(head, more, name, source) {UINT64_C(head), UINT64_C(more), name, source},
#include "facts/published.def"
#undef PUBLISHED
};

static uint64_t big_endian(const uint8_t *octets, size_t count)
{
    uint64_t value = 0;

    for (size_t i = 0; i < count; i++)
        value = value << 8 | octets[i];
    return value;
}

/* The rows are in order of head. */
static const struct published *find(const uint8_t *hash)
{
    uint64_t head = big_endian(hash, 8), more = big_endian(hash + 8, 7);
    size_t low = 0, high = ARRAY_LEN(published);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (published[middle].head < head)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == ARRAY_LEN(published) || published[low].head != head || published[low].more != more)
        return NULL;
    return &published[low];
}

void check_published(struct kvjwk_material *m)
{
    static const char *const members[BASES] = {"n", "x", "k", "x"};
    const uint8_t *hash = subject_hash(m);
    const struct published *row = hash == NULL ? NULL : find(hash);

    if (row != NULL)
        tell(m, MATERIAL_PUBLISHED, members[m->base],
             "the key is published: {} ({}); anyone can have its private part",
             ARGS(A_STR(row->name), A_STR(row->source)));
}
