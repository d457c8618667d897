"""``monitor-stack analyze``: the analyzer of ``lambda_src/analyzer`` for anyone with a file.

``sources`` finds files, here or on S3, and gives their rows; ``runs`` makes baselines and
compares; ``gaps`` says what was not compared, and why; ``tables`` shows the result to a person;
``cli`` are the verbs. S3 is read through the analyzer's own edge; nothing else here touches the
network.
"""
