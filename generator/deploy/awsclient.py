"""The typed client: every call of AWS that the deploy helper makes, and nothing else of boto3."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TypeAlias

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError as BotoConnectionError,
    HTTPClientError,
    InvalidRegionError,
    ProfileNotFound,
)

from generator.deploy.retries import Retries
from generator.errors import GeneratorError, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable

Json: TypeAlias = dict[str, Any]
# Of services and operations, where IAM has other names [Service Authorization Reference].
_PREFIXES = {"sagemaker-runtime": "sagemaker", "service-quotas": "servicequotas"}
_ACTIONS = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "Invoke": "InvokeFunction"}
# What is never repeated, since that would analyse twice, or ask a model twice; and how many seconds
# it may take, with a margin: a function 900 [Lambda quotas], an endpoint 60 [SageMaker API
# reference, InvokeEndpoint].
_ONCE = {"lambda": 960, "sagemaker-runtime": 70}
_FAULT = 500  # from here on, an HTTP status tells of a service's own fault


class AwsError(GeneratorError):
    """A call that AWS refused, in its words, with what to do about it.

    ``code`` is the service's error code, ``""`` if no service answered; ``status`` is HTTP's, or 0.
    ``denied`` says that a permission is missing; ``passing`` that it may pass by itself: the
    network is gone, the service is overloaded, or has a fault of its own.
    """

    def __init__(self, what: str, error: Exception) -> None:
        hint = ""
        answer = error.response if isinstance(error, ClientError) else {}
        self.code = str(answer.get("Error", {}).get("Code", ""))
        self.status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        # An answer to HEAD has no body, and so no code but its status.
        self.denied = "AccessDenied" in self.code or self.code in ("403", "Forbidden")
        unreachable = isinstance(error, (HTTPClientError, BotoConnectionError))
        self.passing = unreachable or "Throttl" in self.code or self.status >= _FAULT
        if isinstance(error, ClientError) and (self.denied or "AccessDenied" in str(error)):
            hint = f". Your credentials lack the permission {permission(what, error)}"
        elif isinstance(error, BotoCoreError):
            hint = ". See region, credentials and network"
        super().__init__(f"{what}: {str(error).rstrip('.')}{hint}")


def permission(what: str, error: ClientError) -> str:
    """Give the IAM action of a call that was refused; some have other names than operations."""
    service = what.split(maxsplit=1)[0]
    operation = str(error.operation_name)
    return f"{_PREFIXES.get(service, service)}:{_ACTIONS.get(operation, operation)}"


class NoStackError(GeneratorError):
    """A stack that is not there, or is none of ours."""

    def __init__(self, stack: str, problem: str) -> None:
        super().__init__(f"stack {stack}: {problem}")


class AwsClient:
    """What the verbs need of an account, in one region.

    Args:
        region: by default that of the profile, or of the environment.
        profile: of the AWS configuration.
        endpoint_url: of another AWS.
        say: tells a person that a call is being repeated.

    """

    def __init__(
        self,
        region: str | None = None,
        profile: str | None = None,
        endpoint_url: str | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        try:
            self._session = boto3.Session(region_name=region, profile_name=profile)
        except ProfileNotFound as error:
            raise _no_profile(error) from error
        except BotoCoreError as error:
            raise AwsError("credentials", error) from error
        # Where a region is given, boto3 says so at the first call only.
        if profile and profile not in self._session.available_profiles:
            raise _no_profile(ProfileNotFound(profile=profile))
        self._endpoint_url, self._say = endpoint_url, say
        self._clients: dict[str, Any] = {}

    @property
    def region(self) -> str:
        """Give the region; ``""`` where nothing names one."""
        return self._session.region_name or ""

    def stack(self, name: str) -> Json:
        """Give a stack's description.

        Raises:
            AwsError: it is not there, or may not be seen.

        """
        found = self.call("cloudformation", "describe_stacks", StackName=name)
        stack: Json = found["Stacks"][0]
        return stack

    def resource(self, stack: str, logical_id: str) -> str:
        """Give the physical id of a stack's resource."""
        found = self.call(
            "cloudformation",
            "describe_stack_resource",
            StackName=stack,
            LogicalResourceId=logical_id,
        )
        name: str = found["StackResourceDetail"]["PhysicalResourceId"]
        return name

    def invoke(self, function: str, event: Json) -> Any:
        """Invoke a function once, wait up to its 15 minutes, and give its answer.

        Raises:
            AwsError: it may not be invoked.
            GeneratorError: it failed, in its own words.

        """
        found = self.call("lambda", "invoke", FunctionName=function, Payload=json.dumps(event))
        answer = json.load(found["Payload"])
        if "FunctionError" in found:
            raise GeneratorError(f"{function} failed: {answer.get('errorMessage', answer)}")
        return answer

    def read(self, bucket: str, key: str) -> Json:
        """Read a JSON object of a bucket."""
        found = self.call("s3", "get_object", Bucket=bucket, Key=key)
        content: Json = json.load(found["Body"])
        return content

    def copy(self, bucket: str, key: str, target: str) -> None:
        """Let a copy of an object take the place of another."""
        source = {"Bucket": bucket, "Key": key}
        self.call("s3", "copy_object", Bucket=bucket, Key=target, CopySource=source)

    def remove(self, bucket: str, key: str) -> None:
        """Delete an object."""
        self.call("s3", "delete_object", Bucket=bucket, Key=key)

    def call(self, service: str, operation: str, **request: Any) -> Any:
        """Call an operation, named as boto3 names it, and give its answer.

        Raises:
            AwsError: it was refused, also when it was repeated.

        """
        try:
            call: Callable[..., Any] = getattr(self.client_of(service), operation)
            return call(**request)
        except (BotoCoreError, ClientError) as error:
            raise AwsError(f"{service} {operation}", error) from error

    def client_of(self, service: str) -> Any:
        """Give the service's one client; calls are made through ``call``."""
        if service not in self._clients:
            once = service in _ONCE
            attempts = 1 if once else int(os.environ.get("AWS_MAX_ATTEMPTS", "8"))
            config = Config(
                read_timeout=_ONCE.get(service, 70),
                tcp_keepalive=once,  # else a gateway may forget a connection that is silent so long
                retries={"mode": "adaptive", "total_max_attempts": attempts},
            )
            try:
                made = self._session.client(service, config=config, endpoint_url=self._endpoint_url)
            except InvalidRegionError as error:
                raise WrongValueError(str(error)) from error
            except ValueError as error:  # an address, of the environment's, that is none
                raise AwsError(service, error) from error
            # By its full name: once botocore's own listener has decided, no other is asked.
            event = f"needs-retry.{made.meta.service_model.service_id.hyphenize()}"
            made.meta.events.register_first(event, Retries(self._say, attempts))
            self._clients[service] = made
        return self._clients[service]


def _no_profile(error: ProfileNotFound) -> WrongValueError:
    return WrongValueError(f"{error}: see `aws configure list-profiles`")
