// SPDX-License-Identifier: MIT
/*
 * Memory that is out, in the core.
 *
 * - The k-th allocation fails (the input decides k, and whether all later ones do, too): the call
 *   says KVJWK_ERR_MEMORY, no more is found than without, and nothing leaks.
 * - The allocator is told the true size of what it gets back.
 * - A checker that failed judges the next document as if nothing had been.
 * - Nothing that is given back holds the unescaped text of a secret.
 */
#include "pool.h"

/* The key's own questions allocate, too. */
static int ask_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    char text[3000];
    uint8_t octets[600];
    size_t length;

    (void)payload;
    (void)key_index;
    kvjwk_key_canonical(key, text, sizeof(text));
    kvjwk_key_octets(key, "d", octets, sizeof(octets), &length);
    kvjwk_key_usage(key);
    return 0;
}

static int count_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)f;
    (void)key_index;
    ++*(size_t *)payload;
    return 0;
}

struct trial {
    const uint8_t *data;
    size_t size;
    kvjwk_options options;
    bool brief;
};

/* One run with a fresh checker, and when that failed a second one that does not. */
static kvjwk_status try(struct trial *t, struct pool *pool, size_t *found, size_t *found_again)
{
    kvjwk_sink sink = {count_finding, ask_key, found, t->brief};
    kvjwk_checker *checker = NULL;
    kvjwk_status status;

    *found = *found_again = 0;
    t->options.allocator = pool_allocator(pool);
    status = kvjwk_checker_new(&checker, &t->options);
    if (status == KVJWK_OK)
        status = kvjwk_checker_run(checker, t->data, t->size, &sink, NULL);
    if (status == KVJWK_ERR_MEMORY && checker != NULL) {
        pool->fail_at = 0;
        pool->for_good = false;
        sink.payload = found_again;
        require(kvjwk_checker_run(checker, t->data, t->size, &sink, NULL) != KVJWK_ERR_MEMORY,
                "a checker goes on after a failure");
    }
    kvjwk_checker_free(&checker);
    require(pool->live == 0, "nothing leaks");
    return status;
}

static void fail_at(struct trial *t, const struct secrets *secrets, size_t k, bool for_good,
                    size_t all)
{
    struct pool pool = {.fail_at = k, .for_good = for_good, .secrets = secrets};
    size_t found, again;
    kvjwk_status status = try(t, &pool, &found, &again);

    require(pool.failed, "the allocation failed");
    require(status == KVJWK_ERR_MEMORY, "a failure is told");
    require(found <= all, "no more is found than without");
    require(again == 0 || again == all, "the next run is whole");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    struct trial t = {data, size, choose_options(&c, KVJWK_MATERIAL_OFF), choose(&c, 4) == 0};
    struct secrets secrets;
    struct pool whole = {.secrets = &secrets};
    size_t all, unused;
    kvjwk_status status;

    find_secrets(&secrets, span_of((const char *)data, size));
    status = try(&t, &whole, &all, &unused);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is judged");
    for (int i = 0; i < 6; i++) {
        size_t k = 1 + choose(&c, whole.calls);

        fail_at(&t, &secrets, k, choose(&c, 2) == 0, all);
    }
    free(secrets.twin);
    return 0;
}
