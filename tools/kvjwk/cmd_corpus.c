// SPDX-License-Identifier: MIT
/* kvjwk corpus: the labelled corpus, other implementations, and mutants. */
#include "corpus.h"

#include <string.h>

#define TIMEOUT_SECONDS 5
#define MUTANTS 100

/* ---- options ---- */

static const char *take_cmd(struct settings *s, const char *value)
{
    s->corpus.cmd = value;
    return *value == '\0' ? "a command" : NULL;
}

static const char *take_layer(struct settings *s, const char *value)
{
    enum layer layer;

    if (!layer_find(&layer, value))
        return "";
    s->corpus.layers |= 1u << layer;
    return NULL;
}

static const char *take_timeout(struct settings *s, const char *value)
{
    return read_number(&s->corpus.timeout, value, 1, 3600) ? NULL : "seconds from 1 to 3600";
}

static const char *take_seed(struct settings *s, const char *value)
{
    return read_number(&s->corpus.seed, value, 0, SIZE_MAX) ? NULL : "a decimal number";
}

static const char *take_count(struct settings *s, const char *value)
{
    s->corpus.count_given = true;
    return read_number(&s->corpus.count, value, 0, SIZE_MAX) ? NULL : "a decimal number";
}

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json", "junit", "markdown"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const struct option options[] = {
    {"cmd", 'c', "PROGRAM",
     "run: the implementation, as a command of the shell; it is started once and asked on its "
     "standard input",
     NULL, false, take_cmd},
    {"layer", 'l', "L", "run: ask for this layer alone; may be given several times (default: all)",
     layer_name, false, take_layer},
    {"format", 'f', "F", "run: form of the score (default: text)", known_style, false, take_style},
    {"timeout", 0, "SECONDS", "run: time for a case (default: 5)", NULL, false, take_timeout},
    {"seed", 0, "N", "mutate: the same seed gives the same mutants (default: 0)", NULL, false,
     take_seed},
    {"count", 'n', "M", "mutate: how many mutants (default: 100)", NULL, false, take_count},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

/* ---- run ---- */

int corpus_run(struct settings *s)
{
    struct corpus corpus;
    struct implementation peer;
    int code;

    if (s->corpus.cmd == NULL) {
        complain(s->command, "run needs --cmd PROGRAM");
        return EXIT_USAGE;
    }
    memset(&peer, 0, sizeof(peer));
    code = corpus_read(&corpus, s->command, s->operand_count > 1 ? s->operands[1] : "corpus",
                       s->corpus.layers == 0 ? (1u << LAYERS) - 1 : s->corpus.layers);
    if (code == EXIT_OK)
        code = corpus_ask(&corpus, &peer, s);
    if (code == EXIT_OK)
        code = corpus_report(&corpus, &peer, s);
    implementation_free(&peer);
    corpus_free(&corpus);
    return code;
}

/* ---- the command ---- */

static const struct action actions[] = {
    {"run", corpus_run, 2},
    {"mutate", corpus_mutate, ANY_NUMBER},
    {"answer", corpus_answer, 1},
};

static int run(struct settings *s)
{
    if (s->corpus.timeout == 0)
        s->corpus.timeout = TIMEOUT_SECONDS;
    if (!s->corpus.count_given)
        s->corpus.count = MUTANTS;
    return act(s);
}

const struct command command_corpus = {
    .name = "corpus",
    .operands = "run [CORPUS] | mutate [FILE]... | answer",
    .summary = "score another implementation against the labelled corpus",
    .about =
        "The corpus is a folder of documents, each with the verdict that an implementation must "
        "give "
        "at each layer: json, jwk, jwa, material (arithmetic), keyvault, set, request, input. An "
        "implementation is asked through a program that reads a line and writes a line for each "
        "case; docs/corpus.md has the protocol, tools/adapters/ has programs for six libraries.\n\n"
        "    run [CORPUS]       ask PROGRAM every case, and print what it got wrong (corpus)\n"
        "    mutate [FILE]...   print sound keys damaged in one known way each, a JSON object a\n"
        "                       line, with the rule that must find it (keys: the corpus's own)\n"
        "    answer             be the program: kvjwk corpus run --cmd 'kvjwk corpus answer'\n\n"
        "Exit codes of run; when several apply, the first of 2, 3, 1, 4:\n\n"
        "    0  every answer is right\n"
        "    1  something was wrongly accepted or refused, crashed or hung\n"
        "    2  usage error, or PROGRAM does not keep to the protocol\n"
        "    3  the corpus, or a FILE, could not be read\n"
        "    4  nothing was asked that it answers",
    OPTIONS(options),
    .least = 1,
    .most = ANY_NUMBER,
    .run = run,
    ACTIONS(actions),
};
