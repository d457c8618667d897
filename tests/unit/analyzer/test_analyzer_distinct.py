"""Distinct counts: the hash against published values, the estimate against what it promises."""

from __future__ import annotations

import pytest

from lambda_src.analyzer.distinct import BIAS, REGISTERS, count, estimate, mean_bias, xxhash

# From the 16th cardinality on [Heule, Nunkesser and Hall (2013), appendix, precision 9].
PUBLISHED = [
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


@pytest.mark.parametrize(
    ("data", "seed", "expected"),
    [
        (b"", 0, 0xEF46DB3751D8E999),  # the specification's own
        (b"a", 0, 0xD24EC4F1A98C6E5B),
        (b"abc", 0, 0x44BC2CF5AD770999),
        (b"40s", 42, 0xB75D4181055115C7),
        (b"Above Normal", 42, 0xEF6AD0670ED0BAF4),
        (b"exactly thirty-two bytes of text", 42, 0x5AE12F4CBE783895),
        (
            b"more than thirty-two bytes of text: lanesxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            42,
            0x3B9BDB159C384861,
        ),
    ],
)
def test_the_hash_is_xxhash64(data: bytes, seed: int, expected: int) -> None:
    assert xxhash(data, seed) == expected


@pytest.mark.parametrize("distinct", [0, 1, 2, 12, 100, 350, 399, 450, 700, 1500, 2500, 30_000])
def test_an_estimate_is_within_four_standard_errors(distinct: int) -> None:
    registers = [0] * REGISTERS
    for each in range(distinct):
        count(registers, f"value {each}")

    assert abs(estimate(registers) - distinct) <= 4 * 0.046 * distinct


def test_a_value_counts_once() -> None:
    registers = [0] * REGISTERS
    for _ in range(3):
        count(registers, "1")

    assert estimate(registers) == 1


def test_a_lone_surrogate_is_counted_as_java_writes_it() -> None:
    one, other = [0] * REGISTERS, [0] * REGISTERS

    count(one, "\ud800")
    count(other, "?")

    assert one == other


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (520.5, 242.38916666666668),
        (640.0, 174.14893333333336),
        (1000.25, 68.93603333333333),
        (1700.0, 6.27673333333333),
        (2550.0, -7.37123333333329),
    ],
)
def test_the_bias_is_the_mean_of_the_six_nearest(raw: float, expected: float) -> None:
    assert mean_bias(raw) == pytest.approx(expected, abs=1e-9)


def test_the_bias_is_the_published_one_to_the_last_digit() -> None:
    assert BIAS == PUBLISHED
