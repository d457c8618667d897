"""``monitor-stack check``: anyone's template, by every checker that we know.

Stages, each a module:

``reading``   a file or standard input -> text; what is no template is refused in words
``quoting``   a key that YAML does not read as text is refused in words
``checking``  text -> what the checkers found, about one place and matter once
``merging``   how several checkers' findings become one
``knowing``   what a rule's id stands for, whoever's it is
``telling``   a table for a person, one object for a machine
``sarif``     the same for code scanning
``cli``       the verb
"""
