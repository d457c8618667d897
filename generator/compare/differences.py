"""Two values -> the paths at which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Difference:
    """One place at which two values differ; None where there is nothing.

    Attributes:
        path: keys from the outside in; a list differs as a whole.
        before, after: the values there.

    """

    path: tuple[str, ...]
    before: Any
    after: Any


def differences(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield each difference, as deep as both have maps of the same kind.

    An intrinsic function is one value: it differs as a whole.
    """
    if before == after:
        return
    maps = isinstance(before, Mapping) and isinstance(after, Mapping)
    if maps and not (_intrinsic(before) or _intrinsic(after)):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from differences(before.get(key), after.get(key), (*path, str(key)))
    else:
        yield Difference(path, before, after)


def _intrinsic(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref", "Condition"))
