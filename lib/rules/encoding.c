// SPDX-License-Identifier: MIT
/* base64url members: each deviation by itself, at the character where it begins. */
#include "rules/rules.h"

#include "text/b64.h"

static const struct {
    enum b64_fault fault;
    enum rule_id rule;
    const char *format;      /* with the character */
    const char *format_hide; /* without it: the member is secret */
} faults[] = {
    {B64_ALPHABET, RULE_JWA_BASE64URL_ALPHABET,
     "{} holds {} at character {}; base64url has A-Z a-z 0-9 - _",
     "{} holds a character at {} that is not base64url"},
    {B64_OTHER_ALPHABET, RULE_JWA_BASE64URL_STANDARD,
     "{} holds {} at character {}, which is of the other base64 alphabet",
     "{} holds a character at {} that is of the other base64 alphabet"},
    {B64_PADDING, RULE_JWA_BASE64URL_PADDING, "{} has {} at character {}; base64url has no padding",
     "{} is padded from character {} on; base64url has no padding"},
    {B64_WHITESPACE, RULE_JWA_BASE64URL_SPACE, "{} holds white space ({}) at character {}",
     "{} holds white space at character {}"},
    {B64_LENGTH, RULE_JWA_BASE64URL_LENGTH,
     "{} ends with {} at character {}, one character more than whole octets have",
     "{} ends at character {}, one character more than whole octets have"},
    {B64_TRAILING_BITS, RULE_JWA_BASE64URL_BITS,
     "{} ends with {} at character {}, whose unused bits are not zero",
     "{} ends with a character at {} whose unused bits are not zero"},
};

static void report_fault(struct kvjwk_checker *c, const struct member *m, const struct value *v,
                         const struct json *j, size_t row, size_t at)
{
    struct span text = token_text(j, &c->scratch, v->token);
    bool shown = token_is_public(j, v->token) && at < text.len;

    if (shown)
        report(c, faults[row].rule, at_text(c, v->token, at, 1), 0, faults[row].format,
               ARGS(A_STR(m->name), A_CHAR(text.ptr[at]), A_NUM(at + 1)));
    else
        report(c, faults[row].rule, at_text(c, v->token, at, at < text.len ? 1 : 0), 0,
               faults[row].format_hide, ARGS(A_STR(m->name), A_NUM(at + 1)));
}

static void check_text(struct kvjwk_checker *c, const struct json *j, const struct member *m,
                       const struct value *v, bool az)
{
    struct b64_info info;

    b64_scan(&info, az ? B64_STANDARD : B64_URL, token_text(j, &c->scratch, v->token));
    for (size_t i = 0; i < ARRAY_LEN(faults); i++)
        for (unsigned bit = 0; bit < ARRAY_LEN(info.fault_at); bit++)
            if ((info.faults & BIT(bit)) && faults[i].fault == (enum b64_fault)BIT(bit))
                report_fault(c, m, v, j, i, info.fault_at[bit]);
}

void check_object_encoding(struct kvjwk_checker *c, const struct object *o)
{
    const struct json *j = c->nested.open ? &c->nested.json : &c->json;

    if (!object_is(o))
        return;
    for (uint32_t i = 0, left = o->present; left != 0; i++, left >>= 1) {
        const struct member *m = facts_member((enum shape_id)o->shape, i);
        const struct value *v = &o->v[i];

        if (!(left & 1))
            continue;
        if (m->encoding < ENCODING_OCTETS || m->encoding > ENCODING_JSON64 ||
            m->type != TYPE_STRING)
            continue;
        if (v->state == VALUE_BAD && v->faults != 0)
            check_text(c, j, m, v, o->az);
        else if (v->state == VALUE_OK && v->octets == 0 && m->encoding != ENCODING_OCTETS)
            report(c, RULE_JWA_EMPTY, at_value(c, v->token), 0, "{} is empty",
                   ARGS(A_STR(m->name)));
    }
}

void check_encoding(struct kvjwk_checker *c)
{
    check_object_encoding(c, &c->model.outer);
    check_object_encoding(c, &c->model.jwk);
    check_object_encoding(c, &c->model.attributes);
    check_object_encoding(c, &c->model.release);
}
