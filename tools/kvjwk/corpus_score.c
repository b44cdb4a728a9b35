// SPDX-License-Identifier: MIT
/* The score of an implementation: as text, JSON, JUnit XML or Markdown. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include <stdlib.h>
#include <string.h>

struct report {
    const struct corpus *corpus;
    const struct implementation *peer;
    const struct settings *settings;
    struct score layers[LAYERS], all;
};

/* ---- counting ----------------------------------------------------------------------------------
 */

enum outcome {
    RIGHT,
    WRONGLY_ACCEPTED,
    WRONGLY_REFUSED,
    CRASHED,
    HUNG,
    SKIPPED,
    EITHER,
    NOT_ASKED
};

static const char *const outcomes[] = {"right", "wrongly accepted", "wrongly refused", "crashed",
                                       "hung",  "skipped",          "either",          "not asked"};

static enum outcome outcome_of(const struct question *q)
{
    switch (q->answered) {
    case CRASH:
        return CRASHED;
    case HANG:
        return HUNG;
    case SKIP:
        return SKIPPED;
    case UNASKED:
    case POLICY:
        return NOT_ASKED;
    case ACCEPT:
    case REJECT:
        break;
    }
    if (q->expected == POLICY)
        return EITHER;
    if (q->expected == q->answered)
        return RIGHT;
    return q->answered == ACCEPT ? WRONGLY_ACCEPTED : WRONGLY_REFUSED;
}

static bool is_wrong(enum outcome outcome)
{
    return outcome == WRONGLY_ACCEPTED || outcome == WRONGLY_REFUSED || outcome == CRASHED ||
           outcome == HUNG;
}

static void count(struct score *score, enum outcome outcome)
{
    size_t *const counts[] = {
        &score->right, &score->wrongly_accepted, &score->wrongly_refused, &score->crashed,
        &score->hung,  &score->skipped,          &score->either,          &score->unasked};

    ++*counts[outcome];
    score->asked += outcome != SKIPPED && outcome != NOT_ASKED;
}

static const char *text_of(const struct question *q, const char *name)
{
    const char *text = json_string_value(json_object_get(q->row, name));

    return text == NULL ? "" : text;
}

/* "CVE-2017-12974, jwx issue 1797"; good until the next call. */
static const char *defects_of(const struct question *q)
{
    static char text[256];
    const json_t *list = json_object_get(q->row, "defects");
    size_t i, used = 0;
    json_t *defect;

    text[0] = '\0';
    json_array_foreach(list, i, defect)
    {
        const char *name = json_string_value(defect);

        if (name != NULL && used + strlen(name) + 3 < sizeof(text))
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
                                     used == 0 ? "" : ", ", name);
    }
    return text;
}

/* ---- text --------------------------------------------------------------------------------------
 */

static void print_row(const char *name, const struct score *s)
{
    printf("%-10s %7zu %7zu %7zu %9zu %8zu %8zu %6zu %8zu\n", name, s->asked, s->right, s->either,
           s->wrongly_accepted, s->wrongly_refused, s->crashed, s->hung, s->skipped);
}

static void print_text(const struct report *r)
{
    printf("%s %s, %zu cases\n\n", r->peer->name, r->peer->version, r->corpus->cases);
    printf("%-10s %7s %7s %7s %9s %8s %8s %6s %8s\n", "layer", "asked", "right", "either",
           "accepted", "refused", "crashed", "hung", "skipped");
    for (size_t i = 0; i < LAYERS; i++)
        if (r->layers[i].asked + r->layers[i].skipped > 0)
            print_row(layer_name(i), &r->layers[i]);
    print_row("all", &r->all);
    for (enum outcome o = WRONGLY_ACCEPTED; o <= HUNG; o++) {
        bool first = true;

        for (size_t i = 0; i < r->corpus->count; i++) {
            const struct question *q = &r->corpus->questions[i];

            if (outcome_of(q) != o)
                continue;
            if (first)
                printf("\n%s:\n", outcomes[o]);
            first = false;
            printf("  %-9s %s: %s%s%s\n", layer_name(q->layer), q->id,
                   printable(text_of(q, "description")), q->reason == NULL ? "" : " - ",
                   q->reason == NULL ? "" : printable(q->reason));
        }
    }
    if (r->all.unasked > 0)
        printf("\n%zu were not asked\n", r->all.unasked);
}

/* ---- Markdown ----------------------------------------------------------------------------------
 */

/* A table's cell: no bar, no markup of its own. */
static void print_cell(const char *text)
{
    for (text = printable(text); *text != '\0'; text++) {
        if (strchr("|\\`*_<>[]", *text) != NULL)
            putchar('\\');
        putchar(*text);
    }
}

static void print_markdown_row(const char *name, const struct score *s)
{
    printf("| %s | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu |\n", name, s->asked, s->right,
           s->either, s->wrongly_accepted, s->wrongly_refused, s->crashed, s->hung, s->skipped);
}

static void print_markdown(const struct report *r)
{
    bool first = true;

    fputs("# ", stdout);
    print_cell(r->peer->name);
    putchar(' ');
    print_cell(r->peer->version);
    puts("\n\n| layer | asked | right | either | wrongly accepted | wrongly refused | crashed | "
         "hung | skipped |\n|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < LAYERS; i++)
        if (r->layers[i].asked + r->layers[i].skipped > 0)
            print_markdown_row(layer_name(i), &r->layers[i]);
    print_markdown_row("all", &r->all);
    for (size_t i = 0; i < r->corpus->count; i++) {
        const struct question *q = &r->corpus->questions[i];

        if (!is_wrong(outcome_of(q)))
            continue;
        if (first)
            puts(
                "\n| what | layer | case | description | clause | known as |\n|---|---|---|---|---|"
                "---|");
        first = false;
        printf("| %s | %s | `%s` | ", outcomes[outcome_of(q)], layer_name(q->layer), q->id);
        print_cell(text_of(q, "description"));
        fputs(" | ", stdout);
        print_cell(text_of(q, "clause"));
        fputs(" | ", stdout);
        print_cell(defects_of(q));
        puts(" |");
    }
}

/* ---- JUnit -------------------------------------------------------------------------------------
 */

static void print_xml(const char *text)
{
    for (text = printable(text); *text != '\0'; text++) {
        if (*text == '&')
            fputs("&amp;", stdout);
        else if (*text == '<')
            fputs("&lt;", stdout);
        else if (*text == '>')
            fputs("&gt;", stdout);
        else if (*text == '"')
            fputs("&quot;", stdout);
        else
            putchar(*text);
    }
}

static void print_test(const struct question *q)
{
    enum outcome outcome = outcome_of(q);

    printf("    <testcase classname=\"%s.%s\" name=\"%s\"", layer_name(q->layer),
           text_of(q, "group"), q->id);
    if (!is_wrong(outcome) && outcome != SKIPPED && outcome != NOT_ASKED) {
        puts("/>");
        return;
    }
    puts(">");
    printf("      <%s message=\"%s: ",
           outcome == CRASHED || outcome == HUNG ? "error"
           : is_wrong(outcome)                   ? "failure"
                                                 : "skipped",
           outcomes[outcome]);
    print_xml(q->reason == NULL ? text_of(q, "description") : q->reason);
    puts("\"/>\n    </testcase>");
}

static void print_junit(const struct report *r)
{
    const struct score *a = &r->all;

    puts("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    printf("<testsuites name=\"kvjwk corpus\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
           r->corpus->count, a->wrongly_accepted + a->wrongly_refused, a->crashed + a->hung);
    for (size_t layer = 0; layer < LAYERS; layer++) {
        const struct score *s = &r->layers[layer];
        size_t tests = s->asked + s->skipped + s->unasked;

        if (tests == 0)
            continue;
        fputs("  <testsuite name=\"", stdout);
        print_xml(r->peer->name);
        printf(" %s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n",
               layer_name(layer), tests, s->wrongly_accepted + s->wrongly_refused,
               s->crashed + s->hung, s->skipped + s->unasked);
        for (size_t i = 0; i < r->corpus->count; i++)
            if (r->corpus->questions[i].layer == layer)
                print_test(&r->corpus->questions[i]);
        puts("  </testsuite>");
    }
    puts("</testsuites>");
}

/* ---- JSON --------------------------------------------------------------------------------------
 */

static json_t *json_of_score(const struct score *s)
{
    return json_pack("{sI sI sI sI sI sI sI sI sI}", "asked", (json_int_t)s->asked, "right",
                     (json_int_t)s->right, "either", (json_int_t)s->either, "wrongly_accepted",
                     (json_int_t)s->wrongly_accepted, "wrongly_refused",
                     (json_int_t)s->wrongly_refused, "crashed", (json_int_t)s->crashed, "hung",
                     (json_int_t)s->hung, "skipped", (json_int_t)s->skipped, "not_asked",
                     (json_int_t)s->unasked);
}

static json_t *json_of_question(const struct question *q)
{
    const char *const copied[] = {"group", "file",     "description", "clause", "layer",
                                  "rules", "features", "seeds",       "defects"};
    json_t *out = json_pack("{ss ss ss ss ss ss*}", "id", q->id, "asked_at", layer_name(q->layer),
                            "expected", answer_name(q->expected), "answered",
                            answer_name(q->answered), "outcome", outcomes[outcome_of(q)], "reason",
                            q->reason == NULL ? NULL : printable(q->reason));

    for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++)
        if (json_object_get(q->row, copied[i]) != NULL)
            json_object_set(out, copied[i], json_object_get(q->row, copied[i]));
    return out;
}

static json_t *json_of_layers(const struct report *r)
{
    json_t *layers = json_object();

    for (size_t i = 0; i < LAYERS; i++)
        if (r->layers[i].asked + r->layers[i].skipped > 0)
            json_object_set_new(layers, layer_name(i), json_of_score(&r->layers[i]));
    return layers;
}

static int print_json(const struct report *r)
{
    json_t *cases = json_array(), *out;
    int code = EXIT_OK;

    for (size_t i = 0; i < r->corpus->count; i++)
        json_array_append_new(cases, json_of_question(&r->corpus->questions[i]));
    out = json_pack("{s{ss ss} ss s{ss ss ss} s{sI} so so so}", "tool", "name", "kvjwk", "version",
                    kvjwk_version(), "protocol", CORPUS_PROTOCOL, "implementation", "name",
                    r->peer->name, "version", r->peer->version, "command",
                    printable(r->settings->corpus.cmd), "corpus", "cases",
                    (json_int_t)r->corpus->cases, "summary", json_of_score(&r->all), "layers",
                    json_of_layers(r), "cases", cases);
    if (out == NULL || json_dumpf(out, stdout, JSON_INDENT(1)) != 0) {
        complain(r->settings->command, "out of memory");
        code = EXIT_USAGE;
    }
    putchar('\n');
    json_decref(out);
    return code;
}

/* ---- the report --------------------------------------------------------------------------------
 */

int corpus_report(const struct corpus *corpus, const struct implementation *peer,
                  const struct settings *s)
{
    struct report r = {.corpus = corpus, .peer = peer, .settings = s};
    const char *style = s->style == NULL ? "text" : s->style;
    int code = EXIT_OK;

    for (size_t i = 0; i < corpus->count; i++) {
        const struct question *q = &corpus->questions[i];

        count(&r.layers[q->layer], outcome_of(q));
        count(&r.all, outcome_of(q));
    }
    if (strcmp(style, "json") == 0)
        code = print_json(&r);
    else if (strcmp(style, "junit") == 0)
        print_junit(&r);
    else if (strcmp(style, "markdown") == 0)
        print_markdown(&r);
    else
        print_text(&r);
    if (code != EXIT_OK)
        return code;
    if (r.all.wrongly_accepted + r.all.wrongly_refused + r.all.crashed + r.all.hung > 0)
        return EXIT_FINDINGS;
    if (r.all.asked > 0)
        return EXIT_OK;
    complain(s->command, "nothing was asked that it answers");
    return EXIT_NOTHING;
}
