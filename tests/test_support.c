// SPDX-License-Identifier: MIT
/*
 * The support matrix, every cell of every edition, against what this file says by itself: a few
 * small sentences of the documentation, written down without the tables of lib/facts.
 */
#include "outcome.h"

enum edition { Y2020, Y2024, Y2026, EDITIONS };
enum service { STANDARD, PREMIUM, MANAGED_HSM };

/* ---- the expectation ----------------------------------------------------------------------------
 */

static bool is_one_of(const char *name, const char *list)
{
    size_t n = strlen(name);

    for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name))
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Sizes are told from key sizes by their names alone: 2048 is RSA, 256 is oct. */
static const char rsa_sizes[] = "2048 3072 4096";
static const char ec_curves[] = "P-256 P-384 P-521 P-256K";
static const char aes_sizes[] = "128 192 256";
static const char ml_dsa[] = "ML-DSA-44 ML-DSA-65 ML-DSA-87";

/* Software keys live in vaults, HSM keys in Premium vaults and Managed HSMs. */
static kvjwk_support asymmetric(enum service service, bool hsm)
{
    bool there = hsm ? service != STANDARD : service != MANAGED_HSM;

    return there ? KVJWK_SUPPORT_YES : KVJWK_SUPPORT_NO;
}

/* oct-HSM: Managed HSM, at first without 192 bits; Premium vaults as a preview of July 2026. */
static kvjwk_support symmetric(enum edition edition, enum service service, const char *size)
{
    if (service == MANAGED_HSM)
        return edition == Y2020 && strcmp(size, "192") == 0 ? KVJWK_SUPPORT_NO : KVJWK_SUPPORT_YES;
    return service == PREMIUM && edition == Y2026 ? KVJWK_SUPPORT_PREVIEW : KVJWK_SUPPORT_NO;
}

static kvjwk_support key_of_size(enum edition edition, enum service service, const char *kty,
                                 const char *size)
{
    if (is_one_of(kty, "RSA RSA-HSM") && is_one_of(size, rsa_sizes))
        return asymmetric(service, strcmp(kty, "RSA-HSM") == 0);
    if (is_one_of(kty, "EC EC-HSM") && is_one_of(size, ec_curves))
        return asymmetric(service, strcmp(kty, "EC-HSM") == 0);
    if (strcmp(kty, "oct-HSM") == 0 && is_one_of(size, aes_sizes))
        return symmetric(edition, service, size);
    /* ML-DSA is a preview that the services do not document; an HSM type needs an HSM */
    if (edition == Y2026 && is_one_of(size, ml_dsa) &&
        (strcmp(kty, "AKP") == 0 || (strcmp(kty, "AKP-HSM") == 0 && service != STANDARD)))
        return KVJWK_SUPPORT_PREVIEW;
    return KVJWK_SUPPORT_NO;
}

/* Of the worse of two, as both must hold: yes, preview, unknown, no. */
static kvjwk_support worse(kvjwk_support a, kvjwk_support b)
{
    static const kvjwk_support order[] = {KVJWK_SUPPORT_NO, KVJWK_SUPPORT_UNKNOWN,
                                          KVJWK_SUPPORT_PREVIEW, KVJWK_SUPPORT_YES};

    for (size_t i = 0; i < 4; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return KVJWK_SUPPORT_NO;
}

static kvjwk_support better(kvjwk_support a, kvjwk_support b)
{
    return worse(a, b) == a ? b : a;
}

/* What key_ops of a type may hold. */
static const char *key_ops_of(enum edition edition, const char *kty)
{
    if (strcmp(kty, "RSA") == 0)
        return "encrypt decrypt sign verify wrapKey unwrapKey";
    if (strcmp(kty, "RSA-HSM") == 0)
        return edition == Y2026 ? "encrypt decrypt sign verify wrapKey unwrapKey import export "
                                  "secureWrapKey secureUnwrapKey"
                                : "encrypt decrypt sign verify wrapKey unwrapKey import export";
    if (strcmp(kty, "EC") == 0)
        return "sign verify";
    if (strcmp(kty, "EC-HSM") == 0)
        return "sign verify export";
    if (strcmp(kty, "oct-HSM") == 0)
        return edition == Y2026 ? "encrypt decrypt wrapKey unwrapKey sign verify export "
                                  "secureWrapKey secureUnwrapKey"
                                : "encrypt decrypt wrapKey unwrapKey export";
    if (begins(kty, "AKP"))
        return edition == Y2026 ? "sign verify" : "";
    return "";
}

/* Operations that an algorithm of the service does. */
static const char *ops_of_alg(const char *alg)
{
    if (is_one_of(alg, "RSA1_5 RSA-OAEP RSA-OAEP-256"))
        return "encrypt decrypt wrapKey unwrapKey";
    if (is_one_of(alg, "A128KW A192KW A256KW CKM_AES_KEY_WRAP CKM_AES_KEY_WRAP_PAD"))
        return "wrapKey unwrapKey";
    if (is_one_of(alg, "A128GCM A192GCM A256GCM A128CBC A192CBC A256CBC A128CBCPAD A192CBCPAD "
                       "A256CBCPAD"))
        return "encrypt decrypt";
    if (is_one_of(alg, "RS256 RS384 RS512 PS256 PS384 PS512 RSNULL ES256 ES384 ES512 ES256K HS256 "
                       "HS384 HS512 ML-DSA-44 ML-DSA-65 ML-DSA-87"))
        return "sign verify";
    return "";
}

/* HMAC and the PKCS #11 names came with edition 2026-07; which HMAC goes with which size of key is
 * not published, but that 256 bits go with HS256 is shown by the client's tests. */
static kvjwk_support symmetric_alg(enum edition edition, enum service service, const char *size,
                                   const char *alg)
{
    if (begins(alg, "HS") || begins(alg, "CKM_")) {
        if (edition != Y2026)
            return KVJWK_SUPPORT_NO;
        if (strcmp(alg, "HS256") == 0 && strcmp(size, "256") == 0)
            return KVJWK_SUPPORT_YES;
        return begins(alg, "CKM_") && service == MANAGED_HSM ? KVJWK_SUPPORT_YES
                                                             : KVJWK_SUPPORT_UNKNOWN;
    }
    return strncmp(alg + 1, size, 3) == 0 ? KVJWK_SUPPORT_YES : KVJWK_SUPPORT_NO;
}

/* Whether the algorithm goes with the key, as if the key were there. */
static kvjwk_support alg_of_size(enum edition edition, enum service service, const char *kty,
                                 const char *size, const char *alg)
{
    static const char *const pairs[][2] = {
        {"P-256", "ES256"},         {"P-384", "ES384"},         {"P-521", "ES512"},
        {"P-256K", "ES256K"},       {"ML-DSA-44", "ML-DSA-44"}, {"ML-DSA-65", "ML-DSA-65"},
        {"ML-DSA-87", "ML-DSA-87"},
    };

    if (begins(kty, "RSA"))
        return is_one_of(alg, "RS256 RS384 RS512 PS256 PS384 PS512 RSNULL RSA1_5 RSA-OAEP "
                              "RSA-OAEP-256")
                   ? KVJWK_SUPPORT_YES
                   : KVJWK_SUPPORT_NO;
    if (strcmp(kty, "oct-HSM") == 0)
        return is_one_of(alg, "HS256 HS384 HS512") || strlen(ops_of_alg(alg)) < 18
                   ? symmetric_alg(edition, service, size, alg)
                   : KVJWK_SUPPORT_NO;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        if (strcmp(size, pairs[i][0]) == 0 && strcmp(alg, pairs[i][1]) == 0)
            return KVJWK_SUPPORT_YES;
    return KVJWK_SUPPORT_NO;
}

struct cell {
    enum edition edition;
    enum service service;
    const char *kty, *size, *alg, *op; /* alg and op may be NULL */
};

static kvjwk_support expect_size(const struct cell *c)
{
    kvjwk_support key = key_of_size(c->edition, c->service, c->kty, c->size);
    bool making = c->op != NULL && c->alg == NULL && is_one_of(c->op, "create import");

    if (key == KVJWK_SUPPORT_NO || making || (c->alg == NULL && c->op == NULL))
        return key;
    if (c->alg == NULL)
        return is_one_of(c->op, key_ops_of(c->edition, c->kty)) ? key : KVJWK_SUPPORT_NO;
    if (ops_of_alg(c->alg)[0] == '\0' || (c->op != NULL && !is_one_of(c->op, ops_of_alg(c->alg))))
        return KVJWK_SUPPORT_NO;
    return worse(key, alg_of_size(c->edition, c->service, c->kty, c->size, c->alg));
}

/* Without a size: the best of all sizes. */
static kvjwk_support expect(const struct cell *c)
{
    kvjwk_support best = KVJWK_SUPPORT_NO;
    struct cell one = *c;

    if (c->size != NULL)
        return expect_size(c);
    for (size_t i = 0; i < kvjwk_param_count(); i++) {
        one.size = kvjwk_param_at(i)->name;
        best = better(best, expect_size(&one));
    }
    return best;
}

/* ---- every cell ---- */

static const char *const edition_names[EDITIONS] = {"2020-09", "2024-09", "2026-07"};

static kvjwk_answer ask(const struct cell *c, kvjwk_target target, const kvjwk_param *param)
{
    kvjwk_question q = {kvjwk_edition_find(edition_names[c->edition]),
                        target,
                        kvjwk_kty_find(c->kty),
                        param,
                        kvjwk_alg_find(c->alg),
                        kvjwk_op_find(c->op)};

    return kvjwk_ask(&q);
}

struct tally {
    size_t cells, wrong;
};

static void differ(struct tally *t, const struct cell *c, const char *target, kvjwk_support got,
                   kvjwk_support expected)
{
    if (t->wrong++ < 20)
        fprintf(stderr, "%s %s %s %s %s %s: %s; expected %s\n", edition_names[c->edition], target,
                c->kty, c->size == NULL ? "-" : c->size, c->alg == NULL ? "-" : c->alg,
                c->op == NULL ? "-" : c->op, kvjwk_support_name(got), kvjwk_support_name(expected));
}

static void check_cell(struct tally *t, struct cell *c, const kvjwk_param *param)
{
    kvjwk_support best = KVJWK_SUPPORT_NO;
    kvjwk_answer any;

    for (unsigned s = STANDARD; s <= MANAGED_HSM; s++) {
        kvjwk_target target = (kvjwk_target)(KVJWK_TARGET_VAULT_STANDARD + s);
        kvjwk_answer answer = ask(c, target, param);
        kvjwk_support expected;

        c->service = (enum service)s;
        expected = expect(c);
        best = better(best, expected);
        if (answer.support != expected)
            differ(t, c, kvjwk_target_name(target), answer.support, expected);
        if (answer.reason == NULL || (answer.support != KVJWK_SUPPORT_NO && answer.source == NULL))
            fail_msg("no reason or no source");
        t->cells++;
    }
    any = ask(c, KVJWK_TARGET_ANY, param);
    if (any.support != best)
        differ(t, c, "any", any.support, best);
}

static void check_algs(struct tally *t, struct cell *c, const kvjwk_param *param)
{
    for (size_t a = 0; a <= kvjwk_alg_count(); a++) {
        c->alg = a < kvjwk_alg_count() ? kvjwk_alg_at(a)->name : NULL;
        for (size_t o = 0; o <= kvjwk_op_count(); o++) {
            c->op = o < kvjwk_op_count() ? kvjwk_op_at(o)->name : NULL;
            check_cell(t, c, param);
        }
    }
}

static void every_cell_of_every_edition(void **state)
{
    struct tally t = {0, 0};

    (void)state;
    for (unsigned e = Y2020; e < EDITIONS; e++)
        for (size_t k = 0; k < kvjwk_kty_count(); k++)
            for (size_t p = 0; p <= kvjwk_param_count(); p++) {
                const kvjwk_param *param = kvjwk_param_at(p);
                struct cell c = {(enum edition)e,
                                 STANDARD,
                                 kvjwk_kty_at(k)->name,
                                 param == NULL ? NULL : param->name,
                                 NULL,
                                 NULL};

                if (param != NULL && strcmp(param->base, kvjwk_kty_at(k)->base) != 0)
                    c.size = "of another type";
                check_algs(&t, &c, param);
            }
    printf("%zu cells\n", t.cells);
    assert_int_equal(t.wrong, 0);
    assert_int_equal(kvjwk_edition_count(), EDITIONS);
}

/* Some cells by name, as the sentences of the documentation have them. */
static void sentences(void **state)
{
    static const struct {
        struct cell cell;
        kvjwk_support support;
    } rows[] = {
        {{Y2024, STANDARD, "RSA-HSM", "2048", NULL, "create"}, KVJWK_SUPPORT_NO},
        {{Y2024, PREMIUM, "RSA-HSM", "2048", NULL, "create"}, KVJWK_SUPPORT_YES},
        {{Y2024, MANAGED_HSM, "RSA", "2048", NULL, "import"}, KVJWK_SUPPORT_NO},
        {{Y2024, STANDARD, "RSA", "1024", NULL, NULL}, KVJWK_SUPPORT_NO},
        {{Y2024, STANDARD, "EC", "P-256K", "ES256K", "sign"}, KVJWK_SUPPORT_YES},
        {{Y2024, STANDARD, "EC", "P-256", "ES256K", "sign"}, KVJWK_SUPPORT_NO},
        {{Y2024, STANDARD, "EC", "P-256", "ES256", "encrypt"}, KVJWK_SUPPORT_NO},
        {{Y2024, PREMIUM, "oct-HSM", "256", NULL, NULL}, KVJWK_SUPPORT_NO},
        {{Y2026, PREMIUM, "oct-HSM", "256", NULL, NULL}, KVJWK_SUPPORT_PREVIEW},
        {{Y2026, PREMIUM, "oct-HSM", "256", "A256KW", "wrapKey"}, KVJWK_SUPPORT_PREVIEW},
        {{Y2020, MANAGED_HSM, "oct-HSM", "192", "A192KW", "wrapKey"}, KVJWK_SUPPORT_NO},
        {{Y2024, MANAGED_HSM, "oct-HSM", "256", "HS256", "sign"}, KVJWK_SUPPORT_NO},
        {{Y2026, MANAGED_HSM, "oct-HSM", "256", "HS256", "sign"}, KVJWK_SUPPORT_YES},
        {{Y2026, MANAGED_HSM, "oct-HSM", "256", "HS512", "sign"}, KVJWK_SUPPORT_UNKNOWN},
        {{Y2026, MANAGED_HSM, "oct", "256", NULL, "create"}, KVJWK_SUPPORT_NO},
        {{Y2026, STANDARD, "OKP", "Ed25519", "EdDSA", "sign"}, KVJWK_SUPPORT_NO},
        {{Y2024, STANDARD, "RSA", "4096", "RSA-OAEP-512", "encrypt"}, KVJWK_SUPPORT_NO},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct cell *c = &rows[i].cell;
        const kvjwk_kty *kty = kvjwk_kty_find(c->kty);
        const kvjwk_param *param = kvjwk_param_of_curve(c->size);
        kvjwk_answer answer;

        if (param == NULL)
            param = kvjwk_param_of_size(kty->base, (unsigned)strtoul(c->size, NULL, 10));
        answer = ask(c, (kvjwk_target)(KVJWK_TARGET_VAULT_STANDARD + c->service), param);
        assert_int_equal(answer.support, rows[i].support);
        assert_int_equal(expect(c), rows[i].support);
    }
}

static void questions_that_ask_nothing(void **state)
{
    kvjwk_question q = {NULL, KVJWK_TARGET_RFC, kvjwk_kty_find("RSA"), NULL, NULL, NULL};

    (void)state;
    assert_int_equal(kvjwk_ask(&q).support, KVJWK_SUPPORT_NO);
    assert_non_null(kvjwk_ask(&q).reason);
    assert_int_equal(kvjwk_ask(NULL).support, KVJWK_SUPPORT_NO);
    q.target = KVJWK_TARGET_ANY;
    assert_int_equal(kvjwk_ask(&q).support, KVJWK_SUPPORT_YES);
    q.kty = NULL;
    assert_int_equal(kvjwk_ask(&q).support, KVJWK_SUPPORT_NO);
}

/* ---- what protects a key ---- */

#define X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define HELD(kty, host, platform)                                                                  \
    "{\"key\":{\"kty\":\"" kty "\",\"kid\":\"https://" host "/keys/k/"                             \
    "0123456789abcdef0123456789abcdef\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y              \
    "\",\"key_ops\":[\"sign\",\"verify\"]},\"attributes\":{\"enabled\":true,"                      \
    "\"created\":1700000000,\"updated\":1700000000" platform "}}"
#define PLATFORM(n) ",\"hsmPlatform\":\"" n "\""
#define VAULT "contoso.vault.azure.net"
#define HSM "contoso.managedhsm.azure.net"

static void expect_protection(const char *text, kvjwk_target target, enum edition edition,
                              const char *expected)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    const kvjwk_fips *fips;
    struct outcome *o;
    char told[64] = "unknown";

    options.edition = kvjwk_edition_find(edition_names[edition]);
    options.target = target;
    o = outcome_of(text, strlen(text), &options);
    assert_int_equal(o->key_count, 1);
    fips = kvjwk_fips_find(options.edition, o->keys[0].protection);
    if (fips != NULL)
        snprintf(told, sizeof(told), "%s Level %u", fips->standard, fips->level);
    if (strcmp(told, expected) != 0)
        fail_msg("%s, edition %s, %s: %s; expected %s", text, edition_names[edition],
                 kvjwk_target_name(target), told, expected);
    free(o);
}

/* hsmPlatform and the host name tell what protects a key; the edition tells what that is worth. */
static void protection_of_held_keys(void **state)
{
    static const struct {
        const char *text, *expected[EDITIONS];
    } rows[] = {
        {HELD("EC", VAULT, PLATFORM("0")),
         {"FIPS 140-2 Level 1", "FIPS 140-2 Level 1", "FIPS 140-2 Level 1"}},
        {HELD("EC-HSM", VAULT, PLATFORM("1")),
         {"FIPS 140-2 Level 2", "FIPS 140-2 Level 2", "FIPS 140-2 Level 2"}},
        {HELD("EC-HSM", VAULT, PLATFORM("2")),
         {"unknown", "FIPS 140-2 Level 3", "FIPS 140-3 Level 3"}},
        {HELD("EC-HSM", HSM, ""),
         {"FIPS 140-2 Level 3", "FIPS 140-2 Level 3", "FIPS 140-3 Level 3"}},
        {HELD("EC", VAULT, ""), {"FIPS 140-2 Level 1", "FIPS 140-2 Level 1", "FIPS 140-2 Level 1"}},
        {HELD("EC-HSM", VAULT, PLATFORM("9")), {"unknown", "unknown", "unknown"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (unsigned e = 0; e < EDITIONS; e++)
            expect_protection(rows[i].text, KVJWK_TARGET_ANY, (enum edition)e, rows[i].expected[e]);
}

/* A key about to be made lands on the newest platform of where it goes. */
static void protection_of_keys_to_come(void **state)
{
    static const char soft[] = "{\"kty\":\"EC\",\"crv\":\"P-256\"}";
    static const char hard[] = "{\"kty\":\"EC-HSM\",\"crv\":\"P-256\"}";

    (void)state;
    for (unsigned e = 0; e < EDITIONS; e++)
        expect_protection(soft, KVJWK_TARGET_VAULT_STANDARD, (enum edition)e, "FIPS 140-2 Level 1");
    expect_protection(hard, KVJWK_TARGET_VAULT_PREMIUM, Y2020, "FIPS 140-2 Level 2");
    expect_protection(hard, KVJWK_TARGET_VAULT_PREMIUM, Y2024, "FIPS 140-2 Level 3");
    expect_protection(hard, KVJWK_TARGET_VAULT_PREMIUM, Y2026, "FIPS 140-3 Level 3");
    expect_protection(hard, KVJWK_TARGET_MANAGED_HSM, Y2020, "FIPS 140-2 Level 3");
    expect_protection(hard, KVJWK_TARGET_MANAGED_HSM, Y2024, "FIPS 140-2 Level 3");
    expect_protection(hard, KVJWK_TARGET_MANAGED_HSM, Y2026, "FIPS 140-3 Level 3");
    /* anywhere: known only where every place that takes it has the same */
    expect_protection(hard, KVJWK_TARGET_ANY, Y2020, "unknown");
    expect_protection(hard, KVJWK_TARGET_ANY, Y2024, "FIPS 140-2 Level 3");
    expect_protection(hard, KVJWK_TARGET_ANY, Y2026, "FIPS 140-3 Level 3");
    expect_protection(hard, KVJWK_TARGET_RFC, Y2026, "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_of_every_edition), cmocka_unit_test(sentences),
        cmocka_unit_test(questions_that_ask_nothing),  cmocka_unit_test(protection_of_held_keys),
        cmocka_unit_test(protection_of_keys_to_come),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
