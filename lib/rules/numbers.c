// SPDX-License-Identifier: MIT
/* Numbers: those of the JSON text, and the big-endian ones in base64url members. */
#include "rules/material.h"

#include "text/b64.h"

/* ---- numbers of the text ---- */

#define EXACT_MAX UINT64_C(9007199254740991) /* 2^53 - 1: RFC 7493 section 2.2 */
#define EXACT_DIGITS 16                      /* that many it has */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the decimal point of a number is, counted in digits from the first that is not zero. */
struct spelled {
    int64_t whole;  /* digits of the integer part */
    uint64_t first; /* the first EXACT_DIGITS significant digits */
    unsigned taken;
    bool plain; /* digits alone, but for a minus */
    bool minus_zero;
};

static void take_digit(struct spelled *s, char digit, bool behind_point)
{
    if (s->taken == 0 && digit == '0') {
        s->whole -= behind_point;
        return;
    }
    s->whole += !behind_point;
    if (s->taken < EXACT_DIGITS) {
        s->first = s->first * 10 + (uint64_t)(digit - '0');
        s->taken++;
    }
}

static int64_t exponent_of(const char *p, const char *end)
{
    bool negative = p < end && *p == '-';
    int64_t exponent = 0;

    for (p += p < end && (*p == '-' || *p == '+'); p < end && is_digit(*p); p++)
        if (exponent < INT32_MAX)
            exponent = exponent * 10 + (*p - '0');
    return negative ? -exponent : exponent;
}

static struct spelled spelled_of(struct span text)
{
    struct spelled s = {0, 0, 0, true, false};
    const char *p = text.ptr, *end = text.ptr + text.len;
    bool behind_point = false;

    for (p += p < end && *p == '-'; p < end && (is_digit(*p) || *p == '.'); p++) {
        if (*p == '.')
            behind_point = true;
        else
            take_digit(&s, *p, behind_point);
    }
    s.plain = p == end && !behind_point;
    s.minus_zero = s.plain && s.taken == 0 && text.ptr[0] == '-';
    if (p < end)
        s.whole += exponent_of(p + 1, end);
    return s;
}

static bool beyond_exact(const struct spelled *s)
{
    uint64_t value = s->first;

    if (s->taken == 0 || s->whole != EXACT_DIGITS)
        return s->taken > 0 && s->whole > EXACT_DIGITS;
    for (unsigned i = s->taken; i < EXACT_DIGITS; i++)
        value *= 10;
    return value > EXACT_MAX;
}

/* True for the value of a member that is an integer in some shape. */
static bool integer_is_meant(const struct json *j, struct arena *scratch, uint32_t token)
{
    uint32_t name = json_name_of(j, token);
    struct span text;

    if (name == JSON_NONE)
        return false;
    text = token_text(j, scratch, name);
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (facts_members[i].type == TYPE_INT && span_is(text, facts_members[i].name))
            return true;
    return false;
}

static bool check_number(struct json *j, struct arena *scratch, uint32_t token)
{
    const struct json_token *t = &j->tokens[token];
    struct spelled s = spelled_of(json_raw(j, token));
    const char *advice = s.minus_zero ? "minus zero; write 0"
                                      : "with a fraction or an exponent; write the plain digits";
    int64_t value;

    if (beyond_exact(&s) &&
        !json_fault(j, RULE_JSON_NUMBER_RANGE, t->offset, t->length,
                    "{} is beyond 2^53 - 1 = 9007199254740991; readers round it or refuse it",
                    ARGS({.type = ARG_LITERAL, .u.text = json_raw(j, token)})))
        return false;
    if ((s.plain && !s.minus_zero) || !integer_is_meant(j, scratch, token) ||
        json_int64(j, token, &value) == JSON_INT_NOT_INTEGER)
        return true;
    return json_fault(j, RULE_JSON_NUMBER_SPELLING, t->offset, t->length,
                      "{} is an integer spelled {}",
                      ARGS({.type = ARG_LITERAL, .u.text = json_raw(j, token)}, A_STR(advice)));
}

/* Fewer digits than any number that is out of range, and nothing but digits. */
static bool is_harmless(struct span text)
{
    if (text.len == 0 || text.len >= EXACT_DIGITS)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.ptr[i]))
            return false;
    return true;
}

void number_checks(struct kvjwk_checker *c)
{
    struct json *j = &c->json;
    size_t before = j->fault_count;
    bool ok = true;

    for (uint32_t t = 0; j->has_numbers && t < j->count && ok; t++)
        if (j->tokens[t].type == JSON_NUMBER && !(j->tokens[t].flags & JSON_BAD) &&
            !is_harmless(json_raw(j, t)))
            ok = check_number(j, &c->scratch, t);
    if (!ok || (j->fault_count > before && !json_sort_faults(j, &c->scratch)))
        c->status = KVJWK_ERR_MEMORY;
}

/* ---- numbers of members ---- */

struct number number_of(const struct kvjwk_checker *c, unsigned member)
{
    struct number n = {jwk_member(c, member), member, 0, 0, false, false};

    n.known = value_ok(n.value) && n.value->octets > 0;
    if (n.known) {
        n.bits = model_bits(&c->model, n.value, &n.zeros);
        n.odd = (b64_last_octet(model_text(&c->model, n.value)) & 1) != 0;
    }
    return n;
}

uint64_t low_bits(const struct kvjwk_checker *c, const struct value *v)
{
    struct span text = model_text(&c->model, v);
    size_t from = v->octets > 8 ? (v->octets - 8) / 3 : 0; /* groups of three octets to leave out */
    size_t got, i = v->octets > 8 ? v->octets - 8 - from * 3 : 0;
    uint8_t octets[12];
    uint64_t value = 0;

    got = b64_decode(octets, sizeof(octets), span_of(text.ptr + from * 4, text.len - from * 4));
    for (; i < got; i++)
        value = value << 8 | octets[i];
    return value;
}

static uint8_t digit_value(char c)
{
    return (uint8_t)(is_digit(c) ? c - '0' : c - 'a' + 10);
}

/* Octets against the beginning of a number in hexadecimal. */
static int compare_hex(const uint8_t *octets, size_t length, const char *hex)
{
    for (size_t i = 0; i < length; i++) {
        int digit = digit_value(hex[2 * i]) << 4 | digit_value(hex[2 * i + 1]);

        if (octets[i] != digit)
            return octets[i] < digit ? -1 : 1;
    }
    return 0;
}

#define FIELD_OCTETS 66 /* the largest, of P-521 */

static bool all_zero(const uint8_t *octets, size_t length)
{
    uint8_t any = 0;

    for (size_t i = 0; i < length; i++)
        any |= octets[i];
    return any == 0;
}

enum magnitude magnitude_of(const struct kvjwk_checker *c, const struct value *v, const char *bound)
{
    struct span text = model_text(&c->model, v);
    uint8_t octets[FIELD_OCTETS];
    enum magnitude magnitude = MAGNITUDE_FITS;
    /* Three octets tell, but once in millions of keys. */
    size_t got = b64_decode(octets, 3, text);

    if (!all_zero(octets, got) && compare_hex(octets, got, bound) < 0)
        goto out;
    got = b64_decode(octets, sizeof(octets), text);
    if (all_zero(octets, got))
        magnitude = MAGNITUDE_ZERO;
    else if (compare_hex(octets, got, bound) >= 0)
        magnitude = MAGNITUDE_LARGE;
out:
    wipe(octets, sizeof(octets));
    return magnitude;
}

bool is_all_zero(const struct kvjwk_checker *c, const struct value *v)
{
    size_t zeros;

    return v->octets > 0 && model_bits(&c->model, v, &zeros) == 0;
}
