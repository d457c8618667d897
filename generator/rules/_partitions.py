"""The partitions of AWS."""

from __future__ import annotations

PARTITIONS = frozenset(
    {
        "aws",
        "aws-cn",
        "aws-eusc",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-us-gov",
    }
)
"""Those of botocore's `partitions.json`, in 2026."""
