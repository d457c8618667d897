"""Faults that only AWS would see, as cfn-lint rules, one small file each.

cfn-lint knows the schemas: types, required properties, enumerations. It does not know what a
name, an S3 URI, an image account, a schedule or a metric must be, and such a template deploys and
then fails an hour later, or never alarms. Each file here is one such check; ``docs/rules.md``
lists them.

They need nothing but cfn-lint, and E9117 botocore, without which it says little::

    cfn-lint --append-rules generator/rules --template my-template.yaml

Modules whose name starts with an underscore are helpers: cfn-lint skips them when it loads this
folder. They stand in this order: ``_pieces`` (what a value may become), ``_reader`` (intrinsic
functions read into pieces), ``_plain`` (whole documents read into JSON), ``_walk`` (finding
properties), ``_check`` (the base of every rule); ``_links`` follows references, ``_statements``
and ``_principals`` read policies, ``_defaults`` knows what a value is with every parameter at its
default. The others know one subject each: ``_clock``, ``_metrics``, ``_metric_uses``,
``_publishers`` and ``_periods`` metrics and schedules; ``_scopes``, ``_calls``,
``_resource_calls``, ``_models``, ``_actions`` and ``_grants`` what inline code calls and may call,
``_sent_to`` and ``_sent_by_node`` where it publishes to; ``_inline`` its text, ``_functions`` who
calls functions, ``_serverless`` what AWS SAM makes of them; ``_replaced`` what a change replaces;
``_patterns``, ``_comparisons``, ``_alarm_rules`` and ``_states`` a language, ``_condition_keys``,
``_endpoints`` and ``_partitions`` a table, ``_near`` slips of the finger. Nothing in here touches
the network.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Give this to cfn-lint as ``append_rules``."""
