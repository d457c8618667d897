"""The parts of a stack, one module each.

A part is a frozen dataclass of troposphere objects, made by one function that takes what it needs
of the parts before it. References are values (a ``Role`` goes in, not the name of one). IAM stands
beside what needs it. No network, no AWS.
"""
