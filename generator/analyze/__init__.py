"""``monitor-stack analyze``: the analyzer of ``lambda_src/analyzer`` for anyone with a file.

``sources`` finds files, here or on S3, and gives their rows; ``runs`` makes baselines and
compares; ``tables`` shows the result to a person; ``cli`` are the verbs. S3 is read through the
analyzer's own edge; nothing else here touches the network.
"""
