// SPDX-License-Identifier: MIT
/* The writer behind every compliance format: keys become rows, rows are counted, and what a format
 * makes of them is put together in order. */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

static const struct shape *const shapes[] = {&shape_html,         &shape_markdown, &shape_json,
                                             &shape_ndjson,       &shape_csv,      &shape_cyclonedx,
                                             &shape_cyclonedx_16, &shape_oscal,    &shape_sarif};

/* Rows of a page, by tag. */
enum {
    TAG_TEXT = 'o',
    TAG_SAMPLE = 'k',
    TAG_INPUT = 'i',
    TAG_HEAD = 'h',
    TAG_END = 'e',
    TAG_COUNT = 'n',
    TAG_PROBLEM = 'd'
};

struct page_state {
    struct noted_list noted, of_document;
    struct tally tally;
    struct out line, because;
    size_t since_head; /* rows of keys since the last head or end in this page */
    bool failed;
};

/* ---- formats ---- */

size_t kvjwk_compliance_format_count(void)
{
    return ARRAY_LEN(shapes);
}

const kvjwk_format *kvjwk_compliance_format_at(size_t i)
{
    return i < ARRAY_LEN(shapes) ? &shapes[i]->format : NULL;
}

static const struct shape *find_shape(const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(shapes); i++)
        if (strcmp(shapes[i]->format.name, name) == 0)
            return shapes[i];
    return NULL;
}

const kvjwk_format *kvjwk_compliance_format_find(const char *name)
{
    const struct shape *shape = find_shape(name);

    return shape == NULL ? NULL : &shape->format;
}

/* ---- rows of a page ---- */

static void add_row(struct kvjwk_page *page, char tag, const char *text, size_t length)
{
    size_t row = row_begin(page, tag);

    out_bytes(&page->out, text, length);
    row_end(page, row);
}

static void add_text(struct kvjwk_page *page, const struct row *row, struct span line,
                     const json_t *json)
{
    const struct shape *shape = compliance_of(page->report)->shape;
    size_t at = row_begin(page, TAG_TEXT);

    if (row != NULL)
        shape->row(&page->out, page->report, row, line, json);
    else
        shape->document(&page->out, page->report, line, json);
    row_end(page, at);
}

static void add_sample(struct kvjwk_page *page, const struct row *row, struct span line)
{
    size_t at = row_begin(page, TAG_SAMPLE);

    out_bytes(&page->out, (const char *)&row->rank, sizeof(row->rank));
    out_bytes(&page->out, line.ptr, line.len);
    row_end(page, at);
}

static bool is_wanted(const struct compliance *c, const struct row *row)
{
    return c->shape->sample &&
           row->rank >= atomic_load_explicit(&c->sample.threshold, memory_order_relaxed);
}

/* json may be NULL: the line has not been parsed. */
static void take_row(struct kvjwk_page *page, const struct row *row, struct span line,
                     const json_t *json)
{
    const struct compliance *c = compliance_of(page->report);
    struct page_state *s = page->state;
    json_t *parsed = NULL;

    s->since_head++;
    tally_row(&s->tally, row);
    if (is_wanted(c, row))
        add_sample(page, row, line);
    if (c->shape->row == NULL)
        return;
    if (c->shape->json && json == NULL)
        json = parsed = parse_line(line.ptr, line.len);
    if (!c->shape->json || json != NULL)
        add_text(page, row, line, json);
    else
        s->failed = true;
    json_decref(parsed);
}

/* Puts what changed behind the last member of the line. */
static void append_change(struct page_state *s, const struct row *row)
{
    s->line.length--; /* the brace */
    out_str(&s->line, ",\"change\":\"");
    out_str(&s->line, change_names[row->change]);
    out_str(&s->line, "\",\"because\":[");
    out_bytes(&s->line, s->because.text, s->because.length);
    out_str(&s->line, "]}");
}

static void compare_row(struct kvjwk_page *page, struct row *row)
{
    const struct compliance *c = compliance_of(page->report);
    struct page_state *s = page->state;

    if (c->options.past == NULL)
        return;
    out_reset(&s->because);
    row->change = past_compare(c->options.past, row, &s->because);
    row_rank(row);
}

static bool needs_line(const struct compliance *c, const struct row *row)
{
    return c->shape->row != NULL || is_wanted(c, row);
}

static void page_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    const struct compliance *c = compliance_of(page->report);
    struct page_state *s = page->state;
    kvjwk_assess_options options = c->assess;
    kvjwk_assessment assessment;
    kvjwk_rotation rotation;
    char text[GROUP_TEXT];
    struct row_source source = {key,        &assessment, &c->assess, &page->document,
                                thumbprint, {NULL, 0},   &s->noted};
    struct row row;

    if (kvjwk_key_rotation(key).alone) {
        s->tally.policies++;
        forget_findings(&s->noted);
        return;
    }
    if (rotation_for(c->options.rotations, key, &rotation))
        options.rotation = &rotation;
    kvjwk_assess(&assessment, key, &options);
    source.group = group_of_key(c, page, key, text);
    row_of_key(&row, &source);
    compare_row(page, &row);
    out_reset(&s->line);
    if (needs_line(c, &row)) {
        row_write(&s->line, &row, &source);
        if (row.change != CHANGE_NONE && !s->line.failed)
            append_change(s, &row);
    }
    if (!s->line.failed)
        take_row(page, &row, span_of(s->line.text, s->line.length), NULL);
    s->failed = s->failed || s->line.failed || s->because.failed;
    forget_findings(&s->noted);
}

static void page_finding(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct page_state *s = page->state;

    note_finding(key_index == KVJWK_NO_KEY ? &s->of_document : &s->noted, f);
}

/* ---- documents ---- */

static void take_problem(struct kvjwk_page *page, struct span line, const json_t *json)
{
    const struct compliance *c = compliance_of(page->report);
    json_t *parsed = NULL;

    add_row(page, TAG_PROBLEM, line.ptr, line.len);
    if (c->shape->document == NULL)
        return;
    if (c->shape->json && json == NULL)
        json = parsed = parse_line(line.ptr, line.len);
    if (!c->shape->json || json != NULL)
        add_text(page, NULL, line, json);
    json_decref(parsed);
}

static void write_problem(struct kvjwk_page *page, const char *file, const char *problem,
                          const struct noted_list *noted)
{
    struct page_state *s = page->state;
    struct out *line = &s->line;

    out_reset(line);
    out_str(line, "{\"row\":\"document\",\"file\":");
    put_string(line, file);
    out_str(line, ",\"line\":");
    if (page->document.record)
        put_integer(line, (int64_t)page->document.line);
    else
        out_str(line, "null");
    out_str(line, ",\"problem\":");
    put_string(line, problem);
    if (noted != NULL && noted->count > 0) {
        out_str(line, ",\"rule\":");
        put_string(line, noted->items[0].rule->id);
        out_str(line, ",\"message\":");
        put_text(line,
                 span_of(noted->texts.text + noted->items[0].message, noted->items[0].length));
    }
    out_char(line, '}');
    if (!line->failed)
        take_problem(page, span_of(line->text, line->length), NULL);
    s->failed = s->failed || line->failed;
}

static void page_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    struct page_state *s = page->state;

    s->tally.documents++;
    if (!summary->parsed) {
        s->tally.failures++;
        write_problem(page, page->document.file, "neither JSON nor PEM", &s->of_document);
    } else if (summary->keys == 0) {
        s->tally.without_keys++;
        write_problem(page, page->document.file, "no key found", &s->of_document);
    }
    forget_findings(&s->of_document);
    forget_findings(&s->noted);
}

static void page_failure(struct kvjwk_page *page, const char *file, const char *message)
{
    struct page_state *s = page->state;

    s->tally.documents++;
    s->tally.failures++;
    page->document.record = false;
    write_problem(page, file, message, NULL);
}

/* ---- lines of an earlier report ---- */

static void take_end(struct kvjwk_page *page, const json_t *json)
{
    struct page_state *s = page->state;
    const size_t ends[2] = {s->since_head, (size_t)json_number(json, "keys", -1)};

    add_row(page, TAG_END, (const char *)ends, sizeof(ends));
    s->since_head = 0;
    s->tally.documents += (size_t)json_number(json, "documents", 0);
    s->tally.failures += (size_t)json_number(json, "failures", 0);
    s->tally.without_keys += (size_t)json_number(json, "without_keys", 0);
    s->tally.policies += (size_t)json_number(json, "rotation_policies", 0);
}

static void take_head(struct kvjwk_page *page, const char *line, size_t length)
{
    struct page_state *s = page->state;

    add_row(page, TAG_HEAD, line, length);
    s->since_head = 0;
}

static void take_key_line(struct kvjwk_page *page, struct span line, const json_t *json)
{
    struct page_state *s = page->state;
    struct row row;

    row_read(&row, json);
    compare_row(page, &row);
    out_reset(&s->line);
    out_bytes(&s->line, line.ptr, line.len);
    if (row.change != CHANGE_NONE && !s->line.failed)
        append_change(s, &row);
    s->failed = s->failed || s->line.failed || s->because.failed;
    if (!s->line.failed)
        take_row(page, &row, span_of(s->line.text, s->line.length),
                 row.change == CHANGE_NONE ? json : NULL);
}

void kvjwk_compliance_line(kvjwk_page *page, const char *line, size_t length)
{
    json_t *json = parse_line(line, length);
    const char *row = json_text(json, "row");

    if (strcmp(row, "key") == 0)
        take_key_line(page, span_of(line, length), json);
    else if (strcmp(row, "document") == 0)
        take_problem(page, span_of(line, length), json);
    else if (strcmp(row, "input") == 0)
        add_row(page, TAG_INPUT, line, length);
    else if (strcmp(row, "report") == 0)
        take_head(page, line, length);
    else if (strcmp(row, "end") == 0)
        take_end(page, json);
    else
        add_row(page, TAG_HEAD, "", 0); /* which is no head that fits */
    json_decref(json);
}

/* ---- the report, in order ---- */

static void report_append(struct kvjwk_report *report, struct kvjwk_page *page)
{
    struct compliance *c = compliance_of(report);
    struct page_state *s = page->state;

    tally_merge(&c->tally, &s->tally);
    page->out.failed = page->out.failed || s->failed || c->tally.failed || c->failed;
    tally_clear(&s->tally);
    add_row(page, TAG_COUNT, (const char *)&s->since_head, sizeof(s->since_head));
    s->since_head = 0;
    s->failed = false;
}

static char *copy_text(const char *text)
{
    char *copy = text == NULL ? NULL : malloc(strlen(text) + 1);

    return copy == NULL ? NULL : strcpy(copy, text);
}

void kvjwk_compliance_input(kvjwk_report *report, const kvjwk_input_file *file)
{
    struct compliance *c = compliance_of(report);
    size_t cap = c->input_cap == 0 ? 16 : c->input_cap * 2;
    struct input_file *input;

    if (c->input_count == c->input_cap) {
        struct input_file *inputs = realloc(c->inputs, cap * sizeof(*inputs));

        if (inputs == NULL) {
            c->failed = true;
            return;
        }
        c->inputs = inputs;
        c->input_cap = cap;
    }
    input = &c->inputs[c->input_count++];
    *input = (struct input_file){copy_text(file->file), copy_text(file->sha256), file->bytes};
    c->failed = c->failed || input->file == NULL || (file->sha256 != NULL && input->sha256 == NULL);
}

static void take_input(struct kvjwk_report *report, const char *text, size_t length)
{
    json_t *json = parse_line(text, length);
    const kvjwk_input_file file = {json_text(json, "file"), (uint64_t)json_number(json, "bytes", 0),
                                   json_string_value(json_object_get(json, "sha256"))};

    kvjwk_compliance_input(report, &file);
    json_decref(json);
}

static void check_head(struct compliance *c, const char *text, size_t length)
{
    if (c->in_part && length > 0)
        c->fault = "a part ends before its last line";
    else if (length == 0)
        c->fault = "a line is no row of kvjwk report --format ndjson";
    else if (!span_eq(span_of(text, length), span_of(c->head.text, c->head.length)))
        c->fault = "the parts are of different versions, editions, days, regimes or groups";
    c->in_part = true;
    c->since_head = 0;
}

static void check_end(struct compliance *c, const char *text)
{
    size_t ends[2];

    memcpy(ends, text, sizeof(ends));
    if (!c->in_part)
        c->fault = "a part has no first line";
    else if (c->since_head + ends[0] != ends[1])
        c->fault = "a part has more or fewer keys than its last line says";
    c->in_part = false;
    c->since_head = 0;
}

static void keep_problem(struct compliance *c, const char *text, size_t length)
{
    if (c->problem_count++ >= PROBLEMS_KEPT)
        return;
    out_bytes(&c->problems, text, length);
    out_char(&c->problems, '\n');
}

static void put_row_text(struct compliance *c, struct out *out, const char *text, size_t length)
{
    if (c->begun && c->shape->separator != '\0')
        out_char(out, c->shape->separator);
    c->begun = true;
    out_bytes(out, text, length);
}

static void report_row(struct kvjwk_report *report, struct out *out, char tag, const char *text,
                       size_t length)
{
    struct compliance *c = compliance_of(report);
    size_t more;
    unsigned rank;

    switch (tag) {
    case TAG_COUNT: /* rows behind the last head or end of the page */
        memcpy(&more, text, sizeof(more));
        c->since_head += more;
        break;
    case TAG_TEXT:
        if (length > 0)
            put_row_text(c, out, text, length);
        break;
    case TAG_SAMPLE:
        memcpy(&rank, text, sizeof(rank));
        sample_offer(&c->sample, rank, text + sizeof(rank), length - sizeof(rank), &c->failed);
        break;
    case TAG_INPUT:
        take_input(report, text, length);
        break;
    case TAG_HEAD:
        check_head(c, text, length);
        break;
    case TAG_END:
        check_end(c, text);
        break;
    default:
        keep_problem(c, text, length);
        break;
    }
    if (c->fault != NULL && report->status == KVJWK_OK)
        report->status = KVJWK_ERR_ARGUMENT;
}

static void report_open_text(struct out *out, const struct kvjwk_report *report)
{
    struct compliance *c = compliance_of(report);

    put_head(&c->head, report);
    if (c->shape->open != NULL)
        c->shape->open(out, report);
}

static void report_close_text(struct out *out, const struct kvjwk_report *report,
                              const kvjwk_totals *totals, int exit_code)
{
    struct compliance *c = compliance_of(report);
    struct kvjwk_report *mutable = c->self;

    (void)totals;
    (void)exit_code;
    if (c->in_part) {
        c->fault = "a part ends before its last line";
        mutable->status = KVJWK_ERR_ARGUMENT;
        return;
    }
    out->failed = c->failed || c->problems.failed || c->head.failed;
    if (out->failed)
        return;
    sample_sort(&c->sample);
    if (c->shape->close != NULL)
        c->shape->close(out, mutable);
}

/* ---- beginning and end ---- */

static void page_drop(struct kvjwk_page *page)
{
    struct page_state *s = page->state;

    out_free(&s->noted.texts);
    out_free(&s->of_document.texts);
    out_free(&s->line);
    out_free(&s->because);
    tally_drop(&s->tally);
}

static void report_drop(struct kvjwk_report *report)
{
    struct compliance *c = compliance_of(report);

    for (size_t i = 0; i < c->input_count; i++) {
        free(c->inputs[i].file);
        free(c->inputs[i].sha256);
    }
    free(c->inputs);
    sample_free(&c->sample);
    tally_drop(&c->tally);
    out_free(&c->problems);
    out_free(&c->head);
}

static const struct writer writer_compliance = {
    .state_size = sizeof(struct page_state),
    .open = report_open_text,
    .finding = page_finding,
    .key = page_key,
    .end = page_end,
    .failure = page_failure,
    .close = report_close_text,
    .drop = page_drop,
    .row = report_row,
    .append = report_append,
    .report_state_size = sizeof(struct compliance),
    .report_drop = report_drop,
};

struct plan {
    const struct shape *shape;
    const kvjwk_compliance_options *options;
};

static void prepare(struct kvjwk_report *report, const void *data)
{
    const struct plan *plan = data;
    struct compliance *c = compliance_of(report);

    c->self = report;
    c->shape = plan->shape;
    c->options = *plan->options;
    c->assess =
        (kvjwk_assess_options){report->edition, report->check.now, plan->options->regimes, NULL};
    c->sample.most = plan->options->sample;
}

kvjwk_status kvjwk_compliance_open(kvjwk_report **out, const char *format,
                                   const kvjwk_report_options *options,
                                   const kvjwk_compliance_options *compliance, kvjwk_write write,
                                   void *ctx)
{
    static const kvjwk_compliance_options defaults = KVJWK_COMPLIANCE_OPTIONS_INIT;
    struct plan plan = {find_shape(format), compliance == NULL ? &defaults : compliance};

    if (out == NULL)
        return KVJWK_ERR_ARGUMENT;
    *out = NULL;
    if (plan.shape == NULL || options == NULL || options->check == NULL ||
        !options->check->has_now || plan.options->struct_size != sizeof(*plan.options) ||
        (plan.options->group == KVJWK_GROUP_TAG && plan.options->tag == NULL))
        return KVJWK_ERR_ARGUMENT;
    return report_open(out, &writer_compliance, options, write, ctx, prepare, &plan);
}

const char *kvjwk_compliance_fault(const kvjwk_report *report)
{
    return compliance_of(report)->fault;
}

void kvjwk_compliance_total(kvjwk_compliance_totals *out, const kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);
    const struct tally *t = &c->tally;

    *out = (kvjwk_compliance_totals){
        .keys = t->keys,
        .pass = t->verdicts[KVJWK_VERDICT_PASS],
        .fail = t->verdicts[KVJWK_VERDICT_FAIL],
        .unknown = t->verdicts[KVJWK_VERDICT_UNKNOWN],
        .disallowed = t->disallowed,
        .weaker = t->changes[CHANGE_WEAKER],
        .stronger = t->changes[CHANGE_STRONGER],
        .added = t->changes[CHANGE_NEW],
        .gone = c->options.past == NULL ? 0 : past_gone(c->options.past, NULL, NULL, 0),
    };
}
