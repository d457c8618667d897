"""The same statistics on numpy and pyarrow: the extra ``fast``, used where it is installed.

``reading`` turns CSV files into arrays of text, and ``captures`` captured traffic; ``columns``
measures those as the plain path does, and ``hashing`` counts their distinct values. Both paths
write identical JSON; what the arrays cannot say for certain goes through the plain path.
"""

from __future__ import annotations

from generator.analyze.fast.captures import captured
from generator.analyze.fast.reading import FastDataset, read_csv

__all__ = ["FastDataset", "captured", "read_csv"]
