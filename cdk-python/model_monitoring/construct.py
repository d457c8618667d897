"""The construct: the emitted template, with its parameters as typed properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_cdk import Acknowledgment, Aws, Stack, Token, Validations, cloudformation_include
from aws_cdk.aws_iam import CfnRole

from model_monitoring.interface import (
    ACKNOWLEDGED,
    COMPUTED,
    COMPUTED_REASON,
    EDITIONS,
    ModelMonitoringProps,
    Outputs,
)
from model_monitoring.values import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import Construct

    from model_monitoring.interface import Edition


class ModelMonitoring(Outputs):
    """Model monitoring: everything that the emitted template of an edition makes.

    A property that is set stands in the template in place of its parameter. One that is not stays a
    parameter with its default, which ``cdk deploy --parameters`` can set; the template's rules see
    both.

    Attributes:
        template: the included template, for what the properties do not reach.

    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        props: ModelMonitoringProps,
        *,
        template_file: Path | None = None,
    ) -> None:
        """Include the template.

        Args:
            scope: the construct that it belongs to; its stack holds no other.
            id_: its name there.
            props: of the class that belongs to the edition.
            template_file: another file of the edition, such as a released version.

        Raises:
            ValueError: the properties cannot be used, or the stack has model monitoring already.

        """
        super().__init__(scope, id_)
        _refuse_second(self)
        editions = [name for name, kind in EDITIONS.items() if isinstance(props, kind)]
        if not editions:
            kinds = " or ".join(kind.__name__ for kind in EDITIONS.values())
            raise ValueError(f"{self.node.path}: the properties must be {kinds}")
        self._labels = props.enable_model_quality is not False
        self.template = cloudformation_include.CfnInclude(
            self,
            "Template",
            template_file=str(template_file or _emitted(editions[0])),
            parameters=values(self.node.path, props),
        )
        self._acknowledge()

    def _output(self, name: str) -> str:
        return Token.as_string(self.template.get_output(name).value)

    def _acknowledge(self) -> None:
        """Tell checkers why what they find on the template's resources is as it should be."""
        # The CDK does not see that the template uses its mapping, and would tell to drop it.
        self.template.get_mapping("Images").find_in_map(Aws.REGION, Aws.REGION)
        for resource, finding, reason in ACKNOWLEDGED:
            whole = not resource
            found = self.template if whole else self.template.node.try_find_child(resource)
            if found:
                Validations.of(found).acknowledge(Acknowledgment(id=finding, reason=reason))
        for role in map(self.template.get_resource, COMPUTED):
            if not isinstance(role, CfnRole):
                raise TypeError(f"{role.node.path} is no role")
            for finding in _computed_findings(Stack.of(self).resolve(role.policies)):
                acknowledgment = Acknowledgment(id=finding, reason=COMPUTED_REASON)
                Validations.of(role).acknowledge(acknowledgment)


def _emitted(edition: Edition) -> Path:
    """Find an edition's template, in the nearest ``templates`` above this file."""
    name, here = Path("templates", f"{edition}.yaml"), Path(__file__).resolve().parent
    for folder in here.parents:
        if (folder / name).is_file():
            return folder / name
    raise ValueError(f"{name} is in no folder above {here}: copy it there, or give the file")


def _refuse_second(one: ModelMonitoring) -> None:
    """Logical ids are the template's own: they keep a stack the same, whichever door it came by."""
    stack = Stack.of(one)
    if any(isinstance(each, ModelMonitoring) and each is not one for each in stack.node.find_all()):
        raise ValueError(
            f"{one.node.path}: a stack holds one ModelMonitoring; make a stack for each model"
        )


def _computed_findings(policies: list[dict[str, Any]]) -> Iterator[str]:
    """Name the findings on resources that are functions of parameters, as cdk-nag does."""
    for statement in (
        each for policy in policies for each in policy["policyDocument"]["Statement"]
    ):
        listed = statement.get("Resource")
        for resource in listed if isinstance(listed, list) else [listed]:
            if not isinstance(resource, dict):
                continue
            shown = resource if "Fn::If" in resource else resource.get("Fn::Sub")
            if isinstance(shown, dict | list):
                text = json.dumps(shown, separators=(",", ":"), ensure_ascii=False)
                yield f"AwsSolutions-IAM5[Resource::{text}]"
