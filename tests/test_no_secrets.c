// SPDX-License-Identifier: MIT
/* A marker in every place where a secret can stand, well placed or by mistake: it must not show in
 * any message, excerpt or pointer, wherever the key goes and wherever the text is cut. */
#include "outcome.h"

#include "text/b64.h"

#define MARK "ZqXwVj"
#define NUMBER "8675309"

static size_t runs;

/* Parts that betray a marker, for one may be shown cut. */
static bool betrays(const char *text)
{
    static const char *const parts[] = {"ZqX", "qXw", "XwV", "wVj", "867", "675", "530", "309"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strstr(text, parts[i]) != NULL)
            return true;
    return false;
}

struct spied {
    const char *text;
    size_t length;
};

static int look_at(void *payload, const kvjwk_finding *f, size_t key_index)
{
    const struct spied *s = payload;

    (void)key_index;
    if (betrays(f->message) || betrays(f->excerpt) || betrays(f->pointer))
        fail_msg("%.*s\n%s: %s\n%s\n%s", (int)s->length, s->text, f->rule->id, f->message,
                 f->excerpt, f->pointer);
    return 0;
}

static void spy(kvjwk_checker *checker, const char *text, size_t length)
{
    struct spied s = {text, length};
    kvjwk_sink sink = {look_at, NULL, &s, false};

    assert_int_equal(kvjwk_checker_run(checker, text, length, &sink, NULL), KVJWK_OK);
    runs++;
}

enum { TARGETS = KVJWK_TARGET_RFC + 1, KINDS = 32 };

/* One checker for every target, and one for every kind that can be named. */
struct spies {
    kvjwk_checker *of_target[TARGETS];
    kvjwk_checker *of_kind[KINDS];
};

static int hire(void **state)
{
    static struct spies s;
    kvjwk_options options = KVJWK_OPTIONS_INIT;

    if (kvjwk_kind_count() > KINDS)
        return -1;
    for (size_t i = 0; i < TARGETS; i++) {
        options.target = (kvjwk_target)i;
        if (kvjwk_checker_new(&s.of_target[i], &options) != KVJWK_OK)
            return -1;
    }
    options.target = KVJWK_TARGET_ANY;
    for (size_t i = 0; i < kvjwk_kind_count(); i++) {
        options.kind = kvjwk_kind_at(i);
        if (kvjwk_checker_new(&s.of_kind[i], &options) != KVJWK_OK)
            return -1;
    }
    *state = &s;
    return 0;
}

static int dismiss(void **state)
{
    struct spies *s = *state;

    for (size_t i = 0; i < TARGETS; i++)
        kvjwk_checker_free(&s->of_target[i]);
    for (size_t i = 0; i < kvjwk_kind_count(); i++)
        kvjwk_checker_free(&s->of_kind[i]);
    printf("%zu documents\n", runs);
    return 0;
}

static void spy_on_targets(struct spies *s, const char *text)
{
    for (size_t i = 0; i < TARGETS; i++)
        spy(s->of_target[i], text, strlen(text));
}

/* For every kind that can be named, and cut behind every `step` bytes. */
static void spy_on(struct spies *s, const char *text, size_t step)
{
    size_t length = strlen(text);

    spy_on_targets(s, text);
    for (size_t i = 0; i < kvjwk_kind_count(); i++)
        spy(s->of_kind[i], text, length);
    for (size_t n = 1; n < length; n += step)
        spy(s->of_target[0], text, n);
}

/* The text with each $ replaced by name and each # by value. */
static void compose(char *out, const char *template, const char *name, const char *value)
{
    for (; *template != '\0'; template ++) {
        const char *with = *template == '$' ? name : *template == '#' ? value : NULL;

        if (with == NULL) {
            *out++ = *template;
            continue;
        }
        strcpy(out, with);
        out += strlen(with);
    }
    *out = '\0';
}

/* Faults stand on both sides, so that the place is in some excerpt. */
static const char *const around[] = {
    "{\"kty\":\"RSA\",\"e\":\"AQAB=\",$:#,\"n\":\"AQAB=\"}",
    "{\"kty\":\"EC\",\"crv\":\"P-256\",$:#,\"x\":\"AA=\",\"y\":\"A A\"}",
    "{\"key\":{\"kty\":\"RSA\",$:#,\"e\":\"AQAB=\"},\"attributes\":{\"exp\":\"x\"}}",
    "{\"keys\":[{\"kty\":\"oct\",$:#},{\"kty\":\"oct\",$:#,\"e\":\"AQAB=\"}]}",
};

static const char *const values[] = {
    "\"" MARK MARK MARK "\"",
    "\"" MARK "==\"",
    "\"" MARK "*" MARK "\"",
    "\"" MARK " \\n" MARK "\"",
    "\"" MARK "\t\"",
    "\"" MARK "\\q" MARK "\"",
    "\"\\u0041" MARK "\\ud800" MARK "\"",
    "\"" MARK "\xff\"",
    "[\"" MARK "\", \"" MARK "\"]",
    "{\"kid\":\"" MARK "\"}",
    "{\"type\":\"Buffer\",\"data\":[\"" MARK "\"," NUMBER "]}",
    "{\"keys\":[{\"n\":\"" MARK "\"}]}",
    "[[[\"" MARK "\"]]]",
    "{\"n\":{\"e\":[\"" MARK "\"]}}",
    NUMBER,
    "-" NUMBER ".5e9",
    "0" NUMBER,
    MARK,
    "'" MARK "'",
    "\"" MARK "\" " MARK,
    "\"" MARK "\" \"" MARK "\"",
    "\"\"" MARK "\"",
};

static void spy_on_members(struct spies *s, const char *const *names, size_t count)
{
    char text[1024];

    for (size_t n = 0; n < count; n++)
        for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++)
            for (size_t a = 0; a < sizeof(around) / sizeof(around[0]); a++) {
                compose(text, around[a], names[n], values[v]);
                if (a == v % 4)
                    spy_on(s, text, 7);
                else
                    spy_on_targets(s, text);
            }
}

static void private_members(void **state)
{
    static const char *const names[] = {"\"d\"",  "\"p\"", "\"q\"", "\"dp\"",   "\"dq\"",
                                        "\"qi\"", "\"k\"", "\"t\"", "\"priv\"", "\"oth\""};

    spy_on_members(*state, names, sizeof(names) / sizeof(names[0]));
}

/* Names that are not known, or almost a private one. */
static void misspelled_and_unknown_members(void **state)
{
    static const char *const names[] = {
        "\"D\"",  "\"K\"",       "\"d \"",       "\"privateExponent\"", "\"secret\"",
        "\"\"",   "\"\\u0064\"", "\"d\\u0000\"", "\"k\xc3\xa9\"",       "\"pr_iv\"",
        "\"DP\"", "d",           "'d'",
    };

    spy_on_members(*state, names, sizeof(names) / sizeof(names[0]));
}

static void comments_and_what_follows_faults(void **state)
{
    static const char *const texts[] = {
        "{\"kty\":\"RSA\", /* " MARK " */ \"e\":\"AQAB=\"}",
        "{\"kty\":\"RSA\", // " MARK "\n \"e\":\"AQAB=\"}",
        "{\"kty\":\"RSA\", # " MARK "\n \"e\":\"AQAB=\"}",
        "{\"kty\":\"RSA\", /* " MARK,
        "// " MARK,
        "{\"kty\":\"RSA\",\"e\":\"AQAB=\" ? \"d\":\"" MARK "\"}",
        "{\"kty\":\"RSA\",\"e\":\"AQAB=\"; \"d\":\"" MARK "\"}",
        "{\"kty\":\"RSA\",\"e\" \"AQAB\",\"d\":\"" MARK "\"}",
        "{\"kty\":\"RSA\",\"e\":\"AQAB=\"} \"" MARK "\"",
        "{\"kty\":\"RSA\"} " MARK,
        "{\"kty\":\"RSA\"}\n{\"d\":\"" MARK "\"}",
        "{\"kty\":\"RSA\",\"kid\":\"" MARK, /* a public text, but who knows where it ends */
        "{\"kty\":\"RSA\",\"kid\":\"a,\"d\":\"" MARK "\"}",
        "{\"kty\":\"RSA,\"d\":\"" MARK "\",\"e\":\"AQAB=\"}",
        "{\"kty\":\"RSA\",\"e\":\"AQAB=\",\"d:\"" MARK "\"}",
        MARK,
        "\"" MARK "\"",
        "\"" MARK,
        "[\"" MARK "\"]",
        NUMBER,
        "0" NUMBER,
        "-----BEGIN PRIVATE KEY-----\n" MARK MARK "\n-----END PRIVATE KEY-----\n",
        "kty: RSA\nd: " MARK "\n",
        "\xff\xfe" MARK,
        "\xef\xbb\xbf" MARK,
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        spy_on(*state, texts[i], 1);
}

/* What is encrypted, wrapped or released to is as secret as a key. */
static void requests(void **state)
{
    static const char *const texts[] = {
        "{\"alg\":\"RSA-OAEP\",\"value\":\"" MARK "=\"}",
        "{\"alg\":\"A128GCM\",\"value\":\"" MARK "\",\"iv\":\"A=\",\"aad\":\"A\"}",
        "{\"alg\":5,\"value\":[\"" MARK "\"]}",
        "{\"alg\":\"RSA1_5\",\"value\":{\"data\":\"" MARK "\"}}",
        "{\"target\":\"" MARK "." MARK ".x\",\"nonce\":5,\"enc\":\"x\"}",
        "{\"target\":\"" MARK "\",\"enc\":1}",
        "{\"key\":{\"kty\":\"oct-HSM\",\"k\":\"" MARK "\"},\"Hsm\":1,\"tags\":{\"pw\":\"" MARK
        "\"}}",
        "{\"kty\":\"RSA\",\"key_size\":1,\"tags\":{\"password\":\"" MARK "\"},\"secret\":\"" MARK
        "\"}",
        "{\"kty\":\"RSA\",\"attributes\":{\"enabled\":1,\"token\":\"" MARK "\"}}",
        "{\"lifetimeActions\":[{\"trigger\":{\"at\":\"" MARK "\"}}],\"foo\":\"" MARK "\"}",
        "{\"anyOf\":[{\"authority\":5,\"allOf\":[{\"claim\":\"c\",\"secret\":\"" MARK "\"}]}]}",
        "[{\"kid\":5,\"attributes\":{\"sas\":\"" MARK "\"},\"secret\":[\"" MARK "\"]}]",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        spy_on(*state, texts[i], 1);
}

/* A JSON text inside of a member is told about in the words of the outer one. */
static void nested_texts(void **state)
{
    static const char *const inner[] = {
        "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"x\",\"d\":\"" MARK "\"}]}",
        "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":{\"k\":\"" MARK "\"}}],\"q\":\"" MARK
        "\"}",
        "{\"version\":\"1.0.0\",} " MARK,
        "{\"schema_version\":\"1.0.0\",\"header\":{\"d\":\"" MARK "\"},\"secret\":\"" MARK "\"}",
        "{\"schema_version\":\"1.0.0\",\"ciphertext\":\"A=\",\"k\":" MARK "}",
        MARK,
    };
    static const char *const outer[] = {
        "{\"kty\":\"RSA-HSM\",\"key_size\":2048,\"release_policy\":{\"data\":\"#\"}}",
        "{\"data\":\"#\",\"contentType\":\"application/json\"}",
        "{\"key\":{\"kty\":\"RSA-HSM\",\"key_hsm\":\"#\"}}",
    };

    for (size_t i = 0; i < sizeof(inner) / sizeof(inner[0]); i++)
        for (size_t o = 0; o < sizeof(outer) / sizeof(outer[0]); o++) {
            char encoded[512], text[1024];
            size_t n = b64url_encode(encoded, sizeof(encoded) - 1, (const uint8_t *)inner[i],
                                     strlen(inner[i]));

            encoded[n] = '\0';
            compose(text, outer[o], "", encoded);
            spy_on(*state, text, 3);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(private_members),
        cmocka_unit_test(misspelled_and_unknown_members),
        cmocka_unit_test(comments_and_what_follows_faults),
        cmocka_unit_test(requests),
        cmocka_unit_test(nested_texts),
    };

    return cmocka_run_group_tests(tests, hire, dismiss);
}
