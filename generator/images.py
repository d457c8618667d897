"""Which account holds an Amazon-made SageMaker image in which region.

Source: `sagemaker/core/image_uri_config/*.json` of the package `sagemaker-core` (PyPI), the table
that Amazon's own SDK builds image URIs from. `tests/unit/test_images.py` compares our copy with the
newest release.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

_TABLE = Path(__file__).parent / "data" / "image_accounts.json"


class Image(TypedDict):
    """One image: its repository, the tag we use (None: no tag), and account by region."""

    repository: str
    tag: str | None
    accounts: dict[str, str]


@cache
def images() -> dict[str, Image]:
    """Give the whole table by our short names: model-monitor, clarify, sklearn, xgboost."""
    return cast("dict[str, Image]", json.loads(_TABLE.read_text(encoding="utf-8"))["images"])


def accounts(name: str) -> dict[str, str]:
    """Give the account (12 digits, often with leading zeros) by region.

    Raises:
        KeyError: the image is not in the table.

    """
    return dict(images()[name]["accounts"])


def repository(name: str) -> str:
    """Give the repository, such as `sagemaker-model-monitor-analyzer`."""
    return images()[name]["repository"]


def tag(name: str) -> str | None:
    """Give the tag that we use, or None for an image that is named without one."""
    return images()[name]["tag"]
