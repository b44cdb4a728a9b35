// SPDX-License-Identifier: MIT
/*
 * Asks another implementation: several questions ahead of the answers, a time for each, and another
 * start after a crash or a hang. Behind one of these the questions are asked one by one for a
 * while, so that it is certain which of them it was.
 */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "corpus_process.h"

#define AHEAD ((size_t)16)
#define HELLO_TIMES 4 /* the time of a case: interpreters take theirs to start */
#define IN_A_ROW 10   /* cases without an answer, and the rest is not asked */

struct asking {
    struct corpus *corpus;
    struct implementation *peer;
    const struct settings *settings;
    struct process process;
    size_t *order; /* of the questions that are asked */
    size_t count;
    size_t answered, sent; /* of these */
    size_t careful;        /* questions yet to be asked one by one */
    size_t unanswered;     /* crashes and hangs in a row */
    long long since;       /* when the oldest question began to be waited for */
    bool greeted, failed;
    char line[PROCESS_LINE_MAX];
};

static bool fail(struct asking *a, const char *what, const char *detail)
{
    a->failed = true;
    complain(a->settings->command, "%s: %s%s%s", printable(a->settings->corpus.cmd), what,
             *detail == '\0' ? "" : ": ", detail);
    return false;
}

/* ---- the hello ---------------------------------------------------------------------------------
 */

static long long hello_time(const struct asking *a)
{
    return process_clock() + (long long)a->settings->corpus.timeout * 1000 * HELLO_TIMES;
}

/* The first one is kept; what later ones say is as before, or it would be another program. */
static bool read_hello(struct asking *a)
{
    const char *wrong;
    char *copy;

    if (a->greeted)
        return strncmp(a->line, "hello ", 6) == 0 ||
               fail(a, "started again, its first line is no hello", printable(a->line));
    copy = strdup(a->line);
    if (copy == NULL)
        return fail(a, "out of memory", "");
    a->peer->hello = copy;
    wrong = implementation_read(a->peer, copy);
    if (wrong != NULL)
        return fail(a, wrong, printable(a->line));
    return a->greeted = true;
}

static bool start(struct asking *a)
{
    if (!process_start(&a->process, a->settings->corpus.cmd))
        return fail(a, "cannot be started", strerror(errno));
    switch (process_read(&a->process, a->line, hello_time(a))) {
    case GOT_LINE:
        return read_hello(a);
    case GOT_END:
        return fail(a, "ended before its hello", process_ending(&a->process));
    case GOT_TIMEOUT:
        return fail(a, "said no hello in time", "expected hello " CORPUS_PROTOCOL " NAME VERSION");
    case GOT_LONG_LINE:
        break;
    }
    return fail(a, "its first line does not end", "");
}

/* ---- which questions ---------------------------------------------------------------------------
 */

static bool set_reason(struct question *q, const char *reason)
{
    free(q->reason);
    q->reason = *reason == '\0' ? NULL : strdup(reason);
    return true;
}

static bool choose(struct asking *a)
{
    const char *missing;
    char reason[128];

    a->order = calloc(a->corpus->count + 1, sizeof(*a->order));
    if (a->order == NULL)
        return fail(a, "out of memory", "");
    for (size_t i = 0; i < a->corpus->count; i++) {
        struct question *q = &a->corpus->questions[i];

        if (implementation_has(a->peer, q, &missing)) {
            a->order[a->count++] = i;
            continue;
        }
        q->answered = SKIP;
        snprintf(reason, sizeof(reason), "does not claim %s", printable(missing));
        set_reason(q, reason);
    }
    return true;
}

static struct question *question_at(struct asking *a, size_t i)
{
    return &a->corpus->questions[a->order[i]];
}

/* ---- answers -----------------------------------------------------------------------------------
 */

static void settle(struct asking *a, enum answer answer, const char *reason)
{
    struct question *q = question_at(a, a->answered++);

    q->answered = answer;
    set_reason(q, reason);
    a->since = process_clock();
    if (a->careful > 0)
        a->careful--;
}

static bool read_answer(struct asking *a)
{
    static const enum answer answers[] = {ACCEPT, REJECT, SKIP};
    char *rest = NULL, *id, *word;

    kvjwk_printable(a->line, sizeof(a->line), a->line, strlen(a->line));
    if (a->answered == a->sent)
        return fail(a, "said something that nobody asked", printable(a->line));
    id = strtok_r(a->line, " ", &rest);
    word = strtok_r(NULL, " ", &rest);
    if (id == NULL || word == NULL)
        return fail(a, "a line is no answer; expected ID accept|reject|skip", printable(a->line));
    if (strcmp(id, question_at(a, a->answered)->id) != 0) {
        complain(a->settings->command, "%s: answered %s; expected the answer to %s",
                 printable(a->settings->corpus.cmd), printable(id),
                 question_at(a, a->answered)->id);
        a->failed = true;
        return false;
    }
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        if (strcmp(word, answer_name(answers[i])) != 0)
            continue;
        a->unanswered = 0;
        settle(a, answers[i], rest == NULL ? "" : rest);
        return true;
    }
    return fail(a, "an answer is none of accept, reject, skip", printable(word));
}

/* ---- crashes and hangs -------------------------------------------------------------------------
 */

/* Which question it was is certain when no other one was asked with it. */
static bool lost(struct asking *a, enum answer how)
{
    bool certain = a->sent - a->answered == 1;
    char reason[700];

    if (how == HANG)
        snprintf(reason, sizeof(reason), "no answer in %zu s", a->settings->corpus.timeout);
    else
        snprintf(reason, sizeof(reason), "%s", process_ending(&a->process));
    process_end(&a->process);
    if (certain) {
        settle(a, how, reason);
        a->unanswered++;
    } else {
        a->careful = a->sent - a->answered;
    }
    a->sent = a->answered;
    return a->answered == a->count || a->unanswered == IN_A_ROW || start(a);
}

static bool ended(struct asking *a)
{
    if (a->answered < a->sent)
        return lost(a, CRASH);
    return fail(a, "ended though it was to be asked more", process_ending(&a->process));
}

/* ---- questions ---------------------------------------------------------------------------------
 */

static bool send_some(struct asking *a)
{
    size_t ahead = a->careful > 0 ? 1 : AHEAD;

    while (a->sent < a->count && a->sent - a->answered < ahead) {
        size_t length;
        char *line = corpus_line(a->corpus, question_at(a, a->sent), a->settings->command, &length);
        bool ok = line != NULL && process_write(&a->process, line, length);

        free(line);
        if (!ok) {
            a->failed = true;
            return false;
        }
        if (a->sent++ == a->answered)
            a->since = process_clock();
    }
    return true;
}

static bool step(struct asking *a)
{
    if (!send_some(a))
        return false;
    switch (process_read(&a->process, a->line,
                         a->since + (long long)a->settings->corpus.timeout * 1000)) {
    case GOT_LINE:
        return read_answer(a);
    case GOT_END:
        return ended(a);
    case GOT_TIMEOUT:
        return lost(a, HANG);
    case GOT_LONG_LINE:
        break;
    }
    return fail(a, "a line of its output does not end", "");
}

static void give_up(struct asking *a)
{
    complain(a->settings->command,
             "%s: %d cases in a row were not answered; the other %zu are not asked",
             printable(a->settings->corpus.cmd), IN_A_ROW, a->count - a->answered);
}

int corpus_ask(struct corpus *corpus, struct implementation *peer, const struct settings *s)
{
    struct asking *a = calloc(1, sizeof(*a));
    bool failed;

    if (a == NULL) {
        complain(s->command, "out of memory");
        return EXIT_USAGE;
    }
    a->corpus = corpus;
    a->peer = peer;
    a->settings = s;
    if (start(a) && choose(a))
        while (a->answered < a->count && a->unanswered < IN_A_ROW && step(a))
            continue;
    failed = a->failed;
    if (!failed && a->answered < a->count)
        give_up(a);
    process_end(&a->process);
    free(a->order);
    free(a);
    return failed ? EXIT_USAGE : EXIT_OK;
}
