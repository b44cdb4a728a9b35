// SPDX-License-Identifier: MIT
/* To which group a key belongs. */
#include "compliance/compliance.h"

#include <string.h>

static bool is_guid(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        char c = ascii_lower(s.ptr[i]);

        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return s.len == 36;
}

static struct span guid_of(const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        if (is_guid(span_of(path, length)))
            return span_of(path, length);
        path += length + (path[length] == '/');
    }
    return span_of("", 0);
}

static struct span tag_of(const kvjwk_key *key, const char *wanted)
{
    kvjwk_said name, value;

    for (size_t i = 0; kvjwk_key_tag(key, i, &name, &value); i++)
        if (value.told == KVJWK_TOLD && span_is(span_of(name.text, name.length), wanted))
            return span_of(value.text, value.length);
    return span_of("", 0);
}

static struct span services_of(const kvjwk_key *key, char text[GROUP_TEXT])
{
    size_t length = 0;

    for (size_t i = 0; i < KVJWK_SERVICES; i++) {
        const char *name = kvjwk_target_name((kvjwk_target)(i + 1));

        if (key->services[i] != KVJWK_SUPPORT_YES)
            continue;
        if (length > 0)
            text[length++] = '+';
        memcpy(text + length, name, strlen(name));
        length += strlen(name);
    }
    return length == 0 ? span_str("none") : span_of(text, length);
}

struct span group_of_key(const struct compliance *c, const struct kvjwk_page *page,
                         const kvjwk_key *key, char text[GROUP_TEXT])
{
    kvjwk_home home;

    switch (c->options.group) {
    case KVJWK_GROUP_NONE:
        break;
    case KVJWK_GROUP_VAULT:
        home = kvjwk_key_home(key);
        if (home.container.told == KVJWK_TOLD)
            return span_of(home.container.text, home.container.length);
        return span_of("", 0);
    case KVJWK_GROUP_SUBSCRIPTION:
        return guid_of(page->document.file);
    case KVJWK_GROUP_TAG:
        return tag_of(key, c->options.tag);
    case KVJWK_GROUP_TARGET:
        return services_of(key, text);
    }
    return span_of(NULL, 0);
}
