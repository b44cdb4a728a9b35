// SPDX-License-Identifier: MIT
/* Key transfer blobs (BYOK), by themselves or in key_hsm of an import. */
#include "rules/kv.h"

#include "text/b64.h"

#define AES_LEAST 16 /* RFC 5649: the wrapped part is two semiblocks or more */
#define SEMIBLOCK 8
#define RSA_LEAST 1000 /* an RSA-2048 private key in PKCS #8 has about 1,200 octets */

/* ---- header ---- */

static bool expect_text(struct kvjwk_checker *c, const struct object *o, unsigned member,
                        enum rule_id rule, enum expected_id expected)
{
    const struct value *v = object_value(o, member);

    if (!value_ok(v) ||
        span_is(token_text(json_here(c), &c->scratch, v->token), facts_expected(expected)))
        return true;
    report(c, rule, at_value(c, v->token), 0, "{} is {}; expected \"{}\"",
           ARGS(A_STR(facts_member((enum shape_id)o->shape, member)->name), A_VALUE(c, v->token),
                A_STR(facts_expected(expected))));
    return false;
}

/* A blob out of a release result wraps with the environment's key, which is no key of the vault. */
static bool is_release_blob(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *v = object_value(o, TRANSFER_SCHEMA_VERSION);

    return value_ok(v) && span_is(token_text(json_here(c), &c->scratch, v->token),
                                  facts_expected(EXPECT_TRANSFER_SCHEMA_RELEASE));
}

static void check_schema(struct kvjwk_checker *c, const struct object *o)
{
    const struct value *v = object_value(o, TRANSFER_SCHEMA_VERSION);

    if (is_release_blob(c, o))
        report_as(c, RULE_KV_TRANSFER_SCHEMA, KVJWK_WARNING, at_value(c, v->token), 0,
                  "schema_version is {}, as in what a release gives back; a transfer has \"{}\"",
                  ARGS(A_VALUE(c, v->token), A_STR(facts_expected(EXPECT_TRANSFER_SCHEMA))));
    else
        expect_text(c, o, TRANSFER_SCHEMA_VERSION, RULE_KV_TRANSFER_SCHEMA, EXPECT_TRANSFER_SCHEMA);
}

static void check_kek(struct kvjwk_checker *c, const struct value *kid)
{
    struct identifier id;
    size_t at;

    if (!value_ok(kid))
        return;
    if (identifier_parse(&id, &at, token_text(json_here(c), &c->scratch, kid->token)) ==
            IDENTIFIER_OK &&
        id.version.len > 0)
        check_identifier(c, kid->token, &identifier_of_version, &id);
    else
        report(c, RULE_KV_TRANSFER_KID, at_value(c, kid->token), 0,
               "kid is {}; expected the identifier, with version, of the key exchange key",
               ARGS(A_VALUE(c, kid->token)));
}

static void check_header(struct kvjwk_checker *c, const struct object *blob)
{
    const struct value *v = object_value(blob, TRANSFER_HEADER);
    struct object header;

    if (!value_ok(v))
        return;
    object_read(&header, json_here(c), &c->scratch, v->token, SHAPE_TRANSFER_HEADER, false);
    check_object(c, &header);
    expect_text(c, &header, TRANSFER_HEADER_ALG, RULE_KV_TRANSFER_HEADER, EXPECT_TRANSFER_ALG);
    if (is_release_blob(c, blob))
        return;
    expect_text(c, &header, TRANSFER_HEADER_ENC, RULE_KV_TRANSFER_HEADER, EXPECT_TRANSFER_ENC);
    check_kek(c, object_value(&header, TRANSFER_HEADER_KID));
}

/* ---- ciphertext ---- */

/* An RSA block as long as some key exchange key, then the wrapped key. */
static bool is_split(const struct kvjwk_checker *c, uint32_t octets)
{
    for (unsigned p = 0; p < PARAM_COUNT; p++) {
        unsigned block = facts_param((enum param_id)p)->octets;

        if (support_key(c->edition, SERVICE_ALL, KTY_RSA_HSM, (enum param_id)p).support ==
            KVJWK_SUPPORT_NO)
            continue;
        if (octets >= block + AES_LEAST && (octets - block) % SEMIBLOCK == 0)
            return true;
    }
    return false;
}

static void check_ciphertext(struct kvjwk_checker *c, const struct object *blob)
{
    const struct value *v = object_value(blob, TRANSFER_CIPHERTEXT);

    if (!value_ok(v))
        return;
    if (!is_split(c, v->octets))
        report(
            c, RULE_KV_TRANSFER_LENGTH, at_value(c, v->token), 0,
            "ciphertext has {} octets; expected 256, 384 or 512 and a wrapped key, 16 or more in "
            "multiples of 8",
            ARGS(A_NUM(v->octets)));
    else if (facts_kty_base(c->model.kty) == KTY_RSA && v->octets < 256 + RSA_LEAST)
        report_as(c, RULE_KV_TRANSFER_LENGTH, KVJWK_WARNING, at_value(c, v->token), 0,
                  "ciphertext has {} octets, too few for an RSA private key in PKCS #8",
                  ARGS(A_NUM(v->octets)));
}

/* ---- the blob ---- */

static void check_blob(struct kvjwk_checker *c, const struct object *o)
{
    check_schema(c, o);
    check_header(c, o);
    check_ciphertext(c, o);
}

static void check_nested_blob(struct kvjwk_checker *c)
{
    struct object o;

    object_read(&o, &c->nested.json, &c->scratch, 0, SHAPE_TRANSFER, false);
    if (!object_is(&o)) {
        report(c, RULE_KV_TRANSFER_JSON, at_value(c, 0), 0,
               "the text is {}; expected the JSON object of a transfer blob", ARGS(A_VALUE(c, 0)));
        return;
    }
    check_object(c, &o);
    check_object_encoding(c, &o);
    check_blob(c, &o);
}

/* The transfer packages of the first generation of hardware are no JSON. */
static bool is_old_package(struct span base64)
{
    static const char mark[] = "TenantGenerated";
    uint8_t octets[64];
    size_t got = b64_decode(octets, sizeof(octets), base64);

    for (size_t i = 0; i + sizeof(mark) - 1 <= got; i++)
        if (memcmp(octets + i, mark, sizeof(mark) - 1) == 0)
            return true;
    return false;
}

static bool begins_json(struct span base64)
{
    uint8_t first[3];
    size_t got = b64_decode(first, sizeof(first), base64);

    return got > 0 && (first[0] == '{' || first[0] == ' ' || first[0] == '\n' || first[0] == '\r' ||
                       first[0] == '\t' || first[0] == 0xef);
}

static void check_alphabet(struct kvjwk_checker *c, const struct value *v)
{
    struct b64_info info;

    b64_scan(&info, B64_URL, model_text(&c->model, v));
    if (info.faults != 0)
        report(c, RULE_KV_TRANSFER_ALPHABET, at_text(c, v->token, 0, 1), 0,
               "key_hsm is in standard base64, as the documentation says; the API schema says "
               "base64url",
               NO_ARGS);
}

static void check_key_hsm(struct kvjwk_checker *c, const struct value *v)
{
    struct span text = model_text(&c->model, v);

    if (value_ok(v))
        check_alphabet(c, v);
    if (is_old_package(text))
        report_as(c, RULE_KV_TRANSFER_JSON, KVJWK_WARNING, at_value(c, v->token), 0,
                  "key_hsm is a transfer package of the first generation, which is no longer "
                  "documented",
                  NO_ARGS);
    else if (!begins_json(text))
        report(c, RULE_KV_TRANSFER_JSON, at_value(c, v->token), 0,
               "key_hsm does not hold JSON; expected the whole transfer blob in base64url",
               NO_ARGS);
    else if (nested_open(c, v, "the transfer blob in key_hsm"))
        check_nested_blob(c);
    nested_close(c);
}

/* ---- the key it is for ---- */

/* Key Vault, HSM-protected keys, BYOK: RSA and EC as the target type are for trying it out. */
static void check_target_type(struct kvjwk_checker *c)
{
    const kvjwk_kty *kty = facts_kty(c->model.held);
    struct where where;

    if (kty == NULL)
        return;
    where = at_value(c, c->model.kty_value->token);
    if (!kty->hsm)
        report_as(c, RULE_KV_TRANSFER_TYPE,
                  c->model.held == KTY_RSA || c->model.held == KTY_EC ? KVJWK_WARNING : KVJWK_ERROR,
                  where, 0,
                  "a transferred key has the type {}; expected RSA-HSM, EC-HSM or oct-HSM",
                  ARGS(A_STR(kty->name)));
    else if (c->model.held == KTY_OCT_HSM)
        report(c, RULE_KV_TRANSFER_TYPE, where, SERVICE_VAULT,
               "a symmetric key is not transferred into {}; a Managed HSM takes it",
               ARGS(A_STR(holders(SERVICE_VAULT))));
    if (facts_kty_base(c->model.held) == KTY_EC && !value_there(c->model.crv_value))
        report(c, RULE_KV_TRANSFER_CURVE, where, 0,
               "a transferred {} key needs crv: the blob does not tell its curve",
               ARGS(A_STR(kty->name)));
}

void check_transfer(struct kvjwk_checker *c)
{
    const struct value *v = object_value(&c->model.jwk, JWK_KEY_HSM);

    if (c->model.kind == KIND_KEY_TRANSFER) {
        if (object_is(&c->model.outer))
            check_blob(c, &c->model.outer);
        return;
    }
    if (!value_there(v))
        return;
    check_target_type(c);
    if (is_decodable(v) && v->octets > 0)
        check_key_hsm(c, v);
}
