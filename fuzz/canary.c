// SPDX-License-Identifier: MIT
/*
 * Canaries: a fault that was planted on purpose, and that a fuzzing engine must find. One that does
 * not is blind: a sanitizer is missing, or inputs do not arrive. Compiled once for each fault
 * (CANARY_OVERFLOW, CANARY_LEAK, CANARY_UNDEFINED, CANARY_PROPERTY).
 *
 * Each fault is where only a key gets that is longer than its curve, so the structure-aware mutator
 * is watched, too.
 */
#include "harness.h"

static int fault(const uint8_t *octets, size_t length)
{
#if defined(CANARY_OVERFLOW)
    uint8_t *copy = malloc(66);
    int sum = 0;

    require(copy != NULL, "memory");
    memcpy(copy, octets, length < 66 ? length : 66);
    for (size_t i = 0; i < length; i++)
        sum += copy[i]; /* planted: one too many */
    free(copy);
    return sum;
#elif defined(CANARY_LEAK)
    uint8_t *copy = malloc(length);

    require(copy != NULL, "memory");
    memcpy(copy, octets, length);
    return copy[0]; /* planted: nobody frees it */
#elif defined(CANARY_UNDEFINED)
    volatile int shift = (int)length; /* planted: wider than the type */

    return octets[0] << shift;
#else
    if (length > 66)
        broken("planted: %u", octets[0]);
    return 0;
#endif
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    volatile int *sink = payload;
    uint8_t octets[1024];
    size_t length;

    (void)key_index;
    if (key->param != NULL && strcmp(key->param->name, "P-521") == 0 &&
        kvjwk_key_octets(key, "x", octets, sizeof(octets), &length) && length > 66)
        *sink += fault(octets, length);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    volatile int total = 0;
    kvjwk_sink sink = {NULL, take_key, (void *)(uintptr_t)&total, true};

    return kvjwk_check(data, size, NULL, &sink, NULL) == KVJWK_ERR_ARGUMENT;
}
