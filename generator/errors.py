"""The one root of the generator's exceptions: whatever a user can mend, in words that say how."""

from __future__ import annotations


class GeneratorError(Exception):
    """An expected failure: its text says where, what, and how to mend it."""


class WrongValueError(GeneratorError):
    """What an option, or a file that it names, says cannot be: wrong usage."""
