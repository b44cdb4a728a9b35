// SPDX-License-Identifier: MIT
/* What a document tells of a key, what others may say about it, and who may review findings. */
#include "outcome.h"

#define KID "https://contoso.vault.azure.net/keys/sign/0123456789abcdef0123456789abcdef"
#define BUNDLE                                                                                     \
    "{\"key\":{\"kid\":\"" KID "\",\"kty\":\"EC\",\"crv\":\"P-256\",\"key_ops\":[\"sign\","        \
    "\"x\"],\"d\":\"AA\"},\"attributes\":{\"enabled\":false,\"exp\":5,\"created\":7,"              \
    "\"hsmPlatform\":\"1\",\"nbf\":\"x\"},\"tags\":{\"a\":\"b\",\"c\":1},\"managed\":true}"
#define CREATE "{\"kty\":\"RSA\",\"key_size\":2048}"

struct seen {
    void (*look)(const kvjwk_key *key);
    size_t keys;
};

static int see(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct seen *seen = payload;

    (void)key_index;
    seen->keys++;
    seen->look(key);
    return 0;
}

static void look_at(const char *text, const char *kind, void (*look)(const kvjwk_key *key))
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct seen seen = {look, 0};
    kvjwk_sink sink = {NULL, see, &seen, false};

    options.kind = kvjwk_kind_find(kind);
    assert_int_equal(kvjwk_check(text, strlen(text), &options, &sink, NULL), KVJWK_OK);
    assert_int_equal(seen.keys, 1);
}

static void expect_said(const kvjwk_key *key, const char *member, kvjwk_told told, int64_t number,
                        const char *text)
{
    kvjwk_said said = kvjwk_key_said(key, member);

    if (said.told != told || said.number != number || (said.text == NULL) != (text == NULL) ||
        (text != NULL &&
         (said.length != strlen(text) || memcmp(said.text, text, said.length) != 0)))
        fail_msg("%s: %d %lld %.*s", member, (int)said.told, (long long)said.number,
                 (int)said.length, said.text == NULL ? "" : said.text);
}

/* ---- what is told ---- */

static void look_at_bundle(const kvjwk_key *key)
{
    expect_said(key, "kty", KVJWK_TOLD, 0, "EC");
    expect_said(key, "crv", KVJWK_TOLD, 0, "P-256");
    expect_said(key, "alg", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "d", KVJWK_UNTOLD, 0, NULL); /* secret */
    expect_said(key, "exp", KVJWK_TOLD, 5, NULL);
    expect_said(key, "nbf", KVJWK_UNTOLD, 0, NULL); /* no number */
    expect_said(key, "created", KVJWK_TOLD, 7, NULL);
    expect_said(key, "updated", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "enabled", KVJWK_TOLD, 0, NULL);
    expect_said(key, "managed", KVJWK_TOLD, 1, NULL);
    expect_said(key, "hsmPlatform", KVJWK_TOLD, 0, "1");
    expect_said(key, "tags", KVJWK_TOLD, 2, NULL);
    expect_said(key, "no such thing", KVJWK_UNTOLD, 0, NULL);
    assert_string_equal(kvjwk_key_pointer(key), "");
}

static void look_at_parts(const kvjwk_key *key)
{
    kvjwk_home home = kvjwk_key_home(key);
    kvjwk_said name, value;

    assert_int_equal(home.name.told, KVJWK_TOLD);
    assert_memory_equal(home.name.text, "sign", home.name.length);
    assert_memory_equal(home.container.text, "contoso", home.container.length);
    assert_int_equal(home.version.length, 32);
    assert_true(home.is_vault && !home.is_hsm);
    assert_true(kvjwk_key_tag(key, 0, &name, &value));
    assert_memory_equal(name.text, "a", name.length);
    assert_memory_equal(value.text, "b", value.length);
    assert_true(kvjwk_key_tag(key, 1, &name, &value));
    assert_int_equal(value.told, KVJWK_UNTOLD);
    assert_false(kvjwk_key_tag(key, 2, &name, &value));
    assert_true(kvjwk_key_op(key, 1, &value));
    assert_memory_equal(value.text, "x", value.length);
    assert_false(kvjwk_key_op(key, 2, &value));
    assert_int_equal(kvjwk_key_rotation(key).told, KVJWK_UNTOLD);
}

static void look_at_create(const kvjwk_key *key)
{
    expect_said(key, "kty", KVJWK_TOLD, 0, "RSA");
    expect_said(key, "key_size", KVJWK_TOLD, 2048, NULL);
    expect_said(key, "exp", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "tags", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "created", KVJWK_UNTOLD, 0, NULL); /* only the service knows */
    assert_int_equal(kvjwk_key_home(key).name.told, KVJWK_UNTOLD);
}

static void look_at_item(const kvjwk_key *key)
{
    expect_said(key, "kty", KVJWK_UNTOLD, 0, NULL);
    expect_said(key, "exp", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "kid", KVJWK_TOLD, 0, KID);
}

static void look_at_update(const kvjwk_key *key)
{
    expect_said(key, "exp", KVJWK_UNTOLD, 0, NULL); /* stays as it is */
    expect_said(key, "enabled", KVJWK_TOLD, 1, NULL);
}

static void look_at_jwk(const kvjwk_key *key)
{
    expect_said(key, "exp", KVJWK_UNTOLD, 0, NULL);
    expect_said(key, "tags", KVJWK_UNTOLD, 0, NULL);
    assert_string_equal(kvjwk_key_pointer(key), "/keys/0");
}

static void look_at_az(const kvjwk_key *key)
{
    expect_said(key, "exp", KVJWK_TOLD, 86400, "1970-01-02T00:00:00+00:00");
    expect_said(key, "nbf", KVJWK_ABSENT, 0, NULL);
    expect_said(key, "key_ops", KVJWK_TOLD, 1, NULL);
}

static void told(void **state)
{
    (void)state;
    look_at(BUNDLE, NULL, look_at_bundle);
    look_at(BUNDLE, NULL, look_at_parts);
    look_at(CREATE, "key-create", look_at_create);
    look_at("{\"kid\":\"" KID "\",\"attributes\":{\"enabled\":true}}", NULL, look_at_item);
    look_at("{\"attributes\":{\"enabled\":true}}", "key-update", look_at_update);
    look_at("{\"keys\":[{\"kty\":\"EC\"}]}", NULL, look_at_jwk);
    look_at("{\"key\":{\"kty\":\"EC\",\"keyOps\":[\"sign\"]},\"attributes\":{\"expires\":"
            "\"1970-01-02T00:00:00+00:00\",\"notBefore\":null}}",
            "az-key", look_at_az);
    expect_said(NULL, "kty", KVJWK_UNTOLD, 0, NULL);
}

static void look_at_rotation(const kvjwk_key *key)
{
    kvjwk_rotation r = kvjwk_key_rotation(key);

    assert_int_equal(r.told, KVJWK_TOLD);
    assert_memory_equal(r.expiry.text, "P2Y", r.expiry.length);
    assert_memory_equal(r.rotate_after.text, "P18M", r.rotate_after.length);
    assert_int_equal(r.rotate_before.told, KVJWK_ABSENT); /* "" is none */
    assert_memory_equal(r.notify_before.text, "P30D", r.notify_before.length);
}

static void rotation(void **state)
{
    (void)state;
    look_at("{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P18M\",\"timeBeforeExpiry\":"
            "\"\"},\"action\":{\"type\":\"rotate\"}},{\"trigger\":{\"timeBeforeExpiry\":\"P30D\"},"
            "\"action\":{\"type\":\"Notify\"}}],\"attributes\":{\"expiryTime\":\"P2Y\"}}",
            NULL, look_at_rotation);
}

/* ---- extensions ---- */

struct calls {
    size_t count;
    kvjwk_remark remark;
    kvjwk_status status;
};

static kvjwk_status check(void *ctx, const kvjwk_key *key, kvjwk_reporter *to)
{
    struct calls *calls = ctx;

    (void)key;
    calls->count++;
    if (calls->remark.rule != NULL)
        kvjwk_report_remark(to, &calls->remark);
    return calls->status;
}

static void chained(void **state)
{
    struct calls first = {0}, second = {0};
    kvjwk_extension behind = {check, &second, true, NULL};
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    (void)state;
    options.extension = (kvjwk_extension){check, &first, false, &behind};
    free(outcome_of(BUNDLE, strlen(BUNDLE), &options));
    free(outcome_of(CREATE, strlen(CREATE), &options)); /* has no JWK */
    assert_int_equal(first.count, 1);
    assert_int_equal(second.count, 2);
    first.status = KVJWK_ERR_ENGINE; /* ends the run */
    free(outcome_of(BUNDLE, strlen(BUNDLE), &options));
    assert_int_equal(first.count, 2);
    assert_int_equal(second.count, 2);
}

static void expect_place(const char *member, const char *pointer)
{
    struct calls calls = {0};
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    const struct told *t;
    struct outcome *o;

    calls.remark =
        (kvjwk_remark){kvjwk_rule_find("kv-tag-count"), KVJWK_FAIL, KVJWK_WARNING, member, "text"};
    options.extension = (kvjwk_extension){check, &calls, true, NULL};
    o = outcome_of(BUNDLE, strlen(BUNDLE), &options);
    t = outcome_find(o, "kv-tag-count");
    assert_non_null(t);
    assert_string_equal(t->pointer, pointer);
    assert_int_equal(t->severity, KVJWK_WARNING);
    free(o);
}

static void remarks(void **state)
{
    struct calls calls = {0};
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    struct outcome *o;

    (void)state;
    expect_place("crv", "/key/crv");
    expect_place("exp", "/attributes/exp");
    expect_place("key_ops", "/key/key_ops/0");
    expect_place("key_ops/1", "/key/key_ops/1");
    expect_place("tags/c", "/tags/c");
    expect_place("tags/none", "/tags");
    expect_place("updated", "/key"); /* not there */
    expect_place(NULL, "/key");
    /* it counts for the verdict, and no service is said to refuse the key */
    calls.remark =
        (kvjwk_remark){kvjwk_rule_find("kv-tag-count"), KVJWK_FAIL, KVJWK_ERROR, NULL, "text"};
    options.extension = (kvjwk_extension){check, &calls, true, NULL};
    o = outcome_of(CREATE, strlen(CREATE), &options);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_FAIL);
    assert_int_equal(o->keys[0].services[0], KVJWK_SUPPORT_YES);
    free(o);
    calls.remark.message = NULL;
    o = outcome_of(CREATE, strlen(CREATE), &options);
    assert_int_equal(o->status, KVJWK_ERR_ARGUMENT);
    free(o);
}

/* ---- reviewers ---- */

struct reviewing {
    const char *rule;
    bool keep;
    const char *suppressed;
    kvjwk_severity severity;
    size_t without_key;
};

static bool review(void *ctx, const kvjwk_key *key, kvjwk_finding *f)
{
    struct reviewing *r = ctx;

    r->without_key += key == NULL;
    if (key != NULL)
        assert_memory_equal(key->kid, KID, key->kid_length); /* known before the key is judged */
    if (strcmp(f->rule->id, r->rule) != 0)
        return true;
    assert_non_null(f->pointer);
    f->severity = r->severity;
    f->suppressed = r->suppressed;
    return r->keep;
}

static struct outcome *reviewed(struct reviewing *r, size_t findings)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    options.reviewer = (kvjwk_reviewer){review, r};
    options.limits.findings = findings;
    return outcome_of(BUNDLE " x", strlen(BUNDLE " x"), &options);
}

static void reviewers(void **state)
{
    struct reviewing r = {"kv-time-value", true, NULL, KVJWK_NOTE, 0};
    struct outcome *plain, *o;

    (void)state;
    r.rule = "none";
    plain = reviewed(&r, 10000);
    assert_true(plain->summary.errors > 1);
    assert_true(r.without_key > 0); /* what stands behind the value */

    r.rule = "jwk-member-type";
    assert_non_null(outcome_find(plain, r.rule));
    o = reviewed(&r, 10000);
    assert_int_equal(outcome_find(o, r.rule)->severity, KVJWK_NOTE);
    assert_int_equal(o->summary.errors + o->summary.warnings + o->summary.notes,
                     plain->summary.errors + plain->summary.warnings + plain->summary.notes);
    assert_true(o->summary.notes > plain->summary.notes);
    free(o);

    r.suppressed = "accepted";
    o = reviewed(&r, 10000);
    assert_non_null(outcome_find(o, r.rule));
    assert_true(o->summary.suppressed > 0);
    assert_int_equal(o->keys[0].suppressed, o->summary.suppressed);
    assert_int_equal(o->summary.errors + o->summary.warnings + o->summary.notes +
                         o->summary.suppressed,
                     plain->summary.errors + plain->summary.warnings + plain->summary.notes);
    free(o);

    r.keep = false;
    o = reviewed(&r, 10000);
    assert_null(outcome_find(o, r.rule));
    assert_int_equal(o->summary.suppressed, 0);
    free(o);

    r.rule = "none"; /* above the limit of findings nothing is lost for the verdict */
    o = reviewed(&r, 1);
    assert_int_equal(o->keys[0].verdict, KVJWK_VERDICT_FAIL);
    assert_int_equal(o->keys[0].errors, plain->keys[0].errors);
    free(o);
    free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told),    cmocka_unit_test(rotation),  cmocka_unit_test(chained),
        cmocka_unit_test(remarks), cmocka_unit_test(reviewers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
