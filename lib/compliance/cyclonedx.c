// SPDX-License-Identifier: MIT
/*
 * CycloneDX 1.6 and 1.7: a bill of materials of cryptography. Each key is related crypto material;
 * the algorithm of its type, size and module is a component of its own, since certificationLevel
 * stands there. https://cyclonedx.org/docs/1.7/json/
 */
#include "compliance/compliance.h"

#include <stdlib.h>
#include <string.h>

static bool is_17(const struct kvjwk_report *report)
{
    return compliance_of(report)->shape == &shape_cyclonedx;
}

/* ---- references ---- */

/* Of the algorithm: letters, digits and '-' of our own tables alone. */
static void algorithm_ref(struct out *out, const char *base, const char *param,
                          const char *protection)
{
    out_str(out, "algorithm-");
    out_str(out, *base == '\0' ? "unknown" : base);
    out_char(out, '-');
    out_str(out, param == NULL ? "unknown" : param);
    out_char(out, '-');
    out_str(out, protection);
}

static const char *base_of(const struct row *row)
{
    const kvjwk_kty *kty = row->kty < 0 ? NULL : kvjwk_kty_at((size_t)row->kty);

    return kty == NULL ? "" : kty->base;
}

static const char *param_of(const struct row *row)
{
    const kvjwk_param *param = row->param < 0 ? NULL : kvjwk_param_at((size_t)row->param);

    return param == NULL ? NULL : param->name;
}

/* ---- a key ---- */

static const char *material_type(const json_t *json, const struct row *row)
{
    if (strcmp(base_of(row), "oct") == 0)
        return "secret-key";
    return strcmp(json_text(json, "kind"), "key-import") == 0 ? "private-key" : "public-key";
}

static void date(struct out *out, const char *name, const json_t *json, const char *member)
{
    const char *day = json_text(json, member);
    struct out text = {0};

    if (*day < '0' || *day > '9') /* none */
        return;
    out_str(&text, day);
    out_str(&text, "T00:00:00Z");
    put_member_span(out, name, span_of(text.text, text.length));
    part_free(out, &text);
}

static void property(struct out *out, bool first, const char *name, const char *value)
{
    out_str(out, first ? "{\"name\":\"kvjwk:" : ",{\"name\":\"kvjwk:");
    out_str(out, name);
    out_str(out, "\",\"value\":");
    put_string(out, value);
    out_char(out, '}');
}

static void properties(struct out *out, const struct kvjwk_report *report, const struct row *row,
                       const json_t *json)
{
    out_str(out, ",\"properties\":[");
    property(out, true, "verdict", kvjwk_verdict_name(row->verdict));
    property(out, false, "protection", protection_names[row->protection]);
    property(out, false, "fips-state", validity_names[row->validity]);
    if (*json_text(json, "hsm_platform") != '\0')
        property(out, false, "hsmPlatform", json_text(json, "hsm_platform"));
    for (size_t i = 0; i < kvjwk_regime_count(); i++) {
        struct out name = {0};

        if (!regime_shown(report, i))
            continue;
        out_str(&name, "regime:");
        out_str(&name, kvjwk_regime_at(i)->name);
        out_char(&name, '\0');
        property(out, false, name.failed ? "regime" : name.text,
                 kvjwk_standing_name((kvjwk_standing)row->standing[i]));
        part_free(out, &name);
    }
    out_char(out, ']');
}

static void material(struct out *out, const struct kvjwk_report *report, const struct row *row,
                     const json_t *json)
{
    static const char *const hardware[PROTECTIONS] = {"Software", "HSM", "HSM", "HSM", NULL};
    const char *state = row->state == KVJWK_STATE_UNKNOWN ? NULL : kvjwk_state_name(row->state);

    out_str(out, "\"relatedCryptoMaterialProperties\":{\"type\":");
    put_string(out, material_type(json, row));
    if (*json_text(json, "kid") != '\0')
        put_member(out, "id", json_text(json, "kid"));
    if (state != NULL)
        put_member(out, "state", state);
    if (row->bits > 0)
        put_member_number(out, "size", row->bits, true);
    date(out, "creationDate", json, "created");
    date(out, "activationDate", json, "nbf");
    date(out, "updateDate", json, "updated");
    date(out, "expirationDate", json, "exp");
    put_member(out, "format", "JWK");
    if (hardware[row->protection] != NULL) {
        out_str(out, ",\"securedBy\":{\"mechanism\":");
        put_string(out, hardware[row->protection]);
        out_char(out, '}');
    }
    out_str(out, is_17(report)
                     ? ",\"relatedCryptographicAssets\":[{\"type\":\"algorithm\",\"ref\":\""
                     : ",\"algorithmRef\":\"");
    algorithm_ref(out, base_of(row), param_of(row), protection_names[row->protection]);
    out_str(out, is_17(report) ? "\"}]}" : "\"}");
}

static void cyclonedx_row(struct out *out, const struct kvjwk_report *report, const struct row *row,
                          struct span line, const json_t *json)
{
    struct out label = {0};

    (void)line;
    put_label(&label, json);
    out_str(out, "\n{\"type\":\"cryptographic-asset\",\"name\":");
    put_text(out, span_of(label.text, label.length));
    if (*json_text(json, "version") != '\0')
        put_member(out, "version", json_text(json, "version"));
    out_str(out, ",\"cryptoProperties\":{\"assetType\":\"related-crypto-material\",");
    material(out, report, row, json);
    out_char(out, '}');
    properties(out, report, row, json);
    out_char(out, '}');
    part_free(out, &label);
}

/* ---- algorithms ---- */

struct primitive {
    const char *base, *primitive, *family, *functions;
};

/* What the type is for; family: CycloneDX 1.7. */
static const struct primitive primitives[] = {
    {"RSA", "pke", "RSAES-OAEP", "[\"keygen\",\"sign\",\"verify\",\"encrypt\",\"decrypt\"]"},
    {"EC", "signature", "ECDSA", "[\"keygen\",\"sign\",\"verify\"]"},
    {"oct", "block-cipher", "AES", "[\"keygen\",\"encrypt\",\"decrypt\"]"},
    {"OKP", "signature", "EdDSA", "[\"keygen\",\"sign\",\"verify\"]"},
    {"AKP", "signature", "ML-DSA", "[\"keygen\",\"sign\",\"verify\"]"},
    {"", "unknown", NULL, "[\"unknown\"]"},
};

static const struct primitive *primitive_of(const char *base)
{
    for (size_t i = 0; i < ARRAY_LEN(primitives); i++)
        if (strcmp(primitives[i].base, base) == 0)
            return &primitives[i];
    return &primitives[ARRAY_LEN(primitives) - 1];
}

static void certification(struct out *out, const struct kvjwk_report *report, size_t protection)
{
    const kvjwk_fips *fips = kvjwk_fips_find(report->edition, protection_names[protection]);

    out_str(out, ",\"certificationLevel\":[\"");
    if (fips == NULL) {
        out_str(out, "unknown\"]");
        return;
    }
    out_str(out, strcmp(fips->standard, "FIPS 140-3") == 0 ? "fips140-3-l" : "fips140-2-l");
    out_number(out, fips->level);
    out_str(out, "\"]");
}

static void curve(struct out *out, const struct kvjwk_report *report, const kvjwk_param *param)
{
    bool koblitz = strcmp(param->name, "P-256K") == 0;
    struct out name = {0};

    if (strcmp(param->base, "EC") != 0)
        return;
    out_str(&name, koblitz ? "secg/secp256k1" : "nist/");
    if (!koblitz)
        out_str(&name, param->name);
    put_member_span(out, is_17(report) ? "ellipticCurve" : "curve",
                    span_of(name.text, name.length));
    part_free(out, &name);
}

static void algorithm(struct out *out, const struct kvjwk_report *report, const char *base,
                      const kvjwk_param *param, size_t protection)
{
    const struct primitive *p = primitive_of(base);
    bool symmetric = strcmp(base, "oct") == 0;

    out_str(out, ",\n{\"type\":\"cryptographic-asset\",\"bom-ref\":\"");
    algorithm_ref(out, base, param == NULL ? NULL : param->name, protection_names[protection]);
    out_str(out, "\",\"name\":\"");
    out_str(out, symmetric ? "AES" : *base == '\0' ? "unknown" : base);
    if (param != NULL) {
        out_char(out, '-');
        out_str(out, param->name);
    }
    out_str(out, "\",\"cryptoProperties\":{\"assetType\":\"algorithm\",\"algorithmProperties\":{"
                 "\"primitive\":");
    put_string(out, p->primitive);
    if (is_17(report) && p->family != NULL)
        put_member(out, "algorithmFamily", p->family);
    if (param != NULL)
        put_member(out, "parameterSetIdentifier", param->name);
    if (param != NULL)
        curve(out, report, param);
    put_member(out, "executionEnvironment",
               protection == PROTECTION_SOFTWARE  ? "software-plain-ram"
               : protection == PROTECTION_UNKNOWN ? "unknown"
                                                  : "hardware");
    certification(out, report, protection);
    out_str(out, ",\"cryptoFunctions\":");
    out_str(out, p->functions);
    if (param != NULL && param->strength > 0)
        put_member_number(out, "classicalSecurityLevel", param->strength, true);
    if (param != NULL && !symmetric && strcmp(base, "AKP") != 0)
        put_member_number(out, "nistQuantumSecurityLevel", 0, true);
    if (param != NULL && symmetric)
        put_member_number(out, "nistQuantumSecurityLevel",
                          param->bits >= 256   ? 5
                          : param->bits >= 192 ? 3
                                               : 1,
                          true);
    out_str(out, "}}}");
}

/* Types times sizes times modules: a bounded number, whatever the number of keys. */
static void put_algorithms(struct out *out, const struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    for (size_t b = 0; b < TALLY_BASES; b++)
        for (size_t p = 0; p <= TALLY_PARAMS; p++)
            for (size_t k = 0; k < PROTECTIONS; k++)
                if (c->tally.algorithms[b][p][k])
                    algorithm(out, report, tally_bases[b],
                              p < TALLY_PARAMS ? kvjwk_param_at(p) : NULL, k);
}

/* ---- the document ---- */

static void cyclonedx_open(struct out *out, const struct kvjwk_report *report)
{
    out_str(out, is_17(report) ? "{\"$schema\":\"http://cyclonedx.org/schema/bom-1.7.schema.json\","
                                 "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.7\""
                               : "{\"$schema\":\"http://cyclonedx.org/schema/bom-1.6.schema.json\","
                                 "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"");
    out_str(out, ",\"version\":1,\"components\":[");
}

static void cyclonedx_close(struct out *out, struct kvjwk_report *report)
{
    const struct compliance *c = compliance_of(report);

    if (c->begun)
        put_algorithms(out, report);
    out_str(out, "],\"metadata\":{\"timestamp\":\"");
    {
        struct out day = {0};

        put_date(&day, report->check.now);
        if (!day.failed)
            out_bytes(out, day.text + 1, day.length - 2);
        part_free(out, &day);
    }
    out_str(out, "T00:00:00Z\",\"tools\":{\"components\":[{\"type\":\"application\",\"name\":"
                 "\"kvjwk\",\"version\":");
    put_string(out, kvjwk_version());
    out_str(out, "}]},\"properties\":[");
    property(out, true, "edition", report->edition->name);
    for (size_t i = 0; i < c->input_count; i++) {
        struct out text = {0};

        put_input(&text, &c->inputs[i]);
        out_char(&text, '\0');
        property(out, false, "input", text.failed ? "" : text.text);
        part_free(out, &text);
    }
    out_str(out, "]}}\n");
}

#define CYCLONEDX(id, its_name, title)                                                             \
    const struct shape id = {                                                                      \
        .format = {its_name, title, true, false},                                                  \
        .json = true,                                                                              \
        .separator = ',',                                                                          \
        .open = cyclonedx_open,                                                                    \
        .row = cyclonedx_row,                                                                      \
        .close = cyclonedx_close,                                                                  \
    }

CYCLONEDX(shape_cyclonedx, "cyclonedx", "CycloneDX 1.7: a component for each key and algorithm");
CYCLONEDX(shape_cyclonedx_16, "cyclonedx-1.6", "the same in CycloneDX 1.6");
