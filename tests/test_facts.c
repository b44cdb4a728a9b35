// SPDX-License-Identifier: MIT
/* The tables hold together: names are unique, every row says where it is from, references lead
 * somewhere, and what is secret in one shape is secret in all. */
#define _POSIX_C_SOURCE 200809L

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "facts/facts.h"

#define FAIL_IF(condition, what)                                                                   \
    do {                                                                                           \
        if (condition)                                                                             \
            fail_msg("%s: %s", what, #condition);                                                  \
    } while (0)

/* ---- sources -----------------------------------------------------------------------------------
 */

#define FILE_OF(name) {name, NULL, NULL},
#define ROW(row, source) {NULL, row, source},

/* A row without a name is the file of those behind it. */
static const struct {
    const char *file, *row, *source;
} cited[] = {
    FILE_OF("editions.def")
#define EDITION(id, name, date, title, source) ROW(name, source)
#include "facts/editions.def"
        FILE_OF("api.def")
#define API(id, name, date, preview, source) ROW(name, source)
#include "facts/api.def"
            FILE_OF("kty.def")
#define KTY(id, name, base, hsm, kv, rfc, since, title, source) ROW(name, source)
#include "facts/kty.def"
                FILE_OF("params.def")
#define PARAM(id, name, base, bits, octets, strength, source) ROW(name, source)
#include "facts/params.def"
                    FILE_OF("curves.def")
#define CURVE(name, param, registry, source) ROW(name, source)
#include "facts/curves.def"
                        FILE_OF("fields.def")
#define FIELD(param, prime, order, source) ROW(#param, source)
#include "facts/fields.def"
                            FILE_OF("algs.def")
#define ALG(id, name, use, base, digest, bits, params, kv, jwa, since, title, source)              \
    ROW(name, source)
#include "facts/algs.def"
                                FILE_OF("ops.def")
#define OP(id, name, rfc, kv, key_op, dated, since, source) ROW(name, source)
#include "facts/ops.def"
                                    FILE_OF("usage.def")
#define OP_GROUP(op, group, part, source) ROW(#op, source)
#define OP_PAIR(a, b, source) ROW(#a, source)
#define ALG_ALSO(alg, base, params, source) ROW(#alg, source)
#include "facts/usage.def"
                                        FILE_OF("requests.def")
#define MODE(alg, mode, source) ROW(#alg, source)
#define SIGNATURE(alg, octets, source) ROW(#alg, source)
#define OVERHEAD(alg, octets, source) ROW(#alg, source)
#define DISCOURAGED(alg, source) ROW(#alg, source)
#include "facts/requests.def"
                                            FILE_OF("wrappings.def")
#define WRAPPING(id, name, digest, byok, source) ROW(name, source)
#include "facts/wrappings.def"
                                                FILE_OF("expected.def")
#define EXPECT(id, value, source) ROW(#id, source)
#include "facts/expected.def"
                                                    FILE_OF("kinds.def")
#define KIND(id, name, direction, form, outer, title, source) ROW(name, source)
#include "facts/kinds.def"
                                                        FILE_OF("members.def")
#define SHAPE(id, title)
#define SHAPE_END(id)
#define MEMBER(shape, id, name, type, encoding, flags, since, source) ROW(#shape "." name, source)
#include "facts/members.def"
                                                            FILE_OF("material.def")
#define MATERIAL(base, member, flags, source) ROW(#base "." #member, source)
#include "facts/material.def"
                                                                FILE_OF("optional.def")
#define OPTIONAL(shape, member, unless, source) ROW(#shape "." #member, source)
#include "facts/optional.def"
                                                                    FILE_OF("recovery.def")
#define RECOVERY(level, since, least, most, purgeable, source) ROW(level, source)
#include "facts/recovery.def"
                                                                        FILE_OF("clouds.def")
#define CLOUD(id, cloud, suffix, service, source) ROW(suffix, source)
#include "facts/clouds.def"
                                                                            FILE_OF("limits.def")
#define LIMIT(id, value, what, source) ROW(#id, source)
#include "facts/limits.def"
                                                                                FILE_OF(
                                                                                    "observed.def")
#define OBSERVED(services, ktys, params, what, source) ROW(what, source)
#include "facts/observed.def"
                                                                                    FILE_OF(
                                                                                        "fips.def")
#define FIPS(edition, protection, standard, level, source) ROW(protection, source)
#include "facts/fips.def"
                                                                                        FILE_OF(
                                                                                            "key_"
                                                                                            "ops."
                                                                                            "def")
#define KEY_OPS(ktys, ops, editions, source) ROW(#ktys, source)
#include "facts/key_ops.def"
                                                                                            FILE_OF(
                                                                                                "su"
                                                                                                "pp"
                                                                                                "or"
                                                                                                "t_"
                                                                                                "ke"
                                                                                                "ys"
                                                                                                "."
                                                                                                "de"
                                                                                                "f")
#define KEY_SUPPORT(editions, services, ktys, params, status, source) ROW(#ktys, source)
#include "facts/support_keys.def"
                                                                                                FILE_OF(
                                                                                                    "su"
                                                                                                    "pp"
                                                                                                    "or"
                                                                                                    "t_"
                                                                                                    "al"
                                                                                                    "gs"
                                                                                                    ".d"
                                                                                                    "e"
                                                                                                    "f")
#define ALG_SUPPORT(editions, services, ktys, params, algs, ops, status, source) ROW(#algs, source)
#include "facts/support_algs.def"
                                                                                                    FILE_OF(
                                                                                                        "rules.def")
#define RULE(id, name, sev, ret, level, targets, since, title, cite, remedy, why, bad, good)       \
    ROW(name, cite)
#include "facts/rules.def"
                                                                                                        FILE_OF(
                                                                                                            "regimes.def")
#define REGIME(id, name, title, issuer, document, published, force, from, mark, source)            \
    ROW(name, published)
#define REGIME_STEP(regime, base, least, most, curve, uses, status, from, clause, mark, note)      \
    ROW(#regime, from)
#define REGIME_ALG(regime, alg, base, status, from, clause, mark, note) ROW(#regime, from)
#define REGIME_EXPONENT(regime, least, most, from, clause, mark, note) ROW(#regime, from)
#include "facts/regimes.def"
                                                                                                            FILE_OF(
                                                                                                                "assess.def")
#define CRITERION(id, name, title, statement, remedy, weight)
#define FRAMEWORK(id, name, version, whose, mark) ROW(name, version)
#define CONTROL(framework, control, criterion)
#define CRYPTOPERIOD(name, symmetric, uses, duration, clause, mark) ROW(name, clause)
#define VALIDATION(standard, state, from, source, mark, remedy) ROW(standard, from)
#define HARDWARE(protection)
#include "facts/assess.def"
};

static bool has_digit(const char *text)
{
    return text[strcspn(text, "0123456789")] != '\0';
}

/* A document without a date, version or clause cannot be looked up. */
static void every_row_has_a_source(void **state)
{
    const char *file = "";
    size_t bad = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cited); i++) {
        if (cited[i].file != NULL) {
            file = cited[i].file;
        } else if (!has_digit(cited[i].source)) {
            fprintf(stderr, "%s: %s: %s\n", file, cited[i].row, cited[i].source);
            bad++;
        }
    }
    assert_int_equal(bad, 0);
}

static bool is_cited(const char *file)
{
    /* published.def and the tables of Azure Policy name files of repositories, not documents */
    static const char *const without_sources[] = {"aliases.def",        "azure_policy.def",
                                                  "azure_profiles.def", "detect.def",
                                                  "published.def",      "targets.def"};

    for (size_t i = 0; i < ARRAY_LEN(cited); i++)
        if (cited[i].file != NULL && strcmp(cited[i].file, file) == 0)
            return true;
    for (size_t i = 0; i < ARRAY_LEN(without_sources); i++)
        if (strcmp(without_sources[i], file) == 0)
            return true;
    return strncmp(file, "rules_", 6) == 0;
}

static void no_table_is_forgotten_here(void **state)
{
    DIR *folder = opendir(KVJWK_SOURCE_DIR "/lib/facts");
    struct dirent *entry;
    size_t tables = 0;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        const char *dot = strrchr(entry->d_name, '.');

        if (dot == NULL || strcmp(dot, ".def") != 0)
            continue;
        if (!is_cited(entry->d_name))
            fail_msg("%s has no rows in this test", entry->d_name);
        tables++;
    }
    closedir(folder);
    assert_true(tables > 20);
}

/* ---- names -------------------------------------------------------------------------------------
 */

/* Names of one table are unique; at() past the end and find() of nothing give nothing. */
#define CHECK_NAMES(noun, member)                                                                  \
    static void names_of_##noun(void **state)                                                      \
    {                                                                                              \
        size_t count = kvjwk_##noun##_count();                                                     \
                                                                                                   \
        (void)state;                                                                               \
        assert_true(count > 0);                                                                    \
        for (size_t i = 0; i < count; i++) {                                                       \
            const char *name = kvjwk_##noun##_at(i)->member;                                       \
                                                                                                   \
            if (kvjwk_##noun##_find(name) != kvjwk_##noun##_at(i))                                 \
                fail_msg("%s stands twice", name);                                                 \
        }                                                                                          \
        assert_null(kvjwk_##noun##_at(count));                                                     \
        assert_null(kvjwk_##noun##_at(SIZE_MAX));                                                  \
        assert_null(kvjwk_##noun##_find("nothing"));                                               \
        assert_null(kvjwk_##noun##_find(""));                                                      \
        assert_null(kvjwk_##noun##_find(NULL));                                                    \
    }
CHECK_NAMES(edition, name)
CHECK_NAMES(api_version, name)
CHECK_NAMES(kty, name)
CHECK_NAMES(alg, name)
CHECK_NAMES(op, name)
CHECK_NAMES(kind, name)
CHECK_NAMES(rule, id)

static void names_of_targets(void **state)
{
    kvjwk_target found;

    (void)state;
    for (int t = KVJWK_TARGET_ANY; t <= KVJWK_TARGET_RFC; t++) {
        assert_true(kvjwk_target_find(&found, kvjwk_target_name((kvjwk_target)t)));
        assert_int_equal(found, t);
        assert_true(strlen(kvjwk_target_title((kvjwk_target)t)) > 3);
    }
    assert_false(kvjwk_target_find(&found, "vault"));
    assert_false(kvjwk_target_find(&found, NULL));
    assert_string_equal(kvjwk_target_name((kvjwk_target)99), "unknown");
    assert_string_equal(kvjwk_severity_name((kvjwk_severity)99), "unknown");
    assert_string_equal(kvjwk_support_name((kvjwk_support)99), "unknown");
}

/* ---- rules -------------------------------------------------------------------------------------
 */

static bool is_id(const char *id)
{
    static const char *const prefixes[] = {"json-",     "jwk-",    "jwa-",    "kv-",
                                           "material-", "policy-", "regime-", "input-"};
    bool known = false;

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        known = known || strncmp(id, prefixes[i], strlen(prefixes[i])) == 0;
    return known && id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0' &&
           strstr(id, "--") == NULL && id[strlen(id) - 1] != '-' && strlen(id) < 60;
}

static bool is_sentence(const char *text)
{
    size_t n = strlen(text);

    return n > 5 && n < 600 && text[n - 1] == '.' && strchr(text, '\n') == NULL;
}

static bool is_target(const char *name)
{
    kvjwk_target unused;

    return strcmp(name, "all") == 0 || strcmp(name, "services") == 0 ||
           kvjwk_target_find(&unused, name);
}

static void rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_rule_count(); i++) {
        const kvjwk_rule *r = kvjwk_rule_at(i);
        unsigned major, minor, patch;
        char tail;

        FAIL_IF(!is_id(r->id), r->id);
        FAIL_IF(!is_sentence(r->title), r->id);
        FAIL_IF(!is_sentence(r->remedy), r->id);
        FAIL_IF(!is_sentence(r->why), r->id);
        FAIL_IF(r->severity_returned > r->severity, r->id);
        FAIL_IF(!is_target(r->targets), r->id);
        FAIL_IF(sscanf(r->since, "%u.%u.%u%c", &major, &minor, &patch, &tail) != 3, r->id);
        FAIL_IF(r->bad[0] == '\0' || r->good[0] == '\0', r->id);
        FAIL_IF(strcmp(r->bad, r->good) == 0, r->id);
        FAIL_IF(strncmp(r->id, "json-", 5) == 0 && strcmp(r->level, "text") != 0, r->id);
        FAIL_IF(strncmp(r->id, "jwk-", 4) == 0 && strcmp(r->targets, "managed-hsm") == 0, r->id);
    }
}

/* ---- types, sizes, algorithms ------------------------------------------------------------------
 */

static void key_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_kty_count(); i++) {
        const kvjwk_kty *k = kvjwk_kty_at(i), *base = kvjwk_kty_find(k->base);

        FAIL_IF(base == NULL || base->hsm || strcmp(base->base, k->base) != 0, k->name);
        FAIL_IF(k->hsm != (strstr(k->name, "-HSM") != NULL), k->name);
        FAIL_IF(k->hsm && k->rfc, k->name);
        FAIL_IF(k->key_vault && k->since == NULL, k->name);
        FAIL_IF(facts_kty_base(facts_kty_id(k)) != facts_kty_id(base), k->name);
        FAIL_IF(!k->hsm && facts_kty(facts_kty_hsm((enum kty_id)i))->hsm == false, k->name);
    }
}

static void sizes_and_curves(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_param_count(); i++) {
        const kvjwk_param *p = kvjwk_param_at(i);
        bool curve = strcmp(p->base, "EC") == 0 || strcmp(p->base, "OKP") == 0;

        FAIL_IF(kvjwk_kty_find(p->base) == NULL, p->name);
        FAIL_IF(curve && kvjwk_param_of_curve(p->name) != p, p->name);
        FAIL_IF(p->bits > 0 && (p->bits + 7) / 8 != p->octets && strcmp(p->name, "Ed448") != 0,
                p->name);
        FAIL_IF(!curve && p->bits > 0 && kvjwk_param_of_size(p->base, p->bits) != p, p->name);
        for (size_t k = 0; k < i; k++)
            FAIL_IF(strcmp(kvjwk_param_at(k)->name, p->name) == 0, p->name);
    }
    assert_null(kvjwk_param_at(kvjwk_param_count()));
    assert_null(kvjwk_param_of_size("RSA", 1025));
    assert_null(kvjwk_param_of_size("DSA", 1024));
    assert_null(kvjwk_param_of_size(NULL, 1024));
    assert_null(kvjwk_param_of_curve("p-256"));
    assert_null(kvjwk_param_of_curve(NULL));
}

static void spellings_of_curves(void **state)
{
    static const struct {
        const char *name, *rfc, *kv;
    } rows[] = {
        {"P-256", "P-256", "P-256"},          {"P-384", "P-384", "P-384"},
        {"P-521", "P-521", "P-521"},          {"P-256K", "secp256k1", "P-256K"},
        {"secp256k1", "secp256k1", "P-256K"}, {"SECP256K1", "secp256k1", "P-256K"},
        {"Ed25519", "Ed25519", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct curve *c = facts_curve_find(span_str(rows[i].name));
        const char *kv;

        FAIL_IF(c == NULL, rows[i].name);
        assert_string_equal(facts_curve_name((enum param_id)c->param, REGISTRY_RFC), rows[i].rfc);
        kv = facts_curve_name((enum param_id)c->param, REGISTRY_KV);
        FAIL_IF((kv == NULL) != (rows[i].kv == NULL), rows[i].name);
        FAIL_IF(kv != NULL && strcmp(kv, rows[i].kv) != 0, rows[i].name);
    }
    for (size_t i = 0; i < facts_curve_count; i++)
        FAIL_IF(facts_curve_find(span_str(facts_curves[i].name)) != &facts_curves[i],
                facts_curves[i].name);
}

static void algorithms(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_alg_count(); i++) {
        const kvjwk_alg *a = kvjwk_alg_at(i);

        FAIL_IF(strcmp(a->use, "sig") != 0 && strcmp(a->use, "enc") != 0, a->name);
        FAIL_IF(kvjwk_kty_find(a->base) == NULL, a->name);
        FAIL_IF(a->key_vault != (a->since != NULL), a->name);
        FAIL_IF(!a->key_vault && !a->jwa, a->name);
        FAIL_IF(a->digest != 0 && a->digest != 32 && a->digest != 48 && a->digest != 64, a->name);
        FAIL_IF(a->digest != 0 && strcmp(a->use, "sig") != 0, a->name);
        for (unsigned p = 0; p < PARAM_COUNT; p++)
            FAIL_IF((facts_alg_params((enum alg_id)i) & BIT(p)) &&
                        strcmp(facts_param((enum param_id)p)->base, a->base) != 0,
                    a->name);
    }
}

static void operations(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_op_count(); i++) {
        const kvjwk_op *o = kvjwk_op_at(i);

        FAIL_IF(!o->rfc && !o->key_vault, o->name);
        FAIL_IF(o->key_vault != (o->since != NULL), o->name);
        FAIL_IF((facts_op_find(span_str(o->name)) != OP_NONE) != o->key_op, o->name);
    }
    assert_false(kvjwk_op_find("create")->key_op);
}

/* ---- time --------------------------------------------------------------------------------------
 */

/* A date may be a year or a month alone. */
static bool not_before(const char *date, const char *other)
{
    size_t a = strlen(date), b = strlen(other);

    return strncmp(date, other, a < b ? a : b) >= 0;
}

static void editions_and_versions_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < kvjwk_edition_count(); i++)
        FAIL_IF(strcmp(kvjwk_edition_at(i - 1)->date, kvjwk_edition_at(i)->date) >= 0,
                kvjwk_edition_at(i)->name);
    assert_ptr_equal(kvjwk_edition_newest(), kvjwk_edition_at(kvjwk_edition_count() - 1));
    assert_string_equal(kvjwk_edition_newest()->name, "2026-07");
    for (size_t i = 1; i < kvjwk_api_version_count(); i++)
        FAIL_IF(!not_before(kvjwk_api_version_at(i)->date, kvjwk_api_version_at(i - 1)->date),
                kvjwk_api_version_at(i)->name);
    for (size_t i = 0; i < kvjwk_api_version_count(); i++)
        FAIL_IF(kvjwk_api_version_at(i)->preview !=
                    (strstr(kvjwk_api_version_at(i)->name, "preview") != NULL),
                kvjwk_api_version_at(i)->name);
}

/* ---- shapes and members ------------------------------------------------------------------------
 */

static void members_of_shapes(void **state)
{
    (void)state;
    for (unsigned s = 0; s < SHAPE_COUNT; s++) {
        const struct shape *shape = &facts_shapes[s];

        assert_true(shape->count > 0 && shape->count <= SHAPE_MEMBERS_MAX);
        for (unsigned i = 0; i < shape->count; i++) {
            const struct member *m = facts_member((enum shape_id)s, i);
            bool encoded = m->encoding >= ENCODING_OCTETS && m->encoding <= ENCODING_DURATION;

            FAIL_IF(m->length != strlen(m->name), m->name);
            FAIL_IF(facts_member_find((enum shape_id)s, span_str(m->name), false) != (int)i,
                    m->name);
            FAIL_IF(encoded && m->type != TYPE_STRING, m->name);
            FAIL_IF(m->encoding == ENCODING_TIME && m->type != TYPE_INT, m->name);
            FAIL_IF((m->flags & MEMBER_REQ) && (m->flags & MEMBER_RO) && s != SHAPE_LIST, m->name);
            FAIL_IF(strcmp(facts_member_name((enum shape_id)s, i, false), m->name) != 0, m->name);
        }
    }
}

static void spellings_of_the_command_line(void **state)
{
    int ops = facts_member_find(SHAPE_JWK, span_str("keyOps"), true);
    int hsm = facts_member_find(SHAPE_JWK, span_str("t"), true);

    (void)state;
    assert_int_equal(ops, JWK_KEY_OPS);
    assert_int_equal(hsm, JWK_KEY_HSM);
    assert_int_equal(facts_member_find(SHAPE_JWK, span_str("keyOps"), false), -1);
    assert_string_equal(facts_member_name(SHAPE_JWK, JWK_KEY_OPS, true), "keyOps");
    assert_int_equal(facts_member_like(SHAPE_JWK, span_str("KeyOps")), JWK_KEY_OPS);
    assert_int_equal(facts_member_like(SHAPE_JWK, span_str("KTY")), JWK_KTY);
    assert_int_equal(facts_member_like(SHAPE_JWK, span_str("modulus")), -1);
}

static void what_is_secret(void **state)
{
    static const char *const secret[] = {
        "d",     "p",      "q", "dp", "dq",     "qi",  "k",    "priv",       "oth",          "r",
        "value", "target", "D", "",   "secret", "key", "keys", "attributes", "releasePolicy"};
    static const char *const shown[] = {"kty", "kid",     "n",    "e",       "x",
                                        "y",   "crv",     "alg",  "key_ops", "keyOps",
                                        "exp", "expires", "data", "digest",  "nonce"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(secret); i++)
        FAIL_IF(facts_name_is_public(span_str(secret[i])), secret[i]);
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        FAIL_IF(!facts_name_is_public(span_str(shown[i])), shown[i]);
    assert_true(facts_name_is_container(span_str("key"), false));
    assert_true(facts_name_is_container(span_str("value"), true));
    assert_true(facts_name_is_container(span_str("releasePolicy"), false));
    assert_false(facts_name_is_container(span_str("value"), false));
    assert_false(facts_name_is_container(span_str("d"), false));
    assert_false(facts_name_is_container(span_str("oth"), true));
    assert_false(facts_name_is_container(span_str("kid"), false));
}

/* ---- the rest ----------------------------------------------------------------------------------
 */

static void kinds_of_documents(void **state)
{
    (void)state;
    for (size_t i = 0; i < kvjwk_kind_count(); i++) {
        const kvjwk_kind *k = kvjwk_kind_at(i);

        FAIL_IF(k->name[strspn(k->name, "abcdefghijklmnopqrstuvwxyz-")] != '\0', k->name);
        FAIL_IF(facts_kind_forms[i].outer >= SHAPE_COUNT, k->name);
        FAIL_IF(k->returned != (strstr(k->name, "bundle") || strstr(k->name, "item") ||
                                strstr(k->name, "az-") || strcmp(k->name, "key-list") == 0),
                k->name);
    }
}

static void protections(void **state)
{
    static const char *const always[] = {"software", "platform-1", "managed-hsm"};

    (void)state;
    for (size_t e = 0; e < kvjwk_edition_count(); e++)
        for (size_t i = 0; i < ARRAY_LEN(always); i++)
            assert_non_null(kvjwk_fips_find(kvjwk_edition_at(e), always[i]));
    assert_ptr_equal(kvjwk_fips_find(NULL, "software"),
                     kvjwk_fips_find(kvjwk_edition_newest(), "software"));
    assert_null(kvjwk_fips_find(NULL, "platform-3"));
    assert_null(kvjwk_fips_find(NULL, NULL));
    assert_null(kvjwk_fips_at(kvjwk_fips_count()));
}

static void clouds_and_recovery_levels(void **state)
{
    (void)state;
    for (size_t i = 0; i < facts_cloud_count; i++) {
        const struct cloud *c = &facts_clouds[i];

        FAIL_IF(c->hsm != (strncmp(c->suffix, "managedhsm.", 11) == 0), c->suffix);
        FAIL_IF(!c->hsm && strncmp(c->suffix, "vault.", 6) != 0, c->suffix);
        for (size_t k = 0; k < i; k++)
            FAIL_IF(strcmp(facts_clouds[k].suffix, c->suffix) == 0, c->suffix);
    }
    for (size_t i = 0; i < facts_recovery_count; i++) {
        const struct recovery *r = &facts_recovery[i];

        FAIL_IF(r->least_days > r->most_days || r->most_days > 90, r->level);
        FAIL_IF(r->purgeable != (strstr(r->level, "Purgeable") != NULL), r->level);
        FAIL_IF((strncmp(r->level, "Customized", 10) == 0) != (r->least_days == 7), r->level);
        for (size_t k = 0; k < i; k++)
            FAIL_IF(strcmp(facts_recovery[k].level, r->level) == 0, r->level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_a_source),
        cmocka_unit_test(no_table_is_forgotten_here),
        cmocka_unit_test(names_of_edition),
        cmocka_unit_test(names_of_api_version),
        cmocka_unit_test(names_of_kty),
        cmocka_unit_test(names_of_alg),
        cmocka_unit_test(names_of_op),
        cmocka_unit_test(names_of_kind),
        cmocka_unit_test(names_of_rule),
        cmocka_unit_test(names_of_targets),
        cmocka_unit_test(rules),
        cmocka_unit_test(key_types),
        cmocka_unit_test(sizes_and_curves),
        cmocka_unit_test(spellings_of_curves),
        cmocka_unit_test(algorithms),
        cmocka_unit_test(operations),
        cmocka_unit_test(editions_and_versions_are_in_order),
        cmocka_unit_test(members_of_shapes),
        cmocka_unit_test(spellings_of_the_command_line),
        cmocka_unit_test(what_is_secret),
        cmocka_unit_test(kinds_of_documents),
        cmocka_unit_test(protections),
        cmocka_unit_test(clouds_and_recovery_levels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
