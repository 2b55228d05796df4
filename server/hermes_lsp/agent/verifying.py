"""What speaks against a change of some files: the parser, what must not get lost, and the checkers, on all of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.suppressions import adds_suppression
from hermes_lsp.checks.verify import EditedText, Verification, against_text, deleted_in, verify_together
from hermes_lsp.core.problem import Problem
from hermes_lsp.recipes.verify import verify_edits
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.source_files import source_files

from .changes import FileChange
from .definitions import definitions_in
from .tools import LARGEST_FILE, MOST_SEARCHED, Surroundings


@dataclass(frozen=True, slots=True)
class Checks:
    """What a change is held against.

    Attributes:
        document: The one at hand, which holds the problem if there is one.
        path: Its file, for the checkers; it need not be saved.
        checkers: Those that may run here.
        problem: What is to be gone; None where the change answers no problem.
        known: What the checkers said of the document's very text, by their names, as far as they were asked.
        rearranges: Code may move and names may change, if no comment is lost and no name that is used elsewhere.
        timeout: Seconds for one run of a checker.
    """

    document: Document
    path: Path
    checkers: Sequence[FoundChecker]
    where: Surroundings
    problem: Problem | None = None
    known: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    rearranges: bool = False
    timeout: float = 30.0


async def verify_changes(checks: Checks, changes: Sequence[FileChange]) -> Verification:
    """What speaks against changes of files, and which checkers speak for them."""
    reasons = await asyncio.to_thread(_against, checks, changes)
    if reasons:
        return Verification(reasons)
    own = [change for change in changes if change.document is checks.document]
    others = [change for change in changes if change.document is not checks.document]
    if not own and checks.problem is not None:  # what is mended elsewhere must be seen to be gone here
        own = [FileChange(checks.document, ())]
    known = checks.known if own else {}
    texts = [_edited(checks, change) for change in (*own, *others)]
    return await verify_together(checks.checkers, texts, checks.problem, timeout=checks.timeout, known=known)


def _edited(checks: Checks, change: FileChange) -> EditedText:
    document, folder = change.document, checks.where.folder
    path = checks.path if document is checks.document or folder is None else folder / document.path
    return EditedText(CheckTarget(path, document.language.id, document.source, folder), change.edits, change.created)


def _against(checks: Checks, changes: Sequence[FileChange]) -> tuple[str, ...]:
    """What speaks against the texts alone. Reads the disk where names are gone."""
    for number, change in enumerate(changes):
        before, after, language = change.document.source, change.after.source, change.document.language.id
        keep = not checks.rearranges
        reasons = verify_edits(change.document, change.edits, keep_comments=keep, keep_names=keep)
        if not reasons and keep:
            reasons = against_text(language, before, after)
        elif not reasons and adds_suppression(language, before, after):
            reasons = ("it silences the checker",)
        if reasons:
            return reasons if number == 0 else tuple(f"{change.document.path}: {reason}" for reason in reasons)
    if not checks.rearranges:
        return ()
    if lost := _lost_comment(changes):
        return (f"the comment “{lost}” would be lost",)
    return tuple(_missed_names(checks, changes))


def _lost_comment(changes: Sequence[FileChange]) -> str:
    """A comment in what is replaced that none of the new texts has; empty if there is none."""
    kept = b"\n".join(b"".join(change.after.source.split()) for change in changes)
    for change in changes:
        for edit in change.edits:
            for comment in change.document.tree.comments_in(edit.span) if len(edit.span) else ():
                text = change.document.source[comment.start : comment.end].strip()
                if b"".join(text.split()) not in kept:
                    return text.decode("utf-8", "replace")[:80]
    return ""


def _missed_names(checks: Checks, changes: Sequence[FileChange]) -> list[str]:
    """Names that would be gone and that files say which the change leaves as they are."""
    gone = {
        name
        for change in changes
        for name in deleted_in(change.document.language.id, change.document.source, change.after.source)
    }
    gone |= {name for change in changes for name in _renamed(change)}
    still = b"\n".join(change.after.source for change in changes)
    folder = checks.where.folder
    wanted = [name for name in sorted(gone) if not _says(name, still)] if folder is not None else []
    if not wanted or folder is None:
        return []
    changed = {change.document.path for change in changes}
    missed: list[str] = []
    for path in islice(source_files([folder], folder, checks.where.exclude, LARGEST_FILE), MOST_SEARCHED):
        relative = path.relative_to(folder).as_posix()
        if relative in changed:
            continue
        source = checks.where.unsaved.get(relative) or path.read_bytes()
        missed += [f"`{name}` would be gone, and {relative} uses it" for name in wanted if _says(name, source)]
    return missed[:3]


def _renamed(change: FileChange) -> list[str]:
    """Names of definitions that the text had and has not any more, also where others took their place."""
    before, after = ({one.name for one in definitions_in(text)} for text in (change.document, change.after))
    return [name for name in before - after if "." not in name and not name.startswith("_")]


def _says(name: str, source: bytes) -> bool:
    return re.search(rb"\b%s\b" % re.escape(name.encode()), source) is not None
