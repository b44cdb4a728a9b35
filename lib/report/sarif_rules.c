// SPDX-License-Identifier: MIT
/* The rules as SARIF describes them: what a viewer shows beside an alert. */
#include "report/sarif.h"

#include <string.h>

#define TEXT_MAX 1024 /* code scanning refuses longer descriptions */

static json_t *description(const char *text)
{
    size_t length = strlen(text);

    return json_pack("{so}", "text", value_text(text, length < TEXT_MAX ? length : TEXT_MAX));
}

static void paragraph(struct out *out, const char *head, const char *text, const char *tail)
{
    out_str(out, head);
    out_str(out, text);
    out_str(out, tail);
}

static json_t *help(const kvjwk_rule *rule)
{
    struct out text = {0}, markdown = {0};
    json_t *value = NULL;

    paragraph(&text, "", rule->why, "\n");
    paragraph(&text, "Fix: ", rule->remedy, "\n");
    paragraph(&text, "Bad: ", rule->bad, "\n");
    paragraph(&text, "Good: ", rule->good, "\n");
    paragraph(&text, "Source: ", rule->citation, "");
    paragraph(&markdown, "", rule->why, "\n\n");
    paragraph(&markdown, "**Fix:** ", rule->remedy, "\n\n");
    paragraph(&markdown, "Bad:\n\n```\n", rule->bad, "\n```\n\n");
    paragraph(&markdown, "Good:\n\n```\n", rule->good, "\n```\n\n");
    paragraph(&markdown, "Source: ", rule->citation, "\n");
    if (!text.failed && !markdown.failed)
        value = json_pack("{so so}", "text", value_text(text.text, text.length), "markdown",
                          value_text(markdown.text, markdown.length));
    out_free(&text);
    out_free(&markdown);
    return value;
}

/* "json-bom" belongs to "json": what ids are grouped by. */
static json_t *tags(const kvjwk_rule *rule)
{
    size_t group = strcspn(rule->id, "-");
    json_t *array = json_array();
    bool ok = append(array, value_text(rule->id, group));

    if (strlen(rule->level) != group || strncmp(rule->id, rule->level, group) != 0)
        ok = append(array, value_string(rule->level)) && ok;
    if (ok)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *properties(const kvjwk_rule *rule)
{
    static const char *const problem[] = {
        [KVJWK_NOTE] = "recommendation", [KVJWK_WARNING] = "warning", [KVJWK_ERROR] = "error"};

    return json_pack("{so ss ss}", "tags", tags(rule), "precision", "very-high", "problem.severity",
                     problem[rule->severity]);
}

/* "json-bom" is "JsonBom": SARIF viewers want a name in that form. */
static json_t *friendly_name(const kvjwk_rule *rule)
{
    char name[96];
    size_t length = 0;
    bool upper = true;

    for (const char *p = rule->id; *p != '\0' && length < sizeof(name); p++) {
        if (*p != '-')
            name[length++] = upper && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
        upper = *p == '-';
    }
    return value_text(name, length);
}

static json_t *descriptor(const kvjwk_rule *rule)
{
    json_t *o = json_object();
    bool ok = set(o, "id", value_string(rule->id));

    ok = set(o, "name", friendly_name(rule)) && ok;
    ok = set(o, "shortDescription", description(rule->title)) && ok;
    ok = set(o, "fullDescription", description(rule->why)) && ok;
    ok = set(o, "help", help(rule)) && ok;
    ok = set(o, "defaultConfiguration",
             json_pack("{ss}", "level", kvjwk_severity_name(rule->severity))) &&
         ok;
    ok = set(o, "properties", properties(rule)) && ok;
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

void sarif_driver(struct out *out)
{
    const char *before = "\n            ";

    out_str(out, "{\n          \"name\": \"kvjwk\",\n          \"fullName\": \"kvjwk ");
    out_str(out, kvjwk_version());
    out_str(out, "\",\n          \"semanticVersion\": \"");
    out_str(out, kvjwk_version());
    out_str(out, "\",\n          \"rules\": [");
    for (size_t i = 0; i < kvjwk_rule_count(); i++) {
        json_t *o = descriptor(kvjwk_rule_at(i));

        out_str(out, before);
        out_json(out, o, JSON_INDENT(2), 12);
        json_decref(o);
        before = ",\n            ";
    }
    out_str(out, "\n          ]\n        }");
}
