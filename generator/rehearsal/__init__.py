"""An embedded AWS, and the whole loop on it: the real template and Lambda code, without an account.

The embedded AWS:

``embedded``     starts the server as a process of its own, and talks to it; what to import
``control``      what tells it what only time, or Amazon, would do on AWS
``certificate``  the bucket's policy refuses plain HTTP
``server``       that process: MiniStack with the extension put in; the only module that starts it
``extension``    what MiniStack lacks: SageMaker, and gaps of its own services

The rehearsal, which the verb ``rehearse`` calls:

``rehearsal``    what is rehearsed, and how it goes from step to step
``steps``        the steps, each with what it promises
``sights``       what they see: events, metrics, alarms, e-mails
``promises``     what was promised, and what was seen
``stage``        a stack that is up: traffic, labels, time, and what comes of them
``traffic``      rows of a dataset, and the drift that is put into them
``own``          a user's own model and data
``deploying``    making and deleting a stack; where the deploy helper plugs in
``onlooker``     a rule on the default bus, as anyone's
``inventory``    what is in the account
``page``         the HTML report, by the verb that writes it
``stands_in``    what is real, what is imitated, what cannot be seen

It proves our template, our code and our policies; of Amazon's own services it proves nothing.
Listens on the loopback address alone.
"""

from generator.rehearsal.control import ControlError
from generator.rehearsal.embedded import EmbeddedAws, StackFailedError

__all__ = ["ControlError", "EmbeddedAws", "StackFailedError"]
