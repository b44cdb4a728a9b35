// SPDX-License-Identifier: MIT
/* The parts of a key as a crypto library wants them: sizes first, then lengths made right. No
 * number reaches arithmetic before its size is known. */
#include "engine/parts.h"

#define NUMBER_MAX 2048 /* octets of a number: RSA of 16384 bits */

static void strip_zeros(kvjwk_bytes *b)
{
    const uint8_t *at = b->ptr;

    while (b->length > 0 && *at == 0) {
        at++;
        b->length--;
    }
    if (b->ptr != NULL)
        b->ptr = at;
}

static unsigned bits_of(kvjwk_bytes b)
{
    unsigned bits = 0;

    if (b.length == 0)
        return 0;
    for (unsigned top = *(const uint8_t *)b.ptr; top > 0; top >>= 1)
        bits++;
    return (unsigned)(b.length - 1) * 8 + bits;
}

static bool is_odd(kvjwk_bytes b)
{
    return b.length > 0 && (((const uint8_t *)b.ptr)[b.length - 1] & 1) != 0;
}

/* Both without leading zeros. */
static bool is_less(kvjwk_bytes a, kvjwk_bytes b)
{
    if (a.length != b.length)
        return a.length < b.length;
    return a.length > 0 && memcmp(a.ptr, b.ptr, a.length) < 0;
}

/* ---- RSA ---- */

static const char *judge_rsa_private(const struct parts *p)
{
    const kvjwk_bytes *crt[] = {&p->p, &p->q, &p->dp, &p->dq, &p->qi};
    size_t there = 0;

    for (size_t i = 0; i < ARRAY_LEN(crt); i++) {
        there += crt[i]->ptr != NULL;
        if (crt[i]->ptr != NULL && (crt[i]->length == 0 || !is_less(*crt[i], p->n)))
            return "one of p, q, dp, dq and qi is zero or not below n";
    }
    if (p->d.ptr == NULL)
        return there == 0 ? NULL : "p, q, dp, dq or qi without d";
    if (there != 0 && there != ARRAY_LEN(crt))
        return "some of p, q, dp, dq and qi, but not all";
    if (there != 0 && (!is_odd(p->p) || !is_odd(p->q)))
        return "p or q is even";
    return p->d.length == 0 || !is_less(p->d, p->n) ? "d is zero or not below n" : NULL;
}

static const char *prepare_rsa(struct parts *p, unsigned *bits)
{
    kvjwk_bytes *numbers[] = {&p->n, &p->e, &p->d, &p->p, &p->q, &p->dp, &p->dq, &p->qi};

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        strip_zeros(numbers[i]);
        if (numbers[i]->length > NUMBER_MAX)
            return "a number of more than 16384 bits";
    }
    *bits = bits_of(p->n);
    p->param = kvjwk_param_of_size("RSA", *bits);
    if (p->n.ptr == NULL || p->e.ptr == NULL)
        return "n or e is missing or malformed";
    if (!is_odd(p->n) || *bits < 128)
        return "n is even or too small to be a modulus";
    if (!is_odd(p->e) || bits_of(p->e) < 2 || !is_less(p->e, p->n))
        return "e is even, 1, or not below n";
    return judge_rsa_private(p);
}

/* ---- EC and OKP ---- */

/* To the field's length; field is where it goes when zeros are missing. */
static bool to_length(kvjwk_bytes *b, uint8_t *field, size_t length)
{
    if (b->length > length) {
        const uint8_t *at = b->ptr;
        size_t surplus = b->length - length;

        for (size_t i = 0; i < surplus; i++)
            if (at[i] != 0)
                return false;
        b->ptr = at + surplus;
    } else if (b->length < length) {
        memset(field, 0, length - b->length);
        if (b->length > 0)
            memcpy(field + length - b->length, b->ptr, b->length);
        b->ptr = field;
    }
    b->length = length;
    return true;
}

static bool is_zero(kvjwk_bytes b)
{
    const uint8_t *at = b.ptr;
    unsigned any = 0;

    for (size_t i = 0; i < b.length; i++)
        any |= at[i];
    return any == 0;
}

static const char *prepare_ec(struct parts *p, struct fields *fields)
{
    size_t octets;

    if (p->param == NULL || strcmp(p->param->base, "EC") != 0)
        return "crv is missing or unknown";
    octets = p->param->octets;
    if (p->x.ptr == NULL || p->y.ptr == NULL)
        return "x or y is missing or malformed";
    if (!to_length(&p->x, fields->x, octets) || !to_length(&p->y, fields->y, octets))
        return "x or y is longer than a coordinate of the curve";
    if (p->d.ptr == NULL)
        return NULL;
    if (!to_length(&p->d, fields->d, octets) || is_zero(p->d))
        return "d is zero or longer than the order of the curve";
    return NULL;
}

static const char *prepare_okp(struct parts *p)
{
    if (p->param == NULL || strcmp(p->param->base, "OKP") != 0)
        return "crv is missing or unknown";
    if (p->x.ptr == NULL || p->x.length != p->param->octets)
        return "x is missing, malformed or of another length than the curve has";
    if (p->d.ptr != NULL && p->d.length != p->param->octets)
        return "d has another length than the curve has";
    return NULL;
}

/* ---- all ---- */

const char *parts_prepare(struct parts *p, struct fields *fields, unsigned *bits)
{
    *bits = p->param == NULL ? 0 : p->param->bits;
    if (strcmp(p->base, "RSA") == 0)
        return prepare_rsa(p, bits);
    if (strcmp(p->base, "EC") == 0)
        return prepare_ec(p, fields);
    if (strcmp(p->base, "OKP") == 0)
        return prepare_okp(p);
    if (strcmp(p->base, "oct") == 0 && p->k.ptr != NULL) {
        if (p->k.length == 0 || p->k.length > NUMBER_MAX)
            return "k is empty or longer than 16384 bits";
        *bits = (unsigned)p->k.length * 8;
        p->param = kvjwk_param_of_size("oct", *bits);
    }
    return NULL;
}
