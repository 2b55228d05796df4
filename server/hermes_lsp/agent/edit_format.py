"""How a model writes an edit, and reading it: search/replace blocks, whole definitions, and new files.

path/to/file.py
<<<<<<< SEARCH
lines as they are
=======
lines as they should be
>>>>>>> REPLACE

path/to/file.py
<<<<<<< SYMBOL Greeter.greet
the whole definition as it should be
>>>>>>> END

path/to/new_file.py
<<<<<<< FILE
all of its text
>>>>>>> END
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EXPLAINED = """\
Answer with edits in this form, each with a few lines that occur once in the file:

path/to/file
<<<<<<< SEARCH
lines exactly as they are
=======
lines as they should be
>>>>>>> REPLACE

To replace a whole function, method or class instead:

path/to/file
<<<<<<< SYMBOL its.dotted.name
the whole definition as it should be
>>>>>>> END"""

FILES_EXPLAINED = """\
To make a new file:

path/to/new_file
<<<<<<< FILE
all of its text
>>>>>>> END"""

MOST_EDITS = 20
_UNENDED = {
    "SEARCH": "A SEARCH block lacks its ======= or its >>>>>>> REPLACE",
    "SYMBOL": "A SYMBOL block lacks its >>>>>>> END",
    "FILE": "A FILE block lacks its >>>>>>> END",
}
_BEGIN = re.compile(r"\s*<{5,9} ?(SEARCH|SYMBOL|FILE)\b[ `]*([^\s`]*)`?\s*")
_MIDDLE = re.compile(r"\s*={5,9}\s*")
_END = re.compile(r"\s*>{5,9} ?(REPLACE|END)?\b.*")
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\s*(```|~~~).*")


@dataclass(frozen=True, slots=True)
class SearchReplace:
    """Lines to look for, and what takes their place. Lines end in ``\\n``; ``path`` is empty where none was named."""

    path: str
    search: str
    replace: str


@dataclass(frozen=True, slots=True)
class WholeSymbol:
    """A definition, by its dotted name, and its new text."""

    path: str
    symbol: str
    text: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is not there yet, and its text."""

    path: str
    text: str


Proposed = SearchReplace | WholeSymbol | NewFile


@dataclass(frozen=True, slots=True)
class ReadEdits:
    """The edits of an answer, and one sentence for everything that looks like one and is not."""

    edits: tuple[Proposed, ...] = ()
    faults: tuple[str, ...] = ()


def read_edits(text: str) -> ReadEdits:
    """All edits of an answer, in order. What stands around them is not looked at, nor what it says it only thinks."""
    lines = _THOUGHT.sub("", text).replace("\r\n", "\n").split("\n")
    edits: list[Proposed] = []
    faults: list[str] = []
    at = 0
    while at < len(lines):
        begun = _BEGIN.fullmatch(lines[at])
        if begun is None:
            at += 1
            continue
        path = _path_above(lines, at)
        what, name = begun[1], begun[2]
        parts, at = _parts(lines, at + 1, split=what == "SEARCH")
        if parts is None:
            faults.append(_UNENDED[what])
        elif what == "SYMBOL" and not name:
            faults.append("A SYMBOL block does not say which")
        elif what == "SYMBOL":
            edits.append(WholeSymbol(path, name, parts[0]))
        elif what == "FILE" and not (path or name):
            faults.append("A FILE block does not say the path of the new file")
        elif what == "FILE":
            edits.append(NewFile(path or name, parts[0]))
        elif not parts[0].strip():
            faults.append("A SEARCH block has no lines to look for")
        else:
            edits.append(SearchReplace(path, parts[0], parts[1]))
    if len(edits) > MOST_EDITS:
        return ReadEdits((), (f"There are {len(edits)} edits; make at most {MOST_EDITS}",))
    return ReadEdits(tuple(edits), tuple(faults))


def _parts(lines: list[str], at: int, *, split: bool) -> tuple[list[str] | None, int]:
    """The texts of a block whose first line is at ``at``, and where it ends; None if it does not."""
    parts: list[list[str]] = [[]]
    while at < len(lines):
        line = lines[at]
        if _BEGIN.fullmatch(line):
            return None, at
        if split and len(parts) == 1 and _MIDDLE.fullmatch(line):
            parts.append([])
        elif _END.fullmatch(line):
            if split and len(parts) == 1:
                return None, at + 1
            return ["".join(f"{one}\n" for one in part) for part in parts], at + 1
        else:
            parts[-1].append(line)
        at += 1
    return None, at


def _path_above(lines: list[str], at: int) -> str:
    """The path on the line above a block, past a fence and blank lines; empty if there is none."""
    for line in reversed(lines[max(0, at - 3) : at]):
        word = line.strip().strip("`*#: ").removeprefix("./")
        if not word or _FENCE.fullmatch(line):
            continue
        return word if re.fullmatch(r"[^\s<>=|:]+", word) and ("." in word or "/" in word) else ""
    return ""
