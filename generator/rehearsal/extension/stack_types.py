"""The CloudFormation types of SageMaker, each over the operations of the service.

Which property's change replaces a resource stands in cfn-lint's copy of AWS's schemas. Like AWS's
handlers, these wait until what they made is settled, and fail with the service's reason; so they
run on a thread of their own.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from ministack.services.cloudformation import provisioners, stacks

from generator.rehearsal.extension.store import Json, RefusalError, unused_name

if TYPE_CHECKING:
    from generator.rehearsal.extension.service import Service

# Type -> field that names it.
NAMES = {
    "Model": "ModelName",
    "EndpointConfig": "EndpointConfigName",
    "Endpoint": "EndpointName",
    "DataQualityJobDefinition": "JobDefinitionName",
    "ModelQualityJobDefinition": "JobDefinitionName",
    "MonitoringSchedule": "MonitoringScheduleName",
}
_UPDATED = ("Endpoint", "MonitoringSchedule")  # the others change by tags alone
_MOVING = ("Creating", "Updating")


def install(service: Service) -> None:
    """Register the types with MiniStack's CloudFormation."""
    for kind, field in NAMES.items():
        name = f"AWS::SageMaker::{kind}"
        provisioners._RESOURCE_HANDLERS[name] = Handlers(service, kind, field).table()  # noqa: SLF001
        provisioners._REPLACING_PROPERTIES[name] = create_only(name)  # noqa: SLF001
        provisioners._STACK_TAG_PROPERTY[name] = ("Tags", "list")  # noqa: SLF001
    _on_a_thread()


def _on_a_thread() -> None:
    original = stacks._runs_on_worker_thread  # noqa: SLF001 - a patch

    def threaded(kind: str) -> bool:
        return kind.startswith("AWS::SageMaker::") or bool(original(kind))

    stacks._runs_on_worker_thread = threaded  # noqa: SLF001


@cache
def create_only(name: str) -> frozenset[str]:
    """Give the top-level properties whose change replaces a resource of the type."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", name).schema
    return frozenset(path.split("/")[2] for path in schema.get("createOnlyProperties", []))


class Handlers:
    """What CloudFormation does with resources of one type."""

    def __init__(self, service: Service, kind: str, field: str) -> None:
        self.service, self.kind, self.field = service, kind, field

    def table(self) -> Json:
        """Give the handlers in MiniStack's form."""
        return {"create": self.create, "update": self.update, "delete": self.delete}

    def create(self, logical_id: str, props: Json, stack: str) -> tuple[str, dict[str, str]]:
        """Make one; a name is made up where the template has none."""
        asked = {self.field: unused_name(f"{stack}-{logical_id}"), **self._typed("Create", props)}
        answer = self.service.do(f"Create{self.kind}", asked)
        try:
            self._settle(asked[self.field], asked)
        except RefusalError:
            self.delete(asked[self.field], {})  # as the rollback does, which gets no name from here
            raise
        return self._known(asked[self.field], answer[self._arn()])

    def update(self, known: str, old: Json, props: Json, stack: str) -> tuple[str, dict[str, str]]:
        """Change one in place."""
        del stack
        name = known.rpartition("/")[-1]
        if self.kind in _UPDATED and _without_tags(old) != _without_tags(props):
            changed = self._typed("Update", {**_without_tags(props), self.field: name})
            self.service.do(f"Update{self.kind}", changed)
            self._settle(name, changed)
        if self.kind != "MonitoringSchedule" and props.get("Tags"):
            self.service.do("AddTags", {"ResourceArn": known, "Tags": props["Tags"]})
        return self._known(name, known)

    def delete(self, known: str, _: Json) -> None:
        """Delete one that may be gone already."""
        try:
            self.service.do(f"Delete{self.kind}", {self.field: known.rpartition("/")[-1]})
        except RefusalError as refusal:
            if "Could not find" not in str(refusal):
                raise

    def _settle(self, name: str, asked: Json) -> None:
        """Wait for an endpoint; a failed one fails its resource."""
        if self.kind != "Endpoint":
            return
        while True:
            found = self.service.do("DescribeEndpoint", {"EndpointName": name})
            if found["EndpointStatus"] not in _MOVING:
                break
            time.sleep(0.02)
        if (
            found["EndpointStatus"] == "Failed"
            or found["EndpointConfigName"] != asked["EndpointConfigName"]
        ):
            raise RefusalError("NotStabilized", str(found.get("FailureReason", "")))

    def _known(self, name: str, arn: str) -> tuple[str, dict[str, str]]:
        return arn, {self.field: name, self._arn(): arn}

    def _arn(self) -> str:
        return "JobDefinitionArn" if self.kind.endswith("Definition") else f"{self.kind}Arn"

    def _typed(self, verb: str, props: Json) -> Json:
        shape = self.service.model.operation_model(f"{verb}{self.kind}").input_shape
        typed: Json = coerced(props, shape)
        return typed


def _without_tags(props: Json) -> Json:
    return {key: value for key, value in props.items() if key != "Tags"}


def coerced(value: Any, shape: Any) -> Any:
    """Turn texts into what the API wants, as CloudFormation does, and numbers into texts."""
    kind = getattr(shape, "type_name", "")
    if kind == "structure" and isinstance(value, dict):
        return {key: coerced(item, shape.members.get(key)) for key, item in value.items()}
    if kind == "list" and isinstance(value, list):
        return [coerced(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: coerced(item, shape.value) for key, item in value.items()}
    return _coerced(value, kind)


def _coerced(value: Any, kind: str) -> Any:
    if kind == "boolean" and value in ("true", "false"):
        return value == "true"
    if kind == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if not isinstance(value, str):
        return value
    try:
        if kind in ("integer", "long"):
            return int(value)
        return float(value) if kind in ("float", "double") else value
    except ValueError:
        return value
