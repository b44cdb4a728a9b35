// SPDX-License-Identifier: MIT
/* kvjwk kinds: what kinds of documents are read, and where in them keys are found. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "kvjwk/input.h"

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json", "markdown"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const kvjwk_kind *kind_at(size_t i)
{
    return i < kvjwk_kind_count() ? kvjwk_kind_at(i) : kvjwk_input_kind_at(i - kvjwk_kind_count());
}

/* ---- text ---- */

static void print_text(void)
{
    const kvjwk_kind *kind;

    for (size_t i = 0; (kind = kind_at(i)) != NULL; i++) {
        printf("%-20s ", kind->name);
        print_wrapped(kind->title, 21, 21);
    }
}

/* ---- JSON ---- */

static bool print_json(void)
{
    json_t *kinds = json_array(), *fields = json_array();
    json_t *root = json_pack("{soso}", "kinds", kinds, "fields", fields);
    const kvjwk_kind *kind;
    kvjwk_input_field f;
    bool ok = root != NULL;

    for (size_t i = 0; ok && (kind = kind_at(i)) != NULL; i++)
        ok = json_array_append_new(kinds, json_pack("{ssssssss*}", "name", kind->name, "title",
                                                    kind->title, "direction",
                                                    kind->returned ? "returned" : "sent", "source",
                                                    kind->source)) == 0;
    for (size_t i = 0; ok && kvjwk_input_field_at(&f, i); i++)
        ok = json_array_append_new(fields, json_pack("{ssssssssss}", "kind", f.kind->name,
                                                     "resource", f.resource, "path", f.path,
                                                     "member", f.member, "source", f.source)) == 0;
    ok = ok && json_dumpf(root, stdout, JSON_INDENT(2)) == 0;
    putchar('\n');
    json_decref(root);
    return ok;
}

/* ---- Markdown ---- */

/* One table a resource: its rows stand together. */
static void print_fields(void)
{
    const char *last = "";
    kvjwk_input_field f;

    for (size_t i = 0; kvjwk_input_field_at(&f, i); i++) {
        if (strcmp(last, f.resource) != 0)
            printf("\n### %s\n\n`%s`; source: %s.\n\n| read from | member of Key Vault |\n"
                   "|---|---|\n",
                   f.resource, f.kind->name, f.source);
        last = f.resource;
        if (*f.member == '\0')
            printf("| `%s` | |\n", f.path);
        else
            printf("| `%s` | `%s` |\n", f.path, f.member);
    }
}

static void print_markdown(void)
{
    const kvjwk_kind *kind;

    puts("# Kinds of documents\n\nThe values of `--kind`. *Returned* is what a service answered: "
         "it is judged more mildly than what is about to be sent.\n\n"
         "| kind | what it is | direction | source |\n|---|---|---|---|");
    for (size_t i = 0; (kind = kind_at(i)) != NULL; i++)
        printf("| `%s` | %s | %s | %s |\n", kind->name, kind->title,
               kind->returned ? "returned" : "sent", kind->source);
    puts("\n## What is read from where\n\nPaths of properties in each resource, steps between `/`. "
         "A state has the resources of a plan, a stack those of a preview, and an `azapi_resource` "
         "those of a template, with `properties` in its `body`.");
    print_fields();
}

/* ---- kinds ---- */

static int run(struct settings *s)
{
    if (s->style == NULL || strcmp(s->style, "text") == 0)
        print_text();
    else if (strcmp(s->style, "markdown") == 0)
        print_markdown();
    else if (!print_json())
        return EXIT_USAGE;
    return EXIT_OK;
}

static const struct option options[] = {
    {"format", 'f', "F", "format of the list (default: text)", known_style, false, take_style},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_kinds = {
    .name = "kinds",
    .operands = "",
    .summary = "list the kinds of documents, and where in them keys are found",
    .about = "Lists every kind of document that check reads; JSON and Markdown also say which "
             "property of which resource of a template, plan or preview is read as which member of "
             "a key.\n\n"
             "JSON: {\"kinds\": [{\"name\", \"title\", \"direction\", \"source\"}], \"fields\": "
             "[{\"kind\", \"resource\", \"path\", \"member\", \"source\"}]}.\n\n"
             "Exit codes: 0, or 2 for a usage error.",
    OPTIONS(options),
    .least = 0,
    .most = 0,
    .run = run,
};
