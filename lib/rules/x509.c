// SPDX-License-Identifier: MIT
/* x5u, x5c, x5t and x5t#S256: form alone; certificates are not opened here. */
#include "rules/material.h"
#include "text/b64.h"

static void check_x5u(struct kvjwk_checker *c)
{
    static const char scheme[] = "https://";
    const struct value *v = jwk_member(c, JWK_X5U);
    size_t n = sizeof(scheme) - 1;
    struct span text;

    if (!value_ok(v))
        return;
    text = model_text(&c->model, v);
    if (text.len > n && span_eq_nocase(span_of(text.ptr, n), span_str(scheme)) &&
        memchr("/?#: ", text.ptr[n], 5) == NULL && memchr(text.ptr, ' ', text.len) == NULL)
        return;
    report(c, RULE_JWK_X5U_URL, at_value(c, v->token), 0, "x5u is {}; expected an https URL",
           ARGS(A_VALUE(c, v->token)));
}

/* ---- x5c ---- */

#define DER_HEAD 6

/* Length of a DER SEQUENCE with its header; 0 when head begins none. */
static size_t der_length(const uint8_t *head, size_t got)
{
    size_t more, length = 0;

    if (got < 2 || head[0] != 0x30)
        return 0;
    if (head[1] < 0x80)
        return (size_t)head[1] + 2;
    more = head[1] & 0x7fu;
    if (more == 0 || more > 4 || got < 2 + more)
        return 0;
    for (size_t i = 0; i < more; i++)
        length = length << 8 | head[2 + i];
    return length + 2 + more;
}

static void report_base64(struct kvjwk_checker *c, uint32_t token, struct span text,
                          const struct b64_info *info)
{
    static const char pem[] = "-----BEGIN";
    const char *why = "it is not base64";
    size_t at = text.len;

    for (unsigned bit = 0; bit < ARRAY_LEN(info->fault_at); bit++)
        if ((info->faults & BIT(bit)) && info->fault_at[bit] < at)
            at = info->fault_at[bit];
    if (text.len >= sizeof(pem) - 1 && memcmp(text.ptr, pem, sizeof(pem) - 1) == 0)
        why = "it is PEM; expected what stands between its lines, as one line";
    else if (info->faults & B64_OTHER_ALPHABET)
        why = "it is base64url; certificates are in standard base64";
    else if (info->faults == B64_PADDING)
        why = "its padding is wrong; expected '=' up to a multiple of four";
    else if (info->faults == B64_WHITESPACE)
        why = "it holds line breaks or blanks";
    report(c, RULE_JWK_X5C_BASE64, at_text(c, token, at, at < text.len ? 1 : 0), 0,
           "item {} of x5c: {}", ARGS(A_NUM(c->json.tokens[token].index), A_STR(why)));
}

static void check_certificate(struct kvjwk_checker *c, uint32_t token)
{
    struct span text = token_text(&c->json, &c->scratch, token);
    uint8_t head[DER_HEAD];
    struct b64_info info;
    size_t length;

    b64_scan(&info, B64_STANDARD, text);
    if (info.faults != 0) {
        report_base64(c, token, text, &info);
        return;
    }
    length = der_length(head, b64_decode(head, sizeof(head), text));
    if (length == info.octets && length > 0)
        return;
    report(c, RULE_JWK_X5C_DER, at_value(c, token), 0,
           length == 0 ? "item {} of x5c does not begin as a DER certificate does (30 82 ...)"
                       : "item {} of x5c has {} octets, its DER header says {}",
           ARGS(A_NUM(c->json.tokens[token].index), A_NUM(info.octets), A_NUM(length)));
}

static void check_x5c(struct kvjwk_checker *c)
{
    const struct value *v = jwk_member(c, JWK_X5C);

    if (!value_ok(v))
        return;
    if (c->json.tokens[v->token].count == 0)
        report(c, RULE_JWK_X5C_EMPTY, at_value(c, v->token), 0,
               "x5c holds no certificate; expected the key's own first", NO_ARGS);
    for (uint32_t t = json_first(&c->json, v->token); t < c->json.tokens[v->token].next;
         t = c->json.tokens[t].next)
        check_certificate(c, t);
}

/* ---- thumbprints ---- */

static const char *thumbprint_hint(size_t octets, size_t expected, size_t other)
{
    if (octets == 2 * expected)
        return ": the hexadecimal text was encoded instead of the octets";
    if (octets * 4 == expected * 6)
        return ": the hexadecimal text was left as it is";
    if (octets == other)
        return ": the hash is that of the other member";
    return "";
}

static void check_thumbprint(struct kvjwk_checker *c, unsigned member, uint64_t expected,
                             uint64_t other)
{
    const struct value *v = jwk_member(c, member);

    if (value_ok(v) && v->octets != expected)
        report(c, RULE_JWK_X5T_LENGTH, at_value(c, v->token), 0, "{} has {} octets; expected {}{}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_NUM(expected),
                    A_STR(thumbprint_hint(v->octets, expected, other))));
}

void check_x509(struct kvjwk_checker *c)
{
    uint64_t sha1 = facts_limit(LIMIT_X5T), sha256 = facts_limit(LIMIT_X5T_S256);

    if (!object_is(&c->model.jwk))
        return;
    check_x5u(c);
    check_x5c(c);
    check_thumbprint(c, JWK_X5T, sha1, sha256);
    check_thumbprint(c, JWK_X5T_S256, sha256, sha1);
}
