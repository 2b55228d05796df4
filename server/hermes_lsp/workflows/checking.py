"""Running the project's checkers on a text or on many files: in background tasks and the terminal, not in requests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.checks.checker import CheckTarget
from hermes_lsp.checks.discovery import Discovery, FoundChecker, find_checkers
from hermes_lsp.checks.run import run_checker
from hermes_lsp.core.errors import CheckerError, DocumentError, HermesError, NotText
from hermes_lsp.core.problem import Problem
from hermes_lsp.syntax.document import MAX_PARSED_BYTES, Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import source_files as files_below

from .project import Project

AT_ONCE = 2
"""Files checked side by side; a checker is a process, and most machines have more to do than ours."""


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
    return files_below(roots, project.folder, project.settings.exclude, MAX_PARSED_BYTES)
