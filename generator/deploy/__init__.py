"""Operating a stack that is there: the verbs of ``monitor-stack`` that call AWS.

``options``     where AWS is, and which stack
``screen``      what is said, to a person or as JSON lines to a machine
``awsclient``   the one typed client; all calls of AWS, and what their refusals mean
``operations``  what the verbs do: runs on demand, new baselines
``cli``         arguments in, tables and JSON out; a ``cli_…`` for each of the other verbs

What operates a stack of either edition, and looks at what it has found:

``watching``      the stack: what it watches, where its files are, when its next run begins
``rows``          rows that requests are made of: as in a dataset, shifted, or broken
``sending``       requests, sent at a rate by several threads, and what came of them
``ground_truth``  labels, checked, and written where the merge looks for them
``fetched``       reports of both editions in one shape; what is to be seen first
``page``          a report as one page; ``shapes`` are its distributions, ``plots`` draws them
``alerting``      who gets an alert, whether it arrives, silence for planned work
"""
