"""Running the project's checkers on a text or on many files: in background tasks and the terminal, not in requests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pathspec

from hermes_lsp.checks.checker import CheckTarget
from hermes_lsp.checks.discovery import Discovery, FoundChecker, find_checkers
from hermes_lsp.checks.run import run_checker
from hermes_lsp.core.errors import CheckerError, DocumentError, HermesError, NotText, WorkspaceError
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import MAX_PARSED_BYTES, Document
from hermes_lsp.syntax.grammars import language_of_file

from .project import Project

AT_ONCE = 2
"""Files checked side by side; a checker is a process, and most machines have more to do than ours."""
_ALWAYS_LEFT_OUT = (
    ".git/",
    ".hg/",
    ".svn/",
    "node_modules/",
    ".venv/",
    "venv/",
    "__pycache__/",
    ".tox/",
    ".mypy_cache/",
)


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What the checkers said of one text.

    Attributes:
        problems: Sorted by place. Empty is not "all is well" unless ``failures`` is empty too.
        failures: Checkers that gave no answer, and why.
        checkers: Names of those that answered.
    """

    document: Document
    problems: tuple[Problem, ...]
    failures: tuple[tuple[str, CheckerError], ...] = ()
    checkers: tuple[str, ...] = ()


def checkers_of(project: Project) -> Discovery:
    """The checkers of a project. Looks at files and PATH, so not for a request either."""
    return find_checkers(project.folder, project.settings, os.environ)


async def check_document(
    document: Document, path: Path, checkers: Sequence[FoundChecker], project: Project
) -> CheckedText:
    """Run all checkers that know the document's language on its text, saved or not."""
    mine = [found for found in checkers if document.language.id in found.checker.languages]
    target = CheckTarget(path=path, language=document.language.id, source=document.source, folder=project.folder)
    timeout = project.settings.checker_timeout
    answers = await asyncio.gather(
        *(run_checker(found, target, timeout=timeout) for found in mine), return_exceptions=True
    )
    problems: list[Problem] = []
    failures: list[tuple[str, CheckerError]] = []
    answered: list[str] = []
    for found, answer in zip(mine, answers, strict=True):
        if isinstance(answer, CheckerError):
            failures.append((found.checker.name, answer))
        elif isinstance(answer, BaseException):
            raise answer
        else:
            answered.append(found.checker.name)
            problems.extend(replace(problem, path=document.path) for problem in answer)
    problems.sort(key=lambda problem: (problem.span, problem.key))
    return CheckedText(document, tuple(problems), tuple(failures), tuple(answered))


async def check_files(
    project: Project, paths: Iterable[Path], checkers: Sequence[FoundChecker]
) -> AsyncIterator[CheckedText | tuple[Path, HermesError]]:
    """Check files, a few at a time, in the order of their paths; a file that cannot be read gives its error."""
    waiting = asyncio.Semaphore(AT_ONCE)

    async def check(path: Path) -> CheckedText | tuple[Path, HermesError]:
        async with waiting:
            try:
                return await check_document(read_document(project, path), path, checkers, project)
            except DocumentError as error:
                return path, error

    tasks = [asyncio.create_task(check(path)) for path in paths]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()


def read_document(project: Project, path: Path) -> Document:
    """A file as a document.

    Raises:
        NotText: if it cannot be read, is binary or not UTF-8.
        UnsupportedLanguage: if there is no grammar for it.
    """
    try:
        source = path.read_bytes()
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(f"{path} is not UTF-8 (byte {error.start})", kept="The file is left alone") from error
    except OSError as error:
        raise NotText(f"{path} cannot be read ({error.strerror})", kept="The file is left alone") from error
    language = language_of_file(path, source[:200]) or "plaintext"
    document = Document(path.absolute().as_uri(), relative_path(project.folder, path), language, source)
    _ = document.language
    return document


def relative_path(folder: Path | None, path: Path) -> str:
    """POSIX path relative to the workspace folder; the ``file:`` URI of a file outside of it."""
    absolute = Path(os.path.abspath(path))
    if folder is not None:
        for base in (folder, Path(os.path.realpath(folder))):
            if absolute.is_relative_to(base):
                return absolute.relative_to(base).as_posix()
    return absolute.as_uri()


def source_files(project: Project, roots: Iterable[Path]) -> Iterator[Path]:
    """The files below the given paths that may be fixed: of a language we know, not ignored, not too large.

    A file that is named itself is always among them.

    Raises:
        WorkspaceError: if a path does not exist.
    """
    ignored = _ignored(project)
    for root in roots:
        if root.is_file():
            yield root
        elif root.is_dir():
            yield from _walk(root, project.folder or root, ignored)
        else:
            raise WorkspaceError(f"{root} does not exist", todo="give a file or a folder")


def _walk(root: Path, base: Path, ignored: pathspec.PathSpec[pathspec.Pattern]) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        here = Path(folder)
        names[:] = sorted(name for name in names if not _is_ignored(here / name, base, ignored, is_folder=True))
        for name in sorted(files):
            path = here / name
            if path.is_symlink() or _is_ignored(path, base, ignored, is_folder=False):
                continue
            if language_of_file(path, _first_bytes(path)) and path.stat().st_size <= MAX_PARSED_BYTES:
                yield path


def _ignored(project: Project) -> pathspec.PathSpec[pathspec.Pattern]:
    lines = [*_ALWAYS_LEFT_OUT]
    if project.folder is not None and (project.folder / ".gitignore").is_file():
        lines += (project.folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
    return pathspec.PathSpec.from_lines("gitignore", [*lines, *project.settings.exclude])


def _is_ignored(path: Path, base: Path, ignored: pathspec.PathSpec[pathspec.Pattern], *, is_folder: bool) -> bool:
    try:
        relative = path.absolute().relative_to(base.absolute()).as_posix()
    except ValueError:
        relative = path.name
    return ignored.match_file(f"{relative}/" if is_folder else relative)


def _first_bytes(path: Path) -> bytes:
    if path.suffix:
        return b""
    try:
        with path.open("rb") as file:
            return file.read(200)
    except OSError:
        return b""
