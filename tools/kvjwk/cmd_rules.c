// SPDX-License-Identifier: MIT
/* kvjwk rules and kvjwk explain: the table of rules for people and for programs. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

static const char *rule_id(size_t i)
{
    const kvjwk_rule *rule = kvjwk_rule_at(i);

    return rule == NULL ? NULL : rule->id;
}

/* ---- which ---- */

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json", "markdown"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

/* The levels are those that rules have, in their order. */
static const char *known_level(size_t wanted)
{
    const kvjwk_rule *rule;
    const char *last = "";
    size_t count = 0;

    for (size_t i = 0; (rule = kvjwk_rule_at(i)) != NULL; i++) {
        bool seen = false;

        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(kvjwk_rule_at(k)->level, rule->level) == 0;
        if (!seen && count++ == wanted)
            last = rule->level;
    }
    return *last == '\0' ? NULL : last;
}

static const char *take_level(struct settings *s, const char *value)
{
    s->level = value;
    return NULL;
}

static const char *take_prefix(struct settings *s, const char *value)
{
    s->prefix = value;
    return NULL;
}

static bool is_wanted(const struct settings *s, const kvjwk_rule *rule)
{
    return (s->level == NULL || strcmp(rule->level, s->level) == 0) &&
           (s->prefix == NULL || strncmp(rule->id, s->prefix, strlen(s->prefix)) == 0);
}

/* ---- text ---- */

static void print_list(const struct settings *s)
{
    const kvjwk_rule *rule;

    for (size_t i = 0; (rule = kvjwk_rule_at(i)) != NULL; i++) {
        if (!is_wanted(s, rule))
            continue;
        printf("%-7s  %s\n", kvjwk_severity_name(rule->severity), rule->id);
        printf("%9s", "");
        print_wrapped(rule->title, 9, 9);
    }
}

/* ---- JSON ---- */

static json_t *rule_value(const kvjwk_rule *r)
{
    return json_pack("{ss ss ss ss ss ss ss ss ss ss ss ss}", "id", r->id, "severity",
                     kvjwk_severity_name(r->severity), "severity_returned",
                     kvjwk_severity_name(r->severity_returned), "title", r->title, "citation",
                     r->citation, "level", r->level, "targets", r->targets, "since", r->since,
                     "remedy", r->remedy, "why", r->why, "bad", r->bad, "good", r->good);
}

static bool print_json(const struct settings *s)
{
    json_t *rules = json_array(), *root = json_pack("{so}", "rules", rules);
    const kvjwk_rule *rule;
    bool ok = root != NULL;

    for (size_t i = 0; ok && (rule = kvjwk_rule_at(i)) != NULL; i++)
        if (is_wanted(s, rule))
            ok = json_array_append_new(rules, rule_value(rule)) == 0;
    ok = ok && json_dumpf(root, stdout, JSON_INDENT(2)) == 0;
    putchar('\n');
    json_decref(root);
    return ok;
}

/* ---- Markdown ---- */

/* A fence that the example does not hold. */
static void print_example(const char *what, const char *text)
{
    const char *fence = strstr(text, "```") == NULL ? "```" : "~~~~";

    printf("%s:\n\n%s\n%s\n%s\n\n", what, fence, text, fence);
}

static void print_section(const kvjwk_rule *r)
{
    printf("### %s\n\n%s\n\n", r->id, r->title);
    printf("| severity | in what the service returned | level | targets | since |\n"
           "|---|---|---|---|---|\n| %s | %s | %s | %s | %s |\n\n",
           kvjwk_severity_name(r->severity), kvjwk_severity_name(r->severity_returned), r->level,
           r->targets, r->since);
    printf("%s\n\n", r->why);
    print_example("Bad", r->bad);
    print_example("Good", r->good);
    printf("Fix: %s\n\nSource: %s\n", r->remedy, r->citation);
}

static void print_markdown(const struct settings *s)
{
    const char *level;

    printf("# Rules\n\nEvery rule of kvjwk %s. An id is stable: it is never given to another "
           "rule.\n",
           kvjwk_version());
    for (size_t l = 0; (level = known_level(l)) != NULL; l++) {
        const kvjwk_rule *rule;
        bool first = true;

        for (size_t i = 0; (rule = kvjwk_rule_at(i)) != NULL; i++) {
            if (!is_wanted(s, rule) || strcmp(rule->level, level) != 0)
                continue;
            if (first)
                printf("\n## Level: %s\n", level);
            first = false;
            putchar('\n');
            print_section(rule);
        }
    }
}

/* ---- rules ---- */

static int run_rules(struct settings *s)
{
    if (s->style == NULL || strcmp(s->style, "text") == 0)
        print_list(s);
    else if (strcmp(s->style, "markdown") == 0)
        print_markdown(s);
    else if (!print_json(s))
        return EXIT_USAGE;
    return EXIT_OK;
}

static const struct option rules_options[] = {
    {"format", 'f', "F", "format of the list (default: text)", known_style, false, take_style},
    {"level", 0, "L", "only rules of this level", known_level, false, take_level},
    {"prefix", 0, "P", "only rules whose id begins so: json-, jwk-, jwa-, kv-", NULL, false,
     take_prefix},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_rules = {
    .name = "rules",
    .operands = "",
    .summary = "list the rules",
    .about = "Lists every rule: its id, its severity and what it says. kvjwk explain ID tells why "
             "it exists and how to mend what breaks it.\n\n"
             "JSON: {\"rules\": [{\"id\", \"severity\", \"severity_returned\", \"title\", "
             "\"citation\", \"level\", \"targets\", \"since\", \"remedy\", \"why\", \"bad\", "
             "\"good\"}]}.\n\n"
             "Exit codes: 0, or 2 for a usage error.",
    OPTIONS(rules_options),
    .least = 0,
    .most = 0,
    .run = run_rules,
};

/* ---- explain ---- */

static void print_part(const char *head, const char *text)
{
    printf("  %-10s ", head);
    print_wrapped(text, 13, 13);
}

static void explain(const kvjwk_rule *r)
{
    char severity[96];

    snprintf(severity, sizeof(severity), "%s; %s in what the service returned",
             kvjwk_severity_name(r->severity), kvjwk_severity_name(r->severity_returned));
    printf("%s\n  ", r->id);
    print_wrapped(r->title, 2, 2);
    putchar('\n');
    print_part("severity", severity);
    print_part("why", r->why);
    print_part("bad", r->bad);
    print_part("good", r->good);
    print_part("fix", r->remedy);
    print_part("source", r->citation);
    print_part("level", r->level);
    print_part("targets", r->targets);
    print_part("since", r->since);
}

static int run_explain(struct settings *s)
{
    int code = EXIT_OK;

    for (size_t i = 0; i < s->operand_count; i++) {
        const kvjwk_rule *rule = kvjwk_rule_find(s->operands[i]);
        const char *near = nearest(s->operands[i], rule_id);

        if (rule == NULL) {
            complain(s->command, "no rule \"%s\"%s%s%s", printable(s->operands[i]),
                     near == NULL ? "; kvjwk rules lists them" : "; did you mean \"",
                     near == NULL ? "" : near, near == NULL ? "" : "\"?");
            code = EXIT_USAGE;
            continue;
        }
        if (i > 0)
            putchar('\n');
        explain(rule);
    }
    return code;
}

static const struct option explain_options[] = {
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_explain = {
    .name = "explain",
    .operands = "RULE...",
    .summary = "why a rule exists, an example of both kinds, and how to mend it",
    .about = "Explains rules by their ids, which stand in brackets behind each finding.\n\n"
             "    kvjwk explain jwa-base64url-padding\n\n"
             "Exit codes: 0, or 2 when there is no such rule.",
    OPTIONS(explain_options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run_explain,
};
