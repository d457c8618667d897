"""The generated parts of README.md: ``python -m generator.readme`` writes them, a test holds them.

No network, no AWS.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator import parameters
from generator.editions import EDITIONS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- {name}: generated -->", "<!-- {name}: end -->"


def parameters_table() -> str:
    """Give the table of parameters, group by group."""
    rows = ["| parameter | default | what it is |", "| --- | --- | --- |"]
    for edition in EDITIONS:
        for group, members in parameters.by_group(edition):
            rows.append(f"| **{group}** | | |")
            rows += [_row(spec) for spec in members]
    return "\n".join(rows)


def _row(spec: parameters.Spec) -> str:
    default = "required" if spec.default is None else f"`{spec.default}`" if spec.default else ""
    values = f" ({', '.join(f'`{value}`' for value in spec.allowed)})" if spec.allowed else ""
    return f"| `{spec.name}` | {default} | {spec.help}{values} |"


def rendered(text: str) -> str:
    """Give the README's text with its generated parts as they should be.

    Raises:
        ValueError: a part's markers are missing.

    """
    for name, part in {"parameters": parameters_table()}.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"README.md lacks the markers of its part {name}")
        text = pattern.sub(f"{begin}\n{part}\n{end}".replace("\\", r"\\"), text)
    return text


if __name__ == "__main__":
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
