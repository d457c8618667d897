"""Terraform: variables and outputs of the module, and of the root that calls it.

``terraform/modules/model-monitoring`` is for other configurations: it has no provider of its own,
so that ``for_each`` may repeat it. ``terraform/`` is that module with a provider, for those who
have no configuration yet. What is not generated here (``main.tf``, ``versions.tf``, the example) is
written by hand.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import parameters
from generator.doors.outputs import outputs
from generator.parameters import BOTH, SPECS, Spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ROOT = "terraform"
MODULE = f"{ROOT}/modules/model-monitoring"
MADE = "# Generated from generator/parameters.py by build.py.\n\n"
EXAMPLE = "your-email@example.com"
REGION = "us-east-1"
_LIST = "list(string)"


@dataclass(frozen=True)
class Variable:
    """A variable of the module.

    Attributes:
        name: in snake case.
        about: a sentence without its full stop.
        type: Terraform's.
        default: in Terraform's words; empty makes the variable required.
        demands: condition -> what it asks for, in words.

    """

    name: str
    about: str
    type: str
    default: str
    demands: Mapping[str, str]

    def block(self) -> str:
        """Give its block, as ``terraform fmt`` would."""
        facts = {"description": _text(f"{self.about}."), "type": self.type}
        if self.default:
            facts["default"] = self.default
        facts["nullable"] = "false"
        parts = [_aligned(facts), *map(_validation, self.demands.items())]
        return f"variable {_text(self.name)} {{\n" + "\n\n".join(parts) + "\n}\n"


def _validation(demand: tuple[str, str]) -> str:
    condition, said = demand
    facts = _aligned({"condition": condition, "error_message": _text(said)}, depth=2)
    return f"  validation {{\n{facts}\n  }}"


def _aligned(facts: Mapping[str, str], depth: int = 1) -> str:
    """Give lines of names and values with the signs of equality below each other."""
    width = max(map(len, facts))
    return "\n".join(f"{'  ' * depth}{name:{width}} = {value}" for name, value in facts.items())


def _text(words: str) -> str:
    """Quote words; what Terraform would read as its own in them is escaped."""
    return json.dumps(words, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def snake(name: str) -> str:
    """Give a parameter's name as Terraform writes it: ``KmsKeyArn``, ``kms_key_arn``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def kind(spec: Spec) -> str:
    """Give a parameter's type in Terraform."""
    if set(spec.allowed) == {"true", "false"}:
        return "bool"
    return {"Number": "number", "CommaDelimitedList": _LIST}.get(spec.type, "string")


def default(spec: Spec) -> str:
    """Give a parameter's default in Terraform's words, empty if it has none."""
    if spec.default is None:
        return ""
    if kind(spec) in ("bool", "number"):
        return spec.default
    if kind(spec) == _LIST:
        return f"[{', '.join(_text(each) for each in spec.default.split(',') if each)}]"
    return _text(spec.default)


def about(spec: Spec) -> str:
    """Say what a parameter is, with the names that it has in Terraform."""
    known = {each.name for each in SPECS}

    def named(found: re.Match[str]) -> str:
        return snake(found[1]) if found[1] in known else found[1]

    words = re.sub(r"`([^`]+)`", named, spec.about or spec.help)
    return words if spec.editions == BOTH else f"{words}. Of the edition {spec.editions[0]} alone"


def demands(spec: Spec) -> dict[str, str]:
    """Give what a parameter's value must be: condition -> words."""
    name, found = snake(spec.name), dict[str, str]()
    this = f"var.{name}"
    if spec.allowed and kind(spec) != "bool":
        allowed = ", ".join(map(_text, spec.allowed))
        said = f"{name} must be one of {', '.join(spec.allowed)}."
        found[f"contains([{allowed}], {this})"] = said
    if spec.pattern:
        one = _matches(spec.pattern, "each" if kind(spec) == _LIST else this)
        every = f"alltrue([for each in {this} : {one}])" if kind(spec) == _LIST else one
        found[every] = f"{name} does not match. Expected: {spec.said}."
    measure, unit = (this, "") if spec.type == "Number" else (f"length({this})", " characters")
    bounds = (spec.minimum, ">=", "at least"), (spec.maximum, "<=", "at most")
    for bound, sign, words in bounds:
        if bound is not None:
            found[f"{measure} {sign} {bound:g}"] = f"{name} must be {words} {bound:g}{unit}."
    return found


def _matches(pattern: str, value: str) -> str:
    return f"can(regex({_text(pattern)}, {value}))"


def _of(spec: Spec) -> Variable:
    return Variable(snake(spec.name), about(spec), kind(spec), default(spec), demands(spec))


def _own() -> list[Variable]:
    """Give the variables of the module that are no parameters of the stack."""
    editions = ", ".join(map(_text, BOTH))
    either = f"contains([{editions}], var.edition)"
    name = r"^[A-Za-z][A-Za-z0-9-]{0,127}$"
    tags = (
        "Tags of the stack, which CloudFormation hands on to its resources. With the edition "
        f"{parameters.MODEL_MONITOR}, a change replaces the job definitions"
    )
    return [
        Variable(
            "edition",
            f"Who analyses: {BOTH[0]} is our own analyzer, {BOTH[1]} is Amazon's Model Monitor",
            "string",
            _text(BOTH[0]),
            {either: f"edition must be one of {', '.join(BOTH)}."},
        ),
        Variable(
            "stack_name",
            "Name of the CloudFormation stack; another one replaces the stack",
            "string",
            _text("sagemaker-model-monitor"),
            {
                _matches(name, "var.stack_name"): (
                    "stack_name must begin with a letter; then letters, digits and hyphens."
                )
            },
        ),
        Variable("tags", tags, "map(string)", "{}", {}),
    ]


def _region() -> Variable:
    return Variable("aws_region", "Region of the stack", "string", _text(REGION), {})


def variables() -> list[Variable]:
    """List the module's variables, the required ones first."""
    found = [*map(_of, SPECS)]
    required = [each for each in found if not each.default]
    return [*required, *_own(), *(each for each in found if each.default)]


def module_variables() -> str:
    """Give the module's ``variables.tf``."""
    return MADE + "\n".join(each.block() for each in variables())


def root_variables() -> str:
    """Give the root's ``variables.tf``: the module's, and the region."""
    return MADE + "\n".join(each.block() for each in [_region(), *variables()])


def module_parameters() -> str:
    """Give the module's ``parameters.tf``: variables -> parameters of the template."""
    alone = [spec for spec in SPECS if spec.editions != BOTH]
    others = {
        snake(spec.name): (
            f"var.edition != {_text(spec.editions[0])} && var.{snake(spec.name)} != {default(spec)}"
        )
        for spec in alone
    }
    groups = "".join(
        f"    {_text(edition)} = {{\n{_parameters(of_edition, 3)}\n    }}\n"
        for edition in BOTH
        if (of_edition := [spec for spec in alone if spec.editions == (edition,)])
    )
    shared = _parameters([spec for spec in SPECS if spec.editions == BOTH], 2)
    return f"""\
{MADE}locals {{
  shared = {{
{shared}
  }}

  of_edition = {{
{groups}  }}

  parameters = merge(local.shared, local.of_edition[var.edition])

  # Variables with a value of their own that this edition would ignore.
  ignored = [for name, given in {{
{_aligned(others, 2)}
  }} : name if given]
}}
"""


def _parameters(specs: Iterable[Spec], depth: int) -> str:
    """Give a line of each parameter with its value; CloudFormation takes texts alone."""
    values = {
        "bool": "tostring({})",
        "number": "tostring({})",
        _LIST: 'join(",", {})',
        "string": "{}",
    }
    given = {spec.name: values[kind(spec)].format(f"var.{snake(spec.name)}") for spec in specs}
    return _aligned(given, depth)


def root_call() -> str:
    """Give the root's ``monitor.tf``: the call of the module with every variable."""
    passed = {each.name: f"var.{each.name}" for each in variables()}
    return f"""\
{MADE}module "monitor" {{
  source = "./modules/model-monitoring"

{_aligned(passed)}
}}
"""


def _outputs(value: str) -> str:
    """Give an output for each of the stack's; ``value`` says where from, by both its names."""
    blocks = []
    for name, words in outputs().items():
        facts = {
            "description": _text(f"{words}."),
            "value": value.format(name=name, snake=snake(name)),
        }
        blocks.append(f"output {_text(snake(name))} {{\n{_aligned(facts)}\n}}\n")
    return MADE + "\n".join(blocks)


def module_outputs() -> str:
    """Give the module's ``outputs.tf``. An output that the stack lacks is null."""
    return _outputs('lookup(aws_cloudformation_stack.monitor.outputs, "{name}", null)')


def root_outputs() -> str:
    """Give the root's ``outputs.tf``."""
    return _outputs("module.monitor.{snake}")


def example() -> str:
    """Give ``terraform.tfvars.example``: what is required, and all else with its default."""
    lines = ["# Copy to terraform.tfvars. Without their #, these lines are what holds anyway.", ""]
    for each in [_region(), *variables()]:
        value = each.default or _text(EXAMPLE)
        lines += [f"# {each.about}.", f"{'# ' * bool(each.default)}{each.name} = {value}", ""]
    return "\n".join(lines[:-1]) + "\n"


FILES: dict[str, Callable[[], str]] = {
    f"{MODULE}/variables.tf": module_variables,
    f"{MODULE}/parameters.tf": module_parameters,
    f"{MODULE}/outputs.tf": module_outputs,
    f"{ROOT}/variables.tf": root_variables,
    f"{ROOT}/monitor.tf": root_call,
    f"{ROOT}/outputs.tf": root_outputs,
    f"{ROOT}/terraform.tfvars.example": example,
}
