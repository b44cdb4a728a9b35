// SPDX-License-Identifier: MIT
/* For tests: keys of corpus/src/keys.json as text, with members changed. */
#ifndef KVJWK_TESTS_KEYS_H
#define KVJWK_TESTS_KEYS_H

#include "outcome.h"

#include <jansson.h>
#include <stdint.h>

#define TEXT_MAX 32768

/* RFC 4648 section 5 without padding, written out for the tests alone. The last of 8 is reused. */
static inline const char *b64(const void *octets, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static char texts[8][TEXT_MAX];
    static unsigned turn;
    char *text = texts[turn++ % 8];
    const uint8_t *in = octets;
    size_t n = 0;

    assert_true(length * 4 / 3 + 4 < TEXT_MAX);
    for (size_t bit = 0; bit < length * 8; bit += 6) {
        unsigned value = (unsigned)in[bit / 8] << 8 | (bit / 8 + 1 < length ? in[bit / 8 + 1] : 0);

        text[n++] = digits[value >> (10 - bit % 8) & 0x3f];
    }
    text[n] = '\0';
    return text;
}

/* base64url of `length` octets of one value. */
static inline const char *fill(size_t length, int value)
{
    uint8_t octets[16384];

    assert_true(length <= sizeof(octets));
    memset(octets, value, length);
    return b64(octets, length);
}

static inline json_t *key_named(const char *name)
{
    json_error_t error;
    json_t *keys = json_load_file(KVJWK_SOURCE_DIR "/corpus/src/keys.json", 0, &error);
    json_t *key = json_deep_copy(json_object_get(keys, name));

    assert_non_null(key);
    json_decref(keys);
    return key;
}

static inline const char *member_of(const char *name, const char *member)
{
    static char texts[4][TEXT_MAX];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    json_t *key = key_named(name);

    snprintf(text, TEXT_MAX, "%s", json_string_value(json_object_get(key, member)));
    json_decref(key);
    return text;
}

/* Octets of a member; returns how many. */
static inline size_t octets_of(uint8_t *out, size_t cap, const char *name, const char *member)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *text = member_of(name, member);
    size_t n = strlen(text) * 6 / 8;

    assert_true(n <= cap);
    memset(out, 0, n);
    for (size_t i = 0; text[i] != '\0'; i++) {
        unsigned value = (unsigned)(strchr(digits, text[i]) - digits);

        for (unsigned b = 0; b < 6; b++)
            if ((value >> (5 - b) & 1) && (i * 6 + b) / 8 < n)
                out[(i * 6 + b) / 8] |= (uint8_t)(0x80 >> ((i * 6 + b) % 8));
    }
    return n;
}

/* Pairs of member and value, ended by NULL: a value NULL removes the member, one that begins with
 * '=' is JSON, any other a string. */
static inline void change(json_t *object, va_list edits)
{
    const char *member, *value;

    while ((member = va_arg(edits, const char *)) != NULL) {
        value = va_arg(edits, const char *);
        if (value == NULL) {
            json_object_del(object, member);
        } else {
            json_t *new_value =
                value[0] == '=' ? json_loads(value + 1, JSON_DECODE_ANY, NULL) : json_string(value);

            assert_non_null(new_value);
            json_object_set_new(object, member, new_value);
        }
    }
}

static inline const char *dumped(json_t *value)
{
    static char texts[4][4 * TEXT_MAX];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    char *dump = json_dumps(value, 0);

    assert_non_null(dump);
    assert_true(strlen(dump) < 4 * TEXT_MAX);
    memcpy(text, dump, strlen(dump) + 1);
    free(dump);
    json_decref(value);
    return text;
}

static inline const char *private_key(const char *name, ...)
{
    json_t *key = key_named(name);
    va_list edits;

    va_start(edits, name);
    change(key, edits);
    va_end(edits);
    return dumped(key);
}

static inline const char *public_key(const char *name, ...)
{
    static const char *const secret[] = {"d", "p", "q", "dp", "dq", "qi"};
    json_t *key = key_named(name);
    va_list edits;

    for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
        json_object_del(key, secret[i]);
    va_start(edits, name);
    change(key, edits);
    va_end(edits);
    return dumped(key);
}

/* What the service answers with for this JWK. */
static inline const char *bundle_of(const char *jwk)
{
    static const char kid[] =
        "https://contoso.vault.azure.net/keys/sample/0123456789abcdef0123456789abcdef";
    json_t *key = json_loads(jwk, 0, NULL);

    assert_non_null(key);
    json_object_set_new(key, "kid", json_string(kid));
    return dumped(json_pack("{s:o, s:{s:b, s:i, s:i}}", "key", key, "attributes", "enabled", 1,
                            "created", 1700000000, "updated", 1700000000));
}

static inline const char *import_of(const char *jwk)
{
    return dumped(json_pack("{s:o}", "key", json_loads(jwk, 0, NULL)));
}

static inline const kvjwk_options *going_to(kvjwk_target target)
{
    static kvjwk_options options[KVJWK_TARGET_RFC + 1];
    kvjwk_options defaults = KVJWK_OPTIONS_INIT;

    options[target] = defaults;
    options[target].target = target;
    options[target].has_now = true;
    options[target].now = 1795478400;
    return &options[target];
}

#define RFC going_to(KVJWK_TARGET_RFC)
#define ANY going_to(KVJWK_TARGET_ANY)

/* The text triggers rule with this severity at this pointer, and the message holds words. */
static inline void expect_finding(const char *text, const kvjwk_options *options, const char *rule,
                                  kvjwk_severity severity, const char *pointer, const char *words)
{
    struct outcome *o = outcome_of(text, strlen(text), options);
    const struct told *t = outcome_find(o, rule);

    assert_non_null(kvjwk_rule_find(rule));
    if (t == NULL || t->severity != severity || strcmp(t->pointer, pointer) != 0 ||
        strstr(t->message, words) == NULL) {
        fprintf(stderr, "expected %s %s at %s with \"%s\" by: %s\n", kvjwk_severity_name(severity),
                rule, pointer, words, text);
        outcome_print(o);
        free(o);
        fail();
    }
    free(o);
}

#define TRIGGERS(text, options, rule) expect_rule(text, options, rule, true)
#define PASSES(text, options, rule) expect_rule(text, options, rule, false)

#endif
