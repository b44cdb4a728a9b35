// SPDX-License-Identifier: MIT
/* EC: coordinates and private number of exactly the curve's length, and within its bounds. */
#include "rules/material.h"

#include "text/b64.h"

/* ---- why a coordinate has the wrong length ---- */

struct shape_of {
    struct span text;
    uint8_t head[3];
    size_t octets, width; /* as found, as expected */
};

static bool is_hex_digit(char c)
{
    return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

static bool is_hex_text(const struct shape_of *s)
{
    if (s->text.len != 2 * s->width)
        return false;
    for (size_t i = 0; i < s->text.len; i++)
        if (!is_hex_digit(s->text.ptr[i]))
            return false;
    return true;
}

/* The hexadecimal text was encoded instead of the octets it stands for. */
static bool is_encoded_hex(const struct shape_of *s)
{
    if (s->octets != 2 * s->width)
        return false;
    for (size_t i = 0; i < sizeof(s->head); i++)
        if (!is_hex_digit((char)s->head[i]))
            return false;
    return true;
}

static bool is_der_integer(const struct shape_of *s)
{
    return s->octets > 2 && s->head[0] == 0x02 && (size_t)s->head[1] + 2 == s->octets;
}

static bool is_der_sequence(const struct shape_of *s)
{
    return s->octets > s->width + 2 && s->head[0] == 0x30 &&
           ((size_t)s->head[1] + 2 == s->octets ||
            (s->head[1] == 0x81 && s->head[2] + 3u == s->octets));
}

static bool is_compressed(const struct shape_of *s)
{
    return s->octets == s->width + 1 && (s->head[0] == 0x02 || s->head[0] == 0x03);
}

static bool is_uncompressed(const struct shape_of *s)
{
    return s->octets == 2 * s->width + 1 && s->head[0] == 0x04;
}

static bool is_signed(const struct shape_of *s)
{
    return s->octets == s->width + 1 && s->head[0] == 0;
}

static bool is_doubled(const struct shape_of *s)
{
    return s->octets == 2 * s->width;
}

static bool is_stripped(const struct shape_of *s)
{
    return s->octets < s->width && s->width - s->octets <= 2;
}

/* The first that fits is told. */
static const struct {
    bool (*fits)(const struct shape_of *s);
    const char *what;
} reasons[] = {
    {is_hex_text, "it reads like hexadecimal; encode the octets as base64url"},
    {is_encoded_hex, "it holds hexadecimal text; encode the octets it stands for"},
    {is_der_integer, "it is a DER INTEGER with its header; leave 02 and the length out"},
    {is_der_sequence, "it is a DER structure; a coordinate has no header"},
    {is_compressed, "it is a compressed point of SEC 1; a JWK needs x and y"},
    {is_uncompressed, "it is an uncompressed point of SEC 1; split what follows 04 into x and y"},
    {is_signed, "a zero octet stands before it, as in a signed integer; leave it out"},
    {is_doubled, "it is as long as x and y together"},
    {is_stripped, "leading zero octets are missing; put them back"},
};

static const char *reason_of(const struct kvjwk_checker *c, const struct value *v, size_t width)
{
    struct shape_of s = {model_text(&c->model, v), {0, 0, 0}, v->octets, width};
    const char *what = NULL;

    b64_decode(s.head, sizeof(s.head), s.text);
    for (size_t i = 0; i < ARRAY_LEN(reasons) && what == NULL; i++)
        if (reasons[i].fits(&s))
            what = reasons[i].what;
    wipe(s.head, sizeof(s.head));
    return what;
}

/* Another curve whose coordinates are that long. */
static const char *curve_of_length(size_t octets)
{
    for (unsigned i = 0; i < PARAM_COUNT; i++)
        if (facts_field((enum param_id)i) != NULL &&
            facts_param((enum param_id)i)->octets == octets)
            return facts_param((enum param_id)i)->name;
    return NULL;
}

/* ---- lengths ---- */

static void report_length(struct kvjwk_checker *c, enum rule_id rule, unsigned member, size_t width)
{
    const struct value *v = jwk_member(c, member);
    struct where where = at_value(c, v->token);
    const char *crv = c->model.curve->name;
    const char *reason = reason_of(c, v, width);
    const char *other = curve_of_length(v->octets);

    if (reason != NULL)
        report(c, rule, where, 0, "{} has {} octets; expected {} for {}: {}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_NUM(width), A_STR(crv),
                    A_STR(reason)));
    else if (other != NULL)
        report(c, rule, where, 0, "{} has {} octets, which is the length of {}; expected {} for {}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_STR(other), A_NUM(width),
                    A_STR(crv)));
    else
        report(c, rule, where, 0, "{} has {} octets; expected {} for {}",
               ARGS(A_STR(jwk_name(member)), A_NUM(v->octets), A_NUM(width), A_STR(crv)));
}

/* True when the value can be looked at: well formed and of the curve's length. */
static bool check_length(struct kvjwk_checker *c, enum rule_id rule, unsigned member, size_t width)
{
    const struct value *v = jwk_member(c, member);

    if (!value_ok(v) || v->octets == 0)
        return false;
    if (v->octets == width)
        return true;
    report_length(c, rule, member, width);
    return false;
}

/* ---- bounds ---- */

/* Whether the coordinate is zero, which is told by the caller. */
static bool check_coordinate(struct kvjwk_checker *c, unsigned member, const char *prime)
{
    const struct value *v = jwk_member(c, member);
    enum magnitude magnitude = magnitude_of(c, v, prime);

    if (magnitude == MAGNITUDE_LARGE)
        report(c, RULE_JWA_EC_COORDINATE_RANGE, at_value(c, v->token), 0,
               "{} is not smaller than the prime of the field of {}",
               ARGS(A_STR(jwk_name(member)), A_STR(c->model.curve->name)));
    return magnitude == MAGNITUDE_ZERO;
}

static void check_point(struct kvjwk_checker *c, const struct field *field, size_t width)
{
    bool x_zero = false, y_zero = false;

    if (check_length(c, RULE_JWA_EC_COORDINATE_LENGTH, JWK_X, width))
        x_zero = check_coordinate(c, JWK_X, field->prime);
    if (check_length(c, RULE_JWA_EC_COORDINATE_LENGTH, JWK_Y, width))
        y_zero = check_coordinate(c, JWK_Y, field->prime);
    if (x_zero && y_zero)
        report(c, RULE_JWA_EC_POINT_ZERO, at_value(c, jwk_member(c, JWK_X)->token), 0,
               "x and y are zero; {} has no such point", ARGS(A_STR(c->model.curve->name)));
}

static void check_private(struct kvjwk_checker *c, const struct field *field, size_t width)
{
    const struct value *d = jwk_member(c, JWK_D);
    enum magnitude magnitude = MAGNITUDE_FITS;

    if (check_length(c, RULE_JWA_EC_PRIVATE_LENGTH, JWK_D, width))
        magnitude = magnitude_of(c, d, field->order);
    else if (value_ok(d) && is_all_zero(c, d))
        magnitude = MAGNITUDE_ZERO;
    if (magnitude != MAGNITUDE_FITS)
        report(c, RULE_JWA_EC_PRIVATE_RANGE, at_value(c, d->token), 0,
               magnitude == MAGNITUDE_ZERO ? "d is zero; expected 1 to the order of {} less 1"
                                           : "d is not smaller than the order of {}",
               ARGS(A_STR(c->model.curve->name)));
}

/* A curve of another key type: RFC 8037 section 2 has its own for OKP. */
bool check_curve_type(struct kvjwk_checker *c, enum kty_id base)
{
    const kvjwk_param *param = facts_param(c->model.param);

    if (c->model.curve == NULL || param == NULL)
        return false;
    if (strcmp(param->base, facts_kty(base)->name) == 0)
        return true;
    report(c, RULE_JWA_CURVE_TYPE, at_value(c, c->model.crv_value->token), 0,
           "{} is a curve of {} keys; kty is {}",
           ARGS(A_STR(c->model.curve->name), A_STR(param->base),
                A_STR(facts_kty(c->model.kty)->name)));
    return false;
}

void check_ec(struct kvjwk_checker *c)
{
    const struct field *field;
    size_t width;

    if (!is_jwk_of(c, KTY_EC) || !check_curve_type(c, KTY_EC))
        return;
    field = facts_field(c->model.param);
    width = facts_param(c->model.param)->octets;
    check_point(c, field, width);
    check_private(c, field, width);
}
