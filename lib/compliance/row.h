// SPDX-License-Identifier: MIT
/*
 * A row: what a compliance report knows of one key, as one line of JSON. Every format is made of
 * rows, whether they come from keys or from the rows of an earlier run, so both give the same.
 */
#ifndef KVJWK_COMPLIANCE_ROW_H
#define KVJWK_COMPLIANCE_ROW_H

#include "kvjwk/regimes.h"
#include "report/writer.h"

#include "base/span.h"

#define ROW_FINDINGS 16 /* rules of one key that are named */

enum expiry {
    EXPIRY_PAST,
    EXPIRY_30,
    EXPIRY_90,
    EXPIRY_YEAR,
    EXPIRY_LATER,
    EXPIRY_NONE,
    EXPIRY_UNKNOWN,
    EXPIRIES
};
enum age { AGE_YEAR, AGE_2, AGE_3, AGE_5, AGE_MORE, AGE_UNKNOWN, AGES };
enum protection {
    PROTECTION_SOFTWARE,
    PROTECTION_1,
    PROTECTION_2,
    PROTECTION_HSM,
    PROTECTION_UNKNOWN,
    PROTECTIONS
};
enum validity { VALIDITY_ACTIVE, VALIDITY_HISTORICAL, VALIDITY_UNKNOWN, VALIDITIES };
enum change { CHANGE_NONE, CHANGE_SAME, CHANGE_STRONGER, CHANGE_WEAKER, CHANGE_NEW, CHANGES };

#define ROW_FORMAT 1 /* of rows: another one cannot be read */

/* What counts, in small numbers; -1: not known. */
struct row {
    struct span kid, container, key, group, file, pointer, thumbprint;
    uint64_t line; /* of a record; 0: it is none */
    kvjwk_verdict verdict;
    kvjwk_state state;
    int kty, param; /* places in the tables */
    unsigned bits, strength, level;
    enum protection protection;
    enum validity validity;
    enum expiry expiry;
    enum age age;
    bool has_expiry;
    int64_t created;                           /* 0: not known */
    unsigned char standing[KVJWK_REGIMES_MAX]; /* kvjwk_standing */
    short next_year[KVJWK_REGIMES_MAX];        /* when it becomes something worse; 0: not known */
    unsigned char met[KVJWK_CRITERIA_MAX];     /* kvjwk_met */
    short rules[ROW_FINDINGS];                 /* places in the table of rules */
    unsigned char severities[ROW_FINDINGS];    /* kvjwk_severity */
    size_t rule_count;
    size_t errors, warnings, notes, unknowns;
    enum change change;
    unsigned rank; /* the higher, the sooner it has to be looked at */
};

extern const char *const expiry_names[EXPIRIES],
    *const age_names[AGES], *const protection_names[PROTECTIONS], *const validity_names[VALIDITIES],
                                                                      *const change_names[CHANGES];

/* A finding that waits for its key. */
struct noted {
    const kvjwk_rule *rule;
    kvjwk_severity severity;
    bool unknown;
    size_t message, length; /* in the page's texts */
};

struct noted_list {
    struct noted items[ROW_FINDINGS];
    size_t count;
    struct out texts;
};

void note_finding(struct noted_list *list, const kvjwk_finding *f);
void forget_findings(struct noted_list *list);

struct row_source {
    const kvjwk_key *key;
    const kvjwk_assessment *assessment;
    const kvjwk_assess_options *options;
    const kvjwk_document *document;
    const char *thumbprint;
    struct span group;
    const struct noted_list *noted;
};

/* From a key; texts of the row point into the source. */
void row_of_key(struct row *out, const struct row_source *source);
/* Its line, without the end of line; members of a change come behind. */
void row_write(struct out *out, const struct row *row, const struct row_source *source);
/* From its line, read by jansson; texts point into json. False: it is no row of a key. */
bool row_read(struct row *out, const json_t *json);
void row_rank(struct row *row);
size_t rule_place(const kvjwk_rule *rule); /* in kvjwk_rule_at */

/* JSON text with quotes; what a terminal would take for a command is escaped. */
void put_text(struct out *out, struct span text);
void put_string(struct out *out, const char *text); /* null for NULL */
void put_integer(struct out *out, int64_t n);
void put_date(struct out *out, int64_t seconds); /* with quotes */
/* Members of an object behind its first: a comma, the name, the value. */
void put_name(struct out *out, const char *name);
void put_member(struct out *out, const char *name, const char *text); /* null for NULL */
void put_member_span(struct out *out, const char *name, struct span text);
void put_member_number(struct out *out, const char *name, int64_t n, bool known);

#endif
