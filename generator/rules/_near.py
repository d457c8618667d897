"""Whether one word is another with a slip of the finger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 6
_TWO = 2


def near(word: str, known: Iterable[str]) -> str:
    """Give the known word that this one is but for one slip, or ''.

    A slip is a letter too many, too few or wrong, two letters exchanged, or upper and lower case.
    A digit is none: 502 and 503 are two things. Known words below six letters are too like others.
    """
    every = list(known)
    if word in every:
        return ""
    likely = [one for one in every if len(one) >= _SHORTEST]
    return next((one for one in likely if _one_slip(word.lower(), one.lower())), "")


def _one_slip(left: str, right: str) -> bool:
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    left, right = left[start:], right[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if any(letter.isdigit() for letter in left + right):
        return False
    exchanged = len(left) == _TWO and left == right[::-1]
    return exchanged or max(len(left), len(right)) <= 1
