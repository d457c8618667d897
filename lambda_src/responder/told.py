"""Where an event of the clock says for whom the function works: its places in a JSON list.

A list, since the names of an object's keys would stand in the template, and cost bytes there.
"""

from __future__ import annotations

STACK = 0  # name
MODEL = 1
ENVIRONMENT = 2
ENDPOINT = 3
VARIANT = 4
BUCKET = 5
PREFIX = 6  # of the schedules' names
QUALITY = 7  # "true" or "false"
TOPIC = 8  # ARN
DASHBOARD = 9  # URL
PIPELINE = 10  # ARN or ""
# The last place depends on the edition: drift-monitor's is "true" or "false", and model-monitor's
# the number of records below which there is no verdict.
FEATURES = RECORDS = 11
