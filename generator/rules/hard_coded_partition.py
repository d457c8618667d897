"""W9112: an ARN with its partition written out."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._partitions import PARTITIONS
from generator.rules._walk import expressions, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place, Reading
    from generator.rules._reader import Reader

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]*):(?P<region>[^:]*):(?P<account>[^:]*):"
)


class HardCodedPartition(Check):
    """Finds ARNs that start with `arn:aws:` or another partition, in policies and everywhere."""

    id = "W9112"
    shortdesc = "An ARN with its partition written out"
    description = (
        "arn:aws: is right in the commercial regions alone. In China and GovCloud the partition is "
        "another, and a policy with the wrong one is refused or allows nothing"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "pseudo-parameter-reference.html"
    )
    tags: ClassVar[list[str]] = ["resources", "arn", "partition"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every such ARN in a resource; mappings, parameters and conditions may know more."""
        written: dict[Place, list[tuple[Reading, re.Match[str]]]] = defaultdict(list)
        for name, _, given in resources(reader.template):
            for path, value in expressions(given, root(name)):
                for reading in reader.read(value, path):
                    arn = _ARN.match(str(reading))
                    if arn and arn["partition"] in PARTITIONS:  # another is E9111's
                        written[_value(path)].append((reading, arn))
        for found in written.values():
            if len({arn["partition"] for _, arn in found}) == 1:
                for reading, arn in found:
                    if reading.origin == reading.path and not _of_one_place(arn):
                        yield Problem(reading.path, _words(reading, arn["partition"]))


def _value(path: Place) -> Place:
    """Give the place of the whole value, of which a path may be one branch of `Fn::If`."""
    return path[: path.index("Fn::If")] if "Fn::If" in path else path


def _of_one_place(arn: re.Match[str]) -> bool:
    """Say whether the ARN names a region or an account in plain text: it exists there alone."""
    plain = [word for word in (arn["region"], arn["account"]) if word not in ("", "*", "aws")]
    return any("${" not in word for word in plain)


def _words(reading: Reading, partition: str) -> str:
    # Text that looks like a variable is one of IAM's: in Fn::Sub that is written ${!...}.
    pieces = (
        each.replace("${", "${!") if isinstance(each, str) else str(each) for each in reading.pieces
    )
    rest = "".join(pieces)[len(f"arn:{partition}:") :]
    shown = rest if len(rest) < 80 and "\n" not in rest else "..."  # noqa: PLR2004 - a line's worth
    return (
        f"'arn:{partition}:' is written out, so this works in the partition {partition} alone: "
        "elsewhere AWS refuses the ARN, or it matches nothing. Write "
        f"!Sub 'arn:${{AWS::Partition}}:{shown}'"
    )
