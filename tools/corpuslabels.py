# SPDX-License-Identifier: MIT
"""What a case of the corpus means for other implementations: the verdict each layer must give, and
the features it takes to judge it. corpus/README.md says in words what is derived here.
"""
import base64
import json

CHAIN = ("json", "jwk", "jwa", "material")  # each of them judges what those before it do, too
SHAPES = ("set", "request", "input")        # documents that are no JWK
VERDICTS = ("accept", "reject", "policy")

# What RFC 8259 leaves to the parser, or only advises: limits, duplicate names, lone surrogates,
# U+0000, a byte order mark, the range of numbers.
OPEN_JSON = ("json-depth", "json-members", "json-size", "json-too-many-faults", "json-duplicate",
             "json-surrogate", "json-nul", "json-bom", "json-number-range", "json-number-spelling")

# What the RFCs of JOSE leave open or only advise, though kvjwk calls it an error: names that no
# registry has, members of other types (RFC 7517 section 4: ignored), trailing bits (RFC 4648 section
# 3.5), a third prime (RFC 7518 section 6.3.2.7), long integers, a secret or point of zeros.
OPEN_JOSE = ("jwk-alg-unknown", "jwk-alg-unregistered", "jwk-alg-use", "jwk-member-name",
             "jwk-key-ops-spelling", "jwk-key-ops-unknown", "jwk-material-foreign",
             "jwa-base64url-trailing-bits", "jwa-integer-limit", "jwa-rsa-oth", "jwa-okp-zero",
             "kv-key-ops-type", "kv-key-ops-import")
OPEN = OPEN_JSON + OPEN_JOSE

# Keys that nobody could have made by chance, though their numbers satisfy every equation.
SOUND_RULES = ("material-ec-off-curve", "material-ec-pair", "material-rsa-product",
               "material-rsa-crt", "material-rsa-exponents", "material-rsa-prime",
               "material-rsa-modulus-prime", "material-rsa-factor", "material-rsa-power",
               "material-x5c-certificate", "material-x5c-key", "material-x5t", "material-okp-pair")

NOT_A_JWK = ("key", "attributes", "value", "keys", "key_size", "tags", "items", "action",
             "lifetimeActions", "release_policy")
CURVES = {"P-256": "ec-p256", "P-384": "ec-p384", "P-521": "ec-p521", "secp256k1": "ec-secp256k1",
          "P-256K": "ec-secp256k1", "SECP256K1": "ec-secp256k1", "Ed25519": "okp-ed25519",
          "X25519": "okp-x25519", "Ed448": "okp-ed448", "X448": "okp-x448"}
NUMBERS = ("n", "x", "k", "pub")
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "priv")
SETTINGS = ("limits", "policy", "parameters", "across")


def parsed(octets):
    """The document, or None when it is no JSON."""
    try:
        return json.loads(octets.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


# ---- verdicts ----------------------------------------------------------------------------------


def worst(*verdicts):
    return next((v for v in ("reject", "policy") if v in verdicts), "accept")


def of_json(rules):
    """By RFC 8259 alone."""
    own = [r for r in rules if r.startswith("json-")]
    if any(r not in OPEN_JSON for r in own):
        return "reject"
    return "policy" if own else "accept"


def by_rfc(row):
    """The verdict of the label where only RFCs count."""
    if row["layer"] == "json":
        return worst(of_json(row["rules"]), "accept" if row["expect"] == "pass" else "policy")
    if row["expect"] == "pass":
        return "policy" if row["rules"] else "accept"
    if row["expect"] == "unknown" or all(r in OPEN for r in row["rules"]):
        return "policy"  # also when no rule is named: the case is about something else
    return "reject"


def of_itself(row):
    """In the layer that the case is about."""
    if row["layer"] == "json":
        return of_json(row["rules"])
    if row["layer"] in CHAIN:
        return by_rfc(row)
    return of_service(row)


def of_service(row):
    """What Key Vault would say, as far as kvjwk knows."""
    if row["layer"] == "json" and by_rfc(row) == "policy":
        return "policy"
    if row["expect"] == "fail" or (row["expect"] == "none" and row["rules"]):
        return "reject"
    return "accept" if row["expect"] == "pass" and not row["rules"] else "policy"


def rank(rule):
    """The first layer of the chain that knows the rule; beyond it when none does."""
    prefix = rule.split("-")[0]
    return CHAIN.index(prefix) if prefix in CHAIN else len(CHAIN)


def of_layer(row, layer):
    """A layer of the chain other than the case's own, for a document that is a JWK."""
    at = CHAIN.index(layer)
    about = CHAIN.index(row["layer"]) if row["layer"] in CHAIN else len(CHAIN)
    known = [r for r in row["rules"] if rank(r) <= at]
    if layer == "json":
        return of_json(row["rules"])
    if about < at:
        return by_rfc(row)
    if about == len(CHAIN):
        return "policy" if known or any(r in OPEN for r in row["rules"]) else "accept"
    # the fault lies in a later layer: an implementation may look that far
    return worst(of_json(row["rules"]), "policy" if row["expect"] == "fail" or known else "accept")


def azure_layer(document):
    """The first layer that knows no such name: a type or curve of Key Vault in a JWK; or None."""
    if not isinstance(document, dict):
        return None
    if str(document.get("kty")).endswith("-HSM"):
        return "jwk"
    return "jwa" if document.get("crv") in ("P-256K", "SECP256K1") else None


def of_chain(row, layer, document):
    """of_layer, where names of Key Vault are no names of JOSE."""
    first = azure_layer(document)
    if first is None or layer == "json":
        return of_layer(row, layer)
    unknown = CHAIN.index(layer) >= CHAIN.index(first)
    return worst(of_layer(row, layer), "reject" if unknown else "policy")


def set_is_open(document):
    """A set with private keys, or with a kid twice: RFC 7517 allows it, and nobody wants it."""
    keys = document.get("keys", []) if isinstance(document, dict) else []
    keys = [k for k in keys if isinstance(k, dict)]
    kids = [k["kid"] for k in keys if isinstance(k.get("kid"), str)]
    return len(set(kids)) < len(kids) or any(n in k for k in keys for n in PRIVATE + ("k",))


def is_jwk(row, document):
    if row["options"].get("kind", "jwk") != "jwk" or row["layer"] in SHAPES:
        return False
    if not isinstance(document, dict):
        return row["layer"] in CHAIN
    if any(n in document for n in NOT_A_JWK):
        return False
    return row["layer"] in CHAIN or ("kty" in document and any(n in document for n in NUMBERS))


def verdicts_of(row, octets, own):
    """For each layer that the case says something of; own: what its author says instead."""
    document = parsed(octets)
    said = {row["layer"]: of_itself(row)}
    if row["layer"] == "set" and set_is_open(document):
        said["set"] = worst(said["set"], "policy")
    if document is not None or row["layer"] == "json":
        said["json"] = of_json(row["rules"])
    if is_jwk(row, document):
        for layer in CHAIN:
            said.setdefault(layer, of_chain(row, layer, document))
        if row["layer"] in CHAIN:
            said[row["layer"]] = worst(said[row["layer"]], of_chain(row, row["layer"], document))
    if row["options"].get("target") != "rfc" and row["layer"] in CHAIN:
        said["keyvault"] = of_service(row)
    said.update(own)
    order = CHAIN[:3] + ("keyvault", "material") + SHAPES
    return {layer: said[layer] for layer in order if said.get(layer)}


# ---- features ----------------------------------------------------------------------------------


def keys_in(value):
    """Every object in the document that has a key type."""
    if isinstance(value, dict):
        if isinstance(value.get("kty"), str):
            yield value
        for inner in value.values():
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def octet_count(text):
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).lstrip(b"\0"))
    except (TypeError, ValueError):
        return 0


def features_of_key(key):
    kind = key["kty"].removesuffix("-HSM")
    curve = key.get("crv") if isinstance(key.get("crv"), str) else None
    if kind == "RSA":
        yield "rsa"
        if octet_count(key.get("n")) > 512:
            yield "rsa-large"
    elif curve in CURVES:
        yield CURVES[curve]
    elif kind in ("EC", "OKP", "oct", "AKP"):
        yield kind.lower()
    if any(n in key for n in PRIVATE):
        yield "private"
    if any(n.startswith("x5") for n in key):
        yield "x509"


def features_of(row, octets):
    found = {f for key in keys_in(parsed(octets)) for f in features_of_key(key)}
    if any(r.startswith("material-") and r not in SOUND_RULES for r in row["rules"]):
        found.add("weak-keys")
    return sorted(found | {n for n in SETTINGS if row["options"].get(n)})


# ---- seeds: where a case comes from --------------------------------------------------------------


def add_seeds(rows, seeds):
    """Tells each row the defects that it would have found; yields what is wrong with the list."""
    names = set()
    for seed in seeds:
        if seed["name"] in names:
            yield f"seed {seed['name']!r} stands twice"
        names.add(seed["name"])
        if not seed["cases"]:
            yield f"seed {seed['name']!r} has no case"
        for name in seed["cases"]:
            if name not in rows:
                yield f"seed {seed['name']!r}: there is no case {name!r}"
                continue
            row = rows[name]
            row["seeds"] = sorted({*row["seeds"], seed["name"]})
            row["defects"] = sorted({*row["defects"], *seed["defects"]})
