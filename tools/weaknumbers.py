# SPDX-License-Identifier: MIT
"""Numbers for tools/mkweak.py: everything follows from a seed, and from nothing else."""
import functools
import hashlib
import math

try:
    from gmpy2 import powmod  # the same numbers, sooner
except ImportError:
    powmod = pow

SMALL_PRIMES = [p for p in range(3, 2000, 2) if all(p % d for d in range(3, math.isqrt(p) + 1, 2))]


class Source:
    """SHA-256 of the seed and a counter, as a stream of bits. The keys protect nothing."""

    def __init__(self, seed):
        self.seed, self.counter = seed.encode(), 0

    def octets(self, count):
        out = b""
        while len(out) < count:
            out += hashlib.sha256(self.seed + self.counter.to_bytes(8, "big")).digest()
            self.counter += 1
        return out[:count]

    def bits(self, count):
        return int.from_bytes(self.octets((count + 7) // 8), "big") >> (-count % 8)

    def below(self, bound):
        while True:
            value = self.bits(bound.bit_length())
            if value < bound:
                return value

    def odd(self, bits, top=2):
        """A random odd number of that many bits, its `top` highest ones set."""
        return self.bits(bits) | ((1 << top) - 1) << (bits - top) | 1

    def prime(self, bits, top=2):
        while True:
            candidate = next_prime(self.odd(bits, top))
            if candidate.bit_length() == bits:
                return candidate


def is_prime(n):
    """Miller and Rabin's test with fixed bases: wrong for no number that is not built to fool it."""
    if n < 2000 ** 2:
        return n > 1 and n % 2 == 1 and all(n % p for p in SMALL_PRIMES if p * p <= n) or n == 2
    if n % 2 == 0 or any(n % p == 0 for p in SMALL_PRIMES):
        return False
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    odd >>= twos
    for base in (2, 3, 5, 7, 11, 13, 17, 19):
        x = powmod(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


@functools.cache
def primes_to(bound):
    marks = bytearray([1]) * bound
    for p in range(2, math.isqrt(bound) + 1):
        if marks[p]:
            marks[p * p::p] = bytes(len(range(p * p, bound, p)))
    return [p for p in range(2, bound) if marks[p]]


# ---- RSA ---------------------------------------------------------------------------------------


def rsa_public(n, e=65537):
    return {"kty": "RSA", "n": n, "e": e}


def rsa_private(p, q, e=65537, d=None):
    """All members; d is e's inverse modulo lcm(p - 1, q - 1) unless it is given."""
    both = math.lcm(p - 1, q - 1)
    if d is None:
        d = pow(e, -1, both)
    return {"kty": "RSA", "n": p * q, "e": e, "d": d, "p": p, "q": q, "dp": d % (p - 1),
            "dq": d % (q - 1), "qi": pow(q, -1, p)}


# ---- EC ----------------------------------------------------------------------------------------


class Curve:
    """y^2 = x^3 + a x + b modulo p, with a generator of the given order."""

    def __init__(self, name, octets, p, a, b, x, y, order):
        self.name, self.octets, self.p, self.a, self.b = name, octets, p, a, b
        self.generator, self.order = (x, y), order

    def add(self, one, two):
        if one is None or two is None:
            return one or two
        if one[0] == two[0] and (one[1] + two[1]) % self.p == 0:
            return None
        if one == two:
            slope = (3 * one[0] ** 2 + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope ** 2 - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def point(self, scalar):
        total, power = None, self.generator
        while scalar:
            if scalar & 1:
                total = self.add(total, power)
            power = self.add(power, power)
            scalar >>= 1
        return total

    def right_side(self, x):
        return (x ** 3 + self.a * x + self.b) % self.p

    def has_x(self, x):
        return pow(self.right_side(x), (self.p - 1) // 2, self.p) <= 1

    def public(self, scalar):
        x, y = self.point(scalar)
        return {"kty": "EC", "crv": self.name, "x": (x, self.octets), "y": (y, self.octets)}

    def private(self, scalar):
        return {**self.public(scalar), "d": (scalar, self.octets)}


def hexadecimal(*parts):
    return int("".join(parts), 16)


P256 = Curve(
    "P-256", 32, 2**256 - 2**224 + 2**192 + 2**96 - 1, -3,
    hexadecimal("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
    hexadecimal("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
    hexadecimal("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
    hexadecimal("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"))
P384 = Curve(
    "P-384", 48, 2**384 - 2**128 - 2**96 + 2**32 - 1, -3,
    hexadecimal("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a",
                "c656398d8a2ed19d2a85c8edd3ec2aef"),
    hexadecimal("aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38",
                "5502f25dbf55296c3a545e3872760ab7"),
    hexadecimal("3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0",
                "0a60b1ce1d7e819d7a431d7c90ea0e5f"),
    hexadecimal("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf",
                "581a0db248b0a77aecec196accc52973"))
P521 = Curve(
    "P-521", 66, 2**521 - 1, -3,
    hexadecimal("51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109",
                "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
    hexadecimal("c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d",
                "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"),
    hexadecimal("11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e6",
                "62c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"),
    hexadecimal("1", "f" * 65, "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"))
P256K = Curve(
    "P-256K", 32, 2**256 - 2**32 - 977, 0, 7,
    hexadecimal("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
    hexadecimal("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
    hexadecimal("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"))
