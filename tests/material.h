// SPDX-License-Identifier: MIT
/* For tests: run the checker with arithmetic on key material and ask what it said. */
#ifndef KVJWK_TESTS_MATERIAL_H
#define KVJWK_TESTS_MATERIAL_H

#include "kvjwk/material.h"
#include "outcome.h"

struct material_adding {
    kvjwk_across *across;
    uint64_t order;
};

static inline int material_add(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct material_adding *a = payload;

    (void)key_index;
    assert_int_equal(kvjwk_across_add(a->across, key, key->pointer, a->order++), KVJWK_OK);
    return 0;
}

/* The keys of a document against each other; free the result. */
static inline kvjwk_across *material_across_of(const void *text, size_t length,
                                               const kvjwk_options *options)
{
    struct material_adding adding = {NULL, 0};
    kvjwk_sink sink = {NULL, material_add, &adding, false};

    assert_int_equal(kvjwk_across_new(&adding.across), KVJWK_OK);
    assert_int_equal(kvjwk_check(text, length, options, &sink, NULL), KVJWK_OK);
    assert_int_equal(kvjwk_across_finish(adding.across), KVJWK_OK);
    return adding.across;
}

/* As outcome_of; an extension of the options is called behind that of material. */
static inline struct outcome *material_outcome(const void *text, size_t length,
                                               const kvjwk_options *options,
                                               kvjwk_material_level level, bool across)
{
    kvjwk_options with = KVJWK_OPTIONS_INIT;
    kvjwk_across *keys = NULL;
    kvjwk_material *material;
    kvjwk_extension behind;
    struct outcome *o;

    with.has_now = true;
    with.now = 1795478400;
    if (options != NULL)
        with = *options;
    behind = with.extension;
    memset(&with.extension, 0, sizeof(with.extension));
    if (across)
        keys = material_across_of(text, length, &with);
    assert_int_equal(kvjwk_material_new(&material, level), KVJWK_OK);
    kvjwk_material_across(material, keys);
    with.extension = kvjwk_material_extension(material);
    with.extension.next = &behind;
    o = outcome_of(text, length, &with);
    kvjwk_material_free(&material);
    kvjwk_across_free(&keys);
    return o;
}

#endif
