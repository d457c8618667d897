"""What the steps see, shown as it would be on AWS, and held against what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.rehearsal.rehearsal import Rehearsal

EMAIL = "you@example.com"
_LINES = 4  # of an e-mail that is not shown whole


def follow(now: Rehearsal, events: Iterable[dict[str, Any]], *, whole: bool) -> None:
    """Show a stack's events as they come: to a person what is done, and what has failed.

    Not ``whole``: what was deleted is not said of each.
    """
    for event in events:
        status, title = event["ResourceStatus"], event["LogicalResourceId"]
        kind, reason = event["ResourceType"], event.get("ResourceStatusReason", "")
        failed = "FAILED" in status
        shown = not status.endswith("IN_PROGRESS") and (whole or status != "DELETE_COMPLETE")
        words = f"   {status:<16} {title:<20} {kind}" + f"\n      {reason}" * failed
        now.out.tell(
            "event",
            words if shown or now.plan.whole else "",
            style="red" if failed else "",
            status=status,
            resource=title,
            resourceType=kind,
            reason=reason,
        )


def an_hour_of(now: Rehearsal, requests: Sequence[str]) -> None:
    """Send requests, let an hour pass with all that is due in it, and say what the run said."""
    stage, _ = now.up()
    stage.send(requests)
    sent = stage.sent
    stage.hours_pass()
    found = stage.report().get("drift", {})
    run = f"{found['status']}, {found['records']:,} records" if found else "no report"
    now.say(f"{sent} requests; an hour later, {stage.now:%H:%M}: {run}")


def figures(now: Rehearsal, monitor: str, **wanted: float) -> None:
    """Hold metrics against what they should be."""
    for name, seen in _figures(now, monitor, wanted).items():
        value = plain(wanted[name])
        now.promises.equal(f"metric {name}: {value}", plain(seen), value)


def figures_above(now: Rehearsal, **least: float) -> None:
    """Hold metrics of data quality against what they should be above."""
    for name, seen in _figures(now, "data-quality", least).items():
        promised = f"metric {name}: above {plain(least[name])}"
        now.promises.see(promised, plain(seen), kept=(seen or 0) > least[name])


def _figures(now: Rehearsal, monitor: str, names: Iterable[str]) -> dict[str, float | None]:
    stage, _ = now.up()
    found = {name: stage.figure(name, monitor) for name in names}
    now.say("metrics: " + ", ".join(f"{name} {plain(value)}" for name, value in found.items()))
    return found


def alarms(now: Rehearsal, *, rings: Sequence[str] = (), over: Sequence[str] = ()) -> None:
    """Hold alarms against the states in which they should be."""
    stage, _ = now.up()
    states = stage.alarms()
    wanted = dict.fromkeys(rings, "ALARM") | dict.fromkeys(over, "OK")
    seen = {name: states.get(name, "there is no such alarm") for name in wanted}
    now.say("alarms: " + ", ".join(f"{name} {state}" for name, state in seen.items()))
    for name, state in seen.items():
        now.promises.equal(f"{name}: {wanted[name]}", state, wanted[name])


def mails(now: Rehearsal, *topics: str, whole: bool = False) -> str:
    """Note that an e-mail came for each topic, and no other; show them, and give their text."""
    stage, _ = now.up()
    found = stage.mails()
    for mail in found:
        _show(now, mail, whole=whole or now.plan.whole)
    subjects = [mail["subject"] for mail in found if mail["to"] == EMAIL]
    one_each = len(found) == len(subjects) == len(topics) and all(
        [topic in subject for subject in subjects].count(True) == 1 for topic in topics
    )
    promised = f"e-mail: {', '.join(topics)}" if topics else "no e-mail"
    seen = "; ".join(mail["subject"] for mail in found) or "no e-mail"
    now.promises.see(promised, seen, kept=one_each)
    return "\n".join(mail["body"] for mail in found)


def _show(now: Rehearsal, mail: dict[str, str], *, whole: bool) -> None:
    """Print an e-mail as it would arrive, or its beginning."""
    lines = mail["body"].splitlines()
    if not whole:
        lines = lines[: lines.index("")] if "" in lines else lines
        lines[_LINES:] = ["  …"] if len(lines) > _LINES else []
    head = [f"To: {mail['to']}", f"Subject: {mail['subject']}", ""]
    words = "\n".join(f"   | {line}".rstrip() for line in [*head, *lines])
    now.out.tell("mail", words, style="cyan", margin="   |     ", **mail)


def line_about(text: str, word: str) -> str:
    """Give the first line of a text that has a word."""
    found = (line.strip() for line in text.splitlines() if word in line)
    return next(found, "no such line")


def plain(value: float | None) -> str:
    """Write a figure."""
    return "none" if value is None else f"{value:.4g}"
