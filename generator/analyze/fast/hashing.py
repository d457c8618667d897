"""How many distinct values a column has, as `lambda_src.analyzer.distinct` counts, on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from lambda_src.analyzer import distinct

if TYPE_CHECKING:
    from collections.abc import Iterator

P1, P2, P3, P4, P5 = (
    np.uint64(each) for each in (distinct.P1, distinct.P2, distinct.P3, distinct.P4, distinct.P5)
)
LONGEST = 31  # bytes of a text: longer ones are hashed in another way
BLOCK = 16_384  # texts at once: so many numbers stay in the cache
UNSEEN = np.uint64(distinct.MASK)


class Registers:
    """HyperLogLog's registers, kept as the smallest rest of a hash: its rank is the highest."""

    def __init__(self) -> None:
        self.rests: Any = np.full(distinct.REGISTERS, UNSEEN)

    def count(self, texts: Any, /) -> None:
        """Take an Arrow array of texts, none empty, none longer than ``LONGEST`` bytes."""
        for hashes in _hashes(texts):
            rests = hashes << np.uint64(9) | np.uint64(256)
            np.minimum.at(self.rests, (hashes >> np.uint64(55)).astype(np.intp), rests)

    def ranks(self) -> list[int]:
        """Give the registers as `lambda_src.analyzer.distinct` has them."""
        found = self.rests.tolist()
        return [0 if rest == distinct.MASK else 65 - rest.bit_length() for rest in found]


def buffers(texts: Any) -> tuple[Any, Any]:
    """Give an array's offsets, from 0, and its bytes."""
    _, offsets, data = texts.buffers()
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    at = np.frombuffer(offsets, dtype=kind)[texts.offset : texts.offset + len(texts) + 1]
    raw = np.frombuffer(data, dtype=np.uint8)[at[0] : at[-1]]
    return at.astype(np.int64) - int(at[0]), raw


def _hashes(texts: Any) -> Iterator[Any]:
    offsets, data = buffers(texts)
    padded = np.concatenate((data, np.zeros(8, np.uint8)))
    # Eight bytes from every place on, low byte first: overlapping, so that none is copied.
    words: Any = np.ndarray((len(padded) - 7,), dtype="<u8", buffer=padded, strides=(1,))
    sizes = np.diff(offsets)
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        starts = offsets[:-1][sizes == size]
        for at in range(0, len(starts), BLOCK):
            yield _hashed(words, starts[at : at + BLOCK], size)


def _hashed(words: Any, starts: Any, size: int) -> Any:
    """Give the xxHash64 of the texts of ``size`` bytes that start at ``starts``."""
    value: Any = np.full(
        len(starts), (distinct.SEED + distinct.P5 + size) & distinct.MASK, dtype=np.uint64
    )
    spare = np.empty_like(value)
    whole = size // 8 * 8
    for at in range(0, whole, 8):
        word = words[starts + at]
        word *= P2
        _rotate(word, 31, spare)
        word *= P1
        value ^= word
        _rotate(value, 27, spare)
        value *= P1
        value += P4
    rest = words[starts + whole]
    if size & 4:
        value ^= (rest & np.uint64(0xFFFFFFFF)) * P1
        _rotate(value, 23, spare)
        value *= P2
        value += P3
        rest >>= np.uint64(32)
    for at in range(size % 4):
        value ^= (rest >> np.uint64(8 * at) & np.uint64(255)) * P5
        _rotate(value, 11, spare)
        value *= P1
    for shift, prime in (33, P2), (29, P3):
        value ^= np.right_shift(value, np.uint64(shift), out=spare)
        value *= prime
    value ^= np.right_shift(value, np.uint64(32), out=spare)
    return value


def _rotate(values: Any, by: int, spare: Any) -> None:
    """Rotate 64 bits to the left, in place."""
    np.left_shift(values, np.uint64(by), out=spare)
    values >>= np.uint64(64 - by)
    values |= spare
