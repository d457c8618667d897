"""How many distinct values a column has, estimated by HyperLogLog++ as Deequ 2.0.2 does. No I/O.

512 registers (relative error 0.05), fed with xxHash64 of the cell's UTF-8 text, seed 42. Sources:
Deequ, StatefulHyperloglogPlus; Heule, Nunkesser and Hall, "HyperLogLog in Practice" (2013), whose
appendix has the bias at 201 cardinalities, 12.795 apart.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import accumulate

REGISTERS, MASK = 512, 0xFFFFFFFFFFFFFFFF
SEED = 42
# The primes of xxHash64 [Cyan4973/xxHash, doc/xxhash_spec.md].
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
# The mean bias from the 16th cardinality, 192, on: linear counting answers for all below 400. It is
# 277.0668 there; then three digits of base 36 each say by how many five-thousandths the next one
# differs, on top of a trend that ends in 0. A test holds the list against the published one.
STEPS = (
    "02o17q0vp1ra3xc1a22i831d39f44n3kr3rn36t36v64c50a4ze45b69g6kr78f6pr5zw5we7xx7sf5pl93d8u5"
    "8xy8tj7sq7gucfwb1d65498mbes9c2c4eabbb2had0at1bx3bgnd9hccqd19ahed59b9efsn9pmf7xc0sh1hesi"
    "c3vdofdr9es9eykima9x6jxhc6li1pdddenvf31ggpfchht5gbybxgixucyemuhihb9zim8yehoaqzklafb0jfx"
    "gntnzhbgfhoji0rq1dciah8fgs6kuc80vmghplcae2l88g0fhamfe7ozrd4kr7h6puorvgr9ew9qx2btpkskh6o"
    "je1lmwg8cgrqsw476nmmdhw1sumbvdfjat5j9lpfbdrf8b8iky1huqpaphf5ns574hlizflnt2klmiechks1cb8"
    "x2zahhiu7co0jn4l5clgvhvlrylcwbk7r9wfptkkw5g0srf29w0twnkn1k7mgeoe0zkfooy2mhacztkx6pz5jp0"
    "6v0kfg9l5z3u8jspxg5u0vviljhlgcjpm"
)
BIAS = [
    bias / 5000
    for bias in accumulate(
        (int(STEPS[at : at + 3], 36) - 28900 + at // 3 * 20 for at in range(0, len(STEPS), 3)),
        initial=1385334,
    )
]


def rotated(value: int, by: int, /) -> int:
    """Rotate 64 bits to the left."""
    return (value & MASK) << by | (value & MASK) >> 64 - by


def mixed(lane: int, word: int, /) -> int:
    """Give one round of a lane."""
    return rotated(lane + word * P2, 31) * P1 & MASK


def word(data: bytes, at: int, width: int, /) -> int:
    """Read a number, low byte first."""
    return int.from_bytes(data[at : at + width], "little")


@lru_cache(32768)
def xxhash(data: bytes, seed: int = SEED, /) -> int:
    """Give the 64-bit xxHash of ``data``."""
    size, value = len(data), seed + P5
    stripes, words = size // 32 * 32, size // 8 * 8
    if stripes:
        lanes = [seed + P1 + P2, seed + P2, seed, seed - P1]
        for at in range(0, stripes, 8):
            lanes[at // 8 % 4] = mixed(lanes[at // 8 % 4], word(data, at, 8))
        value = sum(map(rotated, lanes, (1, 7, 12, 18)))
        for lane in lanes:
            value = (value ^ mixed(0, lane)) * P1 + P4
    value += size
    for at in range(stripes, words, 8):
        value = rotated(value ^ mixed(0, word(data, at, 8)), 27) * P1 + P4
    if size & 4:
        value = rotated(value ^ word(data, words, 4) * P1, 23) * P2 + P3
    for byte in data[size // 4 * 4 :]:
        value = rotated(value ^ byte * P5, 11) * P1
    for shift, prime in (33, P2), (29, P3):
        value = ((value & MASK) ^ (value & MASK) >> shift) * prime
    return (value & MASK) ^ (value & MASK) >> 32


def count(registers: list[int], text: str, /) -> None:
    """Put a value into the registers: the place of its first one-bit, at most 56."""
    value = xxhash(text.encode(errors="replace"))
    rest = value << 9 & MASK | 256
    registers[value >> 55] = max(registers[value >> 55], 65 - rest.bit_length())


def estimate(registers: list[int], /) -> int:
    """Give the number of distinct values that the registers stand for."""
    linear = REGISTERS * math.log(REGISTERS / (registers.count(0) or 1e-99))
    raw = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS**2 / sum(2.0**-rank for rank in registers)
    return int(0.5 + (linear if linear <= 400 else raw - mean_bias(raw) * (raw < 5 * REGISTERS)))


def mean_bias(raw: float, /) -> float:
    """Give the mean bias of the six cardinalities whose raw estimates are nearest."""
    near = sorted(
        range(len(BIAS)), key=lambda at, /: (BIAS[at] + (12795 * at + 192925) // 1000 - raw) ** 2
    )
    return sum(BIAS[at] for at in near[:6]) / 6
