"""Service Catalog: stacks that others launch without rights of their own.

``rights``    what creating, changing and deleting the editions' resources takes, from the schemas
``template``  the portfolio as a CloudFormation template: product, launch role, constraints
``publish``   a released version into a product, once
``project``   a released version as a template of SageMaker projects
``cli``, ``cli_project``  the verbs
"""
