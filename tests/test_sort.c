// SPDX-License-Identifier: MIT
/* The merge sort against a count: sorted, a permutation, stable, for every small size and for sizes
 * around powers of two. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "base/sort.h"

struct item {
    uint32_t key, place;
};

static size_t comparisons;

static int by_key(const void *a, const void *b, const void *ctx)
{
    const struct item *x = a, *y = b;
    int sign = *(const int *)ctx;

    comparisons++;
    return sign * ((x->key > y->key) - (x->key < y->key));
}

static void check(size_t n, uint32_t keys, int sign)
{
    struct item *items = malloc((n + 1) * sizeof(*items));
    struct item *scratch = malloc((n + 1) * sizeof(*scratch));
    size_t *count = calloc(keys, sizeof(*count));
    uint32_t state = (uint32_t)n * 2654435761u + keys;
    bool sorted = true, stable = true;

    assert_true(items != NULL && scratch != NULL && count != NULL);
    for (size_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        items[i].key = (state >> 8) % keys;
        items[i].place = (uint32_t)i;
        count[items[i].key]++;
    }
    items[n].key = 0xdead;
    sort_stable(items, scratch, n, sizeof(*items), by_key, &sign);
    assert_int_equal(items[n].key, 0xdead);
    for (size_t i = 0; i < n; i++) {
        count[items[i].key]--;
        if (i == 0)
            continue;
        sorted = sorted &&
                 (sign > 0 ? items[i - 1].key <= items[i].key : items[i - 1].key >= items[i].key);
        stable =
            stable && (items[i - 1].key != items[i].key || items[i - 1].place < items[i].place);
    }
    for (uint32_t k = 0; k < keys; k++)
        sorted = sorted && count[k] == 0;
    assert_true(sorted && stable);
    free(items);
    free(scratch);
    free(count);
}

static void every_small_size(void **state)
{
    (void)state;
    for (size_t n = 0; n < 70; n++) {
        check(n, 1, 1);
        check(n, 3, 1);
        check(n, 1000, -1);
    }
}

static void large_sizes(void **state)
{
    static const size_t sizes[] = {1023, 1024, 1025, 4097, 100000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        check(sizes[i], 50, 1);
        check(sizes[i], 1u << 20, 1);
    }
}

/* n log n, whatever the order. */
static void comparisons_are_bounded(void **state)
{
    (void)state;
    comparisons = 0;
    check(65536, 1u << 24, 1);
    assert_true(comparisons <= 65536u * 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_small_size),
        cmocka_unit_test(large_sizes),
        cmocka_unit_test(comparisons_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
