// SPDX-License-Identifier: MIT
/* see judge.h */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "command.h"
#include "gather.h"
#include "octets.h"

#define PAGE_MAX ((size_t)1 << 20) /* then a page is written before its batch is done */

void judge_init(struct judge *judge, const struct settings *settings,
                const struct policies *policies, struct outputs *outputs)
{
    memset(judge, 0, sizeof(*judge));
    judge->settings = settings;
    judge->options = settings->check;
    judge->options.no_excerpts = !outputs->excerpt;
    judge->policies = policies;
    judge->outputs = outputs;
    if (outputs->thumbprint || policies->policy != NULL ||
        settings->material != KVJWK_MATERIAL_OFF) /* needs no configuration file */
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

void judge_free(struct judge *judge)
{
    for (size_t i = 0; i < JOBS_MAX; i++) {
        kvjwk_checker_free(&judge->workers[i].checker);
        kvjwk_input_free(&judge->workers[i].input);
        kvjwk_material_free(&judge->workers[i].material);
        kvjwk_policy_run_free(&judge->workers[i].policy);
        free(judge->workers[i].policy_name);
    }
    kvjwk_across_free(&judge->across);
    input_digest_free(&judge->digest);
}

/* ---- keys against each other ---- */

static bool read_groups(struct judge *judge)
{
    const struct settings *s = judge->settings;
    struct octets groups = {NULL, 0};
    int error = octets_read(&groups, s->groups, (size_t)-2);
    kvjwk_status status = KVJWK_OK;

    if (error == 0)
        status = kvjwk_across_groups(judge->across, (const char *)groups.at, groups.length);
    octets_free(&groups);
    if (error != 0)
        complain(s->command, "cannot read %s: %s", printable(s->groups), strerror(error));
    else if (status != KVJWK_OK)
        complain(s->command, "%s: %s", printable(s->groups),
                 status == KVJWK_ERR_MEMORY ? "out of memory"
                                            : "these are no groups of kvjwk gcd-shard pair");
    return error == 0 && status == KVJWK_OK;
}

static bool fail_compare(const struct judge *judge)
{
    complain(judge->settings->command, "out of memory");
    return false;
}

bool judge_compare(struct judge *judge)
{
    const struct settings *s = judge->settings;
    struct gathering g = {.settings = s,
                          .operands = s->operands,
                          .operand_count = s->operand_count,
                          .quiet = true,
                          .is_output = outputs_have,
                          .outputs = judge->outputs};

    if (kvjwk_across_new(&judge->across) != KVJWK_OK || !gather(&g, judge->across))
        return fail_compare(judge);
    if (s->groups != NULL && !read_groups(judge))
        return false;
    if (s->groups == NULL && !kvjwk_across_has_gmp())
        complain(s->command,
                 "note: this build has no GMP: common primes are looked for among up to %d moduli, "
                 "and slowly",
                 KVJWK_ACROSS_PLAIN);
    if (kvjwk_across_finish(judge->across) != KVJWK_OK)
        return fail_compare(judge);
    gather_rewind(s);
    return true;
}

/* ---- pages ---- */

static bool make_pages(struct worker *w)
{
    const struct outputs *outputs = w->judge->outputs;

    for (size_t i = 0; i < outputs->count; i++)
        if (w->batch->pages[i] == NULL &&
            kvjwk_page_new(&w->batch->pages[i], outputs->items[i].report) != KVJWK_OK)
            return false;
    return true;
}

/* In order: by the batch whose turn it is. */
static void write_pages(struct judge *judge, struct batch *batch)
{
    for (size_t i = 0; i < judge->outputs->count; i++)
        if (batch->pages[i] != NULL &&
            kvjwk_report_append(judge->outputs->items[i].report, batch->pages[i]) != KVJWK_OK) {
            judge->broken = true;
            if (judge->crew != NULL) /* NULL: its work is done */
                crew_stop(judge->crew);
        }
}

static bool has_large_page(const struct worker *w)
{
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        if (kvjwk_page_size(w->batch->pages[i]) > PAGE_MAX)
            return true;
    return false;
}

/* A document of a million keys is written while it is read. */
static void write_large_pages(struct worker *w)
{
    if (!has_large_page(w))
        return;
    crew_await_turn(w->judge->crew, w->batch);
    write_pages(w->judge, w->batch);
}

void judge_drop(void *ctx, struct batch *batch)
{
    (void)ctx;
    for (size_t i = 0; i < REPORTS_MAX; i++)
        kvjwk_page_free(&batch->pages[i]);
}

/* ---- one document ---- */

static int on_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct worker *w = payload;

    w->batch->unknowns += finding->result == KVJWK_UNKNOWN && finding->suppressed == NULL;
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        kvjwk_page_finding(w->batch->pages[i], finding, key_index);
    return 0;
}

/* A hash of a secret would betray a weak one: only public parts have a thumbprint here. */
static bool has_thumbprint(const struct worker *w, const kvjwk_key *key)
{
    return w->judge->outputs->thumbprint && key->kty != NULL && strcmp(key->kty->base, "oct") != 0;
}

static int on_key(void *payload, const kvjwk_key *key, size_t key_index)
{
    struct worker *w = payload;
    char text[KVJWK_THUMBPRINT_TEXT];
    const char *thumbprint = NULL;

    (void)key_index;
    if (has_thumbprint(w, key) && kvjwk_key_thumbprint(key, text) == KVJWK_OK)
        thumbprint = text;
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        kvjwk_page_key(w->batch->pages[i], key, thumbprint);
    write_large_pages(w);
    return crew_stopped(w->judge->crew) ? 1 : 0;
}

static void check_document(struct worker *w, struct item *item, const kvjwk_document *document,
                           const char *text, size_t length)
{
    const kvjwk_sink sink = {on_finding, on_key, w, false};
    struct batch *batch = w->batch;
    kvjwk_summary summary = {0};
    kvjwk_status status = KVJWK_OK;

    if (w->policy != NULL)
        status = kvjwk_policy_document(w->policy, w->policy_name);
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        kvjwk_page_begin(batch->pages[i], document);
    if (status == KVJWK_OK && document->record)
        status = kvjwk_checker_run(w->checker, text, length, &sink, &summary);
    else if (status == KVJWK_OK)
        status = kvjwk_input_run(w->input, text, length, &sink, &summary);
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        kvjwk_page_end(batch->pages[i], &summary);
    batch->out_of_memory = batch->out_of_memory || status == KVJWK_ERR_MEMORY;
    item->documents++;
    item->parsed += summary.parsed;
    item->keys += summary.keys;
    kvjwk_totals_add(&batch->totals, &summary);
    write_large_pages(w);
}

/* ---- the documents of a batch ---- */

/* Rows of an earlier report: they are put together, not judged. */
static void merge_line(struct worker *w, struct item *item, const char *text, size_t length)
{
    for (size_t i = 0; i < w->judge->outputs->count; i++)
        kvjwk_compliance_line(w->batch->pages[i], text, length);
    item->documents++;
    item->parsed++;
    item->keys++;
}

static void check_lines(struct worker *w, struct item *item)
{
    kvjwk_document document = {item->name, true, item->line, item->offset};
    const char *text;
    size_t at = 0, length;

    while (!crew_stopped(w->judge->crew) &&
           item_next_line(w->batch, item, &at, &document, &text, &length))
        if (w->judge->settings->report.merge)
            merge_line(w, item, text, length);
        else
            check_document(w, item, &document, text, length);
}

/* The core says what is wrong with a text above its limit by its length alone. */
static void check_oversize(struct worker *w, struct item *item, const kvjwk_document *document)
{
    size_t length = w->judge->options.limits.bytes + 1;
    char *nothing = calloc(1, length);

    if (nothing == NULL)
        w->batch->out_of_memory = true;
    else
        check_document(w, item, document, nothing, length);
    item->parsed++; /* not looked at, which is not the same as no JSON */
    free(nothing);
}

static bool name_for_policy(struct worker *w, const struct item *item)
{
    if (w->policy == NULL)
        return true;
    free(w->policy_name);
    w->policy_name = policies_name(w->judge->policies, item->name);
    if (w->policy_name == NULL)
        w->batch->out_of_memory = true;
    return w->policy_name != NULL;
}

static void check_item(struct worker *w, struct item *item)
{
    kvjwk_document document = {item->name, item->record, item->line, item->offset};

    if (!name_for_policy(w, item))
        return;
    if (item->error[0] != '\0') {
        for (size_t i = 0; i < w->judge->outputs->count; i++)
            kvjwk_page_failure(w->batch->pages[i], item->name, item->error);
    } else if (item->lines) {
        check_lines(w, item);
    } else if (item->oversize) {
        check_oversize(w, item, &document);
    } else {
        check_document(w, item, &document, w->batch->text + item->at, item->length);
    }
}

static bool make_policy(struct worker *w, kvjwk_options *options)
{
    const kvjwk_policy *policy = w->judge->policies->policy;

    if (policy == NULL)
        return true;
    if (w->policy == NULL &&
        kvjwk_policy_run_new(&w->policy, policy, options, kvjwk_key_thumbprint) != KVJWK_OK)
        return false;
    options->extension = kvjwk_policy_extension(w->policy);
    options->reviewer = kvjwk_policy_reviewer(w->policy);
    return true;
}

static bool make_readers(struct worker *w)
{
    const struct settings *s = w->judge->settings;
    kvjwk_input_options input = KVJWK_INPUT_OPTIONS_INIT;

    if (w->input != NULL)
        return true;
    input.check = w->judge->options;
    if (!make_policy(w, &input.check))
        return false;
    if (s->material != KVJWK_MATERIAL_OFF) {
        if (w->material == NULL && kvjwk_material_new(&w->material, s->material) != KVJWK_OK)
            return false;
        kvjwk_material_across(w->material, w->judge->across);
        w->behind = input.check.extension;
        input.check.extension = kvjwk_material_extension(w->material);
        input.check.extension.next = &w->behind;
    }
    input.kind = s->input_kind;
    input.auto_target = s->auto_target;
    input.parameters = s->parameters;
    input.parameters_length = s->parameters_length;
    return (w->checker != NULL || kvjwk_checker_new(&w->checker, &input.check) == KVJWK_OK) &&
           kvjwk_input_new(&w->input, &input) == KVJWK_OK;
}

void judge_work(void *ctx, size_t number, struct batch *batch)
{
    struct judge *judge = ctx;
    struct worker *w = &judge->workers[number];

    w->judge = judge;
    w->batch = batch;
    if (crew_stopped(judge->crew))
        return;
    if (!make_pages(w) || !make_readers(w)) {
        batch->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < batch->count; i++)
        check_item(w, &batch->items[i]);
}

/* ---- settling ---- */

static void conclude_input(struct judge *judge, const struct item *item)
{
    const struct command *command = judge->settings->command;

    if (item->error[0] != '\0')
        complain(command, "cannot read %s: %s", printable(item->name), item->error);
    else if (item->lines ? judge->documents == 0 : item->length == 0)
        complain(command, "%s is empty", printable(item->name));
    else if (judge->parsed == 0)
        complain(command, "%s is neither JSON nor PEM", printable(item->name));
    else if (judge->keys == 0 && item->given && !judge->settings->quiet)
        complain(command, "%s: no key found", printable(item->name));
    if (item->error[0] != '\0' || judge->parsed == 0)
        judge->unreadable = true;
}

/* What a report says of a file: its digest is of all of it, or it is not told. */
static void digest_item(struct judge *judge, const struct batch *batch, const struct item *item)
{
    kvjwk_input_file file = {item->name, 0, NULL};
    char sha256[65];

    input_digest_add(&judge->digest, item->oversize ? NULL : batch->text + item->at, item->length);
    if (!item->last)
        return;
    file.bytes = judge->digest.bytes;
    if (item->error[0] == '\0' && input_digest_text(&judge->digest, sha256))
        file.sha256 = sha256;
    input_digest_reset(&judge->digest);
    for (size_t i = 0; i < judge->outputs->count; i++)
        kvjwk_compliance_input(judge->outputs->items[i].report, &file);
}

static void settle_item(struct judge *judge, const struct batch *batch, const struct item *item)
{
    if (judge->settings->report.compliance && !judge->settings->report.merge)
        digest_item(judge, batch, item);
    progress_add(&judge->progress, item->error[0] == '\0' ? item->length : 0, item->keys);
    judge->documents += item->documents;
    judge->parsed += item->parsed;
    judge->keys += item->keys;
    if (!item->last)
        return;
    conclude_input(judge, item);
    judge->documents = judge->parsed = judge->keys = 0;
}

void judge_settle(void *ctx, struct batch *batch)
{
    struct judge *judge = ctx;

    if (crew_stopped(judge->crew))
        return;
    write_pages(judge, batch);
    kvjwk_totals_merge(&judge->totals, &batch->totals);
    judge->unknowns += batch->unknowns;
    for (size_t i = 0; i < batch->count && !batch->out_of_memory; i++)
        settle_item(judge, batch, &batch->items[i]);
    if (batch->out_of_memory) {
        complain(judge->settings->command, "out of memory");
        judge->broken = true;
        crew_stop(judge->crew);
    }
}

/* ---- the end ---- */

/* The runs of all workers in one; NULL: memory is out. */
static kvjwk_policy_run *merged_run(struct judge *judge)
{
    kvjwk_policy_run *run;
    bool ok =
        kvjwk_policy_run_new(&run, judge->policies->policy, &judge->options, NULL) == KVJWK_OK;

    for (size_t i = 0; ok && i < JOBS_MAX; i++)
        if (judge->workers[i].policy != NULL)
            ok = kvjwk_policy_run_merge(run, judge->workers[i].policy) == KVJWK_OK;
    if (!ok)
        kvjwk_policy_run_free(&run);
    return run;
}

/* The findings about the policy file, as those of one more document. */
struct own_document {
    struct worker worker;
    kvjwk_summary summary;
};

static int on_own_finding(void *payload, const kvjwk_finding *finding, size_t key_index)
{
    struct own_document *own = payload;

    own->summary.errors += finding->severity == KVJWK_ERROR;
    own->summary.warnings += finding->severity == KVJWK_WARNING;
    own->summary.notes += finding->severity == KVJWK_NOTE;
    return on_finding(&own->worker, finding, key_index);
}

static void report_policy(struct judge *judge, const kvjwk_policy_run *run)
{
    static struct batch batch;
    struct own_document own = {.worker = {.judge = judge, .batch = &batch}};
    const kvjwk_document document = {kvjwk_policy_file(judge->policies->policy), false, 1, 0};
    const kvjwk_sink sink = {on_own_finding, NULL, &own, false};

    judge->idle_suppressions = kvjwk_policy_run_end(run, NULL);
    if (judge->idle_suppressions == 0)
        return;
    if (!make_pages(&own.worker)) {
        judge->broken = true;
        return;
    }
    for (size_t i = 0; i < judge->outputs->count; i++)
        kvjwk_page_begin(batch.pages[i], &document);
    kvjwk_policy_run_end(run, &sink);
    own.summary.parsed = true;
    for (size_t i = 0; i < judge->outputs->count; i++)
        kvjwk_page_end(batch.pages[i], &own.summary);
    write_pages(judge, &batch);
    kvjwk_totals_add(&judge->totals, &own.summary);
    judge_drop(judge, &batch);
}

static void write_baseline(struct judge *judge, const kvjwk_policy_run *run)
{
    const struct settings *s = judge->settings;
    size_t length = 0, stale = kvjwk_policy_run_stale(run);
    char *text;

    if (stale > 0 && s->policy.write_baseline == NULL && !s->quiet)
        complain(s->command, "note: %zu findings of %s are gone; --write-baseline takes them out",
                 stale, printable(s->policy.baseline));
    if (s->policy.write_baseline == NULL)
        return;
    text = kvjwk_policy_run_baseline(run, &length);
    if (text == NULL || !policies_write(s, s->policy.write_baseline, text, length))
        judge->broken = true;
    free(text);
}

void judge_conclude(struct judge *judge)
{
    kvjwk_policy_run *run;

    if (judge->policies->policy == NULL || judge->broken)
        return;
    run = merged_run(judge);
    if (run == NULL) {
        complain(judge->settings->command, "out of memory");
        judge->broken = true;
        return;
    }
    report_policy(judge, run);
    write_baseline(judge, run);
    kvjwk_policy_run_free(&run);
}

static bool reaches_threshold(const struct judge *judge)
{
    const kvjwk_totals *t = &judge->totals;
    kvjwk_compliance_totals compared;

    if (judge->settings->report.compliance) {
        kvjwk_compliance_total(&compared, judge->outputs->items[0].report);
        return compared.weaker > 0;
    }
    if (judge->settings->fail_never)
        return false;
    switch (judge->settings->fail_on) {
    case KVJWK_NOTE:
        return t->errors + t->warnings + t->notes > judge->unknowns;
    case KVJWK_WARNING:
        return t->errors + t->warnings > 0;
    case KVJWK_ERROR:
        break;
    }
    return t->errors > 0;
}

/* Rows that are merged are keys, too. */
static size_t count_keys(const struct judge *judge)
{
    kvjwk_compliance_totals totals = {0};

    if (!judge->settings->report.merge)
        return judge->totals.keys;
    kvjwk_compliance_total(&totals, judge->outputs->items[0].report);
    return totals.keys;
}

int judge_exit_code(const struct judge *judge)
{
    if (judge->broken)
        return EXIT_USAGE;
    if (judge->unreadable)
        return EXIT_INPUT;
    if (reaches_threshold(judge))
        return EXIT_FINDINGS;
    if (count_keys(judge) == 0)
        return EXIT_NOTHING;
    return judge->settings->policy.strict && judge->idle_suppressions > 0 ? EXIT_SUPPRESSION
                                                                          : EXIT_OK;
}
