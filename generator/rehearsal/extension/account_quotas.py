"""Service Quotas, of SageMaker alone: what a young account may start, made up.

Shapes: botocore's model of ``service-quotas``. Real values differ by account and region.
"""

from __future__ import annotations

import json
from typing import Any

ENDPOINTS, JOBS = "endpoint usage", "processing job usage"
QUOTAS = {
    f"ml.t2.medium for {ENDPOINTS}": 2,
    f"ml.m5.large for {ENDPOINTS}": 4,
    f"ml.m5.xlarge for {ENDPOINTS}": 2,
    f"ml.m5.large for {JOBS}": 4,
    f"ml.m5.xlarge for {JOBS}": 4,
    f"ml.p5.48xlarge for {ENDPOINTS}": 0,
}


async def _serve(
    method: str, path: str, headers: dict[str, str], body: bytes, query: Any
) -> tuple[int, dict[str, str], bytes]:
    """Answer ``ListServiceQuotas``, and the list of defaults, which is the same."""
    del method, path, headers, query
    asked = json.loads(body or b"{}").get("ServiceCode")
    names = QUOTAS if asked == "sagemaker" else {}
    quotas = [{"QuotaName": name, "Value": float(value)} for name, value in names.items()]
    kind = {"Content-Type": "application/x-amz-json-1.1"}
    return 200, kind, json.dumps({"Quotas": quotas}).encode()


def install(app: Any, router: Any) -> None:
    """Put the service into MiniStack."""
    app.SERVICE_HANDLERS["servicequotas"] = _serve
    router.SERVICE_PATTERNS["servicequotas"] = {
        "host_patterns": [r"servicequotas\."],
        "target_prefixes": ["ServiceQuotas"],
        "credential_scope": "servicequotas",
    }
