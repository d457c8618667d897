"""``cdk-python/model_monitoring/interface.py``: properties, outputs, acknowledged findings.

Written as ``ruff format`` writes it, since this project's linters read it, too.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from generator import parameters
from generator.doors import cdk
from generator.doors.cdk_acknowledged import COMPUTED, COMPUTED_REASON, STACK, acknowledged
from generator.doors.outputs import CONDITIONAL, OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = "cdk-python/model_monitoring/interface.py"
_WIDTH = 100
_TYPES = {
    "list": "Sequence[str]",
    "number": "float",
    "integer": "int",
    "flag": "bool",
    "text": "str",
}
_HEAD = f'''\
"""The template's parameters as properties, and its outputs.

{cdk.SOURCE}
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

'''
_PARAMETER = '''\
@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the template, and what its values must meet.

    Attributes:
        name: as the template has it.
        kind: how a value is written: text, list, number, integer or flag.
        allowed: the only values.
        pattern: what a text, or each item of a list, must match.
        said: the same in words.
        minimum: the least number.
        maximum: the largest number, or the length of a text.
        compared: conditions compare it, so that its value must be known in the app.
        edition: the only edition that has it.

    """

    name: str
    kind: Literal["text", "list", "number", "integer", "flag"]
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    said: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    compared: bool = False
    edition: Edition | None = None
'''


def text() -> str:
    """Give the file's text."""
    sections = [
        f"{_HEAD}Edition = Literal[{', '.join(map(json.dumps, cdk.CLASSES))}]\n"
        '"""Who analyses."""\n',
        _dataclass("CommonProps", "What every edition takes.", cdk.of(parameters.BOTH)),
        *(
            _dataclass(name, f"{edition}: {cdk.SAID[edition]}", cdk.of((edition,)), "(CommonProps)")
            for edition, name in cdk.CLASSES.items()
        ),
        f"ModelMonitoringProps = {' | '.join(cdk.CLASSES.values())}\n\n"
        f"EDITIONS: Mapping[Edition, type[ModelMonitoringProps]] = {{\n"
        + "".join(f'    "{edition}": {name},\n' for edition, name in cdk.CLASSES.items())
        + '}\n"""Edition -> its properties; the first is the default."""\n',
        _PARAMETER,
        _table(),
        _outputs(),
        "\n".join(_findings()),
    ]
    return "\n\n".join(sections)


def _dataclass(name: str, said: str, members: list[cdk.Property], base: str = "") -> str:
    body = "\n".join(line for each in members for line in _member(each))
    head = f'@dataclass(frozen=True, kw_only=True)\nclass {name}{base}:\n    """{said}"""\n\n'
    return head + textwrap.indent(body, "    ") + "\n"


def _member(each: cdk.Property) -> Iterable[str]:
    default = each.spec.default
    known = [f"Default: {default}."] if default else []
    kept = "" if each.required else " | None = None"
    line = f"{cdk.snake(each.spec.name)}: {_type(each)}{kept}"
    if len(line) > _WIDTH - 4:
        line = f"{cdk.snake(each.spec.name)}: (\n    {_type(each)} | None\n) = None"
    yield line
    sentences = [*each.about(cdk.snake), *known]
    if len(sentences) == 1:
        yield f'"""{sentences[0]}"""'
        return
    first, *rest = (line for each in sentences for line in textwrap.wrap(each, _WIDTH - 8))
    yield from (f'"""{first}', "", *rest, '"""')


def _type(each: cdk.Property) -> str:
    if each.kind == "text" and each.spec.allowed:
        return f"Literal[{', '.join(map(json.dumps, each.spec.allowed))}]"
    return _TYPES[each.kind]


def _table() -> str:
    rows = "".join(_row(each) for each in cdk.PROPERTIES)
    return f'PARAMETERS: Mapping[str, Parameter] = {{\n{rows}}}\n"""Property -> its parameter."""\n'


def _row(each: cdk.Property) -> str:
    fields = {"name": each.spec.name, "kind": each.kind, **each.constraints()}
    lines = "".join(f"        {name}={_literal(value)},\n" for name, value in fields.items())
    return f'    "{cdk.snake(each.spec.name)}": Parameter(\n{lines}    ),\n'


def _literal(value: object) -> str:
    """Write a value as the formatter does: text in double quotes, raw where it has backslashes."""
    if isinstance(value, list):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if not isinstance(value, str):
        return repr(value)
    return f'r"{value}"' if "\\" in value else f'"{value}"'


def _outputs() -> str:
    getters = "\n".join(
        f"    @property\n"
        f"    def {cdk.snake(name)}(self) -> str{' | None' if name in CONDITIONAL else ''}:\n"
        f'        """{said}."""\n'
        f"        return {_asked(name)}\n"
        for name, said in OUTPUTS.items()
    )
    asked = (
        "    _labels: bool\n"
        '    """Whether the stack has model quality, as far as the app knows."""\n\n'
        "    @abstractmethod\n"
        "    def _output(self, name: str) -> str:\n"
        '        """Give the value of an output."""\n'
    )
    said = '    """The template\'s outputs, as values for other constructs."""\n'
    return f"class Outputs(Construct):\n{said}\n{getters}\n{asked}"


def _asked(name: str) -> str:
    asked = f'self._output("{name}")'
    return f"{asked} if self._labels else None" if name in CONDITIONAL else asked


def _findings() -> Iterable[str]:
    yield "ACKNOWLEDGED: Sequence[tuple[str, str, str]] = ("
    yield from (_finding(*row) for row in acknowledged())
    yield ')\n"""Resource (none: any), what a checker finds on it, and why that should be so."""\n'
    yield f"COMPUTED = {_literal(list(COMPUTED))}"
    yield '"""Roles with findings whose names are made of the parameters\' values."""\n'
    yield f"COMPUTED_REASON = (\n{_wrapped(COMPUTED_REASON, 4)}\n)\n"
    yield "ON_STACK: Mapping[str, str] = {"
    yield from (f'    "{finding}": "{reason}",' for finding, reason in STACK.items())
    yield '}\n"""What is found on the stack, which its owner acknowledges: finding -> reason."""\n'


def _finding(resource: str, finding: str, reason: str) -> str:
    return f'    (\n        "{resource}",\n        "{finding}",\n{_wrapped(reason, 8)},\n    ),'


def _wrapped(said: str, indent: int) -> str:
    """Write a long text as several that follow each other."""
    pieces = textwrap.wrap(said, _WIDTH - indent - len('"",'), drop_whitespace=False)
    return "\n".join(f'{" " * indent}"{piece}"' for piece in pieces)
