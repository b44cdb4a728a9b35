// SPDX-License-Identifier: MIT
/* Policy files: mistakes and their places, patterns, overrides, suppressions, baselines. */
#include "policy.h"

#include "policy/glob.h"
#include "policy/locate.h"

#define NOW INT64_C(1795478400) /* 2026-11-24 */

/* ---- patterns ---- */

static void expect_match(const char *pattern, const char *text, enum glob_kind kind, bool wanted)
{
    if (glob_match(span_str(pattern), span_str(text), kind) != wanted)
        fail_msg("%s %s %s", pattern, wanted ? "does not match" : "matches", text);
}

static void names(void **state)
{
    (void)state;
    expect_match("", "", GLOB_NAME, true);
    expect_match("", "a", GLOB_NAME, false);
    expect_match("*", "", GLOB_NAME, true);
    expect_match("prod-*", "prod-", GLOB_NAME, true);
    expect_match("prod-*", "prod-sign/x", GLOB_NAME, true);
    expect_match("prod-*", "Prod-sign", GLOB_NAME, false);
    expect_match("a*b*c", "aXbYbZc", GLOB_NAME, true);
    expect_match("a*b*c", "aXbYbZ", GLOB_NAME, false);
    expect_match("?", "\xc3\xa9", GLOB_NAME, true); /* one character of two octets */
    expect_match("??", "\xc3\xa9", GLOB_NAME, false);
    expect_match("[a-c]x", "bx", GLOB_NAME, true);
    expect_match("[a-c]x", "dx", GLOB_NAME, false);
    expect_match("[!a-c]x", "dx", GLOB_NAME, true);
    expect_match("[]a]", "]", GLOB_NAME, true);
    expect_match("[a-]", "-", GLOB_NAME, true);
    expect_match("[a", "a", GLOB_NAME, false); /* not closed */
    expect_match("*[0-9]", "key-7", GLOB_NAME, true);
}

static void paths(void **state)
{
    (void)state;
    expect_match("*.json", "a.json", GLOB_PATH, true);
    expect_match("*.json", "a/b.json", GLOB_PATH, false);
    expect_match("a/?/c", "a/b/c", GLOB_PATH, true);
    expect_match("a?b", "a/b", GLOB_PATH, false);
    expect_match("a[/]b", "a/b", GLOB_PATH, false);
    expect_match("**", "a/b/c", GLOB_PATH, true);
    expect_match("a/**", "a/b/c", GLOB_PATH, true);
    expect_match("a/**", "b/a/c", GLOB_PATH, false);
    expect_match("**/c.json", "c.json", GLOB_PATH, true);
    expect_match("**/c.json", "a/b/c.json", GLOB_PATH, true);
    expect_match("**/c.json", "a/xc.json", GLOB_PATH, false);
    expect_match("a/**/b", "a/b", GLOB_PATH, true);
    expect_match("a/**/b", "a/xb", GLOB_PATH, false);
    expect_match("a/**/b*", "a/x/y/bz", GLOB_PATH, true);
    expect_match("**/a/*.json", "x/a/y/a/z.json", GLOB_PATH, true);
    assert_true(glob_match_file(span_str("*.json"), span_str("a/b/c.json")));
    assert_true(glob_match_file(span_str("a/*.json"), span_str("./a/c.json")));
    assert_false(glob_match_file(span_str("b/*.json"), span_str("a/b/c.json")));
}

/* Stars do not multiply: this would take ages. */
static void many_stars(void **state)
{
    char text[2001], pattern[101];

    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    for (size_t i = 0; i + 1 < sizeof(pattern); i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[sizeof(pattern) - 1] = '\0';
    expect_match(pattern, text, GLOB_NAME, true);
    pattern[sizeof(pattern) - 2] = 'b';
    expect_match(pattern, text, GLOB_NAME, false);
}

/* ---- places ---- */

static void expect_place(const char *text, const struct path *path, bool name, const char *value,
                         size_t line, size_t column)
{
    struct located l;

    locate(&l, span_str(text), path, name);
    if (l.length != strlen(value) || memcmp(text + l.offset, value, l.length) != 0 ||
        l.line != line || l.column != column)
        fail_msg("%.*s at %zu:%zu; expected %s at %zu:%zu", (int)l.length, text + l.offset, l.line,
                 l.column, value, line, column);
}

static void places(void **state)
{
    static const char text[] = " {\"a\" : [1, {\"b\\u0063\": \"x]\\\"\"} ,\n true], "
                               "\"\xc3\xa9\": {\"c\": {}}, \"d\":null}";
    const struct path a = {NULL, "a", 0}, second = {&a, NULL, 1}, third = {&a, NULL, 2};
    const struct path bc = {&second, "bc", 0}, e = {NULL, "\xc3\xa9", 0}, c = {&e, "c", 0};
    const struct path d = {NULL, "d", 0}, none = {&e, "none", 0};
    char pointer[40];

    (void)state;
    expect_place(text, NULL, false, text + 1, 1, 2);
    expect_place(text, &bc, false, "\"x]\\\"\"", 1, 25);
    expect_place(text, &bc, true, "\"b\\u0063\"", 1, 14);
    expect_place(text, &third, false, "true", 2, 2);
    expect_place(text, &c, false, "{}", 2, 20);
    expect_place(text, &d, true, "\"d\"", 2, 25);
    expect_place(text, &d, false, "null", 2, 29);
    expect_place(text, &none, false, "{\"c\": {}}", 2, 14);
    path_write(pointer, sizeof(pointer), &bc);
    assert_string_equal(pointer, "/a/1/bc");
}

/* ---- mistakes ---- */

static char told[4000];

static void keep(void *ctx, const kvjwk_mistake *m)
{
    size_t used = strlen(told);

    (void)ctx;
    snprintf(told + used, sizeof(told) - used, "%zu:%zu: %s\n", m->line, m->column, m->message);
}

static kvjwk_status read_text(const char *text, size_t length)
{
    kvjwk_policy *policy;
    kvjwk_status status;

    told[0] = '\0';
    assert_int_equal(kvjwk_policy_new(&policy, keep, NULL), KVJWK_OK);
    status = kvjwk_policy_read(policy, "p.json", text, length);
    if (status == KVJWK_OK)
        status = kvjwk_policy_settle(policy);
    kvjwk_policy_free(&policy);
    return status;
}

static void expect_mistake(const char *text, const char *expected)
{
    assert_int_equal(read_text(text, strlen(text)), KVJWK_ERR_ARGUMENT);
    if (strstr(told, expected) == NULL)
        fail_msg("%s: not told: %s; but: %s", text, expected, told);
}

static void mistakes(void **state)
{
    (void)state;
    expect_mistake("", "1:1: not JSON");
    expect_mistake("[]", "1:1: the policy is a list; expected an object");
    expect_mistake("{}", "1:1: the policy has no version");
    expect_mistake("{\"version\": 2}", "1:13: version is 2; expected 1");
    expect_mistake("{\"version\": 1, \"version\": 1}", "duplicate");
    expect_mistake("{\"version\": 1,\n \"requrie\": {}}",
                   "2:2: unknown member \"requrie\" in the policy; did you mean \"require\"?");
    expect_mistake("{\"version\": 1, \"target\": \"vault\"}", "1:26: target is \"vault\"");
    expect_mistake("{\"version\": 1, \"target\": \"vault-premum\"}",
                   "did you mean \"vault-premium\"?");
    expect_mistake("{\"version\": 1, \"allow_preview\": 1}", "allow_preview is 1; expected true");
    expect_mistake("{\"version\": 1, \"select\": \"kv-*\"}", "select is \"kv-*\"; expected a list");
    expect_mistake("{\"version\": 1, \"select\": []}", "select is empty");
    expect_mistake("{\"version\": 1, \"ignore\": [\"kv-expried\"]}",
                   "there is no rule \"kv-expried\"; did you mean \"kv-expired\"?");
    expect_mistake("{\"version\": 1, \"ignore\": [\"kx-*\"]}", "there is no rule \"kx-*\"");
    expect_mistake("{\"version\": 1, \"severities\": {\"kv-expired\": \"fatal\"}}",
                   "1:45: severity is \"fatal\"");
    expect_mistake("{\"version\": 1, \"severities\": {\"kv-expried\": \"off\"}}",
                   "1:31: there is no rule \"kv-expried\"");
    expect_mistake("{\"version\": 1, \"require\": {\"types\": [\"RSA\", 1]}}", "1:45: types is 1");
    expect_mistake("{\"version\": 1, \"require\": {\"rsa_sizes\": [3072, \"x\"]}}",
                   "expected a number of bits");
    expect_mistake("{\"version\": 1, \"require\": {\"max_validity\": \"P\"}}", "ISO 8601 duration");
    expect_mistake("{\"version\": 1, \"require\": {\"names\": [\"[a\"]}}", "is not closed");
    expect_mistake("{\"version\": 1, \"require\": {\"tags\": {\"a\": 1}}}",
                   "a is 1; expected a text");
    expect_mistake("{\"version\": 1, \"overrides\": [{\"pointer\": \"keys\"}]}",
                   "expected a JSON pointer");
    expect_mistake("{\"version\": 1, \"overrides\": {}}", "expected a list of objects");
    expect_mistake("{\"version\": 1, \"expiry\": null}", "unknown member");
    expect_mistake("{\"version\": 1, \"target\": null}", "target is null");
    expect_mistake("{\"version\": 1, \"suppressions\": [{\"rule\": \"kv-*\", \"reason\": \"r\","
                   "\"owner\": \"o\", \"expires\": \"2027-01-01\"}]}",
                   "there is no rule \"kv-*\"");
    expect_mistake(
        "{\"version\": 1, \"suppressions\": [{\"rule\": \"kv-expired\", \"reason\": \" \","
        "\"owner\": \"o\", \"expires\": \"2027-01-01\"}]}",
        "reason is empty");
    expect_mistake("{\"version\": 1, \"suppressions\": [{\"rule\": \"kv-expired\"}]}",
                   "the suppression has no expires");
    expect_mistake("{\"version\": 1, \"azure\": {\"profiles\": [\"mcsb\"]}}",
                   "did you mean \"mcsb-v2\"?");
    expect_mistake("{\"version\": 1, \"azure\": {\"definitions\": [\n{\"id\": \"x\"}]}}",
                   "2:1: there is no built-in definition");
}

/* All of them are told, not the first alone. */
static void every_mistake(void **state)
{
    (void)state;
    expect_mistake("{\"version\": 3, \"a\": 1, \"require\": {\"hsm\": 0, \"b\": 1}}", "\"a\"");
    expect_mistake("{\"version\": 3, \"a\": 1, \"require\": {\"hsm\": 0, \"b\": 1}}", "\"b\"");
    expect_mistake("{\"version\": 3, \"a\": 1, \"require\": {\"hsm\": 0, \"b\": 1}}", "hsm is 0");
    expect_mistake("{\"version\": 3, \"a\": 1, \"require\": {\"hsm\": 0, \"b\": 1}}",
                   "version is 3");
}

/* Every beginning of the example, and every octet of it replaced, is read or refused. */
static void broken_files(void **state)
{
    const char *example = kvjwk_policy_example();
    size_t length = strlen(example);
    char *copy = malloc(length);

    (void)state;
    assert_non_null(copy);
    assert_int_equal(read_text(example, length), KVJWK_OK);
    for (size_t i = 0; i < length; i++) {
        static const char others[] = "\"{[,x1\\\n";

        assert_int_not_equal(read_text(example, i), KVJWK_ERR_MEMORY);
        memcpy(copy, example, length);
        copy[i] = others[i % (sizeof(others) - 1)];
        assert_int_not_equal(read_text(copy, length), KVJWK_ERR_MEMORY);
    }
    free(copy);
}

/* ---- runs ---- */

#define EC "\"kty\":\"EC-HSM\",\"crv\":\"P-256\",\"key_ops\":[\"sign\"]"
#define CREATE "{" EC "}"

struct told_policy {
    struct policy_run run;
    kvjwk_options options;
};

static void open_run(struct told_policy *p, const char *policy)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;

    p->options = defaults;
    p->options.has_now = true;
    p->options.now = NOW;
    p->run.policy = policy_of(policy);
    policy_run_begin(&p->run, &p->options);
}

/* "error", "suppressed", ... of the rule in this file; "none" when it is not found. */
static const char *found_in(struct told_policy *p, const char *file, const char *document,
                            const char *rule)
{
    struct outcome *o;
    const struct told *t;
    const char *out = "none";

    assert_int_equal(kvjwk_policy_document(p->run.run, file), KVJWK_OK);
    o = outcome_of(document, strlen(document), &p->options);
    t = outcome_find(o, rule);
    if (t != NULL)
        out = o->summary.suppressed > 0 ? "suppressed" : kvjwk_severity_name(t->severity);
    free(o);
    return out;
}

static void overrides(void **state)
{
    struct told_policy p;

    (void)state;
    open_run(&p, "{\"version\":1,\"require\":{\"expiry\":true,\"hsm\":true},\"overrides\":["
                 "{\"files\":\"legacy/**\",\"severities\":{\"policy-expiry\":\"note\"}},"
                 "{\"files\":[\"legacy/old.json\"],\"require\":{\"expiry\":null}},"
                 "{\"files\":\"*.off.json\",\"ignore\":[\"policy-*\"]}]}");
    assert_string_equal(found_in(&p, "a.json", CREATE, "policy-expiry"), "error");
    assert_string_equal(found_in(&p, "legacy/a.json", CREATE, "policy-expiry"), "note");
    assert_string_equal(found_in(&p, "legacy/old.json", CREATE, "policy-expiry"), "none");
    assert_string_equal(found_in(&p, "x/a.off.json", CREATE, "policy-expiry"), "none");
    assert_string_equal(found_in(&p, "a.json", CREATE, "policy-expiry"), "error");
    policy_run_close(&p.run);
}

static void pointers(void **state)
{
    static const char set[] = "{\"keys\":[{" EC "},{" EC ",\"use\":\"x\"}]}";
    struct told_policy p;
    struct outcome *o;

    (void)state;
    open_run(&p, "{\"version\":1,\"select\":[\"policy-*\"],\"require\":{\"curves\":[\"P-384\"]},"
                 "\"overrides\":[{\"pointer\":\"/keys/[1-9]\",\"require\":{\"curves\":null}},"
                 "{\"pointer\":\"/keys/0\",\"severities\":{\"policy-curve\":\"warning\"}}]}");
    o = outcome_of(set, sizeof(set) - 1, &p.options);
    assert_int_equal(o->count, 1);
    assert_string_equal(o->told[0].pointer, "/keys/0/crv");
    assert_int_equal(o->told[0].severity, KVJWK_WARNING);
    free(o);
    policy_run_close(&p.run);
}

/* What holds for one service while another takes the key stays a note. */
static void partial_findings(void **state)
{
    struct told_policy p;

    (void)state;
    open_run(&p, "{\"version\":1,\"severities\":{\"kv-type-unsupported\":\"error\"}}");
    assert_string_equal(found_in(&p, "a", CREATE, "kv-type-unsupported"), "note");
    policy_run_close(&p.run);
    open_run(&p, "{\"version\":1,\"target\":\"vault-standard\","
                 "\"severities\":{\"kv-type-unsupported\":\"warning\"}}");
    assert_string_equal(found_in(&p, "a", CREATE, "kv-type-unsupported"), "warning");
    policy_run_close(&p.run);
}

/* ---- suppressions ---- */

struct end {
    size_t count;
    char rules[4][64], messages[4][200];
    size_t lines[4];
};

static int see_end(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct end *end = payload;

    assert_true(key_index == KVJWK_NO_KEY);
    assert_true(end->count < 4);
    snprintf(end->rules[end->count], 64, "%s", f->rule->id);
    snprintf(end->messages[end->count], 200, "%s %s", f->pointer, f->message);
    end->lines[end->count++] = f->line;
    return 0;
}

static void suppressions(void **state)
{
    static const char policy[] =
        "{\"version\":1,\"require\":{\"expiry\":true},\"suppressions\":[\n"
        "{\"rule\":\"policy-expiry\",\"files\":\"a.json\",\"reason\":\"r\",\"owner\":\"o\","
        "\"expires\":\"2026-11-24\"},\n"
        "{\"rule\":\"policy-expiry\",\"files\":\"b.json\",\"reason\":\"r\",\"owner\":\"o\","
        "\"expires\":\"2026-11-23\"},\n"
        "{\"rule\":\"policy-expiry\",\"files\":\"c.json\",\"reason\":\"r\",\"owner\":\"o\","
        "\"expires\":\"2027-11-23\"}]}";
    struct told_policy p;
    struct end end = {0};
    kvjwk_sink sink = {see_end, NULL, &end, false};

    (void)state;
    open_run(&p, policy);
    assert_string_equal(found_in(&p, "a.json", CREATE, "policy-expiry"), "suppressed");
    assert_string_equal(found_in(&p, "b.json", CREATE, "policy-expiry"), "error");
    assert_int_equal(kvjwk_policy_run_end(p.run.run, &sink), 2);
    assert_int_equal(end.count, 2);
    assert_string_equal(end.rules[0], "policy-suppression-expired");
    assert_string_equal(end.messages[0],
                        "/suppressions/1 the suppression of policy-expiry has expired; it held "
                        "until 2026-11-23");
    assert_int_equal(end.lines[0], 3);
    assert_string_equal(end.rules[1], "policy-suppression-unused");
    assert_int_equal(end.lines[1], 4);
    /* near misses: used and in force */
    assert_string_equal(found_in(&p, "c.json", CREATE, "policy-expiry"), "suppressed");
    assert_int_equal(kvjwk_policy_run_end(p.run.run, NULL), 1);
    policy_run_close(&p.run);
}

static void suppression_of(const char *with, const char *document, const char *expected)
{
    struct told_policy p;
    char policy[600];

    snprintf(policy, sizeof(policy),
             "{\"version\":1,\"require\":{\"expiry\":true},\"suppressions\":[{\"rule\":"
             "\"policy-expiry\",%s,\"reason\":\"r\",\"owner\":\"o\",\"expires\":\"2027-01-01\"}]}",
             with);
    open_run(&p, policy);
    assert_string_equal(found_in(&p, "a.json", document, "policy-expiry"), expected);
    policy_run_close(&p.run);
}

#define POINT                                                                                      \
    "\"x\":\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U\","                                       \
    "\"y\":\"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk\""
#define BUNDLE                                                                                     \
    "{\"key\":{\"kid\":\"https://a.vault.azure.net/keys/k/v\"," EC "," POINT                       \
    "},\"attributes\":{\"enabled\":true,\"created\":1700000000,\"updated\":1700000000}}"

static void suppression_by_key(void **state)
{
    (void)state;
    suppression_of("\"kid\":\"https://a.vault.azure.net/keys/k/*\"", BUNDLE, "suppressed");
    suppression_of("\"kid\":\"https://b.vault.azure.net/keys/k/*\"", BUNDLE, "error");
    suppression_of("\"kid\":\"*\"", CREATE, "error"); /* it has none */
    suppression_of("\"pointer\":\"\"", BUNDLE, "suppressed");
    suppression_of("\"pointer\":\"/key\"", BUNDLE, "suppressed");
    suppression_of("\"pointer\":\"/attributes\"", BUNDLE, "error");
    suppression_of("\"thumbprint\":\"dsgNy3DA5RWOe7sQ0IW8gH9R2-TZnzbKvGQV4IJfJ0Y\"", BUNDLE,
                   "error");
}

/* The thumbprint of the key at hand; kid and place may be what they like. */
static int print_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    return kvjwk_key_thumbprint(key, payload) == KVJWK_OK ? 0 : 1;
}

static void suppression_by_thumbprint(void **state)
{
    char thumbprint[KVJWK_THUMBPRINT_TEXT] = "", with[100];
    kvjwk_sink sink = {NULL, print_key, thumbprint, false};

    (void)state;
    assert_int_equal(kvjwk_check(BUNDLE, strlen(BUNDLE), NULL, &sink, NULL), KVJWK_OK);
    snprintf(with, sizeof(with), "\"thumbprint\":\"%s\"", thumbprint);
    suppression_of(with, BUNDLE, "suppressed");
    suppression_of(with, CREATE, "error");
}

/* ---- baselines ---- */

static kvjwk_policy *demanding(const char *baseline, size_t length, bool gather)
{
    kvjwk_policy *policy = policy_of("{\"version\":1,\"require\":{\"expiry\":true}}");

    if (baseline != NULL)
        assert_int_equal(kvjwk_policy_baseline(policy, "baseline.json", baseline, length),
                         KVJWK_OK);
    if (gather)
        kvjwk_policy_gather(policy);
    return policy;
}

static void open_with(struct told_policy *p, kvjwk_policy *policy)
{
    static const kvjwk_options defaults = KVJWK_OPTIONS_INIT;

    p->options = defaults;
    p->options.has_now = true;
    p->options.now = NOW;
    p->run.policy = policy;
    policy_run_begin(&p->run, &p->options);
}

static void baselines(void **state)
{
    /* the same place and kid with another point */
    static const char other[] =
        "{\"key\":{\"kid\":\"https://a.vault.azure.net/keys/k/v\"," EC ",\"x\":"
        "\"5E-c68fbGMzIVwxWgyblEfjv46I1CokCrrUk4OuwVuk\",\"y\":"
        "\"crDHbZkpPE2FEKPwVICPV27Ifmycvn_6eX0f4RGZq1U\"},\"attributes\":{\"enabled\":true,"
        "\"created\":1700000000,\"updated\":1700000000}}";
    struct told_policy p;
    kvjwk_policy_run *more;
    size_t length;
    char *text;

    (void)state;
    open_with(&p, demanding(NULL, 0, true));
    assert_string_equal(found_in(&p, "a.json", BUNDLE, "policy-expiry"), "suppressed");
    assert_string_equal(found_in(&p, "a.json", BUNDLE, "policy-expiry"), "suppressed");
    assert_int_equal(kvjwk_policy_run_new(&more, p.run.policy, &p.options, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_policy_run_merge(more, p.run.run), KVJWK_OK);
    assert_int_equal(kvjwk_policy_run_merge(more, p.run.run), KVJWK_OK);
    text = kvjwk_policy_run_baseline(more, &length);
    assert_non_null(text);
    assert_non_null(strstr(text, "thumbprint:"));
    assert_int_equal(strlen(text), length);
    kvjwk_policy_run_free(&more);
    policy_run_close(&p.run);

    open_with(&p, demanding(text, length, false));
    free(text);
    assert_true(kvjwk_policy_run_stale(p.run.run) > 0);
    assert_string_equal(found_in(&p, "a.json", BUNDLE, "policy-expiry"), "suppressed");
    assert_int_equal(kvjwk_policy_run_stale(p.run.run), 0);
    assert_string_equal(found_in(&p, "b.json", BUNDLE, "policy-expiry"), "error");
    assert_string_equal(found_in(&p, "a.json", other, "policy-expiry"), "error");
    policy_run_close(&p.run);
}

static void expect_baseline(const char *text, const char *expected)
{
    kvjwk_policy *policy;

    told[0] = '\0';
    assert_int_equal(kvjwk_policy_new(&policy, keep, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_policy_baseline(policy, "b.json", text, strlen(text)),
                     KVJWK_ERR_ARGUMENT);
    kvjwk_policy_free(&policy);
    if (strstr(told, expected) == NULL)
        fail_msg("%s: not told: %s; but: %s", text, expected, told);
}

static void broken_baselines(void **state)
{
    (void)state;
    expect_baseline("x", "not JSON");
    expect_baseline("{}", "this is no baseline");
    expect_baseline("{\"kvjwk_baseline\":2,\"findings\":[]}", "this is no baseline");
    expect_baseline("{\"kvjwk_baseline\":1,\"findings\":[{\"file\":1}]}", "1:33: a finding has no");
}

/* ---- calls ---- */

static void wrong_calls(void **state)
{
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_policy_run *run;
    kvjwk_policy *policy;

    (void)state;
    assert_int_equal(kvjwk_policy_new(NULL, NULL, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_new(&policy, NULL, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_policy_run_new(&run, policy, &options, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_read(policy, NULL, "", 0), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_azure(policy, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_profile(policy, NULL), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_settle(policy), KVJWK_OK);
    assert_int_equal(kvjwk_policy_settle(policy), KVJWK_ERR_ARGUMENT);
    assert_int_equal(kvjwk_policy_read(policy, "x", "{}", 2), KVJWK_ERR_ARGUMENT);
    assert_null(kvjwk_policy_file(policy));
    kvjwk_policy_free(&policy);
    kvjwk_policy_free(&policy);
    kvjwk_policy_run_free(NULL);
}

/* ---- what is shown ---- */

static int keep_shown(void *ctx, const char *text, size_t length)
{
    char *out = ctx;

    assert_true(strlen(out) + length < 2000);
    strncat(out, text, length);
    return 0;
}

/* A terminal is not steered by a policy, and nothing hides in it. */
static void shown_is_printable(void **state)
{
    static const char text[] = "{\"version\":1,\"require\":{\"names\":[\"a\xe2\x80\xae\x7f\xc2\x9b"
                               "\xc3\xa9\"]}}";
    kvjwk_policy *policy = policy_of(text);
    char out[2000] = "";

    (void)state;
    assert_int_equal(kvjwk_policy_settle(policy), KVJWK_OK);
    assert_int_equal(kvjwk_policy_show(policy, keep_shown, out), KVJWK_OK);
    assert_non_null(strstr(out, "[\"a\\u202E\\u007F\\u009B\xc3\xa9\"]"));
    kvjwk_policy_free(&policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(paths),
        cmocka_unit_test(many_stars),
        cmocka_unit_test(places),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(every_mistake),
        cmocka_unit_test(broken_files),
        cmocka_unit_test(overrides),
        cmocka_unit_test(pointers),
        cmocka_unit_test(partial_findings),
        cmocka_unit_test(suppressions),
        cmocka_unit_test(suppression_by_key),
        cmocka_unit_test(suppression_by_thumbprint),
        cmocka_unit_test(baselines),
        cmocka_unit_test(broken_baselines),
        cmocka_unit_test(wrong_calls),
        cmocka_unit_test(shown_is_printable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
