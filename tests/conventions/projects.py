"""Small projects, made of texts, and what is learned from them."""

from __future__ import annotations

from collections.abc import Mapping

from hermes_lsp.conventions.counting import conventions_of
from hermes_lsp.conventions.deviations import deviations
from hermes_lsp.conventions.tally import Tally, tally
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.text import apply_edits
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.grammars import language_of_file


def document(path: str, text: str) -> Document:
    return document_from_text(text, language_of_file(path) or "plaintext", path)


def learn(files: Mapping[str, str], touched: Mapping[str, float] | None = None) -> tuple[Convention, ...]:
    """The conventions of files by path; ``touched`` says when they were last changed."""
    return conventions_of(tallies(files, touched))


def tallies(files: Mapping[str, str], touched: Mapping[str, float] | None = None) -> list[Tally]:
    times = touched or {}
    return [tally(document(path, text), touched=times.get(path)) for path, text in files.items()]


def said(conventions: tuple[Convention, ...], kind: str) -> list[str]:
    """Everything that is stated of one kind, with where it holds."""
    return [" ".join(filter(None, (each.words, each.scope.words()))) for each in conventions if each.kind == kind]


def value(conventions: tuple[Convention, ...], kind: str, subject: str) -> str:
    """The one stated value; empty if there is none."""
    found = {each.value for each in conventions if (each.kind, each.subject) == (kind, subject)}
    assert len(found) <= 1, found
    return found.pop() if found else ""


def hints(path: str, text: str, conventions: tuple[Convention, ...], kind: str = "") -> tuple[Deviation, ...]:
    """What does not follow in a text, of one kind or of all."""
    found = deviations(document(path, text), conventions)
    return tuple(each for each in found if kind in ("", each.convention.kind))


def fixed(text: str, deviation: Deviation) -> str:
    return apply_edits(text.encode(), deviation.edits).decode()
