"""Runs our rules, and nothing else, over a snippet of a template."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner.template import run_template_by_data

from generator.checks_cfnlint import our_rules

Faults = Callable[[str], list[tuple[str, str, str]]]


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> Faults:
    """Give a function: YAML text -> (rule, path, message) of everything our rules say about it.

    A test module that names its `RULES` is judged by these alone.
    """
    wanted = getattr(request.module, "RULES", None) or our_rules()
    rules = {name: rule for name, rule in our_rules().items() if name in wanted}

    def run(text: str) -> list[tuple[str, str, str]]:
        template, errors = decode_str(dedent(text))
        assert not errors
        assert template is not None
        config = ConfigMixIn(["--template", "-"], regions=["us-east-1"])
        matches = run_template_by_data(template, config, Rules(rules))
        return [(match.rule.id, "/".join(map(str, match.path)), match.message) for match in matches]

    return run
