// SPDX-License-Identifier: MIT
/*
 * Templates, plans, states, previews, PEM and DER.
 *
 * - Any document ends in findings and keys; what the core itself reads gives the core's findings.
 * - Findings and keys stand in the document as it is: offset, line, column and pointer (places.h).
 * - The same document gives the same again, also from an input that has just read another one, and
 *   a sink that stops has seen the first ones.
 * - Loops and expressions are bounded: memory grows with the document, keys and findings end at
 *   their limits.
 * - Nothing that is said holds a line of a private key in PEM.
 * - The k-th allocation fails: the call says KVJWK_ERR_MEMORY, and nothing leaks.
 */
#define _GNU_SOURCE /* memmem */
#include "kvjwk/input.h"
#include "places.h"
#include "pool.h"
#include "stops.h"

#define BODY_WINDOW 12 /* so many characters in a row of a private key are a leak */
/* Memory that a document may take whatever its size, and for each byte of it: what the steps
 * allowed to expressions and loops can fill. */
#define OCTETS_MOST ((size_t)128 << 20)
#define OCTETS_PER_BYTE 4096

static const char parameters[] =
    "{\"parameters\":{\"keySize\":{\"value\":3072},\"keyName\":{\"value\":\"ledger\"},"
    "\"kty\":{\"value\":\"RSA-HSM\"},\"s\":{\"value\":1024},\"n\":{\"value\":7},"
    "\"exp\":{\"value\":1803254400},\"tags\":{\"value\":{\"owner\":\"a\"}},"
    "\"ops\":{\"value\":[\"sign\",\"verify\"]},\"on\":{\"value\":true}}}";

static kvjwk_input_options choose_input(struct choice *c, const uint8_t *data, size_t size)
{
    kvjwk_input_options options = KVJWK_INPUT_OPTIONS_INIT;
    size_t with = choose(c, 4);

    options.check = choose_options(c, KVJWK_MATERIAL_OFF);
    options.auto_target = choose(c, 2) == 0;
    if (choose(c, 8) == 0)
        options.kind = kvjwk_input_kind_at(choose(c, kvjwk_input_kind_count()));
    if (choose(c, 8) == 0) {
        options.check.limits.keys = 1 + choose(c, 4);
        options.check.limits.findings = 1 + choose(c, 8);
    }
    if (with == 0) {
        options.parameters = parameters;
        options.parameters_length = sizeof(parameters) - 1;
    } else if (with == 1) { /* its own parameters file */
        options.parameters = data;
        options.parameters_length = size;
    }
    return options;
}

/* Without parameters, when the document was to be its own and is no file of them. */
static kvjwk_status open_input(kvjwk_input **input, kvjwk_input_options *options)
{
    kvjwk_status status = kvjwk_input_new(input, options);

    if (status == KVJWK_ERR_ARGUMENT && options->parameters != NULL &&
        options->parameters != parameters) {
        options->parameters = NULL;
        options->parameters_length = 0;
        status = kvjwk_input_new(input, options);
    }
    return status;
}

static bool is_of_input(const kvjwk_kind *kind)
{
    for (size_t i = 0; i < kvjwk_input_kind_count(); i++)
        if (kvjwk_input_kind_at(i) == kind)
            return true;
    return false;
}

/* ---- what was said, and where ---- */

struct listening {
    struct document *document;
    struct span body[SECRETS_MAX]; /* lines of private keys in PEM */
    size_t body_count;
};

static bool is_base64(const char *text, size_t length)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

    while (length > 0 && text[length - 1] != '\0' && strchr(digits, text[length - 1]) != NULL)
        length--;
    return length == 0;
}

/* Lines of base64 behind a line that says PRIVATE, up to the next one with dashes. */
static void find_bodies(struct listening *l, struct span text)
{
    const char *end = text.ptr + text.len, *line = text.ptr;
    bool within = false;

    while (line < end && l->body_count < SECRETS_MAX) {
        const char *to = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((to == NULL ? end : to) - line);

        if (length >= 5 && memcmp(line, "-----", 5) == 0)
            within = memmem(line, length, "BEGIN", 5) != NULL &&
                     memmem(line, length, "PRIVATE", 7) != NULL;
        else if (within && length >= 4 * (size_t)BODY_WINDOW && is_base64(line, length))
            l->body[l->body_count++] = span_of(line, length);
        line = to == NULL ? end : to + 1;
    }
}

static void check_body(const struct listening *l, const char *said)
{
    size_t length = strlen(said);

    for (size_t i = 0; i < l->body_count; i++)
        for (size_t at = 0; at + BODY_WINDOW <= l->body[i].len; at += BODY_WINDOW / 2)
            if (memmem(said, length, l->body[i].ptr + at, BODY_WINDOW) != NULL)
                broken("a private key is shown: %s", said);
}

static int hear_finding(void *payload, const kvjwk_finding *f, size_t key_index)
{
    struct listening *l = payload;

    (void)key_index;
    check_finding_place(l->document, f);
    check_body(l, f->message);
    check_body(l, f->excerpt);
    return 0;
}

static int hear_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    (void)key_index;
    check_key_place(((struct listening *)payload)->document, key);
    return 0;
}

static void listen(kvjwk_input *input, const uint8_t *data, size_t size, const kvjwk_kind *kind,
                   const kvjwk_limits *limits)
{
    static struct listening l;
    kvjwk_sink sink = {hear_finding, hear_key, &l, false};
    bool is_whole =
        kind != NULL && (strcmp(kind->name, "pem") == 0 || strcmp(kind->name, "der") == 0);
    kvjwk_status status;

    l.document = document_open(data, size, limits, is_whole);
    l.body_count = 0;
    find_bodies(&l, span_of((const char *)data, size));
    status = kvjwk_input_run(input, data, size, &sink, NULL);
    require(status == KVJWK_OK || status == KVJWK_ERR_LIMIT, "a document is read");
    document_close(l.document);
}

/* ---- runs ---- */

struct trial {
    kvjwk_input *input;
    const uint8_t *data;
    size_t size;
};

static kvjwk_status run_trial(void *ctx, const kvjwk_sink *sink)
{
    const struct trial *t = ctx;

    return kvjwk_input_run(t->input, t->data, t->size, sink, NULL);
}

static void run_input(struct outcome *o, kvjwk_input *input, const void *data, size_t size)
{
    kvjwk_sink sink = outcome_sink(o, false);

    o->status = kvjwk_input_run(input, data, size, &sink, &o->summary);
}

static void require_same(const struct outcome *a, const struct outcome *b, const char *what)
{
    if (same_outcome(a, b))
        return;
    print_outcome(a);
    print_outcome(b);
    broken("%s", what);
}

/* A document that leaves much behind in an input. */
static const char before[] =
    "{\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    "\",\"contentVersion\":\"1.0.0.0\",\"parameters\":{\"a\":{\"defaultValue\":[1,2,3]}},"
    "\"variables\":{\"b\":\"[parameters('a')]\"},\"resources\":[{\"type\":"
    "\"Microsoft.KeyVault/vaults\",\"name\":\"v\",\"properties\":{\"sku\":{\"name\":\"premium\"}}},"
    "{\"type\":\"Microsoft.KeyVault/vaults/keys\",\"name\":\"[concat('v/k', copyIndex())]\","
    "\"copy\":{\"name\":\"c\",\"count\":3},\"properties\":{\"kty\":\"RSA\",\"keySize\":"
    "\"[variables('b')[copyIndex()]]\"}}]";

static void fail_at(const struct trial *t, kvjwk_input_options options, size_t k, bool for_good)
{
    struct pool pool = {.fail_at = k, .for_good = for_good};
    kvjwk_sink sink = {NULL, NULL, NULL, k % 2 == 0};
    kvjwk_input *input = NULL;
    kvjwk_status status;

    options.check.allocator = pool_allocator(&pool);
    status = kvjwk_input_new(&input, &options);
    if (status == KVJWK_OK)
        status = kvjwk_input_run(input, t->data, t->size, &sink, NULL);
    require(!pool.failed || status == KVJWK_ERR_MEMORY, "a failure is told");
    kvjwk_input_free(&input);
    require(pool.live == 0, "nothing leaks");
}

static void check_bounds(const struct outcome *o, const struct pool *pool, size_t size,
                         const kvjwk_limits *limits)
{
    require(pool->highest <= OCTETS_MOST + OCTETS_PER_BYTE * size, "memory is bounded");
    require(o->key_count <= limits->keys, "keys end at their limit");
    require(o->count <= limits->findings + 1, "findings end at their limit"); /* and that is told */
    require(o->summary.consumed <= size, "consumed lies within the text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct choice c = choice_of(data, size);
    kvjwk_input_options options = choose_input(&c, data, size);
    struct outcome *first = outcome_a(), *again = outcome_b();
    struct pool pool = {0};
    struct trial t = {NULL, data, size};
    const struct judge judge = {run_trial, &t};

    options.check.allocator = pool_allocator(&pool);
    require(open_input(&t.input, &options) == KVJWK_OK, "an input can be made");
    run_input(first, t.input, data, size);
    require(first->status == KVJWK_OK || first->status == KVJWK_ERR_LIMIT, "a document is read");
    check_bounds(first, &pool, size, &options.check.limits);
    run_input(again, t.input, before, sizeof(before) - 1);
    run_input(again, t.input, data, size);
    require_same(first, again, "an input keeps something of the document before");
    if (!is_of_input(first->summary.kind)) {
        run_check(again, data, size, &options.check);
        require_same(first, again, "what the core reads is read otherwise");
    }
    listen(t.input, data, size, first->summary.kind, &options.check.limits);
    check_stops(&judge, first, &c);
    kvjwk_input_free(&t.input);
    require(pool.live == 0, "nothing leaks");
    for (int i = 0; i < 2 && pool.calls > 0; i++) {
        size_t k = 1 + choose(&c, pool.calls / 4 + 1);

        fail_at(&t, options, k, choose(&c, 2) == 0);
    }
    return 0;
}
