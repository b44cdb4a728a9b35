// SPDX-License-Identifier: MIT
/* The checks, one function a theme; checks.c lists them with the subjects they are for. */
#ifndef KVJWK_RULES_RULES_H
#define KVJWK_RULES_RULES_H

#include "rules/checker.h"

/* document.c: the document before its subjects (list pages, sets), and its numbers */
void document_checks(struct kvjwk_checker *c, const struct reading *reading);
void number_checks(struct kvjwk_checker *c);

/* open.c: values that are not known yet */
void check_open(struct kvjwk_checker *c);

/* members.c: names, types, nulls, required, read-only and too new members of every object */
void check_members(struct kvjwk_checker *c);
void check_object(struct kvjwk_checker *c,
                  const struct object *o); /* used by the document themes */

/* encoding.c: base64url of every such member of the subject's objects */
void check_encoding(struct kvjwk_checker *c);
void check_object_encoding(struct kvjwk_checker *c, const struct object *o);

/* kty.c: type and curve names; kind.c: material against type */
void check_kty(struct kvjwk_checker *c);
void check_curve(struct kvjwk_checker *c);
void check_material_members(struct kvjwk_checker *c);

/* rsa.c, ec.c, oct.c, okp.c, akp.c */
void check_rsa(struct kvjwk_checker *c);
void check_ec(struct kvjwk_checker *c);
void check_oct(struct kvjwk_checker *c);
void check_okp(struct kvjwk_checker *c);
void check_akp(struct kvjwk_checker *c);

/* usage.c: use, key_ops, alg; x509.c: x5u, x5c, x5t, x5t#S256 */
void check_usage(struct kvjwk_checker *c);
void check_x509(struct kvjwk_checker *c);

/* service.c: the support matrix */
void check_service(struct kvjwk_checker *c);
const char *holders(unsigned services); /* "a vault": a set as the object of a sentence */

/* since.c: values that are newer than the API version */
void check_since(struct kvjwk_checker *c);

/* attributes.c, identifiers.c, tags.c, exportable.c */
void check_attributes(struct kvjwk_checker *c);
void check_identifiers(struct kvjwk_checker *c);
void check_tags(struct kvjwk_checker *c);
void check_exportable(struct kvjwk_checker *c);

/* create.c, request.c, rotation.c, release.c, transfer.c */
void check_create(struct kvjwk_checker *c);
void check_import(struct kvjwk_checker *c);
void check_update(struct kvjwk_checker *c);
void check_request(struct kvjwk_checker *c);
void check_rotation(struct kvjwk_checker *c);
void check_release(struct kvjwk_checker *c);
void check_transfer(struct kvjwk_checker *c);

/* fips.c */
const char *protection_of(const struct kvjwk_checker *c);
const char *hsm_platform_of(const struct kvjwk_model *m);

#endif
