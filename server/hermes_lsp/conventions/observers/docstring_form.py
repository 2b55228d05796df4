"""The form of docstrings: where the summary stands, how it ends, where the closing quotes of a long one are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..docstrings import docstrings
from ..observer import Observation, Observer
from ..page import Page

_SECTION = re.compile(r"[A-Z][\w ]*:[ \t]*(\n|$)|[A-Z][\w ]*\n[ \t]*-{3}")
"""What a docstring begins with that says nothing of the whole, such as its list of arguments."""

_PLACE, _END, _CLOSING = "place of the summary", "end of the summary", "closing quotes"


def _observe(page: Page) -> Iterator[Observation]:
    for found in docstrings(page):
        text = page.source[found.start : found.end].decode("utf-8", "replace").lstrip("rRuU")
        if text[:3] not in ('"""', "'''"):
            continue
        inner = text[3:-3]
        summary = inner.strip().split("\n\n")[0].rstrip()
        if not summary:
            continue
        has_summary = summary[0] not in ":@" and not _SECTION.match(summary)  # not only a list of parameters
        if "\n" in inner.strip():
            place = "on the first line" if inner.lstrip(" ").partition("\n")[0].strip() else "on the second line"
            yield Observation(_PLACE, place, found.start, found.end, has_summary)
            closing = "on a line of their own" if not inner.rpartition("\n")[2].strip() else "after the text"
            yield Observation(_CLOSING, closing, found.start, found.end)
        if "\n" not in summary and summary[-1] not in "!?:`_>":
            end = "with a full stop" if summary.endswith(".") else "without a full stop"
            yield Observation(_END, end, found.start, found.end, has_summary)


def _says(subject: str, value: str) -> str:
    if subject == _PLACE:
        return f"The summary of a long docstring stands {value}"
    if subject == _END:
        return f"The summary of a docstring ends {value}"
    return f"The closing quotes of a long docstring are {value}"


OBSERVER = Observer(
    "docstring-form",
    frozenset({"python"}),
    frozenset({"function_definition", "class_definition"}),
    _observe,
    _says,
    layout=True,
)
