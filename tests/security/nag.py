"""Lists what cdk-nag's AwsSolutions pack says of templates. Runs where the CDK is, and no more.

Usage: python nag.py TEMPLATE ...   prints {template: [[rule, logical id], ...]} as JSON
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from aws_cdk import App, Stack, cloudformation_include
from cdk_nag import AwsSolutionsChecks


def violations(template: str) -> list[tuple[str, str]]:
    """Give rule and resource of each finding in a template."""
    stack = Stack(App(), "Scanned")
    cloudformation_include.CfnInclude(stack, "Template", template_file=template)
    found = AwsSolutionsChecks().validate_scope(stack).violations
    return [
        (each.rule_name, resource.construct_path.rpartition("/")[2])
        for each in found
        for resource in each.violating_resources
    ]


print(json.dumps({Path(each).stem: violations(each) for each in sys.argv[1:]}))
