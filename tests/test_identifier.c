// SPDX-License-Identifier: MIT
/* Tests of text/identifier.h: what is taken apart, every fault with its position, and hostile text.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/identifier.h"

#define V "0123456789abcdef0123456789ABCDEF"
#define PUBLIC_VAULT 0
#define PUBLIC_HSM 1

static const char *const suffixes[] = {
#define CLOUD(id, cloud, suffix, service, source) suffix,
#include "facts/clouds.def"
#undef CLOUD
};

static void assert_span(struct span got, const char *want, const char *text)
{
    assert_non_null(got.ptr);
    if (!span_is(got, want))
        fail_msg("%s: got '%.*s', want '%s'", text, (int)got.len, got.ptr, want);
}

/* --- whole identifiers --- */

struct good_case {
    const char *text;
    const char *container, *suffix, *collection, *name, *version, *tail;
    int port, cloud;
};

static void test_good(void **state)
{
    static const struct good_case cases[] = {
        {"https://v.vault.azure.net/keys/n", "v", "vault.azure.net", "keys", "n", "", "", -1, 0},
        {"https://v.vault.azure.net/keys/n/" V, "v", "vault.azure.net", "keys", "n", V, "", -1, 0},
        {"https://v.vault.azure.net/keys/n/", "v", "vault.azure.net", "keys", "n", "", "", -1, 0},
        {"https://v.vault.azure.net/keys/n//release", "v", "vault.azure.net", "keys", "n", "",
         "release", -1, 0},
        {"https://v.vault.azure.net/keys/n/v/rotationpolicy", "v", "vault.azure.net", "keys", "n",
         "v", "rotationpolicy", -1, 0},
        {"https://v.vault.azure.net/keys/n/rotationpolicy", "v", "vault.azure.net", "keys", "n", "",
         "rotationpolicy", -1, 0},
        {"https://v.vault.azure.net/keys/n/RotationPolicy", "v", "vault.azure.net", "keys", "n", "",
         "RotationPolicy", -1, 0},
        {"https://v.vault.azure.net/keys/n/versions", "v", "vault.azure.net", "keys", "n", "",
         "versions", -1, 0},
        {"https://v.vault.azure.net/keys/n/rotate/x", "v", "vault.azure.net", "keys", "n", "rotate",
         "x", -1, 0},
        {"https://v.vault.azure.net/keys/n/release", "v", "vault.azure.net", "keys", "n", "release",
         "", -1, 0},
        {"https://v.vault.azure.net/keys/rotate", "v", "vault.azure.net", "keys", "rotate", "", "",
         -1, 0},
        {"https://v.vault.azure.net/deletedkeys/n", "v", "vault.azure.net", "deletedkeys", "n", "",
         "", -1, 0},
        {"https://v.vault.azure.net/deletedkeys/n/recover", "v", "vault.azure.net", "deletedkeys",
         "n", "", "recover", -1, 0},
        {"https://v.vault.azure.net/KEYS/N/V", "v", "vault.azure.net", "KEYS", "N", "V", "", -1, 0},
        {"https://v.vault.azure.net/secrets/n", "v", "vault.azure.net", "secrets", "n", "", "", -1,
         0},
        {"https://v.vault.azure.net:443/keys/n", "v", "vault.azure.net", "keys", "n", "", "", 443,
         0},
        {"https://v.vault.azure.net:0443/keys/n", "v", "vault.azure.net", "keys", "n", "", "", 443,
         0},
        {"https://V.VAULT.Azure.NET/keys/n", "V", "VAULT.Azure.NET", "keys", "n", "", "", -1, 0},
        {"HTTPS://v.vault.azure.net/keys/n", "v", "vault.azure.net", "keys", "n", "", "", -1, 0},
        {"https://h.managedhsm.azure.net/keys/n", "h", "managedhsm.azure.net", "keys", "n", "", "",
         -1, PUBLIC_HSM},
        {"https://a.b.vault.azure.net/keys/n", "a", "b.vault.azure.net", "keys", "n", "", "", -1,
         -1},
        {"https://vault.azure.net/keys/n", "vault", "azure.net", "keys", "n", "", "", -1, -1},
        {"https://v.vault.azure.net.evil.example/keys/n", "v", "vault.azure.net.evil.example",
         "keys", "n", "", "", -1, -1},
        {"https://v.xvault.azure.net/keys/n", "v", "xvault.azure.net", "keys", "n", "", "", -1, -1},
        {"https://v-vault.azure.net/keys/n", "v-vault", "azure.net", "keys", "n", "", "", -1, -1},
        {"https://localhost/keys/n", "localhost", "", "keys", "n", "", "", -1, -1},
        {"https://127.0.0.1:443/keys/n", "127", "0.0.1", "keys", "n", "", "", 443, -1},
        {"https://-/keys/n", "-", "", "keys", "n", "", "", -1, -1},
        {"https://v.vault.azure.net/keys/a b\xc3\xa9%2f/@:", "v", "vault.azure.net", "keys",
         "a b\xc3\xa9%2f", "@:", "", -1, 0},
        {"https://v.vault.azure.net/../..", "v", "vault.azure.net", "..", "..", "", "", -1, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct good_case *c = &cases[i];
        struct identifier got;
        size_t at = 77;

        if (identifier_parse(&got, &at, span_str(c->text)) != IDENTIFIER_OK)
            fail_msg("%s: fault at %zu", c->text, at);
        assert_int_equal(at, strlen(c->text));
        assert_span(got.container, c->container, c->text);
        assert_span(got.suffix, c->suffix, c->text);
        assert_span(got.collection, c->collection, c->text);
        assert_span(got.name, c->name, c->text);
        assert_span(got.version, c->version, c->text);
        assert_span(got.tail, c->tail, c->text);
        assert_int_equal(got.port, c->port);
        assert_int_equal(got.cloud, c->cloud);
        assert_int_equal(got.host.len,
                         strlen(c->container) + (c->suffix[0] != '\0') + strlen(c->suffix));
        assert_ptr_equal(got.host.ptr, c->text + strlen("https://"));
    }
}

static void test_every_cloud(void **state)
{
    char text[200], host[120];

    (void)state;
    assert_int_equal(ARRAY_LEN(suffixes), 8);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        for (int upper = 0; upper <= 1; upper++) {
            struct identifier got;
            size_t at;

            snprintf(host, sizeof(host), "my-vault.%s", suffixes[i]);
            for (char *p = host; upper && *p != '\0'; p++)
                if (*p >= 'a' && *p <= 'z')
                    *p = (char)(*p - 'a' + 'A');
            snprintf(text, sizeof(text), "https://%s:443/keys/key-1/%s", host, V);
            assert_int_equal(identifier_parse(&got, &at, span_str(text)), IDENTIFIER_OK);
            assert_int_equal(got.cloud, (int)i);
            assert_int_equal(got.port, 443);
            assert_span(got.host, host, text);
            assert_span(got.suffix, host + strlen("my-vault."), text);
            assert_span(got.name, "key-1", text);
            assert_span(got.version, V, text);
        }
    }
}

/* --- faults --- */

struct bad_case {
    const char *text;
    enum identifier_fault fault;
    size_t at;
    const char *host, *collection, *name, *version; /* what was read before it */
};

static void check_bad(const struct bad_case *c)
{
    struct identifier got;
    size_t at = 77;
    enum identifier_fault fault;

    memset(&got, 0xa5, sizeof(got));
    fault = identifier_parse(&got, &at, span_str(c->text));
    if (fault != c->fault || at != c->at)
        fail_msg("%s: got %d at %zu, want %d at %zu", c->text, (int)fault, at, (int)c->fault,
                 c->at);
    assert_span(got.host, c->host, c->text);
    assert_span(got.collection, c->collection, c->text);
    assert_span(got.name, c->name, c->text);
    assert_span(got.version, c->version, c->text);
    assert_span(got.tail, "", c->text);
    assert_int_equal(got.container.len == 0, c->host[0] == '\0');
    if (c->host[0] == '\0')
        assert_int_equal(got.cloud, -1);
}

static void test_bad_scheme(void **state)
{
    static const struct bad_case cases[] = {
        {"", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {"h", IDENTIFIER_NOT_URL, 1, "", "", "", ""},
        {"mykey", IDENTIFIER_NOT_URL, 5, "", "", "", ""},
        {"v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 17, "", "", "", ""},
        {"v.vault.azure.net:443/keys/n", IDENTIFIER_NOT_URL, 18, "", "", "", ""},
        {"//v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {"://v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {"/keys/n", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {" https://v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {"1https://v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 0, "", "", "", ""},
        {"https", IDENTIFIER_NOT_URL, 5, "", "", "", ""},
        {"https:", IDENTIFIER_NOT_URL, 6, "", "", "", ""},
        {"https:/", IDENTIFIER_NOT_URL, 7, "", "", "", ""},
        {"https:/v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 7, "", "", "", ""},
        {"https:v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 6, "", "", "", ""},
        {"https//v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 5, "", "", "", ""},
        {"https:\\\\v.vault.azure.net\\keys\\n", IDENTIFIER_NOT_URL, 6, "", "", "", ""},
        {"https ://v.vault.azure.net/keys/n", IDENTIFIER_NOT_URL, 5, "", "", "", ""},
        {"http://v.vault.azure.net/keys/n", IDENTIFIER_SCHEME, 0, "", "", "", ""},
        {"HTTP://", IDENTIFIER_SCHEME, 0, "", "", "", ""},
        {"httpss://v/keys/n", IDENTIFIER_SCHEME, 0, "", "", "", ""},
        {"ftp://v.vault.azure.net/keys/n", IDENTIFIER_SCHEME, 0, "", "", "", ""},
        {"a+b-c.9://v/keys/n", IDENTIFIER_SCHEME, 0, "", "", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad(&cases[i]);
}

static void test_bad_authority(void **state)
{
    static const struct bad_case cases[] = {
        {"https://", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https:///keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://?x", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://:443/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://user@v.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 12, "", "", "", ""},
        {"https://u:p@v.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 11, "", "", "", ""},
        {"https://v.vault.azure.net:443@evil/keys/n", IDENTIFIER_AUTHORITY, 29, "", "", "", ""},
        {"https://@v/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://[::1]/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://[2001:db8::1]:443/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://v[.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 9, "", "", "", ""},
        {"https://.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://v..vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 10, "", "", "", ""},
        {"https://v.vault.azure.net./keys/n", IDENTIFIER_AUTHORITY, 26, "", "", "", ""},
        {"https://v.vault.azure.net.:443/keys/n", IDENTIFIER_AUTHORITY, 26, "", "", "", ""},
        {"https://./keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
        {"https://my_vault.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 10, "", "", "", ""},
        {"https://my vault.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 10, "", "", "", ""},
        {"https://v%2e.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 9, "", "", "", ""},
        {"https://v\\x.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 9, "", "", "", ""},
        {"https://v\xc3\xa9.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 9, "", "", "", ""},
        {"https://{vault}.vault.azure.net/keys/n", IDENTIFIER_AUTHORITY, 8, "", "", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad(&cases[i]);
}

static void test_bad_port(void **state)
{
    static const struct {
        struct bad_case c;
        int port;
    } cases[] = {
        {{"https://v.vault.azure.net:8443/keys/n", IDENTIFIER_PORT, 26, "v.vault.azure.net", "", "",
          ""},
         8443},
        {{"https://v.vault.azure.net:80", IDENTIFIER_PORT, 26, "v.vault.azure.net", "", "", ""},
         80},
        {{"https://v:0/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, 0},
        {{"https://v:442/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, 442},
        {{"https://v:444/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, 444},
        {{"https://v:4430/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, 4430},
        {{"https://v:65535/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, 65535},
        {{"https://v:65536/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:4294967739/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:1000000000/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:https/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:443x/keys/n", IDENTIFIER_PORT, 13, "v", "", "", ""}, -1},
        {{"https://v:-443/keys/n", IDENTIFIER_PORT, 10, "v", "", "", ""}, -1},
        {{"https://v:443:443/keys/n", IDENTIFIER_PORT, 13, "v", "", "", ""}, -1},
        {{"https://2001:db8::1/keys/n", IDENTIFIER_PORT, 13, "2001", "", "", ""}, -1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct identifier got;
        size_t at;

        check_bad(&cases[i].c);
        identifier_parse(&got, &at, span_str(cases[i].c.text));
        assert_int_equal(got.port, cases[i].port);
    }
}

static void test_bad_path(void **state)
{
    static const struct bad_case cases[] = {
        {"https://v", IDENTIFIER_PATH, 9, "v", "", "", ""},
        {"https://v:443", IDENTIFIER_PATH, 13, "v", "", "", ""},
        {"https://v/", IDENTIFIER_PATH, 10, "v", "", "", ""},
        {"https://v//n", IDENTIFIER_PATH, 10, "v", "", "", ""},
        {"https://v/keys", IDENTIFIER_PATH, 14, "v", "keys", "", ""},
        {"https://v/keys/", IDENTIFIER_PATH, 15, "v", "keys", "", ""},
        {"https://v/keys//x", IDENTIFIER_PATH, 15, "v", "keys", "", ""},
        {"https://v/keys/n//", IDENTIFIER_PATH, 18, "v", "keys", "n", ""},
        {"https://v/keys/n/x/", IDENTIFIER_PATH, 19, "v", "keys", "n", "x"},
        {"https://v/keys/n///", IDENTIFIER_PATH, 18, "v", "keys", "n", ""},
        {"https://v?x", IDENTIFIER_PATH, 9, "v", "", "", ""},
        {"https://v#x", IDENTIFIER_PATH, 9, "v", "", "", ""},
        {"https://v/?x", IDENTIFIER_PATH, 10, "v", "", "", ""},
        {"https://v/keys?x", IDENTIFIER_PATH, 14, "v", "keys", "", ""},
        {"https://v/keys/?x", IDENTIFIER_PATH, 15, "v", "keys", "", ""},
    };
    struct identifier got;
    size_t at;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad(&cases[i]);
    assert_int_equal(identifier_parse(&got, &at, span_str("https://v/keys/n/x/y/z")),
                     IDENTIFIER_PATH);
    assert_int_equal(at, 20);
    assert_span(got.tail, "y", "fifth segment");
    assert_int_equal(identifier_parse(&got, &at, span_str("https://v/keys/n/x/y/")),
                     IDENTIFIER_PATH);
    assert_int_equal(at, 20);
}

static void test_query(void **state)
{
    static const struct bad_case cases[] = {
        {"https://v/keys/n?api-version=7.4", IDENTIFIER_QUERY, 16, "v", "keys", "n", ""},
        {"https://v/keys/n?", IDENTIFIER_QUERY, 16, "v", "keys", "n", ""},
        {"https://v/keys/n#", IDENTIFIER_QUERY, 16, "v", "keys", "n", ""},
        {"https://v/keys/n#a/b?c", IDENTIFIER_QUERY, 16, "v", "keys", "n", ""},
        {"https://v/keys/n/?x", IDENTIFIER_QUERY, 17, "v", "keys", "n", ""},
        {"https://v/keys/n/x?y=/z", IDENTIFIER_QUERY, 18, "v", "keys", "n", "x"},
    };
    struct identifier got;
    size_t at;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_bad(&cases[i]);
    assert_int_equal(identifier_parse(&got, &at, span_str("https://v/keys/n/x/y#z")),
                     IDENTIFIER_QUERY);
    assert_int_equal(at, 20);
    assert_span(got.tail, "y", "tail before a fragment");
}

/* --- hostile text --- */

static void test_nul_bytes(void **state)
{
    static const struct {
        struct span text;
        enum identifier_fault fault;
        size_t at;
    } cases[] = {
        {{"\0", 1}, IDENTIFIER_NOT_URL, 0},
        {{"https\0://v/keys/n", 17}, IDENTIFIER_NOT_URL, 5},
        {{"https:/\0/v/keys/n", 17}, IDENTIFIER_NOT_URL, 7},
        {{"https://\0/keys/n", 16}, IDENTIFIER_AUTHORITY, 8},
        {{"https://v\0x/keys/n", 18}, IDENTIFIER_AUTHORITY, 9},
        {{"https://v:443\0/keys/n", 21}, IDENTIFIER_PORT, 13},
        {{"https://v/keys/n\0/x", 19}, IDENTIFIER_OK, 19},
        {{NULL, 0}, IDENTIFIER_NOT_URL, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct identifier got;
        size_t at = 77;

        assert_int_equal(identifier_parse(&got, &at, cases[i].text), cases[i].fault);
        assert_int_equal(at, cases[i].at);
    }
}

/* Every prefix is read without a step past its end. */
static void test_every_prefix(void **state)
{
    static const char text[] = "https://v.vault.azure.net:443/keys/n/" V "/release?x#y";

    (void)state;
    for (size_t len = 0; len <= strlen(text); len++) {
        char *copy = malloc(len + 1);
        struct identifier got;
        size_t at = len + 1;

        assert_non_null(copy);
        memcpy(copy + 1, text, len);
        identifier_parse(&got, &at, span_of(copy + 1, len));
        assert_true(at <= len);
        free(copy);
    }
}

/* Every byte at every place: the position stays inside, and a fault is never silent. */
static void test_every_byte_everywhere(void **state)
{
    static const char text[] = "https://v.b:443/keys/n/v/t";
    char copy[sizeof(text)];

    (void)state;
    for (size_t i = 0; i < strlen(text); i++) {
        for (unsigned c = 0; c < 256; c++) {
            struct identifier got;
            size_t at = sizeof(text);

            memcpy(copy, text, sizeof(text));
            copy[i] = (char)c;
            if (identifier_parse(&got, &at, span_of(copy, strlen(text))) == IDENTIFIER_OK)
                assert_int_equal(at, strlen(text));
            assert_true(at <= strlen(text));
        }
    }
}

static void test_large_texts(void **state)
{
    static const char head[] = "https://";
    size_t big = (size_t)10 << 20, host = 100 * 1000;
    char *text = malloc(big);
    struct identifier got;
    size_t at;

    (void)state;
    assert_non_null(text);
    memset(text, 'a', big);
    assert_int_equal(identifier_parse(&got, &at, span_of(text, big)), IDENTIFIER_NOT_URL);
    assert_int_equal(at, big);

    memcpy(text, head, strlen(head));
    assert_int_equal(identifier_parse(&got, &at, span_of(text, strlen(head) + host)),
                     IDENTIFIER_PATH);
    assert_int_equal(got.host.len, host);
    assert_int_equal(got.container.len, host);
    assert_int_equal(at, strlen(head) + host);

    memcpy(text + strlen(head) + host, "/keys/", 6);
    assert_int_equal(identifier_parse(&got, &at, span_of(text, big)), IDENTIFIER_OK);
    assert_int_equal(got.host.len, host);
    assert_int_equal(got.name.len, big - strlen(head) - host - 6);

    memset(text + strlen(head), '/', big - strlen(head));
    assert_int_equal(identifier_parse(&got, &at, span_of(text, big)), IDENTIFIER_AUTHORITY);
    memset(text + strlen(head), '.', big - strlen(head));
    assert_int_equal(identifier_parse(&got, &at, span_of(text, big)), IDENTIFIER_AUTHORITY);
    text[8] = 'v';
    text[9] = ':';
    memset(text + 10, '9', big - 10);
    assert_int_equal(identifier_parse(&got, &at, span_of(text, big)), IDENTIFIER_PORT);
    assert_int_equal(at, 10);
    assert_int_equal(got.port, -1);
    free(text);
}

/* --- parts --- */

typedef bool check_fn(size_t *at, struct span text);

#define GOOD ((size_t)-1)

static void check_part(check_fn *check, struct span text, size_t want)
{
    size_t at = GOOD;
    bool ok = check(&at, text);

    if (ok != (want == GOOD) || at != want)
        fail_msg("'%.*s': at %zu, want %zu", (int)text.len, text.ptr == NULL ? "" : text.ptr, at,
                 want);
}

/* Each of the 256 bytes in the middle of good text. */
static void check_part_bytes(check_fn *check, const char *good, const char *allowed)
{
    char text[64];
    size_t len = strlen(good);

    for (unsigned c = 0; c < 256; c++) {
        bool ok = c != 0 && strchr(allowed, (int)c) != NULL;

        memcpy(text, good, len);
        text[len / 2] = (char)c;
        check_part(check, span_of(text, len), ok ? GOOD : len / 2);
    }
}

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void test_name(void **state)
{
    char longest[200];

    (void)state;
    memset(longest, 'k', sizeof(longest));
    check_part(identifier_name_ok, span_of(NULL, 0), 0);
    check_part(identifier_name_ok, span_str("a"), GOOD);
    check_part(identifier_name_ok, span_str("-"), GOOD);
    check_part(identifier_name_ok, span_str("Key--1"), GOOD);
    check_part(identifier_name_ok, span_str("my_key"), 2);
    check_part(identifier_name_ok, span_str("key\xc3\xa9"), 3);
    check_part(identifier_name_ok, span_of(longest, 126), GOOD);
    check_part(identifier_name_ok, span_of(longest, 127), GOOD);
    check_part(identifier_name_ok, span_of(longest, 128), 127);
    check_part(identifier_name_ok, span_of(longest, 200), 127);
    longest[126] = '.';
    check_part(identifier_name_ok, span_of(longest, 200), 126);
    longest[126] = 'k';
    longest[127] = '.';
    check_part(identifier_name_ok, span_of(longest, 200), 127);
    check_part_bytes(identifier_name_ok, "abcde", DIGITS LETTERS "-");
}

static void test_container(void **state)
{
    (void)state;
    check_part(identifier_container_ok, span_of(NULL, 0), 0);
    check_part(identifier_container_ok, span_str("a"), 1);
    check_part(identifier_container_ok, span_str("ab"), 2);
    check_part(identifier_container_ok, span_str("abc"), GOOD);
    check_part(identifier_container_ok, span_str("a-b"), GOOD);
    check_part(identifier_container_ok, span_str("a-b-c"), GOOD);
    check_part(identifier_container_ok, span_str("-a-"), GOOD);
    check_part(identifier_container_ok, span_str("a--b"), 2);
    check_part(identifier_container_ok, span_str("--ab"), 1);
    check_part(identifier_container_ok, span_str("--"), 1);
    check_part(identifier_container_ok, span_str("ab---"), 3);
    check_part(identifier_container_ok, span_str("a--b_"), 2);
    check_part(identifier_container_ok, span_str("a_b--c"), 1);
    check_part(identifier_container_ok, span_str("abcdefghijklmnopqrstuvwx"), GOOD);
    check_part(identifier_container_ok, span_str("abcdefghijklmnopqrstuvwxy"), 24);
    check_part(identifier_container_ok, span_str("abcdefghijklmnopqrstuvwxyz--"), 24);
    check_part(identifier_container_ok, span_str("ab--efghijklmnopqrstuvwxyz"), 3);
    check_part_bytes(identifier_container_ok, "abcde", DIGITS LETTERS "-");
}

static void test_version(void **state)
{
    (void)state;
    check_part(identifier_version_ok, span_of(NULL, 0), 0);
    check_part(identifier_version_ok, span_str(V), GOOD);
    check_part(identifier_version_ok, span_str("00000000000000000000000000000000"), GOOD);
    check_part(identifier_version_ok, span_of(V, 31), 31);
    check_part(identifier_version_ok, span_str(V "0"), 32);
    check_part(identifier_version_ok, span_str(V "x"), 32);
    check_part(identifier_version_ok, span_str("g123456789abcdef0123456789abcdef"), 0);
    check_part(identifier_version_ok, span_str("0123456789abcdef0123456789abcdeG"), 31);
    check_part(identifier_version_ok, span_str("01234567-89ab-cdef-0123-456789abcdef"), 8);
    check_part(identifier_version_ok, span_str("rotationpolicy"), 0);
    check_part_bytes(identifier_version_ok, V, DIGITS "abcdefABCDEF");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),         cmocka_unit_test(test_every_cloud),
        cmocka_unit_test(test_bad_scheme),   cmocka_unit_test(test_bad_authority),
        cmocka_unit_test(test_bad_port),     cmocka_unit_test(test_bad_path),
        cmocka_unit_test(test_query),        cmocka_unit_test(test_nul_bytes),
        cmocka_unit_test(test_every_prefix), cmocka_unit_test(test_every_byte_everywhere),
        cmocka_unit_test(test_large_texts),  cmocka_unit_test(test_name),
        cmocka_unit_test(test_container),    cmocka_unit_test(test_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
