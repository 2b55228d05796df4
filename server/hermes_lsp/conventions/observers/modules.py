"""Modules of JavaScript: the form of imports, the prefix of built-in modules, endings of relative paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..observer import Observation, Observer
from ..page import Page

_FORM, _BUILTIN, _ENDING = "form", "built-in module", "relative path"
_BUILTINS = frozenset(
    {
        "assert",
        "buffer",
        "child_process",
        "crypto",
        "events",
        "fs",
        "http",
        "https",
        "net",
        "os",
        "path",
        "stream",
        "url",
    }
    | {"util", "zlib", "fs/promises", "timers", "tls", "dns", "worker_threads", "readline", "process", "perf_hooks"}
)
_ENDINGS = re.compile(r"\.(?:[cm]?[jt]sx?|json|css|scss|svg|vue)$")


def _observe(page: Page) -> Iterator[Observation]:
    esm = cjs = False
    for node in page.nodes("import_statement"):
        source = node.child_by_field_name("source")
        if source is not None:
            esm = True
            yield from _of_path(page.text(source).strip("'\""), source.start_byte, source.end_byte)
    for node in page.nodes("call_expression"):
        if page.text(node.child_by_field_name("function")) != "require":
            continue
        arguments = node.child_by_field_name("arguments")
        source = arguments.named_children[0] if arguments is not None and arguments.named_child_count else None
        if source is not None and source.type == "string":
            cjs = True
            yield from _of_path(page.text(source).strip("'\""), source.start_byte, source.end_byte)
    if esm != cjs:
        yield Observation(_FORM, "`import`" if esm else "`require`", 0, 0)


def _of_path(path: str, start: int, end: int) -> Iterator[Observation]:
    if path.removeprefix("node:") in _BUILTINS:
        value = "with `node:`" if path.startswith("node:") else "without a prefix"
        yield Observation(_BUILTIN, value, start, end)
    elif path.startswith("."):
        value = "with their ending" if _ENDINGS.search(path) else "without an ending"
        yield Observation(_ENDING, value, start, end)


def _says(subject: str, value: str) -> str:
    if subject == _FORM:
        return f"Modules are brought in with {value}"
    return f"{'Built-in modules' if subject == _BUILTIN else 'Relative paths of modules'} are named {value}"


OBSERVER = Observer(
    "modules",
    frozenset({"javascript"}),
    frozenset({"import_statement", "call_expression"}),
    _observe,
    _says,
    # A script that is started by itself may be of the other kind for good.
    hints=lambda subject, value: subject == _BUILTIN,
)
