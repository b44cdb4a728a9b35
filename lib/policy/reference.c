// SPDX-License-Identifier: MIT
/* The reference of policy files, of Azure Policy's definitions for keys and of profiles, as
 * Markdown from the rows. */
#include "policy/azure.h"
#include "policy/members.h"
#include "policy/print.h"

/* ---- members ---- */

static const char *const types[] = {
    [TYPE_TEXT] = "text",
    [TYPE_RULE] = "rule",
    [TYPE_RULES] = "list of rules",
    [TYPE_SEVERITIES] = "object of rules and severities",
    [TYPE_WORD] = "one of",
    [TYPE_WORDS] = "list of",
    [TYPE_PATTERNS] = "pattern, or list of patterns",
    [TYPE_TAGS] = "object of names and patterns",
    [TYPE_BOOL] = "true or false",
    [TYPE_SIZES] = "list of bits",
    [TYPE_DURATION] = "ISO 8601 duration",
    [TYPE_DATE] = "date",
    [TYPE_POINTER] = "JSON pointer with patterns",
    [TYPE_VERSION] = "1",
    [TYPE_ANY] = "object",
    [TYPE_OBJECT] = "object",
    [TYPE_OBJECTS] = "list of objects",
};

static void print_member(struct print *p, const struct member *m)
{
    enum words_id list = (enum words_id)m->argument;
    char memory[1500];
    const char *word;
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    buf_str(&b, types[m->type]);
    if (m->type == TYPE_WORD || m->type == TYPE_WORDS)
        for (size_t i = 0; (word = policy_word(list, i)) != NULL; i++)
            message_format(&b, i == 0 ? " `{}`" : ", `{}`", ARGS(A_STR(word)));
    if (m->type == TYPE_OBJECT || m->type == TYPE_OBJECTS)
        message_format(&b, ": [{}](#{})",
                       ARGS(A_STR(policy_objects[m->argument].title),
                            A_STR(policy_objects[m->argument].title)));
    if (m->flags & FLAG_REQUIRED)
        buf_str(&b, "; required");
    print_line(p, "| `{}` | {} | {} |", ARGS(A_STR(m->name), A_STR(memory), A_STR(m->help)));
}

static void print_object(struct print *p, const struct object *object)
{
    print_text(p, "\n");
    print_line(p, "### {}", ARGS(A_STR(object->title)));
    print_text(p, "\n| member | value | meaning |\n|---|---|---|\n");
    for (unsigned row = object->first; row < object->end; row++)
        print_member(p, &policy_members[row]);
}

/* ---- Azure Policy ---- */

static void print_definition(struct print *p, const kvjwk_azure_policy *row)
{
    char memory[300];
    struct buf b;

    buf_init(&b, memory, sizeof(memory));
    if (row->parameter != NULL) {
        message_format(&b, "`{}`", ARGS(A_STR(row->parameter)));
        message_format(&b, row->value != NULL ? " = {}" : ", no default",
                       ARGS(A_STR(row->value == NULL ? "" : row->value)));
        if (row->allowed != NULL)
            message_format(&b, " of {}", ARGS(A_STR(row->allowed)));
    }
    print_line(p, "| `{}` {} | {} | {}; effect {} |",
               ARGS(A_STR(row->guid), A_STR(row->version), A_STR(row->title),
                    A_STR(b.len == 0 ? "no parameter" : memory), A_STR(row->effects)));
    print_line(p, "| | `{}` | {} |", ARGS(A_STR(row->rule), A_STR(row->source)));
}

static void print_profile(struct print *p, size_t index)
{
    const kvjwk_azure_profile *profile = kvjwk_azure_profile_at(index);
    const struct azure_profile_item *item;

    print_text(p, "\n");
    print_line(p, "### {}", ARGS(A_STR(profile->name)));
    print_text(p, "\n");
    print_line(p, "{}, version {} ({}).",
               ARGS(A_STR(profile->title), A_STR(profile->version), A_STR(profile->source)));
    print_text(p, "\n| definition | parameter | control, as Azure maps it |\n|---|---|---|\n");
    for (size_t i = 0; (item = azure_profile_item_at(i)) != NULL; i++) {
        const kvjwk_azure_policy *row = kvjwk_azure_policy_at(item->policy);

        if (item->profile == index)
            print_line(p, "| `{}`: {} | {} | {} |",
                       ARGS(A_STR(row->guid), A_STR(row->title),
                            A_STR(item->value != NULL      ? item->value
                                  : row->parameter != NULL ? "default"
                                                           : ""),
                            A_STR(item->control)));
    }
}

kvjwk_status kvjwk_policy_reference(kvjwk_policy_write write, void *ctx)
{
    struct print p = {write, ctx, KVJWK_OK};
    const kvjwk_azure_policy *row;

    print_text(&p,
               "# Policy files: reference\n\n"
               "Written by `kvjwk policy reference`, from the rows that policy files are read by. "
               "The guide is [policy.md](policy.md).\n\n## Members\n");
    for (unsigned i = 0; i < OBJECT_COUNT; i++)
        print_object(&p, &policy_objects[i]);
    print_text(&p, "\n## Azure Policy: the built-in definitions for keys\n\n"
                   "| definition | what it wants; rule | parameter; source |\n|---|---|---|\n");
    for (size_t i = 0; (row = kvjwk_azure_policy_at(i)) != NULL; i++)
        print_definition(&p, row);
    print_text(&p, "\n## Profiles\n");
    for (size_t i = 0; kvjwk_azure_profile_at(i) != NULL; i++)
        print_profile(&p, i);
    return p.status;
}
