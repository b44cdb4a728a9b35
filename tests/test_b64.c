// SPDX-License-Identifier: MIT
/* Tests of text/b64.h: tables of faults and positions, a slow model, and round trips. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "text/b64.h"

#define AL B64_ALPHABET
#define OT B64_OTHER_ALPHABET
#define PA B64_PADDING
#define WS B64_WHITESPACE
#define LE B64_LENGTH
#define TR B64_TRAILING_BITS

static const char url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char std_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* xorshift32: the same bytes on every platform. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static unsigned bit_of(unsigned fault)
{
    unsigned bit = 0;

    while ((1u << bit) != fault)
        bit++;
    return bit;
}

/* --- a model that is slow and obvious --- */

static int model_value(char c)
{
    const char *hit = c == '\0' ? NULL : strchr(url_digits, c);

    if (hit == NULL && c != '\0')
        hit = strchr(std_digits, c);
    if (hit == NULL)
        return -1;
    return (int)(hit - (strchr(url_digits, c) != NULL ? url_digits : std_digits));
}

static void model_note(struct b64_info *out, unsigned fault, size_t at)
{
    if ((out->faults & fault) == 0)
        out->fault_at[bit_of(fault)] = at;
    out->faults |= fault;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t model_count(struct span text, bool pads, size_t from)
{
    size_t n = 0;

    for (size_t i = from; i < text.len; i++)
        if (!is_space(text.ptr[i]) && (text.ptr[i] == '=') == pads)
            n++;
    return n;
}

static void model_padding(struct b64_info *out, struct span text, size_t significant)
{
    size_t want = significant % 4 == 2 ? 2 : significant % 4 == 3 ? 1 : 0;
    size_t pads = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '=' && model_count(text, false, i) > 0)
            model_note(out, PA, i);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '=' && ++pads == want + 1)
            model_note(out, PA, i);
    if (pads < want)
        model_note(out, PA, text.len);
}

static void model_scan(struct b64_info *out, enum b64_alphabet alphabet, struct span text)
{
    const char *own = alphabet == B64_URL ? "-_" : "+/";
    const char *other = alphabet == B64_URL ? "+/" : "-_";
    size_t significant = model_count(text, false, 0);
    size_t last = 0;
    int value = 0;

    memset(out, 0, sizeof(*out));
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (is_space(c)) {
            model_note(out, WS, i);
        } else if (c == '=') {
            if (alphabet == B64_URL)
                model_note(out, PA, i);
        } else {
            last = i;
            value = model_value(c);
            if (value < 0)
                model_note(out, AL, i);
            else if (value >= 62 && c != own[0] && c != own[1])
                model_note(out, OT, i);
            assert_true(value < 62 || strchr(own, c) != NULL || strchr(other, c) != NULL);
        }
    }
    if (alphabet == B64_STANDARD)
        model_padding(out, text, significant);
    if (significant % 4 == 1)
        model_note(out, LE, last);
    if (value > 0 &&
        ((significant % 4 == 2 && value % 16 != 0) || (significant % 4 == 3 && value % 4 != 0)))
        model_note(out, TR, last);
    out->octets = significant * 6 / 8;
}

static size_t model_decode(uint8_t *out, struct span text)
{
    size_t bits = 0;

    memset(out, 0, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        int value = model_value(text.ptr[i]);

        if (text.ptr[i] == '=' || is_space(text.ptr[i]))
            continue;
        for (int b = 5; b >= 0; b--, bits++)
            if (value > 0 && ((value >> b) & 1) != 0)
                out[bits / 8] |= (uint8_t)(0x80 >> (bits % 8));
    }
    return bits / 8;
}

static void print_text(struct span text)
{
    print_error("text of %zu:", text.len);
    for (size_t i = 0; i < text.len && i < 200; i++)
        print_error(" %02x", (unsigned char)text.ptr[i]);
    print_error("\n");
}

static void assert_same(const struct b64_info *got, const struct b64_info *want, struct span text)
{
    bool same = got->faults == want->faults && got->octets == want->octets;

    for (size_t i = 0; i < ARRAY_LEN(got->fault_at); i++)
        same = same && got->fault_at[i] == want->fault_at[i];
    if (!same) {
        print_text(text);
        for (size_t i = 0; i < ARRAY_LEN(got->fault_at); i++)
            print_error("bit %zu: got %u at %zu, want %u at %zu\n", i, (got->faults >> i) & 1,
                        got->fault_at[i], (want->faults >> i) & 1, want->fault_at[i]);
        print_error("octets: got %zu, want %zu\n", got->octets, want->octets);
        fail();
    }
}

/* The text is copied to memory of its own size, so that a read past its end is seen. */
static void check_against_model(enum b64_alphabet alphabet, const char *ptr, size_t len)
{
    char *copy = malloc(len + 1);
    uint8_t *want_bytes = malloc(len + 1);
    uint8_t *bytes;
    struct span text;
    struct b64_info got, want;

    assert_non_null(copy);
    assert_non_null(want_bytes);
    memcpy(copy + 1, ptr, len);
    text = span_of(copy + 1, len);
    b64_scan(&got, alphabet, text);
    model_scan(&want, alphabet, text);
    assert_same(&got, &want, text);

    bytes = malloc(got.octets + 1);
    assert_non_null(bytes);
    assert_int_equal(model_decode(want_bytes, text), got.octets);
    assert_int_equal(b64_decode(bytes, got.octets, text), got.octets);
    assert_memory_equal(bytes, want_bytes, got.octets);
    if (got.faults == 0)
        assert_int_equal(b64_last_octet(text), got.octets == 0 ? 0 : bytes[got.octets - 1]);
    free(bytes);
    free(want_bytes);
    free(copy);
}

/* --- tables --- */

struct fault_case {
    const char *text;
    size_t octets;
    unsigned faults;
    size_t at[6]; /* alphabet, other alphabet, padding, white space, length, trailing bits */
};

static void run_cases(const struct fault_case *cases, size_t count, enum b64_alphabet alphabet)
{
    for (size_t i = 0; i < count; i++) {
        struct b64_info want = {.faults = cases[i].faults, .octets = cases[i].octets};
        struct b64_info got;

        memcpy(want.fault_at, cases[i].at, sizeof(want.fault_at));
        b64_scan(&got, alphabet, span_str(cases[i].text));
        assert_same(&got, &want, span_str(cases[i].text));
        check_against_model(alphabet, cases[i].text, strlen(cases[i].text));
    }
}

static void test_url_faults(void **state)
{
    static const struct fault_case cases[] = {
        {"", 0, 0, {0}},
        {"A", 0, LE, {0}},
        {"AA", 1, 0, {0}},
        {"AQ", 1, 0, {0}},
        {"AB", 1, TR, {[5] = 1}},
        {"AP", 1, TR, {[5] = 1}},
        {"Ag", 1, 0, {0}},
        {"A_", 1, TR, {[5] = 1}},
        {"AAE", 2, 0, {0}},
        {"AAF", 2, TR, {[5] = 2}},
        {"AAD", 2, TR, {[5] = 2}},
        {"AA-", 2, TR, {[5] = 2}},
        {"AQAB", 3, 0, {0}},
        {"-_-_", 3, 0, {0}},
        {"AQABA", 3, LE, {[4] = 4}},
        {"+QAB", 3, OT, {[1] = 0}},
        {"AQ/+", 3, OT, {[1] = 2}},
        {"AQAB=", 3, PA, {[2] = 4}},
        {"AQ==", 1, PA, {[2] = 2}},
        {"=AQ", 1, PA, {[2] = 0}},
        {"=", 0, PA, {[2] = 0}},
        {"A=", 0, PA | LE, {[2] = 1, [4] = 0}},
        {"A=B", 1, PA | TR, {[2] = 1, [5] = 2}},
        {" AQAB", 3, WS, {[3] = 0}},
        {"AQAB\n", 3, WS, {[3] = 4}},
        {"AQ\r\nAB", 3, WS, {[3] = 2}},
        {"AQ\tAB", 3, WS, {[3] = 2}},
        {"AQ\vAB", 3, AL | LE, {[0] = 2, [4] = 4}},
        {"AQ\fA", 3, AL, {[0] = 2}},
        {"AQ.A", 3, AL, {[0] = 2}},
        {"AQ*", 2, AL, {[0] = 2}},
        {"*", 0, AL | LE, {0}},
        {"A*", 1, AL, {[0] = 1}},
        {"\xc3\xa9", 1, AL, {[0] = 0}},
        {"A\x80\xff\x7f", 3, AL, {[0] = 1}},
        {"A =", 0, WS | PA | LE, {[2] = 2, [3] = 1, [4] = 0}},
        {"*+= B", 2, AL | OT | PA | WS | TR, {[0] = 0, [1] = 1, [2] = 2, [3] = 3, [5] = 4}},
        {"@+= BCC", 3, AL | OT | PA | WS | LE, {[0] = 0, [1] = 1, [2] = 2, [3] = 3, [4] = 6}},
        {"\n\n", 0, WS, {0}},
        {"AQABAQABAQABAQABAQABAQABA", 18, LE, {[4] = 24}},
        {"AQABAQABAQABAQABAQABAQABAR", 19, TR, {[5] = 25}},
        {"AQABAQABAQABAQABAQABAQABAAB", 20, TR, {[5] = 26}},
        {"AQABAQABAQABAQABAQABAQAB====", 18, PA, {[2] = 24}},
        {"AQABAQABAQABAQAB+QABAQABAQAB", 21, OT, {[1] = 16}},
        {"AQABAQABAQABAQABAQABAQABAQA/", 21, OT, {[1] = 27}},
    };

    (void)state;
    run_cases(cases, ARRAY_LEN(cases), B64_URL);
}

static void test_standard_faults(void **state)
{
    static const struct fault_case cases[] = {
        {"", 0, 0, {0}},
        {"AQAB", 3, 0, {0}},
        {"AAE=", 2, 0, {0}},
        {"AQ==", 1, 0, {0}},
        {"+/+/", 3, 0, {0}},
        {"AQ", 1, PA, {[2] = 2}},
        {"AQ=", 1, PA, {[2] = 3}},
        {"AAE", 2, PA, {[2] = 3}},
        {"AQ===", 1, PA, {[2] = 4}},
        {"AQ====", 1, PA, {[2] = 4}},
        {"AAE==", 2, PA, {[2] = 4}},
        {"AQAB=", 3, PA, {[2] = 4}},
        {"AQAB====", 3, PA, {[2] = 4}},
        {"=", 0, PA, {[2] = 0}},
        {"====", 0, PA, {[2] = 0}},
        {"A", 0, LE, {0}},
        {"A===", 0, PA | LE, {[2] = 1, [4] = 0}},
        {"AQ==AQ==", 3, PA, {[2] = 2}},
        {"AQ=A", 2, PA, {[2] = 2}},
        {"A=Q=", 1, PA, {[2] = 1}},
        {"=AQ=", 1, PA, {[2] = 0}},
        {"AQ= =", 1, WS, {[3] = 3}},
        {"AQ==\n", 1, WS, {[3] = 4}},
        {"AQ\n", 1, WS | PA, {[2] = 3, [3] = 2}},
        {"AB==", 1, TR, {[5] = 1}},
        {"AAF=", 2, TR, {[5] = 2}},
        {"AAF", 2, TR | PA, {[2] = 3, [5] = 2}},
        {"-_AB", 3, OT, {[1] = 0}},
        {"A_==", 1, OT | TR, {[1] = 1, [5] = 1}},
        {"*A==", 1, AL, {[0] = 0}},
        {"A*==", 1, AL, {[0] = 1}},
        {"AQ==*", 2, AL | PA, {[0] = 4, [2] = 2}},
        {"AQABAQABAQABAQABAQABAQABAQ==", 19, 0, {0}},
        {"AQABAQABAQABAQABAQABAQABAAE=", 20, 0, {0}},
        {"AQABAQABAQABAQABAQABAQABAQAB", 21, 0, {0}},
        {"AQABAQABAQABAQABAQABAQABAQ=", 19, PA, {[2] = 27}},
        {"AQABAQABAQABAQ==AQABAQABAQABAQ==", 21, PA, {[2] = 14}},
    };

    (void)state;
    run_cases(cases, ARRAY_LEN(cases), B64_STANDARD);
}

/* --- exhaustive and pseudo-random --- */

static void test_every_byte_alone(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char text[1] = {(char)c};

        check_against_model(B64_URL, text, 1);
        check_against_model(B64_STANDARD, text, 1);
    }
}

static void test_every_pair_of_bytes(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 65536; c++) {
        char text[2] = {(char)(c >> 8), (char)(c & 0xff)};

        check_against_model(B64_URL, text, 2);
        check_against_model(B64_STANDARD, text, 2);
    }
}

static void test_every_short_url_text(void **state)
{
    struct b64_info info;
    size_t clean = 0;
    char text[2];
    uint8_t byte;

    (void)state;
    for (size_t a = 0; a < 64; a++) {
        text[0] = url_digits[a];
        b64_scan(&info, B64_URL, span_of(text, 1));
        assert_int_equal(info.faults, B64_LENGTH);
        assert_int_equal(info.octets, 0);
        assert_int_equal(b64_decode(&byte, 1, span_of(text, 1)), 0);
        for (size_t b = 0; b < 64; b++) {
            text[1] = url_digits[b];
            b64_scan(&info, B64_URL, span_of(text, 2));
            assert_int_equal(info.faults, b % 16 == 0 ? B64_OK : B64_TRAILING_BITS);
            assert_int_equal(info.octets, 1);
            assert_int_equal(b64_decode(&byte, 1, span_of(text, 2)), 1);
            assert_int_equal(byte, a * 4 + b / 16);
            assert_int_equal(b64_last_octet(span_of(text, 2)), byte);
            clean += info.faults == 0;
        }
    }
    assert_int_equal(clean, 256);
}

/* Each of the 256 bytes at each position of a text, in the block loop, its tail and behind it. */
static void test_every_byte_at_every_position(void **state)
{
    char text[43];

    (void)state;
    for (size_t len = 0; len <= sizeof(text); len++) {
        for (size_t at = 0; at < len; at++) {
            for (unsigned c = 0; c<256; c += len> 20 ? 1 : 5) {
                for (size_t i = 0; i < len; i++)
                    text[i] = url_digits[(i * 7 + 4) % 62];
                text[at] = (char)c;
                check_against_model(c % 2 == 0 ? B64_URL : B64_STANDARD, text, len);
            }
        }
    }
}

static void test_random_hostile_texts(void **state)
{
    static const char pool[] = "AAAAQBg-_+/==== \t\r\n.*\0\x80\xff";
    static const char pads[] = "AQAgE=== \n";
    uint32_t seed = 20260331;
    char text[40];

    (void)state;
    for (size_t round = 0; round < 100000; round++) {
        size_t len = next_random(&seed) % sizeof(text);
        bool only_pads = next_random(&seed) % 2 == 0;

        if (round % 2 == 0)
            len %= 8;
        for (size_t i = 0; i < len; i++) {
            uint32_t r = next_random(&seed);

            text[i] = only_pads ? pads[r % (sizeof(pads) - 1)] : pool[r % (sizeof(pool) - 1)];
            if (round % 3 == 0 && i < len / 2)
                text[i] = url_digits[r % 62];
        }
        check_against_model(B64_URL, text, len);
        check_against_model(B64_STANDARD, text, len);
    }
}

static void to_standard(char *text, size_t *len)
{
    for (size_t i = 0; i < *len; i++)
        text[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
    while (*len % 4 != 0)
        text[(*len)++] = '=';
}

static void check_round_trip(const uint8_t *in, size_t len)
{
    size_t cap = len / 3 * 4 + len % 3 + (len % 3 != 0);
    char *text = malloc(cap + 4);
    uint8_t *back = malloc(len + 1);
    struct b64_info info;
    size_t written;

    assert_non_null(text);
    assert_non_null(back);
    written = b64url_encode(text, cap, in, len);
    assert_int_equal(written, cap);
    for (int alphabet = B64_URL; alphabet <= B64_STANDARD; alphabet++) {
        if (alphabet == B64_STANDARD)
            to_standard(text, &written);
        b64_scan(&info, (enum b64_alphabet)alphabet, span_of(text, written));
        assert_int_equal(info.faults, 0);
        assert_int_equal(info.octets, len);
        memset(back, 0xa5, len + 1);
        assert_int_equal(b64_decode(back, len + 1, span_of(text, written)), len);
        if (len > 0)
            assert_memory_equal(back, in, len);
        assert_int_equal(back[len], 0xa5);
        assert_int_equal(b64_last_octet(span_of(text, written)), len == 0 ? 0 : in[len - 1]);
    }
    free(back);
    free(text);
}

static void test_round_trips(void **state)
{
    uint8_t in[1025];
    uint32_t seed = 7517;

    (void)state;
    for (size_t len = 0; len <= sizeof(in); len++) {
        for (size_t i = 0; i < len; i++)
            in[i] = (uint8_t)next_random(&seed);
        check_round_trip(in, len);
        memset(in, 0xff, len);
        check_round_trip(in, len);
        memset(in, 0, len);
        check_round_trip(in, len);
    }
}

static void test_rfc_vectors(void **state)
{
    static const struct {
        const char *plain, *url, *standard;
    } cases[] = {
        /* RFC 4648 section 10 */
        {"", "", ""},
        {"f", "Zg", "Zg=="},
        {"fo", "Zm8", "Zm8="},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg", "Zm9vYg=="},
        {"fooba", "Zm9vYmE", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        /* RFC 7515 appendix C */
        {"\x03\xec\xff\xe0\xc1", "A-z_4ME", "A+z/4ME="},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span plain = span_str(cases[i].plain);
        char text[16];
        uint8_t bytes[16];
        size_t n = b64url_encode(text, sizeof(text), (const uint8_t *)plain.ptr, plain.len);

        assert_true(span_is(span_of(text, n), cases[i].url));
        assert_int_equal(b64_decode(bytes, sizeof(bytes), span_str(cases[i].url)), plain.len);
        assert_memory_equal(bytes, plain.ptr, plain.len);
        assert_int_equal(b64_decode(bytes, sizeof(bytes), span_str(cases[i].standard)), plain.len);
        assert_memory_equal(bytes, plain.ptr, plain.len);
    }
}

/* --- bounds and size --- */

static void test_decode_stops_at_cap(void **state)
{
    static const char text[] = "AQIDBAUGBwgJCgsMDQ4PEA\n=\n";
    uint8_t out[17];

    (void)state;
    for (size_t cap = 0; cap <= sizeof(out); cap++) {
        size_t want = cap < 16 ? cap : 16;

        memset(out, 0xee, sizeof(out));
        assert_int_equal(b64_decode(out, cap, span_str(text)), want);
        for (size_t i = 0; i < sizeof(out); i++)
            assert_int_equal(out[i], i < want ? i + 1 : 0xee);
    }
}

static void test_encode_stops_at_cap(void **state)
{
    static const uint8_t in[] = {1, 2, 3, 4, 5, 6, 7};
    static const char full[] = "AQIDBAUGBw";
    char out[12];

    (void)state;
    for (size_t cap = 0; cap <= sizeof(out); cap++) {
        size_t want = cap < strlen(full) ? cap : strlen(full);

        memset(out, '#', sizeof(out));
        assert_int_equal(b64url_encode(out, cap, in, sizeof(in)), want);
        assert_memory_equal(out, full, want);
        for (size_t i = want; i < sizeof(out); i++)
            assert_int_equal(out[i], '#');
    }
}

static void test_last_octet_is_total(void **state)
{
    (void)state;
    assert_int_equal(b64_last_octet(span_of(NULL, 0)), 0);
    assert_int_equal(b64_last_octet(span_str("A")), 0);
    assert_int_equal(b64_last_octet(span_str("====")), 0);
    assert_int_equal(b64_last_octet(span_str("AQABA")), 1);
    assert_int_equal(b64_last_octet(span_str("\xff\xff\xff\xff")), 0);
}

static void test_no_text(void **state)
{
    struct b64_info info;

    (void)state;
    b64_scan(&info, B64_URL, span_of(NULL, 0));
    assert_int_equal(info.faults, 0);
    assert_int_equal(info.octets, 0);
    assert_int_equal(b64_decode(NULL, 0, span_of(NULL, 0)), 0);
    assert_int_equal(b64url_encode(NULL, 0, NULL, 0), 0);
}

static void test_ten_megabytes(void **state)
{
    size_t len = (size_t)10 << 20;
    char *text = malloc(len);
    uint8_t *out = malloc(len);
    struct b64_info info;

    (void)state;
    assert_non_null(text);
    assert_non_null(out);
    memset(text, 'A', len);
    b64_scan(&info, B64_URL, span_of(text, len));
    assert_int_equal(info.faults, 0);
    assert_int_equal(info.octets, len / 4 * 3);
    assert_int_equal(b64_decode(out, len, span_of(text, len)), len / 4 * 3);

    text[len - 1] = 0;
    b64_scan(&info, B64_URL, span_of(text, len));
    assert_int_equal(info.faults, B64_ALPHABET);
    assert_int_equal(info.fault_at[0], len - 1);

    memset(text, 0, len);
    b64_scan(&info, B64_STANDARD, span_of(text, len));
    assert_int_equal(info.faults, B64_ALPHABET);
    assert_int_equal(info.octets, len / 4 * 3);

    memset(text, '=', len);
    b64_scan(&info, B64_STANDARD, span_of(text, len));
    assert_int_equal(info.faults, B64_PADDING);
    assert_int_equal(info.octets, 0);
    assert_int_equal(b64_decode(out, len, span_of(text, len)), 0);
    assert_int_equal(b64_last_octet(span_of(text, len)), 0);
    free(out);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_url_faults),
        cmocka_unit_test(test_standard_faults),
        cmocka_unit_test(test_every_byte_alone),
        cmocka_unit_test(test_every_pair_of_bytes),
        cmocka_unit_test(test_every_short_url_text),
        cmocka_unit_test(test_every_byte_at_every_position),
        cmocka_unit_test(test_random_hostile_texts),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_rfc_vectors),
        cmocka_unit_test(test_decode_stops_at_cap),
        cmocka_unit_test(test_encode_stops_at_cap),
        cmocka_unit_test(test_last_octet_is_total),
        cmocka_unit_test(test_no_text),
        cmocka_unit_test(test_ten_megabytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
