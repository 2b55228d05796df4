"""What skills would know at a point of time: learned from the fixes until then as on disk, but in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.evidence import TIERS, Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.text import apply_edits, utf8
from hermes_lsp.recipes.compare import same_code
from hermes_lsp.recipes.offer import Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.scanning import read_folder
from hermes_lsp.skills.skill import Origin
from hermes_lsp.syntax.document import Document

from ..examples import choose_examples
from ..extending import Known
from ..judge import Posterior
from ..judge import tier as tier_of
from ..occasions import repeats_in
from ..teaching import Taught, teach
from ..vouching import book_of
from .mistakes import cause_of, shown

EXACT, OTHERWISE, WRONG, SILENT = "exact", "otherwise", "wrong", "silent"
BUILT_IN = "built in"
UNKNOWN = "nobody had fixed one of its kind"
UNEXPLAINED = "no recipe could be made of how its kind was fixed"
LAG = 4
"""A kind is learned anew when a quarter of its fixes is new: at every one at first, and affordably later."""
Kind: TypeAlias = tuple[ProblemKey, str]
Books: TypeAlias = Mapping[Kind, Sequence[RecipeBook]]
Lectures: TypeAlias = dict[tuple[tuple[Example, ...], Known | None], Taught]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was offered for a problem, beside what its project did.

    Attributes:
        verdict: ``exact`` (the same code, comments included), ``wrong`` (any other), ``otherwise`` (any other that the
            checkers are content with; :mod:`.holding` asks them) or ``silent``.
        tier: What the evidence behind it allows; :data:`BUILT_IN` for a skill that nobody taught; empty if silent.
        taught_by: Ids of the examples behind it.
        shown: For what is not exact: the lines before, and how what was offered differs from what was done.
        offered: For what is not exact: the whole text that the offer leads to.
        because: For what is not exact: how it differs, and what speaks against it; for what is silent: why; in words.
    """

    verdict: str
    tier: str = ""
    taught_by: tuple[str, ...] = ()
    shown: str = ""
    offered: bytes = b""
    because: str = ""


@dataclass(slots=True)
class _Known:
    examples: list[Example] = field(default_factory=list)
    news: int = 0
    chosen: tuple[Example, ...] = ()
    book: RecipeBook | None = None


class Memory:
    """Learns when it is asked, since most kinds of problem are taught far more often than they are asked about.

    Args:
        builtin: Recipes that are there from the start.
        lectures: What was taught before, perhaps to another memory: the same lessons are not gone through twice.
    """

    def __init__(self, builtin: Books, lectures: Lectures | None = None) -> None:
        self._builtin = builtin
        self._lectures = {} if lectures is None else lectures
        self._kinds: dict[Kind, _Known] = {}

    def learn(self, examples: Iterable[Example]) -> None:
        """Take fixes in."""
        for example in examples:
            known = self._kinds.setdefault(kind_of(example), _Known())
            known.examples.append(example)
            known.news += 1

    def answer(self, example: Example) -> Verdict:
        """What is offered for the example's problem: by what was learned, else by what is built in."""
        kind = kind_of(example)
        learned = self._book(kind)
        verdict = Verdict(SILENT, because=UNEXPLAINED if kind in self._kinds else UNKNOWN)
        if learned is not None:
            verdict = _asked(learned, example)
            if verdict.verdict != SILENT:
                return replace(verdict, tier=self._allowed(kind, verdict.tier))
        for book in self._builtin.get(kind, ()):
            if (found := _asked(book, example)).verdict != SILENT:
                return replace(found, tier=BUILT_IN)
        return verdict

    def _allowed(self, kind: Kind, tier: str) -> str:
        """What a recipe's examples allow, or the skill's evidence, which counts what was done in one go once."""
        examples = self._kinds[kind].examples
        occasions = len(examples) - repeats_in(examples)
        evidence = tier_of(Evidence(learned=occasions), Posterior(alpha=1.0 + occasions))
        return min(Tier(tier), evidence, key=TIERS.index)

    def _book(self, kind: Kind) -> RecipeBook | None:
        known = self._kinds.get(kind)
        if known is None:
            return None
        if known.news * LAG >= len(known.examples):
            chosen = choose_examples(known.examples)
            before = Known(known.book, known.chosen) if known.book is not None else None
            lecture = (chosen, before)
            if lecture not in self._lectures:
                self._lectures[lecture] = teach(chosen, known=before)
            taught = self._lectures[lecture]
            believed = tuple(example for example in chosen if example.id not in taught.outvoted)
            known.book, known.chosen, known.news = taught.book, believed, 0
        return known.book


def kind_of(example: Example) -> Kind:
    return example.problem.key, example.problem.language


def builtin_books(folder: Path) -> Books:
    """The recipes of the skills in a folder, by what they answer."""
    found: dict[Kind, list[RecipeBook]] = {}
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        skill = read_folder(each, Origin.BUILTIN).skill
        book = book_of(skill) if skill.usable else None
        if book is not None:
            for kind in ((key, language) for key in skill.keys for language in skill.languages):
                found.setdefault(kind, []).append(book)
    return found


def _asked(book: RecipeBook, example: Example) -> Verdict:
    problem = example.problem
    document = Document("", problem.path, problem.language, utf8(example.before))
    try:
        told = offer(book, document, problem)
        if isinstance(told, Silence):
            return Verdict(SILENT, because=told.why)
        offered, done = apply_edits(document.source, told.edits), utf8(example.after)
        same = same_code(document.language, offered, done)
    except HermesError as error:
        return Verdict(SILENT, because=error.what)  # no editor would have shown it
    support = next((recipe.support for recipe in book.recipes if recipe.id == told.recipe), ())
    if same:
        return Verdict(EXACT, told.tier, support)
    words = shown(document.source, done, offered)
    return Verdict(WRONG, told.tier, support, words, offered, cause_of(document.source, done, offered))
