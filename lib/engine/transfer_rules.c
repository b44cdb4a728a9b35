// SPDX-License-Identifier: MIT
/* The rules of transfer blobs: which key may carry, which may travel, and what must be inside. */
#include "engine/transfer.h"

static bool is_service(const kvjwk_engine_transfer *t)
{
    return t->target != KVJWK_TARGET_RFC;
}

static bool is_base(const kvjwk_engine_key *key, const char *base)
{
    return strcmp(key->facts.kty->base, base) == 0;
}

/* ---- the key exchange key ---- */

static kvjwk_support held(const kvjwk_engine_transfer *t, const kvjwk_kty *kty,
                          const kvjwk_param *param, const char *op)
{
    const kvjwk_question question = {t->edition, t->target, kty, param, NULL, kvjwk_op_find(op)};
    kvjwk_support support = kvjwk_ask(&question).support;

    if (param == NULL)
        return KVJWK_SUPPORT_NO;
    if (support == KVJWK_SUPPORT_PREVIEW && t->allow_preview)
        return KVJWK_SUPPORT_YES;
    if (support == KVJWK_SUPPORT_UNKNOWN && t->allow_unknown)
        return KVJWK_SUPPORT_YES;
    return support;
}

static void judge_import_key(struct session *s)
{
    const kvjwk_engine_transfer *t = transfer_of(s);
    const kvjwk_engine_facts *f = &s->key->facts;
    uint32_t import_bit = 1u << (kvjwk_op_find("import") - kvjwk_op_at(0));
    char key[48];

    if (!t->wrapping->byok)
        refuse(s, "kv-op-transfer-wrapping", "enc is {}; expected CKM_RSA_AES_KEY_WRAP",
               ARGS(A_STR(t->wrapping->name)));
    if (!f->kty->hsm || held(t, f->kty, f->param, "import") != KVJWK_SUPPORT_YES)
        refuse(s, "kv-op-transfer-kek", "{}; expected RSA-HSM of a size that the target holds",
               ARGS(A_STR(key_words(key, f))));
    if (f->usage.has_key_ops && f->usage.key_ops != import_bit)
        refuse(s, "kv-op-transfer-kek", "key_ops of the key exchange key is not import alone",
               NO_ARGS);
    if (f->usage.disabled)
        refuse(s, "kv-op-disabled", "enabled is false: the key exchange key does not work",
               NO_ARGS);
}

void transfer_judge_kek(struct session *s)
{
    const kvjwk_engine_transfer *t = transfer_of(s);
    size_t overhead = 2 * hash_octets(hash_of_name(t->wrapping->digest)) + 2;
    char key[48];

    if (!is_base(s->key, "RSA"))
        refuse(s, "kv-op-transfer-kek", "{}; keys travel under an RSA key",
               ARGS(A_STR(key_words(key, &s->key->facts))));
    else if (modulus_octets(s->key) < overhead + 32)
        refuse(s, "kv-op-transfer-kek", "{}: no room for an AES key",
               ARGS(A_STR(key_words(key, &s->key->facts))));
    if (is_service(t) && !t->release)
        judge_import_key(s);
}

/* ---- the key that travels ---- */

static const kvjwk_kty *hsm_type(const kvjwk_kty *kty)
{
    for (size_t i = 0; i < kvjwk_kty_count(); i++) {
        const kvjwk_kty *row = kvjwk_kty_at(i);

        if (row->hsm && strcmp(row->base, kty->base) == 0)
            return row;
    }
    return kty;
}

void transfer_judge_moved(struct session *s, const kvjwk_engine_key *moved)
{
    const kvjwk_engine_transfer *t = transfer_of(s);
    const kvjwk_engine_facts *f = &moved->facts;
    kvjwk_support support;
    char key[48];

    key_words(key, f);
    if (!f->private_part) {
        refuse(s, "kv-op-private-part", "the key that travels has no private part", NO_ARGS);
        return;
    }
    if (!is_base(moved, "RSA") && !is_base(moved, "EC") && !is_base(moved, "oct")) {
        refuse(s, "kv-op-transfer-target", "{}; expected RSA, EC or oct", ARGS(A_STR(key)));
        return;
    }
    if (!is_service(t))
        return;
    support = held(t, hsm_type(f->kty), f->param, "import");
    if (support == KVJWK_SUPPORT_PREVIEW)
        refuse(s, "kv-op-preview", "an {} is a preview there; --allow-preview does it",
               ARGS(A_STR(key)));
    else if (support != KVJWK_SUPPORT_YES)
        refuse(s, "kv-op-transfer-target", "{}: the target does not hold it as {}",
               ARGS(A_STR(key), A_STR(hsm_type(f->kty)->name)));
}

/* ---- what is inside ---- */

static bool starts(kvjwk_bytes b, size_t at, const char *octets, size_t length)
{
    return b.length >= at + length && memcmp((const char *)b.ptr + at, octets, length) == 0;
}

/* Octets of a DER tag and its length; 0 when there is no SEQUENCE. */
static size_t sequence_head(kvjwk_bytes b)
{
    const uint8_t *at = b.ptr;

    if (b.length < 4 || at[0] != 0x30)
        return 0;
    return at[1] < 0x80 ? 2 : 2 + (size_t)(at[1] & 0x7f);
}

/* Names the forms that are met in practice by their first octets. */
static const char *form_of(kvjwk_bytes b)
{
    size_t head = sequence_head(b);

    if (starts(b, 0, "-----BEGIN ", 11))
        return "PEM text";
    if (head == 0)
        return "neither DER nor an AES key";
    if (starts(b, head, "\x02\x01\x00\x30", 4))
        return "a PrivateKeyInfo that cannot be read";
    if (starts(b, head, "\x02\x01\x00\x02", 4))
        return "an RSAPrivateKey of PKCS #1";
    if (starts(b, head, "\x02\x01\x01\x04", 4))
        return "an ECPrivateKey of SEC 1";
    return starts(b, head, "\x30", 1) ? "a public key, or an encrypted private one"
                                      : "DER of another kind";
}

static bool is_aes_key(kvjwk_bytes b)
{
    return b.length == 16 || b.length == 24 || b.length == 32;
}

static void refuse_content(struct session *s, kvjwk_bytes plain, const char *expected)
{
    refuse(s, "kv-op-transfer-content", "{} octets, {}; expected {}",
           ARGS(A_NUM(plain.length), A_STR(form_of(plain)), A_STR(expected)));
}

static void read_oct(struct session *s, kvjwk_bytes plain, const kvjwk_kty *kty,
                     kvjwk_engine_key **moved)
{
    kvjwk_engine_parts parts = KVJWK_ENGINE_PARTS_INIT;

    if (!is_aes_key(plain)) {
        refuse_content(s, plain, "the 16, 24 or 32 octets of an AES key");
        return;
    }
    parts.kty = kty;
    parts.k = plain;
    s->status = kvjwk_engine_key_from_parts(moved, s->key->ctx, &parts, s->sink);
}

static void read_pkcs8(struct session *s, kvjwk_bytes plain, const kvjwk_kty *kty,
                       kvjwk_engine_key **moved)
{
    kvjwk_engine_key *key = NULL;

    s->status = kvjwk_engine_key_from_der(&key, s->key->ctx, NULL, plain, NULL, NULL);
    if (s->status != KVJWK_OK)
        return;
    if (key == NULL || !key->facts.private_part) {
        refuse_content(s, plain, "a PrivateKeyInfo of PKCS #8");
    } else if (strcmp(key->facts.kty->base, kty->base) != 0) {
        refuse(s, "kv-op-transfer-content", "{} key; expected {}",
               ARGS(A_STR(key->facts.kty->name), A_STR(kty->name)));
    } else {
        key->facts.kty = kty;
        *moved = key;
        return;
    }
    kvjwk_engine_key_free(&key);
}

/* Without an expectation: what looks like an AES key is one, the rest has to tell its type. */
static const kvjwk_kty *guess(struct session *s, kvjwk_bytes plain)
{
    kvjwk_engine_key *key = NULL;
    const kvjwk_kty *kty = kvjwk_kty_find("RSA-HSM");

    if (is_aes_key(plain))
        return kvjwk_kty_find("oct-HSM");
    s->status = kvjwk_engine_key_from_der(&key, s->key->ctx, NULL, plain, NULL, NULL);
    if (key != NULL)
        kty = hsm_type(key->facts.kty);
    kvjwk_engine_key_free(&key);
    return kty;
}

void transfer_read_content(struct session *s, kvjwk_bytes plain, const kvjwk_kty *kty,
                           kvjwk_engine_key **moved)
{
    if (kty == NULL)
        kty = guess(s, plain);
    if (s->status != KVJWK_OK)
        return;
    if (strcmp(kty->base, "oct") == 0)
        read_oct(s, plain, kty, moved);
    else
        read_pkcs8(s, plain, kty, moved);
    if (*moved != NULL)
        transfer_judge_moved(s, *moved);
}
