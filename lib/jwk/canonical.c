// SPDX-License-Identifier: MIT
/* The canonical text of RFC 7638 section 3.2: required members in order, values in RFC 7518 form.
 */
#include "jwk/model.h"

#include "base/buf.h"
#include "text/b64.h"

#define OCTETS_MAX 2600 /* ML-DSA-87 has the largest public key */

static void put_member(struct buf *out, const char *name, const char *value)
{
    buf_str(out, out->len == 0 ? "{\"" : ",\"");
    buf_str(out, name);
    buf_str(out, "\":\"");
    buf_str(out, value);
    buf_str(out, "\"");
}

/* Right-aligned to `width` octets (a coordinate), or stripped of leading zeros when width is 0. */
static bool put_octets(struct buf *out, const struct kvjwk_model *m, unsigned member, size_t width,
                       bool integer)
{
    const struct value *v = object_value(&m->jwk, member);
    uint8_t octets[OCTETS_MAX];
    char text[OCTETS_MAX / 3 * 4 + 8];
    size_t length, from = 0, written;
    bool ok = false;

    if (!model_octets(m, v, octets, sizeof(octets), &length) || length == 0)
        goto out;
    while (integer && from + 1 < length && octets[from] == 0 &&
           (width == 0 || length - from > width))
        from++;
    if (width > 0 && length - from > width)
        goto out;
    if (width > length - from) {
        memmove(octets + (width - (length - from)), octets + from, length - from);
        memset(octets, 0, width - (length - from));
        length = width;
        from = 0;
    }
    written = b64url_encode(text, sizeof(text) - 1, octets + from, length - from);
    text[written] = '\0';
    put_member(out, facts_member(SHAPE_JWK, member)->name, text);
    ok = true;
out:
    wipe(octets, sizeof(octets));
    wipe(text, sizeof(text));
    return ok;
}

static bool put_ec(struct buf *out, const struct kvjwk_model *m)
{
    const char *crv;
    size_t width;

    if (m->curve == NULL)
        return false;
    crv = facts_curve_name(m->param, REGISTRY_RFC);
    width = facts_param(m->param)->octets;
    if (crv == NULL)
        return false;
    put_member(out, "crv", crv);
    put_member(out, "kty", "EC");
    return put_octets(out, m, JWK_X, width, true) && put_octets(out, m, JWK_Y, width, true);
}

static bool put_rsa(struct buf *out, const struct kvjwk_model *m)
{
    if (!put_octets(out, m, JWK_E, 0, true))
        return false;
    put_member(out, "kty", "RSA");
    return put_octets(out, m, JWK_N, 0, true);
}

static bool put_oct(struct buf *out, const struct kvjwk_model *m)
{
    if (!put_octets(out, m, JWK_K, 0, false))
        return false;
    put_member(out, "kty", "oct");
    return true;
}

static bool put_okp(struct buf *out, const struct kvjwk_model *m)
{
    if (m->curve == NULL)
        return false;
    put_member(out, "crv", m->curve->name);
    put_member(out, "kty", "OKP");
    return put_octets(out, m, JWK_X, 0, false);
}

static bool put_akp(struct buf *out, const struct kvjwk_model *m)
{
    if (m->param == PARAM_NONE)
        return false;
    put_member(out, "alg", facts_param(m->param)->name);
    put_member(out, "kty", "AKP");
    return put_octets(out, m, JWK_PUB, 0, false);
}

size_t model_canonical(const struct kvjwk_model *m, char *out, size_t cap)
{
    static const struct {
        enum kty_id base;
        bool (*put)(struct buf *out, const struct kvjwk_model *m);
    } writers[] = {
        {KTY_RSA, put_rsa}, {KTY_EC, put_ec},   {KTY_OCT, put_oct},
        {KTY_OKP, put_okp}, {KTY_AKP, put_akp},
    };
    enum kty_id base = facts_kty_base(m->kty);
    struct buf b;

    if (cap == 0)
        return 0;
    buf_init(&b, out, cap);
    for (size_t i = 0; i < ARRAY_LEN(writers); i++) {
        if (writers[i].base != base)
            continue;
        if (writers[i].put(&b, m)) {
            buf_str(&b, "}");
            if (!b.cut)
                return b.len;
        }
        break;
    }
    wipe(out, cap);
    return 0;
}
