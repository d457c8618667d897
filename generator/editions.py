"""What each edition is made of; reads as a table of contents.

parameters -> parts -> edition -> YAML -> rules -> ``templates/``. An edition hands objects on from
part to part: what an earlier part made, a later one refers to. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troposphere import Output, Template

from generator import parameters
from generator.emit import to_yaml
from generator.iam import arn_of
from generator.parts.alarms import alarms
from generator.parts.alerts import alerts, topic
from generator.parts.baseline import baselines
from generator.parts.dashboard import dashboard
from generator.parts.encryption import encryption
from generator.parts.endpoint import WINDOWS, endpoint, watched
from generator.parts.frame import add_frame, header, outputs
from generator.parts.function import invokes, stack_function
from generator.parts.functions import function_logs
from generator.parts.lifecycle_rights import managed_rights
from generator.parts.managed_analysis import managed_analysis
from generator.parts.own_analysis import (
    analyzer,
    analyzer_rights,
    own_analysis,
    reporting_rights,
)
from generator.parts.sagemaker_role import captured_data, sagemaker_role
from generator.parts.storage import clean_up, storage
from lambda_src.responder import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.parts.base import Part


@dataclass(frozen=True)
class Edition:
    """A template with what its file says beside it.

    Attributes:
        name: the file's name in ``templates/``, without its ending.
        template: all sections.
        header: the comment at the top.
        titles: logical id -> the comment above that resource.

    """

    name: str
    template: Template
    header: str
    titles: dict[str, str]

    @property
    def text(self) -> str:
        """The file: YAML, ending in a newline."""
        dense = self.name in parameters.TERSE
        return to_yaml(self.template, header=self.header, titles=self.titles, dense=dense)


def model_monitor() -> Edition:
    """Compose the edition on Amazon's Model Monitor, for accounts that have it."""
    name = parameters.MODEL_MONITOR
    key = encryption()
    bucket = storage(key)
    logs = function_logs(key)
    mail = topic(key)
    monitor = sagemaker_role(key.data_key)
    function = stack_function("stack", key, logs, mail, managed_rights(monitor.role))
    again = invokes(function, function.function)
    store = clean_up(function, key, bucket, DependsOn=again.policy.title)
    serving = endpoint(key, monitor.role, store)
    target = watched(function, serving, **WINDOWS)
    captured = captured_data(monitor.role, target)
    gates = baselines(function, store, monitor.role)
    analysis = managed_analysis(store, monitor.role, function, target, gates, captured)
    watches = alarms(target)
    board = dashboard(watches, target)
    more = {told.RECORDS: "${MinimumRecords}"}
    answers = alerts(function, store, (mail, logs), target, board.url, more)

    parts: list[Part] = [
        key, bucket, mail, logs, function, again, store, monitor, serving, target, captured,
        gates, analysis, watches, board, answers,
    ]  # fmt: skip
    return _edition(name, parts, outputs(store, target, monitor, mail, board, function))


def drift_monitor() -> Edition:
    """Compose the edition on our own analyzer, for every account."""
    name = parameters.DRIFT_MONITOR
    key = encryption()
    bucket = storage(key)
    logs = function_logs(key)
    mail = topic(key)
    services = ["lambda", "scheduler"]
    function = stack_function("drift_stack", key, logs, mail, reporting_rights(), services)
    store = clean_up(function, key, bucket)
    monitor = sagemaker_role(
        store.key, ["sagemaker", "lambda"], analyzer_rights(logs), [arn_of(logs.logs)]
    )
    serving = endpoint(key, monitor.role, store)
    target = watched(function, serving)
    captured = captured_data(monitor.role, target)
    looks = analyzer(logs, monitor.role, store, target)
    invoke = invokes(function, looks.function)
    analysis = own_analysis(function, looks, invoke, store, captured)
    watches = alarms(target)
    board = dashboard(watches, target)
    more = {told.FEATURES: "${PublishFeatureMetrics}"}
    answers = alerts(function, store, (mail, logs), target, board.url, more)

    parts: list[Part] = [
        key, bucket, mail, logs, function, store, monitor, serving, target, captured,
        looks, invoke, analysis, watches, board, answers,
    ]  # fmt: skip
    return _edition(name, parts, outputs(store, target, monitor, mail, board, function))


EDITIONS: dict[str, Callable[[], Edition]] = {
    parameters.DRIFT_MONITOR: drift_monitor,
    parameters.MODEL_MONITOR: model_monitor,
}


def _edition(name: str, parts: list[Part], stack_outputs: list[Output]) -> Edition:
    template = Template()
    add_frame(template, name)
    titles = {}
    terse = name in parameters.TERSE
    for part in parts:
        resources = list(part.resources())
        if part.TITLE and not terse:
            titles[str(resources[0].title)] = part.TITLE
        for resource in resources:
            template.add_resource(resource)
    template.add_output(stack_outputs)
    return Edition(name=name, template=template, header=header(name), titles=titles)
