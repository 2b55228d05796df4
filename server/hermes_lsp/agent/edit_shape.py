"""Edits as JSON, for servers that hold a model to a schema: the schema, reading it, and what it says while it comes.

Everything is required and nothing else allowed, as OpenAI's strict mode wants it; what an edit does not need is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from .conversation import OnText, Shape
from .edit_format import (
    EXPLAINED,
    FILES_EXPLAINED,
    MOST_EDITS,
    NewFile,
    Proposed,
    ReadEdits,
    SearchReplace,
    WholeSymbol,
)

NAME = "propose_edits"
_TEXT = {"type": "string"}
_KINDS = ("replace", "definition", "new-file")
_TOLD = """\
Answer with one JSON object: "say" is a sentence or two for the developer, "edits" is a list. Each edit has a "kind":
- "replace": "find" is a few lines that occur once in the file "path", exactly as they are; "text" takes their place.
- "definition": "find" is the dotted name of a function, method or class in "path", and "text" the whole of it as it
  should be."""
_NEW_FILES = '\n- "new-file": "path" is not there yet, "find" is empty, and "text" is all of the new file.'
_SAY = re.compile(r'"say"\s*:\s*"')
_CUT = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2})?(?<!\\)(?:\\(?:u[0-9a-fA-F]{0,3})?)?$")
"""What the next piece may still belong to: the first half of a pair, and an escape that is not complete."""


def edit_shape(*, create: bool) -> Shape:
    """The form of an answer that proposes edits.

    Args:
        create: New files may be made.
    """
    kinds = list(_KINDS if create else _KINDS[:2])
    edit = _object(kind={"type": "string", "enum": kinds}, path=_TEXT, find=_TEXT, text=_TEXT)
    return Shape(
        NAME,
        "The answer: the edits that you propose.",
        _object(say=_TEXT, edits={"type": "array", "items": edit}),
        _TOLD + (_NEW_FILES if create else ""),
        f"{EXPLAINED}\n\n{FILES_EXPLAINED}" if create else EXPLAINED,
    )


def edits_in_json(text: str) -> ReadEdits | None:
    """The edits of an answer that is one JSON object of the form; None if it is something else."""
    bare = re.sub(r"^\s*```(?:json)?\s*|\s*```\s*$", "", text).strip()
    if not bare.startswith("{"):
        return None
    try:
        rows = json.loads(bare)["edits"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(rows, list):
        return None
    if len(rows) > MOST_EDITS:
        return ReadEdits((), (f"There are {len(rows)} edits; make at most {MOST_EDITS}",))
    read = [_edit(row) for row in rows]
    return ReadEdits(
        tuple(one for one in read if not isinstance(one, str)), tuple(one for one in read if isinstance(one, str))
    )


def only_what_is_said(on_text: OnText) -> Callable[[str], None]:
    """Passes on what "say" says of an answer in JSON, as it comes, and an answer in other words as it is."""
    heard, told, kind = "", 0, ""

    def hear(piece: str) -> None:
        nonlocal heard, told, kind
        heard += piece
        kind = kind or ("json" if heard.lstrip()[:1] in ("{", "`") else "words" if heard.strip() else "")
        said = _said_so_far(heard) if kind == "json" else heard
        if kind and len(said) > told:
            on_text(said[told:])
            told = len(said)

    return hear


def _said_so_far(heard: str) -> str:
    begun = _SAY.search(heard)
    if begun is None:
        return ""
    rest = heard[begun.end() :]
    end = re.search(r'(?<!\\)(?:\\\\)*"', rest)
    written = rest[: end.end() - 1] if end else _CUT.sub("", rest)
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return ""


def _edit(row: object) -> Proposed | str:
    """One edit, or what is wrong with it."""
    if not isinstance(row, dict):
        return "An edit is no object"
    kind, path, find, text = (row.get(name) for name in ("kind", "path", "find", "text"))
    if not (isinstance(path, str) and isinstance(find, str) and isinstance(text, str)):
        return "An edit lacks its path, find or text"
    match kind:
        case "replace" if find.strip():
            return SearchReplace(path, _lines(find), _lines(text))
        case "replace":
            return "An edit of the kind replace has no lines to find"
        case "definition" if find.strip():
            return WholeSymbol(path, find.strip().strip("`"), _lines(text))
        case "definition":
            return "An edit of the kind definition does not say which"
        case "new-file" if path.strip():
            return NewFile(path.strip(), _lines(text))
    return "An edit is of no kind that is known"


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n")
    return text if text.endswith("\n") or not text else text + "\n"


def _object(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
