// SPDX-License-Identifier: MIT
/* Whether patterns of a policy file mean a file, a place in a document, or a text. */
#include "policy/glob.h"
#include "policy/policy.h"

static struct span text_of(const json_t *text)
{
    return span_of(json_string_value(text), json_string_length(text));
}

static bool any_fits(const json_t *patterns, struct span text,
                     bool (*fits)(struct span pattern, struct span text))
{
    if (json_is_string(patterns))
        return fits(text_of(patterns), text);
    for (size_t i = 0; i < json_array_size(patterns); i++)
        if (fits(text_of(json_array_get(patterns, i)), text))
            return true;
    return false;
}

static bool fits_name(struct span pattern, struct span text)
{
    return glob_match(pattern, text, GLOB_NAME);
}

bool file_fits(const json_t *patterns, const char *file)
{
    return patterns == NULL || any_fits(patterns, span_str(file), glob_match_file);
}

bool text_fits(const json_t *patterns, struct span text)
{
    return any_fits(patterns, text, fits_name);
}

bool pointer_fits(const char *pattern, const char *pointer)
{
    struct span wanted = span_str(pattern), text;

    if (pointer == NULL)
        return false;
    text = span_str(pointer);
    while (!glob_match(wanted, text, GLOB_PATH)) { /* what is round it? */
        while (text.len > 0 && text.ptr[text.len - 1] != '/')
            text.len--;
        if (text.len == 0)
            return false;
        text.len--;
    }
    return true;
}
