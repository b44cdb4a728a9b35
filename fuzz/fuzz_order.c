// SPDX-License-Identifier: MIT
/*
 * What must not matter.
 *
 * - Members in another order and other white space between the tokens give the same findings, with
 *   the same pointers, and the same verdicts.
 * - So does one character of a name or text written as an escape, but for the pointer, which is
 * then the same, too.
 *
 * Only of texts that are JSON and have each name once: in others the order is what they mean.
 */
#include "harness.h"

#define assert_non_null(p) require((p) != NULL, "memory")
#include "reorder.h"

static bool is_plain_json(const struct outcome *o)
{
    static const char *const faults[] = {"json-duplicate", "json-too-many-faults", "json-size",
                                         "json-members", "json-depth"};

    if (!o->summary.parsed || o->status != KVJWK_OK || o->count > TOLD_MAX)
        return false;
    for (size_t i = 0; i < o->count; i++)
        if (strcmp(o->told[i].rule->level, "text") == 0 &&
            strncmp(o->told[i].rule->id, "json-number-", 12) != 0)
            return false;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        if (find_rule(o, faults[i]) != NULL)
            return false;
    return true;
}

static void compare(const struct outcome *o, const char *text, size_t length,
                    const kvjwk_options *options, const char *what)
{
    struct outcome *other = outcome_b();

    run_check(other, text, length, options);
    if (same_findings(o, other, true) && same_keys(o, other))
        return;
    print_outcome(o);
    print_outcome(other);
    broken("%s changes what is found: %.*s", what, (int)(length < 4000 ? length : 4000), text);
}

static void check_order(const struct outcome *o, const char *text, const kvjwk_options *options,
                        struct choice *c)
{
    static const char *const spaces[] = {"", " ", "\n", "\r\n\t"};
    enum reorder_order order = choose(c, 2) == 0 ? ORDER_REVERSED : ORDER_ROTATED;
    struct reordered r = reorder(text, order, spaces[choose(c, 4)]);

    compare(o, r.text, r.length, options, "another order");
    free(r.text);
}

/* Every plain letter and digit in a string that `odds` takes, as an escape. */
static size_t escape_some(char *out, const char *text, struct choice *c, size_t odds)
{
    bool inside = false;
    size_t n = 0;

    for (const char *p = text; *p != '\0'; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');

        if (inside && *p == '\\') {
            out[n++] = *p++;
            out[n++] = *p;
            if (*p == 'u') {
                memcpy(out + n, p + 1, 4);
                n += 4;
                p += 4;
            }
        } else if (inside && plain && choose(c, odds) == 0) {
            n += (size_t)sprintf(out + n, "\\u%04x", (unsigned char)*p);
        } else {
            inside = *p == '"' ? !inside : inside;
            out[n++] = *p;
        }
    }
    return n;
}

static void check_escapes(const struct outcome *o, const char *text, size_t size,
                          const kvjwk_options *options, struct choice *c)
{
    static const size_t odds[] = {1, 8, 64};
    char *escaped = malloc(6 * size + 1);
    size_t length;

    require(escaped != NULL, "memory");
    length = escape_some(escaped, text, c, odds[choose(c, 3)]);
    compare(o, escaped, length, options, "an escape");
    free(escaped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_options options = choose_options(&c, KVJWK_MATERIAL_FULL);
    struct outcome *o = outcome_a();
    char *text;

    run_check(o, data, size, &options);
    if (!is_plain_json(o))
        return 0;
    text = malloc(size + 1);
    require(text != NULL, "memory");
    memcpy(text, data, size);
    text[size] = '\0';
    check_order(o, text, &options, &c);
    check_escapes(o, text, size, &options, &c);
    free(text);
    return 0;
}
