// SPDX-License-Identifier: MIT
/*
 * kvjwk input: documents of other formats that hold keys. ARM templates, Terraform plans and
 * states, Pulumi previews, PEM and DER are read, each key in them is put into the shape that the
 * core judges, and the findings come back with the places of the document as it is:
 *
 *     kvjwk_input_new(&input, &options);
 *     kvjwk_input_run(input, text, length, &sink, &summary);
 *
 * What the core itself reads goes through unchanged, so that one call serves every file. Values
 * that the document does not tell (an expression, what is known after apply) are findings of
 * result KVJWK_UNKNOWN. No private key is ever part of a finding.
 */
#ifndef KVJWK_INPUT_H
#define KVJWK_INPUT_H

#include "kvjwk/kvjwk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- formats: kinds of documents beside those of kvjwk_kind_at ---------------------------------
 */

KVJWK_API size_t kvjwk_input_kind_count(void);
KVJWK_API const kvjwk_kind *kvjwk_input_kind_at(size_t i); /* NULL past the end */
KVJWK_API const kvjwk_kind *kvjwk_input_kind_find(const char *name);

/* What is read from where: one row for each property of each resource. */
typedef struct {
    const kvjwk_kind *kind;
    const char *resource; /* "azurerm_key_vault_key" */
    const char *path;     /* in the resource: "rotation_policy/0/expire_after" */
    const char *member;   /* as Key Vault calls it: "expiryTime" */
    const char *source;
} kvjwk_input_field;

KVJWK_API size_t kvjwk_input_field_count(void);
KVJWK_API bool kvjwk_input_field_at(kvjwk_input_field *out, size_t i); /* false past the end */

/* ---- options: start from KVJWK_INPUT_OPTIONS_INIT; members are only ever appended ---- */

typedef struct {
    size_t struct_size;     /* sizeof(kvjwk_input_options) */
    kvjwk_options check;    /* of the checker; check.kind NULL: detected */
    const kvjwk_kind *kind; /* a row of kvjwk_input_kind_at; NULL: detected, or check.kind */
    bool auto_target;       /* with target ANY: the SKU of a vault in the same document decides */
    /* The text of an ARM parameters file; NULL: none. It must outlive the input. */
    const void *parameters;
    size_t parameters_length;
} kvjwk_input_options;

#define KVJWK_INPUT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(kvjwk_input_options), KVJWK_OPTIONS_INIT, NULL, false, NULL, 0                      \
    }

/* ---- reading ---- */

typedef struct kvjwk_input kvjwk_input;

/* KVJWK_ERR_ARGUMENT also when the parameters are no JSON object of parameters. An input keeps its
 * memory between runs, and serves one thread at a time. */
KVJWK_API kvjwk_status kvjwk_input_new(kvjwk_input **out,
                                       const kvjwk_input_options *options) KVJWK_MUST_USE;

/* Like kvjwk_checker_run. summary->parsed is false for what is neither JSON nor PEM nor DER;
 * summary->kind and key->kind may be a row of kvjwk_input_kind_at. */
KVJWK_API kvjwk_status kvjwk_input_run(kvjwk_input *input, const void *text, size_t length,
                                       const kvjwk_sink *sink,
                                       kvjwk_summary *summary) KVJWK_MUST_USE;

KVJWK_API void kvjwk_input_free(kvjwk_input **input); /* wipes; sets NULL; NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
