"""A CloudFormation that plays a timeline, for what no real one does on demand.

Failures in the middle, rollbacks that fail, throttling, answers that come late, a network that is
gone. It is a server of its own, so that the real client and the real command line talk to it. Time
passes by looks: each ``DescribeStackEvents`` lets the next events of the timeline happen.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/monitor/5f0e5c6a-0000-4000-8000-{:012}"
START = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
STACK_TYPE = "AWS::CloudFormation::Stack"
TARGETS = {"ServiceQuotasV20190624": "service-quotas", "Logs_20140328": "logs",
           "SageMaker": "sagemaker", "TrentService": "kms"}  # fmt: skip
QUERY = {b"Version=2010-03-31": "sns", b"Version=2011-06-15": "sts"}
Step = tuple[str, str, str, str]


def of_stack(status: str, reason: str = "") -> Step:
    """An event of the stack itself."""
    return ("monitor", STACK_TYPE, status, reason)


def of(name: str, kind: str, status: str, reason: str = "") -> Step:
    """An event of a resource."""
    return (name, kind, status, reason)


class RefusalError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Cloud:
    """What is there, and what will happen.

    Attributes:
        status: the stack's, ``""`` without one.
        timelines: what each operation does in turn, as events: of an execution, of a deletion.
        a_look: how many events happen at each look.
        late: how many looks it takes until anything of an operation shows.
        lag: how many descriptions of the stack still show the state before its end.
        changes: of the next change set.
        faults: operation -> what its next calls meet: ``throttled``, ``cut``, ``broken``, ``""``.
        moments: (operation, number of the call) -> what happens then.

    """

    status: str = ""
    timelines: list[list[Step]] = field(default_factory=list)
    a_look: int = 3
    late: int = 0
    lag: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    protected: bool = False
    description: str = "model monitoring (drift-monitor 0.1.0)"
    change_sets: list[str] = field(default_factory=list)
    others: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    faults: Mapping[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    moments: dict[tuple[str, int], Callable[[], object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.coming: list[Step] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        self.number, self.executed, self.waited = 1, False, 0
        if self.status:
            self.happen([of_stack(self.status)])

    @property
    def id(self) -> str:
        return ID.format(self.number)

    def happen(self, steps: Iterable[Step]) -> None:
        """Let events happen now."""
        for name, kind, status, reason in steps:
            count = len(self.events)
            known = self.id if kind == STACK_TYPE else f"{name.lower()}-1"
            event = {
                "StackId": self.id, "StackName": "monitor", "EventId": f"event-{count}",
                "LogicalResourceId": name, "PhysicalResourceId": known, "ResourceType": kind,
                "Timestamp": START + dt.timedelta(seconds=count), "ResourceStatus": status,
            }  # fmt: skip
            if reason:
                event["ResourceStatusReason"] = reason
            self.events.append(event)
            if kind == STACK_TYPE:
                self.status = status

    def begin(self, status: str) -> None:
        """Begin the next operation; its events come by looks."""
        self.coming = [of_stack(status, "User Initiated"), *self.timelines.pop(0)]
        self.waited = self.late
        if not self.late:
            self.status = status

    def pass_time(self) -> None:
        if self.waited:
            self.waited -= 1
            return
        self.happen(self.coming[: self.a_look])
        del self.coming[: self.a_look]

    def do(self, service: str, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked; the model judges question and answer."""
        shapes = wire.model(service).operation_model(operation)
        self._judge(operation, asked, shapes.input_shape)
        if operation in self.others:
            answer = self.others[operation](asked)
        elif service == "cloudformation":
            answer = getattr(self, f"_{operation}")(asked)
        else:
            raise RefusalError("AccessDeniedException", f"not authorized to perform: {operation}")
        self._judge(operation, answer, shapes.output_shape)
        return answer

    def _judge(self, operation: str, value: dict[str, Any], shape: Any) -> None:
        wrong = wire.problems(value, shape) if shape else [*value]
        self.problems += [f"{operation}: {words}" for words in wrong]

    def _there(self, name: str) -> None:
        gone = self.status in ("", "DELETE_COMPLETE")
        if (gone and name == "monitor") or name not in ("monitor", self.id):
            raise RefusalError("ValidationError", f"Stack with id {name} does not exist")

    def _DescribeStacks(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self._there(asked["StackName"])
        status = self.status
        if self.lag and not status.endswith("IN_PROGRESS"):
            self.lag -= 1
            status = "UPDATE_IN_PROGRESS"
        parameters = [{"ParameterKey": k, "ParameterValue": v} for k, v in self.parameters.items()]
        stack = {
            "StackName": "monitor", "StackId": self.id, "StackStatus": status,
            "CreationTime": START, "Parameters": parameters,
            "Description": self.description,
            "EnableTerminationProtection": self.protected,
        }  # fmt: skip
        return {"Stacks": [stack]}

    def _DescribeStackEvents(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if asked["StackName"] != self.id:
            self._there(asked["StackName"])
        self.pass_time()
        return {"StackEvents": self.events[::-1]}

    def _ListStackResources(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        last = {one["LogicalResourceId"]: one for one in self.events}
        found = [
            {"LogicalResourceId": name, "ResourceType": one["ResourceType"],
             "PhysicalResourceId": one["PhysicalResourceId"],
             "ResourceStatus": one["ResourceStatus"], "LastUpdatedTimestamp": one["Timestamp"]}
            for name, one in last.items() if one["ResourceType"] != STACK_TYPE
        ]  # fmt: skip
        return {"StackResourceSummaries": found}

    def _ListStacks(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.status not in asked["StackStatusFilter"]:
            return {"StackSummaries": []}
        found = {"StackName": "monitor", "StackId": self.id, "StackStatus": self.status,
                 "CreationTime": START, "DeletionTime": START}  # fmt: skip
        return {"StackSummaries": [found]}

    def _ListChangeSets(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"Summaries": [{"ChangeSetName": name} for name in self.change_sets]}

    def _CreateChangeSet(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if asked["ChangeSetType"] == "CREATE":
            self.number += bool(self.events)
            self.happen([of_stack("REVIEW_IN_PROGRESS")])
        name = asked["ChangeSetName"]
        self.change_sets.append(name)
        known = f"arn:aws:cloudformation:eu-west-1:123456789012:changeSet/{name}/1"
        return {"Id": known, "StackId": self.id}

    def _DescribeChangeSet(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        # AWS is at work for a look or two.
        first = self.seen["DescribeChangeSet"] == 1
        status = "CREATE_IN_PROGRESS" if first else "CREATE_COMPLETE" if self.changes else "FAILED"
        answer = {"ChangeSetId": asked["ChangeSetName"], "StackId": self.id, "Status": status}
        if status == "FAILED":
            answer["StatusReason"] = "The submitted information didn't contain changes."
        changes = [{"Type": "Resource", "ResourceChange": one} for one in self.changes]
        return answer | ({"Changes": changes} if status == "CREATE_COMPLETE" else {})

    def _DeleteChangeSet(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        name = asked["ChangeSetName"].split("/")[-2] if "/" in asked["ChangeSetName"] else "?"
        self.change_sets = [one for one in self.change_sets if one != name]
        return {}

    def _ExecuteChangeSet(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        new = self.status == "REVIEW_IN_PROGRESS"
        self.executed, self.change_sets = True, []
        self.begin("CREATE_IN_PROGRESS" if new else "UPDATE_IN_PROGRESS")
        self.changes = []
        return {}

    def _CreateStack(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.begin("CREATE_IN_PROGRESS")
        return {"StackId": self.id}

    def _UpdateStack(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if not self.changes:
            raise RefusalError("ValidationError", "No updates are to be performed.")
        self.begin("UPDATE_IN_PROGRESS")
        return {"StackId": self.id}

    def _DeleteStack(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        if self.protected:
            raise RefusalError("ValidationError", "TerminationProtection is enabled")
        if self.status == "REVIEW_IN_PROGRESS":
            self.happen([of_stack("DELETE_COMPLETE")])
        elif self.status != "DELETE_IN_PROGRESS":
            self.begin("DELETE_IN_PROGRESS")
        return {}

    def _UpdateTerminationProtection(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self.protected = asked["EnableTerminationProtection"]
        return {"StackId": self.id}

    def _SetStackPolicy(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {}


class Scripted:
    """The server, for as long as the ``with`` block lasts; ``stop`` cuts the network."""

    def __init__(self, cloud: Cloud, port: int = 0) -> None:
        self.cloud = cloud
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            # HTTP/1.0: each call has a connection of its own, and none outlives the server.

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    _answer(self, cloud, body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Nobody may be there any more to hear the answer."""

        self._server = Server(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Cut the network."""
        self._server.shutdown()
        self._server.server_close()


def _answer(handler: BaseHTTPRequestHandler, cloud: Cloud, body: bytes) -> None:
    target = handler.headers.get("X-Amz-Target", "")
    if target:
        service = TARGETS.get(target.split(".")[0], "")
        operation, asked = target.split(".")[1], wire.json.loads(body or b"{}")
    else:
        known = [name for version, name in QUERY.items() if version in body]
        service = (known or ["cloudformation"])[0]
        operation, asked = wire.read_query(body, service)
    cloud.seen[operation] += 1
    fault = next(iter(cloud.faults.get(operation, [])), "")
    if fault or operation in cloud.faults:
        del cloud.faults[operation][:1]
    if fault == "cut":
        handler.close_connection = True
        return
    cloud.calls.append((operation, asked))
    status, said = 200, b""
    if fault:
        code = {"throttled": "Throttling", "broken": "ServiceUnavailable"}[fault]
        status = 400 if fault == "throttled" else 503
        said = wire.refusal(code, "Rate exceeded", service)
    else:
        try:
            done = cloud.do(service, operation, asked)
            query = wire.model(service).metadata["protocol"] == "query"
            said = wire.write_query(operation, done, service) if query else wire.write_json(done)
        except RefusalError as refused:
            status, said = 400, wire.refusal(refused.code, str(refused), service)
    cloud.moments.pop((operation, cloud.seen[operation]), lambda: None)()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(said)))
    handler.end_headers()
    handler.wfile.write(said)
