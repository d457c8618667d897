"""The version of the generator and of what it emits: one number for both."""

__version__ = "0.9.0"
