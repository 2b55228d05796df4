"""The learning curve of a project: how many of its fixes the skills of its past would have made.

The fixes that the history shows are gone through in time order. For each commit the skills are asked first, which know
the fixes of the commits before it alone, and learn from it then. Three controls are measured on the same history:

* *none*: nothing is ever learned; what is built in answers alone;
* *frozen*: learning ends after the first fifth of the fixes;
* *shuffled*: the same fixes in a random order, in steps of the same sizes. What it knows more than the true order is
  what the order of time keeps from it.

The four are compared on what comes after the first fifth. Everything depends on the history alone.

*Exact* is the same code as in the commit, comments included. An offer that is not exact is held against the checkers:
it mends the problem *otherwise* where they report neither it nor anything new, and is *wrong* else. Their word is
weak, so that *otherwise* is no success: whether the project would have taken it nobody knows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from hermes_lsp.core.episode import Outcome
from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits
from hermes_lsp.git.commits import Commit, commits_of

from ..examples import example_of
from ..history.mining import Mined, Rules, mine
from ..history.rewrites import asked_for
from ..observe import WholeFix
from .holding import Offered, held_against_checkers
from .memory import BUILT_IN, EXACT, OTHERWISE, SILENT, WRONG, Books, Lectures, Memory, Verdict
from .mistakes import shown
from .rewrites import measure_rewrites

LIVE, NONE, FROZEN, SHUFFLED = "live", "none", "frozen", "shuffled"
WARM_UP = 5
"""The first so-manieth part of the fixes is learned from, and not counted."""
WINDOWS = 12
"""Points of the curve; each is a window of as many fixes as the others."""
SHOWN = 12
"""Fixes of each verdict that are told with their text."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Lesson:
    """A fix that the history shows.

    Attributes:
        example: What is learned from.
        asked: The same in the whole text, as an editor would ask.
    """

    commit: Commit
    example: Example
    asked: Example


@dataclass(frozen=True, slots=True)
class Answered:
    """A lesson, and what was offered for it before it was learned."""

    lesson: Lesson
    verdict: Verdict


def measure(
    name: str,
    rules: Rules,
    revisions: str,
    builtin: Books,
    *,
    most: int | None = None,
    progress: Callable[[str, int, int], None] = lambda doing, done, total: None,
) -> dict[str, Any]:
    """Mine a repository and measure its learning curve; the result is plain data, and the same for the same history.

    Args:
        name: What the repository is called.
        most: Look at the newest commits only, at most so many.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    commits = commits_of(rules.repository, revisions)
    commits = commits[-most:] if most else commits
    mined: list[Mined] = []
    for some in mine(rules, commits):
        mined += some
        progress("reading commits", len(mined), len(commits))
    steps = _steps(mined)
    lectures: Lectures = {}
    arms = {
        LIVE: _replayed(steps, Memory(builtin, lectures), progress, LIVE),
        NONE: _replayed(steps, Memory(builtin), progress, NONE, learn_first=0),
        FROZEN: _replayed(steps, Memory(builtin, lectures), progress, FROZEN, learn_first=_first(steps)),
        SHUFFLED: _replayed(_shuffled(steps), Memory(builtin), progress, SHUFFLED),
    }
    arms = _held(rules, arms)
    return {
        "name": name,
        "revisions": revisions,
        "newest": commits[-1].sha if commits else "",
        "from": f"{commits[0].at:%Y-%m-%d}" if commits else "",
        "to": f"{commits[-1].at:%Y-%m-%d}" if commits else "",
        "checkers": [found.checker.name for found in rules.checkers],
        **_told_of(mined),
        "warmUp": _first(steps),
        "arms": {arm: _counts(each.verdict for each in answered[_first(steps) :]) for arm, answered in arms.items()},
        "all": _counts(each.verdict for each in arms[LIVE]),
        "tiers": _tiers(arms[LIVE][_first(steps) :]),
        "curve": {arm: _curve(answered) for arm, answered in arms.items()},
        "kinds": _kinds(arms[LIVE]),
        "silent": _why_silent(arms[LIVE][_first(steps) :]),
        "evidence": _evidence(arms[LIVE]),
        "rewrites": measure_rewrites(rules, commits, asked_for(e for each in mined for e in each.episodes), progress),
    }


def _steps(mined: Sequence[Mined]) -> list[list[Lesson]]:
    """The fixes of each commit that has some."""
    steps: list[list[Lesson]] = []
    number = 0
    for each in mined:
        lessons: list[Lesson] = []
        for episode, whole in zip(each.episodes, each.wholes, strict=True):
            number += 1
            if episode.outcome is Outcome.KEPT:
                example = example_of(number, episode)
                lessons.append(Lesson(each.commit, example, _in_whole(example, whole)))
        if lessons:
            steps.append(lessons)
    return steps


def _in_whole(example: Example, whole: WholeFix) -> Example:
    before, after = whole.before, apply_edits(whole.before, whole.edits)
    return replace(
        example,
        problem=replace(whole.problem, path=example.problem.path),
        before=before.decode("utf-8", "surrogatepass"),
        after=after.decode("utf-8", "surrogatepass"),
    )


def _shuffled(steps: Sequence[Sequence[Lesson]]) -> list[list[Lesson]]:
    lessons = [lesson for step in steps for lesson in step]
    random.Random(SEED).shuffle(lessons)  # noqa: S311 - a fixed order, and no secret
    dealt = iter(lessons)
    return [[next(dealt) for _ in step] for step in steps]


def _first(steps: Sequence[Sequence[Lesson]]) -> int:
    return sum(map(len, steps)) // WARM_UP


def _replayed(
    steps: Sequence[Sequence[Lesson]],
    memory: Memory,
    progress: Callable[[str, int, int], None],
    doing: str,
    *,
    learn_first: int | None = None,
) -> list[Answered]:
    """Ask, then learn, step by step; of the lessons only the first ones if so many are given."""
    answered: list[Answered] = []
    total = sum(map(len, steps))
    for step in steps:
        answers = [Answered(lesson, memory.answer(lesson.asked)) for lesson in step]
        room = len(step) if learn_first is None else max(learn_first - len(answered), 0)
        memory.learn(lesson.example for lesson in step[:room])
        answered += answers
        progress(f"asking, {doing}", len(answered), total)
    return answered


def _held(rules: Rules, arms: dict[str, list[Answered]]) -> dict[str, list[Answered]]:
    """What is not exact, as the checkers see it."""
    offers = {
        id(each): Offered(each.lesson.asked, each.verdict.offered)
        for answered in arms.values()
        for each in answered
        if each.verdict.verdict == WRONG
    }
    against = held_against_checkers(rules, offers.values())

    def settled(each: Answered) -> Answered:
        if id(each) not in offers:
            return each
        reason, difference = against[offers[id(each)]], each.verdict.because
        verdict, words = (WRONG, f"{difference}; {reason}") if reason else (OTHERWISE, difference)
        return replace(each, verdict=replace(each.verdict, verdict=verdict, because=words))

    return {arm: [settled(each) for each in answered] for arm, answered in arms.items()}


def _told_of(mined: Sequence[Mined]) -> dict[str, Any]:
    """What the history has, besides how it was answered."""
    apart: Counter[str] = Counter()
    for each in mined:
        apart.update(each.ignored)
        apart.update(e.reason.partition(":")[0] for e in each.episodes if e.outcome is not Outcome.KEPT)
    return {
        "commits": len(mined),
        "files": sum(each.files for each in mined),
        "skipped": sum(bool(each.skipped) for each in mined),
        "unchecked": sum(bool(each.failures) for each in mined),
        "fixes": sum(e.outcome is Outcome.KEPT for each in mined for e in each.episodes),
        "toldApart": dict(sorted(apart.items(), key=lambda one: (-one[1], one[0]))),
    }


def _counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counted = Counter(each.verdict for each in verdicts)
    return {name: counted[name] for name in (EXACT, OTHERWISE, WRONG, SILENT)}


def _tiers(answered: Sequence[Answered]) -> dict[str, dict[str, int]]:
    tiers = sorted({each.verdict.tier for each in answered if each.verdict.tier})
    return {tier: _counts(each.verdict for each in answered if each.verdict.tier == tier) for tier in tiers}


def _curve(answered: Sequence[Answered]) -> list[dict[str, Any]]:
    points = []
    count = min(WINDOWS, len(answered))
    for number in range(count):
        window = answered[len(answered) * number // count : len(answered) * (number + 1) // count]
        until = max(each.lesson.commit.at for each in window)
        points.append({"until": f"{until:%Y-%m-%d}", **_counts(each.verdict for each in window)})
    return points


def _kinds(answered: Sequence[Answered]) -> list[dict[str, Any]]:
    """Kinds of problem, the most frequent first."""
    kinds: dict[str, list[Answered]] = {}
    for each in answered:
        kinds.setdefault(str(each.lesson.example.problem.key), []).append(each)
    ordered = sorted(kinds.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        {
            "kind": kind,
            "fixes": len(each),
            **_counts(one.verdict for one in each),
            "firstExactAfter": _first_exact(each),
        }
        for kind, each in ordered
    ]


def _first_exact(answered: Sequence[Answered]) -> int | None:
    return next((number for number, each in enumerate(answered) if each.verdict.verdict == EXACT), None)


def _why_silent(answered: Sequence[Answered]) -> dict[str, int]:
    """Reasons by how often they were given, the most frequent first."""
    reasons = Counter(each.verdict.because for each in answered if each.verdict.verdict == SILENT)
    return dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))


def _evidence(answered: Sequence[Answered]) -> dict[str, list[dict[str, Any]]]:
    """Some answers of each verdict, of as many kinds as there are, with the commits that taught them."""
    commits = {each.lesson.example.id: each.lesson.commit for each in answered}
    told: dict[str, list[dict[str, Any]]] = {}
    for verdict in (EXACT, OTHERWISE, WRONG):
        mine = [each for each in answered if each.verdict.verdict == verdict and each.verdict.tier != BUILT_IN]
        told[verdict] = [_told(each, commits) for each in _of_many_kinds(mine)]
    return told


def _of_many_kinds(answered: Sequence[Answered]) -> list[Answered]:
    turns: Counter[object] = Counter()
    ranked = []
    for place, each in enumerate(answered):
        key = each.lesson.example.problem.key
        ranked.append((turns[key], place, each))
        turns[key] += 1
    return [each for _, _, each in sorted(ranked, key=lambda one: one[:2])[:SHOWN]]


def _told(each: Answered, commits: dict[str, Commit]) -> dict[str, Any]:
    lesson = each.lesson
    before, after = (text.encode("utf-8", "surrogatepass") for text in (lesson.asked.before, lesson.asked.after))
    taught = sorted({(commits[id].at, commits[id].sha) for id in each.verdict.taught_by if id in commits})
    return {
        "kind": str(lesson.example.problem.key),
        "message": lesson.example.problem.message,
        "path": lesson.example.problem.path,
        "commit": asdict(lesson.commit) | {"at": f"{lesson.commit.at:%Y-%m-%d}"},
        "tier": each.verdict.tier,
        "because": f"How it differs: {each.verdict.because}." if each.verdict.because else "",
        "taughtBy": [{"sha": sha, "at": f"{at:%Y-%m-%d}"} for at, sha in taught],
        "shown": each.verdict.shown or shown(before, before, after),
    }
