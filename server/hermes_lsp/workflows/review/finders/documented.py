"""Parameters that the words above a function do not tell of as of the others, or still tell of though they are gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.conventions.usages.parameters import Parameter, parameters_of
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol

from ..behaviour import Definition
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known
from ._words import times

LEAST_OTHERS = 2
"""Parameters that are told of, so that one that is not stands out."""
LIKELY_NEW, LIKELY_GONE = 0.8, 0.9
MOST_WORDS = 200
"""Lines above or in a definition that are looked at for its description."""
_ENTRIES = (
    rb"[:@\\](?:param|parameter|arg|argument|keyword|key|option)\b[^\n:]*?(?<![\w$.])\[?\$?%b(?![\w$])",
    rb"(?m)^[\s*#/]*(?:[-*]\s+)?[`*]{0,2}%b[`*]{0,2}\s*(?:\([^\n]*\))?\s*(?::|--?\s|\xe2\x80\x93)",
)
"""Beginnings of what tells of one parameter."""
_DESCRIBES = re.compile(rb"[:@\\]param|\"\"\"|\'\'\'|/\*\*|##? ")
_ABOVE = re.compile(rb"\s*(?:/?\*|//|#)")
_QUOTED = re.compile(rb"\s*[rRuU]?(?P<quote>\"\"\"|''')")


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    for file in change.files:
        if file.is_new or file.is_deleted or role_of(file.path) != CODE or not _DESCRIBES.search(file.after or b""):
            continue
        before, after = file.old_definitions, file.definitions
        for name, new in after.items():
            old = before.get(name)
            if old is not None and old.kind == new.kind and old.signature != new.signature:
                yield from _told(file, old, new)


def _told(file: ChangedFile, old: Definition, new: Definition) -> Iterator[Finding]:
    then, now = _parameters(file, old), _parameters(file, new)
    words = _description(file.document.source, new)
    if then is None or now is None or not words:
        return
    names, was = [each.name for each in now], {each.name for each in then}
    kept = [name for name in names if name in was]
    described = [name for name in kept if _has_entry(words, name)]
    if len(described) >= LEAST_OTHERS and described == kept:
        for name in (each.name for each in now if each.name not in was and not each.rest):
            if not name.startswith("_") and not times(words, name.encode()):
                sentence = (
                    f"`{name}` is new in `{new.name}`, whose other {len(kept)} parameters are described; it is not"
                )
                yield _finding(file, new, sentence, name, LIKELY_NEW)
    for name in was.difference(names):
        if _has_entry(words, name) and described:
            sentence = f"`{new.name}` does not take `{name}` any more, but its description still tells of it"
            yield _finding(file, new, sentence, name, LIKELY_GONE)


def _parameters(file: ChangedFile, each: Definition) -> tuple[Parameter, ...] | None:
    container, _, name = each.name.rpartition(".")
    return parameters_of(Symbol(file.path, name, each.kind, container, each.span, Span(0, 0), 0, each.signature))


def _description(source: bytes, each: Definition) -> bytes:
    """The comment that ends right above a definition, or the string that its body begins with."""
    start = source.rfind(b"\n", 0, each.span.start) + 1
    above: list[bytes] = []
    for line in reversed(source[:start].split(b"\n")[-MOST_WORDS - 1 : -1]):
        if not _ABOVE.match(line) and not (above and line.strip().endswith(b"*/")):
            if line.lstrip().startswith(b"@") and not above:
                continue
            break
        above.append(line)
    if above:
        return b"\n".join(reversed(above))
    body = source[each.name_start : each.span.end]
    opening = re.search(rb":[^\S\n]*(?:#[^\n]*)?\n(?=\s*[rRuU]?(?:\"\"\"|'''))", body)
    if opening is None or (match := _QUOTED.match(body, opening.end())) is None:
        return b""
    if b"\n\n" in body[: opening.start()] or body[: opening.start()].count(b"\n    return "):
        return b""
    end = body.find(match["quote"], match.end())
    return body[match.end() : end] if end > 0 else b""


def _has_entry(words: bytes, name: str) -> bool:
    """True for ``:param name:``, ``@param name``, ``name (int): ...``, ``name : int``, and the like."""
    return any(re.search(form % re.escape(name.encode()), words) for form in _ENTRIES)


def _finding(file: ChangedFile, each: Definition, sentence: str, name: str, likely: float) -> Finding:
    return Finding("description", file.path, file.line_of(each.name_start), sentence, (), f"{each.name} {name}", likely)


FINDER = Finder("description", "parameters that a description does not tell of, or still tells of", _find)
