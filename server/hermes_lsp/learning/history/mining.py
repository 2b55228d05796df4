"""Fixes in commits: what the checkers said of a file before a commit, and do not say after it.

The present project's checkers, with its present settings, look at each version of a file, in its present place: what
counts is what would be a problem today. Each content of a file is checked once.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hermes_lsp.checks.checker import CheckTarget, FoundChecker
from hermes_lsp.checks.many import run_checker_on_many
from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import CheckerError
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, utf8
from hermes_lsp.git.commits import Changed, Commit, changed_files
from hermes_lsp.git.texts import Blobs, blobs_of
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.grammars import language_of_file
from hermes_lsp.syntax.source_files import Ignored, is_generated

from ..difference import hunks_between
from ..observe import BULK, MAX_BYTES, Checked, WholeFix, observe

AT_ONCE = 40
"""Commits whose files are checked together."""
MAX_FILES = 200
"""A commit that changes more files of our languages is a move or a reformatting, and no teacher."""
BULK_FIXES, BULK_CODES, BULK_FILES = 25, 5, 5
"""A commit of as many fixes, of so many codes, in so many files, is one run of a tool."""
KEPT_ANSWERS = 3000
"""Contents whose problems are remembered: what one commit makes, the next one changes."""

MAX_CHANGED_LINES = 12
"""What one fix changes. A commit is coarser than what is saved in an editor: where more lines go together, who can tell
what mended the problem?"""

REWORKED = "it was fixed along with a larger change of the same code"
TOO_MANY = f"its commit changes more than {MAX_FILES} files"


@dataclass(frozen=True, slots=True)
class Mined:
    """What one commit shows.

    Attributes:
        files: How many of its files were compared.
        episodes: Fixes and what only looks like one, as :func:`~hermes_lsp.learning.observe.observe` tells them apart.
        wholes: The same in the whole texts, one for each.
        ignored: How many problems went away otherwise, by reason.
        failures: Why some of its files could not be checked, in words.
        skipped: Why it was not looked at, in words; empty if it was.
    """

    commit: Commit
    files: int = 0
    episodes: tuple[Episode, ...] = ()
    wholes: tuple[WholeFix, ...] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a repository is looked at.

    Attributes:
        folder: The workspace folder, with the checkers' settings.
        git: Where git is asked; the folder itself if None.
        checkers: What is run; only those that judge a text by itself can judge one of the past.
        exclude: Patterns of files to leave alone.
        timeout: Seconds for one process of a checker.
    """

    folder: Path
    checkers: tuple[FoundChecker, ...]
    exclude: tuple[str, ...] = ()
    timeout: float = 30.0
    git: Path | None = None

    @property
    def repository(self) -> Path:
        return self.git or self.folder


def mine(rules: Rules, commits: Sequence[Commit]) -> Iterator[list[Mined]]:
    """What the commits show, some at a time, in the order in which they are given.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    memory = _Memory()
    ignored = Ignored(rules.folder, rules.exclude, vendored=True)
    with blobs_of(rules.repository) as blobs:
        for start in range(0, len(commits), AT_ONCE):
            some = commits[start : start + AT_ONCE]
            yield _mined(rules, ignored, memory, blobs, some)


@dataclass(frozen=True, slots=True)
class _Text:
    path: str
    blob: str
    language: str
    source: bytes

    @property
    def mark(self) -> tuple[str, str]:
        return self.path, self.blob


@dataclass(frozen=True, slots=True)
class _Answer:
    problems: tuple[Problem, ...] = ()
    failures: tuple[str, ...] = ()


@dataclass(slots=True)
class _Memory:
    """What the checkers said, of the contents that were asked about last."""

    answers: OrderedDict[tuple[str, str], _Answer] = field(default_factory=OrderedDict)

    def take(self, new: Mapping[tuple[str, str], _Answer]) -> None:
        self.answers.update(new)

    def shorten(self) -> None:
        while len(self.answers) > KEPT_ANSWERS:
            self.answers.popitem(last=False)


def _mined(rules: Rules, ignored: Ignored, memory: _Memory, blobs: Blobs, commits: Sequence[Commit]) -> list[Mined]:
    pairs: list[list[tuple[_Text, _Text]]] = []
    skipped: list[str] = []
    for changed in changed_files(rules.repository, commits):
        wanted = [one for one in changed if _may_be_checked(rules, one.path) and not ignored.anywhere(one.path)]
        skipped.append(TOO_MANY if len(wanted) > MAX_FILES else "")
        found = [] if skipped[-1] else [_pair(rules, blobs, one) for one in wanted]
        pairs.append([pair for pair in found if pair is not None])
    texts = {text.mark: text for each in pairs for pair in each for text in pair}
    memory.take(asyncio.run(_check(rules, [text for mark, text in texts.items() if mark not in memory.answers])))
    mined = [
        Mined(commit, skipped=why) if why else _compare(memory, commit, each)
        for commit, each, why in zip(commits, pairs, skipped, strict=True)
    ]
    memory.shorten()
    return mined


def _may_be_checked(rules: Rules, path: str) -> bool:
    """By its name alone; without an ending only the content tells its language."""
    language = language_of_file(path)
    if language is None:
        return "." not in path.rpartition("/")[2]
    return any(language in found.checker.languages for found in rules.checkers)


def _pair(rules: Rules, blobs: Blobs, changed: Changed) -> tuple[_Text, _Text] | None:
    """Both contents, if a checker knows them."""
    texts: list[_Text] = []
    for blob in (changed.before, changed.after):
        source = blobs.read(blob, largest=MAX_BYTES)
        if source is None or b"\0" in source or is_generated(changed.path, source):
            return None
        language = language_of_file(changed.path, source[:200])
        if language is None or not any(language in found.checker.languages for found in rules.checkers):
            return None
        try:
            source.decode("utf-8")
        except UnicodeDecodeError:
            return None  # no checker agrees with another one on what stands there
        texts.append(_Text(changed.path, blob, language, source))
    return texts[0], texts[1]


async def _check(rules: Rules, texts: Sequence[_Text]) -> dict[tuple[str, str], _Answer]:
    problems: dict[tuple[str, str], list[Problem]] = {text.mark: [] for text in texts}
    failures: dict[tuple[str, str], list[str]] = {text.mark: [] for text in texts}
    for found in rules.checkers:
        mine = [text for text in texts if text.language in found.checker.languages]
        targets = [CheckTarget(rules.folder / t.path, t.language, t.source, rules.folder) for t in mine]
        answers = await run_checker_on_many(found, targets, timeout=rules.timeout)
        for text, answer in zip(mine, answers, strict=True):
            if isinstance(answer, CheckerError):
                failures[text.mark].append(str(answer))
            else:
                problems[text.mark] += (replace(problem, path=text.path) for problem in answer)
    return {
        mark: _Answer(tuple(sorted(found, key=lambda p: (p.span, p.key))), tuple(failures[mark]))
        for mark, found in problems.items()
    }


def _compare(memory: _Memory, commit: Commit, pairs: Sequence[tuple[_Text, _Text]]) -> Mined:
    seen: list[tuple[Episode, WholeFix]] = []
    ignored: Counter[str] = Counter()
    failures: list[str] = []
    for before, after in pairs:
        was, became = memory.answers[before.mark], memory.answers[after.mark]
        if was.failures or became.failures:
            failures += [*was.failures, *became.failures]
        elif _any_gone(was.problems, became.problems):
            told = observe(_checked(before, was), _checked(after, became), at=commit.at)
            seen += zip(told.episodes, told.wholes, strict=True)
            ignored.update(reason for _, reason in told.ignored)
    focused = [(episode, whole) for episode, whole in seen if _is_focused(episode)]
    if len(focused) < len(seen):
        ignored[REWORKED] += len(seen) - len(focused)
    episodes = [replace(e, attempt=Attempt(Actor.HISTORY), commit=commit.sha) for e, _ in focused]
    wholes = tuple(whole for _, whole in focused)
    return Mined(commit, len(pairs), tuple(_without_bulk(episodes)), wholes, ignored, tuple(dict.fromkeys(failures)))


def _is_focused(episode: Episode) -> bool:
    before, after = utf8(episode.before), utf8(episode.after)
    old: set[int] = set()
    new: set[int] = set()
    for hunk in hunks_between(before, after):
        old |= _lines_of(before, hunk.before)
        new |= _lines_of(after, hunk.after)
    return max(len(old), len(new)) <= MAX_CHANGED_LINES


def _lines_of(source: bytes, span: Span) -> set[int]:
    first = source.count(b"\n", 0, span.start)
    return set(range(first, first + 1 + source.count(b"\n", span.start, span.end)))


def _any_gone(before: Sequence[Problem], after: Sequence[Problem]) -> bool:
    """Cheaper than comparing the texts, which is needed for few of all changes."""
    return bool(Counter((p.key, p.message) for p in before) - Counter((p.key, p.message) for p in after))


def _checked(text: _Text, answer: _Answer) -> Checked:
    return Checked(Document("", text.path, text.language, text.source), answer.problems)


def _without_bulk(episodes: Sequence[Episode]) -> list[Episode]:
    """Of a tool that was run over the whole project, each file may show too little to be told from work by hand."""
    kept = [episode for episode in episodes if episode.outcome is Outcome.KEPT]
    codes = {episode.problem.key for episode in kept}
    files = {episode.problem.path for episode in kept}
    if len(kept) < BULK_FIXES or len(codes) < BULK_CODES or len(files) < BULK_FILES:
        return list(episodes)
    return [replace(e, outcome=Outcome.APPLIED, reason=BULK) if e in kept else e for e in episodes]
