"""Our rules over templates that nobody here wrote, and their time on one of 500 resources.

    python benchmarks/real_templates.py [--findings] [--write] [--folder benchmarks/.real]

The templates are not in this repository. They are fetched as their packages are: the fixtures in
cfn-lint's source distribution that are meant to be good, what troposphere's examples print, and the
expected templates of the AWS CDK's integration tests (its packages at 1.60.0 carry them; npm is
needed for these, and without it they are left out). Printed are how many templates there were, how
many findings of each rule of ours, and with ``--findings`` each of them, to be looked at: a finding
here is right, or the rule is wrong. ``--write`` puts the counts into docs/check.md, where what has
been looked at stands beside them. It is a benchmark, not a test: nothing here fails on a figure.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.checks_cfnlint import decode, lint, our_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.checks import Finding

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("cfn-lint", "troposphere")
CDK = "1.60.0"
CDK_PACKAGES = (
    "apigateway", "autoscaling", "cloudformation", "cloudtrail", "cloudwatch", "codebuild",
    "codepipeline-actions", "dynamodb", "ecs-patterns", "events-targets", "iam", "kms", "lambda",
    "lambda-event-sources", "logs", "s3", "s3-notifications", "sns", "sns-subscriptions", "sqs",
    "stepfunctions", "stepfunctions-tasks",
)  # fmt: skip
GOOD = ("good", "public", "quickstart", "issues", "integration")
PAGE = ROOT / "docs" / "check.md"
BEGIN, END = "<!-- real templates: measured -->\n", "<!-- real templates: end -->\n"
RESOURCES = 500
ROUNDS = 5


def fetch(folder: Path) -> None:
    """Fetch the packages into ``folder``, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in SOURCES:
        if not list(folder.glob(f"{package.replace('-', '_')}-*.tar.gz")):
            pinned = f"{package}=={_installed(package)}"
            pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary"]
            subprocess.run([*pip, ":all:", pinned], cwd=folder, check=True)  # noqa: S603 - pip
    npm = shutil.which("npm")
    for package in CDK_PACKAGES if npm else ():
        if not (folder / f"aws-cdk-aws-{package}-{CDK}.tgz").exists():
            wanted = [str(npm), "pack", "--silent", f"@aws-cdk/aws-{package}@{CDK}"]
            subprocess.run(wanted, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - npm
    for archive in sorted([*folder.glob("*.tar.gz"), *folder.glob("*.tgz")]):
        place = folder / archive.name.removesuffix(".tar.gz").removesuffix(".tgz")
        if not place.exists():
            with tarfile.open(archive) as packed:
                packed.extractall(place, filter="data")


def _installed(package: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415 - one use

    return version(package)


def templates(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield where each template is from, its name, and its text."""
    for kind in GOOD:
        for path in sorted(folder.glob(f"cfn_lint-*/*/test/fixtures/templates/{kind}/**/*")):
            if path.suffix in {".yaml", ".yml", ".json", ".template"}:
                yield "cfn-lint", f"{kind}/{path.name}", path.read_text("utf-8", "replace")
    for path in sorted(folder.glob("troposphere-*/*/examples/*.py")):
        yield "troposphere", path.name, _printed(path)
    for path in sorted(folder.glob("aws-cdk-*/package/test/**/*.expected.json")):
        package = path.relative_to(folder).parts[0].removeprefix("aws-cdk-aws-")
        yield "the CDK", f"{package}/{path.name}", path.read_text("utf-8")


def _printed(example: Path) -> str:
    """Run an example of troposphere, and give what it prints."""
    done = subprocess.run(  # noqa: S603 - a file of a package that this project depends on
        [sys.executable, "-W", "ignore", example.name],
        cwd=example.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout


def look(folder: Path) -> tuple[Counter[str], list[tuple[str, Finding]]]:
    """Run our rules over every template; count the templates by source, and give the findings."""
    looked: Counter[str] = Counter()
    found: list[tuple[str, Finding]] = []
    for source, name, text in templates(folder):
        content, _ = decode(text)
        if content and isinstance(content.get("Resources"), dict):
            looked[source] += 1
            said = lint(copy.deepcopy(content), regions=["us-east-1"], only={"ours"})
            found += [(f"{source} {name}", each) for each in said if each.checker == "ours"]
            found += [(f"{source} {name}", each) for each in said if each.rule == "E0002"]
    return looked, found


def many(resources: int) -> dict[str, Any]:
    """Give a template of so many resources: those of an edition, again and again."""
    content, _ = decode((ROOT / "templates" / "model-monitor.yaml").read_text("utf-8"))
    content = json.loads(json.dumps(content))
    names, made = set(content["Resources"]), {}
    for turn in range(1, resources // len(names) + 2):
        for name, resource in content["Resources"].items():
            made[f"{name}{turn}"] = _renamed(resource, names, str(turn))
    content["Resources"] = dict(list(made.items())[:resources])
    content["Outputs"] = {"Bucket": {"Value": {"Ref": "Bucket1"}}}
    return content


def _renamed(node: Any, names: set[str], turn: str) -> Any:
    if isinstance(node, list):
        return [_renamed(each, names, turn) for each in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"}:
        return {"Ref": node["Ref"] + turn * (node["Ref"] in names)}
    if set(node) == {"Fn::GetAtt"}:
        return {"Fn::GetAtt": [node["Fn::GetAtt"][0] + turn, *node["Fn::GetAtt"][1:]]}
    done = {key: _renamed(value, names, turn) for key, value in node.items()}
    if "DependsOn" in node:
        given = node["DependsOn"]
        done["DependsOn"] = [each + turn for each in ([given] if isinstance(given, str) else given)]
    if "Fn::Sub" in node:
        done["Fn::Sub"] = _substituted(done["Fn::Sub"], names, turn)
    return done


def _substituted(argument: Any, names: set[str], turn: str) -> Any:
    if isinstance(argument, list):
        return [_substituted(argument[0], names, turn), *argument[1:]]
    for name in names:
        argument = argument.replace(f"${{{name}}}", f"${{{name}{turn}}}")
        argument = argument.replace(f"${{{name}.", f"${{{name}{turn}.")
    return argument


def seconds(content: dict[str, Any], only: set[Any]) -> float:
    """Time a check of a template by some checkers, without loading them."""
    fresh = copy.deepcopy(content)
    start = time.perf_counter()
    lint(fresh, regions=["us-east-1"], only=only)
    return time.perf_counter() - start


def timing() -> str:
    """Time cfn-lint with and without our rules, in turn; the first round is not counted."""
    content, _ = decode(json.dumps(many(RESOURCES), indent=1))
    taken: dict[str, list[float]] = {"alone": [], "with": []}
    for _ in range(ROUNDS + 1):
        taken["alone"].append(seconds(dict(content or {}), {"cfn-lint"}))
        taken["with"].append(seconds(dict(content or {}), {"cfn-lint", "ours"}))
    alone, both = (statistics.median(each[1:]) for each in taken.values())
    return (
        f"{RESOURCES} resources, median of {ROUNDS}: cfn-lint alone {alone:.2f} s, with our "
        f"{len(our_rules())} rules {both:.2f} s, {both / alone:.2f} times as long"
    )


def report(looked: Counter[str], found: list[tuple[str, Finding]], times: str) -> str:
    """Write the counts as the documentation has them."""
    sources = ", ".join(f"{count} of {name}" for name, count in looked.items())
    counts = Counter(each.rule for _, each in found)
    rows = [
        f"| `{rule}` | {count} | {len({name for name, each in found if each.rule == rule})} |"
        for rule, count in sorted(counts.items())
    ]
    silent = len(our_rules()) - len(set(counts) & set(our_rules()))
    head = (
        f"{sum(looked.values())} templates ({sources}); {silent} of {len(our_rules())} rules found"
    )
    return "\n".join(
        [f"{head} nothing.\n", "| rule | findings | in templates |", "| --- | ---: | ---: |", *rows]
        + [f"\n{times}"] * bool(times)
    )


def main() -> None:
    """Fetch, look, time, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "benchmarks" / ".real")
    parser.add_argument("--findings", action="store_true", help="print each finding")
    parser.add_argument("--no-timing", action="store_true", help="leave the 500 resources out")
    parser.add_argument("--write", action="store_true", help="put the counts into docs/check.md")
    given = parser.parse_args()
    fetch(given.folder)
    looked, found = look(given.folder)
    said = report(looked, found, "" if given.no_timing else timing())
    print(said)
    for name, each in found if given.findings else ():
        print(f"{name}:{each.line} {each.rule} {each.message}")
    if given.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{said}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
