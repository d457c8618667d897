"""W9139: a condition on a key that IAM does not know."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._condition_keys import alike, as_of, is_known
from generator.rules._statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class UnknownConditionKey(Check):
    """Looks each key of each policy's conditions up in the service authorization reference."""

    id = "W9139"
    shortdesc = "A condition on a key that IAM does not know"
    description = (
        "IAM takes any key. One that no request carries makes an Allow that never allows, and a "
        "Deny that never denies, or with a negated operator one that always does"
    )
    source_url = (
        "https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html"
    )
    tags: ClassVar[list[str]] = ["resources", "iam", "policies"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every key that is not known, in the policies of all resources."""
        for statement in statements(reader):
            for _, _, path, _ in statement.conditions(reader):
                key = str(path[-1])  # as it is written
                if "${" not in key and not is_known(key):
                    yield Problem(path, _words(key))


def _words(key: str) -> str:
    meant = alike(key)
    mend = f"Did you mean '{meant}'?" if meant else "Look it up among the service's condition keys"
    return (
        f"IAM knows no condition key '{key}' (as of {as_of()}): no request carries it, so an Allow "
        f"never allows and a Deny never denies, without a word. {mend}"
    )
