"""Operating a stack that is there: the verbs of ``monitor-stack`` that call AWS.

``awsclient``   the one typed client; all calls of AWS, and what their refusals mean
``operations``  what the verbs do: runs on demand, new baselines
``cli``         arguments in, tables and JSON out
"""
