"""The harmless part of YAML: mappings, lists and strings, built from the parser's events.

Skill folders come from strangers. Tags, anchors and aliases (with which a kilobyte can stand for a gigabyte) are
refused rather than interpreted, no type is guessed (``no``, ``1.0`` and ``null`` are strings, as StrictYAML reads
them), and depth is bounded.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_DEPTH = 12

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+(),;-]+)*")
# What YAML 1.1 takes for something else than a string, for the readers that do guess types.
_GUESSED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


class PlainYamlError(ValueError):
    """The text cannot be read; the message says why and in which line."""


def load_plain(text: str) -> Any:
    """Mappings, lists and strings; an empty text or value is an empty string.

    Raises:
        PlainYamlError: for anything else than the harmless part of YAML.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root: list[Any] = []
    stack: list[Any] = [root]
    keys: list[Any] = [None]  # of each mapping on the stack, the key that waits for its value
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise PlainYamlError(f"line {line}: anchors and aliases are not allowed")
            if getattr(event, "tag", None) not in (None, "!"):
                raise PlainYamlError(f"line {line}: tags such as {getattr(event, 'tag', '')} are not allowed")
            if isinstance(event, yaml.ScalarEvent):
                _put(stack, keys, event.value, line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if len(stack) > MAX_DEPTH:
                    raise PlainYamlError(f"line {line}: nested more than {MAX_DEPTH} levels deep")
                node: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                _put(stack, keys, node, line)
                stack.append(node)
                keys.append(None)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                keys.pop()
            elif isinstance(event, yaml.DocumentStartEvent) and root:
                raise PlainYamlError(f"line {line}: a second document starts here")
    except (yaml.YAMLError, ValueError, UnicodeError) as error:
        if isinstance(error, PlainYamlError):
            raise
        raise PlainYamlError(_in_words(error)) from error
    return root[0] if root else ""


def quote(value: str) -> str:
    """A scalar that every YAML reader takes for this string, on one line."""
    if _PLAIN.fullmatch(value) and value.lower() not in _GUESSED and "---" not in value:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    quoted = re.sub("[^\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]", _escape, quoted)
    quoted = re.sub("[\\u2028\\u2029]", _escape, quoted)
    # Some readers of front matter look for the next three hyphens, wherever they stand.
    return quoted.replace("---", "-\\x2d-")


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _put(stack: list[Any], keys: list[Any], value: Any, line: int) -> None:
    parent = stack[-1]
    if isinstance(parent, list):
        parent.append(value)
    elif keys[-1] is None:
        if not isinstance(value, str):
            raise PlainYamlError(f"line {line}: a name must be a string")
        if value in parent:
            raise PlainYamlError(f"line {line}: {value} is said twice")
        keys[-1] = value
    else:
        parent[keys[-1]] = value
        keys[-1] = None


def _in_words(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
