"""What has changed between two templates, and what an update would do to a stack.

``reading``      a template from a file, a released version, or a deployed stack
``differences``  two values -> the paths at which they differ
``resources``    what of them CloudFormation would replace, offline, from the schemas
``interface``    parameters and outputs: what their users would notice
``grants``       what roles and policies allow that they did not
``compare``      all of it as a list of changes, and the version number that they ask for
``cli``          the verb
"""
