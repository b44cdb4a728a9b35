// SPDX-License-Identifier: MIT
/*
 * Labelled damages: the mutator knows what it did, and the rule bound to that must be found.
 *
 * - A key that was accepted, damaged in one known way, gives a finding of the rule that is bound to
 *   the damage; when that rule is an error where the key goes, the key is not accepted any more.
 * - A change that means nothing (order, white space, escapes, the other point with the same x)
 *   changes no finding and no verdict.
 */
#include "harness.h"
#include "mutator/mutator.h"

/* Documents that hold keys as a JWK has them. */
static bool holds_keys(const struct outcome *o)
{
    static const char *const kinds[] = {"jwk", "jwk-set", "key-bundle", "key-import"};

    for (size_t i = 0; o->summary.kind != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(o->summary.kind->name, kinds[i]) == 0)
            return true;
    return false;
}

/* Nothing is wrong with it, so whatever is said afterwards is of the damage. */
static bool is_sound(const struct outcome *o)
{
    return o->status == KVJWK_OK && o->key_count > 0 && o->summary.fail == 0 &&
           o->summary.errors == 0 && o->summary.warnings == 0 && holds_keys(o);
}

static bool can_find(const struct damage *damage, const kvjwk_options *options)
{
    return options->extension.check != NULL || damage->rule == NULL ||
           strncmp(damage->rule, "material-", 9) != 0;
}

static void check_damage(const struct damage *damage, const struct outcome *sound, const char *text,
                         size_t length, const kvjwk_options *options)
{
    struct outcome *o = outcome_b();
    const struct told *told;

    run_check(o, text, length, options);
    if (damage->rule == NULL) {
        if (same_findings(sound, o, false) && same_keys(sound, o))
            return;
        print_outcome(sound);
        print_outcome(o);
        broken("%s changes what is found: %.*s", damage->name, (int)length, text);
    }
    told = find_rule(o, damage->rule);
    if (told == NULL) {
        print_outcome(o);
        broken("%s: %s is not found: %.*s", damage->name, damage->rule, (int)length, text);
    }
    require(told->severity < KVJWK_ERROR || o->summary.fail > 0 || o->key_count == 0 ||
                told->key == KVJWK_NO_KEY,
            "an error makes the key fail");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mutator *mutator;
    struct choice c = choice_of(data, size);
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct outcome *sound = outcome_a();

    if (mutator == NULL)
        mutator = mutator_new();
    require(mutator != NULL, "memory");
    options.target = choose(&c, 2) == 0 ? KVJWK_TARGET_RFC : KVJWK_TARGET_ANY;
    options.has_now = true;
    options.now = FUZZ_NOW;
    if (choose(&c, 2) == 0)
        options.extension = arithmetic(KVJWK_MATERIAL_QUICK);
    run_check(sound, data, size, &options);
    if (!is_sound(sound))
        return 0;
    for (int i = 0; i < 4; i++) {
        const struct damage *damage = damage_at(choose(&c, damage_count()));
        uint64_t seed = choose(&c, SIZE_MAX);
        size_t length;
        const char *text = damage_run(mutator, damage, data, size, seed, &length);

        if (text != NULL && can_find(damage, &options))
            check_damage(damage, sound, text, length, &options);
    }
    return 0;
}
