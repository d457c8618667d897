"""What the user asks of a stack, from options to a plan's wish."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import templates
from generator.deploy import given as giving, template as deployables
from generator.errors import GeneratorError, WrongValueError
from generator.parameters import BOTH, DRIFT_MONITOR, SPECS

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.given import Given
    from generator.deploy.plan import Wish
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Stack
    from generator.deploy.template import Deployable


@dataclass(frozen=True)
class Asked:
    """The options of ``plan`` and ``deploy`` that say what the stack shall be.

    Attributes:
        edition: ``""`` for that of the stack, else ``drift-monitor``.
        template: a file in place of an edition.
        given: values from flags, file and environment; of the template that was known first.

    """

    edition: str
    template: Path | None
    flags: Given
    tags: dict[str, str] | None
    role: str

    def deployable(self, stack: Stack | None) -> Deployable:
        """Give the template: the file, the edition asked for, that of the stack, or the default.

        Raises:
            GeneratorError: the stack is none of ours.

        """
        if self.template:
            return deployables.of_file(self.template)
        if stack and not stack.edition:
            raise GeneratorError(
                f"stack {stack.name} is none of ours: its description names no edition. Choose"
                " another --stack-name; or say --template, to deploy a template of your own to it"
            )
        return deployables.of_edition(self.edition or (stack.edition if stack else DRIFT_MONITOR))

    def given(self, template: Deployable) -> Given:
        """Give the values: a flag over the file over the environment."""
        return self.flags.over(giving.from_environment(template.specs, os.environ))

    def answered(self, stack: Stack | None, out: Screen) -> Asked:
        """Check all values, once what is missing is asked for, if somebody is there.

        Args:
            stack: as it is; it may have values already.
            out: where the questions are asked.

        Raises:
            WrongParametersError: values that cannot be, or are missing; all of them.

        """
        template = self.deployable(stack)
        previous = stack.parameters if stack else {}
        values = self.given(template)
        answers = _prompted(template, values, previous) if out.asks else giving.Given()
        wrong = giving.problems(template, answers.over(values), previous)
        if wrong:
            raise giving.WrongParametersError(wrong)
        return replace(self, flags=answers.over(self.flags))

    def check(self) -> None:
        """Say what is wrong with the values by themselves, which needs no AWS.

        Raises:
            WrongParametersError: with all of them. What is missing, or does not go together, only
                the stack can tell: it may have values already.

        """
        if self.template:
            known = [deployables.of_file(self.template)]
        else:
            names = (self.edition,) if self.edition else BOTH
            known = [deployables.of_edition(name) for name in names]
        wrong = [giving.wrong_values(one, self.given(one)) for one in known]
        if all(wrong):
            nearest = min(wrong, key=len)
            raise giving.WrongParametersError(nearest)


def wish(
    name: str, asked: Asked, template: Deployable, stack: Stack | None, out: Screen
) -> tuple[Wish, dict[str, str]]:
    """Give what CloudFormation is asked for, and all values that the stack will have.

    Raises:
        WrongParametersError: values that do not go together with those that the stack has now.

    """
    from generator.deploy.plan import Wish  # noqa: PLC0415 - boto3 is slow to import

    previous = stack.parameters if stack else {}
    values = asked.given(template)
    wrong = giving.problems(template, values, previous)
    if wrong:
        raise giving.WrongParametersError(wrong)
    defaults = {spec.name: spec.default or "" for spec in template.specs}
    known = {k: v for k, v in previous.items() if k in defaults}
    for key, value in values.values.items():
        if value != known.get(key, defaults[key]):
            words = f"{key} = {value} (from {values.sources[key]})"
            out.tell("parameter", words, name=key, value=value, source=values.sources[key])
    request = giving.request(template, values, previous)
    made = Wish(name, template.text, request, asked.tags, asked.role)
    return made, {**defaults, **known, **values.values}


def _prompted(template: Deployable, values: Given, previous: dict[str, str]) -> Given:
    """Ask for what is required and missing; give the answers."""
    found = giving.Given()
    for spec in giving.missing(template, {**previous, **values.values}):
        if spec.name in values.values:
            continue  # given, and empty: that is an error, not a question

        def checked(answer: str, name: str = spec.name) -> str:
            wrong = giving.wrong_values(template, giving.Given({name: answer}))
            if wrong:
                raise click.UsageError(wrong[0])
            return answer

        words = f"{spec.name} ({spec.help})" if spec.help else spec.name
        found.values[spec.name] = click.prompt(words, value_proc=checked)
        found.sources[spec.name] = "your answer"
    return found


def _complete(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Complete a parameter's name, or one of its allowed values."""
    name, equals, _value = begun.partition("=")
    if not equals:
        return [f"{spec.name}=" for spec in SPECS if spec.name.startswith(begun)]
    allowed = (f"{name}={value}" for spec in SPECS if spec.name == name for value in spec.allowed)
    return [each for each in allowed if each.startswith(begun)]


def wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what the stack shall be; they come as :func:`asked_for` takes them.

    ``edition``, ``template``, ``parameters``, ``file``, ``tags``, ``role``.
    """
    path = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option(
            "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE",
            shell_complete=_complete,
            help="A parameter; may be given several times. Wins over the file, that over the"
            " environment (MONITOR_STACK_EMAIL_ADDRESS for EmailAddress), that over the stack's"
            " previous value.",
        ),
        click.option(
            "--parameters", "file", type=path, metavar="FILE",
            help="Parameters as YAML, JSON, or the AWS CLI's list.",
        ),
        click.option(
            "--edition", type=click.Choice(list(BOTH)), default=None,
            help=f"Who analyses. By default that of the stack; of a new one {DRIFT_MONITOR}.",
        ),
        click.option(
            "--template", type=path, metavar="FILE", help="A template of your own, instead.",
        ),
        click.option(
            "--tag", "tags", multiple=True, metavar="KEY=VALUE",
            help="A tag of the stack and its resources; may be given several times. Those given"
            " replace all; without any, tags stay. A change makes model-monitor's job definitions"
            " anew.",
        ),
        click.option(
            "--role-arn", "role", default="", metavar="ARN",
            help="Service role as which CloudFormation acts. It stays the stack's.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def asked_for(options: dict[str, Any]) -> Asked:
    """Take the options of :func:`wish_options` out of all that a verb has.

    Raises:
        WrongParametersError: flags of another form.
        click.UsageError: options that exclude each other, or a tag of another form.

    """
    edition, template = options.pop("edition"), options.pop("template")
    file, parameters = options.pop("file"), options.pop("parameters")
    if edition and template:
        raise click.UsageError("--edition and --template exclude each other")
    flags = giving.from_flags(parameters)
    if file:
        flags = flags.over(giving.from_file(file))
    return Asked(edition or "", template, flags, _tags(options.pop("tags")), options.pop("role"))


def _tags(texts: tuple[str, ...]) -> dict[str, str] | None:
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--tag {text}: write it as KEY=VALUE")
        found[key] = value
    return found or None


def policy(path: Path | None) -> str:
    """Read a stack policy; ``""`` without a file.

    Raises:
        WrongValueError: it cannot be read, or is no policy.

    """
    if not path:
        return ""
    text = templates.written(path)
    if text is None:
        raise WrongValueError(f"{path} is not there")
    try:
        content = json.loads(text)
    except ValueError as error:
        raise WrongValueError(f"{path} is no stack policy: {error}") from error
    if not isinstance(content, dict) or "Statement" not in content:
        raise WrongValueError(f"{path} is no stack policy: it has no Statement")
    return text
