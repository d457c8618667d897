"""How many distinct values a column has, estimated by HyperLogLog++ as Deequ 2.0.2 does. No I/O.

512 registers (relative error 0.05), fed with xxHash64 of the cell's UTF-8 text, seed 42. Sources:
Deequ, StatefulHyperloglogPlus; Heule, Nunkesser and Hall, "HyperLogLog in Practice" (2013), whose
appendix has the bias at 201 cardinalities, 12.795 apart.
"""

from __future__ import annotations

import math
from bisect import bisect_left

REGISTERS, MASK = 512, 0xFFFFFFFFFFFFFFFF
# The primes of xxHash64 [Cyan4973/xxHash, doc/xxhash_spec.md].
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
# The mean bias from the 16th cardinality, 192, on: linear counting answers for all below 400.
BIAS = [
    277.0668, 271.306, 265.8448, 260.301, 254.9886, 250.2422, 244.8138, 239.7074, 234.7428,
    229.8402, 225.1664, 220.3534, 215.594, 210.6886, 205.7876, 201.65, 197.228, 192.8036,
    188.1666, 184.0818, 180.0824, 176.2574, 172.302, 168.1644, 164.0056, 160.3802, 156.7192,
    152.5234, 149.2084, 145.831, 142.485, 139.1112, 135.4764, 131.76, 129.3368, 126.5538,
    122.5058, 119.2646, 116.5902, 113.3818, 110.8998, 107.9532, 105.2062, 102.2798, 99.4728,
    96.9582, 94.3292, 92.171, 89.781, 87.5716, 84.7048, 82.5322, 79.875, 78.3972, 75.3464,
    73.7274, 71.2834, 70.1444, 68.4264, 66.0166, 64.018, 62.0438, 60.34, 58.6856, 57.9836,
    55.0312, 54.677, 52.3188, 51.4846, 49.4424, 47.739, 46.1488, 44.9202, 43.406, 42.5342,
    41.2834, 38.8954, 38.3286, 36.2146, 36.6684, 35.9946, 33.123, 33.4338, 31.7378, 29.076,
    28.9692, 27.4964, 27.0998, 25.9864, 26.7754, 24.3208, 23.4838, 22.7388, 24.0758, 21.9098,
    20.9728, 19.9228, 19.9292, 16.617, 17.05, 18.2996, 15.6128, 15.7392, 14.5174, 13.6322,
    12.2584, 13.3766, 11.423, 13.1232, 9.5164, 10.5938, 9.5972, 8.1222, 9.7674, 7.5044, 7.57,
    6.7044, 6.4142, 6.7102, 5.6094, 4.6522, 6.841, 3.4072, 3.9786, 3.3276, 5.5216, 3.3186,
    2.0694, 4.354, 1.575, 0.2808, 2.1288, -0.2148, -0.0378, -0.6582, 0.6548, -0.0698, 0.8584,
    -2.527, -2.1752, -3.3554, -1.0402, -0.651, -2.1444, -1.9666, -3.9794, -0.6044, -3.0826,
    -3.3916, -5.2964, -5.3892, -5.0876, -4.699, -5.2372, -3.1578, -4.9788, -4.899, -7.4888,
    -5.948, -5.6806, -6.6718, -4.705, -7.2778, -4.658, -4.4362, -4.3214, -5.1886, -6.6688,
    -6.484, -5.126, -4.4032, -6.135, -5.8082, -4.1672, -4.1504, -7.456, -7.2408, -9.8318,
    -5.8042, -8.6562, -6.9994, -10.5474, -7.3414, -6.81, -6.2972, -6.232,
]  # fmt: skip


def rotated(value: int, by: int, /) -> int:
    """Rotate 64 bits to the left."""
    value &= MASK
    return value << by | value >> 64 - by


def mixed(lane: int, word: int, /) -> int:
    """Give one round of a lane."""
    return rotated(lane + word * P2, 31) * P1 & MASK


def word(data: bytes, at: int, width: int, /) -> int:
    """Read a number, low byte first."""
    return int.from_bytes(data[at : at + width], "little")


def xxhash(data: bytes, seed: int = 42, /) -> int:
    """Give the 64-bit xxHash of ``data``."""
    size, at = len(data), 0
    value = seed + P5
    if size > 31:
        lanes = [seed + P1 + P2, seed + P2, seed, seed - P1]
        while at + 32 <= size:
            for each in range(4):
                lanes[each] = mixed(lanes[each], word(data, at, 8))
                at += 8
        value = sum(map(rotated, lanes, (1, 7, 12, 18)))
        for lane in lanes:
            value = (value ^ mixed(0, lane)) * P1 + P4
    value += size
    while at + 8 <= size:
        value = rotated(value ^ mixed(0, word(data, at, 8)), 27) * P1 + P4
        at += 8
    if at + 4 <= size:
        value = rotated(value ^ word(data, at, 4) * P1, 23) * P2 + P3
        at += 4
    for byte in data[at:]:
        value = rotated(value ^ byte * P5, 11) * P1
    value &= MASK
    for shift, prime in (33, P2), (29, P3):
        value = (value ^ value >> shift) * prime & MASK
    return value ^ value >> 32


def count(registers: list[int], text: str, /) -> None:
    """Put a value into the registers: the place of its first one-bit, at most 56."""
    value = xxhash(text.encode(errors="replace"))
    rest = value << 9 & MASK | 256
    registers[value >> 55] = max(registers[value >> 55], 65 - rest.bit_length())


def estimate(registers: list[int], /) -> int:
    """Give the number of distinct values that the registers stand for."""
    if empty := registers.count(0):
        linear = REGISTERS * math.log(REGISTERS / empty)
        if linear <= 400:
            return int(linear + 0.5)
    raw = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS**2 / sum(2.0**-rank for rank in registers)
    if raw < 5 * REGISTERS:
        raw -= bias(raw)
    return int(raw + 0.5)


def bias(raw: float, /) -> float:
    """Give the mean bias of the six cardinalities whose raw estimates are nearest."""
    raws = [round(each + (12795 * at + 192925) // 1000, 4) for at, each in enumerate(BIAS)]
    low = max(bisect_left(raws, raw) - 5, 0)
    while low + 6 < len(raws) and (raw - raws[low + 6]) ** 2 < (raw - raws[low]) ** 2:
        low += 1
    near = BIAS[low : low + 6]
    return sum(near) / len(near)
