"""The one function of a ``model-monitor`` stack.

CloudFormation calls it for the custom resources (``lifecycle``); the clock and the stack's alarms
call it to record runs and to tell what they say (``responder``). One function, since a second one
would take 2 KB of the 51,200 bytes that a template may have.
"""
