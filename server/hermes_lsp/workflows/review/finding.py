"""What a finder is, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.text import TextEdit

from ..never import HINTS
from .change import ChangeSet

if TYPE_CHECKING:
    from .known import Known


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a change.

    Attributes:
        kind: Name of the finder.
        path: POSIX path relative to the workspace folder, of a file of the change.
        line: In the text after the change, counted from 1.
        sentence: One sentence for a person.
        evidence: Sentences on where it comes from: counts, commits, places.
        about: What it speaks of besides its place, the same when the change is looked at again.
        likely: How likely somebody will want to know it, from 0 to 1, as far as its evidence tells.
        key: What the user says to hear no more of it, where that is more narrow than the kind.
        fix: In words, what its edits would do.
        edits: In bytes of the text after the change.
        elsewhere: Paths of other files that should perhaps have changed as well.
    """

    kind: str
    path: str
    line: int
    sentence: str
    evidence: tuple[str, ...]
    about: str
    likely: float
    key: ProblemKey | None = None
    fix: str = ""
    edits: tuple[TextEdit, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The same for the same finding in another review, wherever its line has moved."""
        told = "\0".join((self.kind, self.path, self.about))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of finding.

    Attributes:
        name: The kind, in one word.
        words: What is found, for a person.
        find: Looks at a change; says nothing where it is not certain.
    """

    name: str
    words: str
    find: Callable[[ChangeSet, Known], Iterable[Finding]]


def kind_key(kind: str) -> ProblemKey:
    """What a kind of finding is called in the list of what is never to be shown."""
    return ProblemKey(HINTS, f"review/{kind}")
