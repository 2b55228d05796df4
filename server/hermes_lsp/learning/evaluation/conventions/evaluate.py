"""Measuring conventions: against what projects say of themselves, and how many hints they would give.

**Right**: a stated value is the one that the project's settings mean, among projects whose code follows the setting,
or of which nobody measured it. Projects whose code does not follow the setting are counted apart: there a true
statement about the code is bound to differ. **Speaks**: something is stated, among the projects whose code follows
the setting (or nobody measured it). The *majority guess* states the most common meant value everywhere; a learner
that does not beat it has learned nothing.

**Useful**: by the rubric in ``RUBRIC.md``, for judging a sample of hints by eye.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hermes_lsp.conventions.counting import conventions_of
from hermes_lsp.conventions.deviations import as_hints, deviations
from hermes_lsp.conventions.statistics import wilson
from hermes_lsp.conventions.tally import tally
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.errors import DocumentError, HermesError

from .oracle import Answer, answers
from .packages import package_documents


@dataclass(frozen=True, slots=True)
class Hint:
    """One deviation, for judging."""

    project: str
    path: str
    line: int
    kind: str
    message: str
    text: str
    has_fix: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One project.

    Attributes:
        problem: Why it could not be measured; empty if it was.
    """

    project: str
    half: str
    answers: tuple[Answer, ...] = ()
    files: int = 0
    lines: int = 0
    conventions: int = 0
    hints: tuple[Hint, ...] = ()
    problem: str = ""


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of all ``*.jsonl`` files."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def half_of(project: str) -> str:
    """Which half a project belongs to: one is developed on, the other not looked at."""
    return "developed" if hashlib.sha256(project.encode()).digest()[0] % 2 == 0 else "unseen"


def measure(
    rows: Sequence[Mapping[str, Any]],
    packages: Path,
    *,
    workers: int = 2,
    hints: bool = False,
    progress: Callable[[str], None] = lambda project: None,
) -> list[Measured]:
    """Measure every row whose archive lies in ``packages``.

    Args:
        hints: Look for deviations as well, which reads everything a second time.
        progress: Told each project that is done.
    """
    jobs = [(dict(row), packages / row["package"], hints) for row in rows]
    found = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for measured in pool.map(_measure_one, jobs):
            progress(measured.project)
            found.append(measured)
    return found


def report(measured: Sequence[Measured]) -> dict[str, Any]:
    """Shares with 95% intervals, by half and fact, over the facts that the bar is about, and hints for 1,000 lines."""
    told: dict[str, Any] = {"halves": {}, "problems": {each.project: each.problem for each in measured if each.problem}}
    for half in ("developed", "unseen", "both"):
        mine = [answer for each in measured if half in ("both", each.half) for answer in each.answers]
        told["halves"][half] = {
            "projects": sum(1 for each in measured if half in ("both", each.half) and not each.problem),
            "bar": _shares([answer for answer in mine if answer.core]),
            "facts": {
                fact: _shares([answer for answer in mine if answer.fact == fact])
                for fact in dict.fromkeys(answer.fact for answer in mine)
            },
        }
    told["wrong"] = [
        asdict(answer) for each in measured for answer in each.answers if answer.stated not in ("", answer.meant)
    ]
    told["silent"] = [asdict(answer) for each in measured for answer in each.answers if not answer.stated]
    lines = sum(each.lines for each in measured)
    hints = [hint for each in measured for hint in each.hints]
    told["hints"] = {
        "lines": lines,
        "hints": len(hints),
        "per_1000_lines": round(1000 * len(hints) / lines, 3) if lines else 0.0,
        "by_kind": dict(Counter(hint.kind for hint in hints).most_common()),
        "by_project": {
            each.project: round(1000 * len(each.hints) / each.lines, 3)
            for each in measured
            if each.lines and each.hints
        },
    }
    return told


def _shares(found: Sequence[Answer]) -> dict[str, Any]:
    followed = [answer for answer in found if answer.settled is not False]
    spoken = [answer for answer in followed if answer.stated]
    right = [answer for answer in spoken if answer.stated == answer.meant]
    aside = [answer for answer in found if answer.settled is False and answer.stated]
    guess = {fact: _most_common(answer.meant for answer in found if answer.fact == fact) for fact in _facts(found)}
    guessed = [answer for answer in followed if guess[answer.fact] == answer.meant]
    return {
        "facts": len(found),
        "followed": len(followed),
        "spoken": len(spoken),
        "right": len(right),
        "right_share": _share(len(right), len(spoken)),
        "right_interval": [round(bound, 3) for bound in wilson(len(right) / len(spoken), len(spoken))]
        if spoken
        else [],
        "spoken_share": _share(len(spoken), len(followed)),
        "majority_guess_share": _share(len(guessed), len(followed)),
        "not_followed_but_spoken": len(aside),
        "not_followed_and_as_set": sum(answer.stated == answer.meant for answer in aside),
    }


def _facts(found: Sequence[Answer]) -> set[str]:
    return {answer.fact for answer in found}


def _most_common(values: Iterable[str]) -> str:
    return Counter(values).most_common(1)[0][0]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _measure_one(job: tuple[dict[str, Any], Path, bool]) -> Measured:
    row, archive, with_hints = job
    project = row["project"]
    half = half_of(project)
    tallies = []
    try:
        for document, changed in package_documents(archive):
            try:
                tallies.append(tally(document, touched=changed))
            except DocumentError:
                continue  # a file that is not text: sample data with the name of code
        learned = conventions_of(tallies)
        hints = _hints(project, archive, learned) if with_hints else ()
    except HermesError as error:
        return Measured(project, half, problem=str(error))
    lines = sum(each.length for each in tallies)
    return Measured(project, half, tuple(answers(row, learned)), len(tallies), lines, len(learned), hints)


def _hints(project: str, archive: Path, learned: Iterable[Convention]) -> tuple[Hint, ...]:
    conventions = tuple(learned)
    found = []
    for document, _ in package_documents(archive):
        try:
            deviating = as_hints(deviations(document, conventions))
        except DocumentError:
            continue
        for each in deviating:
            line = document.lines.line_of(each.span.start)
            text = document.source[document.lines.line_start(line) : document.lines.line_end(line)]
            shown = text.decode("utf-8", "replace").strip()[:160]
            kind = f"{each.convention.kind}/{each.convention.subject}"
            found.append(Hint(project, document.path, line + 1, kind, each.message, shown, bool(each.edits)))
    return tuple(found)
