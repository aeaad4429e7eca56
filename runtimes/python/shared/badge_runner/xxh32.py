"""XXH32 (Collet, specification 0.1.1) where the package xxhash is not installed.

Runners install it; the tests of this package run without.
"""

from struct import unpack_from

_PRIME1 = 0x9E3779B1
_PRIME2 = 0x85EBCA77
_PRIME3 = 0xC2B2AE3D
_PRIME4 = 0x27D4EB2F
_PRIME5 = 0x165667B1
_MASK = 0xFFFFFFFF


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> (32 - bits)) & _MASK


def _round(lane: int, word: int) -> int:
    return _rotate((lane + word * _PRIME2) & _MASK, 13) * _PRIME1 & _MASK


def xxh32_intdigest(data: bytes, seed: int) -> int:
    """The hash of `data`, as an unsigned integer."""
    length = len(data)
    at = 0
    if length >= 16:
        a = (seed + _PRIME1 + _PRIME2) & _MASK
        b = (seed + _PRIME2) & _MASK
        c = seed
        d = (seed - _PRIME1) & _MASK
        for at in range(0, length - 15, 16):
            w, x, y, z = unpack_from("<4I", data, at)
            a, b, c, d = _round(a, w), _round(b, x), _round(c, y), _round(d, z)
        at += 16
        hashed = _rotate(a, 1) + _rotate(b, 7) + _rotate(c, 12) + _rotate(d, 18)
    else:
        hashed = seed + _PRIME5
    hashed = (hashed + length) & _MASK
    for at in range(at, length - 3, 4):
        (word,) = unpack_from("<I", data, at)
        hashed = _rotate((hashed + word * _PRIME3) & _MASK, 17) * _PRIME4 & _MASK
    for byte in data[length & ~3 :]:
        hashed = _rotate((hashed + byte * _PRIME5) & _MASK, 11) * _PRIME1 & _MASK
    hashed = (hashed ^ hashed >> 15) * _PRIME2 & _MASK
    hashed = (hashed ^ hashed >> 13) * _PRIME3 & _MASK
    return hashed ^ hashed >> 16
