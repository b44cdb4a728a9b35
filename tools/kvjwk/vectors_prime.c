// SPDX-License-Identifier: MIT
/* Test vectors of primality: the test that keys are generated and examined with. */
#include <openssl/bn.h>
#include <string.h>

#include "vectors.h"

#define NUMBER_MAX 2048 /* octets: the largest number of a key that is read */

static enum outcome open_numbers(struct vectors *v, struct group *group)
{
    (void)group;
    return v->strict ? vectors_skip(v, "primality of a number: no operation of a key")
                     : OUTCOME_PASS;
}

/* The schema's BigInt: two's complement. Nothing below zero is prime. */
static bool is_negative(kvjwk_bytes value)
{
    return value.length > 0 && (*(const unsigned char *)value.ptr & 0x80) != 0;
}

/* BN_check_prime's answer; -1 when it failed. */
static int is_prime(kvjwk_bytes value)
{
    BIGNUM *number = BN_bin2bn(value.ptr, (int)value.length, NULL);
    int answer = number == NULL ? -1 : BN_check_prime(number, NULL, NULL);

    BN_free(number);
    return answer;
}

static enum outcome run_number(struct vectors *v, struct group *group, const json_t *test)
{
    kvjwk_bytes value = vectors_need_hex(v, test, "value");
    int answer = 0;

    (void)group;
    if (v->malformed[0] != '\0')
        return OUTCOME_FAIL;
    if (value.length > NUMBER_MAX)
        return vectors_skip(v, "a number of more than %d bits", NUMBER_MAX * 8);
    if (!is_negative(value))
        answer = is_prime(value);
    if (answer < 0)
        return vectors_fail(v, "an answer", "libcrypto failed");
    return vectors_judge(v, answer == 1);
}

const struct family vectors_prime[] = {
    {"primality_test_schema", open_numbers, run_number},
    {NULL, NULL, NULL},
};
