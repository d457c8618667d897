"""``monitor-stack analyze``: the analyzer of ``lambda_src/analyzer`` for anyone with a file.

``sources`` finds files, here or on S3, and gives their rows; ``runs`` makes baselines and
compares; ``gaps`` says what was not compared, and why; ``tables`` shows the result to a person, and
``results`` writes and prints it; ``cli`` are the verbs, ``usage`` what wrong usage of them ends
with. S3 is read with the analyzer's own client; nothing else here touches the network.
"""
