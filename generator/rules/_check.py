"""The base of every rule: logic that yields problems, wrapped as cfn-lint wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from generator.rules._reader import Reader
from generator.rules._walk import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path


@dataclass(frozen=True)
class Problem:
    """A fault: where it stands, and a colleague's words on what is wrong and how to mend it."""

    path: Path
    message: str


class Check(CloudFormationLintRule):  # type: ignore[misc]
    """One fault that AWS would find after the deployment, or nobody.

    A subclass gives `id`, `shortdesc`, `description` and `source_url`, and implements `problems`.
    It has no id of its own, so cfn-lint does not register it when a rule's module imports it.
    """

    id: str = ""
    shortdesc: str = ""
    description: str = ""
    source_url: str = ""
    tags: ClassVar[list[str]] = []
    without_examples: str = ""
    """Why no file in `examples` shows it; '' of a rule that has one."""

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield what is wrong in the reader's template."""
        raise NotImplementedError

    def match(self, cfn: Any) -> list[RuleMatch]:
        """Answer cfn-lint with the problems of `cfn.template`, each place and text once."""
        if not self.id:
            return []
        found = dict.fromkeys(self.problems(_reader(cfn)))
        return [
            RuleMatch(list(problem.path), f"{place(problem.path)}: {problem.message}")
            for problem in found
        ]


_readers: WeakKeyDictionary[Any, Reader] = WeakKeyDictionary()
"""One reader for each of cfn-lint's templates, so that every rule shares what has been read."""


def _reader(cfn: Any) -> Reader:
    if cfn not in _readers:
        _readers[cfn] = Reader(cfn.template)
    return _readers[cfn]
