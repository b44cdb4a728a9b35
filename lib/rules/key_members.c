// SPDX-License-Identifier: MIT
/* Members of the key in its callback that are no base64url text. */
#include "rules/checker.h"

#include "text/b64.h"

bool kvjwk_key_has(const kvjwk_key *key, const char *member)
{
    int row = member == NULL ? -1 : facts_member_find(SHAPE_JWK, span_str(member), false);

    return key != NULL && key->model != NULL && row >= 0 &&
           value_there(object_value(&key->model->jwk, (unsigned)row));
}

/* The token of an item; JSON_NONE when there are fewer. */
static uint32_t item_at(const struct json *j, uint32_t array, size_t index)
{
    for (uint32_t t = json_first(j, array); t < j->tokens[array].next; t = j->tokens[t].next)
        if (index-- == 0)
            return t;
    return JSON_NONE;
}

bool kvjwk_key_certificate(const kvjwk_key *key, size_t index, uint8_t *out, size_t cap,
                           size_t *length)
{
    const struct kvjwk_model *m = key == NULL ? NULL : key->model;
    const struct value *x5c = m == NULL ? &value_absent : object_value(&m->jwk, JWK_X5C);
    struct b64_info info;
    struct span text;
    uint32_t token;
    size_t unused;

    if (length == NULL)
        length = &unused;
    *length = 0;
    if (!value_ok(x5c) || (token = item_at(m->json, x5c->token, index)) == JSON_NONE)
        return false;
    text = token_text(m->json, m->scratch, token);
    b64_scan(&info, B64_STANDARD, text);
    *length = info.octets;
    if (info.faults != 0 || (out != NULL && info.octets > cap))
        return false;
    if (out != NULL)
        b64_decode(out, cap, text);
    return true;
}
