// SPDX-License-Identifier: MIT
/* kvjwk thumbprint: the RFC 7638 thumbprint of every key of its input, or its RFC 9278 URI. */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <openssl/crypto.h>

#include "crew.h"
#include "feed.h"
#include "kvjwk/material.h"

#define URI "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"

struct printer {
    const struct settings *settings;
    struct crew *crew;
    kvjwk_checker *checker;
    kvjwk_document document; /* at hand */
    size_t printed;
    size_t documents, parsed, keys; /* of the input at hand */
    size_t all_keys;
    bool refused, unreadable, broken;
};

static bool is_json(const struct settings *s)
{
    return s->style != NULL && strcmp(s->style, "json") == 0;
}

/* ---- one key ---- */

static void print_text(const struct printer *p, const kvjwk_key *key, const char *thumbprint)
{
    char kid[512];

    printf("%s%s", p->settings->uri ? URI : "", thumbprint);
    if (key->kid != NULL && key->kid_length > 0) {
        kvjwk_printable(kid, sizeof(kid), key->kid, key->kid_length);
        printf("  %s", kid);
    }
    putchar('\n');
}

/* json_stringn refuses what is no UTF-8; such a text is shown as it is printed. */
static json_t *text_value(const char *text, size_t length)
{
    char safe[2048];
    json_t *value = text == NULL ? json_null() : json_stringn(text, length);

    if (value != NULL)
        return value;
    kvjwk_printable(safe, sizeof(safe), text, length);
    return json_string(safe);
}

static void print_json(struct printer *p, const kvjwk_key *key, const char *thumbprint)
{
    char uri[sizeof(URI) + KVJWK_THUMBPRINT_TEXT];
    json_t *o;

    snprintf(uri, sizeof(uri), URI "%s", thumbprint);
    o = json_pack("{so so so ss ss ss}", "file",
                  text_value(p->document.file, strlen(p->document.file)), "pointer",
                  text_value(key->pointer, strlen(key->pointer)), "kid",
                  text_value(key->kid, key->kid_length), "kty", key->kty->name, "thumbprint",
                  thumbprint, "uri", uri);
    fputs(p->printed == 0 ? "\n    " : ",\n    ", stdout);
    if (o == NULL || json_dumpf(o, stdout, JSON_ENSURE_ASCII) != 0)
        p->broken = true;
    json_decref(o);
}

static void refuse(struct printer *p, const kvjwk_key *key, const char *why)
{
    p->refused = true;
    complain(p->settings->command, "%s%s%s: %s", printable(p->document.file),
             key->pointer[0] == '\0' ? "" : "#", printable(key->pointer), why);
}

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct printer *p = payload;
    char thumbprint[KVJWK_THUMBPRINT_TEXT];

    (void)key_index;
    if (key->kty == NULL) {
        refuse(p, key, "this is no key, or of no known type");
    } else if (strcmp(key->kty->base, "oct") == 0 && !p->settings->allow_secret) {
        refuse(p, key,
               "the thumbprint of a symmetric key is a hash of its secret; whoever sees "
               "it can try guesses. --allow-secret prints it all the same");
    } else if (kvjwk_key_thumbprint(key, thumbprint) != KVJWK_OK) {
        refuse(p, key, "no thumbprint: the key has no complete, well-formed public part");
    } else {
        if (is_json(p->settings))
            print_json(p, key, thumbprint);
        else
            print_text(p, key, thumbprint);
        p->printed++;
    }
    return 0;
}

/* ---- documents ---- */

static void read_document(struct printer *p, const char *text, size_t length)
{
    const kvjwk_sink sink = {NULL, on_key, p, false};
    kvjwk_summary summary = {0};

    if (kvjwk_checker_run(p->checker, text, length, &sink, &summary) == KVJWK_ERR_MEMORY)
        p->broken = true;
    if (p->document.record && !summary.parsed) {
        complain(p->settings->command, "%s:%zu: not JSON", printable(p->document.file),
                 p->document.line);
        p->refused = true;
    }
    p->documents++;
    p->parsed += summary.parsed;
    p->keys += summary.keys;
}

static void read_lines(struct printer *p, const struct batch *batch, const struct item *item)
{
    const char *text;
    size_t at = 0, length;

    while (item_next_line(batch, item, &at, &p->document, &text, &length))
        read_document(p, text, length);
}

static void read_item(struct printer *p, const struct batch *batch, const struct item *item)
{
    p->document =
        (kvjwk_document){item->name, item->record || item->lines, item->line, item->offset};
    if (item->oversize) {
        complain(p->settings->command, "%s: a document of %zu bytes is too large",
                 printable(item->name), item->length);
        p->refused = true;
        p->parsed++;
    } else if (item->lines) {
        read_lines(p, batch, item);
    } else if (item->error[0] == '\0') {
        read_document(p, batch->text + item->at, item->length);
    }
}

static void no_work(void *ctx, size_t worker, struct batch *batch)
{
    (void)ctx;
    (void)worker;
    (void)batch;
}

static void no_pages(void *ctx, struct batch *batch)
{
    (void)ctx;
    (void)batch;
}

static void conclude(struct printer *p, const struct item *item)
{
    if (item->error[0] != '\0')
        complain(p->settings->command, "cannot read %s: %s", printable(item->name), item->error);
    else if (p->parsed == 0)
        complain(p->settings->command, "%s is %s", printable(item->name),
                 p->documents == 0 || item->length == 0 ? "empty" : "not JSON");
    p->unreadable = p->unreadable || item->error[0] != '\0' || p->parsed == 0;
    p->all_keys += p->keys;
    p->documents = p->parsed = p->keys = 0;
}

static void settle(void *ctx, struct batch *batch)
{
    struct printer *p = ctx;

    for (size_t i = 0; i < batch->count; i++) {
        read_item(p, batch, &batch->items[i]);
        if (batch->items[i].last)
            conclude(p, &batch->items[i]);
    }
}

/* ---- the command ---- */

static const char *known_style(size_t i)
{
    static const char *const names[] = {"text", "json"};

    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

static const char *take_uri(struct settings *s, const char *value)
{
    (void)value;
    s->uri = true;
    return NULL;
}

static const char *take_secret(struct settings *s, const char *value)
{
    (void)value;
    s->allow_secret = true;
    return NULL;
}

static struct batch *take_batch(void *ctx)
{
    return crew_take(ctx);
}

static void give_batch(void *ctx, struct batch *batch)
{
    crew_give(ctx, batch);
}

static bool is_output(const void *outputs, const struct stat *st)
{
    (void)outputs;
    (void)st;
    return false;
}

static void read_all(struct printer *p, const struct settings *s)
{
    static char dash[] = "-", *standard_input[] = {dash};
    struct feed feed = {.take = take_batch,
                        .give = give_batch,
                        .ctx = p->crew,
                        .limit = s->check.limits.bytes,
                        .is_output = is_output};
    char **operands = s->operand_count == 0 ? standard_input : s->operands;
    size_t count = s->operand_count == 0 ? 1 : s->operand_count;

    if (feed_begin(&feed))
        for (size_t i = 0; i < count && feed_operand(&feed, operands[i]); i++)
            continue;
    feed_end(&feed);
    p->broken = p->broken || feed.out_of_memory;
}

static int exit_code(const struct printer *p)
{
    if (p->broken) {
        complain(p->settings->command, "out of memory");
        return EXIT_USAGE;
    }
    if (p->unreadable)
        return EXIT_INPUT;
    if (p->refused)
        return EXIT_FINDINGS;
    if (p->all_keys > 0)
        return EXIT_OK;
    complain(p->settings->command, "no key found");
    return EXIT_NOTHING;
}

static int run(struct settings *s)
{
    struct printer p = {.settings = s};
    const struct crew_plan plan = {1, &p, no_work, settle, no_pages};

    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (is_json(s))
        fputs("{\"keys\": [", stdout);
    p.crew = crew_new(&plan);
    if (p.crew == NULL || kvjwk_checker_new(&p.checker, &s->check) != KVJWK_OK)
        p.broken = true;
    else
        read_all(&p, s);
    if (p.crew != NULL && !crew_finish(&p.crew))
        p.broken = true;
    kvjwk_checker_free(&p.checker);
    if (is_json(s))
        fputs(p.printed == 0 ? "]}\n" : "\n]}\n", stdout);
    return exit_code(&p);
}

static const struct option options[] = {
    {"uri", 0, NULL, "print RFC 9278 URIs (" URI "...)", NULL, false, take_uri},
    {"format", 'f', "F", "format of the list (default: text)", known_style, false, take_style},
    {"allow-secret", 0, NULL, "also for oct keys, whose thumbprint is a hash of the secret itself",
     NULL, false, take_secret},
    {"help", 'h', NULL, "show this help", NULL, false, NULL},
};

const struct command command_thumbprint = {
    .name = "thumbprint",
    .operands = "[FILE|DIR|-]...",
    .summary = "RFC 7638 thumbprints",
    .about =
        "Prints the SHA-256 thumbprint of each key, a line a key, with its kid when it has one. "
        "An HSM key has the thumbprint of its base type, and a curve counts under its registered "
        "name, so that the same key has the same thumbprint everywhere. Reads standard input "
        "when there is no operand.\n\n"
        "JSON: {\"keys\": [{\"file\", \"pointer\", \"kid\", \"kty\", \"thumbprint\", "
        "\"uri\"}]}.\n\n"
        "Exit codes; when several apply, the first of 2, 3, 1, 4:\n\n"
        "    0  every key has a thumbprint\n"
        "    1  some key has none, or is symmetric\n"
        "    2  usage error\n"
        "    3  an input could not be read or is not JSON\n"
        "    4  no key found",
    OPTIONS(options),
    .least = 0,
    .most = ANY_NUMBER,
    .run = run,
};
