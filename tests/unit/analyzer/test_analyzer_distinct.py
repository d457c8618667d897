"""Distinct counts: the hash against published values, the estimate against what it promises."""

from __future__ import annotations

import pytest

from lambda_src.analyzer.distinct import REGISTERS, bias, count, estimate, xxhash


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
    assert bias(raw) == pytest.approx(expected, abs=1e-9)
