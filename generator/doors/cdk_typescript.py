"""``cdk-typescript/lib/interface.ts``: properties, outputs and acknowledged findings."""

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

PATH = "cdk-typescript/lib/interface.ts"
_TYPES = {
    "list": "string[]",
    "number": "number",
    "integer": "number",
    "flag": "boolean",
    "text": "string",
}
_PARAMETER = """\
/** A parameter of the template, and what its values must meet. */
export interface Parameter {
  /** As the template has it. */
  readonly name: string;
  /** How a value is written. */
  readonly kind: "text" | "list" | "number" | "integer" | "flag";
  /** The only values. */
  readonly allowed?: readonly string[];
  /** What a text, or each item of a list, must match. */
  readonly pattern?: string;
  /** The same in words. */
  readonly said?: string;
  /** The least number. */
  readonly minimum?: number;
  /** The largest number, or the length of a text. */
  readonly maximum?: number;
  /** Conditions compare it, so that its value must be known in the app. */
  readonly compared?: boolean;
  /** The only edition that has it. */
  readonly edition?: Edition;
}
"""


def text() -> str:
    """Give the file's text."""
    sections = [
        f"// {cdk.SOURCE}",
        'import { Construct } from "constructs";',
        "/** Who analyses; the first is the default. */\n"
        f"export const EDITIONS = {json.dumps(list(cdk.CLASSES))} as const;\n"
        "export type Edition = (typeof EDITIONS)[number];",
        _interface("CommonProps", "What every edition takes.", cdk.of(parameters.BOTH), ()),
        *(_edition(edition, name) for edition, name in cdk.CLASSES.items()),
        f"export type ModelMonitoringProps = {' | '.join(cdk.CLASSES.values())};",
        _PARAMETER.rstrip(),
        _table(),
        _outputs(),
        *_findings(),
    ]
    return "\n\n".join(sections) + "\n"


def _edition(edition: str, name: str) -> str:
    mark = "?" if edition == parameters.DRIFT_MONITOR else ""
    default = [f"@default {edition}"] if mark else []
    first = [*_comment([cdk.SAID[edition]], default), f'readonly edition{mark}: "{edition}";']
    return _interface(
        name, f"What {edition} takes.", cdk.of((edition,)), first, " extends CommonProps"
    )


def _interface(
    name: str, said: str, members: list[cdk.Property], first: Iterable[str], base: str = ""
) -> str:
    lines = [*first, *(line for each in members for line in _member(each))]
    body = textwrap.indent("\n".join(lines), "  ")
    return f"/** {said} */\nexport interface {name}{base} {{\n{body}\n}}"


def _member(each: cdk.Property) -> list[str]:
    default = each.spec.default
    known = [f"@default {default}"] if default else []
    mark = "" if each.required else "?"
    return [
        *_comment(each.about(cdk.camel), known),
        f"readonly {cdk.camel(each.spec.name)}{mark}: {_type(each)};",
    ]


def _type(each: cdk.Property) -> str:
    if each.kind == "text" and each.spec.allowed:
        return " | ".join(map(json.dumps, each.spec.allowed))
    return _TYPES[each.kind]


def _comment(sentences: list[str], tags: list[str]) -> list[str]:
    if not tags and len(sentences) == 1:
        return [f"/** {sentences[0]} */"]
    lines = [line for each in sentences for line in textwrap.wrap(each, 94)]
    return ["/**", *(f" * {line}" for line in lines), *(f" * {tag}" for tag in tags), " */"]


def _table() -> str:
    rows = (f"  {cdk.camel(each.spec.name)}: {_object(_row(each))}," for each in cdk.PROPERTIES)
    return "\n".join(
        (
            "/** Property -> its parameter. */",
            "export const PARAMETERS: Readonly<Record<string, Parameter>> = {",
            *rows,
            "};",
        )
    )


def _row(each: cdk.Property) -> dict[str, object]:
    return {"name": each.spec.name, "kind": each.kind, **each.constraints()}


def _object(row: dict[str, object]) -> str:
    pairs = (f"{name}: {json.dumps(value)}" for name, value in row.items())
    return f"{{ {', '.join(pairs)} }}"


def _outputs() -> str:
    getters = (
        f"  /** {said}. */\n"
        f"  public get {cdk.camel(name)}(): string{_optional(name)} {{\n"
        f"    return {_asked(name)};\n"
        f"  }}"
        for name, said in OUTPUTS.items()
    )
    return "\n".join(
        (
            "/** The template's outputs, as values for other constructs. */",
            "export abstract class Outputs extends Construct {",
            "\n\n".join(getters),
            "",
            "  /** Whether the stack has model quality, as far as the app knows. */",
            "  protected abstract readonly labels: boolean;",
            "",
            "  /** Give the value of an output. */",
            "  protected abstract output(name: string): string;",
            "}",
        )
    )


def _asked(name: str) -> str:
    asked = f'this.output("{name}")'
    return f"this.labels ? {asked} : undefined" if name in CONDITIONAL else asked


def _optional(name: str) -> str:
    return " | undefined" if name in CONDITIONAL else ""


def _findings() -> Iterable[str]:
    rows = "".join(f"  {json.dumps(row)},\n" for row in acknowledged())
    yield (
        "/** Resource (none: any), what a checker finds on it, and why that should be so. */\n"
        f"export const ACKNOWLEDGED: readonly (readonly [string, string, string])[] = [\n{rows}];"
    )
    yield (
        "/** Roles with findings whose names are made of the parameters' values, and the reason. */"
        f"\nexport const COMPUTED: readonly string[] = {json.dumps(COMPUTED)};\n"
        f"export const COMPUTED_REASON =\n  {json.dumps(COMPUTED_REASON)};"
    )
    rows = "".join(f"  {json.dumps(row)},\n" for row in STACK.items())
    yield (
        "/** What is found on the stack, which its owner acknowledges. */\n"
        f"export const ON_STACK: readonly (readonly [string, string])[] = [\n{rows}];"
    )
