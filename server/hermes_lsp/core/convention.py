"""A Convention: a measured regularity of a project, with its support, its scope and its exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from .text import Span, TextEdit

_ROLES = {"code": "the code", "extras": "documents, examples and tools"}


class Place(NamedTuple):
    """A line of a file: POSIX path relative to the workspace folder, and the line, counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """What a convention speaks of.

    Attributes:
        language: Family of languages, or LSP id of a language of its own.
        role: ``code``, ``tests`` or ``extras`` (documentation, examples, scripts); empty for all of them.
        directory: POSIX path with a slash at its end; empty for the whole project.
        apart: Directories inside it that measurably go another way, or no way; it does not speak of them.
    """

    language: str
    role: str = ""
    directory: str = ""
    apart: tuple[str, ...] = ()

    def covers(self, path: str, role: str) -> bool:
        return (
            (not self.role or self.role == role)
            and path.startswith(self.directory)
            and not any(path.startswith(directory) for directory in self.apart)
        )

    def words(self) -> str:
        """Such as "in tests, in server/"; empty for the whole project."""
        parts = [f"in {_ROLES.get(self.role, self.role)}"] if self.role else []
        if self.directory:
            parts.append(f"in {self.directory}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a convention.

    Attributes:
        agreeing: Cases that follow it.
        cases: All cases where it could be followed.
        files: Files that have such cases.
        lower: Lower Wilson bound of the share that agrees, weighted towards recent files.
    """

    agreeing: int
    cases: int
    files: int
    lower: float

    @property
    def against(self) -> int:
        return self.cases - self.agreeing


@dataclass(frozen=True, slots=True)
class Shift:
    """A way that was given up for the convention.

    Attributes:
        before: The value that files had before.
        since: Month since which it is no longer followed, such as "2026-03".
    """

    before: str
    since: str


@dataclass(frozen=True, slots=True)
class Convention:
    """One regularity that was counted and found firm.

    Attributes:
        kind: Name of the observer that counts it.
        subject: What was counted, such as ``method``.
        value: What is done, such as ``snake_case``.
        scope: Where it holds.
        support: What speaks for it.
        words: One sentence for a person, without the scope.
        exceptions: Cases that do not follow it, by path; the first of them where there are many.
        shift: What was done before, where the project has moved.
    """

    kind: str
    subject: str
    value: str
    scope: Scope
    support: Support
    words: str
    exceptions: tuple[Place, ...] = ()
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """A case in a document that does not follow a convention.

    Attributes:
        span: Where, in bytes of the document's text.
        message: One sentence for a person, with the evidence.
        edits: What would make it follow, where that is a local change; empty where there is no such edit.
        cases: How many cases of the document it stands for; more than one where the whole file does otherwise.
    """

    convention: Convention
    span: Span
    message: str
    edits: tuple[TextEdit, ...] = ()
    cases: int = 1
