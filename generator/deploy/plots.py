"""Figures as SVG that takes its colours and its letters from the page around it.

matplotlib draws; what it writes for a file of its own is taken off: prolog, metadata, style sheet,
ids (which would repeat on a page), and addresses of name spaces, which HTML needs none of. Colours
become variables, so that the page's style decides on them, by day and by night.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

# Colours that stand for variables of the page's style: ink, what is less, both sides, a threshold.
COLOURS = {
    "#010101": "--ink",
    "#020202": "--soft",
    "#030303": "--base",
    "#040404": "--current",
    "#050505": "--limit",
}
INK, SOFT, BASE, CURRENT, LIMIT = COLOURS
POINTS = 7  # of a letter
LONG = 18  # letters of a value's name
SIZE = 3.6, 1.7  # inches, of 72 CSS pixels
_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "font.size": POINTS,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
}


def bars(names: Sequence[str], base: Sequence[float], current: Sequence[float]) -> str:
    """Draw shares of values, 0 to 1, of baseline and data beside each other."""

    def draw(axes: Axes) -> None:
        places = range(len(names))
        for side, (shares, colour) in enumerate(((base, BASE), (current, CURRENT))):
            at = [place + (side - 0.5) * 0.38 for place in places]
            axes.barh(at, shares, height=0.36, color=colour, clip_on=False)
        axes.set_yticks([*places], [shortened(name) for name in names])
        axes.invert_yaxis()
        _percent(axes.xaxis)

    letters = max(map(len, map(shortened, names)), default=0)
    return _drawn(draw, (SIZE[0], max(1.0, 0.35 + 0.26 * len(names))), 0.15 + 0.065 * letters)


def steps(edges: Sequence[float], base: Sequence[float], current: Sequence[float]) -> str:
    """Draw the share of rows in each bin, of baseline and data over each other."""

    def draw(axes: Axes) -> None:
        axes.stairs(base, edges, color=BASE, fill=True, alpha=0.45, clip_on=False)
        axes.stairs(current, edges, color=CURRENT, linewidth=1.4, clip_on=False)
        _percent(axes.yaxis)
        axes.xaxis.set_major_formatter(lambda value, _: brief(value))
        axes.locator_params(axis="x", nbins=5)
        axes.set_ylim(bottom=0)

    return _drawn(draw)


def history(
    hours: Sequence[str], lines: Sequence[tuple[str, Sequence[float | None]]], limit: float | None
) -> str:
    """Draw distances, or a metric, by run: ``lines`` are (colour, values).

    None is a run without a value; it leaves a gap. Where no line has one, a grey mark stands at the
    bottom: see :func:`blank`.
    """
    gap = float("nan")

    def draw(axes: Axes) -> None:
        places = range(len(hours))
        if limit is not None:
            axes.axhline(limit, color=LIMIT, linewidth=1, linestyle="--", clip_on=False)
        for colour, values in lines:
            known = [gap if value is None else value for value in values]
            axes.plot(places, known, color=colour, linewidth=1.3, clip_on=False)
            # Dots are lines without length: markers would be definitions with ids.
            dots = [
                (place, value) for place in places for value in (known[place], known[place], gap)
            ]
            across, up = zip(*dots, strict=True)
            axes.plot(
                across, up, color=colour, linewidth=3.5, solid_capstyle="round", clip_on=False
            )
        for place in blank(lines):
            low = axes.get_xaxis_transform()  # its height is that of the figure, 0 to 1
            axes.plot([place, place], [0, 0.07], color=SOFT, linewidth=2, transform=low)
        ends = [0, len(hours) - 1] if len(hours) > 1 else [0]
        axes.set_xticks(ends, [f"{hours[at][5:10]} {hours[at][11:]}h" for at in ends])
        axes.set_xlim(-0.5, max(len(hours) - 0.5, 1))
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")

    return _drawn(draw)


def blank(lines: Sequence[tuple[str, Sequence[float | None]]]) -> list[int]:
    """Give the places of the runs that no line has a value for."""
    columns = zip(*(values for _, values in lines), strict=True)
    return [at for at, values in enumerate(columns) if all(each is None for each in values)]


def shortened(name: str) -> str:
    """Give a value's name as a figure has room for it."""
    plain = "".join(each if each.isprintable() else "?" for each in name)
    return plain if len(plain) <= LONG else plain[: LONG - 1] + "…"


def brief(value: float) -> str:
    """Write a figure as a scale has room for it: 1500 as 1.5k."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(value) >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def _percent(axis: Any) -> None:
    axis.set_major_formatter(lambda share, _: f"{share * 100:g} %")
    axis.get_major_locator().set_params(nbins=4)


def _drawn(
    draw: Callable[[Axes], None], size: tuple[float, float] = SIZE, left: float = 0.5
) -> str:
    """Draw, with room of ``left`` inches for the names of what stands there."""
    with rc_context(_SETTINGS):
        figure = Figure(figsize=size)
        axes = figure.add_axes(
            (left / size[0], 0.25 / size[1], 1 - (left + 0.15) / size[0], 1 - 0.35 / size[1])
        )
        figure.patch.set_visible(False)
        axes.patch.set_visible(False)
        draw(axes)
        file = io.StringIO()
        about = {"Date": None, "Creator": None, "Format": None, "Type": None}
        FigureCanvasSVG(figure).print_svg(file, metadata=about)
    return plain(file.getvalue())


def plain(text: str) -> str:
    """Take off what only a file of its own needs, and let the page decide on colours."""
    found = text[text.index("<svg") :]
    for part in (r"<defs>.*?</defs>", r"<!--.*?-->"):
        found = re.sub(part, "", found, flags=re.DOTALL)
    # What stands between tags is data, and stays as it is.
    found = re.sub(r"<[^>]*>", lambda tag: _tag(tag[0]), found)
    found = re.sub(r">\s+<", "><", found)
    while found != (less := re.sub(r"<g/>|<g></g>", "", found)):
        found = less
    return found.strip()


def _tag(text: str) -> str:
    """Clean a tag: no ids and addresses, figures of a tenth of a pixel, colours by name."""
    for unwanted in (
        r' (?:id|clip-path|version|xmlns(?::\w+)?)="[^"]*"',
        r' (?:width|height)="\S+pt"',
        r" font-family:[^;\"]*;?| font-size:[^;\"]*;?|font-size:[^;\"]*;?",
        r' transform="rotate\(-0 [^"]*"',
    ):
        text = re.sub(unwanted, "", text)
    text = re.sub(r"(\d\.\d)\d+", r"\1", " ".join(text.split()))
    for colour, variable in COLOURS.items():
        text = text.replace(colour, f"var({variable})")
    return text.replace("<svg ", '<svg aria-hidden="true" ', 1)
