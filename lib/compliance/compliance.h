// SPDX-License-Identifier: MIT
/* What a compliance report is made of: a shape is one format, as functions of rows. */
#ifndef KVJWK_COMPLIANCE_H
#define KVJWK_COMPLIANCE_H

#include <stdatomic.h>

#include "compliance/past.h"
#include "compliance/tally.h"

struct compliance;

/* Members may be NULL where a format has nothing to say. */
struct shape {
    kvjwk_format format;
    bool json;   /* row and document look at the parsed line */
    bool sample; /* close looks at the sample */
    void (*open)(struct out *out, const struct kvjwk_report *report);
    /* In any thread: the text of one row. */
    void (*row)(struct out *out, const struct kvjwk_report *report, const struct row *row,
                struct span line, const json_t *json);
    /* The same of a document that could not be evaluated. */
    void (*document)(struct out *out, const struct kvjwk_report *report, struct span line,
                     const json_t *json);
    void (*close)(struct out *out, struct kvjwk_report *report);
    char separator; /* between rows */
};

extern const struct shape shape_ndjson, shape_csv, shape_json, shape_markdown, shape_html,
    shape_cyclonedx, shape_cyclonedx_16, shape_oscal, shape_sarif;

struct sampled {
    unsigned rank;
    size_t number; /* in the order of rows */
    char *line;
    size_t length;
};

/* The rows of highest rank, the first of them when they are equal: a heap with the least on top. */
struct sample {
    struct sampled *items;
    size_t count, most, cap;
    size_t number;         /* of the next row */
    atomic_uint threshold; /* lower ranks need not be offered any more */
};

struct input_file {
    char *file, *sha256;
    uint64_t bytes;
};

#define PROBLEMS_KEPT 100

struct compliance {
    struct kvjwk_report *self;
    const struct shape *shape;
    kvjwk_compliance_options options;
    kvjwk_assess_options assess;
    struct tally tally;
    struct sample sample;
    struct input_file *inputs;
    size_t input_count, input_cap;
    struct out problems; /* lines of documents that could not be evaluated, the first of them */
    size_t problem_count;
    struct out head;   /* the line that begins the rows */
    size_t since_head; /* rows of keys since the head of a part */
    bool in_part, begun;
    const char *fault;
    bool failed;
};

static inline struct compliance *compliance_of(const struct kvjwk_report *report)
{
    return report->state;
}

/* Ends a text that was made for out: its failure is that of out. */
static inline void part_free(struct out *out, struct out *part)
{
    out->failed = out->failed || part->failed;
    out_free(part);
}

/* ---- groups.c ---- */

#define GROUP_TEXT 320

/* ptr NULL: no groups are wanted; empty: it has none. Points into the key, or to text. */
struct span group_of_key(const struct compliance *c, const struct kvjwk_page *page,
                         const kvjwk_key *key, char text[GROUP_TEXT]);

/* ---- rotations.c ---- */

/* Of the key by its identifier or its resource; false: no policy is known. */
bool rotation_for(const kvjwk_rotations *rotations, const kvjwk_key *key, kvjwk_rotation *out);

/* ---- sample.c ---- */

void sample_offer(struct sample *s, unsigned rank, const char *line, size_t length, bool *failed);
/* By rank, highest first, then in the order of rows. */
void sample_sort(struct sample *s);
void sample_free(struct sample *s);

/* ---- what formats share: facts.c ---- */

bool regime_shown(const struct kvjwk_report *report, size_t i);
void put_head(struct out *out, const struct kvjwk_report *report);
void put_input(struct out *out, const struct input_file *file);
json_t *value_head(const struct kvjwk_report *report);
json_t *parse_line(const char *line, size_t length);
const char *json_text(const json_t *json, const char *name); /* "" when there is none */
int64_t json_number(const json_t *json, const char *name, int64_t otherwise);
/* A name for people: vault/name, else kid, resource, thumbprint or the place. */
void put_label(struct out *out, const json_t *row);
/* "RSA-HSM 3072", "EC P-256", "unknown" */
void put_type(struct out *out, const char *kty, const char *crv, int64_t size);

/* What has to be done first: criteria that keys do not meet, by weight and number. */
struct action {
    const kvjwk_criterion *criterion;
    size_t keys;
};

size_t find_actions(struct action out[KVJWK_CRITERIA_MAX], const struct tally *t);

#endif
