"""The end of a file and of its lines: a line end at the end, no white space before line ends."""

from __future__ import annotations

from collections.abc import Iterator

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.recipes.layout import line_break

from ..observer import Observation, Observer
from ..page import Page

_LAST, _SPACE = "last line", "white space"
_WORDS = {_LAST: "ends with a line end", _SPACE: "none at the end of lines"}


def _observe(page: Page) -> Iterator[Observation]:
    source = page.source
    if not source.strip():
        return
    end = len(source)
    yield Observation(_LAST, _WORDS[_LAST] if source.endswith(b"\n") else "ends without a line end", end - 1, end)
    lines = source.split(b"\n")
    bare = next((number for number, line in enumerate(lines) if line.rstrip(b"\r") != line.rstrip()), None)
    if bare is None:
        yield Observation(_SPACE, _WORDS[_SPACE], 0, 0)
    else:
        start = page.document.lines.line_start(bare)
        yield Observation(_SPACE, "at the end of lines", start, start + len(lines[bare]))


def _fix(page: Page, case: Observation, value: str) -> tuple[TextEdit, ...]:
    if value == _WORDS[_LAST]:
        return (TextEdit(Span(case.end, case.end), line_break(page.source).decode()),)
    return ()


def _says(subject: str, value: str) -> str:
    if value != _WORDS[subject]:
        return ""
    return "Files end with a line end" if subject == _LAST else "Lines have no white space at their end"


OBSERVER = Observer(
    "file-ends", frozenset(), frozenset(), _observe, _says, fix=_fix, hints=lambda subject, value: subject == _LAST
)
