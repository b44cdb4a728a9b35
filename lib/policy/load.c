// SPDX-License-Identifier: MIT
/* From a policy file that was found right to what a run asks for. */
#include "policy/policy.h"

#include <stdlib.h>

/* ---- demands ---- */

static uint64_t bit_of_row(enum words_id list, const char *word)
{
    switch (list) {
    case WORDS_TYPES:
        return UINT64_C(1) << (kvjwk_kty_find(word) - kvjwk_kty_at(0));
    case WORDS_CURVES:
        return UINT64_C(1) << (kvjwk_param_of_curve(word) - kvjwk_param_at(0));
    case WORDS_OPERATIONS:
        return UINT64_C(1) << (kvjwk_op_find(word) - kvjwk_op_at(0));
    default:
        return UINT64_C(1) << (kvjwk_alg_find(word) - kvjwk_alg_at(0));
    }
}

static uint64_t bits_of(const json_t *keys, enum member_id member)
{
    enum words_id list = (enum words_id)policy_members[member].argument;
    const json_t *words = policy_get(keys, member);
    uint64_t bits = 0;

    for (size_t i = 0; i < json_array_size(words); i++)
        bits |= bit_of_row(list, json_string_value(json_array_get(words, i)));
    return bits;
}

static bool read_duration(struct duration *out, const char **text, const json_t *value)
{
    size_t at;

    *text = json_string_value(value);
    return *text != NULL && duration_parse(out, &at, span_str(*text)) == DURATION_OK;
}

static void load_rotation(struct demands *d, const json_t *rotation)
{
    d->rotation_required = json_is_true(policy_get(rotation, ROTATION_REQUIRED));
    d->has_interval = read_duration(&d->max_interval, &d->max_interval_text,
                                    policy_get(rotation, ROTATION_MAX_INTERVAL));
    d->has_notice = read_duration(&d->min_notice, &d->min_notice_text,
                                  policy_get(rotation, ROTATION_MIN_NOTICE));
}

static void load_demands(struct demands *d, const json_t *keys)
{
    const json_t *platform = policy_get(keys, REQUIRE_HSM_PLATFORM);

    for (unsigned row = MEMBER_REQUIRE_FIRST; row < MEMBER_REQUIRE_END; row++) {
        const json_t *value = json_object_get(keys, policy_members[row].name);
        uint32_t bit = UINT32_C(1) << (row - MEMBER_REQUIRE_FIRST);

        d->set |= value == NULL ? 0 : bit;
        d->null |= json_is_null(value) ? bit : 0;
    }
    d->types = bits_of(keys, REQUIRE_TYPES);
    d->curves = bits_of(keys, REQUIRE_CURVES);
    d->operations = bits_of(keys, REQUIRE_OPERATIONS);
    d->algorithms = bits_of(keys, REQUIRE_ALGORITHMS);
    d->rsa_sizes = policy_get(keys, REQUIRE_RSA_SIZES);
    d->oct_sizes = policy_get(keys, REQUIRE_OCT_SIZES);
    d->names = policy_get(keys, REQUIRE_NAMES);
    d->tags = policy_get(keys, REQUIRE_TAGS);
    d->hsm = json_is_true(policy_get(keys, REQUIRE_HSM));
    d->deny_p256k = json_is_true(policy_get(keys, REQUIRE_DENY_P256K));
    d->expiry = json_is_true(policy_get(keys, REQUIRE_EXPIRY));
    d->platform = platform == NULL ? 0 : json_string_value(platform)[0] - '0';
    read_duration(&d->max_validity, &d->max_validity_text, policy_get(keys, REQUIRE_MAX_VALIDITY));
    load_rotation(d, policy_get(keys, REQUIRE_ROTATION));
}

/* ---- weights ---- */

static size_t fits_best(const json_t *rules, const char *id)
{
    size_t best = 0, i;
    const json_t *rule;

    json_array_foreach(rules, i, rule)
    {
        size_t fits = policy_rule_fits(json_string_value(rule), id);

        best = fits > best ? fits : best;
    }
    return best;
}

/* The most exact of the rules that mean it decides. */
static enum weight severity_of(json_t *severities, const char *id)
{
    enum weight weight = WEIGHT_NONE;
    size_t best = 0;
    void *at;

    for (at = json_object_iter(severities); at != NULL;
         at = json_object_iter_next(severities, at)) {
        size_t fits = policy_rule_fits(json_object_iter_key(at), id);

        if (fits <= best)
            continue;
        best = fits;
        weight = (enum weight)(
            1 + policy_word_find(WORDS_SEVERITIES, json_string_value(json_object_iter_value(at))));
    }
    return weight;
}

static bool load_weights(struct section *section, const json_t *select, const json_t *ignore,
                         json_t *severities)
{
    const kvjwk_rule *rule;

    section->weights = calloc(kvjwk_rule_count(), 1);
    if (section->weights == NULL)
        return false;
    for (size_t i = 0; (rule = kvjwk_rule_at(i)) != NULL; i++) {
        bool chosen = select == NULL || fits_best(select, rule->id) > 0;

        section->weights[i] = (uint8_t)severity_of(severities, rule->id);
        if (!chosen || fits_best(ignore, rule->id) > 0)
            section->weights[i] = WEIGHT_OFF;
    }
    return true;
}

/* ---- sections ---- */

static bool load_root(struct kvjwk_policy *policy, json_t *root)
{
    struct section *section = &policy->sections[policy->section_count++];

    load_demands(&section->demands, policy_get(root, ROOT_REQUIRE));
    return load_weights(section, policy_get(root, ROOT_SELECT), policy_get(root, ROOT_IGNORE),
                        json_object_get(root, policy_members[ROOT_SEVERITIES].name));
}

static bool load_override(struct kvjwk_policy *policy, json_t *value)
{
    struct section *section = &policy->sections[policy->section_count++];

    section->files = policy_get(value, OVERRIDE_FILES);
    section->pointer = json_string_value(policy_get(value, OVERRIDE_POINTER));
    load_demands(&section->demands, policy_get(value, OVERRIDE_REQUIRE));
    return load_weights(section, policy_get(value, OVERRIDE_SELECT),
                        policy_get(value, OVERRIDE_IGNORE),
                        json_object_get(value, policy_members[OVERRIDE_SEVERITIES].name));
}

/* ---- suppressions ---- */

static const char *text_of(const json_t *value, enum member_id member)
{
    return json_string_value(policy_get(value, member));
}

/* One line, whatever was written: "reason (owner, until date)". */
static char *justification(const char *reason, const char *owner, const char *expires)
{
    char memory[1200];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    message_clip(&b, span_str(reason), 500);
    buf_str(&b, " (");
    message_clip(&b, span_str(owner), 100);
    message_format(&b, ", until {})", ARGS(A_STR(expires)));
    return text_copy(memory);
}

static bool load_suppression(struct kvjwk_policy *policy, const json_t *value)
{
    struct suppression *s = &policy->suppressions[policy->suppression_count++];
    const char *expires = text_of(value, SUPPRESSION_EXPIRES);

    s->value = value;
    s->rule = kvjwk_rule_find(text_of(value, SUPPRESSION_RULE));
    s->files = policy_get(value, SUPPRESSION_FILES);
    s->kid = policy_get(value, SUPPRESSION_KID);
    s->pointer = text_of(value, SUPPRESSION_POINTER);
    s->thumbprint = text_of(value, SUPPRESSION_THUMBPRINT);
    if (kvjwk_time_parse(&s->ends, expires))
        s->ends += 86400;
    s->text = justification(text_of(value, SUPPRESSION_REASON), text_of(value, SUPPRESSION_OWNER),
                            expires);
    return s->text != NULL;
}

/* ---- the file ---- */

static void load_options(kvjwk_policy_options *out, const json_t *root)
{
    const json_t *preview = policy_get(root, ROOT_ALLOW_PREVIEW);

    out->has_target = kvjwk_target_find(&out->target, text_of(root, ROOT_TARGET));
    out->edition = kvjwk_edition_find(text_of(root, ROOT_EDITION));
    out->has_preview = preview != NULL;
    out->allow_preview = json_is_true(preview);
}

bool policy_load(struct kvjwk_policy *policy, json_t *root)
{
    const json_t *overrides = policy_get(root, ROOT_OVERRIDES);
    const json_t *suppressions = policy_get(root, ROOT_SUPPRESSIONS);
    json_t *item;
    bool ok;
    size_t i;

    load_options(&policy->options, root);
    policy->sections = calloc(1 + json_array_size(overrides), sizeof(*policy->sections));
    policy->suppressions = calloc(1 + json_array_size(suppressions), sizeof(*policy->suppressions));
    ok = policy->sections != NULL && policy->suppressions != NULL && load_root(policy, root);
    for (i = 0; ok && i < json_array_size(overrides); i++)
        ok = load_override(policy, json_array_get(overrides, i));
    for (i = 0; ok && i < json_array_size(suppressions); i++) {
        item = json_array_get(suppressions, i);
        ok = load_suppression(policy, item);
    }
    return ok;
}

void policy_unload(struct kvjwk_policy *policy)
{
    for (size_t i = 0; i < policy->section_count; i++)
        free(policy->sections[i].weights);
    for (size_t i = 0; i < policy->suppression_count; i++)
        free(policy->suppressions[i].text);
    free(policy->sections);
    free(policy->suppressions);
    json_decref(policy->root);
}
