// SPDX-License-Identifier: MIT
/* The support matrix for a terminal of 80 columns. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "matrix.h"

/* What the services say of the operations of one algorithm, at one size. */
struct row {
    struct answer3 of[OPS_MAX];
};

/* Operations that some algorithm has, in the order of the table: the columns. */
struct columns {
    const kvjwk_op *ops[OPS_MAX];
    size_t count;
};

static char letter(kvjwk_support support, char yes)
{
    switch (support) {
    case KVJWK_SUPPORT_YES:
        return yes;
    case KVJWK_SUPPORT_PREVIEW:
        return (char)(yes - 'A' + 'a');
    case KVJWK_SUPPORT_UNKNOWN:
        return '?';
    case KVJWK_SUPPORT_NO:
        break;
    }
    return '-';
}

/* ---- keys ---- */

static const char *mark(kvjwk_support support)
{
    return support == KVJWK_SUPPORT_PREVIEW ? "*" : support == KVJWK_SUPPORT_UNKNOWN ? "?" : "";
}

/* Returns how many types it printed. */
static size_t print_keys_of(const struct view *view, size_t service)
{
    const char *name = kvjwk_target_name((kvjwk_target)(service + 1));
    size_t printed = 0;

    for (size_t k = 0; k < kvjwk_kty_count(); k++) {
        const kvjwk_kty *kty = kvjwk_kty_at(k);
        const kvjwk_param *params[PARAMS_MAX];
        size_t count = view_has_kty(view, kty) ? view_params(view, kty, params) : 0;
        bool first = true;

        for (size_t i = 0; i < count; i++) {
            struct answer3 a = view_ask(view, kty, params[i], NULL, NULL);

            if (a.support[service] == KVJWK_SUPPORT_NO)
                continue;
            if (first)
                printf("  %-15s %-8s", name, kty->name);
            first = false;
            name = "";
            printf(" %s%s", params[i]->name, mark(a.support[service]));
        }
        if (!first)
            putchar('\n');
        printed += !first;
    }
    return printed;
}

static void print_keys(const struct view *view)
{
    size_t printed = 0;

    puts("Keys that can be created and imported (*: preview, ?: not documented)\n");
    for (size_t i = 0; i < KVJWK_SERVICES; i++)
        if (view_has_service(view, i))
            printed += print_keys_of(view, i);
    if (printed == 0)
        puts("  none");
}

/* ---- algorithms ---- */

static bool has_column(const struct columns *c, const kvjwk_op *op)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->ops[i] == op)
            return true;
    return false;
}

static void add_columns(struct columns *c, const struct view *view, const kvjwk_kty *kty)
{
    for (size_t o = 0; o < kvjwk_op_count() && c->count < OPS_MAX; o++) {
        const kvjwk_op *op = kvjwk_op_at(o);

        for (size_t i = 0; i < kvjwk_alg_count() && !has_column(c, op); i++) {
            const kvjwk_alg *alg = kvjwk_alg_at(i);
            struct answer3 a;

            if (!view_has_op(view, op) || !view_has_alg(view, kty, alg))
                continue;
            a = view_ask(view, kty, NULL, alg, op);
            if (!answers_no(&a))
                c->ops[c->count++] = op;
        }
    }
}

static struct row row_of(const struct view *view, const struct columns *c, const kvjwk_kty *kty,
                         const kvjwk_param *param, const kvjwk_alg *alg)
{
    struct row row;

    memset(&row, 0, sizeof(row));
    for (size_t i = 0; i < c->count; i++)
        row.of[i] = view_ask(view, kty, param, alg, c->ops[i]);
    return row;
}

static bool row_empty(const struct row *row, const struct columns *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!answers_no(&row->of[i]))
            return false;
    return true;
}

static bool rows_equal(const struct row *a, const struct row *b, const struct columns *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (!answers_equal(&a->of[i], &b->of[i]))
            return false;
    return true;
}

static void print_cells(const struct view *view, const struct row *row, const struct columns *c)
{
    static const char letters[KVJWK_SERVICES] = {'S', 'P', 'H'};

    for (size_t i = 0; i < c->count; i++) {
        char cell[KVJWK_SERVICES + 1];
        size_t n = 0;

        for (size_t s = 0; s < KVJWK_SERVICES; s++)
            if (view_has_service(view, s))
                cell[n++] = letter(row->of[i].support[s], letters[s]);
        cell[answers_no(&row->of[i]) ? 1 : n] = '\0';
        if (i + 1 == c->count)
            printf(" %s", cell);
        else
            printf(" %-*s", (int)strlen(c->ops[i]->name), cell);
    }
    putchar('\n');
}

/* Sizes about which the services say the same share a line. */
static void print_alg(const struct view *view, const struct columns *c, const kvjwk_kty *kty,
                      const kvjwk_alg *alg, const kvjwk_param **params, size_t count)
{
    bool done[PARAMS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(view, c, kty, params[i], alg);
        char sizes[64] = "";
        size_t together = 0;

        if (done[i] || row_empty(&row, c))
            continue;
        for (size_t k = i; k < count; k++) {
            struct row other = row_of(view, c, kty, params[k], alg);
            size_t used = strlen(sizes);

            if (done[k] || !rows_equal(&row, &other, c))
                continue;
            done[k] = true;
            snprintf(sizes + used, sizeof(sizes) - used, "%s%s", together++ > 0 ? " " : "",
                     params[k]->name);
        }
        printf("  %-21s%-10s", alg->name, together == count && count > 1 ? "all" : sizes);
        print_cells(view, &row, c);
    }
}

static void print_algs_of(const struct view *view, const struct columns *c, const kvjwk_kty *kty)
{
    const kvjwk_param *params[PARAMS_MAX];
    size_t count = view_params(view, kty, params);

    printf("%-33s", kty->name);
    for (size_t i = 0; i < c->count; i++)
        printf(" %s", c->ops[i]->name);
    putchar('\n');
    for (size_t i = 0; i < kvjwk_alg_count(); i++)
        if (view_has_alg(view, kty, kvjwk_alg_at(i)))
            print_alg(view, c, kty, kvjwk_alg_at(i), params, count);
}

static void print_algs(const struct view *view)
{
    puts("\nAlgorithms and operations (S vault-standard, P vault-premium, H managed-hsm;\n"
         "small letter: preview, ?: not documented, -: no)");
    for (size_t k = 0; k < kvjwk_kty_count(); k++) {
        const kvjwk_kty *kty = kvjwk_kty_at(k);
        const kvjwk_param *params[PARAMS_MAX];
        struct columns c = {{NULL}, 0};

        if (!view_has_kty(view, kty) || view_params(view, kty, params) == 0)
            continue;
        add_columns(&c, view, kty);
        if (c.count == 0)
            continue;
        putchar('\n');
        print_algs_of(view, &c, kty);
    }
}

/* ---- FIPS ---- */

static void print_fips(const struct view *view)
{
    puts("\nProtection of keys");
    for (size_t i = 0; i < kvjwk_fips_count(); i++) {
        const kvjwk_fips *fips = kvjwk_fips_at(i);

        if (fips->edition == view->edition)
            printf("  %-15s %s Level %u\n", fips->protection, fips->standard, fips->level);
    }
}

void matrix_text(const struct view *view)
{
    printf("Edition %s: ", view->edition->name);
    print_wrapped(view->edition->title, 17, 2);
    putchar('\n');
    print_keys(view);
    print_algs(view);
    print_fips(view);
}
