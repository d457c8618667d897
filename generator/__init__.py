"""The generator: parameters -> parts -> edition -> YAML -> rules -> ``templates/``.

Stages, each a module or a folder, in the order in which data passes through them:

``parameters``  one table of the template's parameters; everything that names one reads it
``parts``       one module for each part of a stack: functions from parts to troposphere objects
``editions``    what each edition is made of, as a table of contents
``inline``      a package of ``lambda_src`` -> the one-file text that goes into the template
``emit``        template -> YAML, byte for byte the same every time
``rules``       our own checks, as cfn-lint rules; ``checks`` runs them beside two other linters,
                ``check`` over anyone's template
``build``       the stages above for all editions, held against ``templates/``
``cli``         the verbs of ``monitor-stack``

None of these touches the network or AWS. What does stands in rooms of its own and nowhere else:
``deploy``, and ``rehearsal``, an embedded AWS with the whole loop on it.
"""
