"""Lists what parliament says of policies. Runs where parliament is, and no more.

Usage: python policies.py < {edition: {resource: [policy, ...]}}
Prints {edition: [[issue, resource], ...]} as JSON.
"""

from __future__ import annotations

import json
import sys

from parliament import analyze_policy_string, enhance_finding

found = {
    edition: sorted(
        {
            (enhance_finding(each).issue, resource)
            for resource, policies in roles.items()
            for policy in policies
            for each in analyze_policy_string(json.dumps(policy)).findings
        }
    )
    for edition, roles in json.load(sys.stdin).items()
}
print(json.dumps(found))
