// SPDX-License-Identifier: MIT
/* What the parts of lib/input share: the run over one document. */
#ifndef KVJWK_INPUT_INPUT_H
#define KVJWK_INPUT_INPUT_H

#include "base/memory.h"
#include "input/build.h"
#include "input/tables.h"
#include "input/val.h"
#include "json/json.h"
#include "kvjwk/input.h"
#include "text/lines.h"
#include "text/message.h"

/* Rules of this library. */
enum input_rule {
    INPUT_CONDITION,
    INPUT_MEMBER,
    INPUT_VALUE,
    INPUT_TIME,
    INPUT_LINKED,
    INPUT_LIMIT,
    INPUT_PARAMETERS,
    INPUT_KEY_NAME,
    INPUT_PRIVATE,
    INPUT_ENCRYPTED,
    INPUT_ENCODING,
    INPUT_ALGORITHM,
    INPUT_FAULTS,
    INPUT_RULES
};

/* Bytes of the document. */
struct spot {
    uint32_t token; /* JSON_NONE: no place in the text's structure */
    size_t offset, length;
};

/* A vault of the document, for the keys that lie in it. */
struct vault {
    struct span name;    /* empty: not known */
    struct span address; /* of a plan's resource; empty: none */
    unsigned services;
};

/* A resource that is about to be judged. */
struct subject {
    enum resource_id resource;
    uint32_t token;    /* of the resource in the document */
    struct val root;   /* what the paths of its fields begin at */
    struct val body;   /* the same for paths that begin with "properties", when it is elsewhere */
    struct span name;  /* as the document calls it */
    unsigned services; /* where it goes */
    struct val condition; /* VAL_OPEN: whether it is deployed is not known */
    struct val fields[TARGET_COUNT];
};

struct kvjwk_input {
    kvjwk_input_options options;
    struct allocator allocator;
    kvjwk_checker *checker;
    kvjwk_checker *plain; /* for what the core reads itself: with excerpts and the kind given */

    struct span text;
    enum format_id format;
    struct json json;
    struct json parameters; /* of the parameters file */
    struct json inner;      /* JSON in a string of the document */
    struct arena scratch;   /* of the document */
    struct arena texts;     /* of one finding */
    struct lines lines;
    struct build build;

    struct vault *vaults;
    size_t vault_count, vault_cap;
    bool gathering;   /* vaults are being listed, and nothing is judged */
    int64_t work;     /* steps that expressions may still take */
    bool exhausted;   /* they took all */
    bool full;        /* the limit on keys is reached */
    struct val *args; /* of calls that are being read: a stack */
    size_t arg_count, arg_cap;
    unsigned depth;  /* of expressions in each other */
    bool index_used; /* some value depends on copyIndex() */

    const kvjwk_sink *sink;
    kvjwk_summary summary;
    kvjwk_status status;
    size_t delivered, dropped;
    size_t fault; /* first fault of the text that is not told */

    /* the subject */
    const struct subject *subject;
    struct spot pem_spot; /* of PEM: the line that begins the block */
    size_t key_index;
    /* of all but the last text of the subject */
    size_t errors, warnings, notes, unknowns, suppressed;
    kvjwk_support services[KVJWK_SERVICES]; /* likewise */
    kvjwk_rotation rotation;                /* what its own text said of it */
    bool private_part;                      /* of PEM */
};

/* Whether nothing more is to be done: memory is out, or a callback stopped the run. */
static inline bool input_stopped(const struct kvjwk_input *in)
{
    return in->status != KVJWK_OK || in->scratch.failed;
}

/* ---- tell.c: findings ---- */

struct spot spot_value(const struct kvjwk_input *in, uint32_t token); /* quotes included */
/* A finding of our own, about the subject or, without one, about the document. */
void tell(struct kvjwk_input *in, enum input_rule rule, kvjwk_result result, struct spot spot,
          const char *format, const struct arg *args);
/* The same about the text around the subjects. */
void tell_document(struct kvjwk_input *in, enum input_rule rule, kvjwk_result result,
                   struct spot spot, const char *format, const struct arg *args);
/* A finding of the core about the text that was built, told where its bytes come from. */
int tell_mapped(struct kvjwk_input *in, const kvjwk_finding *f);
/* The reviewer of the options, as a reviewer for the core: it sees places of the document. */
bool tell_review(void *in, const kvjwk_key *key, kvjwk_finding *f);
/* Faults of the text before offset `until`. */
void tell_faults(struct kvjwk_input *in, size_t until);
void tell_dropped(struct kvjwk_input *in);
const kvjwk_rule *input_rule(enum input_rule rule);

/* ---- subject.c ---- */

/* Gathers the fields of the subject, judges and tells it. False when there is nothing more to do.
 */
bool subject_judge(struct kvjwk_input *in, struct subject *s);
/* The same in two steps, around findings of our own and a text that the caller builds. False: do
 * not go on. */
bool subject_begin(struct kvjwk_input *in, const struct subject *s);
void subject_run(struct kvjwk_input *in, const char *kind);

/* ---- vaults.c ---- */

void vault_add(struct kvjwk_input *in, struct span name, struct span address,
               const struct val *sku);
/* Where a key goes that lies in this vault; the names may be empty. */
unsigned vault_services(const struct kvjwk_input *in, struct span name, struct span address);
unsigned vault_services_of_sku(struct kvjwk_input *in, const struct val *sku);

/* ---- fields.c ---- */

/* Fills s->fields, and tells values and names that the resource does not take. */
void fields_read(struct kvjwk_input *in, struct subject *s);
void fields_check(struct kvjwk_input *in, struct subject *s);

/* ---- the formats ---- */

enum format_id input_sniff(struct span text); /* FORMAT_NONE: not ours, or not likely */
enum format_id input_detect(struct kvjwk_input *in);
/* The text with spaces for comments, which templates may have; the text itself without any. */
struct span input_without_comments(struct kvjwk_input *in);

void arm_read(struct kvjwk_input *in);
void arm_resources_read(struct kvjwk_input *in);
void terraform_read(struct kvjwk_input *in);
void pulumi_read(struct kvjwk_input *in);
void pem_read(struct kvjwk_input *in);

/* ---- resolve.c ---- */

/* What a string stands for: an expression's value, a secret, something not known yet. */
struct val val_resolve(struct kvjwk_input *in, struct val v);

/* A piece of memory of the document, or NULL. */
char *input_copy(struct kvjwk_input *in, struct span text);
struct span input_token_text(struct kvjwk_input *in, const struct json *j, uint32_t token);

#endif
