"""An embedded AWS: the real template and the real Lambda code, without an account.

``embedded``   starts the server as a process of its own, and talks to it; the only thing to import
``server``     that process: MiniStack, with what it lacks put in; the only module that imports it
``sagemaker``  SageMaker's API: state, and the rules by which the service refuses
``container``  what stands in for Amazon's analyzer: a baseline out of a CSV, and a run's report
``stack_types`` the CloudFormation types of SageMaker, over ``sagemaker``
``alarms``     alarms as CloudWatch evaluates them, and their events
``patches``    what MiniStack lacks elsewhere: IAM resources, condition keys, condition functions

It proves our template, our code and our policies; of Amazon's own services it proves nothing.
Listens on the loopback address alone.
"""

from generator.rehearsal.embedded import EmbeddedAws, StackFailedError

__all__ = ["EmbeddedAws", "StackFailedError"]
