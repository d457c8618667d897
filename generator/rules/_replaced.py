"""What a change of a resource's properties replaces, from CloudFormation's schemas."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from generator.rules._links import given, kind
from generator.rules._reader import section
from generator.rules._walk import at, references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.rules._reader import Reader

_REGION = "us-east-1"
_UNIQUE = {
    "AutoScaling": ("AutoScalingGroup", "LaunchConfiguration"),
    "Batch": ("ComputeEnvironment", "JobQueue"),
    "DocDB": ("DBCluster", "DBInstance", "DBClusterParameterGroup"),
    "DynamoDB": ("Table",),
    "EC2": ("SecurityGroup",),
    "ECR": ("Repository",),
    "ECS": ("CapacityProvider", "Service"),
    "EKS": ("Cluster",),
    "ElastiCache": ("CacheCluster", "ReplicationGroup"),
    "ElasticLoadBalancing": ("LoadBalancer",),
    "ElasticLoadBalancingV2": ("LoadBalancer", "TargetGroup"),
    "Events": ("Archive",),
    "Glue": ("Trigger",),
    "IAM": ("Group", "InstanceProfile", "ManagedPolicy", "Role", "User"),
    "KinesisFirehose": ("DeliveryStream",),
    "Lambda": ("Function",),
    "Neptune": ("DBCluster", "DBInstance", "DBParameterGroup", "DBClusterParameterGroup"),
    "OpenSearchService": ("Domain",),
    "Pipes": ("Pipe",),
    "RDS": ("DBCluster", "DBInstance", "DBParameterGroup", "OptionGroup"),
    "Redshift": ("Cluster", "ClusterParameterGroup"),
    "S3": ("Bucket",),
    "SNS": ("Topic",),
    "SQS": ("Queue",),
    "SSM": ("Document",),
    "SageMaker": ("CodeRepository", "EndpointConfig", "Model", "NotebookInstance", "Workteam"),
    "StepFunctions": ("StateMachine",),
}
"""Services and types whose names are unique in an account and region, or in what `_WITHIN` says.

Names of a DNS zone, of an API's stage or of a table in a database are none of these.
"""
_CANNOT_CHANGE = {"AWS::DynamoDB::Table": ("KeySchema",)}
"""Of a schema's conditionalCreateOnlyProperties those that the service itself cannot change.

DynamoDB's UpdateTable takes no KeySchema. Others, such as a database's engine, most changes of
which replace nothing, are left out.
"""
_WITHIN = {"AWS::EC2::SecurityGroup": "VpcId", "AWS::ECS::Service": "Cluster"}
"""With another of these the old and the new one may share a name."""


@cache
def _schema(of: str) -> Any:
    """Give a type's schema; an empty one for types that CloudFormation does not know."""
    from cfnlint.schema import (  # noqa: PLC0415 - cfn-lint costs half a second
        PROVIDER_SCHEMA_MANAGER,
        ResourceNotFoundError,
    )

    try:
        return PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, of).schema
    except ResourceNotFoundError:
        return {}


@cache
def create_only(of: str) -> frozenset[tuple[str, ...]]:
    """Give the paths of the type's properties a change of which replaces it.

    Empty for types that CloudFormation deletes before it makes the new one.
    """
    schema = _schema(of)
    if schema.get("replacementStrategy") == "delete_then_create":
        return frozenset()
    paths = [tuple(path.split("/")[2:]) for path in schema.get("createOnlyProperties", ())]
    paths += [(name,) for name in _CANNOT_CHANGE.get(of, ())]
    return frozenset(path for path in paths if path[0] != _WITHIN.get(of))


def replacing(of: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is set of the properties a change of which replaces it, its name aside."""
    others = sorted(create_only(of) - {(name_property(of),)})
    found = {"/".join(path): at(given, tuple(one for one in path if one != "*")) for path in others}
    return {path: value for path, value in found.items() if value is not None}


@cache
def name_property(of: str) -> str:
    """Give the property with the type's physical name; '' where names are not unique."""
    _, service, short = (*of.split("::"), "", "")[:3]
    if short not in _UNIQUE.get(service, ()):
        return ""
    schema = _schema(of)
    likely = ["Name", "GroupName", f"{short}Name", f"{short}Identifier", f"{short}Id"]
    likely += [path.split("/")[-1] for path in schema.get("primaryIdentifier", ())]
    left_out = (*schema.get("required", ()), *_read_only(schema))
    return next((one for one in likely if (one,) in create_only(of) and one not in left_out), "")


def _read_only(schema: Any) -> list[str]:
    return [path.split("/")[-1] for path in schema.get("readOnlyProperties", ())]


class Replacements:
    """Follows what a resource's create-only properties depend on, through other resources."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._parameters = section(reader.template, "Parameters")
        self._known: dict[str, frozenset[str]] = {}

    def parameters(self, name: str) -> frozenset[str]:
        """Give the parameters a change of which replaces the resource, its own name aside."""
        if name not in self._known:
            self._known[name] = frozenset()  # while a circle is being followed
            set_to = replacing(kind(self._reader, name), given(self._reader, name))
            self._known[name] = self.of(list(set_to.values()))
        return self._known[name]

    def of(self, node: Any) -> frozenset[str]:
        """Give the parameters that a value depends on, or what replaces what it refers to."""
        found: set[str] = set()
        for _, other, _ in references(node, ()):
            found |= {other} if other in self._parameters else self.parameters(other)
        return frozenset(found)

    def never_changes(self, node: Any) -> bool:
        """Say whether a value is text and pseudo parameters: within a stack it stays the same."""
        found = self._reader.read(node, ())
        holes = [hole.name for reading in found for hole in reading.holes]
        assumed = [name for reading in found for name, _ in reading.assumed]
        return bool(found) and all(name.startswith("AWS::") for name in (*holes, *assumed))
