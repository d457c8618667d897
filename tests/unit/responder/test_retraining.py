"""The claim on a retraining, and the parameters of its pipeline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_src.responder.retraining import LONGEST_VALUE, claim, parameters

HOUR = 3600.0


def test_a_claim_holds_for_the_cool_down_and_not_longer() -> None:
    record: dict[str, Any] = {}
    assert claim(record, "a", 1e9, 24)
    assert not claim(record, "b", 1e9 + 24 * HOUR - 1, 24)
    assert claim(record, "b", 1e9 + 24 * HOUR, 24)


def test_the_holder_of_a_claim_may_ask_again() -> None:
    record: dict[str, Any] = {}
    assert claim(record, "a", 1e9, 24)
    assert claim(record, "a", 1e9 + 60, 24)


@pytest.mark.parametrize("more", [[], ["c"]])
@pytest.mark.parametrize("length", [LONGEST_VALUE, LONGEST_VALUE + 1])
def test_a_name_is_left_out_whole_or_not_at_all(length: int, more: list[str]) -> None:
    names = ["a" * 500, "b" * (length - 501)]
    features = [{"feature": name} for name in names + more]
    definition = json.dumps({"Parameters": [{"Name": "DriftedFeatures", "Type": "String"}]})
    (given,) = parameters(definition, {"features": features, "report": "", "endpoint": "e"})
    assert given["Value"] == ",".join(names if length <= LONGEST_VALUE else names[:1])
