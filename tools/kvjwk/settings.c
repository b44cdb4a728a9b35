// SPDX-License-Identifier: MIT
/* Options that several commands have. */
#include "settings.h"

#include <string.h>

const char *known_target(size_t i)
{
    return i <= KVJWK_TARGET_RFC ? kvjwk_target_name((kvjwk_target)i) : NULL;
}

const char *known_edition(size_t i)
{
    const kvjwk_edition *edition = kvjwk_edition_at(i);

    return edition == NULL ? NULL : edition->name;
}

const char *take_target(struct settings *s, const char *value)
{
    s->target_given = true;
    return kvjwk_target_find(&s->check.target, value) ? NULL : "";
}

const char *take_edition(struct settings *s, const char *value)
{
    s->edition_given = true;
    s->check.edition = kvjwk_edition_find(value);
    return s->check.edition == NULL ? "" : NULL;
}

const char *take_preview(struct settings *s, const char *value)
{
    (void)value;
    s->check.allow_preview = true;
    return NULL;
}

const char *take_style(struct settings *s, const char *value)
{
    s->style = value;
    return NULL;
}

const char *take_as_of(struct settings *s, const char *value)
{
    s->as_of_given = true;
    return kvjwk_time_parse(&s->check.now, value)
               ? NULL
               : "a date such as 2026-11-24 or 2026-11-24T12:00:00Z";
}

bool read_number(size_t *out, const char *text, size_t least, size_t most)
{
    size_t n = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || n > (SIZE_MAX - 9) / 10)
            return false;
        n = n * 10 + (size_t)(*text - '0');
    }
    *out = n;
    return n >= least && n <= most;
}
