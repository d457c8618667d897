"""Making, operating and removing stacks: the verbs of ``monitor-stack`` that call AWS.

What all verbs share:

``options``     where AWS is, and which stack
``screen``      what is said, to a person or as JSON lines to a machine
``ending``      how a verb ends that waits: interrupted, too late, failed; always with a result
``awsclient``   the one typed client; all calls of AWS, and what their refusals mean; ``retries``
                says that one is being repeated

From what is asked to a stack that is up, in the order in which it passes:

``wishes``      options -> template, values, wish; ``given`` and ``template`` read and check them,
                ``conditions`` are CloudFormation's rule functions
``plan``        a wish and the stack -> a change set, as data; ``plan_words`` shows it, ``meanings``
                says what a change means here, ``quotas`` whether the account may start it
``deployment``  a stack in whatever state -> one that can be changed; follows what it begins
``follow``      one operation, by its events, to its end; ``waits``, what takes how long
``causes``      why it failed: the first cause, its traces; ``hints``, what helps

Around it:

``stacks``      CloudFormation's calls, typed; ``absent``, what is said of one that is not there
``standing``    endpoint, subscription, alarms, newest reports
``drift``       what somebody changed by hand
``destroy``     what a deletion means, and whether it came true; ``remains`` asks each service
``operations``  what is done with a stack that is up: runs on demand
``rebaselining``  its new baselines; ``baseline_changes`` says what is new in them, ``edits`` what
                of the old constraints they keep

What operates a stack of either edition, and looks at what it has found:

``watching``      the stack: what it watches, where its files are, when its next run begins
``rows``          rows that requests are made of: as in a dataset, shifted, or broken
``sending``       requests, sent at a rate by several threads, and what came of them
``ground_truth``  labels, checked, and written where the merge looks for them
``fetched``       reports of both editions in one shape
``found``         what is to be seen first in a report, by the verdict that is in force
``page``          a report as one page; ``shapes`` are its distributions, ``plots`` draws them
``alerting``      who gets an alert, whether it arrives, silence for planned work

The verbs: ``cli_deploy`` (plan, deploy), ``cli_look`` (status, events, outputs, stack-drift),
``cli_destroy``, ``cli_traffic``, ``cli_labels``, ``cli_report``, ``cli_alerts`` (alert-test, mute),
``cli`` (run-now, rebaseline).
"""
