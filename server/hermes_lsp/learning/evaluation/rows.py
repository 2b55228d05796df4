"""Recorded fixes, one a row.

A row is a JSON object: ``id``, ``source``, ``code``, ``message``, ``language``, ``project``, ``path``, ``range``,
``before``, ``edits`` and optionally ``alternatives`` (other lists of edits to accept). Positions are the protocol's:
zero-based lines, UTF-16 units.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from hermes_lsp.core.errors import HermesError, RowInvalid
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import TextEdit, apply_edits
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.positions import LineIndex

Row: TypeAlias = Mapping[str, Any]


def read_rows(path: Path, *, fixed: bool = True) -> Iterator[dict[str, Any]]:
    """The rows of a ``.jsonl`` or ``.jsonl.gz`` file.

    Args:
        fixed: Each row must say how its problem was fixed.

    Raises:
        RowInvalid: at the first line that is no such row, which it names; or if the file cannot be read.
    """
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(path, number, line, fixed)
    except UnicodeDecodeError as error:
        raise RowInvalid(f"{path}, after line {number}: this is not UTF-8", todo="Write the file as UTF-8") from error
    except (OSError, EOFError) as error:
        raise RowInvalid(f"{path} cannot be read after line {number} ({error})", todo="Make the file again") from error


def problem_of(row: Row, lines: LineIndex) -> Problem:
    """The row's diagnostic, in bytes of its text."""
    place = row["range"]
    return Problem(
        ProblemKey(_text(row, "source"), _text(row, "code")),
        _text(row, "message"),
        lines.span(_place(place["start"]), _place(place["end"])),
        row["language"],
        _text(row, "path"),
    )


def edits_of(edits: Sequence[Mapping[str, Any]], lines: LineIndex) -> list[TextEdit]:
    return [
        TextEdit(lines.span(_place(edit["range"]["start"]), _place(edit["range"]["end"])), edit["newText"])
        for edit in edits
    ]


def example_of(row: Row) -> Example:
    """The row as an example to learn from."""
    source = row["before"].encode("utf-8", "surrogatepass")
    lines = LineIndex(source)
    after = apply_edits(source, edits_of(row["edits"], lines)).decode("utf-8", "surrogatepass")
    return Example(str(row["id"]), problem_of(row, lines), row["before"], after)


def accepted_edits(row: Row) -> Iterator[Sequence[Mapping[str, Any]]]:
    """The row's own edits, and others that are as right."""
    yield row["edits"]
    for other in row.get("alternatives") or ():
        edits = other.get("edits") if isinstance(other, Mapping) else other
        if edits:
            yield edits


def kind_of(row: Row) -> tuple[str, str, str]:
    """What a book is learned for: language, source, code."""
    try:
        language = find_language(row["language"]).id
    except HermesError:
        language = row["language"]
    return language, _text(row, "source"), _text(row, "code")


def as_json(edit: TextEdit, lines: LineIndex) -> dict[str, Any]:
    """An edit as the protocol writes it."""
    start, end = lines.position(edit.span.start), lines.position(edit.span.end)
    return {
        "range": {
            "start": {"line": start.line, "character": start.column},
            "end": {"line": end.line, "character": end.column},
        },
        "newText": edit.new_text,
    }


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value)


def _place(position: Mapping[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]


def _row(path: Path, number: int, line: str, fixed: bool) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _invalid(path, number, f"this is not JSON ({error})") from error
    if not isinstance(row, dict):
        raise _invalid(path, number, "this is not a JSON object")
    why = _against(row, fixed)
    if why:
        raise _invalid(path, number, why)
    return row


def _against(row: dict[str, Any], fixed: bool) -> str:
    """What is wrong with a row, in words; empty if nothing is."""
    if row.get("id") in (None, ""):
        return "it has no id"
    for field in ("language", "before"):
        if not isinstance(row.get(field), str):
            return f"its {field} is not a text"
    if not _is_range(row.get("range")):
        return "its range is not {start: {line, character}, end: {line, character}}, counted from 0"
    if not fixed:
        return ""
    if not isinstance(row.get("edits"), list):
        return "it has no edits"
    if not all(map(_is_edit, row["edits"])):
        return "one of its edits is not {range, newText}"
    try:
        example_of(row)
    except HermesError as error:
        return f"its edits cannot be applied to its text ({error.what})"
    return ""


def _is_edit(edit: object) -> bool:
    return isinstance(edit, dict) and _is_range(edit.get("range")) and isinstance(edit.get("newText"), str)


def _is_range(place: object) -> bool:
    if not (isinstance(place, dict) and _is_position(place.get("start")) and _is_position(place.get("end"))):
        return False
    return _place(place["start"]) <= _place(place["end"])


def _is_position(place: object) -> bool:
    return isinstance(place, dict) and all(
        type(place.get(name)) is int and place[name] >= 0 for name in ("line", "character")
    )


def _invalid(path: Path, number: int, why: str) -> RowInvalid:
    return RowInvalid(f"{path}, line {number}: {why}", kept="Nothing was measured", todo="Mend the line or take it out")
