// SPDX-License-Identifier: MIT
/* A run of a policy: which sections hold for the document and the key at hand, what a finding
 * weighs by them, and which findings are suppressed. */
#include "policy/policy.h"

#include <stdlib.h>

/* ---- begin and end ---- */

static void *zeroed(size_t count)
{
    return calloc(count + 1, 1);
}

kvjwk_status kvjwk_policy_run_new(kvjwk_policy_run **out, const kvjwk_policy *policy,
                                  const kvjwk_options *options, kvjwk_thumbprint thumbprint)
{
    kvjwk_policy_run *run;

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (policy == NULL || !policy->settled || options == NULL)
        return KVJWK_ERR_ARGUMENT;
    run = calloc(1, sizeof(*run));
    if (run == NULL)
        return KVJWK_ERR_MEMORY;
    run->policy = policy;
    run->target = options->target;
    run->edition = options->edition;
    run->allow_preview = options->allow_preview;
    run->has_now = options->has_now;
    run->now = options->now;
    run->thumbprint = thumbprint;
    run->fits = zeroed(policy->section_count);
    run->ours = zeroed(policy->suppression_count);
    run->used = zeroed(policy->suppression_count);
    run->weights = zeroed(kvjwk_rule_count());
    run->met = zeroed(policy->baseline.count);
    if (run->fits == NULL || run->ours == NULL || run->used == NULL || run->weights == NULL ||
        run->met == NULL || kvjwk_policy_document(run, "") != KVJWK_OK)
        kvjwk_policy_run_free(&run);
    *out = run;
    return run == NULL ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

void kvjwk_policy_run_free(kvjwk_policy_run **run)
{
    if (run == NULL || *run == NULL)
        return;
    free((*run)->file);
    free((*run)->fits);
    free((*run)->ours);
    free((*run)->used);
    free((*run)->weights);
    free((*run)->met);
    baseline_free(&(*run)->gathered);
    free(*run);
    *run = NULL;
}

/* ---- sections ---- */

/* What is said further in stands in place of what is said further out. */
#define TAKE(member, field)                                                                        \
    if (from->set & DEMAND(member))                                                                \
    into->field = from->field

static void overlay_rest(struct demands *into, const struct demands *from)
{
    if (from->set & DEMAND(MAX_VALIDITY)) {
        into->max_validity = from->max_validity;
        into->max_validity_text = from->max_validity_text;
    }
    if (!(from->set & DEMAND(ROTATION)))
        return;
    into->rotation_required = from->rotation_required;
    into->has_interval = from->has_interval;
    into->max_interval = from->max_interval;
    into->max_interval_text = from->max_interval_text;
    into->has_notice = from->has_notice;
    into->min_notice = from->min_notice;
    into->min_notice_text = from->min_notice_text;
}

static void overlay(struct demands *into, const struct demands *from)
{
    TAKE(TYPES, types);
    TAKE(CURVES, curves);
    TAKE(OPERATIONS, operations);
    TAKE(ALGORITHMS, algorithms);
    TAKE(RSA_SIZES, rsa_sizes);
    TAKE(OCT_SIZES, oct_sizes);
    TAKE(NAMES, names);
    TAKE(TAGS, tags);
    TAKE(HSM, hsm);
    TAKE(DENY_P256K, deny_p256k);
    TAKE(EXPIRY, expiry);
    TAKE(HSM_PLATFORM, platform);
    overlay_rest(into, from);
    into->null = (into->null & ~from->set) | from->null;
    into->set |= from->set;
}

static void settle_document(struct kvjwk_policy_run *run)
{
    const struct kvjwk_policy *policy = run->policy;

    run->pointers = false;
    memset(run->weights, 0, kvjwk_rule_count());
    memset(&run->demands, 0, sizeof(run->demands));
    for (size_t i = 0; i < policy->section_count; i++) {
        const struct section *section = &policy->sections[i];

        run->fits[i] = file_fits(section->files, run->file);
        if (!run->fits[i])
            continue;
        run->pointers = run->pointers || section->pointer != NULL;
        if (section->pointer != NULL)
            continue;
        overlay(&run->demands, &section->demands);
        for (size_t rule = 0; rule < kvjwk_rule_count(); rule++)
            if (section->weights[rule] != WEIGHT_NONE)
                run->weights[rule] = section->weights[rule];
    }
    for (size_t i = 0; i < policy->suppression_count; i++)
        run->ours[i] = file_fits(policy->suppressions[i].files, run->file);
}

kvjwk_status kvjwk_policy_document(kvjwk_policy_run *run, const char *file)
{
    size_t size = strlen(file) + 1;
    char *copy;

    run->identity[0] = '\0';
    run->key = NULL;
    if (run->file != NULL && strcmp(run->file, file) == 0)
        return KVJWK_OK; /* the next line of a stream */
    if (size > run->file_cap) {
        copy = realloc(run->file, size);
        if (copy == NULL)
            return KVJWK_ERR_MEMORY;
        run->file = copy;
        run->file_cap = size;
    }
    memcpy(run->file, file, size);
    settle_document(run);
    return KVJWK_OK;
}

void run_demands(struct kvjwk_policy_run *run, const kvjwk_key *key, struct demands *out)
{
    const char *pointer = run->pointers ? kvjwk_key_pointer(key) : NULL;

    *out = run->demands;
    if (!run->pointers)
        return;
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < run->policy->section_count; i++) {
        const struct section *section = &run->policy->sections[i];

        if (run->fits[i] && (section->pointer == NULL || pointer_fits(section->pointer, pointer)))
            overlay(out, &section->demands);
    }
}

enum weight run_weight(struct kvjwk_policy_run *run, const kvjwk_rule *rule, const char *pointer)
{
    size_t index = (size_t)(rule - kvjwk_rule_at(0));
    enum weight weight = (enum weight)run->weights[index];

    if (!run->pointers)
        return weight;
    weight = WEIGHT_NONE;
    for (size_t i = 0; i < run->policy->section_count; i++) {
        const struct section *section = &run->policy->sections[i];

        if (run->fits[i] && section->weights[index] != WEIGHT_NONE &&
            (section->pointer == NULL || pointer_fits(section->pointer, pointer)))
            weight = (enum weight)section->weights[index];
    }
    return weight;
}

/* ---- the key ---- */

/* A hash of a secret would betray a weak one. */
static bool has_thumbprint(const struct kvjwk_policy_run *run, const kvjwk_key *key)
{
    return run->thumbprint != NULL && key->kty != NULL && strcmp(key->kty->base, "oct") != 0;
}

const char *run_identity(struct kvjwk_policy_run *run, const kvjwk_key *key)
{
    char text[44];
    const char *pointer;
    struct buf b;

    if (key == NULL)
        return "";
    if (run->key == key && run->key_offset == key->offset)
        return run->identity;
    run->key = key;
    run->key_offset = key->offset;
    buf_init(&b, run->identity, sizeof(run->identity));
    if (has_thumbprint(run, key) && run->thumbprint(key, text) == KVJWK_OK) {
        buf_str(&b, "thumbprint:");
        buf_str(&b, text);
    } else if (key->kid_length > 0) {
        buf_str(&b, "kid:");
        buf_bytes(&b, span_of(key->kid, key->kid_length));
    } else if ((pointer = kvjwk_key_pointer(key)) != NULL) {
        buf_str(&b, "pointer:");
        buf_str(&b, pointer);
    }
    return run->identity;
}

/* ---- review ---- */

static bool is_of(struct kvjwk_policy_run *run, const struct suppression *s, const kvjwk_key *key)
{
    const char *identity;

    if (s->kid != NULL &&
        (key == NULL || key->kid == NULL || !text_fits(s->kid, span_of(key->kid, key->kid_length))))
        return false;
    if (s->thumbprint == NULL)
        return true;
    identity = run_identity(run, key);
    return strncmp(identity, "thumbprint:", 11) == 0 && strcmp(identity + 11, s->thumbprint) == 0;
}

static bool has_expired(const struct kvjwk_policy_run *run, const struct suppression *s)
{
    return run->has_now && run->now >= s->ends;
}

static void suppress(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_finding *f)
{
    for (size_t i = 0; i < run->policy->suppression_count; i++) {
        const struct suppression *s = &run->policy->suppressions[i];

        if (s->rule != f->rule || !run->ours[i] || has_expired(run, s) ||
            (s->pointer != NULL && !pointer_fits(s->pointer, f->pointer)) || !is_of(run, s, key))
            continue;
        run->used[i] = 1;
        if (f->suppressed == NULL)
            f->suppressed = s->text;
    }
}

/* What is not known to be wrong is no debt that a baseline could take note of. */
static void compare(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_finding *f)
{
    const struct kvjwk_policy *policy = run->policy;
    const char *identity;
    long at;

    if ((policy->baseline.count == 0 && !policy->gather) || f->result == KVJWK_UNKNOWN)
        return;
    identity = run_identity(run, key);
    at = baseline_find(&policy->baseline, run->file, identity, f->rule->id);
    if (at >= 0) {
        run->met[at] = 1;
        f->suppressed = "in the baseline";
    }
    if (policy->gather) {
        run->failed =
            !baseline_add(&run->gathered, run->file, identity, f->rule->id) || run->failed;
        f->suppressed = "in the baseline";
    }
}

/* With target any, what one service says while another takes the key is no more than a note. */
static bool is_partial(const struct kvjwk_policy_run *run, const kvjwk_finding *f)
{
    return run->target == KVJWK_TARGET_ANY && f->target != KVJWK_TARGET_ANY &&
           f->severity == KVJWK_NOTE;
}

static const kvjwk_severity severities[] = {
    [WEIGHT_NOTE] = KVJWK_NOTE, [WEIGHT_WARNING] = KVJWK_WARNING, [WEIGHT_ERROR] = KVJWK_ERROR};

static bool review(void *ctx, const kvjwk_key *key, kvjwk_finding *f)
{
    struct kvjwk_policy_run *run = ctx;
    enum weight weight = run_weight(run, f->rule, f->pointer);

    if (weight == WEIGHT_OFF)
        return false;
    if (weight != WEIGHT_NONE && f->result == KVJWK_FAIL && !is_partial(run, f))
        f->severity = severities[weight];
    suppress(run, key, f);
    if (f->suppressed == NULL)
        compare(run, key, f);
    return true;
}

kvjwk_reviewer kvjwk_policy_reviewer(kvjwk_policy_run *run)
{
    kvjwk_reviewer reviewer = {review, run};

    return reviewer;
}

/* ---- checks ---- */

static kvjwk_status check(void *ctx, const kvjwk_key *key, kvjwk_reporter *to)
{
    struct kvjwk_policy_run *run = ctx;

    policy_check_demands(run, key, to);
    policy_check_azure(run, key, to);
    return run->failed ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

kvjwk_extension kvjwk_policy_extension(kvjwk_policy_run *run)
{
    kvjwk_extension extension = {check, run, true, NULL};

    return extension;
}

/* ---- the end ---- */

kvjwk_status kvjwk_policy_run_merge(kvjwk_policy_run *into, const kvjwk_policy_run *from)
{
    for (size_t i = 0; i < into->policy->suppression_count; i++)
        into->used[i] |= from->used[i];
    for (size_t i = 0; i < into->policy->baseline.count; i++)
        into->met[i] |= from->met[i];
    into->failed = into->failed || from->failed;
    if (!baseline_merge(&into->gathered, &from->gathered))
        into->failed = true;
    return into->failed ? KVJWK_ERR_MEMORY : KVJWK_OK;
}

size_t kvjwk_policy_run_stale(const kvjwk_policy_run *run)
{
    size_t stale = 0;

    for (size_t i = 0; i < run->policy->baseline.count; i++)
        stale += !run->met[i];
    return stale;
}

char *kvjwk_policy_run_baseline(const kvjwk_policy_run *run, size_t *length)
{
    struct baseline copy = {0};
    char *text = NULL;

    if (baseline_merge(&copy, &run->gathered)) {
        baseline_sort(&copy);
        text = baseline_text(&copy, length);
    }
    baseline_free(&copy);
    return text;
}

/* The finding about the suppression at index. */
static void tell(const struct kvjwk_policy_run *run, size_t index, const kvjwk_rule *rule,
                 enum weight weight, const char *message, const kvjwk_sink *sink)
{
    const struct kvjwk_policy *policy = run->policy;
    const struct path list = {NULL, policy_members[ROOT_SUPPRESSIONS].name, 0};
    const struct path path = {&list, NULL, index};
    kvjwk_finding f = {0};
    struct located place;
    char pointer[64];

    locate(&place, span_of(policy->text, policy->length), &path, false);
    path_write(pointer, sizeof(pointer), &path);
    f.rule = rule;
    f.severity = weight == WEIGHT_NONE ? rule->severity : severities[weight];
    f.offset = place.offset;
    f.length = place.length;
    f.pointer = pointer;
    f.line = place.line;
    f.column = place.column;
    f.end_column = place.end_column;
    f.message = message;
    f.excerpt = "";
    f.excerpt_length = 1;
    sink->finding(sink->payload, &f, KVJWK_NO_KEY);
}

size_t kvjwk_policy_run_end(const kvjwk_policy_run *run, const kvjwk_sink *sink)
{
    char memory[300];
    size_t count = 0;
    struct buf b;

    for (size_t i = 0; i < run->policy->suppression_count; i++) {
        const struct suppression *s = &run->policy->suppressions[i];
        bool expired = has_expired(run, s);
        const kvjwk_rule *rule =
            kvjwk_rule_find(expired ? "policy-suppression-expired" : "policy-suppression-unused");
        enum weight weight = (enum weight)run->policy->sections[0].weights[rule - kvjwk_rule_at(0)];

        if ((!expired && run->used[i]) || weight == WEIGHT_OFF)
            continue;
        count++;
        if (sink == NULL || sink->finding == NULL)
            continue;
        buf_init(&b, memory, sizeof(memory));
        message_format(&b,
                       expired ? "the suppression of {} has expired; it held until {}"
                               : "the suppression of {} suppresses nothing",
                       ARGS(A_STR(s->rule->id), A_DATE(s->ends - 86400)));
        tell(run, i, rule, weight, memory, sink);
    }
    return count;
}
