// SPDX-License-Identifier: MIT
/* The mutator for libFuzzer and engines like it; their own mutator of bytes is the fallback. */
#include <stdlib.h>
#include <string.h>

#include "mutator.h"

#pragma weak LLVMFuzzerMutate /* AFL++ loads this, too, and has none */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t cap);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t cap, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t cap, unsigned seed);

static struct mutator *the_mutator(void)
{
    static struct mutator *m;

    if (m == NULL) {
        m = mutator_new();
        if (m == NULL)
            abort();
        mutator_set_bytes(m, LLVMFuzzerMutate);
    }
    return m;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t cap, unsigned seed)
{
    mutator_set_donor(the_mutator(), NULL, 0);
    return mutator_run(the_mutator(), data, size, cap, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t cap, unsigned seed)
{
    size_t size = a_size < cap ? a_size : cap;

    memcpy(out, a, size);
    mutator_set_donor(the_mutator(), b, b_size);
    size = mutator_run(the_mutator(), out, size, cap, seed);
    mutator_set_donor(the_mutator(), NULL, 0);
    return size;
}
