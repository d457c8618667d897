"""What the publish calls of some inline code are told to publish to.

Stage: code -> the texts (`"TOPIC"` of ``os.environ["TOPIC"]``, an ARN) from which the topic of
each publish call comes. Python is parsed and followed through names; of other languages, the
words beside ``TopicArn`` are taken, and those of what such a word is assigned.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.rules._scopes import Scopes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._scopes import Scope

_DEEP = 8
_TO = ("TopicArn", "TargetArn")
_PUBLISHES = re.compile(r"\.publish(?:Batch)?\s*\(|\bPublish(?:Batch)?Command\s*\(")
_GIVEN = re.compile(r"\b(?:TopicArn|TargetArn)\b['\"]?\s*[:=](?!=)\s*(?P<value>[^,;})\n]+)")
_WORD = re.compile(r"\$\{[^}]*\}|\w+")


@lru_cache(maxsize=64)
def sent_to(code: str) -> frozenset[str]:
    """Give all texts that a topic of a publish call is made of; none where nothing publishes."""
    try:
        scopes = Scopes(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError):
        return frozenset(_of_other_languages(code))
    return frozenset(
        text
        for call, scope in scopes.calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("publish", "publish_batch")
        for node in _topics(call)
        for text in _texts(node, scope, 0)
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


def _texts(node: ast.AST, scope: Scope, deep: int) -> Iterator[str]:
    """Yield the texts in an expression, and in what its names stand for."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name) and deep < _DEEP:
            for bound in scope.find(part.id):
                if isinstance(bound.node, ast.expr):
                    yield from _texts(bound.node, bound.scope, deep + 1)


def _of_other_languages(code: str) -> Iterator[str]:
    if not _PUBLISHES.search(code):
        return
    for given in _GIVEN.finditer(code):
        for word in _WORD.findall(given["value"]):
            yield word
            assigned = re.compile(rf"\b{re.escape(word)}\b\s*=(?!=)\s*(?P<value>[^;\n]+)")
            for made in assigned.finditer(code):
                yield from _WORD.findall(made["value"])
