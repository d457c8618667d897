"""What the publish calls of some inline code are told to publish to.

Stage: code -> the texts (`"TOPIC"` of ``os.environ["TOPIC"]``, an ARN) from which the topic of
each publish call comes. Python is parsed and followed through names; `_sent_by_node` reads what
does not parse.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.rules._scopes import Scopes
from generator.rules._sent_by_node import sent_by_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.rules._scopes import Scope

_TO = ("TopicArn", "TargetArn")


@lru_cache(maxsize=64)
def sent_to(code: str) -> frozenset[str]:
    """Give all texts that a topic of a publish call is made of; none where nothing publishes."""
    try:
        scopes = Scopes(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError):
        return frozenset(sent_by_node(code))
    return frozenset(
        _texts(
            (node, scope)
            for call, scope in scopes.calls
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in ("publish", "publish_batch")
            for node in _topics(call)
        )
    )


def _topics(call: ast.Call) -> Iterator[ast.AST]:
    """Yield where the topic stands: a keyword, else `**keywords` or what `.publish` is called of.

    `sns.Topic(arn).publish(...)` is boto3's resource.
    """
    named = [keyword.value for keyword in call.keywords if keyword.arg in _TO]
    yield from named
    if not named:
        yield call.func
        yield from (keyword.value for keyword in call.keywords if keyword.arg is None)


def _texts(topics: Iterable[tuple[ast.AST, Scope]]) -> Iterator[str]:
    """Yield the texts in these expressions, and in what their names stand for.

    What a name is bound to is read once: names may be bound by way of themselves, or of each other.
    """
    unread = list(topics)
    seen: set[ast.AST] = set()
    while unread:
        node, scope = unread.pop()
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
            elif isinstance(part, ast.Name):
                for bound in scope.find(part.id):
                    if isinstance(bound.node, ast.expr) and bound.node not in seen:
                        seen.add(bound.node)
                        unread.append((bound.node, bound.scope))
