"""The custom resources: what CloudFormation has no type for.

``handler`` answers CloudFormation, ``patience`` waits beyond one invocation's 15 minutes;
``storage``, ``demo``, ``endpoints``, ``baselines`` and ``schedules`` do one resource type's work
each and know nothing of how the answer gets back.
"""
