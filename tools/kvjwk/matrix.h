// SPDX-License-Identifier: MIT
/* The support matrix as the command shows it: one edition, and what the user asked to see of it. */
#ifndef KVJWK_TOOL_MATRIX_H
#define KVJWK_TOOL_MATRIX_H

#include "settings.h"

#define PARAMS_MAX 64
#define OPS_MAX 16

struct view {
    const kvjwk_edition *edition;
    const struct settings *settings;
};

/* Answers of the three services; those that are not shown say no. */
struct answer3 {
    kvjwk_support support[KVJWK_SERVICES];
    const char *source; /* of the best of them */
};

bool view_has_service(const struct view *view, size_t service);
bool view_has_kty(const struct view *view, const kvjwk_kty *kty);
bool view_has_alg(const struct view *view, const kvjwk_kty *kty, const kvjwk_alg *alg);
bool view_has_op(const struct view *view, const kvjwk_op *op);
/* Sizes or curves of the type that some service shown holds. Returns how many. */
size_t view_params(const struct view *view, const kvjwk_kty *kty,
                   const kvjwk_param *params[PARAMS_MAX]);

struct answer3 view_ask(const struct view *view, const kvjwk_kty *kty, const kvjwk_param *param,
                        const kvjwk_alg *alg, const kvjwk_op *op);
bool answers_no(const struct answer3 *a); /* no from all */
bool answers_equal(const struct answer3 *a, const struct answer3 *b);

void matrix_text(const struct view *view);
void matrix_markdown(const struct settings *settings); /* every edition, unless one was chosen */
bool matrix_json(const struct view *view);

#endif
