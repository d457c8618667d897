"""``publish``: a released version into Service Catalog."""

from __future__ import annotations

import click

from generator.deploy.options import HELP, client, endpoint_option, screen
from generator.editions import EDITIONS
from generator.exits import Exit


@click.command(context_settings=HELP)
@click.option("--version", required=True, help="A released version, as 0.9.0.")
@click.option("--bucket", required=True, help="Bucket for the template, in the catalog's region.")
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default=next(iter(EDITIONS)),
    show_default=True,
    help="The edition.",
)
@click.option("--product", default="", help="Name of the product; by default the edition's.")
@click.option(
    "--owner",
    default="Machine learning platform",
    show_default=True,
    help="Owner of a product that has to be made.",
)
@click.option(
    "--keep",
    default=0,
    type=click.IntRange(0),
    help="Mark all but so many versions as deprecated; 0 marks none. None is ever deleted.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--region", help="By default that of your profile or environment.")
@click.option("--profile", help="Credentials from your AWS configuration.")
@endpoint_option
@click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines.")
def publish(  # noqa: PLR0913 - click hands over each option
    *,
    version: str,
    bucket: str,
    edition: str,
    product: str,
    owner: str,
    keep: int,
    dry_run: bool,
    machine: bool,
    **where: str | None,
) -> None:
    """Publish a released version in Service Catalog.

    Uploads the template under a name that has its digest, makes the product if there is none, adds
    the version, and waits until it is available. Running it twice changes nothing. Other bytes
    under a published version's name are refused.

    \b
    Examples:
      monitor-stack publish --version 0.9.0 --bucket our-templates
      monitor-stack publish --version 0.9.1 --bucket our-templates --keep 3 --dry-run

    \b
    Exit codes:
      0  published, or was before
      1  an error; nothing is half done that a second call would not finish
      2  wrong usage
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.catalog import publish as publishing  # noqa: PLC0415 - boto3 is slow to import

    out = screen(machine=machine)
    asked = publishing.wanted(edition, version, bucket, product, owner)

    def tell(what: str, on: str) -> None:
        out.tell("step", f"{what}: {on}", what=what, on=on)

    with out.waiting(f"publishing {edition} {version}"):
        found = publishing.publish(client(**where), asked, keep=keep, dry_run=dry_run, tell=tell)
    words = "nothing was changed" if dry_run else f"{edition} {version} is available"
    out.result(Exit.DONE, words, dryRun=dry_run, **found)
