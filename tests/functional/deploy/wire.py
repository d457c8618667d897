"""AWS's wire protocols from the service's side, and botocore's model as the judge of both sides.

Query (CloudFormation, SNS) and JSON (the others that are scripted). Requests are read by the
model's input shape; answers are written by its output shape, and what the model does not know is a
problem, on either side.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import botocore.session
from botocore.validate import ParamValidator


@cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def problems(value: Any, shape: Any) -> list[str]:
    """Say where a value is not as the model has it; enumerations, too."""
    report = ParamValidator().validate(value, shape).generate_report()
    return [*report.splitlines(), *_strangers(value, shape)]


def _strangers(value: Any, shape: Any) -> list[str]:
    if shape.type_name == "structure":
        return [
            found
            for name, item in value.items()
            if name in shape.members
            for found in _strangers(item, shape.members[name])
        ]
    if shape.type_name == "list":
        return [found for item in value for found in _strangers(item, shape.member)]
    enum = list(getattr(shape, "enum", None) or [])
    if shape.name == "ResourceStatus":  # an event of the stack itself bears the stack's status
        enum += model("cloudformation").shape_for("StackStatus").enum
    return [f"{value!r} is none of {shape.name}"] if enum and value not in enum else []


def read_query(body: bytes, service: str) -> tuple[str, dict[str, Any]]:
    """Read a request of the query protocol: operation, and what is asked."""
    flat = dict(parse_qsl(body.decode(), keep_blank_values=True))
    operation = flat.pop("Action")
    flat.pop("Version")
    shape = model(service).operation_model(operation).input_shape
    return operation, _nested(flat, shape) if shape else {}


def _nested(flat: dict[str, str], shape: Any) -> Any:
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            key = member.serialization.get("name", name)
            if key in flat:
                found[name] = _leaf(flat[key], member)
            elif below := _below(flat, key):
                found[name] = _nested(below, member)
        return found
    numbers = sorted({int(key.split(".")[1]) for key in flat if key.startswith("member.")})
    items = []
    for number in numbers:
        key = f"member.{number}"
        below = _below(flat, key)
        items.append(_nested(below, shape.member) if below else _leaf(flat[key], shape.member))
    return items


def _below(flat: dict[str, str], key: str) -> dict[str, str]:
    return {
        name.removeprefix(f"{key}."): value
        for name, value in flat.items()
        if name.startswith(f"{key}.")
    }


def _leaf(text: str, shape: Any) -> Any:
    if shape.type_name == "boolean":
        return text == "true"
    if shape.type_name in ("integer", "long"):
        return int(text)
    return [] if shape.type_name == "list" else text


def write_query(operation: str, answer: dict[str, Any], service: str) -> bytes:
    """Write an answer of the query protocol."""
    shape = model(service).operation_model(operation).output_shape
    inner = _xml(answer, shape) if shape else ""
    result = f"<{operation}Result>{inner}</{operation}Result>"
    return f"<{operation}Response>{result}</{operation}Response>".encode()


def _xml(value: Any, shape: Any) -> str:
    if shape.type_name == "structure":
        return "".join(
            f"<{name}>{_xml(item, shape.members[name])}</{name}>" for name, item in value.items()
        )
    if shape.type_name == "list":
        return "".join(f"<member>{_xml(item, shape.member)}</member>" for item in value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def write_json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, default=dt.datetime.timestamp).encode()


def refusal(code: str, message: str, service: str) -> bytes:
    """Write a refusal."""
    if model(service).metadata["protocol"] == "query":
        return (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
            f"<Message>{escape(message)}</Message></Error></ErrorResponse>"
        ).encode()
    return write_json({"__type": code, "message": message})
