// SPDX-License-Identifier: MIT
/* What regimes say of a key on a day; expectations are written here by hand, not computed. */
#include "outcome.h"

#include "kvjwk/regimes.h"

#define DAY 86400

static kvjwk_assessment seen;
static size_t seen_keys;
static kvjwk_assess_options as;

static int assess(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)payload;
    (void)key_index;
    seen_keys++;
    kvjwk_assess(&seen, key, &as);
    return 0;
}

static void look(const char *text, const char *day)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_sink sink = {NULL, assess, NULL, true};

    assert_true(kvjwk_time_parse(&as.as_of, day));
    seen_keys = 0;
    options.has_now = true;
    options.now = as.as_of;
    assert_int_equal(kvjwk_check(text, strlen(text), &options, &sink, NULL), KVJWK_OK);
    assert_int_equal(seen_keys, 1);
}

static const kvjwk_verdict_of_regime *said_by(const char *regime)
{
    return &seen.regimes[kvjwk_regime_find(regime) - kvjwk_regime_at(0)];
}

static void expect(const char *regime, const char *standing, const char *next_from)
{
    const kvjwk_verdict_of_regime *v = said_by(regime);
    const char *from = v->next == NULL ? NULL : v->next->from;

    if (strcmp(kvjwk_standing_name(v->standing), standing) != 0 ||
        (from == NULL) != (next_from == NULL) || (from != NULL && strcmp(from, next_from) != 0))
        fail_msg("%s: %s, next %s; expected %s, next %s", regime, kvjwk_standing_name(v->standing),
                 from, standing, next_from);
}

static void expect_met(const char *criterion, const char *met)
{
    kvjwk_met is = seen.criteria[kvjwk_criterion_find(criterion) - kvjwk_criterion_at(0)];

    if (strcmp(kvjwk_met_name(is), met) != 0)
        fail_msg("%s: %s, expected %s", criterion, kvjwk_met_name(is), met);
}

#define SIGNER(kty, more, ops, attributes)                                                         \
    "{\"key\":{\"kid\":\"https://contoso.vault.azure.net/keys/k/"                                  \
    "0123456789abcdef0123456789abcdef\",\"kty\":\"" kty "\"," more ",\"key_ops\":[" ops            \
    "]},\"attributes\":{\"enabled\":true,\"created\":1700000000,\"updated\":1700000000" attributes \
    "}}"
#define CURVE(name) "\"crv\":\"" name "\",\"x\":\"AA\",\"y\":\"AA\""
#define SIZE(n, e) "\"n\":\"" n "\",\"e\":\"" e "\""
#define N2048 A64 A64 A64 A64 A64 "gAAAAAAAAAAAAAAAAAAAAQ"
#define A64 "gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define N3072 A64 A64 A64 A64 A64 A64 A64 A64

static void test_rsa_2048(void **state)
{
    (void)state;
    look(SIGNER("RSA", SIZE(N2048, "AQAB"), "\"sign\",\"verify\"", ""), "2026-11-24");
    expect("sp800-57", "acceptable", "2031-01-01");
    expect("sp800-131a", "acceptable", "2031-01-01");
    expect("fips186-5", "acceptable", NULL);
    expect("sp800-38", "not-applicable", NULL);
    expect("cnsa-1.0", "disallowed", NULL);
    expect("cnsa-2.0", "deprecated", "2031-01-01");
    expect("bsi-tr-02102-1", "disallowed", NULL);
    expect("anssi-rgs-b1", "acceptable", "2031-01-01");
    expect("sog-is-acm", "disallowed", NULL);
    expect("pci-dss-4.0.1", "acceptable", NULL);
    expect("ir8547", "acceptable", "2031-01-01");
    expect("microsoft", "acceptable", NULL);
    assert_int_equal(seen.strength, 112);
    assert_int_equal(seen.uses, KVJWK_SIGNS);
}

static void test_days(void **state)
{
    (void)state;
    look(SIGNER("RSA", SIZE(N2048, "AQAB"), "\"sign\",\"verify\"", ""), "2030-12-31");
    expect("sp800-131a", "acceptable", "2031-01-01");
    look(SIGNER("RSA", SIZE(N2048, "AQAB"), "\"sign\",\"verify\"", ""), "2031-01-01");
    expect("sp800-131a", "disallowed", NULL);
    expect("ir8547", "deprecated", "2036-01-01");
    look(SIGNER("RSA", SIZE(N2048, "AQAB"), "\"sign\",\"verify\"", ""), "2025-12-31");
    expect("sog-is-acm", "legacy", "2026-01-01");
    expect("bsi-tr-02102-1", "not-in-force", NULL);
    look(SIGNER("RSA", SIZE(N2048, "AQAB"), "\"sign\",\"verify\"", ""), "2012-01-01");
    expect("sp800-131a", "not-in-force", NULL);
}

/* By use: classical key establishment ends four years before signatures. */
static void test_uses(void **state)
{
    (void)state;
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"sign\",\"verify\"", ""), "2026-11-24");
    expect("bsi-tr-02102-1", "acceptable", "2036-01-01");
    expect_met("separate-use", "met");
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"wrapKey\",\"unwrapKey\"", ""), "2026-11-24");
    expect("bsi-tr-02102-1", "acceptable", "2032-01-01");
    expect("fips186-5", "not-applicable", NULL);
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"sign\",\"decrypt\"", ""), "2026-11-24");
    expect("bsi-tr-02102-1", "acceptable", "2032-01-01");
    expect_met("separate-use", "not-met");
}

static void test_exponent(void **state)
{
    (void)state;
    look(SIGNER("RSA", SIZE(N2048, "Aw"), "\"sign\"", ""), "2026-11-24");
    expect("fips186-5", "disallowed", NULL);
    assert_true(said_by("fips186-5")->exponent);
    expect("sp800-57", "acceptable", "2031-01-01");
}

static void test_curves(void **state)
{
    (void)state;
    look(SIGNER("EC", CURVE("P-256K"), "\"sign\"", ""), "2026-11-24");
    expect("sp800-131a", "disallowed", NULL);
    expect("sp800-57", "acceptable", NULL);
    expect_met("approved-curve", "not-met");
    look(SIGNER("EC", CURVE("P-384"), "\"sign\"", ""), "2026-11-24");
    expect("cnsa-1.0", "acceptable", "2032-01-01");
    expect("cnsa-2.0", "deprecated", "2031-01-01");
    expect_met("approved-curve", "met");
    assert_int_equal(seen.strength, 192);
}

static void test_unknown(void **state)
{
    (void)state;
    look("{\"kid\":\"https://contoso.vault.azure.net/keys/k\",\"attributes\":{\"enabled\":true}}",
         "2026-11-24");
    expect("sp800-131a", "unknown", NULL);
    assert_int_equal(seen.strength, 0);
    expect_met("strength-112", "unknown");
    expect_met("expiry-set", "not-met");
    expect_met("hsm-backed", "unknown");
}

static bool avoids(const char *regime, const char *alg)
{
    uint64_t bits = said_by(regime)->unwanted;

    for (size_t i = 0; kvjwk_unwanted_at(i) != NULL; i++)
        if ((bits >> i & 1) && strcmp(kvjwk_unwanted_at(i)->alg, alg) == 0)
            return true;
    return false;
}

static void test_algorithms(void **state)
{
    (void)state;
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"wrapKey\"", ""), "2026-11-24");
    assert_true(avoids("sp800-131a", "RSA1_5"));
    assert_false(avoids("sp800-131a", "RSNULL")); /* it does not sign */
    assert_false(avoids("sp800-131a", "RSA-OAEP"));
    assert_true(avoids("microsoft", "RSA-OAEP"));
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"wrapKey\"", ""), "2031-01-01");
    assert_true(avoids("sp800-131a", "RSA-OAEP"));
}

static void test_protection(void **state)
{
    (void)state;
    look(SIGNER("EC-HSM", CURVE("P-256"), "\"sign\"", ",\"hsmPlatform\":\"1\""), "2026-11-24");
    assert_string_equal(seen.fips->standard, "FIPS 140-2");
    assert_int_equal(seen.fips->level, 2);
    assert_string_equal(seen.validation->state, "historical");
    expect_met("fips-active", "not-met");
    expect_met("hsm-backed", "met");
    look(SIGNER("EC-HSM", CURVE("P-256"), "\"sign\"", ",\"hsmPlatform\":\"1\""), "2026-09-20");
    assert_string_equal(seen.validation->state, "active");
    assert_string_equal(seen.validation_next->from, "2026-09-21");
    expect_met("fips-active", "met");
    look(SIGNER("EC-HSM", CURVE("P-256"), "\"sign\"", ",\"hsmPlatform\":\"2\""), "2026-11-24");
    assert_string_equal(seen.validation->state, "active");
    look(SIGNER("EC", CURVE("P-256"), "\"sign\"", ",\"hsmPlatform\":\"0\""), "2026-11-24");
    expect_met("hsm-backed", "not-met");
}

/* Made on 2023-11-14: a signature key ends on 2026-11-14, one that wraps on 2025-11-14. */
static void test_life(void **state)
{
    (void)state;
    look(SIGNER("EC", CURVE("P-256"), "\"sign\"", ""), "2026-11-13");
    expect_met("cryptoperiod", "met");
    assert_int_equal(seen.life.age_days, 1094);
    look(SIGNER("EC", CURVE("P-256"), "\"sign\"", ""), "2026-11-15");
    expect_met("cryptoperiod", "not-met");
    look(SIGNER("RSA", SIZE(N3072, "AQAB"), "\"wrapKey\"", ""), "2025-11-15");
    expect_met("cryptoperiod", "not-met");
    look(SIGNER("EC", CURVE("P-256"), "\"sign\"", ",\"exp\":1800000000"), "2026-11-24");
    assert_int_equal(seen.life.state, KVJWK_STATE_ACTIVE);
    assert_int_equal(seen.life.remaining_days, (1800000000 - 1795478400) / DAY);
    expect_met("expiry-set", "met");
    expect_met("not-expired", "met");
    look(SIGNER("EC", CURVE("P-256"), "\"sign\"", ",\"exp\":1800000000"), "2027-01-16");
    assert_int_equal(seen.life.state, KVJWK_STATE_DEACTIVATED);
    expect_met("not-expired", "not-met");
    expect_met("cryptoperiod", "not-applicable");
}

/* ---- the rows themselves ---- */

static bool same_keys(const kvjwk_step *a, const kvjwk_step *b)
{
    bool same_curve = a->curve == NULL || b->curve == NULL || strcmp(a->curve, b->curve) == 0;

    return a->regime == b->regime && strcmp(a->base, b->base) == 0 && (a->uses & b->uses) &&
           same_curve && (b->most == 0 || a->least <= b->most) &&
           (a->most == 0 || b->least <= a->most);
}

static bool is_day(const char *text)
{
    int64_t seconds;

    return strlen(text) == 10 && kvjwk_time_parse(&seconds, text);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; kvjwk_step_at(i) != NULL; i++) {
        const kvjwk_step *a = kvjwk_step_at(i);

        assert_true(is_day(a->from) && *a->clause != '\0' && *a->note != '\0');
        for (size_t k = i + 1; kvjwk_step_at(k) != NULL; k++) {
            const kvjwk_step *b = kvjwk_step_at(k);

            if (same_keys(a, b) && strcmp(a->from, b->from) == 0)
                fail_msg("%s %s %u from %s twice", a->regime->name, a->base, a->least, a->from);
        }
    }
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        assert_true(is_day(kvjwk_regime_at(i)->from) && is_day(kvjwk_regime_at(i)->published));
    for (size_t i = 0; kvjwk_unwanted_at(i) != NULL; i++)
        assert_non_null(kvjwk_alg_find(kvjwk_unwanted_at(i)->alg));
    for (kvjwk_control c; kvjwk_control_at(&c, 0); (void)c) {
        assert_string_equal(c.framework, "CIS Azure Foundations");
        break;
    }
}

static void test_words(void **state)
{
    kvjwk_standing standing;
    kvjwk_met met;

    (void)state;
    assert_true(kvjwk_standing_find(&standing, "legacy") && standing == KVJWK_STATUS_LEGACY);
    assert_false(kvjwk_standing_find(&standing, "Legacy"));
    assert_true(kvjwk_met_find(&met, "not-met") && met == KVJWK_MET_NO);
    assert_string_equal(kvjwk_mark_name(KVJWK_MARK_MEMORY), "from memory");
    assert_null(kvjwk_regime_find("cnsa"));
    assert_null(kvjwk_regime_at(kvjwk_regime_count()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa_2048),   cmocka_unit_test(test_days),
        cmocka_unit_test(test_uses),       cmocka_unit_test(test_exponent),
        cmocka_unit_test(test_curves),     cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_algorithms), cmocka_unit_test(test_protection),
        cmocka_unit_test(test_life),       cmocka_unit_test(test_rows),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
