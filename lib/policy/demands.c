// SPDX-License-Identifier: MIT
/* What "keys" of a policy file demands: type, size, curve, operations, module, name and tags. */
#include "policy/demands.h"

/* ---- findings ---- */

void demand_fail(const struct demanding *d, const char *rule, kvjwk_result result,
                 const char *member, const char *format, const struct arg *args)
{
    char memory[1000];
    struct buf b;
    kvjwk_remark out = {kvjwk_rule_find(rule), result, KVJWK_ERROR, member, memory};

    out.severity = out.rule->severity;
    buf_init(&b, memory, sizeof(memory));
    message_format(&b, format, args);
    kvjwk_report_remark(d->to, &out);
}

void demand_untold(const struct demanding *d, const char *rule, const char *member,
                   const char *what)
{
    demand_fail(d, rule, KVJWK_UNKNOWN, member, "the document does not tell {}", ARGS(A_STR(what)));
}

/* "RSA-HSM, EC-HSM": the words of a list whose rows have their bits set. */
static const char *words_of(char memory[LIST_MAX], uint64_t bits, const char *(*name)(size_t row))
{
    struct buf b;

    buf_init(&b, memory, LIST_MAX);
    for (size_t row = 0; row < 64 && name(row) != NULL; row++) {
        if (!(bits >> row & 1))
            continue;
        buf_str(&b, b.len == 0 ? "" : ", ");
        buf_str(&b, name(row));
    }
    return memory;
}

static const char *sizes_of(char memory[LIST_MAX], const json_t *sizes)
{
    const json_t *size;
    struct buf b;
    size_t i;

    buf_init(&b, memory, LIST_MAX);
    json_array_foreach(sizes, i, size)
    {
        buf_str(&b, i == 0 ? "" : ", ");
        buf_uint(&b, (uint64_t)json_integer_value(size));
    }
    return memory;
}

static const char *kty_name(size_t row)
{
    return kvjwk_kty_at(row) == NULL ? NULL : kvjwk_kty_at(row)->name;
}

static const char *param_name(size_t row)
{
    return kvjwk_param_at(row) == NULL ? NULL : kvjwk_param_at(row)->name;
}

static const char *op_name(size_t row)
{
    return kvjwk_op_at(row) == NULL ? NULL : kvjwk_op_at(row)->name;
}

static const char *alg_name(size_t row)
{
    return kvjwk_alg_at(row) == NULL ? NULL : kvjwk_alg_at(row)->name;
}

static struct arg quoted(const kvjwk_said *said)
{
    return (struct arg)A_TEXT(span_of(said->text == NULL ? "" : said->text, said->length));
}

/* ---- type, size, curve ---- */

static bool is_base(const struct demanding *d, const char *base)
{
    return d->key->kty != NULL && strcmp(d->key->kty->base, base) == 0;
}

static void check_type(const struct demanding *d)
{
    const kvjwk_kty *kty = d->key->kty;
    kvjwk_said said = kvjwk_key_said(d->key, "kty");
    char list[LIST_MAX];

    if (!demanded(d->demands, DEMAND(TYPES)))
        return;
    if (said.told == KVJWK_UNTOLD)
        demand_untold(d, "policy-type", NULL, "the key's type");
    else if (kty == NULL)
        demand_fail(d, "policy-type", KVJWK_FAIL, "kty", "the type is {}; the policy allows {}",
                    ARGS(quoted(&said), A_STR(words_of(list, d->demands->types, kty_name))));
    else if (!(d->demands->types >> (kty - kvjwk_kty_at(0)) & 1))
        demand_fail(d, "policy-type", KVJWK_FAIL, "kty", "the type is {}; the policy allows {}",
                    ARGS(A_STR(kty->name), A_STR(words_of(list, d->demands->types, kty_name))));
}

static bool has_size(const json_t *sizes, unsigned bits)
{
    for (size_t i = 0; i < json_array_size(sizes); i++)
        if (json_integer_value(json_array_get(sizes, i)) == (json_int_t)bits)
            return true;
    return false;
}

static void check_size(const struct demanding *d, const char *base, const char *member,
                       const json_t *sizes)
{
    char list[LIST_MAX];

    if (kvjwk_key_said(d->key, "kty").told == KVJWK_UNTOLD)
        demand_untold(d, "policy-size", NULL, "the key's type and size");
    else if (!is_base(d, base))
        return;
    else if (d->key->bits == 0)
        demand_untold(d, "policy-size", NULL, "the key's size");
    else if (!has_size(sizes, d->key->bits))
        demand_fail(d, "policy-size", KVJWK_FAIL,
                    kvjwk_key_has(d->key, member) ? member : "key_size",
                    "the key has {} bits; the policy allows {}",
                    ARGS(A_NUM(d->key->bits), A_STR(sizes_of(list, sizes))));
}

static void check_sizes(const struct demanding *d)
{
    if (demanded(d->demands, DEMAND(RSA_SIZES)))
        check_size(d, "RSA", "n", d->demands->rsa_sizes);
    if (demanded(d->demands, DEMAND(OCT_SIZES)))
        check_size(d, "oct", "k", d->demands->oct_sizes);
}

static void check_curve(const struct demanding *d)
{
    kvjwk_said said = kvjwk_key_said(d->key, "crv");
    const kvjwk_param *param = d->key->param;
    char list[LIST_MAX];

    if (!demanded(d->demands, DEMAND(CURVES)))
        return;
    if (kvjwk_key_said(d->key, "kty").told == KVJWK_UNTOLD) {
        demand_untold(d, "policy-curve", NULL, "the key's type and curve");
        return;
    }
    if (!is_base(d, "EC") && !is_base(d, "OKP"))
        return;
    if (said.told != KVJWK_TOLD)
        demand_untold(d, "policy-curve", NULL, "the key's curve");
    else if (param == NULL || !(d->demands->curves >> (param - kvjwk_param_at(0)) & 1))
        demand_fail(d, "policy-curve", KVJWK_FAIL, "crv", "the curve is {}; the policy allows {}",
                    ARGS(quoted(&said), A_STR(words_of(list, d->demands->curves, param_name))));
}

static void check_p256k(const struct demanding *d)
{
    if (!demanded(d->demands, DEMAND(DENY_P256K)) || !d->demands->deny_p256k)
        return;
    if (kvjwk_key_said(d->key, "kty").told == KVJWK_UNTOLD)
        demand_untold(d, "policy-p256k", NULL, "the key's type and curve");
    else if (is_base(d, "EC") && kvjwk_key_said(d->key, "crv").told == KVJWK_UNTOLD)
        demand_untold(d, "policy-p256k", NULL, "the key's curve");
    else if (d->key->param != NULL && strcmp(d->key->param->name, "P-256K") == 0)
        demand_fail(d, "policy-p256k", KVJWK_FAIL, "crv", "the key is on P-256K", NO_ARGS);
}

/* ---- operations and algorithms ---- */

static void check_operation(const struct demanding *d, size_t index, const kvjwk_said *op)
{
    char list[LIST_MAX], member[40], name[64];
    const kvjwk_op *row;
    struct buf b;

    buf_init(&b, name, sizeof(name));
    buf_bytes(&b, span_of(op->text, op->length));
    row = b.cut ? NULL : kvjwk_op_find(name);
    if (row != NULL && d->demands->operations >> (row - kvjwk_op_at(0)) & 1)
        return;
    buf_init(&b, member, sizeof(member));
    buf_str(&b, "key_ops/");
    buf_uint(&b, index);
    demand_fail(d, "policy-operation", KVJWK_FAIL, member, "key_ops has {}; the policy allows {}",
                ARGS(quoted(op), A_STR(words_of(list, d->demands->operations, op_name))));
}

static void check_operations(const struct demanding *d)
{
    kvjwk_said said = kvjwk_key_said(d->key, "key_ops"), op;

    if (!demanded(d->demands, DEMAND(OPERATIONS)))
        return;
    for (size_t i = 0; kvjwk_key_op(d->key, i, &op); i++)
        check_operation(d, i, &op);
    if (said.told == KVJWK_TOLD)
        return;
    if (said.told == KVJWK_ABSENT && key_is_new(d->key))
        demand_fail(d, "policy-operation", KVJWK_FAIL, NULL,
                    "there is no key_ops, so the key may do whatever its type can", NO_ARGS);
    else
        demand_untold(d, "policy-operation", NULL, "what the key may be used for");
}

/* Of a key, or of a request to work with one. */
static void check_algorithm(const struct demanding *d)
{
    kvjwk_said said = kvjwk_key_said(d->key, "alg");
    const kvjwk_alg *alg;
    char list[LIST_MAX], name[64];
    struct buf b;

    if (!demanded(d->demands, DEMAND(ALGORITHMS)) || said.told != KVJWK_TOLD)
        return;
    buf_init(&b, name, sizeof(name));
    buf_bytes(&b, span_of(said.text == NULL ? "" : said.text, said.length));
    alg = b.cut ? NULL : kvjwk_alg_find(name);
    if (alg == NULL || !(d->demands->algorithms >> (alg - kvjwk_alg_at(0)) & 1))
        demand_fail(d, "policy-algorithm", KVJWK_FAIL, "alg", "alg is {}; the policy allows {}",
                    ARGS(quoted(&said), A_STR(words_of(list, d->demands->algorithms, alg_name))));
}

/* ---- the module ---- */

static bool goes_to_managed_hsm(const struct demanding *d)
{
    kvjwk_home home = kvjwk_key_home(d->key);

    return home.is_hsm || (!home.is_vault && d->run->target == KVJWK_TARGET_MANAGED_HSM);
}

static void check_hsm(const struct demanding *d)
{
    if (!demanded(d->demands, DEMAND(HSM)) || !d->demands->hsm || goes_to_managed_hsm(d))
        return;
    if (d->key->kty == NULL)
        demand_untold(d, "policy-hsm", NULL, "the key's type");
    else if (!d->key->kty->hsm)
        demand_fail(
            d, "policy-hsm", KVJWK_FAIL, "kty",
            "the type is {}, which is held in software; the policy demands a hardware module",
            ARGS(A_STR(d->key->kty->name)));
}

static void check_platform(const struct demanding *d)
{
    kvjwk_said said = kvjwk_key_said(d->key, "hsmPlatform");
    int least = d->demands->platform, platform;

    if (!demanded(d->demands, DEMAND(HSM_PLATFORM)) || goes_to_managed_hsm(d))
        return;
    if (said.told == KVJWK_TOLD && said.length == 1 && said.text[0] >= '0' && said.text[0] <= '9')
        platform = said.text[0] - '0';
    else if (d->key->kty != NULL && !d->key->kty->hsm)
        platform = 0; /* software, whoever holds it */
    else {
        if (least > 0)
            demand_untold(d, "policy-hsm-platform", NULL, "the key's hsmPlatform");
        return;
    }
    if (platform < least)
        demand_fail(d, "policy-hsm-platform", KVJWK_FAIL,
                    said.told == KVJWK_TOLD ? "hsmPlatform" : "kty",
                    "hsmPlatform is {}; the policy demands {} at least",
                    ARGS(A_NUM((uint64_t)platform), A_NUM((uint64_t)least)));
}

/* ---- name and tags ---- */

static const char *patterns_of(char memory[LIST_MAX], const json_t *patterns)
{
    const json_t *item;
    struct buf b;
    size_t i;

    buf_init(&b, memory, LIST_MAX);
    if (json_is_string(patterns))
        message_clip(&b, span_str(json_string_value(patterns)), 60);
    json_array_foreach(patterns, i, item)
    {
        buf_str(&b, i == 0 ? "" : ", ");
        message_clip(&b, span_str(json_string_value(item)), 60);
    }
    return memory;
}

static void check_name(const struct demanding *d)
{
    kvjwk_home home = kvjwk_key_home(d->key);
    char list[LIST_MAX];

    if (!demanded(d->demands, DEMAND(NAMES)))
        return;
    if (home.name.told != KVJWK_TOLD || home.name.text == NULL)
        demand_untold(d, "policy-name", NULL, "the key's name");
    else if (!text_fits(d->demands->names, span_of(home.name.text, home.name.length)))
        demand_fail(d, "policy-name", KVJWK_FAIL, "kid",
                    "the key's name is {}; the policy demands {}",
                    ARGS(quoted(&home.name), A_STR(patterns_of(list, d->demands->names))));
}

static bool find_tag(const struct demanding *d, const char *wanted, kvjwk_said *value)
{
    kvjwk_said name;

    for (size_t i = 0; kvjwk_key_tag(d->key, i, &name, value); i++)
        if (span_is(span_of(name.text, name.length), wanted))
            return true;
    return false;
}

/* Values of tags are not printed: nobody knows what they hold. */
static void check_tag(const struct demanding *d, const char *wanted, const json_t *patterns)
{
    kvjwk_said value;
    char list[LIST_MAX], member[300];
    struct buf b;

    if (!find_tag(d, wanted, &value)) {
        if (kvjwk_key_said(d->key, "tags").told == KVJWK_UNTOLD)
            demand_untold(d, "policy-tag", NULL, "the key's tags");
        else
            demand_fail(d, "policy-tag", KVJWK_FAIL, "tags", "the tag {} is missing",
                        ARGS(A_TEXT(span_str(wanted))));
        return;
    }
    if (value.told == KVJWK_TOLD && text_fits(patterns, span_of(value.text, value.length)))
        return;
    buf_init(&b, member, sizeof(member));
    buf_str(&b, "tags/");
    buf_str(&b, wanted);
    demand_fail(d, "policy-tag", KVJWK_FAIL, member, "the value of the tag {} does not fit {}",
                ARGS(A_TEXT(span_str(wanted)), A_STR(patterns_of(list, patterns))));
}

static void check_tags(const struct demanding *d)
{
    json_t *tags = (json_t *)(uintptr_t)d->demands->tags;
    void *at;

    if (demanded(d->demands, DEMAND(TAGS)))
        for (at = json_object_iter(tags); at != NULL; at = json_object_iter_next(tags, at))
            check_tag(d, json_object_iter_key(at), json_object_iter_value(at));
}

/* ---- all ---- */

void policy_check_demands(struct kvjwk_policy_run *run, const kvjwk_key *key, kvjwk_reporter *to)
{
    struct demands demands;
    const struct demanding d = {run, key, to, &demands};

    run_demands(run, key, &demands);
    if ((demands.set & ~demands.null) == 0)
        return;
    check_algorithm(&d);
    if (!key_is_one(key))
        return;
    demand_rotation(&d);
    if (strcmp(key->kind->name, "rotation-policy") == 0)
        return;
    check_type(&d);
    check_sizes(&d);
    check_curve(&d);
    check_p256k(&d);
    check_operations(&d);
    check_hsm(&d);
    check_platform(&d);
    demand_times(&d);
    check_name(&d);
    check_tags(&d);
}
