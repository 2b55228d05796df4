"""Definitions that no other file can reach, and whose name stands nowhere else: nothing uses them, or not any more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.index.facts import SymbolKind

from ..behaviour import Definition
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._words import times
from .companions import BULK

LIKELY = 0.8
LEAST_LETTERS = 5
_NAME = re.compile(rb"[A-Za-z_]\w+")
_KINDS = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CLASS})
_GIVEN_AWAY = re.compile(rb"\b(?:export|exports|public|pub|protected|override|virtual|abstract|extern)\b|@\w")
_MADE_FROM = re.compile(rb"\s*(?:extends\b|implements\b|\(\s*\w|<|:\s*\w)")
_PRIVATE = re.compile(rb"\bprivate\b")


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if len(change.paths) > BULK:
        return
    for file in change.files:
        if file.is_deleted or role_of(file.path) != CODE or not is_own(file.path, file.document.source):
            continue
        texts = [text for path, text in known.texts.items() if path != file.path]
        lone = {
            word
            for hunk in file.hunks
            for line in (*hunk.old, *hunk.new)
            for word in _NAME.findall(line)
            if len(word) >= LEAST_LETTERS and not word.endswith(b"__") and file.document.source.count(word) == 1
        }
        lone = {word for word in lone if not any(word in text for text in texts)}
        for name, each in file.definitions.items() if lone else ():
            word = name.rpartition(".")[2].encode()
            if each.kind not in _KINDS or word not in lone or not _is_hidden(file, each, word):
                continue
            if _is_called_from_outside(file, each) or any(
                _makes_up(text, word) for text in (file.document.source, *texts)
            ):
                continue
            was = times(file.before or b"", word)
            if was == 1:
                continue
            said = "has lost its last use" if was else "is new, and nothing uses it"
            line = file.line_of(each.name_start)
            yield Finding("unused", file.path, line, f"`{name}` {said}", (), name, LIKELY)


def _is_hidden(file: ChangedFile, each: Definition, word: bytes) -> bool:
    """True if only its own file can use it."""
    source = file.document.source
    start = source.rfind(b"\n", 0, max(0, source.rfind(b"\n", 0, each.span.start))) + 1
    head = source[start : each.name_start]
    if _GIVEN_AWAY.search(head) or (each.kind == SymbolKind.CLASS and b"class" not in head):
        return False
    if word.startswith(b"_") or _PRIVATE.search(head):
        return True
    try:
        return bool(file.document.language.exports) and "." not in each.name
    except DocumentError:
        return False


def _is_called_from_outside(file: ChangedFile, each: Definition) -> bool:
    """True for what is in a class that is made from others: theirs may call it."""
    around = file.definitions.get(each.name.rpartition(".")[0])
    if around is None:
        return False
    head = file.document.source[around.name_start : each.name_start]
    return _MADE_FROM.match(_NAME.sub(b"", head, count=1).partition(b"{")[0].partition(b"\n")[0]) is not None


def _makes_up(text: bytes, word: bytes) -> bool:
    """True if a text puts together names that begin as the word does."""
    start = re.match(rb"\w{2,}_(?=\w)", word)
    if start is None or start[0] not in text:
        return False
    return re.search(rb"[\"'`]" + re.escape(start[0]) + rb"(?:[{$%]|#\{|[\"'`]\s*[.+,])", text) is not None


FINDER = Finder("unused", "definitions that nothing uses, and nothing else can reach", _find)
