"""The custom resources: what CloudFormation has no type for.

``custom`` answers CloudFormation, ``patience`` waits beyond one invocation's 15 minutes;
``storage``, ``demo``, ``endpoints``, ``managed_endpoints``, ``baselines``, ``own_baselines`` and
``schedules`` do one resource type's work each and know nothing of how the answer gets back. They
take ``(kind, given, event, wait)``:
``kind`` is ``Create``, ``Update`` or ``Delete``, ``given`` are the resource's properties, and
``wait`` asks a function again and again until nothing is left to wait for. They give what goes into
the answer: ``Data``, the attributes, and ``PhysicalResourceId`` where it is not to stay as it is.
"""
