"""Making, operating and removing stacks: the verbs of ``monitor-stack`` that call AWS.

What all verbs share:

``options``     where AWS is, and which stack
``screen``      what is said, to a person or as JSON lines to a machine
``ending``      how a verb ends that waits: interrupted, too late, failed; always with a result
``awsclient``   the one typed client; all calls of AWS, and what their refusals mean

From what is asked to a stack that is up, in the order in which it passes:

``wishes``      options -> template, values, wish; ``given`` and ``template`` read and check them,
                ``conditions`` are CloudFormation's rule functions
``plan``        a wish and the stack -> a change set, as data; ``plan_words`` shows it, ``meanings``
                says what a change means here, ``quotas`` whether the account may start it
``deployment``  a stack in whatever state -> one that can be changed; follows what it begins
``follow``      one operation, by its events, to its end; ``waits``, what takes how long
``causes``      why it failed: the first cause, its traces; ``hints``, what helps

Around it:

``stacks``      CloudFormation's calls, typed
``standing``    endpoint, subscription, alarms, newest reports
``drift``       what somebody changed by hand
``destroy``     what a deletion means, and whether it came true; ``remains`` asks each service
``operations``  what is done with a stack that is up: runs on demand, new baselines

The verbs: ``cli_deploy`` (plan, deploy), ``cli_look`` (status, events, outputs, stack-drift),
``cli_destroy``, ``cli`` (run-now, rebaseline).
"""
