"""Service Catalog as far as publishing uses it: nothing local provisions a product.

It stands behind botocore, which checks each request against the service's model before it is sent,
and reads each answer by it.
"""

# ruff: noqa: N802, N803 - operations and fields are named as the service names them

from __future__ import annotations

import json
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

Json = dict[str, Any]


class Raw:
    """A response's body."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, *_: Any, **__: Any):
        yield self.content


class ServiceCatalog:
    """Products and their versions.

    Attributes:
        products: name -> {"id", "artifacts": {name: detail with "Url" and "Status"}}.
        calls: the operations that were called.
        fails: an artifact that is added FAILED.
        polls: how often an artifact is CREATING before it is there.
        refused: operations that are denied.

    """

    def __init__(self) -> None:
        self.products: dict[str, Json] = {}
        self.calls: list[str] = []
        self.fails = False
        self.polls = 0
        self.refused: set[str] = set()

    def attach(self, client: Any) -> None:
        client.meta.events.register("before-send.service-catalog", self._answer)

    def _answer(self, request: Any, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().split(".")[-1]
        self.calls.append(operation)
        given = json.loads(request.body)
        if operation in self.refused:
            said = {"__type": "AccessDeniedException", "Message": "User: me is not authorized"}
            return self._response(request, 400, said)
        try:
            return self._response(request, 200, getattr(self, operation)(**given))
        except ClientError as error:
            said = {"__type": error.response["Error"]["Code"], "Message": str(error)}
            return self._response(request, 400, said)

    def _response(self, request: Any, status: int, body: Json) -> AWSResponse:
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        return AWSResponse(request.url, status, headers, Raw(json.dumps(body).encode()))

    # --- operations, named as the service does --------------------------------------------------

    def SearchProductsAsAdmin(self, Filters: Json, **_: Any) -> Json:
        [text] = Filters["FullTextSearch"]
        found = [
            {"ProductViewSummary": {"ProductId": one["id"], "Name": name}}
            for name, one in self.products.items()
            if text in name
        ]
        return {"ProductViewDetails": found}

    def CreateProduct(
        self,
        Name: str,
        ProvisioningArtifactParameters: Json,
        **_: Any,
    ) -> Json:
        identity = f"prod-{len(self.products)}"
        self.products[Name] = {"id": identity, "artifacts": {}}
        detail = self._add(Name, ProvisioningArtifactParameters)
        summary = {"ProductId": identity, "Name": Name}
        return {
            "ProductViewDetail": {"ProductViewSummary": summary},
            "ProvisioningArtifactDetail": self._shown(detail),
        }

    def CreateProvisioningArtifact(
        self,
        ProductId: str,
        Parameters: Json,
        **_: Any,
    ) -> Json:
        detail = self._add(self._name(ProductId), Parameters)
        return {"ProvisioningArtifactDetail": self._shown(detail), "Status": detail["Status"]}

    def ListProvisioningArtifacts(self, ProductId: str, **_: Any) -> Json:
        found = self.products[self._name(ProductId)]["artifacts"].values()
        return {"ProvisioningArtifactDetails": [*map(self._shown, found)]}

    def DescribeProvisioningArtifact(
        self,
        ProductId: str,
        ProvisioningArtifactId: str,
        **_: Any,
    ) -> Json:
        detail = self._artifact(ProductId, ProvisioningArtifactId)
        if detail["Status"] == "CREATING":
            detail["Polls"] -= 1
            if detail["Polls"] < 0:
                detail["Status"] = "FAILED" if self.fails else "AVAILABLE"
        return {
            "ProvisioningArtifactDetail": self._shown(detail),
            "Info": {"TemplateUrl": detail["Url"]},
            "Status": detail["Status"],
        }

    def UpdateProvisioningArtifact(
        self,
        ProductId: str,
        ProvisioningArtifactId: str,
        Guidance: str,
        **_: Any,
    ) -> Json:
        detail = self._artifact(ProductId, ProvisioningArtifactId)
        detail["Guidance"] = Guidance
        return {"ProvisioningArtifactDetail": self._shown(detail)}

    def _add(self, product: str, given: Json) -> Json:
        artifacts = self.products[product]["artifacts"]
        if given["Name"] in artifacts:
            said = {"Error": {"Code": "DuplicateResourceException", "Message": given["Name"]}}
            raise ClientError(said, "CreateProvisioningArtifact")
        artifacts[given["Name"]] = {
            "Id": f"pa-{product}-{len(artifacts)}",
            "Name": given["Name"],
            "Description": given["Description"],
            "Guidance": "DEFAULT",
            "Url": given["Info"]["LoadTemplateFromURL"],
            "Status": "CREATING",
            "Polls": self.polls,
        }
        found: Json = artifacts[given["Name"]]
        return found

    def _shown(self, detail: Json) -> Json:
        return {name: detail[name] for name in ("Id", "Name", "Description", "Guidance")}

    def _name(self, identity: str) -> str:
        return next(name for name, one in self.products.items() if one["id"] == identity)

    def _artifact(self, product: str, identity: str) -> Json:
        artifacts = self.products[self._name(product)]["artifacts"].values()
        return next(each for each in artifacts if each["Id"] == identity)
