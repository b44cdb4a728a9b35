// SPDX-License-Identifier: MIT
/* A stranger's program: the core alone, in C11. Prints what is wrong with a key. */
#include <kvjwk/kvjwk.h>

#include <stdio.h>
#include <string.h>

static int on_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    size_t *count = payload;

    (void)key_index;
    ++*count;
    printf("%zu:%zu %s %s %s\n", f->line, f->column, f->rule->id, f->pointer, f->message);
    return 0;
}

int main(void)
{
    /* RFC 7515 section 2: base64url has no padding. */
    static const char text[] = "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw==\"}";
    kvjwk_options options = KVJWK_OPTIONS_INIT;
    kvjwk_summary summary;
    size_t count = 0;
    kvjwk_sink sink = {on_finding, NULL, &count, false};

    if (strcmp(kvjwk_version(), KVJWK_VERSION) != 0) {
        printf("header %s, library %s\n", KVJWK_VERSION, kvjwk_version());
        return 1;
    }
    if (kvjwk_check(text, strlen(text), &options, &sink, &summary) != KVJWK_OK)
        return 1;
    return count > 0 && summary.keys == 1 && summary.fail == 1 ? 0 : 1;
}
