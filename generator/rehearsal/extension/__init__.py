"""What MiniStack lacks, supplied from outside; everything here runs inside the server's process.

SageMaker's API, a subject a module, none of which knows MiniStack:

``store``       what is there, by kind and name, with its tags; the refusals
``service``     a request's way: checked against botocore's model, done, answer checked, too
``hosting``     models, endpoint configurations, endpoints
``schedules``   job definitions and monitoring schedules, and what must not be changed when
``processing``  processing jobs, which run beside everything else
``pipelines``   pipelines and their executions, that nothing runs
``monitoring``  one monitoring execution, as a schedule would start it; ``monitoring_job``, its job

What stands in for Amazon's machines:

``model_host``  a process for each endpoint, which runs the artefact's ``inference.py``
``model_worker`` that process
``capture``     the records of data capture
``objects``     S3 as a role sees it; ``object_times``, when an object was written
``container``   what a job with the analyzer's image reads and writes; the analysis is ours

``clock``       what time it is there; ``function_clock``, the same for functions
``controls``    what only time, or Amazon, would do on AWS

MiniStack's own gaps:

``http``        the service's door: IAM's PassRole, then the service
``stack_types`` the CloudFormation types of SageMaker
``permissions`` what IAM decides by; ``decisions``, what it has decided
``stack_rights`` a stack is made with its caller's rights; ``stack_calls``, the calls that takes
``events``      the clock's strike; when all that followed is over
``change_values`` what a change set changes, before and after
``account_quotas`` Service Quotas, as far as a plan asks
``timetable``   what is due while time passes: schedules, runs, rules
``function_processes`` where a function's process comes from: ``function_source``
``buckets``, ``alarms``, ``functions``, ``mail``, ``patches``  what its own services leave out
"""
