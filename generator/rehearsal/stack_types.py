"""The CloudFormation types of SageMaker, each over the operations of :mod:`sagemaker`.

Which property's change replaces a resource stands in cfn-lint's copy of AWS's schemas.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ministack.services.cloudformation import provisioners

if TYPE_CHECKING:
    from generator.rehearsal.sagemaker import SageMaker

# Type -> field that names it.
NAMES = {
    "Model": "ModelName",
    "EndpointConfig": "EndpointConfigName",
    "Endpoint": "EndpointName",
    "DataQualityJobDefinition": "JobDefinitionName",
    "ModelQualityJobDefinition": "JobDefinitionName",
    "MonitoringSchedule": "MonitoringScheduleName",
}


def install(sagemaker: SageMaker) -> None:
    """Register the types with MiniStack's CloudFormation."""
    for kind, field in NAMES.items():
        name = f"AWS::SageMaker::{kind}"
        provisioners._RESOURCE_HANDLERS[name] = _handlers(sagemaker, kind, field)  # noqa: SLF001
        provisioners._REPLACING_PROPERTIES[name] = create_only(name)  # noqa: SLF001


@cache
def create_only(name: str) -> frozenset[str]:
    """Give the top-level properties whose change replaces a resource of the type."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", name).schema
    return frozenset(path.split("/")[2] for path in schema.get("createOnlyProperties", []))


def _handlers(sagemaker: SageMaker, kind: str, field: str) -> dict[str, Any]:
    def create(logical_id: str, props: dict[str, Any], stack: str) -> tuple[str, dict[str, str]]:
        asked = {field: sagemaker.unused_name(f"{stack}-{logical_id}"), **_typed(kind, props)}
        arn = sagemaker.do(f"Create{kind}", asked)[_arn(kind)]
        return arn, {field: asked[field], _arn(kind): arn}

    def update(
        known: str, _: dict[str, Any], props: dict[str, Any], stack: str
    ) -> tuple[str, dict[str, str]]:
        del stack
        name = known.rsplit("/", maxsplit=1)[-1]
        changed = {**_typed(kind, props), field: name}
        changed.pop("Tags", None)
        if kind in ("Endpoint", "MonitoringSchedule"):
            sagemaker.do(f"Update{kind}", changed)
        return known, {field: name, _arn(kind): known}

    def delete(known: str, _: dict[str, Any]) -> None:
        sagemaker.do(f"Delete{kind}", {field: known.rsplit("/", maxsplit=1)[-1]})

    return {"create": create, "update": update, "delete": delete}


def _arn(kind: str) -> str:
    return "JobDefinitionArn" if kind.endswith("Definition") else f"{kind}Arn"


_NUMBERS = (
    "InitialInstanceCount", "InitialSamplingPercentage", "InitialVariantWeight", "InstanceCount",
    "MaxRuntimeInSeconds", "VolumeSizeInGB", "ProbabilityThresholdAttribute",
)  # fmt: skip


def _typed(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """Turn texts into the numbers that the API wants, as CloudFormation does."""

    def walk(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(key, item) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(name, item) for item in value]
        if name in _NUMBERS and isinstance(value, str):
            return json.loads(value)
        return value

    typed: dict[str, Any] = walk(kind, props)
    return typed
