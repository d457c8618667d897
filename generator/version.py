"""The version of the generator and of what it emits: one number for both."""

__version__ = "1.0.0"
