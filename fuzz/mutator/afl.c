// SPDX-License-Identifier: MIT
/* The mutator as a shared object for AFL++ (AFL_CUSTOM_MUTATOR_LIBRARY). AFL++ runs its own havoc
 * beside it. */
#include <stdlib.h>
#include <string.h>

#include "mutator.h"

#define API __attribute__((visibility("default")))

API void *afl_custom_init(void *afl, unsigned seed);
API size_t afl_custom_fuzz(void *state, uint8_t *data, size_t size, uint8_t **out,
                           const uint8_t *donor, size_t donor_size, size_t cap);
API void afl_custom_deinit(void *state);

struct afl_state {
    struct mutator *mutator;
    uint64_t seed;
    uint8_t *out;
    size_t out_cap;
};

API void *afl_custom_init(void *afl, unsigned seed)
{
    struct afl_state *s = calloc(1, sizeof(*s));

    (void)afl;
    if (s == NULL)
        return NULL;
    s->seed = (uint64_t)seed << 32;
    s->mutator = mutator_new();
    if (s->mutator == NULL) {
        free(s);
        return NULL;
    }
    return s;
}

API size_t afl_custom_fuzz(void *state, uint8_t *data, size_t size, uint8_t **out,
                           const uint8_t *donor, size_t donor_size, size_t cap)
{
    struct afl_state *s = state;

    if (cap > s->out_cap) {
        uint8_t *more = realloc(s->out, cap);

        if (more == NULL) {
            *out = data;
            return size;
        }
        s->out = more;
        s->out_cap = cap;
    }
    size = size < cap ? size : cap;
    memcpy(s->out, data, size);
    mutator_set_donor(s->mutator, donor, donor_size);
    *out = s->out;
    return mutator_run(s->mutator, s->out, size, cap, s->seed++);
}

API void afl_custom_deinit(void *state)
{
    struct afl_state *s = state;

    mutator_free(s->mutator);
    free(s->out);
    free(s);
}
