"""The scanners, each in its environment: the emitted templates -> findings, and who looked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator import templates
from generator.checks_cfnlint import decode
from generator.editions import EDITIONS
from generator.rehearsal import EmbeddedAws

from .environments import machine, node, python, run
from .findings import COMPUTED_RULE, HERE, Finding

VERSIONS = {
    "checkov": "3.3.30",
    "cdk-nag": "3.0.2",
    "Control Tower": "0.0.62",
    "parliament": "1.6.4",
}
"""Of the packages that are asked; the rules of Control Tower come with a validator for the CDK."""
_PATHS = [str(templates.folder() / f"{edition}.yaml") for edition in EDITIONS]


def checkov() -> set[Finding]:
    """Ask checkov's checks of CloudFormation."""
    tools = python("checkov", f"checkov=={VERSIONS['checkov']}")
    files = [word for path in _PATHS for word in ("-f", path)]
    more = ["--skip-download", "--framework", "cloudformation", "-o", "json", "--compact"]
    told = json.loads(run([str(tools / "checkov"), *files, *more], fine=(0, 1)))
    return {
        Finding(
            "checkov",
            Path(each["file_path"]).stem,
            each["check_id"],
            each["resource"].partition(".")[2],
        )
        for each in told["results"]["failed_checks"]
    }


def nag() -> set[Finding]:
    """Ask the AwsSolutions pack of cdk-nag."""
    tools = python("cdk-nag", "aws-cdk-lib>=2.275,<3", f"cdk-nag=={VERSIONS['cdk-nag']}")
    told = json.loads(run([str(tools / "python"), str(HERE / "nag.py"), *_PATHS]))
    # Where a resource is a function of parameters, its whole text is in the finding's name.
    return {
        replace(one, rule=COMPUTED_RULE) if re.search(r"::[\[{]", one.rule) else one
        for one in _found("cdk-nag", told)
    }


def control_tower() -> set[Finding]:
    """Ask the Guard rules of Control Tower's proactive controls."""
    package = node(f"@cdklabs/cdk-validator-cfnguard@{VERSIONS['Control Tower']}")
    guard = package / "bin" / "ubuntu" / machine() / "cfn-guard"
    guard.chmod(0o755)
    rules = package / "rules" / "control-tower" / "cfn-guard"
    found = set()
    for edition in EDITIONS:
        # Guard knows the long forms of functions alone.
        content, _ = decode(templates.read(edition))
        command = [str(guard), "validate", "--rules", str(rules), "--structured"]
        more = ["--output-format", "json", "--show-summary", "none"]
        [told] = json.loads(run([*command, *more], given=json.dumps(content), fine=(0, 19)))
        for each in told["not_compliant"]:
            rule = each["Rule"]["name"].removesuffix("_check")
            found |= {
                Finding("Control Tower", edition, rule, name) for name in _resources(each["Rule"])
            }
    return found


def _resources(said: Any) -> set[str]:
    """Give the logical ids in what a rule says: every `path` that leads into a resource."""
    if isinstance(said, dict):
        path = said.get("path")
        own = (
            {path.split("/")[2]} if isinstance(path, str) and path[:11] == "/Resources/" else set()
        )
        return own.union(*map(_resources, said.values()))
    return set().union(*map(_resources, said)) if isinstance(said, list) else set()


def parliament() -> set[Finding]:
    """Ask parliament about the policies of a stack that is up on the embedded AWS."""
    requirements = (f"parliament=={VERSIONS['parliament']}", "setuptools<81")
    tools = python("parliament", *requirements)
    asked = json.dumps({edition: _policies(edition) for edition in EDITIONS})
    command = [str(tools / "python"), "-W", "ignore", str(HERE / "policies.py")]
    return _found("parliament", json.loads(run(command, given=asked)))


def _policies(edition: str) -> dict[str, list[Any]]:
    """Give the policies of each role, as they stand once they are deployed."""
    with EmbeddedAws() as aws:
        aws.deploy(templates.read(edition), {"EmailAddress": "you@example.com"})
        iam, stacks = aws.client("iam"), aws.client("cloudformation")
        found = {}
        for each in stacks.describe_stack_resources(StackName="monitor")["StackResources"]:
            if each["ResourceType"] == "AWS::IAM::Role":
                role = each["PhysicalResourceId"]
                names = iam.list_role_policies(RoleName=role)["PolicyNames"]
                found[each["LogicalResourceId"]] = [
                    iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
                    for name in names
                ]
        return found


def _found(scanner: str, told: dict[str, list[list[str]]]) -> set[Finding]:
    return {Finding(scanner, edition, *each) for edition, those in told.items() for each in those}


ASK = {"checkov": checkov, "cdk-nag": nag, "Control Tower": control_tower, "parliament": parliament}
