// SPDX-License-Identifier: MIT
/* kvjwk matrix: the support matrix, or one answer from it. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "matrix.h"

/* ---- options ---- */

#define KNOWN(noun)                                                                                \
    static const char *known_##noun(size_t i)                                                      \
    {                                                                                              \
        const kvjwk_##noun *row = kvjwk_##noun##_at(i);                                            \
                                                                                                   \
        return row == NULL ? NULL : row->name;                                                     \
    }                                                                                              \
    static const char *take_##noun(struct settings *s, const char *value)                          \
    {                                                                                              \
        s->noun = kvjwk_##noun##_find(value);                                                      \
        return s->noun == NULL ? "" : NULL;                                                        \
    }

KNOWN(kty)
KNOWN(alg)
KNOWN(op)

/* The service's names; others that the tables know are taken, too. */
static const char *known_curve(size_t wanted)
{
    const kvjwk_param *param;

    for (size_t i = 0; (param = kvjwk_param_at(i)) != NULL; i++)
        if (kvjwk_param_of_curve(param->name) == param && wanted-- == 0)
            return param->name;
    return NULL;
}

static const char *take_curve(struct settings *s, const char *value)
{
    s->curve = kvjwk_param_of_curve(value);
    return s->curve == NULL ? "" : NULL;
}

static const char *take_size(struct settings *s, const char *value)
{
    size_t size;

    if (!read_number(&size, value, 1, 1000000))
        return "a number of bits";
    s->size = (unsigned)size;
    return NULL;
}

static const char *take_ask(struct settings *s, const char *value)
{
    (void)value;
    s->ask = true;
    return NULL;
}

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json", "markdown"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const struct option options[] = {
    {"target", 't', "T", "only this service; any (the default): all three", known_target, false,
     take_target},
    {"edition", 0, "E", "state of Microsoft's documentation (default: the newest)", known_edition,
     false, take_edition},
    {"kty", 0, "K", "only keys of this type", known_kty, false, take_kty},
    {"size", 0, "N", "only keys of this many bits", NULL, false, take_size},
    {"crv", 0, "C", "only keys on this curve", known_curve, true, take_curve},
    {"alg", 0, "A", "only this algorithm", known_alg, false, take_alg},
    {"op", 0, "OP", "only this operation", known_op, false, take_op},
    {"allow-preview", 0, NULL, "previews count as supported", NULL, false, take_preview},
    {"ask", 0, NULL, "answer one question: is this key, algorithm, operation supported there?",
     NULL, false, take_ask},
    {"format", 'f', "F", "format (default: text)", known_style, false, take_style},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- one question ---- */

static bool wants(const struct settings *s, const char *style)
{
    return strcmp(s->style == NULL ? "text" : s->style, style) == 0;
}

static kvjwk_answer ask(const struct settings *s)
{
    kvjwk_question q = {s->check.edition, s->check.target, s->kty, s->curve, s->alg, s->op};
    kvjwk_answer odd = {KVJWK_SUPPORT_NO, "no row of the matrix has this size", NULL};

    if (s->size > 0) {
        q.param = kvjwk_param_of_size(s->kty->base, s->size);
        if (q.param == NULL || (s->curve != NULL && s->curve != q.param))
            return odd;
    }
    if (q.param != NULL && strcmp(q.param->base, s->kty->base) != 0) {
        odd.reason = "keys of this type are not on this curve";
        return odd;
    }
    return kvjwk_ask(&q);
}

static const char *word_of(const struct settings *s, kvjwk_support support)
{
    if (support == KVJWK_SUPPORT_UNKNOWN)
        return "unknown";
    if (support == KVJWK_SUPPORT_YES ||
        (support == KVJWK_SUPPORT_PREVIEW && s->check.allow_preview))
        return "yes";
    return "no";
}

static void print_answer(const struct settings *s, const kvjwk_answer *answer, const char *word)
{
    bool preview = answer->support == KVJWK_SUPPORT_PREVIEW;

    if (strcmp(word, "yes") == 0) {
        puts(word);
        return;
    }
    printf("%s: %s", word, answer->reason);
    if (answer->source != NULL)
        printf(" (%s)", answer->source);
    puts(preview && !s->check.allow_preview ? "; --allow-preview accepts it" : "");
}

static int run_ask(const struct settings *s)
{
    kvjwk_answer answer;
    const char *word;
    json_t *o;

    if (s->kty == NULL) {
        complain(s->command, "--ask needs --kty");
        return EXIT_USAGE;
    }
    answer = ask(s);
    word = word_of(s, answer.support);
    if (wants(s, "json")) {
        o = json_pack("{ss ss ss ss?}", "answer", word, "support",
                      kvjwk_support_name(answer.support), "reason", answer.reason, "source",
                      answer.source);
        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(o);
    } else {
        print_answer(s, &answer, word);
    }
    return strcmp(word, "yes") == 0 ? EXIT_OK : EXIT_FINDINGS;
}

/* ---- the matrix ---- */

static int run(struct settings *s)
{
    struct view view = {s->check.edition == NULL ? kvjwk_edition_newest() : s->check.edition, s};

    if (s->ask)
        return run_ask(s);
    if (s->check.target == KVJWK_TARGET_RFC) {
        complain(s->command, "the support matrix speaks of services; rfc is none");
        return EXIT_USAGE;
    }
    if (wants(s, "markdown"))
        matrix_markdown(s);
    else if (wants(s, "text"))
        matrix_text(&view);
    else if (!matrix_json(&view))
        return EXIT_USAGE;
    return EXIT_OK;
}

const struct command command_matrix = {
    .name = "matrix",
    .operands = "",
    .summary = "the support matrix: keys, algorithms, operations, services",
    .about = "Prints which keys each service holds, and which algorithms work with them for which "
             "operations. What is not listed is not supported. Markdown has every edition, unless "
             "--edition picks one, with the sources.\n\n"
             "--ask answers one question instead; what is left out asks less:\n\n"
             "    kvjwk matrix --ask --target vault-premium --kty RSA-HSM --size 3072 \\\n"
             "        --alg PS384 --op sign\n"
             "    kvjwk matrix --ask --target managed-hsm --kty EC-HSM --crv P-256K\n\n"
             "It prints yes, or no or unknown with the reason and its source.\n\n"
             "Exit codes: 0; with --ask 0 for yes, 1 for no and unknown; 2 for a usage error.",
    OPTIONS(options),
    .least = 0,
    .most = 0,
    .run = run,
};
