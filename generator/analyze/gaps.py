"""What was not compared, and why: a report that is silent about it would look like a clean one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.analyzer.checks import ON, settings
from lambda_src.analyzer.columns import HISTOGRAM
from lambda_src.monitors import metrics_of
from lambda_src.responder.distances import NUMBERS, weights

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from generator.analyze.runs import Json
    from lambda_src.analyzer.quality import Answer
    from lambda_src.analyzer.records import Line, Unread


def not_compared(before: Json, contents: dict[str, Json], without: Collection[str]) -> Json:
    """Give the features that have no verdict on drift: name -> reason.

    ``before`` are the baseline's statistics, ``contents`` the report's files, and ``without`` names
    what was left out on purpose.
    """
    constraints = contents["constraints"]
    old, now = (
        {each["name"]: each for each in side["features"]}
        for side in (before, contents["statistics"])
    )
    judged = {each["feature"] for each in contents["drift"]["features"]}
    wanted = {each["name"]: each for each in constraints["features"]}
    return {
        name: _switched_off(settings(constraints, feature)) or _reason(old.get(name), now.get(name))
        for name, feature in wanted.items()
        if name not in judged and name not in without
    } | {name: "not in the baseline" for name in now if name not in wanted}


def _switched_off(config: Json) -> str:
    whole = config.get("evaluate_constraints", ON) == ON
    comparison = config["distribution_constraints"].get("perform_comparison", ON) == ON
    return "" if whole and comparison else "switched off in constraints.json"


def _reason(old: Json | None, now: Json | None) -> str:
    if not now:
        return "not in the data"
    if not old:
        return "not in the baseline's statistics"
    for side, where in ((old, "baseline"), (now, "data")):
        if not (side.get(NUMBERS) or side["string_statistics"])["common"]["num_present"]:
            return f"no values in the {where}"
    if (NUMBERS in old) != (NUMBERS in now):
        return f"{now['inferred_type']} now, {old['inferred_type']} in the baseline"
    where, side = ("data", now) if weights(old) else ("baseline", old)
    distinct = side.get("string_statistics", {}).get("distinct_count", 0)
    return f"{distinct:,.0f} distinct texts in the {where}, more than {HISTOGRAM}"


def not_measured(statistics: Json, limits: Json) -> Json:
    """Give the metrics of model quality that have a constraint and no figure: name -> reason."""
    return {
        name: "no probability: --probability-attribute names it" if name == "auc" else "no figure"
        for name in limits
        if name not in metrics_of(statistics)
    }


def unmatched(counts: dict[str, int]) -> str:
    """Say how many records and labels have not met."""
    words = {"records": "captured records without a label", "labels": "labels without a record"}
    return ", ".join(f"{counts[key]:,} {said}" for key, said in words.items())


def advice(counts: dict[str, int], unread: Unread) -> str:
    """Say what helps where no record met its label, or none had a prediction."""
    said = " ".join(unread.reasons)
    if "invalid literal for int()" in said:
        both = "--inference-attribute and --probability-attribute"
        return f"In CSV traffic, {both} are numbers of columns, from 0."
    if "no prediction" in said:
        return "Where do --inference-attribute and --probability-attribute point?"
    if not counts["labels"]:
        return "Give --ground-truth, a folder of label files: JSON lines, by inference id."
    return "Ids of records and labels are not the same."


class Labels(dict[str, list[str]]):
    """Labels by the id of their event, which know whose record has come."""

    def __init__(self) -> None:
        self.met: set[str] = set()

    def get(self, name: str, default: list[str] | None = None) -> list[str] | None:  # type: ignore[override]
        """Give the labels of an event."""
        if name not in self:
            return default
        self.met.add(name)
        return self[name]


class Matching:
    """Counts the captured records that bring no answer although they could be read.

    Their label is missing. Answers are counted as they come, line by line.
    """

    def __init__(self, unread: Unread) -> None:
        self.answers: list[Answer] = []
        self.alone = 0
        self._unread = unread

    def watched(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Give lines; what became of each is seen when the next is asked for."""
        for place, line in lines:
            before = self._seen()
            yield place, line
            self.alone += bool(line.strip()) and self._seen() == before

    def _seen(self) -> tuple[int, int]:
        noted = sum(known["count"] for known in self._unread.reasons.values())
        return len(self.answers), noted

    def take(self, answers: Iterable[Answer]) -> None:
        """Take the answers of watched lines."""
        for each in answers:
            self.answers.append(each)
