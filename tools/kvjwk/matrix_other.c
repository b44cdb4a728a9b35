// SPDX-License-Identifier: MIT
/* The support matrix as JSON and as Markdown with its sources. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "matrix.h"

/* ---- JSON ---- */

static json_t *crv_of(const kvjwk_param *param)
{
    bool curve = strcmp(param->base, "EC") == 0 || strcmp(param->base, "OKP") == 0;

    return curve ? json_string(param->name) : json_null();
}

/* A row for each service that does not say no. */
static bool add_rows(json_t *rows, const struct view *view, const kvjwk_kty *kty,
                     const kvjwk_param *param, const kvjwk_alg *alg, const kvjwk_op *op)
{
    for (size_t i = 0; i < KVJWK_SERVICES; i++) {
        const kvjwk_question q = {view->edition, (kvjwk_target)(i + 1), kty, param, alg, op};
        struct answer3 a = view_ask(view, kty, param, alg, op);
        json_t *row;

        if (a.support[i] == KVJWK_SUPPORT_NO)
            continue;
        row = json_pack("{ss ss ss so so}", "target", kvjwk_target_name(q.target), "kty", kty->name,
                        "parameter", param->name, "size",
                        param->bits > 0 ? json_integer((json_int_t)param->bits) : json_null(),
                        "crv", crv_of(param));
        if (alg != NULL)
            json_object_set_new(row, "alg", json_string(alg->name));
        if (op != NULL)
            json_object_set_new(row, "op", json_string(op->name));
        json_object_set_new(row, "support", json_string(kvjwk_support_name(a.support[i])));
        json_object_set_new(row, "source", json_string(kvjwk_ask(&q).source));
        if (json_array_append_new(rows, row) != 0)
            return false;
    }
    return true;
}

static bool add_algs(json_t *rows, const struct view *view, const kvjwk_kty *kty,
                     const kvjwk_param *param)
{
    bool ok = true;

    for (size_t i = 0; i < kvjwk_alg_count(); i++)
        for (size_t o = 0; o < kvjwk_op_count(); o++)
            if (view_has_alg(view, kty, kvjwk_alg_at(i)) && view_has_op(view, kvjwk_op_at(o)))
                ok = add_rows(rows, view, kty, param, kvjwk_alg_at(i), kvjwk_op_at(o)) && ok;
    return ok;
}

static bool add_fips(json_t *rows, const struct view *view)
{
    bool ok = true;

    for (size_t i = 0; i < kvjwk_fips_count(); i++) {
        const kvjwk_fips *f = kvjwk_fips_at(i);

        if (f->edition == view->edition)
            ok = json_array_append_new(rows, json_pack("{ss ss si ss}", "protection", f->protection,
                                                       "standard", f->standard, "level",
                                                       (int)f->level, "source", f->source)) == 0 &&
                 ok;
    }
    return ok;
}

bool matrix_json(const struct view *view)
{
    json_t *keys = json_array(), *algs = json_array(), *fips = json_array();
    json_t *root = json_pack("{ss so so so}", "edition", view->edition->name, "keys", keys,
                             "algorithms", algs, "fips", fips);
    bool ok = root != NULL && add_fips(fips, view);

    for (size_t k = 0; ok && k < kvjwk_kty_count(); k++) {
        const kvjwk_kty *kty = kvjwk_kty_at(k);
        const kvjwk_param *params[PARAMS_MAX];
        size_t count = view_has_kty(view, kty) ? view_params(view, kty, params) : 0;

        for (size_t i = 0; ok && i < count; i++)
            ok = add_rows(keys, view, kty, params[i], NULL, NULL) &&
                 add_algs(algs, view, kty, params[i]);
    }
    ok = ok && json_dumpf(root, stdout, JSON_INDENT(2)) == 0;
    putchar('\n');
    json_decref(root);
    return ok;
}

/* ---- Markdown ---- */

static void print_answers(const struct view *view, const struct answer3 *a)
{
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (view_has_service(view, i))
            printf(" %s |", kvjwk_support_name(a->support[i]));
    printf(" %s |\n", a->source == NULL ? "" : a->source);
}

static void print_head(const struct view *view, const char *first, size_t first_columns)
{
    printf("%s", first);
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (view_has_service(view, i))
            printf(" %s |", kvjwk_target_name((kvjwk_target)(i + 1)));
    printf(" source |\n|");
    for (size_t i = 0; i < first_columns + 1; i++)
        printf("---|");
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (view_has_service(view, i))
            printf("---|");
    putchar('\n');
}

static bool same(const struct answer3 *a, const struct answer3 *b)
{
    return answers_equal(a, b) && a->source == b->source;
}

/* Sizes with the same answer from the same source share a row. */
static void print_key_rows(const struct view *view, const kvjwk_kty *kty)
{
    const kvjwk_param *params[PARAMS_MAX];
    size_t count = view_params(view, kty, params);
    bool done[PARAMS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        struct answer3 a = view_ask(view, kty, params[i], NULL, NULL);

        if (done[i])
            continue;
        printf("| %s | ", kty->name);
        for (size_t k = i; k < count; k++) {
            struct answer3 other = view_ask(view, kty, params[k], NULL, NULL);

            if (done[k] || !same(&a, &other))
                continue;
            printf("%s%s", k > i ? ", " : "", params[k]->name);
            done[k] = true;
        }
        printf(" |");
        print_answers(view, &a);
    }
}

/* Operations with the same answer share a row, for one algorithm and size. */
static void print_op_rows(const struct view *view, const kvjwk_kty *kty, const kvjwk_param *param,
                          const char *size, const kvjwk_alg *alg)
{
    bool done[OPS_MAX] = {false};

    for (size_t o = 0; o < kvjwk_op_count() && o < OPS_MAX; o++) {
        struct answer3 a = view_ask(view, kty, param, alg, kvjwk_op_at(o));

        if (done[o] || !view_has_op(view, kvjwk_op_at(o)) || answers_no(&a))
            continue;
        printf("| %s | %s | %s | ", kty->name, alg->name, size);
        for (size_t k = o; k < kvjwk_op_count() && k < OPS_MAX; k++) {
            struct answer3 other = view_ask(view, kty, param, alg, kvjwk_op_at(k));

            if (!view_has_op(view, kvjwk_op_at(k)) || !same(&a, &other))
                continue;
            printf("%s%s", k > o ? ", " : "", kvjwk_op_at(k)->name);
            done[k] = true;
        }
        printf(" |");
        print_answers(view, &a);
    }
}

static bool same_everywhere(const struct view *view, const kvjwk_kty *kty, const kvjwk_alg *alg,
                            const kvjwk_param *a, const kvjwk_param *b)
{
    for (size_t o = 0; o < kvjwk_op_count(); o++) {
        struct answer3 of_a = view_ask(view, kty, a, alg, kvjwk_op_at(o));
        struct answer3 of_b = view_ask(view, kty, b, alg, kvjwk_op_at(o));

        if (view_has_op(view, kvjwk_op_at(o)) && !same(&of_a, &of_b))
            return false;
    }
    return true;
}

static void print_alg_rows(const struct view *view, const kvjwk_kty *kty, const kvjwk_alg *alg)
{
    const kvjwk_param *params[PARAMS_MAX];
    size_t count = view_params(view, kty, params);
    bool done[PARAMS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        char sizes[256] = "";

        for (size_t k = i; k < count && !done[i]; k++) {
            size_t used = strlen(sizes);

            if ((k > i && done[k]) || !same_everywhere(view, kty, alg, params[i], params[k]))
                continue;
            snprintf(sizes + used, sizeof(sizes) - used, "%s%s", used > 0 ? ", " : "",
                     params[k]->name);
            done[k] = k > i;
        }
        if (!done[i])
            print_op_rows(view, kty, params[i], sizes, alg);
    }
}

static void print_tables(const struct view *view)
{
    puts("### Keys that can be created and imported\n");
    print_head(view, "| type | size or curve |", 2);
    for (size_t k = 0; k < kvjwk_kty_count(); k++)
        if (view_has_kty(view, kvjwk_kty_at(k)))
            print_key_rows(view, kvjwk_kty_at(k));
    puts("\n### Algorithms and operations\n");
    print_head(view, "| type | algorithm | size or curve | operations |", 4);
    for (size_t k = 0; k < kvjwk_kty_count(); k++)
        for (size_t i = 0; i < kvjwk_alg_count(); i++)
            if (view_has_kty(view, kvjwk_kty_at(k)) &&
                view_has_alg(view, kvjwk_kty_at(k), kvjwk_alg_at(i)))
                print_alg_rows(view, kvjwk_kty_at(k), kvjwk_alg_at(i));
    puts("\n### Protection\n\n| protection | standard | level | source |\n|---|---|---|---|");
    for (size_t i = 0; i < kvjwk_fips_count(); i++) {
        const kvjwk_fips *f = kvjwk_fips_at(i);

        if (f->edition == view->edition)
            printf("| %s | %s | %u | %s |\n", f->protection, f->standard, f->level, f->source);
    }
}

void matrix_markdown(const struct settings *settings)
{
    puts("# Support matrix\n\nWhat Key Vault and Managed HSM hold and do, by edition of the "
         "documentation. What is not\nlisted is not supported. `preview` counts as no, unless "
         "`--allow-preview` is given;\n`unknown`: the documentation does not say.");
    for (size_t i = kvjwk_edition_count(); i > 0; i--) {
        struct view view = {kvjwk_edition_at(i - 1), settings};

        if (settings->check.edition != NULL && settings->check.edition != view.edition)
            continue;
        printf("\n## Edition %s\n\nSince %s: %s. Source: %s.\n\n", view.edition->name,
               view.edition->date, view.edition->title, view.edition->source);
        print_tables(&view);
    }
}
