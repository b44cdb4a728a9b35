// SPDX-License-Identifier: MIT
/*
 * The mutator itself: the same seed gives the same, nothing is longer than its room, and each
 * labelled damage can be done to some key of the corpus and is found there.
 *
 * usage: mutator_test KEYS.json
 */
#include <jansson.h>

#include "harness.h"
#include "mutator/mutator.h"

#define ROOM 8192
#define SEEDS 16

static const char *const wraps[][2] = {
    {"", ""},
    {"{\"keys\":[", "]}"},
    {"{\"attributes\":{\"enabled\":true},\"key\":", "}"},
};

struct test {
    struct mutator *a, *b;
    size_t done[256], damages, runs;
};

static void check_runs(struct test *t, const char *text, size_t length)
{
    static uint8_t one[ROOM], two[ROOM];

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        size_t cap = seed % 4 == 0 ? length : ROOM, n;

        memcpy(one, text, length);
        memcpy(two, text, length);
        n = mutator_run(t->a, one, length, cap, seed);
        require(n > 0 && n <= cap, "a mutant fits");
        require(mutator_run(t->b, two, length, cap, seed) == n && memcmp(one, two, n) == 0,
                "the same seed gives the same");
        t->runs++;
    }
}

static bool is_sound(const struct outcome *o)
{
    return o->status == KVJWK_OK && o->key_count > 0 && o->summary.errors == 0 &&
           o->summary.warnings == 0;
}

static void check_damages(struct test *t, const char *text, size_t length, kvjwk_target target)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    size_t damaged;

    options.target = target;
    options.extension = arithmetic(KVJWK_MATERIAL_QUICK);
    run_check(outcome_a(), text, length, &options);
    if (!is_sound(outcome_a()))
        return;
    for (size_t i = 0; i < damage_count(); i++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            const struct damage *damage = damage_at(i);
            const char *out =
                damage_run(t->a, damage, (const uint8_t *)text, length, seed, &damaged);

            if (out == NULL)
                continue;
            run_check(outcome_b(), out, damaged, &options);
            if (damage->rule == NULL ? !same_keys(outcome_a(), outcome_b())
                                     : find_rule(outcome_b(), damage->rule) == NULL)
                broken("%s: %.*s", damage->name, (int)damaged, out);
            t->done[i]++;
            t->damages++;
        }
}

static void check_key(struct test *t, const json_t *key)
{
    char *text = json_dumps(key, JSON_COMPACT);
    char wrapped[ROOM];

    require(text != NULL, "memory");
    for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        int length = snprintf(wrapped, sizeof(wrapped), "%s%s%s", wraps[i][0], text, wraps[i][1]);

        require(length > 0 && length < ROOM, "a key is no longer than that");
        check_runs(t, wrapped, (size_t)length);
        check_damages(t, wrapped, (size_t)length, i % 2 == 0 ? KVJWK_TARGET_RFC : KVJWK_TARGET_ANY);
    }
    free(text);
}

/* With the private part and without, with key_ops and without. */
static void check_forms(struct test *t, json_t *key)
{
    static const char *const private[] = {"d", "p", "q", "dp", "dq", "qi"};
    json_t *ops = json_pack("[s]", "sign");

    check_key(t, key);
    json_object_set_new(key, "key_ops", ops);
    check_key(t, key);
    for (size_t i = 0; i < sizeof(private) / sizeof(private[0]); i++)
        json_object_del(key, private[i]);
    json_object_del(key, "key_ops");
    check_key(t, key);
}

int main(int argc, char **argv)
{
    static struct test t;
    json_t *keys = argc > 1 ? json_load_file(argv[1], 0, NULL) : NULL, *key;
    const char *name;
    size_t idle = 0;

    t.a = mutator_new();
    t.b = mutator_new();
    require(keys != NULL && t.a != NULL && t.b != NULL, "a file of keys, and memory");
    json_object_foreach(keys, name, key)
    {
        check_forms(&t, key);
    }
    for (size_t i = 0; i < damage_count(); i++)
        if (t.done[i] == 0) {
            fprintf(stderr, "%s: done to no key\n", damage_at(i)->name);
            idle++;
        }
    printf("%zu mutants, %zu damages of %zu kinds\n", t.runs, t.damages, damage_count());
    mutator_free(t.a);
    mutator_free(t.b);
    json_decref(keys);
    return idle == 0 ? 0 : 1;
}
