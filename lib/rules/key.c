// SPDX-License-Identifier: MIT
/* The public questions about a key in its callback. */
#include "rules/checker.h"

#include "text/duration.h"

bool kvjwk_key_octets(const kvjwk_key *key, const char *member, uint8_t *out, size_t cap,
                      size_t *length)
{
    size_t unused;
    int row;

    if (length == NULL)
        length = &unused;
    *length = 0;
    if (key == NULL || key->model == NULL || member == NULL || !object_is(&key->model->jwk))
        return false;
    row = facts_member_find(SHAPE_JWK, span_str(member), false);
    if (row < 0)
        return false;
    return model_octets(key->model, object_value(&key->model->jwk, (unsigned)row), out, cap,
                        length);
}

size_t kvjwk_key_canonical(const kvjwk_key *key, char *out, size_t cap)
{
    if (key == NULL || key->model == NULL || out == NULL)
        return 0;
    return model_canonical(key->model, out, cap);
}

kvjwk_support kvjwk_key_can(const kvjwk_key *key, const kvjwk_edition *edition, kvjwk_target target,
                            const kvjwk_alg *alg, const kvjwk_op *op)
{
    kvjwk_question question = {edition, target, NULL, NULL, alg, op};
    kvjwk_usage usage = kvjwk_key_usage(key);

    if (key == NULL || key->model == NULL || key->kty == NULL)
        return KVJWK_SUPPORT_NO;
    if (op != NULL && usage.has_key_ops && !(usage.key_ops & BIT(facts_op_id(op))))
        return KVJWK_SUPPORT_NO;
    question.kty = key->kty;
    question.param = key->param;
    return kvjwk_ask(&question).support;
}

const char *kvjwk_verdict_name(kvjwk_verdict verdict)
{
    static const char *const names[] = {"pass", "fail", "unknown"};

    return (size_t)verdict < ARRAY_LEN(names) ? names[verdict] : "unknown";
}

const char *kvjwk_status_name(kvjwk_status status)
{
    static const char *const names[] = {
        "KVJWK_OK",          "KVJWK_ERR_ARGUMENT", "KVJWK_ERR_MEMORY",   "KVJWK_ERR_LIMIT",
        "KVJWK_ERR_STOPPED", "KVJWK_ERR_ENGINE",   "KVJWK_ERR_INTERNAL",
    };

    return (size_t)status < ARRAY_LEN(names) ? names[status] : "unknown";
}

const char *kvjwk_version(void)
{
    return KVJWK_VERSION;
}

bool kvjwk_time_parse(int64_t *out, const char *text)
{
    size_t at;

    return out != NULL && text != NULL && date_parse(out, &at, span_str(text));
}
