// SPDX-License-Identifier: MIT
/*
 * What the proofs by value analysis share. A proof has a function `check` that is given a text;
 * main gives it every text of every length up to MOST, one length after the other, so that the
 * analysis keeps them apart.
 */
#ifndef KVJWK_FUZZ_PROOF_EVA_H
#define KVJWK_FUZZ_PROOF_EVA_H

#include <stddef.h>

#include "__fc_builtin.h"
#include "base/span.h"

static void check(struct span text);

int main(void)
{
    char text[MOST];

    /*@ loop unroll 40; */
    for (size_t n = 0; n <= MOST; n++) {
        /*@ loop unroll 40; */
        for (size_t i = 0; i < MOST; i++)
            text[i] = (char)Frama_C_interval(-128, 127);
        check(span_of(text, n));
    }
    return 0;
}

#endif
