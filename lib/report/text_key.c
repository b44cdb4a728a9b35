// SPDX-License-Identifier: MIT
/* The line about a key: verdict, where it is, what it is, who accepts it, how well it is kept. */
#include "report/text.h"

#include <string.h>

#define POINTER_COLUMNS 120
#define KID_COLUMNS 160

static void put_verdict(struct out *out, const struct kvjwk_report *report, kvjwk_verdict verdict)
{
    static const enum style styles[] = {[KVJWK_VERDICT_PASS] = STYLE_GOOD,
                                        [KVJWK_VERDICT_FAIL] = STYLE_BAD,
                                        [KVJWK_VERDICT_UNKNOWN] = STYLE_ODD};
    const char *name = kvjwk_verdict_name(verdict);

    styled(out, report, styles[verdict], name);
    out_repeat(out, ' ', 8 - strlen(name)); /* "unknown " */
}

static void put_place(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key)
{
    text_place(out, &page->document);
    if (key->pointer[0] != '\0') {
        out_char(out, '#');
        out_safe(out, key->pointer, strlen(key->pointer), POINTER_COLUMNS);
    }
    if (key->kid != NULL && key->kid_length > 0) {
        out_str(out, " (kid ");
        out_safe(out, key->kid, key->kid_length, KID_COLUMNS);
        out_char(out, ')');
    } else if (key->name != NULL) {
        out_str(out, " (");
        out_safe(out, key->name, strlen(key->name), KID_COLUMNS);
        out_char(out, ')');
    }
}

/* "EC P-256", "RSA 2048"; what is no key is named by its kind. */
static void put_type(struct out *out, const kvjwk_key *key)
{
    if (key->kty == NULL) {
        out_str(out, key->kind->name);
        return;
    }
    out_str(out, key->kty->name);
    out_char(out, ' ');
    if (key->param != NULL)
        out_str(out, key->param->name);
    else if (key->bits > 0)
        out_number(out, key->bits);
    else
        out_str(out, "of unknown size");
    if (key->param != NULL && key->param->strength > 0) {
        out_str(out, ", strength ");
        out_number(out, key->param->strength);
        out_str(out, " bits");
    }
}

static size_t put_services(struct out *out, const kvjwk_key *key, kvjwk_support wanted,
                           const char *before)
{
    size_t count = 0;

    for (size_t i = 0; i < KVJWK_SERVICES; i++) {
        if (key->services[i] != wanted)
            continue;
        out_str(out, count++ == 0 ? before : ", ");
        out_str(out, kvjwk_target_name((kvjwk_target)(i + 1)));
    }
    return count;
}

static void put_who(struct out *out, const kvjwk_key *key)
{
    size_t sure = put_services(out, key, KVJWK_SUPPORT_YES, "; accepted by ");
    size_t unsure = put_services(out, key, KVJWK_SUPPORT_UNKNOWN, "; unknown for ");

    if (sure + unsure == 0)
        out_str(out, "; accepted nowhere");
}

static void put_fips(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key)
{
    const kvjwk_fips *fips =
        key->protection == NULL ? NULL : kvjwk_fips_find(page->report->edition, key->protection);

    if (fips == NULL) {
        out_str(out, "; FIPS level unknown");
        return;
    }
    out_str(out, "; ");
    out_str(out, fips->standard);
    out_str(out, " Level ");
    out_number(out, fips->level);
    out_str(out, " (edition ");
    out_str(out, page->report->edition->name);
    out_char(out, ')');
}

void text_key_line(struct out *out, const struct kvjwk_page *page, const kvjwk_key *key)
{
    put_verdict(out, page->report, key->verdict);
    put_place(out, page, key);
    out_str(out, ": ");
    put_type(out, key);
    if (key->kty != NULL && page->report->check.target != KVJWK_TARGET_RFC) {
        put_who(out, key);
        put_fips(out, page, key);
    }
    out_char(out, '\n');
}
