"""A request's way through SageMaker: checked, done under the lock, its answer checked as well.

Requests and answers are held against botocore's model of the service, so that a parameter that the
service has not, or a response field that is missing, shows here and not on AWS.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.utils import parse_to_aware_datetime
from botocore.validate import ParamValidator

from generator.rehearsal.extension.store import Json, RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.extension.store import Store


class Service:
    """SageMaker's API over a table of operations."""

    def __init__(self, store: Store, *rooms: dict[str, Callable[[Json], Json]]) -> None:
        self.store = store
        self.model = botocore.session.get_session().get_service_model("sagemaker")
        self.operations = {
            name: do for room in (*rooms, self._tagging()) for name, do in room.items()
        }

    def do(self, operation: str, asked: Json) -> Json:
        """Serve one request.

        Raises:
            RefusalError: the request is not valid, or the service's state forbids it.

        """
        if operation not in self.operations:
            raise RefusalError("UnknownOperationException", f"{operation} is not rehearsed")
        model = self.model.operation_model(operation)
        given = typed(asked, model.input_shape)
        self._accept(given, model.input_shape)
        try:
            with self.store.lock:
                answer = self.operations[operation](given)
        except RefusalError as refusal:
            raise self._coded(refusal, model) from None
        return self._checked(operation, answer, model.output_shape)

    def _accept(self, given: Json, shape: Any) -> None:
        report = ParamValidator().validate(given, shape)
        problems = [report.generate_report()] if report.has_errors() else []
        problems += list(unmatched(given, shape, ""))
        if problems:
            raise invalid("; ".join(problems))

    def _coded(self, refusal: RefusalError, model: Any) -> RefusalError:
        """Use ResourceNotFound and ResourceInUse only where the operation's model has them."""
        known = {error.name for error in model.error_shapes}
        if refusal.code.startswith("Resource") and refusal.code not in known:
            return invalid(str(refusal))
        return refusal

    def _checked(self, operation: str, answer: Json, shape: Any) -> Json:
        """Give the answer's own fields alone.

        Raises:
            RefusalError: this rehearsal's answer is none that the service could give.

        """
        if shape is None:
            return {}
        shown = {name: answer[name] for name in shape.members if answer.get(name) is not None}
        report = ParamValidator().validate(shown, shape)
        if report.has_errors():
            raise RefusalError("WrongAnswer", f"{operation}: {report.generate_report()}")
        return shown

    def _tagging(self) -> dict[str, Callable[[Json], Json]]:
        return {"AddTags": self._add, "ListTags": self._list, "DeleteTags": self._delete}

    def _tags(self, asked: Json) -> dict[str, str]:
        if not self.store.exists(asked["ResourceArn"]):
            raise invalid(f"{asked['ResourceArn']} does not exist")
        return self.store.tags.setdefault(asked["ResourceArn"], {})

    def _add(self, asked: Json) -> Json:
        self._tags(asked)
        self.store.tag(asked["ResourceArn"], asked["Tags"])
        return self._list(asked)

    def _list(self, asked: Json) -> Json:
        return {"Tags": [{"Key": key, "Value": value} for key, value in self._tags(asked).items()]}

    def _delete(self, asked: Json) -> Json:
        for key in asked["TagKeys"]:
            self._tags(asked).pop(key, None)
        return {}


def typed(value: Any, shape: Any) -> Any:
    """Turn the wire's seconds and texts into times."""
    kind = getattr(shape, "type_name", "")
    if kind == "structure" and isinstance(value, dict):
        members = shape.members
        return {key: typed(item, members.get(key)) for key, item in value.items()}
    if kind == "list" and isinstance(value, list):
        return [typed(item, shape.member) for item in value]
    if kind == "timestamp" and not isinstance(value, dt.datetime):
        return parse_to_aware_datetime(value)
    return value


def unmatched(value: Any, shape: Any, place: str) -> Any:
    """Yield what does not match the model's patterns and enumerations, which botocore skips."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for key in value.keys() & shape.members.keys():
            yield from unmatched(value[key], shape.members[key], f"{place}.{key}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from unmatched(item, shape.member, f"{place}[{index}]")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _unmatched_text(value, shape, place)


def _unmatched_text(value: str, shape: Any, place: str) -> Any:
    if shape.enum and value not in shape.enum:
        yield f"Value '{value}' at '{place[1:]}' must be one of {sorted(shape.enum)}"
    pattern, longest = shape.metadata.get("pattern"), shape.metadata.get("max")
    if longest and len(value) > longest:
        yield f"Value '{value}' at '{place[1:]}' is longer than {longest}"
    if pattern and not _matches(pattern, value):
        yield f"Value '{value}' at '{place[1:]}' must match {pattern}"


def _matches(pattern: str, value: str) -> bool:
    """Match a pattern of the model; one that only Java can read lets everything through."""
    try:
        return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value) is not None
    except re.error:
        return True
