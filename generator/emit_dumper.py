"""PyYAML's dumper as `emit` needs it: less shy of plain text, indented by one space, and faster.

PyYAML looks at every character of a text several times. Names, sentences and code, which are nearly
all of a template, are recognized at once here; anything else is left to PyYAML.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.emitter import ScalarAnalysis

# Names and sentences without punctuation; also `s3:GetObject` and `AWS::Region`, which PyYAML would
# quote in flow style: only a space after it makes a colon one.
_PLAIN = re.compile(r"[A-Za-z][\w./*-]*((:{1,2}[\w./*-]*[\w/*])+|( [\w./*-]+)+)?", re.ASCII)
# Printable lines, none of which ends in a space.
_LINES = re.compile(r"( *[!-~]+( +[!-~]+)*\n+)+")
_FILLED = re.compile(r"^(?=.)", re.MULTILINE)  # the start of a line that is not empty


class Dumper(yaml.SafeDumper):
    """Writes nodes.

    One space, since the template body may have 51,200 bytes: two would cost 4 KB of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.best_indent = 1

    def analyze_scalar(self, scalar: str) -> Any:
        """Tell in which styles a text can be written."""
        if _PLAIN.fullmatch(scalar):
            return _analysis(scalar, plain=True)
        if "\n" in scalar and _LINES.fullmatch(scalar):
            return _analysis(scalar, plain=False)
        return super().analyze_scalar(scalar)

    def write_indicator(self, indicator: str, *args: Any, **kwargs: Any) -> None:
        """Leave out the space behind a comma: there are 700 of them."""
        super().write_indicator(indicator, *args, **kwargs)
        if indicator == ",":
            self.whitespace = True

    def choose_scalar_style(self) -> Any:
        """Leave a tagged scalar (``!Ref Bucket``) plain wherever an untagged one would be."""
        event: Any = self.event
        if event.tag.startswith("!") and not event.style:
            event.implicit = (True, event.implicit[1])
            style = super().choose_scalar_style()
            event.implicit = (False, event.implicit[1])
            return style
        return super().choose_scalar_style()

    def prepare_tag(self, tag: str) -> str:
        """Write our own tags as they are: they are letters alone."""
        return tag if tag.startswith("!") else super().prepare_tag(tag)

    def write_plain(self, text: str, split: bool = True) -> None:  # noqa: FBT001, FBT002 - PyYAML's
        """Write a word at once; only a space could be where a line ends."""
        if not text or " " in text or self.root_context:
            super().write_plain(text, split)
            return
        written = text if self.whitespace else f" {text}"
        self.whitespace = self.indention = False
        self.column += len(written)
        self.stream.write(written)

    def write_literal(self, text: str) -> None:
        """Write lines at once."""
        if self.determine_block_hints(text) or not _LINES.fullmatch(text):
            super().write_literal(text)
            return
        self.write_indicator("|", True)  # noqa: FBT003 - PyYAML's
        self.write_line_break()
        self.stream.write(_FILLED.sub(" " * (self.indent or 0), text))
        self.whitespace = self.indention = True  # as after a line break, where this ends
        self.column = 0


def _analysis(scalar: str, *, plain: bool) -> ScalarAnalysis:
    """Give what PyYAML would find out about a plain text, or about lines."""
    return ScalarAnalysis(
        scalar,
        empty=False,
        multiline=not plain,
        allow_flow_plain=plain,
        allow_block_plain=plain,
        allow_single_quoted="\n " not in scalar,
        allow_double_quoted=True,
        allow_block=True,
    )
