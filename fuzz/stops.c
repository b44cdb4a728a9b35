// SPDX-License-Identifier: MIT
/* see stops.h */
#include "stops.h"

struct stopping {
    const struct outcome *whole;
    size_t seen, keys, stop_at, stop_at_key;
};

static int stop_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct stopping *s = payload;
    const struct told *t = &s->whole->told[s->seen < TOLD_MAX ? s->seen : 0];

    if (s->seen < TOLD_MAX)
        require(t->rule == f->rule && t->offset == f->offset && t->length == f->length &&
                    t->severity == f->severity && t->result == f->result &&
                    t->target == f->target && t->key == key_index,
                "the sink sees the same until it stops");
    require(s->seen < s->stop_at, "nothing comes after a stop");
    return ++s->seen == s->stop_at;
}

static int stop_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct stopping *s = payload;

    require(key_index == s->keys, "keys come in order");
    if (key_index < TOLD_KEYS_MAX)
        require(key->verdict == s->whole->keys[key_index].verdict, "the sink sees the same keys");
    return ++s->keys == s->stop_at_key;
}

static void stop_at(const struct judge *judge, const struct outcome *whole, size_t finding,
                    size_t key, bool brief)
{
    struct stopping s = {whole, 0, 0, finding, key};
    kvjwk_sink sink = {stop_finding, stop_key, &s, brief};
    kvjwk_status status = judge->run(judge->ctx, &sink);
    bool stops = s.seen == finding || s.keys == key;

    require(stops ? status == KVJWK_ERR_STOPPED : status == whole->status, "a stop is told");
    if (!stops)
        require(s.seen == whole->count && s.keys == whole->key_count, "nothing is left out");
}

void check_stops(const struct judge *judge, const struct outcome *whole, struct choice *c)
{
    size_t n = whole->count < 4 ? whole->count : 4;

    for (size_t i = 0; i < n; i++)
        stop_at(judge, whole, 1 + (n < 4 ? i : choose(c, whole->count)), SIZE_MAX, i % 2 == 0);
    if (whole->key_count > 0)
        stop_at(judge, whole, SIZE_MAX, 1 + choose(c, whole->key_count), true);
    stop_at(judge, whole, SIZE_MAX, SIZE_MAX, true);
}
