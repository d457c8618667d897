"""The analyzer: reads what a model was asked and answered, and finds what Model Monitor finds.

It reproduces the results of Amazon's Model Monitor, whose engine is Deequ 2.0.2 on Spark, from
public facts; no code of either is in it. Standard library alone; ``bucket``, ``work`` and
``handler`` are its only edge to AWS.

1. ``records``     capture files, labels, CSV and JSON lines -> rows of cells, which are text;
2. ``columns``     cells -> statistics of a column, with ``sketch`` (quantiles) and ``distinct``;
3. ``dataset``     rows -> ``statistics.json``, and ``constraints.json`` as suggested by it;
4. ``checks``      statistics against the baseline's constraints -> ``constraint_violations.json``;
5. ``exact``       our own verdict beside Model Monitor's, for ``drift.json``;
6. ``quality``     predictions and labels -> metrics, their constraints and violations;
7. ``report``      all of that for one window, as files;
8. ``windows``     which windows are due;
9. ``work``        a due window's objects in S3 -> its report there.

Parameters are positional-only where that lets the build shorten their names.
"""
