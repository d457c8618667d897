"""The group of all verbs, which its help shows by what they are for."""

from __future__ import annotations

import click

GROUPS = {
    "Make, change, remove a stack": {
        "plan": "what a deployment would change; changes nothing",
        "deploy": "plan, ask, execute, follow, report",
        "destroy": "say what goes, ask, follow, see that it is gone",
    },
    "Look at a stack": {
        "status": "endpoint, subscription, alarms, newest reports",
        "events": "what happened to it, and why it failed",
        "outputs": "its outputs, or the value of one",
        "report": "what a run has found, in the terminal or as a page",
        "stack-drift": "what somebody changed by hand",
    },
    "Send requests and labels": {
        "traffic": "sample requests, as the baseline or drifted",
        "labels": "what turned out to be true",
    },
    "Analyze, with a stack of drift-monitor": {
        "run-now": "the open window at once, or what was missed",
        "rebaseline": "a new baseline, and what it changes",
    },
    "Alerts": {
        "alert-test": "whether they arrive",
        "mute": "none for a while, for planned work",
    },
    "Without a stack": {
        "rehearse": "the whole loop on this machine",
        "analyze": "compare a file with a baseline, as Model Monitor does",
        "check": "find faults in any CloudFormation template",
        "diff": "what has changed between two templates",
    },
    "For maintainers": {
        "build": "emit the templates and check them",
        "release": "freeze a version of them",
        "publish": "a released version into Service Catalog",
        "publish-project": "a released version for projects of SageMaker Studio",
    },
}
"""Heading -> verb -> what it does, in 60 characters."""


class Verbs(click.Group):
    """A group whose help has a heading for each of ``GROUPS``."""

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, in columns that are the same below each heading."""
        width = max(map(len, self.commands), default=0)
        for heading, verbs in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), words) for name, words in verbs.items()])
