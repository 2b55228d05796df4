"""How well triage finds the files of real fixes, beside full-text search alone, in time order.

A row says what was reported, the commit that it was reported against, and the files that were changed to fix it. For
each the index holds the files of that commit, and the commits that it is made of, and nothing later.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from hermes_lsp.conventions.page import CODE, role_of
from hermes_lsp.core.errors import HermesError, RowInvalid
from hermes_lsp.git.commits import pasts_of, tree_of
from hermes_lsp.git.texts import Blobs, blobs_of

from .chronicle import Chronicle, numbers_in
from .evidence import File, Question
from .plain import PlainSearch
from .ranking import looked_at, ordered
from .shelf import Shelf
from .sources import read_source, sources_in, text_of
from .weights import UNKNOWN_PAST
from .words import stems

BASELINE, BASELINE_CODE, TRIAGE, NO_PAST = "BM25", "BM25, tests aside", "triage", "triage, no past"
ASIDE = 0.2
"""What tests and documents count in the second baseline."""
SAME = 0.8
"""A report that shares so much of its words with the message of an earlier commit is a fix that was made again, such as
for another release; it is left out."""


@dataclass(frozen=True, slots=True)
class Case:
    """A report, the commit that it was made against, and the files that the fix changed.

    Attributes:
        numbers: What the report and its fix are called (``#12``): earlier commits that name one of these are parts of
            the same fix, and nobody had them when the report was made.
    """

    id: str
    report: str
    base: str
    at: int
    files: frozenset[str]
    numbers: frozenset[str] = frozenset()


def read_cases(path: Path, repository: str = "") -> list[Case]:
    """Cases from JSON lines, in time order: those of a repository (``owner/name``) where rows name theirs.

    A row has ``report``, ``base_commit``, ``base_date`` and ``fixed_files``; or it is a commit that fixes something,
    with ``sha``, ``parent``, ``date``, ``changelog_text`` or ``subject`` and ``body``, and ``src_files``.

    Raises:
        RowInvalid: at a line that is neither.
    """
    cases: list[Case] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                if repository and row.get("repo") and row["repo"] != repository:
                    continue
                cases.append(_case(row, number))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RowInvalid(f"{path} has a line that is no report with its fix ({error!r})") from error
    return sorted((case for case in cases if case.files and case.report.strip()), key=lambda case: (case.at, case.id))


@dataclass(frozen=True, slots=True)
class Asked:
    """A case with what was found out about it, knowing only what was there before.

    Attributes:
        right: The fixed files that were there.
        plain: Scores of full-text search alone.
        seconds: What finding the evidence took.
    """

    case: Case
    right: frozenset[str]
    files: list[File]
    plain: Mapping[str, float]
    seconds: float


def measure(
    repository: Path, cases: Sequence[Case], progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Top-1, top-5 and mean average precision of triage and of full-text search alone.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    ranks: dict[str, list[list[int]]] = {}
    seconds: list[float] = []
    skipped: list[str] = []
    for done, asked in enumerate(ask_in_order(repository, cases, skipped)):
        seconds.append(asked.seconds)
        aside = {path: score * (1.0 if role_of(path) == CODE else ASIDE) for path, score in asked.plain.items()}
        orders = {
            BASELINE: _order(asked.plain),
            BASELINE_CODE: _order(aside),
            NO_PAST: [one.file.path for one in ordered(asked.files, UNKNOWN_PAST)],
            TRIAGE: [one.file.path for one in ordered(asked.files)],
        }
        for name, order in orders.items():
            ranks.setdefault(name, []).append(_ranks(order, asked.right))
        progress(done + 1, len(cases))
    return {
        "cases": len(seconds),
        "skipped": skipped,
        "rankings": {name: _figures(each) for name, each in ranks.items()},
        "precisions": {name: [_average_precision(one) for one in each] for name, each in ranks.items()},
        "slowest_seconds": round(max(seconds, default=0.0), 3),
    }


def ask_in_order(repository: Path, cases: Sequence[Case], skipped: list[str]) -> Iterator[Asked]:
    """Each case as it could have been asked at its time; why a case is left out is told in ``skipped``.

    Raises:
        WorkspaceError: if git cannot be asked.
    """
    with closing(Shelf.open(None)) as shelf, closing(PlainSearch()) as plain, blobs_of(repository) as blobs:
        since = ""
        for case in cases:
            try:
                tree = sources_in(tree_of(repository, case.base))
                Chronicle(shelf.db).add(pasts_of(repository, case.base, since=since))
            except HermesError as error:
                skipped.append(f"{case.id}: {error.what}")
                continue
            since = case.base
            read = cache(partial(read_source, blobs))
            shelf.update_files(tree, read)
            plain.update(tree, read)
            if not (right := case.files & tree.keys()):
                skipped.append(f"{case.id}: its files were not there before")
                continue
            paths, texts = shelf.paths(), partial(_text, blobs, tree)
            question = Question(case.report, case.at, case.numbers)
            if _again(shelf, question):
                skipped.append(f"{case.id}: was fixed before in the same words")
                continue
            started = time.perf_counter()
            files, _ = looked_at(shelf, question, paths, texts)
            taken = time.perf_counter() - started
            yield Asked(case, right, files, plain.files_about(case.report), taken)


def gain(precisions: Mapping[str, Sequence[float]], baseline: str = BASELINE) -> tuple[float, float, float]:
    """How much better the mean average precision of triage is, as a share of the baseline's, and the middle 95% of that
    under resampling of the cases.
    """
    pairs = list(zip(precisions[TRIAGE], precisions[baseline], strict=True))
    if not pairs:
        return 0.0, 0.0, 0.0
    dice = random.Random(7)  # noqa: S311 - a fixed order, and no secret
    found = sorted(_gain([dice.choice(pairs) for _ in pairs]) for _ in range(1000))
    return _gain(pairs), found[24], found[974]


def _gain(pairs: Sequence[tuple[float, float]]) -> float:
    ours, theirs = (sum(column) for column in zip(*pairs, strict=True))
    return ours / theirs - 1 if theirs else 0.0


def _case(row: Mapping[str, Any], number: int) -> Case:
    if "report" in row:
        at = datetime.fromisoformat(row["base_date"]).timestamp()
        return Case(
            str(row["instance_id"]), row["report"], row["base_commit"], int(at) + 1, frozenset(row["fixed_files"])
        )
    message = f"{row['subject']}\n\n{row['body']}"
    report = row["changelog_text"] or message
    files = frozenset(each["path"] for each in row["src_files"])
    return Case(
        row["sha"][:12] or str(number),
        report,
        row["parent"],
        int(datetime.fromisoformat(row["date"]).timestamp()),
        files,
        numbers_in(message),
    )


def _again(shelf: Shelf, question: Question) -> bool:
    said = set(stems(question.report))
    for message in Chronicle(shelf.db).messages_about(question.report, 3, question.before):
        both = [set(stems(message.subject)), set(stems(message.text))]
        if any(len(said & other) >= SAME * len(said | other) for other in both):
            return True
    return False


def _text(blobs: Blobs, tree: Mapping[str, str], path: str) -> str | None:
    return text_of(blobs, tree[path]) if path in tree else None


def _order(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda path: (-scores[path], path))


def _ranks(order: Iterable[str], right: frozenset[str]) -> list[int]:
    """One-based places of the right files; 0 for one that is not in the order."""
    place = {path: number for number, path in enumerate(order, 1)}
    return sorted((place.get(path, 0) for path in right), key=lambda rank: rank or 10**9)


def _average_precision(ranks: Sequence[int]) -> float:
    return sum(number / rank for number, rank in enumerate(ranks, 1) if rank) / len(ranks)


def _figures(ranks: Sequence[Sequence[int]]) -> dict[str, float]:
    count = max(len(ranks), 1)
    return {
        "top1": round(sum(each[0] == 1 for each in ranks) / count, 4),
        "top5": round(sum(0 < each[0] <= 5 for each in ranks) / count, 4),
        "map": round(sum(_average_precision(each) for each in ranks) / count, 4),
    }
