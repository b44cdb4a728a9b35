// SPDX-License-Identifier: MIT
/*
 * kvjwk report: findings and keys in the formats of people, programs and build services.
 *
 * A report is written in order by one thread at a time; its pages are filled by as many threads as
 * you like. A page holds what one thread has to say about some documents in a row, as finished
 * text, so putting the pages together costs nothing:
 *
 *     kvjwk_report_open(&report, "json", &options, write, ctx);
 *     each thread:    kvjwk_page_new, then for every document kvjwk_page_begin, the callbacks of
 *                     kvjwk_sink handed on to kvjwk_page_finding and kvjwk_page_key, kvjwk_page_end
 *     in their order: kvjwk_report_append for every page
 *     kvjwk_report_close(&report, &totals, exit_code);
 *
 * Memory does not grow with the number of documents: append a page when kvjwk_page_size says that
 * it is large, also in the middle of a document. Nothing here prints a byte of secret material,
 * since no finding and no kvjwk_key holds any.
 */
#ifndef KVJWK_REPORT_H
#define KVJWK_REPORT_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- formats -----------------------------------------------------------------------------------
 */

typedef struct {
    const char *name;  /* "sarif": the value of --format */
    const char *title; /* one line */
    bool thumbprint;   /* uses the thumbprint given to kvjwk_page_key */
    bool excerpt;      /* uses the excerpts of findings */
} kvjwk_format;

KVJWK_API size_t kvjwk_format_count(void);
KVJWK_API const kvjwk_format *kvjwk_format_at(size_t i);
KVJWK_API const kvjwk_format *kvjwk_format_find(const char *name);

/* ---- options and totals ------------------------------------------------------------------------
 */

typedef enum {
    KVJWK_SARIF_STANDARD, /* every finding, at most as many as code scanning takes */
    KVJWK_SARIF_ALERTS,   /* the same without what is unknown or suppressed: code scanning looks
                             at neither kind nor suppressions and would show alerts */
    KVJWK_SARIF_ALL       /* every finding, however many */
} kvjwk_sarif;

/* Start from KVJWK_REPORT_OPTIONS_INIT. `check` is read when the report opens. */
typedef struct {
    size_t struct_size;         /* sizeof(kvjwk_report_options) */
    const kvjwk_options *check; /* target, edition, time and previews of the run; NULL: defaults */
    kvjwk_severity threshold;   /* least severity that fails a test (junit, tap) and that a quiet
                                   text shows */
    bool quiet;                 /* text: no lines about keys, and nothing when nothing is wrong */
    bool color;                 /* text: ANSI colours */
    kvjwk_sarif sarif;          /* how much of the findings SARIF is to hold */
    /* Absolute paths, NULL: not known. Formats that name files by their place in a repository
     * (sarif, junit, github, azure-devops, gitlab) say where a file lies below its root; relative
     * names are taken to start at folder, where the run works. */
    const char *root, *folder;
} kvjwk_report_options;

#define KVJWK_REPORT_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(kvjwk_report_options), NULL, KVJWK_ERROR, false, false, KVJWK_SARIF_STANDARD, NULL, \
            NULL                                                                                   \
    }

typedef struct {
    size_t documents, keys, pass, fail, unknown, errors, warnings, notes;
    size_t suppressed; /* in none of errors, warnings and notes */
} kvjwk_totals;

/* Adds one document. */
KVJWK_API void kvjwk_totals_add(kvjwk_totals *totals, const kvjwk_summary *summary);
KVJWK_API void kvjwk_totals_merge(kvjwk_totals *totals, const kvjwk_totals *more);

/* Text of the input made safe for a terminal: what could steer it or hide in it as \uXXXX, bytes
 * that are not UTF-8 as U+FFFD. NUL-terminated and, when cap is too small, cut. */
KVJWK_API void kvjwk_printable(char *out, size_t cap, const char *text, size_t length);

/* ---- pages: filled by any thread ---------------------------------------------------------------
 */

typedef struct kvjwk_report kvjwk_report;
typedef struct kvjwk_page kvjwk_page;

/* Where a document lies. A record is one line of newline-delimited JSON: line and offset are those
 * of its first byte in the file, and positions are printed as places of the file. */
typedef struct {
    const char *file; /* as it is to be printed; stays until kvjwk_page_end */
    bool record;
    size_t line;   /* 1-based; 1 for a whole file */
    size_t offset; /* 0 for a whole file */
} kvjwk_document;

KVJWK_API kvjwk_status kvjwk_page_new(kvjwk_page **out, const kvjwk_report *report) KVJWK_MUST_USE;
KVJWK_API void kvjwk_page_free(kvjwk_page **page);

/* None of these fails: a page that ran out of memory says so when it is appended. */
KVJWK_API void kvjwk_page_begin(kvjwk_page *page, const kvjwk_document *document);
KVJWK_API void kvjwk_page_finding(kvjwk_page *page, const kvjwk_finding *finding, size_t key_index);
/* thumbprint may be NULL: there is none, or the format does not use it. */
KVJWK_API void kvjwk_page_key(kvjwk_page *page, const kvjwk_key *key, const char *thumbprint);
KVJWK_API void kvjwk_page_end(kvjwk_page *page, const kvjwk_summary *summary);
/* A document that could not be read, instead of begin and end. */
KVJWK_API void kvjwk_page_failure(kvjwk_page *page, const char *file, const char *message);

KVJWK_API size_t kvjwk_page_size(const kvjwk_page *page); /* bytes of finished text */

/* ---- the report: one thread at a time ----------------------------------------------------------
 */

/* Non-zero: could not be written; the report then fails with KVJWK_ERR_STOPPED. */
typedef int (*kvjwk_write)(void *ctx, const char *text, size_t length);

/* KVJWK_ERR_ARGUMENT when there is no such format. */
KVJWK_API kvjwk_status kvjwk_report_open(kvjwk_report **out, const char *format,
                                         const kvjwk_report_options *options, kvjwk_write write,
                                         void *ctx) KVJWK_MUST_USE;
/* Writes what the page holds, and empties it for further use. */
KVJWK_API kvjwk_status kvjwk_report_append(kvjwk_report *report, kvjwk_page *page) KVJWK_MUST_USE;
/* Writes the end. exit_code is what the run is about to return (SARIF says so). */
KVJWK_API kvjwk_status kvjwk_report_close(kvjwk_report *report, const kvjwk_totals *totals,
                                          int exit_code) KVJWK_MUST_USE;
KVJWK_API void kvjwk_report_free(kvjwk_report **report); /* after its pages; NULL is fine */

/* ---- compliance reports ------------------------------------------------------------------------
 *
 * The same pages and the same order, with another way to open: what regimes say of every key, its
 * protection, its life, and what has to be done first. See docs/report.md.
 */

KVJWK_API size_t kvjwk_compliance_format_count(void);
KVJWK_API const kvjwk_format *kvjwk_compliance_format_at(size_t i);
KVJWK_API const kvjwk_format *kvjwk_compliance_format_find(const char *name);

typedef enum {
    KVJWK_GROUP_NONE,
    KVJWK_GROUP_VAULT,        /* vault or HSM of the key's identifier */
    KVJWK_GROUP_SUBSCRIPTION, /* the first part of the file's path that is a GUID */
    KVJWK_GROUP_TAG,          /* the value of a tag */
    KVJWK_GROUP_TARGET        /* the services that take the key */
} kvjwk_group;

typedef struct kvjwk_past kvjwk_past; /* rows of an earlier report, to be compared with */

typedef struct kvjwk_rotations kvjwk_rotations; /* rotation policies, by the keys they are for */

/* Start from KVJWK_COMPLIANCE_OPTIONS_INIT. */
typedef struct {
    size_t struct_size; /* sizeof(kvjwk_compliance_options) */
    uint32_t regimes;   /* bit i: kvjwk_regime_at(i); 0: all */
    kvjwk_group group;
    const char *tag;  /* of KVJWK_GROUP_TAG; outlives the report */
    size_t sample;    /* keys that a summary shows one by one: those with the most to do */
    kvjwk_past *past; /* NULL: nothing to compare with; outlives the report */
    const kvjwk_rotations *rotations; /* NULL: none are known; outlives the report */
} kvjwk_compliance_options;

#define KVJWK_COMPLIANCE_OPTIONS_INIT                                                              \
    {                                                                                              \
        sizeof(kvjwk_compliance_options), 0, KVJWK_GROUP_NONE, NULL, 2000, NULL, NULL              \
    }

/* KVJWK_ERR_ARGUMENT: no such format, or options->check has no time. */
KVJWK_API kvjwk_status kvjwk_compliance_open(kvjwk_report **out, const char *format,
                                             const kvjwk_report_options *options,
                                             const kvjwk_compliance_options *compliance,
                                             kvjwk_write write, void *ctx) KVJWK_MUST_USE;

/* A file that was read, in the order of reading; sha256 in hexadecimal, NULL: not known. */
typedef struct {
    const char *file;
    uint64_t bytes;
    const char *sha256;
} kvjwk_input_file;

KVJWK_API void kvjwk_compliance_input(kvjwk_report *report, const kvjwk_input_file *file);

/* Merging: a line of an earlier report of format ndjson, instead of begin, key and end. A line that
 * is none fails the report when the page is appended: KVJWK_ERR_ARGUMENT. */
KVJWK_API void kvjwk_compliance_line(kvjwk_page *page, const char *line, size_t length);
/* Edition, target, time, regimes and groups of the first line of a part; tag is to be freed. False:
 * it is no such line, or it is of another version of kvjwk. */
KVJWK_API bool kvjwk_compliance_adopt(kvjwk_options *check, kvjwk_compliance_options *compliance,
                                      char **tag, const char *line, size_t length);
/* What is wrong with the parts, when closing fails with KVJWK_ERR_ARGUMENT; NULL: nothing is. */
KVJWK_API const char *kvjwk_compliance_fault(const kvjwk_report *report);

/* What the report has counted; good once all pages are appended. */
typedef struct {
    size_t keys, pass, fail, unknown, disallowed;
    size_t weaker, stronger, added, gone; /* against the past */
} kvjwk_compliance_totals;

KVJWK_API void kvjwk_compliance_total(kvjwk_compliance_totals *out, const kvjwk_report *report);

/* Rotation policies are documents of their own: those of a pass before the report's tell when keys
 * rotate. Add takes every key of a callback, and passes over what is no rotation policy. */
KVJWK_API kvjwk_status kvjwk_rotations_new(kvjwk_rotations **out) KVJWK_MUST_USE;
KVJWK_API kvjwk_status kvjwk_rotations_add(kvjwk_rotations *rotations,
                                           const kvjwk_key *key) KVJWK_MUST_USE;
KVJWK_API size_t kvjwk_rotations_count(const kvjwk_rotations *rotations);
KVJWK_API void kvjwk_rotations_free(kvjwk_rotations **rotations);

/* The rows of an earlier report of format ndjson, line by line; false: the line is no JSON.
 * Finishing gives KVJWK_ERR_ARGUMENT when they are no whole report, from its first line to its
 * last. */
KVJWK_API kvjwk_status kvjwk_past_new(kvjwk_past **out) KVJWK_MUST_USE;
KVJWK_API bool kvjwk_past_line(kvjwk_past *past, const char *line, size_t length);
KVJWK_API kvjwk_status kvjwk_past_finish(kvjwk_past *past) KVJWK_MUST_USE;
KVJWK_API void kvjwk_past_free(kvjwk_past **past);

#ifdef __cplusplus
}
#endif
#endif
