"""The page of a report: looked at offline, and in a browser where there is one."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from reports import quality, report

from generator.deploy import plots
from generator.deploy.page import page
from generator.deploy.page_about import About
from generator.deploy.shapes import OTHERS, shape
from lambda_src.analyzer.dataset import Dataset, statistics

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["x", "y", "text"]
EVIL = "<script>alert(1)</script>\"'&"
ABOUT = About(
    "[dev] demo", links={"Dashboard": "https://console.aws.amazon.com/", "no": "javascript:x"}
)
VOID = {"meta", "br", "link", "img", "input", "hr"}
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


class Reader(HTMLParser):
    """Reads a page: its tags in order, what they refer to, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "a":
            self.links.append(given["href"] or "")
        else:
            self.loads += [
                str(given[name]) for name in given if name.split(":")[-1] in ("src", "href")
            ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        del attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_asks_nobody_for_anything() -> None:
    text = page(ABOUT, [report(NAMES, {"x": 2.0}), quality(wrong=50)])
    found = Reader(text)
    assert found.open == []
    assert found.loads == []
    assert not {"script", "link", "img", "iframe", "object", "use"} & {*found.tags}
    assert not re.search(r"@import|url\(|@font-face", text)
    outside = [each for each in found.links if not each.startswith("#")]
    assert outside == ["https://console.aws.amazon.com/"]
    assert text.count("http") == 1


def test_ids_are_there_once_and_findings_point_to_them() -> None:
    found = Reader(page(ABOUT, [report(NAMES, {"x": 2.0, "text": 0.5}), quality(wrong=50)]))
    assert len(found.ids) == len({*found.ids})
    inside = [each[1:] for each in found.links if each.startswith("#")]
    assert len(inside) == 2
    assert {*inside} <= {*found.ids}


def test_findings_come_first_then_a_figure_for_each_feature() -> None:
    text = page(ABOUT, [report(NAMES, {"x": 2.0})])
    assert "<h1>[dev] demo: " in text
    assert text.index('<ul class="findings">') < text.index("<article") < text.index("<figure>")
    assert text.count("<figure>") == len(NAMES)
    assert text.count("<svg ") == 2 * len(NAMES)


def test_what_has_findings_is_open_and_the_rest_is_folded() -> None:
    text = page(ABOUT, [report(["y", "z", "text"], {"z": 2.0})])
    assert re.findall(r'<article id="\S+"><h3>(\w+)', text) == ["z"]
    assert re.findall(r'<details class="feature" id="\S+"><summary><b>(\w+)', text) == ["text", "y"]


def test_a_clean_report_says_so() -> None:
    text = page(ABOUT, [quality(wrong=0)])
    assert "<h1>[dev] demo: nothing found</h1>" in text
    assert "Model quality: clean." in text


def test_a_run_without_data_has_a_mark_in_the_history_and_the_key_explains_it() -> None:
    made = report(NAMES, {"x": 2.0}, runs=4)
    assert "no data, or no verdict" not in page(ABOUT, [made])
    past = [replace(run, distances={}) if at == 1 else run for at, run in enumerate(made.history)]
    assert "</i>no data, or no verdict" in page(ABOUT, [replace(made, history=past)])
    assert plots.blank([("", [0.1, None, None]), ("", [None, None, 0.2])]) == [1]


def test_both_verdicts_threshold_and_significance_are_in_the_page() -> None:
    text = html.unescape(page(ABOUT, [report(NAMES, {"x": 2.0})]))
    for words in (
        "exact",
        "Model Monitor",
        "Threshold",
        "Significance",
        "<td>p ",
        "Distance by run",
    ):
        assert words in text


def test_metrics_stand_against_their_constraints() -> None:
    text = page(ABOUT, [quality(wrong=50)])
    assert '<tr class="bad"><th scope="row">accuracy</th><td>0.75</td><td>≥ 0.995' in text
    assert "accuracy</b>: 0.75 is less than the 0.995 allowed" in text


def test_whatever_comes_from_data_is_escaped() -> None:
    made = report([EVIL, f"t{EVIL}"], {EVIL: 2.0, f"t{EVIL}": 0.5})
    made.drift["unread"] = {EVIL: {"count": 2, "first": [EVIL]}}
    made.drift["reason"] = EVIL
    for each in made.contents["statistics"]["features"]:
        if "string_statistics" in each:
            buckets = each["string_statistics"]["distribution"]["categorical"]["buckets"]
            buckets[0]["value"] = EVIL
    found = Reader(page(About(EVIL, {"a": EVIL}, {EVIL: f"https://{EVIL}"}, [EVIL]), [made]))
    assert "script" not in found.tags
    assert found.open == []


def test_what_was_unread_is_named_with_its_places() -> None:
    made = report(NAMES, {})
    made.drift["unread"] = {"no JSON": {"count": 1234, "first": ["s3://b/k:1"]}}
    text = page(ABOUT, [made])
    assert "1,234" in text
    assert "s3://b/k:1" in text


def test_a_run_without_data_has_a_page() -> None:
    made = report(NAMES, {})
    del made.contents["statistics"]
    made.drift.update(status="no-data", features=[], violations=[])
    made.contents["constraint_violations"]["violations"] = []
    assert "no data to analyse" in page(ABOUT, [made])


def test_a_figure_that_json_cannot_have_is_shown_as_such() -> None:
    made = report(NAMES, {})
    for side in (made.contents["statistics"], made.baseline["statistics"]):
        side["features"][0]["numerical_statistics"]["std_dev"] = "NaN"
    assert "NaN" in page(ABOUT, [made])


def test_three_hundred_features_make_a_page_that_is_still_sent_by_mail() -> None:
    names = [f"feature_{at}" for at in range(300)]
    text = page(ABOUT, [report(names, {"feature_7": 2.0}, count=120)])
    assert text.count("<figure>") == 300
    assert len(text.encode()) < 2_000_000
    assert text.index("feature_7</b>") < text.index("feature_0</b>")


def test_a_figure_takes_its_colours_from_the_page_and_its_text_stays_text() -> None:
    name = 'a <b> id="x" #040404'
    drawn = plots.bars([name[:16], "web"], [0.25, 0.75], [0.5, 0.5])
    assert ">web</text>" in drawn
    assert html.escape(name[:16], quote=False) in drawn
    assert "var(--base)" in drawn
    assert "var(--current)" in drawn
    assert not re.search(r"#[0-9a-f]{6}", drawn.split("<text")[0])
    for unwanted in ("http", " id=", "font-family", "<style", "<defs", "<metadata"):
        assert unwanted not in drawn.replace(html.escape(name[:16], quote=False), "")


def test_the_same_figures_are_drawn_the_same() -> None:
    assert len({plots.steps([0, 1, 2], [0.5, 0.5], [0.1, 0.9]) for _ in range(3)}) == 1


def test_a_run_without_a_value_leaves_a_gap() -> None:
    hours = [f"2026/11/24/{at:02}" for at in range(4)]
    drawn = plots.history(hours, [(plots.CURRENT, [0.1, 0.2, None, 0.3])], 0.1)
    assert "nan" not in drawn.lower()
    assert "11/24 00h" in drawn


def side(cells: list[str]) -> Any:
    data = Dataset(["x"])
    data.read([[cell] for cell in cells])
    [found] = statistics(data.named(), data.rows)["features"]
    return found


def test_numbers_share_bins_and_what_lies_beyond_is_in_the_outermost() -> None:
    old = side([str(at) for at in range(1000)])
    new = side([*(str(at + 500) for at in range(999)), "1000000"])
    found = shape(old, new)
    assert found
    assert len(found.edges) == len(found.names) + 1
    assert found.edges[-1] < 2000
    assert sum(found.base) == pytest.approx(1)
    assert sum(found.current) == pytest.approx(1)
    assert found.base[0] > 0.02
    assert found.current[0] == 0


def test_bins_of_whole_numbers_hold_equally_many_of_them() -> None:
    even = side([str(at) for at in range(18, 79)] * 4)
    found = shape(even, even)
    assert found
    assert {round(share, 6) for share in found.base[:-1]} == {round(3 / 61, 6)}
    assert sum(found.base) == pytest.approx(1)


def test_few_numbers_are_shown_by_value_in_their_order() -> None:
    found = shape(side(["10", "2", "2"]), side(["3", "3"]))
    assert found
    assert (found.names, found.edges) == (["2", "3", "10"], ())
    assert found.base == pytest.approx([2 / 3, 0, 1 / 3])


def test_of_many_texts_the_most_frequent_are_named() -> None:
    found = shape(side([f"t{at % 30}" for at in range(90)]), side(["new"] * 60))
    assert found
    assert found.names[0] == "new"
    assert found.names[-1] == OTHERS
    assert sum(found.base) == pytest.approx(1)


def test_another_type_cannot_be_drawn_over_the_first() -> None:
    assert shape(side(["1", "2"]), side(["a", "b"])) is None
    assert shape(side([""]), side([""])) is None


@pytest.mark.skipif(not BROWSER, reason="there is no chromium here")
@pytest.mark.parametrize("width", [400, 1400])
def test_a_browser_lays_the_page_out_without_scrolling_sideways(tmp_path: Path, width: int) -> None:
    made = [report([*NAMES, "a_very_long_name_" * 5], {"x": 2.0}), quality(wrong=50)]
    look = (
        "<script>addEventListener('load',()=>{document.title="
        "document.documentElement.scrollWidth<=innerWidth?"
        "'fits '+document.querySelectorAll('svg').length:'too wide'})</script></head>"
    )
    file = tmp_path / "page.html"
    file.write_text(page(ABOUT, made).replace("</head>", look), encoding="utf-8")
    quiet = "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
    more = "--disable-component-update --disable-sync --dump-dom"
    said = subprocess.run(  # noqa: S603 - ours
        [
            str(BROWSER), "--headless", "--no-sandbox", *quiet.split(), *more.split(),
            f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900", file.as_uri(),
        ],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found = re.search(r"<title>fits (\d+)</title>", said.stdout)
    assert found, said.stdout[:500]
    assert int(found[1]) > 8
