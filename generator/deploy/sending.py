"""Sample requests for an endpoint: built, sent at a rate by several threads, counted."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import statistics
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy import buckets
from generator.deploy.awsclient import AwsError
from generator.deploy.rows import Table, of_statistics, of_text
from generator.deploy.words import CSV
from generator.errors import GeneratorError
from lambda_src.analyzer.quality import answer, value_at
from lambda_src.analyzer.records import UNREADABLE, of_csv, of_json
from lambda_src.monitors import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.rows import Plan
    from generator.deploy.watching import Watching
    from lambda_src.analyzer.records import Row

THREADS = 10  # as many connections as botocore keeps
LOST = 5  # requests in a row that reach no model: the next ones would not, either
MODEL_ERROR = "ModelError"  # the model's own refusal [SageMaker API reference, InvokeEndpoint]


@dataclass(frozen=True)
class Request:
    """One request: its number, its inference id and its body."""

    number: int
    id: str
    body: str


@dataclass(frozen=True)
class Answer:
    """What came of a request.

    Attributes:
        id: of the request.
        status: ``200``, or HTTP's status and AWS's code of the error.
        seconds: that it took.
        text: of the answer.
        at: when the endpoint answered, by AWS's clock.
        error: why there is none.

    """

    number: int
    id: str
    status: str
    seconds: float
    text: str
    at: dt.datetime
    error: AwsError | None = None


@dataclass
class Sent:
    """What has been sent; it grows while requests are answered."""

    answers: list[Answer] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    took: float = 0.0
    lost: AwsError | None = None

    def hear(self, answer: Answer) -> None:
        """Take an answer."""
        self.answers.append(answer)
        self.took = time.monotonic() - self.began
        newest = self.answers[-LOST:]
        if len(newest) == LOST and all(_is_lost(each) for each in newest):
            self.lost = newest[-1].error

    @property
    def answered(self) -> list[Answer]:
        """Give the answers that are none of an error."""
        return [each for each in self.answers if not each.error]

    @property
    def errors(self) -> Counter[str]:
        """Count the errors by status."""
        return Counter(each.status for each in self.answers if each.error)

    @property
    def rate(self) -> float:
        """Give the requests a second."""
        return len(self.answers) / self.took if self.took else 0.0

    def next_number(self, start: int) -> int:
        """Give the number of the first request that has not reached a model."""
        there = {each.number for each in self.answers if not _is_lost(each)}
        while start in there:
            start += 1
        return start

    def latencies(self) -> dict[str, float]:
        """Give median, 95th percentile and maximum of the answers' seconds; {} without any."""
        times = sorted(each.seconds for each in self.answered)
        if not times:
            return {}
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        return {"median": statistics.median(times), "p95": p95, "max": times[-1]}


def _is_lost(answer: Answer) -> bool:
    return answer.error is not None and answer.error.code != MODEL_ERROR


def table(aws: AwsClient, watching: Watching, own: Path | None) -> tuple[Table, str]:
    """Give the rows to draw from, with predictions before them, and in words where they are from.

    These are the user's own file, else the stack's dataset, else what its baseline's statistics say
    of it.

    Raises:
        GeneratorError: none of them can be read.

    """
    if own:
        try:
            text = own.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise GeneratorError(f"{own} cannot be read: {error}") from error
        return of_text(text, str(own), lines=".json" in own.name), str(own)
    uri = watching.parameters["BaselineDatasetUri"]
    uri = uri or f"s3://{watching.bucket}/model/baseline.csv"
    try:
        text = buckets.text(aws, *buckets.place_of(uri))
    except AwsError as error:
        found = aws.read(watching.bucket, f"baseline/{DATA}/statistics.json")
        origin = f"the baseline's statistics, since {uri} cannot be read ({error})"
        return of_statistics(found), origin
    return of_text(text, uri, lines=".json" in uri), uri


def renamed(aws: AwsClient, watching: Watching, inputs: Sequence[str]) -> dict[str, str]:
    """Give how the baseline calls a dataset's inputs, where that is otherwise: a report does, too.

    A request of CSV has no names: what counts is the place. Inputs are the last columns.
    """
    try:
        found = aws.read(watching.bucket, f"baseline/{DATA}/constraints.json")["features"]
    except AwsError:  # whoever may send need not be one who may read
        return {}
    known = [each["name"] for each in found][-len(inputs) :]
    pairs = zip(inputs, known, strict=False)
    return {own: name for own, name in pairs if own != name} if len(known) == len(inputs) else {}


def predictions(watching: Watching, names: Sequence[str]) -> int:
    """Give how many columns of a dataset are predictions; they come first.

    That is known of the demo, and by the names that the stack's parameters give to prediction and
    probability. Else there are as many as its parameters find in a response of columns.
    """
    given = watching.parameters
    known = {given["InferenceAttribute"], given["ProbabilityAttribute"]}
    if not given["BaselineDatasetUri"]:
        known |= {"prediction", "probability"}
    count = next((at for at, name in enumerate(names) if name not in known), len(names))
    places = [int(each) for each in given["ResponseAttributes"].split(",") if each.isdecimal()]
    return count or max(places, default=0) + 1


def body(names: Sequence[str], row: Sequence[str], kind: str) -> str:
    """Write a row as a request: a line of CSV, or a JSON object by name."""
    if kind == CSV:
        return ",".join(f'"{cell}"' if "," in cell else cell for cell in row)
    return json.dumps(dict(zip(names, map(_value, row), strict=True)))


def _value(cell: str) -> float | str | None:
    if not cell:
        return None
    try:
        return int(cell) if cell.lstrip("+-").isdecimal() else float(cell)
    except ValueError:
        return cell


def requests(plan: Plan, name: str, numbers: range, kind: str) -> Iterator[Request]:
    """Give the requests of these numbers; their ids begin with ``name``."""
    for number in numbers:
        yield Request(number, f"{name}-{number}", body(plan.table.names, plan.row(number), kind))


def invoke(aws: AwsClient, watching: Watching, kind: str, request: Request) -> Answer:
    """Send a request, and wait for its answer."""
    variant = watching.parameters["VariantName"]
    asked: Json = {"TargetVariant": variant} if variant else {}
    began = time.monotonic()
    try:
        found = aws.call(
            "sagemaker-runtime",
            "invoke_endpoint",
            EndpointName=watching.endpoint,
            ContentType=kind,
            InferenceId=request.id,
            Body=request.body.encode(),
            **asked,
        )
        text, error = found["Body"].read().decode(errors="replace"), None
        said = found["ResponseMetadata"]["HTTPHeaders"].get("date", "")
    except AwsError as refusal:
        text, error, said = "", refusal, ""
    status = f"{error.status or ''} {error.code or 'no answer'}".strip() if error else "200"
    seconds = time.monotonic() - began
    return Answer(request.number, request.id, status, seconds, text, _time(said), error)


def _time(said: str) -> dt.datetime:
    """Read HTTP's date, which is AWS's clock; without one, this machine's."""
    try:
        return email.utils.parsedate_to_datetime(said)
    except ValueError:
        return dt.datetime.now(dt.UTC)


def send(
    asked: Iterator[Request],
    rate: float,
    ask: Callable[[Request], Answer],
    heard: Callable[[Answer], None],
    sent: Sent,
) -> None:
    """Send requests at up to ``rate`` a second, and let ``sent`` and ``heard`` have each answer.

    It ends early once requests reach no model any more: ``sent.lost`` says why. When it is
    interrupted, what is under way is waited for, and heard.
    """
    pool = ThreadPoolExecutor(THREADS)
    under_way: set[Future[Answer]] = set()

    def hear(least: int, seconds: float | None = None) -> None:
        """Hear what is done; wait until at most ``least`` are under way, or for some seconds."""
        while len(under_way) > least:
            done, _ = wait(under_way, timeout=seconds, return_when=FIRST_COMPLETED)
            for future in done:
                under_way.remove(future)
                sent.hear(future.result())
                heard(sent.answers[-1])
            if seconds is not None:
                return

    try:
        for count, request in enumerate(asked):
            until = sent.began + count / rate
            while (left := until - time.monotonic()) > 0:
                if under_way:
                    hear(0, left)
                else:
                    time.sleep(left)
            hear(THREADS - 1)
            if sent.lost:
                return
            under_way.add(pool.submit(ask, request))
    finally:
        hear(0)
        pool.shutdown()


def cells(answer_: Answer) -> Row:
    """Give the one row of an answer.

    Raises:
        GeneratorError: there is none, or are several.

    """
    try:
        [row] = (of_json if answer_.text[:1] in "[{" else of_csv)(answer_.text)
    except UNREADABLE as error:
        raise GeneratorError(f"the answer is no row: {answer_.text[:80]!r} ({error!r})") from error
    return row


def prediction(answer_: Answer, watching: Watching) -> str:
    """Give the prediction in an answer, at the place that the stack's parameters name.

    Raises:
        GeneratorError: there is none.

    """
    places = [*watching.parameters["ResponseAttributes"].split(","), ""][:2]
    row = cells(answer_)
    try:
        said, score = (value_at(row, place) for place in places)
        return answer(said, score, said or "1", watching.parameters["ProblemType"])[0]
    except UNREADABLE as error:
        raise GeneratorError(
            f"no prediction in the answer {answer_.text[:80]!r}: the stack's parameter "
            f"ResponseAttributes is {watching.parameters['ResponseAttributes']} ({error!r})"
        ) from error
