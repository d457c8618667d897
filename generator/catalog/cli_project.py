"""``publish-project``: a released version where SageMaker Studio finds templates of projects."""

from __future__ import annotations

import click

from generator.deploy.options import HELP, client, endpoint_option, screen
from generator.editions import EDITIONS
from generator.exits import Exit


@click.command("publish-project", context_settings=HELP)
@click.option("--version", required=True, help="A released version, as 0.9.0.")
@click.option("--bucket", required=True, help="Bucket for the template, in the domain's region.")
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default=next(iter(EDITIONS)),
    show_default=True,
    help="The edition.",
)
@click.option(
    "--prefix", default="projects/", show_default=True, help="Where in the bucket; ends with a /."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--region", help="By default that of your profile or environment.")
@click.option("--profile", help="Credentials from your AWS configuration.")
@endpoint_option
@click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines.")
def publish_project(
    *,
    version: str,
    bucket: str,
    edition: str,
    prefix: str,
    dry_run: bool,
    machine: bool,
    **where: str | None,
) -> None:
    """Offer a released version as a template of SageMaker projects.

    Uploads the template, with the two parameters that SageMaker Studio gives, and the tag by which
    Studio shows it. Running it twice changes nothing. Then tag the domain as the last line says.

    \b
    Example:
      monitor-stack publish-project --version 0.9.0 --bucket our-templates

    \b
    Exit codes:
      0  offered, or was before
      1  an error
      2  wrong usage
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.catalog import project, publish  # noqa: PLC0415 - boto3 is slow to import

    if prefix and not prefix.endswith("/"):
        raise click.BadParameter("it names a folder: end it with a /", param_hint="--prefix")
    out = screen(machine=machine)
    asked = publish.wanted(edition, version, bucket, "", "")

    def tell(what: str, on: str) -> None:
        out.tell("step", f"{what}: {on}", what=what, on=on)

    with out.waiting(f"publishing {edition} {version}"):
        found = project.offer(client(**where), asked, prefix, dry_run=dry_run, tell=tell)
    words = "nothing was changed" if dry_run else f"{edition} {version} is offered"
    tag = f"; the domain needs the tag {project.LOCATION} = {found['location']}"
    out.result(Exit.DONE, words + tag, dryRun=dry_run, **found)
