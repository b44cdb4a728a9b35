// SPDX-License-Identifier: MIT
/* Every text of up to 7 bytes, alone and behind "https://". */
#define MOST 7
#include "eva.h"

#include "text/identifier.h"

static void check(struct span text)
{
    char url[8 + MOST] = {'h', 't', 't', 'p', 's', ':', '/', '/'};
    struct identifier out;
    size_t at = 0;

    identifier_parse(&out, &at, text);
    identifier_name_ok(&at, text);
    identifier_container_ok(&at, text);
    identifier_version_ok(&at, text);
    for (size_t i = 0; i < text.len; i++)
        url[8 + i] = text.ptr[i];
    identifier_parse(&out, &at, span_of(url, 8 + text.len));
}
