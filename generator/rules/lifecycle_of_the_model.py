"""E9122: a lifecycle rule that archives or expires the model or the baseline."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import items, readings
from generator.rules._pieces import Hole, Reading, merge
from generator.rules._walk import at, named, properties, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Assumptions, Path as Place
    from generator.rules._reader import Reader

_NEEDED = {
    "ModelDataUrl": "the model",
    "ModelDataSource": "the model",
    "ConstraintsResource": "the baseline's constraints",
    "StatisticsResource": "the baseline's statistics",
    "ConfigUri": "the analysis configuration",
}
_URIS = ("ModelDataUrl", "ConfigUri", "S3Uri")
_RULES = ("LifecycleConfiguration", "Rules")
_ARCHIVES = ("GLACIER", "DEEP_ARCHIVE")
_NARROWER = ("TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan")


class LifecycleOfTheModel(Check):
    """Compares lifecycle rules with the keys that models and monitors of the template need."""

    id = "E9122"
    shortdesc = "A lifecycle rule that archives or expires the model or the baseline"
    description = (
        "The model is read whenever an instance starts, the baseline at every run. Once a rule "
        "has archived or deleted them, endpoint and monitor fail, weeks after the deployment"
    )
    source_url = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html"
    tags: ClassVar[list[str]] = ["resources", "s3", "sagemaker", "lifecycle"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every rule that covers a key which the template needs for good."""
        keys = list(_needed(reader))
        for name, _, given in resources(reader.template, "AWS::S3::Bucket") if keys else ():
            start: Place = (*root(name), *_RULES)
            for path, _, rule in items(reader, at(given, _RULES), start):
                does = _effect(reader, rule, path) if isinstance(rule, Mapping) else ""
                for prefix in _prefixes(reader, rule, path) if does else ():
                    for bucket, key, what, assumed in keys:
                        here = bucket in (name, given.get("BucketName"))
                        both = merge(prefix.assumed, assumed) is not None
                        if here and both and key.startswith(str(prefix)):
                            yield Problem(path, _words(str(prefix), does, what, key))


def _needed(reader: Reader) -> Iterator[tuple[str, str, str, Assumptions]]:
    """Yield bucket (logical id or name), key, what it is and what that assumes, of each file."""
    for name, _, given in resources(reader.template, "AWS::SageMaker::"):
        for start, value in named(given, root(name), _URIS):
            what = [_NEEDED[one] for one in properties(start) if one in _NEEDED]
            for reading in readings(reader, value, start) if what else ():
                if place := _place(reading):
                    yield *place, what[0], reading.assumed


def _place(reading: Reading) -> tuple[str, str] | None:
    """Split an S3 URI, with or without its scheme, into bucket and key, holes as `${...}`."""
    pieces = list(reading.pieces)
    if pieces[:1] == ["s3://"]:
        pieces = pieces[1:]
    first = pieces[0] if pieces else ""
    if isinstance(first, Hole):
        rest = "".join(map(str, pieces[1:]))
        return (first.name, rest.removeprefix("/")) if rest.startswith("/") else None
    bucket, _, key = "".join(map(str, pieces)).removeprefix("s3://").partition("/")
    return (bucket, key) if key else None


def _effect(reader: Reader, rule: Mapping[str, Any], path: Place) -> str:
    """Say what the rule does to objects in use; '' where it is off or spares them."""
    status = [str(one) for one in reader.read(rule.get("Status"), path)]
    if status == ["Disabled"] or any(key in rule for key in _NARROWER):
        return ""
    if any(rule.get(key) is not None for key in ("ExpirationInDays", "ExpirationDate")):
        return "deletes"
    moves = [rule.get("Transition"), rule.get("Transitions")]
    for _, _, move in items(reader, moves, path):
        to = reader.read(move.get("StorageClass"), path) if isinstance(move, Mapping) else []
        if any(str(one) in _ARCHIVES for one in to):
            return "archives"
    return ""


def _prefixes(reader: Reader, rule: Mapping[str, Any], path: Place) -> Iterator[Reading]:
    """Yield the prefix that the rule is for; an empty one for all keys.

    A hole in it stands for what the same hole in a key stands for, so that the two are compared as
    texts; one without a name stands for anything, and is left out.
    """
    given = rule.get("Prefix", at(rule, ("Filter", "Prefix")))
    if given is None and "Filter" not in rule:
        yield Reading((), path, path)
    for reading in reader.read(given, path):
        if all(hole.name for hole in reading.holes):
            yield reading


def _words(prefix: str, does: str, what: str, key: str) -> str:
    covers = f"all keys that start with '{prefix}'" if prefix else "every key"
    end = "cannot be read without a restore" if does == "archives" else "is gone"
    return (
        f"this rule {does} {covers}, and with them {what} ({key}): once it {end}, the endpoint "
        "cannot start another instance, or every monitoring run fails. Limit the rule by Prefix to "
        "what may go, such as capture/ or reports/"
    )
