"""The function beside the analyzer in a ``drift-monitor`` stack.

As ``stack``, with baselines that the analyzer makes and reports that it writes. It stays outside
the user's network, so that neither a custom resource nor an alert hangs on a missing route.
"""
