#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes weak keys from a seed, as sources of the corpus: corpus/src/material-*.json.

usage: mkweak.py [--check] [CORPUS_DIR]

Each rule of level "material" gets a key that breaks it, and one that is built the same way just outside
of its bound. How a key is built stands in its function: nothing else is secret about it. --check writes
nothing and exits 1 when a source is not what this program makes. Takes about a minute.
"""
import math
import pathlib
import sys

import weakdocuments
from weakcases import Group
from weaknumbers import (P256, P256K, P384, P521, Source, is_prime, next_prime, primes_to,
                         rsa_private, rsa_public)

HALF = 1024  # bits of a prime of a 2048-bit modulus


# ---- RSA: what n alone tells -------------------------------------------------------------------


def with_factor(source, factor):
    """A modulus of 2048 bits with one small factor and two random primes."""
    p = source.prime(HALF)
    return factor * p * next_prime((1 << 2047 | source.bits(2046)) // (factor * p))


def flipped(source, bound):
    """A good modulus with the first bit flipped that gives it a factor below bound."""
    n = source.prime(HALF) * source.prime(HALF)
    small = math.prod(p for p in primes_to(bound) if p > 2)
    return next(m for m in (n ^ 1 << bit for bit in range(1, 2047)) if math.gcd(m, small) > 1)


def small_factors(group):
    source = Source("material-rsa-factor")
    rule, clause = ["material-rsa-factor"], "SP 800-89 section 5.3.3"
    group.add("rsa-bit-flipped", "One bit of n is wrong: it has a factor below 100.", clause,
              rsa_public(flipped(source, 100)), "fail", "quick", rule)
    beyond = next(f for f in primes_to(1 << 17) if f > 65536 and is_prime(f // 2))
    for level, inside, outside in (("quick", 97, 101), ("full", 751, 757), ("deep", 65521, beyond)):
        group.add(f"rsa-factor-{inside}", f"n has the factor {inside}, the last that {level} sees.",
                  clause, rsa_public(with_factor(source, inside)), "fail", level, rule)
        group.add(f"rsa-factor-{outside}", f"n has the factor {outside}, which {level} does not see.",
                  clause, rsa_public(with_factor(source, outside)), "pass", level, near=rule)


def powers(group):
    source = Source("material-rsa-power")
    rule, clause = ["material-rsa-power"], "SP 800-89 section 5.3.3"
    p = source.prime(HALF)
    group.add("rsa-square", "n is the square of a prime.", clause, rsa_public(p * p), "fail", "quick",
              rule)
    group.add("rsa-nearly-square", "n is the product of two primes in a row.", clause,
              rsa_public(p * next_prime(p + 2)), "pass", "quick", near=rule)
    low = round_root(1 << 2047, 3)
    third = next_prime(low + source.below(round_root(1 << 2048, 3) - low))
    group.add("rsa-cube", "n is the third power of a prime.", clause, rsa_public(third ** 3), "fail",
              "deep", rule)
    n = third ** 2 * next_prime(third + 2)
    group.add("rsa-nearly-cube", "n is p^2 q with two primes in a row.", clause, rsa_public(n), "pass",
              "full", near=rule)


def round_root(n, k):
    """The least number whose k-th power is n or more."""
    low, high = 0, 1 << n.bit_length() // k + 1
    while low < high:
        middle = (low + high) // 2
        if middle ** k < n:
            low = middle + 1
        else:
            high = middle
    return low


def roca_prime(source, generator):
    """k M + (generator^a modulo M), M the product of the first 126 primes, of 970 bits."""
    product = math.prod(primes_to(702)[:126])
    while True:
        k = source.odd(HALF - product.bit_length(), 1)
        p = k * product + pow(generator, source.bits(256), product)
        if p >> HALF - 2 == 3 and is_prime(p):
            return p


def roca(group):
    source = Source("material-rsa-roca")
    rule, clause = ["material-rsa-roca"], "CVE-2017-15361"
    n = roca_prime(source, 65537) * roca_prime(source, 65537)
    group.add("rsa-roca", "Primes of the form of the Infineon library.", clause, rsa_public(n), "fail",
              "full", rule)
    n = roca_prime(source, 65537) * roca_prime(source, 65539)
    group.add("rsa-half-roca", "One prime of that form, one of it with another generator.", clause,
              rsa_public(n), "pass", "full", near=rule)


def apart(source, rounds):
    """Primes of which Fermat's method finds (p + q) / 2 in about that many rounds: with m = (p + q) / 2
    and t = (p - q) / 2 it starts at sqrt(m^2 - t^2), about t^2 / (2 m) below m."""
    p = source.prime(HALF)
    q = next_prime(p + 2 * math.isqrt(2 * rounds * p))
    start = math.isqrt(p * q - 1) + 1
    return p, q, (p + q) // 2 - start


def close_primes(group):
    source = Source("material-rsa-close")
    rule, clause = ["material-rsa-close"], "CVE-2022-26320; FIPS 186-5 appendix A.1.1"
    for level, inside, outside in (("full", 96, 140), ("deep", (1 << 20) - 300, (1 << 20) + 300)):
        p, q, rounds = apart(source, inside)
        assert inside - 2 <= rounds < inside + 3
        group.add(f"rsa-close-{level}", f"Fermat's method finds the primes in round {rounds + 1}.",
                  clause, rsa_public(p * q), "fail", level, rule)
        p, q, rounds = apart(source, outside)
        group.add(f"rsa-not-so-close-{level}", f"Fermat's method needs {rounds + 1} rounds.", clause,
                  rsa_public(p * q), "pass", level, near=rule)
    for level, less in (("full", 100), ("deep", 128), ("deep", 2)):
        p = source.prime(HALF) - (1 << HALF - 1 if less < 100 else 0) | 1 << HALF - 1
        p = next_prime(p)
        group.add(f"rsa-distance-{less}", f"q is the next prime behind p + 2^(nlen / 2 - {less}).",
                  clause, rsa_public(p * next_prime(p + (1 << HALF - less))), "fail", level, rule)
    p = source.prime(HALF)
    group.add("rsa-distance-other", "q is the next prime behind p and a distance that is no power.",
              clause, rsa_public(p * next_prime(p + 3 * (1 << HALF - 102))), "pass", "deep", near=rule)


def patterned_prime(source, bits, word=32, total=HALF):
    """A prime whose first bits repeat one word; the others are random."""
    pattern = source.odd(word, 1)
    value = 0
    for i in range(bits):
        value = value << 1 | pattern >> (word - 1 - i % word) & 1
    return next_prime(value << total - bits | source.bits(total - bits))


def fractions(group):
    """n is near u v / (2^32 - 1)^2 / 2^k: denominators of 64 bits, so that 128 bits of closeness are
    used up, and a coefficient of 2^48 needs 48 more."""
    source = Source("material-rsa-fraction")
    rule = ["material-rsa-fraction"]
    clause = "Lenstra et al., Ron was wrong, Whit is right (2012)"
    for bits, expect in ((HALF - 64, "fail"), (200, "fail"), (140, "pass")):
        n = 0
        while n.bit_length() != 2048:
            n = patterned_prime(source, bits) * patterned_prime(source, bits)
        group.add(f"rsa-words-repeat-{bits}", f"The first {bits} bits of both primes repeat a word.",
                  clause, rsa_public(n), expect, "full", *((rule, ()) if expect == "fail" else
                                                          ((), rule)))


def wiener(group):
    """d is chosen, and e computed from it."""
    source = Source("material-rsa-wiener")
    rule, clause = ["material-rsa-wiener"], "Wiener, Cryptanalysis of short RSA secret exponents (1990)"
    for bits in (480, 560):
        p, q = source.prime(HALF), source.prime(HALF)
        both = math.lcm(p - 1, q - 1) if bits > 512 else (p - 1) * (q - 1)
        d = source.odd(bits)
        while math.gcd(d, both) != 1:
            d += 2
        small = bits < 512
        group.add(f"rsa-d-of-{bits}-bits", f"e was computed from a d of {bits} bits.", clause,
                  rsa_public(p * q, pow(d, -1, both)), "fail", "full", rule if small else (),
                  () if small else rule)


def chosen_head(source, head, bits):
    """n = p q that begins with the given bits: q is the next prime behind what the head asks."""
    while True:
        p = source.prime(HALF)
        target = head << 2048 - bits | source.bits(2048 - bits)
        q = next_prime(target // p)
        if (p * q) >> 2048 - bits == head:
            return p * q


def biased_head(source, bits, tenths):
    """Random bits of which so many of ten are ones."""
    value = 1
    while value.bit_length() < bits:
        value = value << 1 | (source.below(10) < tenths)
    return value


def biases(group):
    source = Source("material-rsa-bias")
    rule, clause = ["material-rsa-bias"], "FIPS 186-5 appendix A.1.1"
    for tenths in (9, 6):
        n = chosen_head(source, biased_head(source, 900, tenths), 900)
        biased = 100 * n.bit_count() // 2048 > 60
        assert biased == (tenths == 9)
        group.add(f"rsa-ones-{tenths}0-per-cent", f"{tenths}0 % of the first 900 bits of n are ones.",
                  clause, rsa_public(n), "pass", "full", rule if biased else (),
                  () if biased else rule)


def sparse_prime(source, digits, bits):
    """Digits of so many bits in base 2^64, the last of them chosen so that it is a prime."""
    while True:
        value = 3 << 62
        for _ in range(digits):
            value = value << 64 | source.bits(bits)
        for last in range(1, 1 << 14, 2):
            if is_prime(value >> 64 << 64 | last):
                return value >> 64 << 64 | last


def sparse(group):
    """The digits of n are sums of 16 products of such digits: twice their bits, and four more."""
    source = Source("material-rsa-sparse")
    rule, clause = ["material-rsa-sparse"], "FIPS 186-5 appendix A.1.1"
    for bits in (16, 29):
        n = sparse_prime(source, 15, bits) * sparse_prime(source, 15, bits)
        small = bits == 16
        group.add(f"rsa-digits-of-{bits}-bits", f"Both primes have digits of {bits} bits in base 2^64.",
                  clause, rsa_public(n), "fail", "full",
                  rule if small else ["material-rsa-fraction"], () if small else rule)


def runs(group):
    source = Source("material-rsa-pattern")
    rule, clause = ["material-rsa-pattern"], "FIPS 186-5 appendix A.1.1"
    for octets in (16, 15):
        head = (source.odd(400, 1) << 8 | 0x55) << 8 * (octets + 1) | 0x55
        n = chosen_head(source, head, head.bit_length())
        group.add(f"rsa-{octets}-zero-octets", f"{octets} zero octets stand in a row in n.", clause,
                  rsa_public(n), "pass", "full", rule if octets == 16 else (),
                  () if octets == 16 else rule)


# ---- RSA: what private numbers tell ------------------------------------------------------------


def private_members(group):
    source = Source("material-rsa-private")
    p, q, r = source.prime(HALF), source.prime(HALF), source.prime(HALF)
    good = rsa_private(p, q)
    fine = {name: value for name, value in good.items() if name in ("kty", "n", "e", "d")}
    clause = "RFC 8017 section 3.2"
    members = ("product", "exponents", "crt", "distance", "d-range", "prime")
    near = [f"material-rsa-{m}" for m in members]
    group.add("rsa-private-good", "Every number fits the others.", clause, good, "pass", "deep",
              near=near)
    group.add("rsa-private-other-order", "p and q in the other order, dp, dq and qi of that order.",
              clause, rsa_private(q, p), "pass", "quick", near=near)
    product, crt, exponents = near[0], near[2], near[1]
    group.add("rsa-other-p", "p is a prime of another key.", clause, {**good, "p": r}, "fail", "quick",
              [product])
    group.add("rsa-other-q", "q is a prime of another key.", clause, {**good, "q": r}, "fail", "quick",
              [product])
    group.add("rsa-p-is-1", "p is 1 and q is n.", clause, {**good, "p": 1, "q": p * q}, "fail",
              "quick", ["material-rsa-prime"])
    group.add("rsa-d-off-by-2", "d is larger by 2.", clause, {**good, "d": good["d"] + 2}, "fail",
              "quick", [exponents], [crt, product])
    group.add("rsa-d-without-primes-off", "d is larger by 2, and there are no primes to see it.", clause,
              {**fine, "d": good["d"] + 2}, "fail", "deep", [exponents], target="rfc")
    group.add("rsa-d-without-primes", "d fits, and there are no primes.", clause, fine, "pass", "deep",
              near=[exponents], target="rfc")
    for name in ("dp", "dq", "qi"):
        group.add(f"rsa-{name}-off-by-2", f"{name} is larger by 2.", clause,
                  {**good, name: good[name] + 2}, "fail", "quick", [crt], [exponents, product])
    group.add("rsa-dp-not-reduced", "dp is d, which is not reduced modulo p - 1.", clause,
              {**good, "dp": good["dp"] + p - 1}, "fail", "quick", [crt])
    group.add("rsa-p-and-q-swapped", "p and q have changed places, the others have not.", clause,
              {**good, "p": q, "q": p}, "fail", "quick", [crt], [product])
    group.add("rsa-qi-of-other-order", "qi is the inverse of p modulo q.", clause,
              {**good, "qi": pow(p, -1, q)}, "fail", "quick", [crt])
    large = good["d"] + math.lcm(p - 1, q - 1) * ((p * q) // math.lcm(p - 1, q - 1) + 1)
    group.add("rsa-d-above-n", "d is e's inverse, and larger than n.", clause, {**good, "d": large},
              "fail", "quick", ["material-rsa-d-range"], [exponents])


def distances(group):
    """FIPS 186-5 wants more than 2^(1024 - 100) between the primes."""
    source = Source("material-rsa-distance")
    rule, clause = ["material-rsa-distance"], "FIPS 186-5 appendix A.1.1"
    for bits in (924, 925):
        q = source.prime(HALF)
        p = next_prime(q + (1 << bits - 1) + source.bits(bits - 2))
        assert (p - q).bit_length() == bits
        group.add(f"rsa-primes-{bits}-bits-apart", f"p and q differ by a number of {bits} bits.", clause,
                  rsa_private(p, q), "fail" if bits == 924 else "pass", "quick",
                  rule if bits == 924 else (), () if bits == 924 else rule)


def from_d(p, q, d):
    """A key made from its private exponent."""
    return rsa_private(p, q, pow(d, -1, math.lcm(p - 1, q - 1)), d)


def invertible(source, bits, modulus):
    d = source.odd(bits)
    while math.gcd(d, modulus) != 1:
        d += 2
    return d


def small_exponents(group):
    source = Source("material-rsa-small")
    p, q = source.prime(HALF), source.prime(HALF)
    both = math.lcm(p - 1, q - 1)
    rule, clause = ["material-rsa-d-range"], "FIPS 186-5 appendix A.1.1"
    for bits in (1024, 1025):
        key = from_d(p, q, invertible(source, bits, both))
        group.add(f"rsa-d-has-{bits}-bits", f"d has {bits} bits.", clause, key, "fail", "quick",
                  rule if bits == 1024 else (), () if bits == 1024 else rule)
    while math.gcd(p - 1, q - 1) > 2:
        q = source.prime(HALF)
    rule, clause = ["material-rsa-small-crt"], "May, Cryptanalysis of unbalanced RSA (2002)"
    for bits in (256, 257):
        small = invertible(source, bits, p - 1)
        wide = invertible(source, 1000, q - 1)
        key = from_d(p, q, combine(small, p - 1, wide, q - 1))
        group.add(f"rsa-dp-has-{bits}-bits", f"dp has {bits} bits.", clause, key, "fail", "full",
                  rule if bits == 256 else (), () if bits == 256 else rule)


def combine(a, m, b, n):
    """The number that is a modulo m and b modulo n; both are odd and the moduli share 2 alone."""
    g = math.gcd(m, n)
    assert (b - a) % g == 0
    return (a + m * ((b - a) // g * pow(m // g, -1, n // g) % (n // g))) % math.lcm(m, n)


def sharing(source, bits):
    """Primes with one prime of that many bits in p - 1 and in q - 1."""
    common = source.prime(bits)
    found = []
    while len(found) < 2:
        candidate = 2 * common * source.odd(HALF - 1 - bits, 1) + 1
        if candidate >> HALF - 2 == 3 and is_prime(candidate):
            found.append(candidate)
        if len(found) == 2 and math.gcd(found[0] - 1, found[1] - 1) != 2 * common:
            found.pop()
    return found


def structure(group):
    source = Source("material-rsa-structure")
    rule, clause = ["material-rsa-common"], "Hinek, Another look at small RSA exponents (2006)"
    for bits in (80, 60):
        group.add(f"rsa-common-prime-{bits}-bits", f"p - 1 and q - 1 share a prime of {bits} bits.",
                  clause, rsa_private(*sharing(source, bits)), "pass", "full",
                  rule if bits == 80 else (), () if bits == 80 else rule)
    rule, clause = ["material-rsa-d-large"], "FIPS 186-5 appendix A.1.1"
    p, q = source.prime(HALF), source.prime(HALF)
    both = math.lcm(p - 1, q - 1)
    d = pow(65537, -1, both)
    group.add("rsa-d-of-phi", "d is an inverse modulo (p - 1) (q - 1), and not the least.", clause,
              rsa_private(p, q, 65537, d + both), "pass", "full", rule)
    group.add("rsa-d-of-lcm", "d is the least inverse.", clause, rsa_private(p, q, 65537, d), "pass",
              "full", near=rule)
    rule = ["material-rsa-prime-bound"]
    bound = round_root(1 << 2047, 2)
    group.add("rsa-prime-below-bound", "p is a little less than sqrt(2) 2^1023.", clause,
              rsa_private(next_prime(bound - source.bits(1000)), source.prime(HALF)), "pass", "full",
              rule)
    group.add("rsa-prime-at-bound", "p is the first prime from sqrt(2) 2^1023 on.", clause,
              rsa_private(next_prime(bound), source.prime(HALF)), "pass", "full", near=rule)


# ---- RSA: deep ---------------------------------------------------------------------------------


def deep_primes(group):
    source = Source("material-rsa-prime")
    rule, clause = ["material-rsa-prime"], "RFC 8017 section 3.2"
    p = 0
    while p.bit_length() != HALF or math.gcd(p - 1, 65537) != 1:
        p = source.prime(HALF // 2) * source.prime(HALF // 2)
    group.add("rsa-p-composite", "p is the product of two primes; d was computed as if it were one.",
              clause, rsa_private(p, source.prime(HALF)), "fail", "deep", rule)
    rule = ["material-rsa-modulus-prime"]
    group.add("rsa-n-prime", "n is a prime.", "SP 800-89 section 5.3.3",
              rsa_public(source.prime(2048, 1)), "fail", "deep", rule)
    group.add("rsa-n-composite", "n is the product of two primes.", "SP 800-89 section 5.3.3",
              rsa_public(source.prime(HALF) * source.prime(HALF)), "pass", "deep",
              near=rule + ["material-rsa-close", "material-rsa-smooth", "material-rsa-power",
                           "material-rsa-high-low", "material-rsa-shaped-prime",
                           "material-rsa-factor"])


def smooth_prime(source, start, bound, last=1):
    """start times different random primes below bound, and last, plus 1."""
    while True:
        primes = [p for p in primes_to(bound) if p > 1000]
        value = 2 * start * last
        while value.bit_length() < HALF - bound.bit_length():
            value *= primes.pop(source.below(len(primes)))
        primes = [p for p in primes if value * p >> HALF - 2 == 3]
        if primes and is_prime(value * primes[0] + 1):
            return value * primes[0] + 1


def smooth(group):
    source = Source("material-rsa-smooth")
    rule, clause = ["material-rsa-smooth"], "Pollard (1974)"
    p = smooth_prime(source, 1, 1 << 13)
    group.add("rsa-p-less-1-smooth", "p - 1 has no factor above 2^13.", clause,
              rsa_public(p * source.prime(HALF)), "fail", "deep", rule)
    start = math.prod(primes_to(110)[1:])
    p, q = smooth_prime(source, start, 1 << 17), smooth_prime(source, start, 1 << 17)
    group.add("rsa-both-less-1-smooth", "p - 1 and q - 1 share the primes below 110 and have no factor"
              " above 2^17.", clause, rsa_public(p * q), "fail", "deep", rule)
    p = smooth_prime(source, 1, 1 << 13, next_prime(1 << 30))
    group.add("rsa-p-less-1-nearly-smooth", "p - 1 has one factor of 31 bits.", clause,
              rsa_public(p * source.prime(HALF)), "pass", "deep", near=rule)


def agreeing(source, high, low):
    """Primes with equal high and low bits, and random ones between."""
    p = source.prime(HALF)
    middle = HALF - high - low
    keep = p & ~(((1 << middle) - 1) << low)
    while True:
        q = keep | source.bits(middle) << low
        if is_prime(q):
            return p * q


def high_low(group):
    """With a = (p + q) / 2, n is a^2 modulo 2^(2 low - 2) and a is near sqrt(n) in 2 high bits: what is
    found needs low + high to reach 512, a quarter of n."""
    source = Source("material-rsa-high-low")
    rule, clause = ["material-rsa-high-low"], "Steinfeld and Zheng (2004)"
    for high, low, seen in ((256, 262, True), (100, 418, True), (250, 256, False)):
        n = 0
        while n % 8 != 1 or n.bit_length() != 2048:
            n = agreeing(source, high, low)
        group.add(f"rsa-agree-{high}-{low}", f"{high} high and {low} low bits of the primes are equal.",
                  clause, rsa_public(n), "fail" if seen else "pass", "deep", rule if seen else (),
                  () if seen else rule)


def shapes(group):
    source = Source("material-rsa-shaped-prime")
    rule = ["material-rsa-shaped-prime"]
    clause = "Bernstein et al., Coppersmith in the wild (2013)"
    for word, seen in ((64, True), (112, True), (341, False)):
        p = 0
        while p >> HALF - 2 != 3:
            p = patterned_prime(source, HALF - 16, word)
        group.add(f"rsa-prime-of-{word}-bits", f"p repeats a word of {word} bits, q is random.", clause,
                  rsa_public(p * source.prime(HALF)), "fail" if seen else "pass", "deep",
                  rule if seen else (), () if seen else rule)
    for ends, seen in ((60, True), (150, True), (220, False)):
        p = next_prime(source.odd(ends) << HALF - ends | source.bits(ends))
        group.add(f"rsa-prime-with-ends-of-{ends}", f"p is zero but for {ends} bits at each end.",
                  clause, rsa_public(p * source.prime(HALF)), "fail" if seen else "pass", "deep",
                  rule if seen else (), () if seen else rule)


def sizes(group):
    source = Source("material-not-evaluated")
    rule, clause = ["material-not-evaluated"], "CVE-2023-6237"
    small = math.prod(p for p in primes_to(752) if p > 2)
    n = source.odd(8192, 1)
    while math.gcd(n, small) > 1:
        n += 2
    group.add("rsa-8192-deep", "n has more bits than level deep computes with.", clause, rsa_public(n),
              "unknown", "deep", rule, target="rfc")
    group.add("rsa-8192-full", "n has 8192 bits, which is not too much for level full.", clause,
              rsa_public(n), "pass", "full", near=rule, target="rfc")


# ---- EC ----------------------------------------------------------------------------------------


def points(group):
    source = Source("material-ec")
    rule, clause = ["material-ec-off-curve"], "SP 800-56A Rev. 3 section 5.6.2.3.3"
    for curve, name in ((P256, "p256"), (P384, "p384"), (P521, "p521"), (P256K, "p256k")):
        key = curve.public(source.below(curve.order))
        x, y = key["x"][0], key["y"][0]
        width = curve.octets
        group.add(f"ec-{name}-on-curve", "The point is on its curve.", clause, key, "pass", "deep",
                  near=rule)
        group.add(f"ec-{name}-other-sign", "p - y is on the curve as y is.", clause,
                  {**key, "y": (curve.p - y, width)}, "pass", "quick", near=rule)
        group.add(f"ec-{name}-y-off", "One bit of y is wrong.", clause, {**key, "y": (y ^ 1, width)},
                  "fail", "quick", rule)
        group.add(f"ec-{name}-swapped", "x and y have changed places.", clause,
                  {**key, "x": key["y"], "y": key["x"]}, "fail", "quick", rule)
    key = P256.public(source.below(P256.order))
    x, y = key["x"][0], key["y"][0]
    flipped_octets = {n: int.from_bytes(v.to_bytes(32, "big"), "little") for n, v in
                      (("x", x), ("y", y))}
    group.add("ec-little-endian", "x and y were written least significant octet first.", clause,
              {**key, **{n: (v, 32) for n, v in flipped_octets.items()}}, "fail", "quick", rule)
    group.add("ec-mislabelled", "A point of P-256K says P-256.", clause,
              {**P256K.public(source.below(P256K.order)), "crv": "P-256"}, "fail", "quick", rule)
    while P256.has_x(x):
        x += 1
    group.add("ec-on-the-twist", "No point of the curve has this x.", clause, {**key, "x": (x, 32)},
              "fail", "quick", rule)


def scalars(group):
    source = Source("material-ec-small")
    rule, clause = ["material-ec-small"], "FIPS 186-5 appendix A.2"
    for d, level, seen in ((1, "full", True), (1024, "full", True), (1025, "full", False),
                           (1 << 20, "deep", True), ((1 << 20) + 1025, "deep", False)):
        group.add(f"ec-public-of-{d}", f"The private number is {d}; only the point is there.", clause,
                  P256.public(d), "fail" if seen else "pass", level, rule if seen else (),
                  () if seen else rule)
    group.add("ec-public-of-n-less-7", "The private number is the order less 7.", clause,
              P521.public(P521.order - 7), "fail", "full", rule)
    for bits in (128, 129):
        group.add(f"ec-d-of-{bits}-bits", f"d has {bits} bits.", clause, P256.private(source.odd(bits)),
                  "fail" if bits == 128 else "pass", "full", rule if bits == 128 else (),
                  () if bits == 128 else rule)
    group.add("ec-d-near-the-order", "d is 100 bits below the order.", clause,
              P384.private(P384.order - source.odd(100)), "fail", "full", rule)
    rule = ["material-ec-pattern"]
    patterns = {"repeats-a-word": source.octets(4) * 8, "counts": bytes(range(1, 33)),
                "is-text": b"a private number that is a text.",
                "has-a-run": source.octets(10) + b"\x77" * 16 + source.octets(6),
                "is-a-window": b"\x91\x02\x03\x05" + bytes(28)}
    for name, octets in patterns.items():
        group.add(f"ec-d-{name}", f"d {name.replace('-', ' ')}.", clause,
                  P256.private(int.from_bytes(octets, "big")), "fail", "full", rule)
    octets = source.octets(10) + b"\x77" * 15 + source.octets(7)
    group.add("ec-d-has-a-shorter-run", "15 octets of d are equal.", clause,
              P256.private(int.from_bytes(octets, "big")), "pass", "full", near=rule)
    rule, clause = ["material-ec-pair"], "SP 800-56A Rev. 3 section 5.6.2.1.4"
    d = source.below(P256.order)
    for curve in (P256, P256K):
        key = curve.private(d)
        name = curve.name.lower().replace("-", "")
        group.add(f"ec-{name}-pair", "d belongs to x and y.", clause, key, "pass", "deep", near=rule)
        group.add(f"ec-{name}-no-pair", "d is larger by 1.", clause, {**key, "d": (d + 1, 32)}, "fail",
                  "deep", rule)
        group.add(f"ec-{name}-negated-pair", "d belongs to x and the other y.", clause,
                  {**key, "d": (curve.order - d, 32)}, "fail", "deep", rule)


# ---- everything --------------------------------------------------------------------------------


def groups():
    rsa, private, deep, ec = (Group(f"material-{n}") for n in ("rsa", "rsa-private", "rsa-deep", "ec"))
    for make in (small_factors, powers, roca, close_primes, fractions, wiener, biases, sparse, runs,
                 sizes):
        make(rsa)
    for make in (private_members, distances, small_exponents, structure):
        make(private)
    for make in (deep_primes, smooth, high_low, shapes):
        make(deep)
    for make in (points, scalars):
        make(ec)
    return [rsa, private, deep, ec, *weakdocuments.groups()]


def main():
    arguments = sys.argv[1:]
    checking = "--check" in arguments
    folders = [a for a in arguments if a != "--check"]
    if len(folders) > 1 or any(a.startswith("-") for a in folders):
        sys.exit(__doc__)
    default = pathlib.Path(__file__).resolve().parent.parent / "corpus"
    root = pathlib.Path(folders[0] if folders else default) / "src"
    differing = []
    for group in groups():
        path = root / f"{group.name}.json"
        if checking and (not path.exists() or path.read_text(encoding="utf-8") != group.text()):
            differing.append(path.name)
        elif not checking:
            path.write_text(group.text(), encoding="utf-8")
            print(f"{path.name}: {len(group.cases)} cases")
    if differing:
        sys.exit(f"mkweak: {', '.join(differing)}: not what mkweak.py makes")


if __name__ == "__main__":
    main()
