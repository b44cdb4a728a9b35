// SPDX-License-Identifier: MIT
/*
 * Keys against each other, and shards of them.
 *
 * - The keys of a document, compared through a shard that is paired with itself, give the findings
 *   that they give when compared at once; what across adds, takes nothing away.
 * - A copy of all keys takes no finding away.
 * - A shard with a byte changed, or cut, is refused or paired; never more.
 */
#include "harness.h"

struct octets {
    uint8_t *at;
    size_t length;
};

static int collect(void *ctx, const void *octets, size_t length)
{
    struct octets *to = ctx;

    to->at = realloc(to->at, to->length + length + 1);
    require(to->at != NULL, "memory");
    if (length > 0)
        memcpy(to->at + to->length, octets, length);
    to->length += length;
    return 0;
}

/* ---- adding ---- */

struct adding {
    kvjwk_across *across;
    size_t added;
};

static int add_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct adding *a = payload;
    char name[32];

    snprintf(name, sizeof(name), "key %zu", key_index);
    require(kvjwk_across_add(a->across, key, name, a->added++) == KVJWK_OK, "a key is added");
    return 0;
}

static kvjwk_across *across_of(const uint8_t *data, size_t size, size_t copies)
{
    struct adding a = {NULL, 0};
    kvjwk_sink sink = {NULL, add_key, &a, false};
    kvjwk_status status = KVJWK_OK;

    require(kvjwk_across_new(&a.across) == KVJWK_OK, "memory");
    for (size_t i = 0; i < copies && status == KVJWK_OK; i++)
        status = kvjwk_check(data, size, NULL, &sink, NULL);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is judged");
    return a.across;
}

/* ---- findings ---- */

static void judge(struct outcome *o, const uint8_t *data, size_t size, const kvjwk_across *across)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_material *material;

    require(kvjwk_material_new(&material, KVJWK_MATERIAL_QUICK) == KVJWK_OK, "memory");
    kvjwk_material_across(material, across);
    options.extension = kvjwk_material_extension(material);
    run_check(o, data, size, &options);
    kvjwk_material_free(&material);
}

static struct octets shard_of(const uint8_t *data, size_t size)
{
    kvjwk_across *across = across_of(data, size, 1);
    struct octets shard = {NULL, 0};

    require(kvjwk_shard_save(across, collect, &shard) == KVJWK_OK, "a shard is saved");
    kvjwk_across_free(&across);
    return shard;
}

/* What a pair of shards says, given to the whole, is what the whole finds by itself. */
static void check_shards(const uint8_t *data, size_t size, const struct outcome *direct)
{
    struct octets shard = shard_of(data, size), groups = {NULL, 0};
    kvjwk_across *across = across_of(data, size, 1);
    struct outcome *o = outcome_b();

    require(kvjwk_shard_pair(shard.at, shard.length, shard.at, shard.length, collect, &groups) ==
                KVJWK_OK,
            "a shard is paired with itself");
    require(kvjwk_across_groups(across, groups.at == NULL ? "" : (const char *)groups.at,
                                groups.length) == KVJWK_OK,
            "what a pair says is understood");
    require(kvjwk_across_finish(across) == KVJWK_OK, "they are compared");
    judge(o, data, size, across);
    if (!same_findings(direct, o, true)) {
        print_outcome(direct);
        print_outcome(o);
        broken("shards find something else");
    }
    kvjwk_across_free(&across);
    free(groups.at);
    free(shard.at);
}

static void check_damaged(const uint8_t *data, size_t size, struct choice *c)
{
    struct octets shard = shard_of(data, size), groups = {NULL, 0};
    struct octets other = {NULL, 0};
    kvjwk_status status;

    collect(&other, shard.at, shard.length);
    if (other.length > 0 && choose(c, 3) > 0)
        other.at[choose(c, other.length)] ^= (uint8_t)(1 + choose(c, 255));
    else
        other.length = choose(c, other.length + 1);
    status = kvjwk_shard_pair(shard.at, shard.length, other.at, other.length, collect, &groups);
    require(status == KVJWK_OK || status == KVJWK_ERR_ARGUMENT,
            "a damaged shard is refused or not");
    status = kvjwk_shard_pair(other.at, other.length, other.at, other.length, collect, &groups);
    require(status == KVJWK_OK || status == KVJWK_ERR_ARGUMENT,
            "a damaged shard is refused or not");
    free(groups.at);
    free(other.at);
    free(shard.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_across *across = across_of(data, size, 1);
    struct outcome *direct = outcome_a();

    require(kvjwk_across_finish(across) == KVJWK_OK, "they are compared");
    judge(direct, data, size, across);
    kvjwk_across_free(&across);
    check_shards(data, size, direct);
    check_damaged(data, size, &c);
    across = across_of(data, size, 2);
    require(kvjwk_across_finish(across) == KVJWK_OK, "copies are compared");
    judge(outcome_b(), data, size, across);
    require(outcome_b()->count >= direct->count, "a copy takes no finding away");
    kvjwk_across_free(&across);
    return 0;
}
