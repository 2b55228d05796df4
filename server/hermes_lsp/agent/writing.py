"""What a model writes where nothing is wrong: a change by instruction, documentation, tests, code at the cursor."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path, PurePosixPath

from hermes_lsp.checks.trial import TrialCommand, try_tests
from hermes_lsp.checks.verify import Verification
from hermes_lsp.conventions.page import TESTS, role_of
from hermes_lsp.core.errors import CheckerError
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.source_files import source_files
from hermes_lsp.syntax.tree import Node

from .asking import OnNote
from .changes import FileChange, texts_after
from .context import Context, Piece
from .conversation import OnText
from .definitions import enclosing, leaves_in
from .endpoint import Endpoint
from .loop import DATA_RULE, Assignment, Changes, Stood, Work, carry_out, silent
from .tools import LARGEST_FILE, MOST_SEARCHED, Surroundings
from .verifying import Checks, verify_changes

LONGEST_EXAMPLE = 60
"""Lines of a file of tests that are shown."""


class Writing(StrEnum):
    """What is to be written; the value is what it is called."""

    REFACTOR = "refactor"
    DOCS = "write docs"
    TESTS = "write tests"
    GENERATE = "generate"


_ASKED = {
    Writing.REFACTOR: "You change code as the developer says, and keep what it does otherwise. Where a name that other "
    "files use changes, change these as well. Do not lose a comment.",
    Writing.DOCS: "You document code: what it does, what it takes and gives, what it raises, as the code shows. Write "
    "documentation comments or docstrings in the form that the project uses. Change nothing else.",
    Writing.TESTS: "You write tests for code: what it should do, at its edges as well, through what is public. Write "
    "them where the project has its tests and as it writes them; in a file that exists, or in a new one. Change "
    "nothing else.",
    Writing.GENERATE: "You write code at a place of a file, as the developer says. Change nothing else, but for "
    "imports that it needs.",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the developer wants.

    Attributes:
        at: The place or selection in the document, in bytes.
        instruction: The developer's own words; empty where none are needed.
    """

    kind: Writing
    at: Span
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """A wish, and what it takes to carry it out.

    Attributes:
        create: New files may be made.
        tests: How the project's tests are run on a copy of the workspace; None where the user has not said so.
        root: The state root, for the record of costs.
    """

    wish: Wish
    document: Document
    checks: Checks
    endpoint: Endpoint
    context: Context
    root: Path
    create: bool = False
    tests: TrialCommand | None = None


async def write(task: WritingTask, work: Work, *, on_text: OnText = silent, on_note: OnNote = silent) -> Stood:
    """Let the model write. Arguments and errors are those of :func:`~.loop.carry_out`."""

    async def verified(changes: Changes) -> Verification:
        return await verify_writing(task, changes, on_note)

    words = f"The developer says: {task.wish.instruction}" if task.wish.instruction else "Do it now."
    told = f"{_ASKED[task.wish.kind]}\n\n{DATA_RULE}\n\nYou may look around with the tools first. What you write is "
    assignment = Assignment(
        rules=f"{told}checked by the project's checkers; if it does not stand you are told why.",
        told=f"{task.context.text}\n\n{words}",
        document=task.document,
        endpoint=task.endpoint,
        where=task.checks.where,
        root=task.root,
        verify=verified,
        mark=_mark,
        on_failure=lambda changes, why: None,
        elsewhere=task.wish.kind in (Writing.REFACTOR, Writing.TESTS),
        create=task.create and task.wish.kind in (Writing.REFACTOR, Writing.TESTS),
        sought="change that stands",
    )
    return await carry_out(assignment, work, on_text=on_text, on_note=on_note)


async def verify_writing(task: WritingTask, changes: Changes, on_note: OnNote = silent) -> Verification:
    """What speaks against what was written: what it should not have touched, the parser, the checkers, the tests."""
    if reasons := tuple(_beyond(task.wish.kind, changes)):
        return Verification(reasons)
    said = await verify_changes(task.checks, changes)
    folder = task.checks.where.folder
    if said.reasons or task.tests is None or folder is None or task.wish.kind is Writing.DOCS:
        return said
    on_note("the tests are run in a copy of the workspace")
    where = task.checks.where
    written = [change.document.path for change in changes if role_of(change.document.path) == TESTS]
    files = written if task.wish.kind is Writing.TESTS else []
    texts = {**where.unsaved, **texts_after(changes)}
    inside = {path: text for path, text in texts.items() if "://" not in path}
    try:
        trial = await try_tests(folder, where.exclude, inside, task.tests, files=files)
    except CheckerError as error:
        return replace(said, failures=(*said.failures, ("tests", error)))
    if trial.passed:
        return replace(said, confirmed_by=(*said.confirmed_by, "the tests"))
    if trial.failing_before:
        on_note("the tests fail without the change as well, so they say nothing about it")
        return said
    return Verification((f"the tests fail: {trial.said}",))


def about(document: Document, wish: Wish) -> Piece:
    """What is to be done, and where, for the context."""
    lines = document.lines
    first, last = lines.line_of(wish.at.start) + 1, lines.line_of(wish.at.end) + 1
    place = f"line {first}" if first == last else f"lines {first} to {last}"
    around = enclosing(document, wish.at) if document.source.strip() else None
    name = f" ({around.name})" if around is not None else ""
    text = f"{wish.kind}: {document.path}, {place}{name}"
    if wish.kind is Writing.GENERATE:
        before = document.source[lines.line_start(first - 1) : wish.at.start].decode("utf-8", "replace")
        text += f"\nThe code is wanted behind this beginning of line {first}: {before}" if before.strip() else ""
    return Piece("task", f"{document.path}, {place}", text, "it is what the developer wants", needed=True)


def tests_near(where: Surroundings, document: Document) -> Iterator[Piece]:
    """The tests of a file by their name, else one file of tests, as an example. Reads the disk."""
    if where.folder is None:
        return
    stem = PurePosixPath(document.path).stem.lower()
    own = {f"test_{stem}", f"{stem}_test", f"{stem}.test", f"{stem}.spec", f"{stem}test", f"{stem}_spec"}
    suffix = PurePosixPath(document.path).suffix
    example: str | None = None
    for path in islice(source_files([where.folder], where.folder, where.exclude, LARGEST_FILE), MOST_SEARCHED):
        relative = path.relative_to(where.folder).as_posix()
        if path.suffix != suffix or role_of(relative) != TESTS:
            continue
        if path.stem.lower() in own:
            yield _beginning(where, relative, "its name says that it has the tests of this file")
            return
        example = example or (relative if "test" in path.stem.lower() else None)
    if example is not None:
        yield _beginning(where, example, "it shows how tests are written here")


def _beginning(where: Surroundings, path: str, why: str) -> Piece:
    folder = where.folder
    source = where.unsaved.get(path) or (folder / path).read_bytes() if folder is not None else b""
    lines = source.decode("utf-8", "replace").splitlines()
    return Piece("tests", f"{path}, the first of {len(lines)} lines", "\n".join(lines[:LONGEST_EXAMPLE]), why)


def _beyond(kind: Writing, changes: Sequence[FileChange]) -> Iterator[str]:
    """What a wish of this kind does not cover."""
    if kind is Writing.DOCS:
        for change in changes:
            if _code_of(change.document) != _code_of(change.after):
                yield f"it changes code of {change.document.path}, and not only its documentation"
    elif kind is Writing.TESTS:
        for change in changes:
            path = change.document.path
            # Some languages have tests beside the code; what was there must then stay as it is.
            if role_of(path) != TESTS and any(len(edit.span) for edit in change.edits):
                yield f"it changes {path}, which holds no tests"


def _code_of(document: Document) -> list[bytes]:
    """The tokens without comments, and without texts that stand as statements of their own, as docstrings do."""
    span = Span(0, len(document.source))
    return [leaf.text for leaf in leaves_in(document, span) if not _is_docstring(leaf)]


def _is_docstring(leaf: Node) -> bool:
    for node in leaf.ancestors():
        if node.kind == "expression_statement":
            return all("string" in child.kind for child in node.children)
    return False


def _mark(changes: Changes) -> str:
    """What a change is known again by: the texts that it makes, up to white space."""
    rows = [(change.document.path, change.after.source.split()) for change in changes]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]
