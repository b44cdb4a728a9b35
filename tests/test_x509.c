// SPDX-License-Identifier: MIT
/* x5u, x5c, x5t, x5t#S256: form alone. */
#include "keys.h"

static const char *with(const char *member, const char *value)
{
    return public_key("rsa-2048", member, value, NULL);
}

/* Standard base64 of `length` octets that begin with head, as an item of x5c. */
static const char *certificate(const uint8_t *head, size_t head_length, size_t length)
{
    static char text[4096];
    uint8_t octets[2000] = {0};
    size_t n;

    memcpy(octets, head, head_length);
    n = (size_t)snprintf(text, sizeof(text), "=[\"%s", b64(octets, length));
    for (size_t i = 3; i < n; i++)
        text[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    snprintf(text + n, sizeof(text) - n, "%s\"]",
             length % 3 == 1   ? "=="
             : length % 3 == 2 ? "="
                               : "");
    return text;
}

static void x5u(void **state)
{
    static const char *const bad[] = {"http://example.com/c.pem",
                                      "example.com/c.pem",
                                      "",
                                      "https://",
                                      "https:///c.pem",
                                      "ftp://example.com/c",
                                      "https://exa mple.com/c",
                                      "https://#x"};
    static const char *const good[] = {"https://example.com/c.pem", "HTTPS://example.com",
                                       "https://[::1]:8443/c"};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_finding(with("x5u", bad[i]), RFC, "jwk-x5u-url", KVJWK_ERROR, "/x5u",
                       "expected an https URL");
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        PASSES(with("x5u", good[i]), RFC, "jwk-x5u-url");
}

static void x5c_der(void **state)
{
    static const uint8_t shortest[] = {0x30, 0x03}, one[] = {0x30, 0x81, 0xc8},
                         two[] = {0x30, 0x82, 0x03, 0xe8}, three[] = {0x30, 0x83, 0, 0x03, 0xe8},
                         set[] = {0x31, 0x03}, open[] = {0x30, 0x80};
    static const char words[] = "DER certificate";

    (void)state;
    PASSES(with("x5c", certificate(shortest, 2, 5)), RFC, "jwk-x5c-der");
    PASSES(with("x5c", certificate(one, 3, 203)), RFC, "jwk-x5c-der");
    PASSES(with("x5c", certificate(two, 4, 1004)), RFC, "jwk-x5c-der");
    PASSES(with("x5c", certificate(three, 5, 1005)), RFC, "jwk-x5c-der");
    PASSES(with("x5c", certificate(two, 4, 1004)), RFC, "jwk-x5c-base64");
    expect_finding(with("x5c", certificate(two, 4, 1003)), RFC, "jwk-x5c-der", KVJWK_ERROR,
                   "/x5c/0", "has 1003 octets, its DER header says 1004");
    TRIGGERS(with("x5c", certificate(two, 4, 1005)), RFC, "jwk-x5c-der");
    expect_finding(with("x5c", certificate(set, 2, 5)), RFC, "jwk-x5c-der", KVJWK_ERROR, "/x5c/0",
                   words);
    TRIGGERS(with("x5c", certificate(open, 2, 5)), RFC, "jwk-x5c-der");
    TRIGGERS(with("x5c", "=[\"\"]"), RFC, "jwk-x5c-der");
    TRIGGERS(with("x5c", "=[\"MA==\"]"), RFC, "jwk-x5c-der");
    TRIGGERS(with("x5c", "=[\"MIIB\"]"), RFC, "jwk-x5c-der");
}

static void x5c_base64(void **state)
{
    (void)state;
    expect_finding(with("x5c", "=[\"MAMAAAA=\", \"MAMA-_A=\"]"), RFC, "jwk-x5c-base64", KVJWK_ERROR,
                   "/x5c/1", "item 1 of x5c: it is base64url");
    expect_finding(with("x5c", "=[\"-----BEGIN CERTIFICATE-----\\nMIIB\"]"), RFC, "jwk-x5c-base64",
                   KVJWK_ERROR, "/x5c/0", "it is PEM");
    expect_finding(with("x5c", "=[\"MAMAAAA\"]"), RFC, "jwk-x5c-base64", KVJWK_ERROR, "/x5c/0",
                   "its padding is wrong");
    expect_finding(with("x5c", "=[\"MAMA\\nAAA=\"]"), RFC, "jwk-x5c-base64", KVJWK_ERROR, "/x5c/0",
                   "line breaks or blanks");
    expect_finding(with("x5c", "=[\"MAM*AAA=\"]"), RFC, "jwk-x5c-base64", KVJWK_ERROR, "/x5c/0",
                   "it is not base64");
    PASSES(with("x5c", "=[\"MAMAAAA=\"]"), RFC, "jwk-x5c-base64");
    expect_finding(with("x5c", "=[]"), RFC, "jwk-x5c-empty", KVJWK_ERROR, "/x5c", "no certificate");
    PASSES(with("x5c", "=[\"MAMAAAA=\"]"), RFC, "jwk-x5c-empty");
}

static void thumbprints(void **state)
{
    (void)state;
    PASSES(with("x5t", fill(20, 7)), RFC, "jwk-x5t-length");
    PASSES(with("x5t#S256", fill(32, 7)), RFC, "jwk-x5t-length");
    expect_finding(with("x5t", fill(40, 'a')), RFC, "jwk-x5t-length", KVJWK_ERROR, "/x5t",
                   "40 octets; expected 20: the hexadecimal text was encoded");
    expect_finding(with("x5t#S256", fill(64, 'a')), RFC, "jwk-x5t-length", KVJWK_ERROR, "/x5t#S256",
                   "hexadecimal text was encoded");
    expect_finding(with("x5t", "00112233445566778899aabbccddeeff00112233"), RFC, "jwk-x5t-length",
                   KVJWK_ERROR, "/x5t", "hexadecimal text was left as it is");
    expect_finding(with("x5t", fill(32, 7)), RFC, "jwk-x5t-length", KVJWK_ERROR, "/x5t",
                   "that of the other member");
    TRIGGERS(with("x5t#S256", fill(20, 7)), RFC, "jwk-x5t-length");
    TRIGGERS(with("x5t", ""), RFC, "jwk-x5t-length");
    TRIGGERS(with("x5t", "AA"), ANY, "jwk-x5t-length");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(x5u),
        cmocka_unit_test(x5c_der),
        cmocka_unit_test(x5c_base64),
        cmocka_unit_test(thumbprints),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
