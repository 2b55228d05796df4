"""What is staged: files, and which symbols in them are new, gone or changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.core.errors import DocumentError, WorkspaceError
from hermes_lsp.git.asking import asks_git, git
from hermes_lsp.git.state import index_of_commit, require_work_tree
from hermes_lsp.index.extract import extract
from hermes_lsp.index.facts import SymbolKind
from hermes_lsp.index.symbols import END, FLAGS, KIND, KINDS, LOCAL, START
from hermes_lsp.syntax.grammars import find_language, language_of_file

MOST_FILES = 40
"""Files that are looked into; of more the message names none."""
MAX_BYTES = 1_000_000
_NAMED = frozenset(
    {SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.ENUM, SymbolKind.TYPE, SymbolKind.FUNCTION, SymbolKind.METHOD}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One staged file.

    Attributes:
        status: "A" added, "D" deleted, "M" modified, "R" renamed, "T" of another type.
        path: Where it is now, or was.
        before: Where a renamed one was; else empty.
        added, removed, changed: Dotted names of functions, classes and types, the innermost that differ.
    """

    status: str
    path: str
    before: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def staged_changes(folder: Path) -> tuple[Change, ...]:
    """What the next commit will hold.

    Raises:
        WorkspaceError: if nothing is staged, or git cannot tell.
    """
    require_work_tree(folder)
    index = index_of_commit(folder)
    said = git(folder, "diff", "--cached", "--name-status", "-z", "-M", "--no-ext-diff", "--relative", index=index)
    files = list(_files(said.split("\0")))
    if not files:
        raise WorkspaceError("Nothing is staged", todo="Stage what is to be committed with `git add`")
    return tuple(_with_symbols(folder, change, index) if len(files) <= MOST_FILES else change for change in files)


def symbol_texts(path: str, source: bytes) -> dict[str, bytes]:
    """Dotted name of each function, class and type to its text; empty for what is no code that can be read."""
    language = language_of_file(Path(path), source[:200])
    if language is None or len(source) > MAX_BYTES:
        return {}
    try:
        facts = extract(find_language(language), source)
    except DocumentError:
        return {}  # without a grammar the file is named as a whole
    return {
        name: source[row[START] : row[END]]
        for name, row in zip(facts.qualified, facts.symbols, strict=True)
        if KINDS[row[KIND]] in _NAMED and not (len(row) > FLAGS and row[FLAGS] & LOCAL)
    }


def _files(parts: Sequence[str]) -> Iterator[Change]:
    rest = iter(parts)
    for status in rest:
        if not status:
            return
        path = next(rest, "")
        if status[0] in "RC":
            yield Change("R" if status[0] == "R" else "A", next(rest, ""), before=path)
        else:
            yield Change(status[0], path)


def _with_symbols(folder: Path, change: Change, index: Path | None) -> Change:
    before = (
        {}
        if change.status == "A"
        else symbol_texts(change.path, _blob(folder, f"HEAD:./{change.before or change.path}"))
    )
    after = {} if change.status == "D" else symbol_texts(change.path, _blob(folder, f":./{change.path}", index))
    changed = [name for name in before.keys() & after.keys() if before[name] != after[name]]
    touched = {*changed, *(before.keys() ^ after.keys())}
    return Change(
        change.status,
        change.path,
        change.before,
        tuple(name for name in after if name not in before and not _lies_in(name, after.keys() - before.keys())),
        tuple(name for name in before if name not in after and not _lies_in(name, before.keys() - after.keys())),
        tuple(name for name in after if name in changed and not any(other.startswith(f"{name}.") for other in touched)),
    )


def _lies_in(name: str, others: set[str]) -> bool:
    """A method of a new class is told with its class."""
    return any(name.startswith(f"{other}.") for other in others)


def _blob(folder: Path, name: str, index: Path | None = None) -> bytes:
    return asks_git(folder, "show", "--no-textconv", name, index=index).encode()
