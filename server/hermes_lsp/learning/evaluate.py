"""Measuring the learner on real fixes, through the very code that the server runs.

A row is one fix, as a JSON object: ``id``, ``source``, ``code``, ``message``, ``language``, ``project``, ``path``,
``range``, ``before``, ``edits`` and optionally ``alternatives`` (other lists of edits to accept). Positions are the
protocol's: zero-based lines, UTF-16 units.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import TextEdit, apply_edits
from hermes_lsp.recipes.compare import same_code
from hermes_lsp.recipes.offer import Offer, Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.syntax.document import Document, document_from_text
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.positions import LineIndex

from .synthesise import learn

Row = Mapping[str, Any]
LEAST_TESTS = 4
"""A code is measured at k examples if it has so many rows more."""


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a ``.jsonl`` or ``.jsonl.gz`` file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def problem_of(row: Row, lines: LineIndex) -> Problem:
    """The row's diagnostic, in bytes of its text."""
    place = row["range"]
    return Problem(
        ProblemKey(str(row.get("source", "")), str(row.get("code", ""))),
        str(row.get("message", "")),
        lines.span(_place(place["start"]), _place(place["end"])),
        str(row["language"]),
        str(row.get("path", "")),
    )


def _place(position: Mapping[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]


def edits_of(edits: Sequence[Mapping[str, Any]], lines: LineIndex) -> list[TextEdit]:
    return [
        TextEdit(lines.span(_place(edit["range"]["start"]), _place(edit["range"]["end"])), edit["newText"])
        for edit in edits
    ]


def example_of(row: Row) -> Example:
    """The row as an example to learn from."""
    source = row["before"].encode("utf-8", "surrogatepass")
    lines = LineIndex(source)
    after = apply_edits(source, edits_of(row["edits"], lines)).decode("utf-8", "surrogatepass")
    return Example(str(row["id"]), problem_of(row, lines), row["before"], after)


def kind_of(row: Row) -> tuple[str, str, str]:
    """What a book is learned for: language, source, code."""
    try:
        language = find_language(row["language"]).id
    except HermesError:
        language = str(row["language"])
    return language, str(row.get("source", "")), str(row.get("code", ""))


# -- train and test given


def predict(train: Path, test: Path, predictions: Path) -> dict[str, Any]:
    """Learn from the rows of one file, in their order, and answer those of another.

    Returns:
        Counts and times.
    """
    examples: dict[tuple[str, str, str], list[Example]] = {}
    for row in read_rows(train):
        examples.setdefault(kind_of(row), []).append(example_of(row))
    started = time.perf_counter()
    books = {kind: learn(found).book for kind, found in examples.items()}
    learning = time.perf_counter() - started
    times: list[float] = []
    offered = 0
    with predictions.open("w", encoding="utf-8") as out:
        for row in read_rows(test):
            answer, document, seconds = _answer(books.get(kind_of(row)), row)
            times.append(seconds)
            line: dict[str, Any] = {"id": row["id"], "edits": None}
            if isinstance(answer, Offer):
                offered += 1
                line["edits"] = [_as_json(edit, document.lines) for edit in answer.edits]
                line["recipe"], line["support"], line["tier"] = answer.recipe, answer.support, str(answer.tier)
            else:
                line["why"] = answer.why
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return {
        "kinds": len(books),
        "rows": len(times),
        "offered": offered,
        "learning_seconds_per_kind": round(learning / max(1, len(books)), 4),
        "offer_ms": _times(times),
    }


def _answer(book: RecipeBook | None, row: Row) -> tuple[Offer | Silence, Document, float]:
    document = document_from_text(row["before"], row["language"], str(row.get("path", "")))
    if book is None:
        return Silence("nothing was learned for this kind of problem"), document, 0.0
    try:
        problem = problem_of(row, document.lines)
        document.tree  # noqa: B018 - the server has parsed the document long before it is asked
        started = time.perf_counter()
        answer = offer(book, document, problem)
    except HermesError as error:
        return Silence(str(error)), document, 0.0
    return answer, document, time.perf_counter() - started


def _as_json(edit: TextEdit, lines: LineIndex) -> dict[str, Any]:
    start, end = lines.position(edit.span.start), lines.position(edit.span.end)
    return {
        "range": {
            "start": {"line": start.line, "character": start.column},
            "end": {"line": end.line, "character": end.column},
        },
        "newText": edit.new_text,
    }


# -- many splits of many codes


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer.

    Attributes:
        verdict: ``exact`` (equal trees, comments kept), ``wrong`` or ``silent``.
        text_exact: The very same text.
        why: Why it was silent.
    """

    source: str
    code: str
    shots: int
    seed: int
    row: str
    verdict: str
    text_exact: bool = False
    tier: str = ""
    support: int = 0
    why: str = ""
    ms: float = 0.0
    learn_ms: float = 0.0


def measure_pairs(
    folder: Path, shots: Sequence[int], seeds: int, *, workers: int = 2, half: str = "both", only: str = ""
) -> list[Measured]:
    """Measure every ``<source>/<code>.jsonl.gz`` below a folder.

    Args:
        half: ``developed``, ``unseen`` or ``both``: codes are halved by a hash, so that one half can be kept out of
            sight.
        only: Files whose path contains this.
    """
    paths = sorted(path for path in folder.rglob("*.jsonl*") if only in path.as_posix())
    paths = [path for path in paths if half in ("both", half_of(path.name.split(".jsonl")[0]))]
    jobs = [(path, tuple(shots), seeds) for path in paths]
    if workers <= 1:
        return [measured for job in jobs for measured in _measure_file(job)]
    with ProcessPoolExecutor(workers) as pool:
        return [measured for found in pool.map(_measure_file, jobs) for measured in found]


def half_of(code: str) -> str:
    """Which half a code belongs to."""
    return "developed" if hashlib.sha256(code.encode()).digest()[0] % 2 == 0 else "unseen"


def _measure_file(job: tuple[Path, tuple[int, ...], int]) -> list[Measured]:
    path, shots, seeds = job
    rows = _without_copies(list(read_rows(path)))
    found: list[Measured] = []
    examples: dict[str, Example] = {}
    for kind in sorted({kind_of(row) for row in rows}):
        mine = [row for row in rows if kind_of(row) == kind]
        for seed in range(seeds):
            for count in shots:
                split = _split(mine, count, seed)
                if split is None:
                    continue
                train, test = split
                for row in train:
                    if row["id"] not in examples:
                        examples[row["id"]] = example_of(row)
                started = time.perf_counter()
                book = learn([examples[row["id"]] for row in train]).book
                learn_ms = (time.perf_counter() - started) * 1000
                found.extend(_measure(book, row, count, seed, learn_ms) for row in test)
    return found


def _without_copies(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without those that show the same fix of the same lines."""
    seen: set[str] = set()
    kept = []
    for row in rows:
        lines = row["before"].splitlines()
        first, last = row["range"]["start"]["line"], row["range"]["end"]["line"]
        told = json.dumps(
            [row.get("code"), lines[max(0, first - 1) : last + 2], [edit["newText"] for edit in row["edits"]]]
        )
        if told not in seen:
            seen.add(told)
            kept.append(row)
    return kept


def _split(
    rows: Sequence[dict[str, Any]], count: int, seed: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]] | None:
    """So many rows to learn from, and the rows of all other projects; None if there are too few."""
    if len(rows) < count + LEAST_TESTS:
        return None
    chance = random.Random(f"{seed}/{rows[0]['code']}")  # noqa: S311 - a split, not a secret
    projects = sorted({row["project"] for row in rows})
    chance.shuffle(projects)
    train: list[dict[str, Any]] = []
    used: set[str] = set()
    for project in projects:
        if len(train) >= count:
            break
        mine = [row for row in rows if row["project"] == project]
        chance.shuffle(mine)
        # No more of one project than of others as long as there are others.
        room = count - len(train)
        train.extend(mine[: max(1, min(room, -(-count // 3)))])
        used.add(project)
    train = train[:count]
    test = [row for row in rows if row["project"] not in used]
    return (train, test) if len(train) == count and len(test) >= 2 else None


def _measure(book: RecipeBook | None, row: Row, count: int, seed: int, learn_ms: float) -> Measured:
    answer, document, seconds = _answer(book, row)
    told: dict[str, Any] = {
        "source": str(row["source"]),
        "code": str(row["code"]),
        "shots": count,
        "seed": seed,
        "row": str(row["id"]),
        "ms": seconds * 1000,
        "learn_ms": learn_ms,
    }
    if isinstance(answer, Silence):
        return Measured(**told, verdict="silent", why=answer.why)
    result = apply_edits(document.source, answer.edits)
    truths = [apply_edits(document.source, edits_of(edits, document.lines)) for edits in _accepted(row)]
    text_exact = result in truths
    exact = text_exact or any(same_code(document.language, result, truth) for truth in truths)
    return Measured(
        **told,
        verdict="exact" if exact else "wrong",
        text_exact=text_exact,
        tier=str(answer.tier),
        support=answer.support,
    )


def _accepted(row: Row) -> Iterator[Sequence[Mapping[str, Any]]]:
    yield row["edits"]
    for other in row.get("alternatives") or ():
        edits = other.get("edits") if isinstance(other, Mapping) else other
        if edits:
            yield edits


# -- reports


def report(measured: Sequence[Measured]) -> dict[str, Any]:
    """Means over codes with bootstrap intervals, the curve by tier, and times; by tool, number of shots and half."""
    out: dict[str, Any] = {"summary": [], "codes": []}
    groups: dict[tuple[str, int], list[Measured]] = {}
    for each in measured:
        groups.setdefault((each.source, each.shots), []).append(each)
    for (source, count), mine in sorted(groups.items()):
        for half in ("both", "developed", "unseen"):
            chosen = [each for each in mine if half in ("both", half_of(each.code.replace("/", "__").lstrip("@")))]
            if chosen:
                out["summary"].append({"source": source, "shots": count, "half": half, **_summary(chosen)})
        for code, rates in sorted(_by_code(mine).items()):
            out["codes"].append({"source": source, "shots": count, "code": code, **rates})
    return out


def _by_code(measured: Sequence[Measured]) -> dict[str, dict[str, float]]:
    codes: dict[str, list[Measured]] = {}
    for each in measured:
        codes.setdefault(each.code, []).append(each)
    return {
        code: {
            "rows": len(mine),
            "exact": _rate(mine, "exact"),
            "text_exact": round(sum(each.text_exact for each in mine) / len(mine), 4),
            "wrong": _rate(mine, "wrong"),
            "silent": _rate(mine, "silent"),
        }
        for code, mine in codes.items()
    }


def _rate(measured: Sequence[Measured], verdict: str) -> float:
    return round(sum(each.verdict == verdict for each in measured) / len(measured), 4)


def _summary(measured: Sequence[Measured]) -> dict[str, Any]:
    codes = list(_by_code(measured).values())
    told: dict[str, Any] = {"codes": len(codes), "rows": len(measured)}
    for key in ("exact", "text_exact", "wrong", "silent"):
        told[key] = round(sum(code[key] for code in codes) / len(codes), 4)
    for key in ("exact", "wrong"):
        told[f"{key}_interval"] = _bootstrap([code[key] for code in codes])
    told["tiers"] = {}
    for tier in ("candidate", "trusted", "proven"):
        offered = [each for each in measured if each.tier == tier]
        wrong = sum(each.verdict == "wrong" for each in offered)
        told["tiers"][tier] = {
            "offered": len(offered),
            "wrong": wrong,
            "wrong_of_offered": round(wrong / len(offered), 4) if offered else 0.0,
        }
    told["offer_ms"] = _times([each.ms / 1000 for each in measured])
    learned = sorted({(each.code, each.seed): each.learn_ms for each in measured}.values())
    told["learn_ms_median"] = round(learned[len(learned) // 2], 1)
    return told


def _bootstrap(values: Sequence[float], rounds: int = 1000) -> tuple[float, float]:
    """The middle 95% of the mean under resampling; the same for the same values."""
    chance = random.Random(0)  # noqa: S311 - resampling
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return round(means[int(rounds * 0.025)], 4), round(means[int(rounds * 0.975) - 1], 4)


def _times(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2] * 1000, 2),
        "p95": round(ordered[int(len(ordered) * 0.95)] * 1000, 2) if len(ordered) > 1 else round(ordered[0] * 1000, 2),
        "max": round(ordered[-1] * 1000, 2),
    }


def as_plain(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    return [asdict(each) for each in measured]
