"""Service Catalog: the portfolio's template, and the policy of who deploys by hand."""

from __future__ import annotations


def portfolio() -> str:
    """Give ``templates/catalog.yaml``."""
    from generator.catalog import template  # noqa: PLC0415 - as long as nobody asks
    from generator.emit import to_yaml  # noqa: PLC0415 - as above

    return to_yaml(template.catalog(), header=template.HEADER)


def deployer_policy() -> str:
    """Give ``docs/deployer-policy.json``."""
    from generator.catalog import rights  # noqa: PLC0415 - as above

    return rights.deployer_policy()
