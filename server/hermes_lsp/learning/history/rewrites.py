"""From an edit that recurs to what is learned from it: episodes of places that parse, if the project means it.

That it does is told by the present code. Where the old form still stands in many places that its own recipe would
rewrite, there are reasons for it that no recipe knows of, and nothing is learned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from itertools import zip_longest
from typing import TypeAlias

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.evidence import EXAMPLES_KEPT
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import MOVED_ON, REWRITE, Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span, TextEdit, apply_edits, utf8
from hermes_lsp.git.commits import Commit
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.recipes.imports import is_import
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.recipes.unasked import Tries, places, unasked
from hermes_lsp.syntax.document import Document, whole
from hermes_lsp.syntax.grammars import find_language, language_of_file
from hermes_lsp.syntax.source_files import Ignored, is_generated

from ..difference import edits_of, hunks_between
from ..examples import example_of
from ..excerpt import excerpt
from ..observe import MAX_BYTES
from ..statements import same_structure
from ..teaching import teach
from .forms import Form, form_of
from .mining import Rules
from .present import PresentCode
from .recurring import LEAST_COMMITS, LEAST_PLACES, Place, Recurring, recurring_edits

MAX_TRIES = 6000
"""Places of the present code that are tried for one edit."""
LEFT = 4
"""The old form may stand in one place for so many that were rewritten."""
EXPLAINED = 2
"""One recipe book must explain one of so many places, or they have too little in common."""

TOO_FEW = "too few of its places can be read by themselves"
NOTHING_COMMON = "its places have too little in common"
STILL_USED = "the old form is still used in too many places"
TOO_WIDE = "its form is too common to look at all places"
OVERTAKEN = "what it wrote was rewritten later"
ASKED_FOR = "a checker asks for it"

Asked: TypeAlias = Set[tuple[str, str, Form]]
"""Edits that mended what a checker reported: commit, path and form."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What is known of one recurring edit.

    Attributes:
        recurring: The edit.
        episodes: Its places, in time order.
        book: What they teach; None if nothing is to be learned.
        why: Why nothing is, in words; empty if something is.
    """

    recurring: Recurring
    episodes: tuple[Episode, ...] = ()
    book: RecipeBook | None = None
    why: str = ""

    @property
    def key(self) -> ProblemKey:
        return ProblemKey(REWRITE, self.recurring.form.code)


def asked_for(episodes: Iterable[Episode]) -> Asked:
    """The edits of the history's fixes: what a checker asks for is learned as such."""
    found: set[tuple[str, str, Form]] = set()
    for episode in episodes:
        if episode.attempt.actor is not Actor.HISTORY or episode.problem.key.source == REWRITE:
            continue
        old, new = (text.encode("utf-8", "surrogatepass").splitlines() for text in (episode.before, episode.after))
        for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "replace" and i2 - i1 == j2 - j1:
                forms = (form_of(*lines) for lines in zip(old[i1:i2], new[j1:j2], strict=True))
                found.update((episode.commit, episode.problem.path, form) for form in forms if form is not None)
    return found


def rewrites_in(
    rules: Rules, commits: Sequence[Commit], asked: Asked, progress: Callable[[str, int, int], None]
) -> list[Rewrite]:
    """What can be learned from the edits that recur in a project's commits, held against its present files.

    Args:
        commits: In time order.
        asked: Edits that a checker asked for.
        progress: Told what is done, how much of it, and of how much.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    if not commits:
        return []
    ignored = Ignored(rules.folder, rules.exclude, vendored=True)
    files = PresentCode(rules.folder, ignored, MAX_BYTES)
    recurring = recurring_edits(
        rules.repository,
        commits,
        lambda path: is_program(path) and not ignored.anywhere(path),
        progress=lambda done: progress("looking for edits that recur", done, len(commits)),
    )
    with blobs_of(rules.repository) as blobs:
        told = "trying what recurs"
        doing = partial(progress, told)
        return rewrites_of(recurring, blobs, files.of, asked, progress=lambda done: doing(done, len(recurring)))


def is_program(path: str) -> bool:
    """True for a file, by its name, of a language in which something is executed."""
    language = language_of_file(path)
    return language is not None and not find_language(language).declarative


def rewrites_of(
    recurring: Sequence[Recurring],
    blobs: Blobs,
    present: Callable[[str], Iterable[Document]],
    asked: Asked = frozenset(),
    *,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Rewrite]:
    """What can be learned from recurring edits, one for each.

    Args:
        present: The project's present files in a language.
        asked: Edits that a checker asked for.
        progress: Told how many edits are done.
    """
    found: list[Rewrite] = []
    for number, one in enumerate(recurring):
        by_checker = sum((place.commit.sha, place.path, one.form) in asked for place in one.places)
        if by_checker * 2 >= len(one.places):
            found.append(Rewrite(one, why=ASKED_FOR))
        else:
            found.append(_rewrite(one, blobs, present))
        progress(number + 1)
    return [replace(one, book=None, why=OVERTAKEN) if _is_overtaken(one, found) else one for one in found]


def _rewrite(recurring: Recurring, blobs: Blobs, present: Callable[[str], Iterable[Document]]) -> Rewrite:
    key = ProblemKey(REWRITE, recurring.form.code)
    episodes: list[Episode] = []
    for place in _of_many_commits(recurring.places):
        if (episode := _episode(place, key, recurring.language, blobs)) is not None:
            episodes.append(episode)
        if len(episodes) == EXAMPLES_KEPT:
            break
    if len(episodes) < LEAST_PLACES or len({episode.commit for episode in episodes}) < LEAST_COMMITS:
        return Rewrite(recurring, why=TOO_FEW)
    episodes.sort(key=lambda episode: episode.at)
    examples = [example_of(0, episode) for episode in episodes]
    taught = teach(examples)
    if taught.book is None or _explained(taught.book, examples) * EXPLAINED < len(examples):
        return Rewrite(recurring, tuple(episodes), why=NOTHING_COMMON)
    why = _against(taught.book, key, present(recurring.language), most=recurring.count // LEFT)
    return Rewrite(recurring, tuple(episodes), None if why else taught.book, why)


def _is_overtaken(one: Rewrite, others: Sequence[Rewrite]) -> bool:
    """What it writes was rewritten in turn by what was done later."""
    if one.book is None:
        return False
    last = one.episodes[-1]
    after = Document("", last.problem.path, last.problem.language, utf8(last.after))
    changed = [hunk.after for hunk in hunks_between(utf8(last.before), after.source)]
    return any(
        True
        for other in others
        if other.book is not None and other.recurring.language == one.recurring.language
        if other is not one and other.episodes[-1].at > last.at
        for within in changed
        for _ in unasked(other.book, after, other.key, within)
    )


def _of_many_commits(places: Sequence[Place]) -> list[Place]:
    """The newest ones first, of each commit one, then another one of each."""
    by_commit: dict[str, list[Place]] = {}
    for place in places:
        by_commit.setdefault(place.commit.sha, []).append(place)
    return [place for turn in zip_longest(*by_commit.values()) for place in turn if place is not None]


def _explained(book: RecipeBook, examples: Sequence[Example]) -> int:
    known = {example.id for example in examples}
    return len(known & {id for recipe in book.recipes for id in recipe.support})


def _against(book: RecipeBook, key: ProblemKey, present: Iterable[Document], *, most: int) -> str:
    """What the present code says against recipes, in words: that they would rewrite more than so many places of it."""
    found, tries = 0, Tries(MAX_TRIES)
    for document in present:
        try:
            found += sum(1 for _ in places(book, document, key, whole(document), tries))
        except DocumentError:
            continue
        if found > most:
            return STILL_USED
        if not tries.left:
            return TOO_WIDE
    return ""


def _episode(place: Place, key: ProblemKey, language: str, blobs: Blobs) -> Episode | None:
    """The edit of one line alone, in an excerpt; None where it does not stand for itself."""
    source = blobs.read(place.before, largest=MAX_BYTES)
    if source is None or is_generated(place.path, source):
        return None
    document = Document("", place.path, language, source)
    try:
        edits = _edits(document, place)
        if edits is None or document.tree.has_error:
            return None
        changed = Span(edits[0].span.start, edits[-1].span.end)
        node = document.tree.smallest(changed)
        if is_import(node) or any(is_import(each) for each in node.ancestors()):
            return None
        after = document.edited(edits)
        if after.tree.has_error:
            return None
        made = excerpt(document, [node.span, changed])
        texts = (made.source, apply_edits(made.source, made.shift_edits(edits)))
        before, became = (Document("", place.path, language, text) for text in texts)
        if same_structure(before.tree.root, became.tree.root):
            return None
        span = made.shift(node.span)
    except (DocumentError, UnicodeDecodeError):
        return None
    problem = Problem(key, MOVED_ON, span, language, place.path, Severity.HINT)
    then, now = (each.source.decode("utf-8", "surrogatepass") for each in (before, became))
    return Episode(
        problem, Attempt(Actor.HISTORY), Outcome.KEPT, then, now, commit=place.commit.sha, at=place.commit.at
    )


def _edits(document: Document, place: Place) -> tuple[TextEdit, ...] | None:
    """The line's edits in bytes of the document; None if the line is not there as it was said."""
    lines = document.lines
    if place.line >= lines.line_count:
        return None
    start = lines.line_start(place.line)
    if document.source[start : start + len(place.old)] != place.old:
        return None
    hunks = hunks_between(place.old, place.new)
    edits = [TextEdit(edit.span.shifted(start), edit.new_text) for edit in edits_of(hunks, place.new)]
    return tuple(edits) or None
