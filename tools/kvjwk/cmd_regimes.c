// SPDX-License-Identifier: MIT
/* kvjwk regimes: the dated facts behind kvjwk report. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "kvjwk/regimes.h"

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "markdown"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

/* ---- text ---- */

static void print_text(void)
{
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        const kvjwk_regime *r = kvjwk_regime_at(i);

        printf("%-16s %s%s, %s\n", r->name, r->title, r->draft ? " (draft)" : "", r->published);
    }
}

/* ---- Markdown ---- */

static void print_keys(const kvjwk_step *s)
{
    printf("| %s", s->base);
    if (s->curve != NULL)
        printf(" %s", s->curve);
    else if (s->most == 0)
        printf(" from %u bits", s->least);
    else if (s->most == s->least)
        printf(" %u bits", s->least);
    else
        printf(" %u to %u bits", s->least, s->most);
    fputs(s->uses == KVJWK_SIGNS      ? ", signing"
          : s->uses == KVJWK_ENCRYPTS ? ", encrypting"
                                      : "",
          stdout);
}

static void print_regime(const kvjwk_regime *r)
{
    const kvjwk_step *s;
    const kvjwk_unwanted *u;

    printf("\n## %s\n\n`%s`%s: %s, %s. In force from %s. Read: %s; %s.\n\n"
           "| keys | standing | from | clause | mark | |\n|---|---|---|---|---|---|\n",
           r->title, r->name, r->draft ? ", a draft" : "", r->document, r->published, r->from,
           kvjwk_mark_name(r->mark), r->source);
    for (size_t i = 0; (s = kvjwk_step_at(i)) != NULL; i++) {
        if (s->regime != r)
            continue;
        print_keys(s);
        printf(" | %s | %s | %s | %s | %s |\n", kvjwk_standing_name(s->standing), s->from,
               s->clause, kvjwk_mark_name(s->mark), s->note);
    }
    for (size_t i = 0; (u = kvjwk_unwanted_at(i)) != NULL; i++)
        if (u->regime == r)
            printf("| with %s | %s | %s | %s | %s | %s |\n", u->alg,
                   kvjwk_standing_name(u->standing), u->from, u->clause, kvjwk_mark_name(u->mark),
                   u->note);
}

static void print_criteria(void)
{
    const kvjwk_cryptoperiod *p;
    kvjwk_control c;

    puts("\n## Criteria\n\n| criterion | what it asks for | remedy | weight |\n|---|---|---|---|");
    for (size_t i = 0; i < kvjwk_criterion_count(); i++) {
        const kvjwk_criterion *k = kvjwk_criterion_at(i);

        printf("| `%s` | %s | %s | %u |\n", k->name, k->statement, k->remedy, k->weight);
    }
    puts("\n## Controls\n\n| framework | control | criterion | whose mapping | mark |\n"
         "|---|---|---|---|---|");
    for (size_t i = 0; kvjwk_control_at(&c, i); i++)
        printf("| %s %s | %s | `%s` | %s | %s |\n", c.framework, c.version, c.control,
               c.criterion->name, c.whose, kvjwk_mark_name(c.mark));
    puts("\n## Cryptoperiods\n\n| key | length | clause | mark |\n|---|---|---|---|");
    for (size_t i = 0; (p = kvjwk_cryptoperiod_at(i)) != NULL; i++)
        printf("| %s | %s | %s | %s |\n", p->name, p->duration, p->clause,
               kvjwk_mark_name(p->mark));
}

static void print_validations(void)
{
    const kvjwk_validation *v;

    puts("\n## Certificates of modules\n\n| standard | state | from | source | mark | remedy |\n"
         "|---|---|---|---|---|---|");
    for (size_t i = 0; (v = kvjwk_validation_at(i)) != NULL; i++)
        printf("| %s | %s | %s | %s | %s | %s |\n", v->standard, v->state, v->from, v->source,
               kvjwk_mark_name(v->mark), v->remedy);
}

static void print_markdown(void)
{
    puts(
        "# Regimes\n\nThe facts behind `kvjwk report`. Each has a mark: *verified* facts were read "
        "in the document or in what its issuer publishes, *secondary* ones in what others say of "
        "it, and those *from memory* are general knowledge: look them up before you rely on "
        "them.");
    for (size_t i = 0; i < kvjwk_regime_count(); i++)
        print_regime(kvjwk_regime_at(i));
    print_criteria();
    print_validations();
}

static int run(struct settings *s)
{
    if (s->style != NULL && strcmp(s->style, "markdown") == 0)
        print_markdown();
    else
        print_text();
    return EXIT_OK;
}

static const struct option options[] = {
    {"format", 'f', "F", "format of the list (default: text)", known_style, false, take_style},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_regimes = {
    .name = "regimes",
    .operands = "",
    .summary = "list the standards that report looks at, and what they say",
    .about = "Lists the regimes of kvjwk report --regime; Markdown has every fact with its clause, "
             "its date and how much it can be relied on.\n\n"
             "Exit codes: 0, or 2 for a usage error.",
    OPTIONS(options),
    .least = 0,
    .most = 0,
    .run = run,
};
