"""Slips in new words: often misspelt, written twice, or one letter away from what the project writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import NamedTuple

from hermes_lsp.conventions.own_code import is_own

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._misspelt import MISSPELT
from .companions import BULK

LEAST_LETTERS = 6
OFTEN, VERY_OFTEN = 5, 15
LONG = 9
"""Letters of a word that is hardly one letter away from another one."""
MOST_BYTES = 2_000_000
MOST_LINES = 3_000
"""New lines of a file, of which more were written by a program, or by somebody else."""
LIKELY = 0.75
LONGEST_LINE = 400
"""Bytes; what is longer is no text of a person."""
_TWICE = re.compile(
    rb"(?<![\w.$'\"`/-])(the|an|to|of|is|and|for|with|from|this|are|when|which|will|be|if|it|we|you|can) \1"
    rb"(?![\w.('\"`=:-])",
    re.IGNORECASE,
)
_INFLECTED = re.compile(rb"([bdfglmnprt])\1(?:ed|ing|er|ers|able)$")
_NO_PROSE = re.compile(rb"^\s*[|+]")
_CORRECTS = re.compile(rb"->|\bmisspel|\btypos?\b", re.IGNORECASE)
"""A line that speaks of a slip, and quotes it."""
_JOINS = re.compile(rb"\w")
_WORD = re.compile(rb"[A-Z]?[a-z]+")


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK or known.is_revert:
        return
    files = [file for file in change.files if not file.is_deleted and is_own(file.path, file.document.source)]
    for file in files:
        yield from _doubled(file)
    slips: dict[bytes, tuple[_Written, bytes]] = {}
    strange: dict[bytes, _Written] = {}
    for each in (each for file in files for each in _new_words(file)):
        if (spelt := MISSPELT.get(each.lower.decode())) and not (each.is_part and _is_elsewhere(each, known)):
            slips.setdefault(each.lower, (each, spelt.encode()))
        elif not spelt and not each.is_called:
            strange.setdefault(each.lower, each)
    for wrong, (each, right) in slips.items():
        yield _finding(each, wrong, f"`{each.word.decode()}` is probably `{right.decode()}`")
    texts = [text for path, text in known.texts.items() if path not in change.paths]
    unknown = [word for word in strange if not any(word in text or word.capitalize() in text for text in texts)]
    often = _often(known) if unknown else {}
    for word in unknown:
        each = strange[word]
        meant = max(_meant(word, often), key=lambda other: often[other], default=b"")
        if meant:
            said = f"`{each.word.decode()}` is written nowhere else here; `{meant.decode()}` is, {often[meant]:,} times"
            yield _finding(each, word, said)


class _Written(NamedTuple):
    """A word in a new line, counted from 1.

    Attributes:
        is_part: It is a part of a longer name.
        is_called: It is called like a function, which somebody has defined under that name.
    """

    file: ChangedFile
    line: int
    word: bytes
    is_part: bool = False
    is_called: bool = False

    @property
    def lower(self) -> bytes:
        return self.word.lower()


def _doubled(file: ChangedFile) -> Iterator[Finding]:
    """Words that stand twice in a sentence."""
    for hunk in file.hunks:
        for number, line in enumerate(hunk.new, hunk.new_start + 1):
            match = _TWICE.search(line)
            if match and match[0] not in b"\n".join(hunk.old) and not _NO_PROSE.search(line):
                told = _Written(file, number, match[0])
                yield _finding(told, match[0], f"`{match[0].decode()}`: the same word twice")


def _finding(each: _Written, about: bytes, sentence: str) -> Finding:
    return Finding("spelling", each.file.path, each.line, sentence, (), about.decode(), LIKELY)


def _new_words(file: ChangedFile) -> Iterator[_Written]:
    old = {word.lower() for word in _WORD.findall(file.before or b"")}
    for hunk in file.hunks if sum(len(hunk.new) for hunk in file.hunks) <= MOST_LINES else ():
        for number, line in enumerate(hunk.new, hunk.new_start + 1):
            if len(line) > LONGEST_LINE or _CORRECTS.search(line):
                continue
            for match in _WORD.finditer(line):
                word = match[0].lower()
                if word not in old and (len(word) >= LEAST_LETTERS or word.decode() in MISSPELT):
                    around = line[max(0, match.start() - 1) : match.start()] + line[match.end() : match.end() + 1]
                    called = line[match.end() : match.end() + 1] == b"("
                    yield _Written(file, number, match[0], _JOINS.search(around) is not None, called)


def _is_elsewhere(each: _Written, known: Known) -> bool:
    """True if a text that the change leaves alone writes it so as well."""
    return any(each.word in text for path, text in known.texts.items() if path not in known.change.paths)


def _often(known: Known) -> Counter[bytes]:
    """Words of the project, the nearest files first, by how often they stand there."""
    counts: Counter[bytes] = Counter()
    left = MOST_BYTES
    for text in known.texts.values():
        left -= len(text)
        if left < 0:
            break
        counts.update(word.lower() for word in _WORD.findall(text) if len(word) >= LEAST_LETTERS - 1)
    for wrong in MISSPELT:
        del counts[wrong.encode()]  # however often it stands there
    return counts


def _meant(word: bytes, often: Mapping[bytes, int]) -> Iterator[bytes]:
    """Words of which it may be a slip: two letters have changed places, or one is missing or too much, neither at an
    end. A letter that is not doubled makes other words, too, so that these must be long and the usual ones frequent."""
    for at in range(1, len(word) - 2):
        if word[at] != word[at + 1]:
            swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
            if often.get(swapped, 0) >= OFTEN:
                yield swapped
    for at in range(2, len(word) - 2):
        if _INFLECTED.match(word, at - 1) or _INFLECTED.match(word, at):
            continue  # `bootstrapped` is right, whatever the others write
        shorter = word[:at] + word[at + 1 :]
        if often.get(shorter, 0) >= _least(word, word[at] in (word[at - 1], word[at + 1])):
            yield shorter
    for at in range(2, len(word) - 1):
        for letter in b"abcdefghijklmnopqrstuvwxyz":
            longer = word[:at] + bytes([letter]) + word[at:]
            if often.get(longer, 0) >= _least(longer, letter in (word[at - 1], word[at])):
                yield longer


def _least(longer: bytes, doubled: bool) -> float:
    if doubled:
        return OFTEN
    return VERY_OFTEN if len(longer) >= LONG else inf


FINDER = Finder("spelling", "new words that are one slip away from a usual one", _find)
