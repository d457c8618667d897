"""An embedded AWS: the real template and the real Lambda code, without an account.

``embedded``     starts the server as a process of its own, and talks to it; what to import
``control``      what tells it what only time, or Amazon, would do on AWS
``certificate``  the bucket's policy refuses plain HTTP
``server``       that process: MiniStack with the extension put in; the only module that starts it
``extension``    what MiniStack lacks: SageMaker, and gaps of its own services

It proves our template, our code and our policies; of Amazon's own services it proves nothing.
Listens on the loopback address alone.
"""

from generator.rehearsal.control import ControlError
from generator.rehearsal.embedded import EmbeddedAws, StackFailedError

__all__ = ["ControlError", "EmbeddedAws", "StackFailedError"]
