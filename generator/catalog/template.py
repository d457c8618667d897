"""The portfolio as a template: who may launch what, with which rights, within which rules.

A stack of Service Catalog's is named ``SC-<account>-pp-<id>``: the launch role is bounded by that
beginning. Source: the Service Catalog administrator guide, "Launch constraints".
"""

from __future__ import annotations

import json
from typing import Any

from awacs import aws
from troposphere import Equals, GetAtt, Not, Output, Parameter, Ref, Sub, Template, iam
from troposphere.servicecatalog import (
    CloudFormationProduct,
    LaunchRoleConstraint,
    LaunchTemplateConstraint,
    Portfolio,
    PortfolioPrincipalAssociation,
    PortfolioProductAssociation,
    ProvisioningArtifactProperties,
    TagOption,
    TagOptionAssociation,
)

from generator import parameters
from generator.catalog import rights
from generator.parts.frame import SUMMARY, rules
from generator.version import __version__

NAME = "catalog"
HANDED_OVER = "s3:ExistingObjectTag/servicecatalog:provisioning"
# With which the names of stacks begin: of Service Catalog's, and of projects from S3. Source for
# these: the policies of AWS's examples (aws-samples/sagemaker-custom-project-templates).
PREFIX, PROJECTS = "SC-", "SP-"
TITLES = {parameters.DRIFT_MONITOR: "DriftMonitor", parameters.MODEL_MONITOR: "ModelMonitor"}
HEADER = """\
Generated. A Service Catalog portfolio with the editions as products. Put released templates into a
bucket and create a stack of this with their addresses; `monitor-stack publish` adds later versions.
"""


def catalog() -> Template:
    """Compose the portfolio's template."""
    template = Template()
    template.set_version()
    template.set_description(
        f"Service Catalog portfolio of SageMaker model monitoring ({__version__})"
    )
    for parameter in _parameters():
        template.add_parameter(parameter)
    template.add_condition("HasPrincipal", Not(Equals(Ref("PrincipalArn"), "")))
    template.add_condition("HasStudio", Not(Equals(Ref("StudioRoleArn"), "")))
    portfolio = template.add_resource(
        Portfolio(
            "Portfolio",
            DisplayName=Ref("PortfolioName"),
            ProviderName=Ref("ProviderName"),
            Description="SageMaker endpoints that are watched for drift",
        )
    )
    template.add_resource(
        PortfolioPrincipalAssociation(
            "Launchers",
            Condition="HasPrincipal",
            PortfolioId=Ref(portfolio),
            PrincipalARN=Ref("PrincipalArn"),
            PrincipalType="IAM",
        )
    )
    role = template.add_resource(launch_role())
    projects = template.add_resource(project_role())
    option = template.add_resource(
        TagOption("Origin", Key="origin", Value="service-catalog", Active=True)
    )
    for edition in TITLES:
        for resource in _product(edition, portfolio, role, option):
            template.add_resource(resource)
        template.add_output(_output(edition))
    template.add_output(
        [
            Output("PortfolioId", Value=Ref(portfolio)),
            Output("LaunchRoleArn", Value=GetAtt(role, "Arn")),
            Output("ProjectRoleArn", Condition="HasStudio", Value=GetAtt(projects, "Arn")),
        ]
    )
    for edition, title in TITLES.items():
        template.add_condition(f"Has{title}", Not(Equals(Ref(_url(edition)), "")))
    return template


def _parameters() -> list[Parameter]:
    urls = [
        Parameter(
            _url(edition),
            Type="String",
            Default="",
            Description=f"https address of {edition}.yaml in S3; empty: no such product",
            AllowedPattern="^(https://.+)?$",
            ConstraintDescription="https://bucket.s3.region.amazonaws.com/key",
        )
        for edition in TITLES
    ]
    return [
        *urls,
        Parameter(
            "TemplateBucket",
            Type="String",
            Description="Bucket of these templates, which launches read",
        ),
        Parameter(
            "PrincipalArn",
            Type="String",
            Default="",
            Description="Role, user or group that may launch; empty: add them later",
        ),
        Parameter(
            "StudioRoleArn",
            Type="String",
            Default="",
            Description="Execution role of SageMaker Studio, for projects; empty: none",
        ),
        Parameter(
            "VersionName", Type="String", Default=__version__, Description="Of the templates"
        ),
        Parameter("PortfolioName", Type="String", Default="Model monitoring"),
        Parameter("ProviderName", Type="String", Default="Machine learning platform"),
    ]


def _url(edition: str) -> str:
    return f"{TITLES[edition]}Url"


def launch_role() -> iam.Role:
    """Make the role with which Service Catalog makes, changes and deletes the stacks.

    Service Catalog puts the template into a bucket of its own, with a tag, and lets CloudFormation
    read it there as this role. Source: the administrator guide, "Step 6: Add a launch constraint".
    """
    handed_over = {
        "Sid": "ReadHandedOver",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": {"StringEquals": {HANDED_OVER: "true"}},
    }
    catalog_itself = _trust(aws.Principal("Service", "servicecatalog.amazonaws.com"))
    return _role("LaunchRole", PREFIX, [catalog_itself], [handed_over])


def project_role() -> iam.Role:
    """Make the role of projects: Studio hands it to CloudFormation, or works as it."""
    studio = _trust(aws.Principal("AWS", Ref("StudioRoleArn")))
    formation = _trust(aws.Principal("Service", "cloudformation.amazonaws.com"))
    role = _role("ProjectRole", PROJECTS, [studio, formation], [])
    role.Condition = "HasStudio"
    return role


def _trust(principal: aws.Principal) -> aws.Statement:
    """Let somebody work as a role; without conditions, as both services' guides have it.

    Neither says that it names the account on whose behalf it comes, and a role can be handed over
    within its own account alone.
    """
    action = [aws.Action("sts", "AssumeRole")]
    return aws.Statement(Effect=aws.Allow, Principal=principal, Action=action)


def _role(
    title: str, prefix: str, trust: list[aws.Statement], more: list[dict[str, Any]]
) -> iam.Role:
    """Make a role that makes stacks whose names begin with ``prefix``, and reads templates."""
    stack = Sub(f"arn:*:cloudformation:*:${{AWS::AccountId}}:stack/{prefix}*/*")
    own: list[dict[str, Any]] = [
        {"Sid": "Stack", "Effect": "Allow", "Action": rights.STACK, "Resource": stack},
        {"Sid": "Template", "Effect": "Allow", "Action": rights.TEMPLATE, "Resource": "*"},
        {
            "Sid": "ReadTemplates",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": Sub("arn:*:s3:::${TemplateBucket}/*"),
        },
    ]
    statements = [*own, *more, *rights.statements(prefix)]
    document = {"Version": "2012-10-17", "Statement": statements}
    return iam.Role(
        title,
        AssumeRolePolicyDocument=aws.PolicyDocument(Version="2012-10-17", Statement=trust),
        Policies=[iam.Policy(PolicyName="Launch", PolicyDocument=document)],
    )


def _product(edition: str, portfolio: Portfolio, role: iam.Role, option: TagOption) -> list[Any]:
    """Make a product, and everything that hangs on it; only if its address is given."""
    title = TITLES[edition]
    product = CloudFormationProduct(
        f"{title}Product",
        Name=edition,
        Owner=Ref("ProviderName"),
        Description=SUMMARY[edition],
        ProvisioningArtifactParameters=[
            ProvisioningArtifactProperties(
                Name=Ref("VersionName"), Info={"LoadTemplateFromURL": Ref(_url(edition))}
            )
        ],
    )
    both: dict[str, Any] = {"PortfolioId": Ref(portfolio), "ProductId": Ref(product)}
    listed = PortfolioProductAssociation(f"{title}Listed", **both)
    bound = [
        LaunchRoleConstraint(f"{title}Role", **both, RoleArn=GetAtt(role, "Arn")),
        LaunchTemplateConstraint(
            f"{title}Rules",
            **both,
            Description="Parameters that do not go together are refused before anything is made",
            Rules=constraint(edition),
        ),
    ]
    tags = TagOptionAssociation(f"{title}Tags", ResourceId=Ref(product), TagOptionId=Ref(option))
    for each in bound:
        each.DependsOn = listed.title
    made = [product, listed, *bound, tags]
    for each in made:
        each.Condition = f"Has{title}"
    return made


def constraint(edition: str) -> str:
    """Give the template constraint of an edition as JSON: the template's own rules, by name."""
    made = {
        name: {
            "Assertions": [
                {"Assert": _plain(one["Assert"]), "AssertDescription": one["AssertDescription"]}
                for one in rule["Assertions"]
            ]
        }
        for name, rule in rules(terse=edition in parameters.TERSE).items()
    }
    return json.dumps(made, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Write troposphere's functions as plain JSON."""
    return json.loads(json.dumps(value, default=lambda one: one.to_dict()))


def _output(edition: str) -> Output:
    title = TITLES[edition]
    return Output(f"{title}ProductId", Condition=f"Has{title}", Value=Ref(f"{title}Product"))
