"""Lines that were changed in the same way at several places, while they still stand as they were at another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import TESTS, role_of

from ...line_runs import lines_of
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..hunks import Hunk
from ..known import Known
from ._words import is_chronicle
from .companions import BULK

MOST_LINES = 12
"""A longer run of lines was written anew, not mended."""
AROUND = 3
"""Lines with something to tell that are compared on each side."""
LOOKED_AT = 30
LEAST_LINES = 3
LEAST_LETTERS = 60
"""Letters and digits that the lines and those around them must have in common: less is a turn of phrase."""
NEAR = 4
FEW = 3
BUILT_SIZE, BUILT_LINES, BUILT_SHARE = 1.5, 8, 0.8
"""How much longer, with how many lines and which share of them, is what was built of one file and others."""
MOST_PLACES = 3
"""Lines that stand at more places are what every file has."""
LEAST_PLACES = 2
"""At which the change does the same."""
LIKELY = 0.75
_TELLS = re.compile(rb"\w")
_BROUGHT_IN = re.compile(rb"\s*(import|from|using|use|require|include|#include|package)\b|.*\brequire\(")
_EITHER_WAY = re.compile(rb"\b(?:async|await)\s+|\bAsync(?=[A-Z])|\.await\b")
"""What tells code that waits from its twin that does not."""
_SAME = re.compile(rb"\s+")


class _Line(NamedTuple):
    number: int
    text: bytes


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK:
        return
    sought = [
        (file, hunk)
        for file in change.files
        if not file.is_new and not file.is_deleted and role_of(file.path) != TESTS
        if is_own(file.path, file.document.source) and not is_chronicle(file.path)
        for hunk in file.hunks
        if len(hunk.old) <= MOST_LINES and len(hunk.new) <= MOST_LINES and _says_something(hunk)
    ]
    touched = {file.path: frozenset(_touched(file)) for file in change.files}
    told: set[str] = set()
    for file, hunk in sought:
        block = _block(file, hunk)
        if block is None:
            continue
        again = sum(
            _plain(hunk.old) == _plain(other.old) and _plain(hunk.new) == _plain(other.new) for _, other in sought
        )
        if again < LEAST_PLACES:
            continue  # what is done once is mostly meant for that place alone
        suffix = PurePosixPath(file.path).suffix
        places = [
            (path, line)
            for path, text in known.texts.items()
            if PurePosixPath(path).suffix == suffix and block.is_likely_in(text)
            if role_of(path) == role_of(file.path) and is_own(path, text)
            if not _is_built_from(text, file)
            for line in block.found_in(text, touched.get(path, frozenset()))
            if not _is_there(hunk, text, line)
        ]
        others = {path for path, _ in places}
        if not 0 < len(places) <= MOST_PLACES or told & others:
            continue
        told |= others
        where = ", ".join(f"{path}:{line}" for path, line in places)
        yield Finding(
            "twin",
            file.path,
            hunk.new_start + 1,
            f"The change does this at {again} places; the same lines still stand as they were at {where}",
            (f"{block.shared} lines alike, with those around them",),
            where,
            LIKELY,
            elsewhere=tuple(sorted(others - {file.path})),
        )


class _Block(NamedTuple):
    """Old lines with those around them, of each only what tells something, without white space at their ends."""

    before: tuple[bytes, ...]
    core: tuple[bytes, ...]
    after: tuple[bytes, ...]

    @property
    def shared(self) -> int:
        return len(self.before) + len(self.core) + len(self.after)

    def is_likely_in(self, text: bytes) -> bool:
        """A quick look: true if the longest word of the block is there."""
        longest = max(re.findall(rb"\w+", b" ".join((*self.before, *self.core, *self.after))), key=len)
        return longest in text

    def found_in(self, text: bytes, touched: frozenset[int]) -> Iterator[int]:
        """Lines, counted from 1, at which the core stands, or what comes after it where there is none.

        Args:
            touched: Lines, counted from 0, between which nothing is sought: the change has been there.
        """
        lines = _telling(lines_of(text), 0)
        wanted = (*self.before, *self.core, *self.after)
        texts = tuple(line.text for line in lines)
        for start in range(len(texts) - len(wanted) + 1):
            if texts[start] != wanted[0] or texts[start : start + len(wanted)] != wanted:
                continue
            first, last = lines[start].number, lines[start + len(wanted) - 1].number
            if touched.isdisjoint(range(first - 1, last + 2)):  # who was next to it has seen it
                yield lines[start + len(self.before)].number + 1


def _is_there(hunk: Hunk, text: bytes, line: int) -> bool:
    """True if a new line stands around the other place already; the line is counted from 1."""
    around = {each.strip() for each in lines_of(text)[max(0, line - 1 - NEAR) : line + len(hunk.old) + NEAR]}
    new = {each.strip() for each in hunk.new if _letters(each) > FEW} - {each.strip() for each in hunk.old}
    return not new.isdisjoint(around)


def _is_built_from(text: bytes, file: ChangedFile) -> bool:
    """True for a much longer text that has most of the lines of the changed file."""
    before = file.before or b""
    if len(text) < BUILT_SIZE * len(before):
        return False
    lines = {line.strip() for line in lines_of(before) if _TELLS.search(line)}
    same = lines.intersection(line.strip() for line in lines_of(text))
    return len(lines) >= BUILT_LINES and len(same) >= BUILT_SHARE * len(lines)


def _touched(file: ChangedFile) -> Iterator[int]:
    for hunk in file.hunks:
        # Where lines were only taken away, the two around the gap.
        yield from range(hunk.new_start, hunk.new_start + len(hunk.new)) if hunk.new else (hunk.new_start - 1,)


def _block(file: ChangedFile, hunk: Hunk) -> _Block | None:
    old = lines_of(file.before or b"")
    end = hunk.old_start + len(hunk.old)
    core = tuple(line.text for line in _telling(hunk.old, 0))
    near = 1 if sum(map(_letters, core)) >= LEAST_LETTERS else AROUND
    indent = min(_indent(line) for line in (*hunk.old, *hunk.new) if line.strip())
    before = _inside(reversed(old[: hunk.old_start][-LOOKED_AT:]), indent, near)[::-1]
    after = _inside(old[end : end + LOOKED_AT], indent, near)
    block = _Block(before, core, after)
    if block.shared < LEAST_LINES or sum(map(_letters, (*before, *core, *after))) < LEAST_LETTERS:
        return None
    return block if core or (before and after) else None


def _inside(lines: Iterable[bytes], indent: int, most: int) -> tuple[bytes, ...]:
    """The nearest lines with something to tell, as far as none stands further to the left than the change does."""
    found: list[bytes] = []
    for line in lines:
        if len(found) == most or (line.strip() and _indent(line) < indent):
            break
        found += [each.text for each in _telling([line], 0)]
    return tuple(found)


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip())


def _telling(lines: Sequence[bytes], start: int) -> list[_Line]:
    return [
        _Line(start + number, _EITHER_WAY.sub(b"", line).strip())
        for number, line in enumerate(lines)
        if _TELLS.search(line)
    ]


def _says_something(hunk: Hunk) -> bool:
    lines = [line for line in (*hunk.old, *hunk.new) if _TELLS.search(line)]
    return bool(lines) and not all(map(_BROUGHT_IN.match, lines)) and _plain(hunk.old) != _plain(hunk.new)


def _plain(lines: Sequence[bytes]) -> bytes:
    """Without white space and what comments begin with: lines that are only filled anew are the same."""
    return _SAME.sub(b"", b"".join(line.strip(b" \t#*/") for line in lines))


def _letters(line: bytes) -> int:
    return sum(map(len, re.findall(rb"\w+", line)))


FINDER = Finder("twin", "lines that changed at several places and stand unchanged at another", _find)
