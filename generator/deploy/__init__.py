"""Operating a stack that is there: the verbs of ``monitor-stack`` that call AWS.

``options``     where AWS is, and which stack
``screen``      what is said, to a person or as JSON lines to a machine
``awsclient``   the one typed client; all calls of AWS, and what their refusals mean
``operations``  what the verbs do: runs on demand, new baselines
``cli``         arguments in, tables and JSON out
"""
