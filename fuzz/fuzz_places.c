// SPDX-License-Identifier: MIT
/*
 * Where findings stand, and what they say.
 *
 * - Offset and length lie within the text, line and column are those of the offset.
 * - The pointer is one of RFC 6901 and leads to a value; the finding stands within that value or at
 *   its name.
 * - Message and excerpt are printable UTF-8 on one line; the excerpt is short and marks a place
 *   within itself.
 * - A key's pointer leads to the object at its offset.
 */
#include "places.h"

static int take_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    (void)key_index;
    check_finding_place(payload, f);
    return 0;
}

static int take_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    check_key_place(payload, key);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_options options = choose_options(&c, KVJWK_MATERIAL_FULL);
    struct document *d = document_open(data, size, &options.limits, false);
    kvjwk_sink sink = {take_finding, take_key, d, false};
    kvjwk_status status;

    status = kvjwk_check(data, size, &options, &sink, NULL);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is judged");
    document_close(d);
    return 0;
}
