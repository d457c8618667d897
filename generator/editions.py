"""What each edition is made of; reads as a table of contents.

parameters -> parts -> edition -> YAML -> rules -> ``templates/``. An edition hands objects on from
part to part: what an earlier part made, a later one refers to. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troposphere import Output, Template

from generator import parameters
from generator.parts import alarms as alarm_parts, lifecycle as lifecycle_parts
from generator.parts.alerts import alerts, topic
from generator.parts.baseline import baselines, captured_data, monitor_role
from generator.parts.dashboard import dashboard
from generator.parts.encryption import encryption
from generator.parts.endpoint import endpoint, watched
from generator.parts.frame import add_frame, header, outputs
from generator.parts.functions import function_logs
from generator.parts.lifecycle import lifecycle
from generator.parts.managed_analysis import managed_analysis
from generator.parts.responder_role import responder_role
from generator.parts.sagemaker_roles import containers
from generator.parts.storage import clean_up, storage

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


def model_monitor() -> Edition:
    """Compose the edition on Amazon's Model Monitor, for accounts that have it."""
    name = parameters.MODEL_MONITOR
    key = encryption()
    bucket = storage(key)
    logs = function_logs(key)
    container = containers(key)
    monitor = monitor_role(container)
    cycle = lifecycle(key, logs, lifecycle_parts.managed(monitor.role))
    store = clean_up(cycle, key, bucket)
    serving = endpoint(key, container, store, cycle)
    target = watched(cycle, store, serving)
    captured = captured_data(monitor.role, target)
    gates = baselines(cycle, store, monitor.role, serving)
    analysis = managed_analysis(store, monitor.role, cycle, target, gates, captured)
    mail = topic(key)
    work = responder_role(key, logs, mail)
    watches = alarm_parts.alarms(target, analysis.after)
    board = dashboard(watches, target)
    answers = alerts(work.role, store, logs, mail, target, board.url)

    parts: list[Part] = [
        key, bucket, logs, cycle, store, container, serving, target, monitor, captured,
        gates, analysis, watches, board, mail, work, answers,
    ]  # fmt: skip
    return _edition(name, parts, outputs(store, target, monitor, mail, board, answers))


EDITIONS: dict[str, Callable[[], Edition]] = {parameters.MODEL_MONITOR: model_monitor}


def _edition(name: str, parts: list[Part], stack_outputs: list[Output]) -> Edition:
    template = Template()
    add_frame(template, name)
    titles = {}
    for part in parts:
        resources = list(part.resources())
        if part.TITLE:
            titles[str(resources[0].title)] = part.TITLE
        for resource in resources:
            template.add_resource(resource)
    template.add_output(stack_outputs)
    return Edition(name=name, template=template, header=header(name), titles=titles)
