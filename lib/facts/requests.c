// SPDX-License-Identifier: MIT
/* see facts/requests.h */
#include "facts/requests.h"

static const uint8_t modes[ALG_COUNT] = {
#define MODE(alg, mode, source) [ALG_##alg] = MODE_##mode,
#include "facts/requests.def"
};

static const uint16_t signatures[ALG_COUNT] = {
#define SIGNATURE(alg, octets, source) [ALG_##alg] = octets,
#include "facts/requests.def"
};

static const uint8_t overheads[ALG_COUNT] = {
#define OVERHEAD(alg, octets, source) [ALG_##alg] = octets,
#include "facts/requests.def"
};

static const char *const discouraged[ALG_COUNT] = {
#define DISCOURAGED(alg, source) [ALG_##alg] = source,
#include "facts/requests.def"
};

static const char *const release_encs[] = {
#define WRAPPING(id, name, digest, byok, source) name,
#include "facts/wrappings.def"
#undef WRAPPING
};

static const char *const expected[EXPECT_COUNT] = {
#define EXPECT(id, value, source) value,
#include "facts/expected.def"
#undef EXPECT
};

enum alg_mode facts_alg_mode(enum alg_id alg)
{
    return alg < ALG_COUNT ? (enum alg_mode)modes[alg] : MODE_NONE;
}

unsigned facts_signature_octets(enum alg_id alg)
{
    return alg < ALG_COUNT ? signatures[alg] : 0;
}

unsigned facts_rsa_overhead(enum alg_id alg)
{
    return alg < ALG_COUNT ? overheads[alg] : 0;
}

const char *facts_alg_discouraged(enum alg_id alg)
{
    return alg < ALG_COUNT ? discouraged[alg] : NULL;
}

const char *facts_release_enc(struct span name, bool with_case)
{
    for (size_t i = 0; i < ARRAY_LEN(release_encs); i++)
        if (with_case ? span_is(name, release_encs[i])
                      : span_eq_nocase(name, span_str(release_encs[i])))
            return release_encs[i];
    return NULL;
}

const char *facts_expected(enum expected_id id)
{
    return expected[id];
}
