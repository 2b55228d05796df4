"""Where a change comes from: a range of commits, what is staged, a patch, or the work tree.

Asks git, but compares the work tree itself: git would run the filters that a repository names.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.asking import asks_git, git_bytes
from hermes_lsp.git.commits import REGULAR, revision, tree_of
from hermes_lsp.git.state import index_of_commit, require_work_tree
from hermes_lsp.git.texts import blobs_of, texts_in_commit

from .change import ChangedFile, ChangeSet
from .patch import apply_hunks, read_patch

MOST_FILES = 300
"""Of a larger change no file is looked into: it moves or reformats, or it is not one change."""
LARGEST = 2_000_000
"""Bytes of a text that is looked into."""
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_HOW = ("--raw", "-z", "-M", "--no-abbrev", "--relative", "--no-ext-diff")


def range_change(folder: Path, revisions: str) -> ChangeSet:
    """What a range of commits changes: ``A..B`` from one to the other, ``A...B`` since they parted, ``A`` alone as that
    commit changed its first parent.

    Raises:
        WorkspaceError: if git does not know it.
    """
    first, dots, last = _parts(revisions)
    tip = _known(folder, last or "HEAD")
    if dots == "...":
        base = asks_git(folder, "merge-base", _known(folder, first or "HEAD"), tip).strip()
    elif dots:
        base = _known(folder, first or "HEAD")
    else:
        base = revision(folder, f"{tip}^")
    out = git_bytes(folder, "diff-tree", "-r", *_HOW, base or _EMPTY_TREE, tip)
    return _change(folder, base, tip, list(_rows(out)))


def staged_change(folder: Path) -> ChangeSet:
    """What the next commit will hold.

    Raises:
        WorkspaceError: if git cannot tell.
    """
    require_work_tree(folder)
    base = revision(folder)
    index = index_of_commit(folder)
    out = git_bytes(folder, "diff-index", "--cached", *_HOW, base or _EMPTY_TREE, index=index)
    return _change(folder, base, "", list(_rows(out)))


def working_change(folder: Path) -> ChangeSet:
    """What differs in the work tree from the last commit, new files included that git does not ignore.

    Raises:
        WorkspaceError: if git cannot tell.
    """
    base = revision(folder)
    prefix = asks_git(folder, "rev-parse", "--show-prefix").strip()
    before = tree_of(folder, f"{base}:{prefix}" if prefix else base) if base else {}
    others = git_bytes(folder, "ls-files", "-z", "--others", "--cached", "--exclude-standard").split(b"\0")
    paths = before.keys() | {os.fsdecode(path) for path in others if path}
    rows: list[_Row] = []
    for path in sorted(paths):
        blob, source = before.get(path, ""), _on_disk(folder / path)
        if source is None and blob and not (folder / path).exists():
            rows.append((path, "", blob, ""))
        elif source is not None and not _is_content(source, blob):
            rows.append((path if blob else "", path, blob, ON_DISK))
    return _change(folder, base, "", rows)


def patch_change(folder: Path, text: bytes) -> ChangeSet:
    """What a unified diff would change in the texts of HEAD. Nothing is written.

    Raises:
        WorkspaceError: if it is no diff, or does not apply.
    """
    base = revision(folder)
    patches = read_patch(text)
    texts = texts_in_commit(folder, base, [each.old for each in patches if each.old]) if base else {}
    files = [
        ChangedFile(folder, each.new or each.old, each.old or each.new, texts.get(each.old), apply_hunks(each, texts))
        for each in patches
        if not each.is_binary
    ]
    paths = frozenset(path for each in patches for path in (each.old, each.new) if path)
    return ChangeSet(base, "", tuple(sorted(filter(_is_looked_into, files), key=lambda each: each.path)), paths)


def _parts(revisions: str) -> tuple[str, str, str]:
    for dots in ("...", ".."):
        if dots in revisions:
            return revisions.partition(dots)
    return "", "", revisions


def _known(folder: Path, name: str) -> str:
    commit = revision(folder, name)
    if not commit:
        raise WorkspaceError(f"There is no commit “{name}”", todo="give a range with names that git log shows")
    return commit


_Row: TypeAlias = tuple[str, str, str, str]
"""Path before and after, id of the content before and after; each empty where there is none."""
ON_DISK = "on disk"
"""Stands for the id of a content that git does not know yet."""


def _change(folder: Path, base: str, tip: str, rows: Sequence[_Row]) -> ChangeSet:
    paths = frozenset(path for old, new, _, _ in rows for path in (old, new) if path)
    if len(rows) > MOST_FILES:
        return ChangeSet(base, tip, (), paths)
    with blobs_of(folder) as blobs:

        def read(blob: str, path: str) -> bytes | None:
            if not blob:
                return None
            return _on_disk(folder / path) if blob == ON_DISK else blobs.read(blob, largest=LARGEST)

        files = [
            ChangedFile(folder, new or old, old or new, read(before, old), read(after, new))
            for old, new, before, after in rows
        ]
    whole = [
        each
        for each, (_, _, before, after) in zip(files, rows, strict=True)
        if bool(before) == (each.before is not None) and bool(after) == (each.after is not None)
    ]
    return ChangeSet(base, tip, tuple(sorted(filter(_is_looked_into, whole), key=lambda each: each.path)), paths)


def _on_disk(path: Path) -> bytes | None:
    """The text of a regular file that is not too large."""
    try:
        return path.read_bytes() if path.stat().st_size <= LARGEST and not path.is_symlink() else None
    except OSError:
        return None


def _is_content(source: bytes, blob: str) -> bool:
    """True if it is what git keeps under the id, or differs from it in line ends alone, which git may translate."""
    kind = hashlib.sha256 if len(blob) == 64 else hashlib.sha1
    texts = {source, source.replace(b"\r\n", b"\n")}
    return any(kind(b"blob %d\0" % len(text) + text).hexdigest() == blob for text in texts)


def _rows(raw: bytes) -> Iterator[_Row]:
    fields = iter(raw.split(b"\0"))
    for field in fields:
        if not field.startswith(b":"):
            continue
        old_mode, mode, before, after, status = field[1:].split(b" ")
        old = new = os.fsdecode(next(fields))
        if status[:1] in (b"R", b"C"):
            new = os.fsdecode(next(fields))
        if not {old_mode, mode} <= REGULAR | {b"000000"}:
            continue  # a link, or another repository
        yield (
            "" if status[:1] in (b"A", b"C") else old,
            "" if status[:1] == b"D" else new,
            "" if status[:1] in (b"A", b"C") else before.decode(),
            "" if status[:1] == b"D" else after.decode(),
        )


def _is_looked_into(file: ChangedFile) -> bool:
    return all(_is_text(source) for source in _sources(file)) and file.before != file.after


def _sources(file: ChangedFile) -> Iterable[bytes]:
    sources: Sequence[bytes | None] = (file.before, file.after)
    return (source for source in sources if source is not None)


def _is_text(source: bytes) -> bool:
    if b"\0" in source or len(source) > LARGEST:
        return False
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
