// SPDX-License-Identifier: MIT
/*
 * JSON: one object with the documents, their keys and a summary. NDJSON: an object a line for each
 * key, with its file. Both write key by key; only the findings of one key are gathered.
 */
#include "report/writer.h"

#include <string.h>

#define INDENT JSON_INDENT(2)

struct gathered {
    json_t *of_key, *of_document; /* findings; NULL: none yet */
    bool opened;                  /* JSON: the document's head is written */
    bool keys;                    /* JSON: a key was written */
};

static void gather(struct kvjwk_page *page, const kvjwk_finding *f, size_t key_index)
{
    struct gathered *g = page->state;
    json_t **array = key_index == KVJWK_NO_KEY ? &g->of_document : &g->of_key;

    if (*array == NULL)
        *array = json_array();
    if (!append(*array, value_finding(page, f)))
        page->failed = true;
}

/* Gives up the findings in *array; an empty array when there are none. */
static json_t *handed_over(json_t **array)
{
    json_t *value = *array;

    *array = NULL;
    return value != NULL ? value : json_array();
}

static void drop(struct kvjwk_page *page)
{
    struct gathered *g = page->state;

    json_decref(g->of_key);
    json_decref(g->of_document);
    memset(g, 0, sizeof(*g));
}

static void put(struct out *out, json_t *value, size_t flags, size_t margin)
{
    out_json(out, value, flags | JSON_ENCODE_ANY, margin);
    json_decref(value);
}

/* ---- JSON ---- */

/* One member of an object that is written bit by bit; takes value. */
static void member(struct out *out, size_t margin, const char *before, const char *name,
                   json_t *value)
{
    out_str(out, before);
    out_char(out, '\n');
    out_repeat(out, ' ', margin);
    out_char(out, '"');
    out_str(out, name);
    out_str(out, "\": ");
    put(out, value, INDENT, margin);
}

static void json_open(struct out *out, const struct kvjwk_report *report)
{
    member(out, 2, "{", "tool", json_pack("{ss ss}", "name", "kvjwk", "version", kvjwk_version()));
    member(out, 2, ",", "edition", value_string(report->edition->name));
    member(out, 2, ",", "target", value_string(kvjwk_target_name(report->check.target)));
    member(out, 2, ",", "as_of", value_date(report));
    out_str(out, ",\n  \"documents\": [");
}

static void json_head(struct kvjwk_page *page, const kvjwk_kind *kind)
{
    struct gathered *g = page->state;
    struct out *out = &page->out;

    g->opened = true;
    out_str(out, ",\n    ");
    member(out, 6, "{", "file", value_string(page->document.file));
    if (page->document.record)
        member(out, 6, ",", "line", json_integer((json_int_t)page->document.line));
    member(out, 6, ",", "kind", value_string(kind == NULL ? NULL : kind->name));
    out_str(out, ",\n      \"keys\": [");
}

static void json_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct gathered *g = page->state;
    json_t *o = json_object();

    if (!g->opened)
        json_head(page, key->kind);
    out_str(&page->out, g->keys ? ",\n        " : "\n        ");
    g->keys = true;
    if (value_key(o, page, key, thumbprint, handed_over(&g->of_key)))
        out_json(&page->out, o, INDENT, 8);
    else
        page->failed = true;
    json_decref(o);
}

static void json_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    struct gathered *g = page->state;

    if (!g->opened)
        json_head(page, summary->kind);
    out_str(&page->out, g->keys ? "\n      ]" : "]");
    member(&page->out, 6, ",", "findings", handed_over(&g->of_document));
    out_str(&page->out, "\n    }");
    drop(page);
}

static void json_failure(struct kvjwk_page *page, const char *file, const char *message)
{
    json_t *o = json_object();
    bool ok = set(o, "file", value_string(file));

    ok = set(o, "kind", json_null()) && ok;
    ok = set(o, "error", value_string(message)) && ok;
    ok = set(o, "keys", json_array()) && ok;
    ok = set(o, "findings", json_array()) && ok;
    out_str(&page->out, ",\n    ");
    if (ok)
        out_json(&page->out, o, INDENT, 4);
    else
        page->failed = true;
    json_decref(o);
}

static void json_close(struct out *out, const struct kvjwk_report *report,
                       const kvjwk_totals *totals, int exit_code)
{
    (void)exit_code;
    out_str(out, report->begun ? "\n  ]" : "]");
    member(out, 2, ",", "summary", value_totals(totals));
    out_str(out, "\n}\n");
}

const struct writer writer_json = {
    .format = {"json", "one JSON object with every document, key and finding", true, false},
    .state_size = sizeof(struct gathered),
    .open = json_open,
    .finding = gather,
    .key = json_key,
    .end = json_end,
    .failure = json_failure,
    .close = json_close,
    .drop = drop,
    .separator = ',',
};

/* ---- NDJSON ---- */

/* {"file": ..., "line": ..., "kind": ...}; line for records alone. */
static json_t *document_head(const struct kvjwk_page *page, const kvjwk_kind *kind)
{
    json_t *o = json_object();
    bool ok = set(o, "file", value_string(page->document.file));

    if (page->document.record)
        ok = set(o, "line", json_integer((json_int_t)page->document.line)) && ok;
    ok = set(o, "kind", value_string(kind == NULL ? NULL : kind->name)) && ok;
    if (ok)
        return o;
    json_decref(o);
    return NULL;
}

static void put_line(struct kvjwk_page *page, json_t *o, bool ok)
{
    if (ok)
        out_json(&page->out, o, JSON_COMPACT, 0);
    else
        page->failed = true;
    out_char(&page->out, '\n');
    json_decref(o);
}

static void ndjson_key(struct kvjwk_page *page, const kvjwk_key *key, const char *thumbprint)
{
    struct gathered *g = page->state;
    json_t *o = document_head(page, key->kind);

    put_line(page, o, value_key(o, page, key, thumbprint, handed_over(&g->of_key)));
}

/* A line without a key only for findings that no key can carry. */
static void ndjson_end(struct kvjwk_page *page, const kvjwk_summary *summary)
{
    struct gathered *g = page->state;
    json_t *o;

    if (g->of_document != NULL) {
        o = document_head(page, summary->kind);
        put_line(page, o, set(o, "findings", handed_over(&g->of_document)));
    }
    drop(page);
}

static void ndjson_failure(struct kvjwk_page *page, const char *file, const char *message)
{
    json_t *o = json_object();
    bool ok = set(o, "file", value_string(file));

    put_line(page, o, set(o, "error", value_string(message)) && ok);
}

const struct writer writer_ndjson = {
    .format = {"ndjson", "one JSON object a line for each key, for streams of any length", true,
               false},
    .state_size = sizeof(struct gathered),
    .finding = gather,
    .key = ndjson_key,
    .end = ndjson_end,
    .failure = ndjson_failure,
    .drop = drop,
};
