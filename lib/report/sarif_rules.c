// SPDX-License-Identifier: MIT
/* The rules as SARIF describes them: what a viewer shows beside an alert. They are constants and
 * most of a small report, so they are written as they are, without values to be built first. */
#include "report/sarif.h"

#include <string.h>

#define TEXT_MAX 1024 /* code scanning refuses longer descriptions */

/* ---- JSON, line by line ---- */

/* A new line at a depth within the list of rules; `before` ends the one before. */
static void line(struct out *out, const char *before, size_t depth)
{
    out_str(out, before);
    out_char(out, '\n');
    out_repeat(out, ' ', 12 + 2 * depth);
}

static void open_member(struct out *out, const char *before, size_t depth, const char *name)
{
    line(out, before, depth);
    out_char(out, '"');
    out_str(out, name);
    out_str(out, "\": ");
}

static void string(struct out *out, const char *text, size_t length)
{
    out_char(out, '"');
    out_quoted(out, text, length);
    out_char(out, '"');
}

static void member(struct out *out, const char *before, size_t depth, const char *name,
                   const char *text)
{
    open_member(out, before, depth, name);
    string(out, text, strlen(text));
}

/* ---- a rule ---- */

static void description(struct out *out, const char *name, const char *text)
{
    size_t length = strlen(text);

    open_member(out, ",", 1, name);
    out_char(out, '{');
    open_member(out, "", 2, "text");
    string(out, text, length < TEXT_MAX ? length : TEXT_MAX);
    line(out, "", 1);
    out_char(out, '}');
}

static void paragraph(struct out *out, const char *head, const char *text, const char *tail)
{
    out_str(out, head);
    out_quoted(out, text, strlen(text));
    out_str(out, tail);
}

static void help(struct out *out, const kvjwk_rule *rule)
{
    open_member(out, ",", 1, "help");
    out_char(out, '{');
    open_member(out, "", 2, "text");
    paragraph(out, "\"", rule->why, "\\n");
    paragraph(out, "Fix: ", rule->remedy, "\\n");
    paragraph(out, "Bad: ", rule->bad, "\\n");
    paragraph(out, "Good: ", rule->good, "\\n");
    paragraph(out, "Source: ", rule->citation, "\"");
    open_member(out, ",", 2, "markdown");
    paragraph(out, "\"", rule->why, "\\n\\n");
    paragraph(out, "**Fix:** ", rule->remedy, "\\n\\n");
    paragraph(out, "Bad:\\n\\n```\\n", rule->bad, "\\n```\\n\\n");
    paragraph(out, "Good:\\n\\n```\\n", rule->good, "\\n```\\n\\n");
    paragraph(out, "Source: ", rule->citation, "\\n\"");
    line(out, "", 1);
    out_char(out, '}');
}

static void tag(struct out *out, const char *before, const char *text, size_t length)
{
    line(out, before, 3);
    string(out, text, length);
}

/* "json-bom" belongs to "json": what ids are grouped by. */
static void tags(struct out *out, const kvjwk_rule *rule)
{
    size_t group = strcspn(rule->id, "-");

    open_member(out, "", 2, "tags");
    out_char(out, '[');
    tag(out, "", rule->id, group);
    if (strlen(rule->level) != group || strncmp(rule->id, rule->level, group) != 0)
        tag(out, ",", rule->level, strlen(rule->level));
    line(out, "", 2);
    out_char(out, ']');
}

static void properties(struct out *out, const kvjwk_rule *rule)
{
    static const char *const problem[] = {
        [KVJWK_NOTE] = "recommendation", [KVJWK_WARNING] = "warning", [KVJWK_ERROR] = "error"};

    open_member(out, ",", 1, "properties");
    out_char(out, '{');
    tags(out, rule);
    member(out, ",", 2, "precision", "very-high");
    member(out, ",", 2, "problem.severity", problem[rule->severity]);
    line(out, "", 1);
    out_char(out, '}');
}

static void configuration(struct out *out, const kvjwk_rule *rule)
{
    open_member(out, ",", 1, "defaultConfiguration");
    out_char(out, '{');
    member(out, "", 2, "level", kvjwk_severity_name(rule->severity));
    line(out, "", 1);
    out_char(out, '}');
}

/* "json-bom" is "JsonBom": SARIF viewers want a name in that form. */
static void friendly_name(struct out *out, const kvjwk_rule *rule)
{
    bool upper = true;

    open_member(out, ",", 1, "name");
    out_char(out, '"');
    for (const char *p = rule->id; *p != '\0'; p++) {
        if (*p != '-')
            out_char(out, upper && *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
        upper = *p == '-';
    }
    out_char(out, '"');
}

static void descriptor(struct out *out, const char *before, const kvjwk_rule *rule)
{
    line(out, before, 0);
    out_char(out, '{');
    member(out, "", 1, "id", rule->id);
    friendly_name(out, rule);
    description(out, "shortDescription", rule->title);
    description(out, "fullDescription", rule->why);
    help(out, rule);
    configuration(out, rule);
    properties(out, rule);
    line(out, "", 0);
    out_char(out, '}');
}

void sarif_driver(struct out *out)
{
    out_str(out, "{\n          \"name\": \"kvjwk\",\n          \"fullName\": \"kvjwk ");
    out_str(out, kvjwk_version());
    out_str(out, "\",\n          \"semanticVersion\": \"");
    out_str(out, kvjwk_version());
    out_str(out, "\",\n          \"rules\": [");
    for (size_t i = 0; i < kvjwk_rule_count(); i++)
        descriptor(out, i == 0 ? "" : ",", kvjwk_rule_at(i));
    out_str(out, "\n          ]\n        }");
}
