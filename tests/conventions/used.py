"""A workspace of a few files, and the habits of what is used in it. All stories about use go through here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hermes_lsp.conventions.usages.asking import habits_called
from hermes_lsp.conventions.usages.deviations import usage_deviations
from hermes_lsp.conventions.usages.habit import Habit
from hermes_lsp.conventions.usages.wording import as_conventions
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.text import apply_edits
from hermes_lsp.index.build import update_index
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.grammars import language_of_file


def indexed(root: Path, files: Mapping[str, str]) -> Index:
    for path, text in files.items():
        file = root / "workspace" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    update_index(root / "workspace", root / "index.db", processes=1)
    return Index.open(root / "index.db")


def habits_of(root: Path, files: Mapping[str, str], target: str) -> tuple[Habit, ...]:
    """Habits of a symbol, ``path:qualified``, or of something from outside, ``requests.get``."""
    with indexed(root, files) as index:
        path, colon, qualified = target.partition(":")
        meant: Symbol | str | None = index.symbol(path, qualified) if colon else target
        assert meant is not None, [each.qualified for each in index.symbols_in(path)]
        return habits_called(index, meant)


def said(found: tuple[Habit, ...], kind: str) -> list[str]:
    return [each.sentence for each in found if each.kind == kind]


def callers(head: str, body: str, number: int, ending: str = "") -> dict[str, str]:
    """``number`` files; in each text ``@`` stands for its number."""
    return {f"src/caller{at}{ending}": f"{head}{body}".replace("@", str(at)) for at in range(number)}


def conventions_of_use(index: Index, *targets: Symbol | str) -> tuple[Convention, ...]:
    """What is firm of these."""
    return tuple(found for each in targets for found in as_conventions(habits_called(index, each)))


def hinted(index: Index, path: str, text: str, conventions: tuple[Convention, ...]) -> list[tuple[int, str, str]]:
    """Of each hint in a text that is not saved its line, its message, and the text after its edits."""
    document = document_from_text(text, language_of_file(path) or "", path)
    return [
        (
            document.lines.line_of(each.span.start) + 1,
            each.message,
            apply_edits(text.encode(), each.edits).decode() if each.edits else "",
        )
        for each in usage_deviations(index, document, conventions)
    ]
