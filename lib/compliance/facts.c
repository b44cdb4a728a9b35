// SPDX-License-Identifier: MIT
/* What the formats of a compliance report share. */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

#include "text/duration.h"

bool regime_shown(const struct kvjwk_report *report, size_t i)
{
    uint32_t chosen = compliance_of(report)->options.regimes;

    return i < kvjwk_regime_count() && (chosen == 0 || (chosen >> i & 1));
}

/* ---- the head ---- */

static const char *const group_names[] = {
    [KVJWK_GROUP_NONE] = NULL,
    [KVJWK_GROUP_VAULT] = "vault",
    [KVJWK_GROUP_SUBSCRIPTION] = "subscription",
    [KVJWK_GROUP_TAG] = "tag",
    [KVJWK_GROUP_TARGET] = "target",
};

static void put_shown(struct out *out, const struct kvjwk_report *report)
{
    const char *before = "[";

    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        if (regime_shown(report, i)) {
            out_str(out, before);
            put_string(out, kvjwk_regime_at(i)->name);
            before = ",";
        }
    out_char(out, ']');
}

void put_head(struct out *out, const struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    out_str(out, "{\"row\":\"report\",\"format\":");
    out_number(out, ROW_FORMAT);
    out_str(out, ",\"tool\":{\"name\":\"kvjwk\",\"version\":");
    put_string(out, kvjwk_version());
    out_str(out, "},\"edition\":");
    put_string(out, report->edition->name);
    out_str(out, ",\"target\":");
    put_string(out, kvjwk_target_name(report->check.target));
    out_str(out, ",\"as_of\":");
    put_date(out, report->check.now);
    out_str(out, ",\"as_of_seconds\":");
    put_integer(out, report->check.now);
    out_str(out, ",\"regimes\":");
    put_shown(out, report);
    out_str(out, ",\"group_by\":");
    put_string(out, group_names[c->options.group]);
    if (c->options.group == KVJWK_GROUP_TAG) {
        out_str(out, ",\"tag\":");
        put_string(out, c->options.tag);
    }
    out_char(out, '}');
}

json_t *value_head(const struct kvjwk_report *report)
{
    struct out text = {0};
    json_t *head;

    put_head(&text, report);
    head = text.failed ? NULL : parse_line(text.text, text.length);
    out_free(&text);
    if (head != NULL)
        json_object_del(head, "row");
    return head;
}

static bool adopt_regimes(kvjwk_compliance_options *options, const json_t *names)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        const kvjwk_regime *regime = name == NULL ? NULL : kvjwk_regime_find(name);

        if (regime == NULL)
            return false;
        bits |= (uint32_t)1 << (regime - kvjwk_regime_at(0));
    }
    options->regimes = bits == ((uint32_t)1 << kvjwk_regime_count()) - 1 ? 0 : bits;
    return bits != 0;
}

static bool adopt_group(kvjwk_compliance_options *options, char **tag, const json_t *head)
{
    const char *by = json_text(head, "group_by"), *name = json_text(head, "tag");

    options->group = KVJWK_GROUP_NONE;
    for (size_t i = 1; i < ARRAY_LEN(group_names); i++)
        if (strcmp(group_names[i], by) == 0)
            options->group = (kvjwk_group)i;
    if (options->group != KVJWK_GROUP_TAG)
        return true;
    *tag = malloc(strlen(name) + 1);
    if (*tag != NULL)
        options->tag = strcpy(*tag, name);
    return *tag != NULL;
}

bool kvjwk_compliance_adopt(kvjwk_options *check, kvjwk_compliance_options *compliance, char **tag,
                            const char *line, size_t length)
{
    json_t *head = parse_line(line, length);
    const json_t *tool = json_object_get(head, "tool");
    bool ok = strcmp(json_text(head, "row"), "report") == 0 &&
              strcmp(json_text(tool, "version"), kvjwk_version()) == 0;

    *tag = NULL;
    check->edition = kvjwk_edition_find(json_text(head, "edition"));
    check->now = json_number(head, "as_of_seconds", 0);
    check->has_now = true;
    ok = ok && check->edition != NULL &&
         kvjwk_target_find(&check->target, json_text(head, "target")) &&
         adopt_regimes(compliance, json_object_get(head, "regimes")) &&
         adopt_group(compliance, tag, head);
    json_decref(head);
    return ok;
}

/* ---- inputs ---- */

void put_input(struct out *out, const struct input_file *file)
{
    out_str(out, "{\"row\":\"input\",\"file\":");
    put_string(out, file->file);
    out_str(out, ",\"bytes\":");
    put_integer(out, (int64_t)file->bytes);
    out_str(out, ",\"sha256\":");
    put_string(out, file->sha256);
    out_char(out, '}');
}

/* ---- lines ---- */

json_t *parse_line(const char *line, size_t length)
{
    json_t *json = json_loadb(line, length, JSON_ALLOW_NUL, NULL);

    if (json != NULL && !json_is_object(json)) {
        json_decref(json);
        return NULL;
    }
    return json;
}

const char *json_text(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));

    return text == NULL ? "" : text;
}

int64_t json_number(const json_t *json, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(json, name);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

void put_label(struct out *out, const json_t *row)
{
    static const char *const names[] = {"kid", "resource", "thumbprint"};
    const char *container = json_text(row, "container"), *name = json_text(row, "name");

    if (*container != '\0' && *name != '\0') {
        out_str(out, container);
        out_char(out, '/');
        out_str(out, name);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (*json_text(row, names[i]) != '\0') {
            out_str(out, json_text(row, names[i]));
            return;
        }
    out_str(out, json_text(row, "file"));
    if (json_number(row, "line", 0) > 0) {
        out_char(out, ':');
        put_integer(out, json_number(row, "line", 0));
    }
    out_str(out, json_text(row, "pointer"));
}

void put_type(struct out *out, const char *kty, const char *crv, int64_t size)
{
    out_str(out, *kty == '\0' ? "unknown" : kty);
    if (*crv != '\0' || size > 0)
        out_char(out, ' ');
    if (*crv != '\0')
        out_str(out, crv);
    else if (size > 0)
        put_integer(out, size);
}

/* ---- actions ---- */

static int compare_actions(const void *a, const void *b)
{
    const struct action *x = a, *y = b;

    if (x->criterion->weight != y->criterion->weight)
        return x->criterion->weight > y->criterion->weight ? -1 : 1;
    if (x->keys != y->keys)
        return x->keys > y->keys ? -1 : 1;
    return x->criterion < y->criterion ? -1 : x->criterion > y->criterion;
}

size_t find_actions(struct action out[KVJWK_CRITERIA_MAX], const struct tally *t)
{
    size_t count = 0;

    for (size_t i = 0; i < kvjwk_criterion_count(); i++)
        if (t->mets[i][KVJWK_MET_NO] > 0)
            out[count++] = (struct action){kvjwk_criterion_at(i), t->mets[i][KVJWK_MET_NO]};
    qsort(out, count, sizeof(*out), compare_actions);
    return count;
}
