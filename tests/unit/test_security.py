"""The page on scanners: nothing in it is without a reason, and each reason is of use."""

from __future__ import annotations

from security.findings import SCANNERS, reasons

from generator.templates import CHECKOUT

PAGE = (CHECKOUT / "docs" / "security.md").read_text("utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]


def test_every_scanner_looked_and_found_nothing_without_a_reason() -> None:
    bare = {row[0].strip("| "): row[-1].strip("| ") for row in ROWS if len(row) == 5}
    assert {scanner: bare.get(scanner) for scanner in SCANNERS} == dict.fromkeys(SCANNERS, "0")


def test_every_reason_stands_on_the_page() -> None:
    told = {(row[0].strip("| "), row[1].strip("`"), row[-1].strip(" |")) for row in ROWS}
    own = {key: why for key, why in reasons().items() if key[0] != "cdk-nag"}
    assert [key for key, why in own.items() if (*key[:2], why) not in told] == []
