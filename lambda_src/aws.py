"""AWS's services, one client each."""

from __future__ import annotations

from functools import cache

import boto3

client = cache(boto3.client)
