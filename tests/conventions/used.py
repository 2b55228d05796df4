"""A workspace of a few files, and the habits of what is used in it. All stories about use go through here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hermes_lsp.conventions.usages.habit import Habit
from hermes_lsp.conventions.usages.judging import habits
from hermes_lsp.conventions.usages.parameters import parameters_called
from hermes_lsp.index.build import update_index
from hermes_lsp.index.facts import Symbol
from hermes_lsp.index.reader import Index


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
        sites = index.call_sites(meant).items
        return habits(sites, target=meant, parameters=parameters_called(index, meant))


def said(found: tuple[Habit, ...], kind: str) -> list[str]:
    return [each.sentence for each in found if each.kind == kind]


def callers(head: str, body: str, number: int, ending: str = "") -> dict[str, str]:
    """``number`` files; in each text ``#`` stands for its number."""
    return {f"src/caller{at}{ending}": f"{head}{body}".replace("#", str(at)) for at in range(number)}
