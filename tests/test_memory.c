// SPDX-License-Identifier: MIT
/* Checked arithmetic, the growable array, and the arena: aligned, disjoint, wiped, and balanced. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Counts, fails on demand, and looks at what is given back. */
struct watch {
    size_t live, calls, fail_at;
    bool saw_marker;
};

static bool holds(const char *memory, size_t size, char byte)
{
    for (size_t i = 0; i + 8 <= size; i++) {
        size_t run = 0;

        while (run < 8 && memory[i + run] == byte)
            run++;
        if (run == 8)
            return true;
    }
    return false;
}

static void *watched_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct watch *w = ctx;
    void *fresh;

    if (ptr != NULL && new_size == 0) {
        w->saw_marker = w->saw_marker || holds(ptr, old_size, 'S');
        w->live--;
        free(ptr);
        return NULL;
    }
    if (++w->calls == w->fail_at || new_size > SIZE_MAX / 2)
        return NULL;
    fresh = realloc(ptr, new_size);
    w->live += ptr == NULL && fresh != NULL;
    return fresh;
}

static void checked_arithmetic(void **state)
{
    size_t out = 7;

    (void)state;
    assert_true(size_add(&out, 2, 3) && out == 5);
    assert_true(size_add(&out, SIZE_MAX, 0) && out == SIZE_MAX);
    assert_false(size_add(&out, SIZE_MAX, 1));
    assert_true(size_mul(&out, 6, 7) && out == 42);
    assert_true(size_mul(&out, SIZE_MAX, 1) && out == SIZE_MAX);
    assert_true(size_mul(&out, SIZE_MAX, 0) && out == 0);
    assert_true(size_mul(&out, 0, SIZE_MAX) && out == 0);
    assert_false(size_mul(&out, SIZE_MAX / 2 + 1, 2));
}

static void growing(void **state)
{
    struct watch w = {0};
    struct allocator a = {watched_resize, &w};
    int *items = NULL;
    void *p = NULL;
    size_t cap = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        assert_true(grow(&a, &p, &cap, (size_t)i + 1, sizeof(*items)));
        items = p;
        items[i] = i;
    }
    for (int i = 0; i < 100000; i++)
        assert_int_equal(items[i], i);
    assert_true(w.calls < 40); /* by half each time */
    a.resize(a.ctx, p, cap * sizeof(*items), 0);
    assert_int_equal(w.live, 0);
}

static void growing_fails_without_harm(void **state)
{
    struct watch w = {0};
    struct allocator a = {watched_resize, &w};
    void *p = NULL;
    size_t cap = 0;

    (void)state;
    assert_true(grow(&a, &p, &cap, 4, 8));
    {
        void *before = p;
        size_t had = cap;

        w.fail_at = w.calls + 1;
        assert_false(grow(&a, &p, &cap, had + 1, 8));
        assert_true(p == before && cap == had);
        assert_false(grow(&a, &p, &cap, SIZE_MAX / 4, 8)); /* the product overflows */
        assert_true(p == before && cap == had);
        assert_true(grow(&a, &p, &cap, had, 8)); /* it is there already */
    }
    a.resize(a.ctx, p, cap * 8, 0);
    assert_int_equal(w.live, 0);
}

static void arena_gives_disjoint_aligned_memory(void **state)
{
    struct watch w = {0};
    struct allocator a = {watched_resize, &w};
    struct arena arena;
    char *pieces[200];
    size_t sizes[200];

    (void)state;
    arena_init(&arena, &a);
    for (size_t i = 0; i < 200; i++) {
        sizes[i] = i % 7 == 0 ? i * 100 : i;
        pieces[i] = arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)i, sizes[i]);
    }
    for (size_t i = 0; i < 200; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal((unsigned char)pieces[i][k], i);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 64));
    arena_free(&arena);
    assert_int_equal(w.live, 0);
}

/* What was in the arena is gone before the allocator gets it back, and when the arena is emptied.
 */
static void arena_wipes(void **state)
{
    struct watch w = {0};
    struct allocator a = {watched_resize, &w};
    struct arena arena;
    char *first;

    (void)state;
    arena_init(&arena, &a);
    first = arena_alloc(&arena, 100);
    assert_non_null(first);
    memset(first, 'S', 100);
    for (int i = 0; i < 20; i++) {
        char *p = arena_alloc(&arena, 3000);

        assert_non_null(p);
        memset(p, 'S', 3000);
    }
    arena_reset(&arena);
    assert_int_equal(w.live, 1); /* the first chunk is kept */
    assert_false(holds(first, 100, 'S'));
    assert_ptr_equal(arena_alloc(&arena, 50), first);
    memset(first, 'S', 50);
    arena_free(&arena);
    assert_false(w.saw_marker);
    assert_int_equal(w.live, 0);
    arena_reset(&arena); /* an empty one may be emptied again */
    arena_free(&arena);
}

static void arena_survives_failure(void **state)
{
    struct watch w = {0};
    struct allocator a = {watched_resize, &w};
    struct arena arena;

    (void)state;
    arena_init(&arena, &a);
    w.fail_at = 1;
    assert_null(arena_alloc(&arena, 10));
    assert_non_null(arena_alloc(&arena, 10));
    w.fail_at = w.calls + 1;
    assert_null(arena_alloc(&arena, 10000));
    assert_non_null(arena_alloc(&arena, 10000));
    arena_free(&arena);
    assert_int_equal(w.live, 0);
}

static void wiping(void **state)
{
    char memory[8] = "SSSSSSS";

    (void)state;
    wipe(memory, 0);
    assert_string_equal(memory, "SSSSSSS");
    wipe(memory, 4);
    assert_memory_equal(memory, "\0\0\0\0SSS", 8);
    wipe(NULL, 0);
}

static void the_default_allocator(void **state)
{
    char *p = allocator_default.resize(NULL, NULL, 0, 4);

    (void)state;
    assert_non_null(p);
    memcpy(p, "abc", 4);
    p = allocator_default.resize(NULL, p, 4, 4000);
    assert_non_null(p);
    assert_string_equal(p, "abc");
    assert_null(allocator_default.resize(NULL, p, 4000, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checked_arithmetic),
        cmocka_unit_test(growing),
        cmocka_unit_test(growing_fails_without_harm),
        cmocka_unit_test(arena_gives_disjoint_aligned_memory),
        cmocka_unit_test(arena_wipes),
        cmocka_unit_test(arena_survives_failure),
        cmocka_unit_test(wiping),
        cmocka_unit_test(the_default_allocator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
