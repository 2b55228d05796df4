"""The workflow: words for something new in, the files and components where it would go out.

Ranked as triage does: by the words of names, documents and code, and by earlier commits that speak of the like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hermes_lsp.core.errors import WorkspaceError

from ..indexing import read_index
from ..project import Project
from ..triage.answering import Likely, Similar, triage
from ..triage.words import words
from .facts import Map

ASKED = 60
"""Files that triage is asked for; some of them may lie in no component."""
SHOWN = 10
SYMBOLS = 3
LEAST = 0.05
"""Share of the best component's score below which one is not worth a line."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file where it may go.

    Attributes:
        component: The one that it lies in.
        reasons: What speaks for it, in words.
        named: What it defines whose name or document has the words, with its line and document.
    """

    path: str
    component: str
    score: float
    reasons: tuple[str, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """The answer.

    Attributes:
        components: Names with their score, 1 for the best.
        places: Files, the best first.
        similar: Earlier commits that are most alike.
        partial: Why the answer is not made from everything; empty if it is.
    """

    components: tuple[tuple[str, float], ...]
    places: tuple[Place, ...]
    similar: tuple[Similar, ...]
    partial: str = ""


def where_to_add(project: Project, shown: Map, said: str, *, seconds: float | None = None) -> Where:
    """Where something of these words would go, on a map.

    Raises:
        WorkspaceError: if there are no words, or the folder is in no git repository.
    """
    if not said.strip():
        raise WorkspaceError("There are no words", todo="say what is to be added")
    answer = triage(project, said, seconds=seconds, most=ASKED)
    owner = {path: component.name for component in shown.components for path in component.files}
    inside = [likely for likely in answer.files if likely.path in owner]
    scores: dict[str, float] = {}
    for number, likely in enumerate(inside):
        # One good file says more of a component than many that are far down the list.
        scores[owner[likely.path]] = scores.get(owner[likely.path], 0.0) + likely.score / (1 + number)
    best = max(scores.values(), default=1.0) or 1.0
    ranked = sorted(
        ((name, round(score / best, 3)) for name, score in scores.items()), key=lambda one: (-one[1], one[0])
    )
    places = _places(project, inside[:SHOWN], owner, said)
    return Where(
        tuple(one for one in ranked[:SHOWN] if one[1] >= LEAST), places, answer.similar, answer.partial or shown.partial
    )


def _places(project: Project, inside: Sequence[Likely], owner: dict[str, str], said: str) -> tuple[Place, ...]:
    wanted = set(words(said))
    found = []
    with read_index(project) as index:
        for likely in inside:
            named = []
            for symbol in index.symbols_in(likely.path):
                shared = wanted & {*words(symbol.name), *words(symbol.doc)}
                if shared and not symbol.local:
                    named.append((-len(shared), symbol.line, f"{symbol.qualified} (line {symbol.line + 1})"))
            symbols = tuple(text for _, _, text in sorted(named)[:SYMBOLS])
            found.append(Place(likely.path, owner[likely.path], likely.score, likely.reasons, symbols))
    return tuple(found)
