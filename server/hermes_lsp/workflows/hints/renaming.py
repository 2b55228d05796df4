"""Giving a symbol another name wherever the workspace uses it, if nothing about that is in doubt.

The index says where a symbol is used. It speaks of the files as they lie on disk, so that a text which is not as it was
indexed ends the matter; and so does every place that has the name without being known to mean the symbol.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.index.facts import Symbol, SymbolKind
from hermes_lsp.index.reader import Index
from hermes_lsp.recipes.verify import errors_near
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.scopes import CannotRename, uses_renamed

MOST_FILES = 20_000
"""Files that are looked through for the name in quotes; in a larger workspace nothing is renamed."""
_MEMBERS = frozenset({SymbolKind.METHOD, SymbolKind.ATTRIBUTE})


@dataclass(frozen=True, slots=True)
class Renaming:
    """What gives a symbol its new name.

    Attributes:
        edits: By path relative to the workspace folder, each with the text that they were made for.
        places: How many names change, the definition's among them.
    """

    old: str
    new: str
    edits: Mapping[str, tuple[Document, tuple[TextEdit, ...]]]

    @property
    def places(self) -> int:
        return sum(len(edits) for _, edits in self.edits.values())


def restyled(name: str, style: str) -> str:
    """A name in another style: ``snake_case``, ``camelCase``, ``PascalCase`` or ``SCREAMING_CASE``.

    What stands around its words stays. Empty where the style is none of these, or the name has no words.
    """
    around = re.fullmatch(r"([_$#@]*)(.*?)([_?!=]*)", name)
    words = re.findall(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+", around[2]) if around else []
    if around is None or not words or sum(map(len, words)) != len(around[2].replace("_", "")):
        return ""
    if style in ("snake_case", "SCREAMING_CASE"):
        joined = "_".join(words).lower() if style == "snake_case" else "_".join(words).upper()
    elif style in ("camelCase", "PascalCase"):
        joined = "".join(word[:1].upper() + word[1:].lower() for word in words)
        joined = joined[:1].lower() + joined[1:] if style == "camelCase" else joined
    else:
        return ""
    return around[1] + joined + around[3]


def rename_locally(document: Document, span: Span, new: str) -> tuple[TextEdit, ...]:
    """The edits for a name that holds in a part of its document alone. The text need not be saved.

    Raises:
        CannotRename: if other files may use it, or something is in doubt.
        UnsupportedLanguage, TextTooLarge, NotText: as :attr:`Document.tree`.
    """
    leaf = document.tree.smallest(span)
    if leaf.span != span:
        raise CannotRename("it is not where the name is declared")
    return tuple(sorted((TextEdit(span, new), *uses_renamed(leaf, new))))


def rename_everywhere(folder: Path, database: Path, document: Document, span: Span, new: str) -> Renaming:
    """The edits for a name that the whole workspace may use. Reads the workspace: for the background.

    Args:
        folder: The workspace folder.
        database: Of the index.
        span: The name, where it is defined.

    Raises:
        CannotRename: if a place is in doubt; the message says why, as part of a sentence.
        sqlite3.Error: if the index cannot be read.
    """
    old = document.source[span.start : span.end].decode("utf-8", "replace")
    with Index.open(database) as index:
        if partial := index.stats().partial:
            raise CannotRename(f"not everything is known ({partial})")
        spans = _places(index, document.path, span, old, new)
        digests = {each.path: each.digest for each in islice(index.files(), MOST_FILES + 1)}
    if len(digests) > MOST_FILES:
        raise CannotRename("the workspace is too large")
    quoted = re.compile(rb"['\"`][\w./:$]*(?<![\w$])" + re.escape(old.encode()) + rb"['\"`]")
    edits: dict[str, tuple[Document, tuple[TextEdit, ...]]] = {}
    for path, digest in digests.items():
        source = document.source if path == document.path else _read(folder / path)
        if path in spans:
            if hashlib.blake2b(source, digest_size=16).hexdigest() != digest:
                raise CannotRename(f"{path} is not as it was indexed")
            edits[path] = _edits_in(folder, path, source, document, spans[path], old, new)
        elif quoted.search(source):
            raise CannotRename(f"a string in {path} says the name")
    if spans.keys() - edits.keys():
        raise CannotRename("a file is not there any more")
    return Renaming(old, new, edits)


def _places(index: Index, path: str, span: Span, old: str, new: str) -> dict[str, set[Span]]:
    """Where the symbol is named, by path."""
    symbol = next((each for each in index.symbols_in(path) if each.name_span == span), None)
    if symbol is None or symbol.name != old:
        raise CannotRename("it is not known where it is defined")
    if symbol.kind in _MEMBERS and _others(index, symbol, new):
        raise CannotRename("another class has a member of one of the two names")
    found = index.references(symbol)
    if found.partial or any(not each.sure for each in found.items):
        raise CannotRename("it is not certain of each place whether it means this symbol")
    spans: dict[str, set[Span]] = {path: {span}}
    for each in found.items:
        spans.setdefault(each.path, set()).add(each.span)
    return spans


def _others(index: Index, symbol: Symbol, new: str) -> bool:
    """True if a class that inherits from the symbol's, or that it inherits from, might have a member of these names."""
    same = [each for each in index.definitions(symbol.name) if each.kind in _MEMBERS]
    return len(same) > 1 or any(each.kind in _MEMBERS for each in index.definitions(new))


def _edits_in(
    folder: Path, path: str, source: bytes, asked: Document, spans: set[Span], old: str, new: str
) -> tuple[Document, tuple[TextEdit, ...]]:
    language = asked.language_id if path == asked.path else _language(folder / path, source)
    document = asked if path == asked.path else Document((folder / path).as_uri(), path, language, source)
    if any(True for _ in _words(source, new)):
        raise CannotRename(f"“{new}” is used in {path} already")
    named = set()
    for place in _words(source, old):
        node = document.tree.ts.root_node.descendant_for_byte_range(place.start, place.end)
        kind = node.type if node is not None else ""
        if place in spans and "shorthand" not in kind:
            named.add(place)
        elif "comment" not in kind:
            raise CannotRename(f"{path} has the name in a place that is not known to mean this symbol")
    # An import may give it another name; under that it stays as it is.
    edits = tuple(TextEdit(place, new) for place in sorted(named))
    after = document.edited(edits)
    everywhere = [Span(0, len(source))]
    try:
        broken = errors_near(after.tree, [Span(0, len(after.source))]) > errors_near(document.tree, everywhere)
    except DocumentError as error:
        raise CannotRename(error.what) from error
    if broken:
        raise CannotRename(f"{path} would not parse")
    return document, edits


def _words(source: bytes, name: str) -> Iterator[Span]:
    for match in re.finditer(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])", source):
        yield Span(*match.span())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRename(f"{path.name} cannot be read ({error.strerror})") from error


def _language(path: Path, source: bytes) -> str:
    return language_of_file(path, source[:200]) or "plaintext"
