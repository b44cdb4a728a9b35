# SPDX-License-Identifier: MIT
"""For tools/mkweak.py: cases of the corpus, and numbers as the members of a JWK."""
import base64
import json


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def text_of(value):
    """Numbers as Base64urlUInt, (number, octets) as fixed-length octets, the rest as it is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return b64url(value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))
    if isinstance(value, tuple):
        return b64url(value[0].to_bytes(value[1], "big"))
    return b64url(value) if isinstance(value, bytes) else value


def jwk(members):
    return {name: text_of(value) for name, value in members.items()}


class Group:
    """One corpus/src file."""

    def __init__(self, name):
        self.name, self.cases = name, []

    def add(self, identifier, description, clause, key, expect, level="full", rules=(), near=(),
            **options):
        case = {"id": identifier, "description": description, "clause": clause,
                "layer": "set" if options.get("across") else "material"}
        case["base" if isinstance(key, str) else "json"] = (
            key if isinstance(key, str) else jwk(key) if "kty" in key else key)
        if isinstance(key, str) and options.pop("public", True):
            case["public"] = True
        case["options"] = {"material": level, **options}
        case["expect"] = expect
        if rules:
            case["rules"] = list(rules)
        if near:
            case["near"] = list(near)
        self.cases.append(case)

    def text(self):
        return json.dumps({"group": self.name, "cases": self.cases}, indent=1,
                          ensure_ascii=False) + "\n"
