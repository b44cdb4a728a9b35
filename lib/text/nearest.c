// SPDX-License-Identifier: MIT
/* Did you mean: the known word that is nearest to what was written. */
#include "kvjwk/kvjwk.h"

#include <string.h>

#define WORD_MAX ((size_t)64)

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to add, drop, replace or swap with their neighbour (optimal string alignment). */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t m = strlen(a), n = strlen(b);

    if (m > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

const char *kvjwk_nearest(const char *word, const char *(*known)(void *ctx, size_t i), void *ctx)
{
    const char *best = NULL, *candidate;
    size_t best_distance = strlen(word) / 3 + 2;

    for (size_t i = 0; (candidate = known(ctx, i)) != NULL; i++) {
        size_t d = strncmp(word, candidate, strlen(word)) == 0 ? 1 : distance(word, candidate);

        if (d < best_distance && d < strlen(candidate)) {
            best = candidate;
            best_distance = d;
        }
    }
    return best;
}
