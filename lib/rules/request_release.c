// SPDX-License-Identifier: MIT
/* A release request: the attestation token, the nonce, and how the key is to be wrapped. */
#include "rules/kv.h"

#include "text/b64.h"

#define JWT_PARTS 3 /* RFC 7515 section 7.1: header, payload, signature */

/* Index where the part that begins at `from` ends. */
static size_t part_end(struct span text, size_t from)
{
    const char *dot = memchr(text.ptr + from, '.', text.len - from);

    return dot == NULL ? text.len : (size_t)(dot - text.ptr);
}

static size_t count_parts(struct span text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '.';
    return count;
}

static bool is_object_text(struct span base64)
{
    uint8_t first = 0;

    return b64_decode(&first, 1, base64) == 1 && first == '{';
}

/* Index of the first part that is no base64url text, or whose header is no JSON object; JWT_PARTS
 * when all are right. */
static size_t wrong_part(struct span text, size_t *at)
{
    *at = 0;
    for (size_t i = 0; i < JWT_PARTS; i++) {
        size_t end = part_end(text, *at);
        struct span part = span_of(text.ptr + *at, end - *at);
        struct b64_info info;

        b64_scan(&info, B64_URL, part);
        if (part.len == 0 || info.faults != 0 || (i < 2 && !is_object_text(part)))
            return i;
        *at = end + 1;
    }
    return JWT_PARTS;
}

static void check_target(struct kvjwk_checker *c)
{
    static const char *const names[] = {"header", "payload", "signature"};
    const struct value *v = object_value(&c->model.outer, RELEASE_TARGET);
    struct span text;
    size_t parts, wrong, at;

    if (!value_ok(v))
        return;
    text = model_text(&c->model, v);
    parts = count_parts(text);
    if (parts != JWT_PARTS) {
        report(c, RULE_KV_RELEASE_TARGET, at_value(c, v->token), 0,
               "target has {} parts between dots; an attestation token, a signed JWT, has {}",
               ARGS(A_NUM(parts), A_NUM(JWT_PARTS)));
        return;
    }
    wrong = wrong_part(text, &at);
    if (wrong < JWT_PARTS)
        report(c, RULE_KV_RELEASE_TARGET, at_text(c, v->token, at, 1), 0,
               wrong < 2 ? "the {} of target is no base64url text of a JSON object"
                         : "the {} of target is no base64url text",
               ARGS(A_STR(names[wrong])));
}

static void check_enc(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.outer, RELEASE_ENC);
    const char *like;

    if (!value_ok(v) || facts_release_enc(model_text(&c->model, v), true) != NULL)
        return;
    like = facts_release_enc(model_text(&c->model, v), false);
    report(c, RULE_KV_RELEASE_ENC, at_value(c, v->token), 0, "enc is {}; expected {}",
           ARGS(A_VALUE(c, v->token),
                A_STR(like != NULL ? like
                                   : "CKM_RSA_AES_KEY_WRAP, RSA_AES_KEY_WRAP_256 or "
                                     "RSA_AES_KEY_WRAP_384")));
}

void check_release_request(struct kvjwk_checker *c)
{
    const struct value *nonce = object_value(&c->model.outer, RELEASE_NONCE);

    check_target(c);
    check_enc(c);
    if (value_ok(nonce) && c->json.tokens[nonce->token].length == 0)
        report(c, RULE_KV_RELEASE_NONCE, at_value(c, nonce->token), 0,
               "nonce is empty; leave it out, or give a fresh value", NO_ARGS);
}
