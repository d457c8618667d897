from __future__ import annotations

import pytest
from cfnlint.template import Template

from generator.checks_cfnlint import our_rules


@pytest.fixture
def said(tmp_path):
    """Give a function: size of a template's file, in bytes -> what W9137 says about it."""

    def measure(size: int) -> list[str]:
        file = tmp_path / "template.yaml"
        file.write_text("Resources: {}\n".ljust(size, "#"))
        return [match.message for match in our_rules()["W9137"].match(Template(str(file), {}))]

    return measure


def test_a_template_of_just_the_limit_passes(said):
    assert said(51_200) == []


def test_a_template_beyond_the_limit_is_found(said):
    [message] = said(51_300)
    assert "51,300 bytes, 100 more than the 51,200" in message
    assert "--template-url" in message


@pytest.mark.parametrize("name", ["-", "", None, "no/such/file.yaml"])
def test_where_there_is_no_file_nothing_is_said(name):
    assert our_rules()["W9137"].match(Template(name, {})) == []
