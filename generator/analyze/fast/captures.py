"""Captured traffic as tables of text, in the plain path's order of rows.

Arrow reads JSON more strictly than Python does: what it refuses, and records of any but the
commonest shape, go record by record.
"""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, json

from generator.analyze import sources
from generator.analyze.fast.hashing import buffers
from generator.analyze.fast.reading import BLOCK, texts
from lambda_src.analyzer import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.analyze.sources import Content
    from lambda_src.analyzer.records import Unread

SIZE = 8 * BLOCK  # bytes of records that are read at once
END, OPENING, CLOSING = b"\n{}"
TEXT = pa.string()
SIDE = pa.struct(dict.fromkeys(("observedContentType", "mode", "data", "encoding"), TEXT))
METADATA = dict.fromkeys(("eventId", "inferenceId", "inferenceTime", "invocationSource"), TEXT)
# All that a record is known to have, labels of a merged one included; another one is read alone,
# because Arrow either passes over what it does not know or follows it to any depth, and crashes.
SHAPE = json.ParseOptions(
    explicit_schema=pa.schema({
        "captureData": pa.struct({"endpointInput": SIDE, "endpointOutput": SIDE}),
        "groundTruthData": SIDE,
        "eventMetadata": pa.struct({**METADATA, "customAttributes": pa.list_(TEXT)}),
        "eventVersion": TEXT,
    }),
    unexpected_field_behavior="error",
)  # fmt: skip


def captured(
    content: Content, unread: Unread, names: list[str], progress: Callable[[int], None]
) -> Iterator[list[str] | pa.Table]:
    """Give the rows of a file of captured traffic, as `sources.captured` does, and tables."""
    first = 1
    for block in content.blocks(SIZE):
        table = common(block)
        if table is not None:
            yield table
            first += len(table)
        else:
            lines = sources.numbered(io.BytesIO(block), content.name, unread, first)
            yield from records.captured(lines, unread, names)
            first += block.count(b"\n")
        progress(len(block))


def common(block: bytes) -> pa.Table | None:
    """Read records of the commonest shape: one line of CSV in, one out, as many cells in each.

    None if one of them is of another shape.
    """
    try:
        lines = _joined(block)
        return None if lines is None else _cells(lines)
    except (pa.ArrowInvalid, UnicodeError):
        return None


def _joined(block: bytes) -> bytes | None:
    """Give each record's prediction and input as a line of CSV."""
    raw = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(raw[:-1] == END)
    # No value has a line's end between braces: there a record ends, and the next one starts.
    apart = (raw[ends - 1] == CLOSING) & (raw[ends + 1] == OPENING)
    if not block.startswith(b"{") or not apart.all():
        return None
    if not block.isascii():
        block.decode()
    options = json.ReadOptions(block_size=BLOCK)
    table = json.read_json(pa.BufferReader(block), read_options=options, parse_options=SHAPE)
    data = table["captureData"].combine_chunks()
    if len(data) != len(ends) + 1:
        return None
    cells = [_trimmed(data.field(side)) for side in ("endpointOutput", "endpointInput")]
    if None in cells:
        return None
    _, text = buffers(
        pc.binary_join_element_wise(pc.binary_join_element_wise(*cells, ","), "", "\n")
    )
    lines = text.tobytes()
    return lines if lines.count(b"\n") == len(data) else None


def _trimmed(side: Any) -> Any:
    """Give the data of one side without the line's end; None if it is no CSV, or empty."""
    if not pc.all(pc.equal(side.field("encoding"), "CSV"), skip_nulls=False).as_py():
        return None
    data = pc.ascii_rtrim(side.field("data"), "\r\n")
    return None if not pc.min(pc.binary_length(data)).as_py() else data


def _cells(lines: bytes) -> pa.Table | None:
    if b'"' in lines or b"\r" in lines or lines.startswith(BOM_UTF8):
        return None
    names = [str(at) for at in range(lines.partition(b"\n")[0].count(b",") + 1)]
    return csv.read_csv(
        pa.BufferReader(lines),
        read_options=csv.ReadOptions(column_names=names, block_size=BLOCK),
        parse_options=csv.ParseOptions(quote_char=False),
        convert_options=texts(names),
    )
