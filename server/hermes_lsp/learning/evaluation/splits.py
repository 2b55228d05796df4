"""Many codes, each split many times into fixes to learn from and fixes to answer, with no project on both sides."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from hermes_lsp.core.example import Example
from hermes_lsp.core.text import apply_edits
from hermes_lsp.recipes.compare import same_code
from hermes_lsp.recipes.offer import Silence
from hermes_lsp.recipes.recipe import RecipeBook

from .answers import answer, learned
from .figures import Measured, half_of
from .mistakes import cause_of, shown
from .rows import Row, accepted_edits, edits_of, example_of, kind_of, read_rows

LEAST_TESTS = 4
"""A code is measured at k examples if it has so many rows more."""


def measure_pairs(
    folder: Path, shots: Sequence[int], seeds: int, *, workers: int = 2, half: str = "both", only: str = ""
) -> list[Measured]:
    """Measure every ``<source>/<code>.jsonl.gz`` below a folder.

    Args:
        half: ``developed``, ``unseen`` or ``both``: codes are halved by a hash, so that one half can be kept out of
            sight.
        only: Files whose path contains this.

    Raises:
        RowInvalid: if a line of a file is no recorded fix.
    """
    paths = sorted(path for path in folder.rglob("*.jsonl*") if only in path.as_posix())
    paths = [path for path in paths if half in ("both", half_of(path.name.split(".jsonl")[0]))]
    jobs = [(path, tuple(shots), seeds) for path in paths]
    if workers <= 1:
        return [measured for job in jobs for measured in _measure_file(job)]
    with ProcessPoolExecutor(workers) as pool:
        return [measured for found in pool.map(_measure_file, jobs) for measured in found]


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
                book = learned([examples[row["id"]] for row in train])
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
    chance = random.Random(f"{seed}/{rows[0].get('code')}")  # noqa: S311 - a split, not a secret
    projects = sorted({str(row.get("project")) for row in rows})
    chance.shuffle(projects)
    train: list[dict[str, Any]] = []
    used: set[str] = set()
    for project in projects:
        if len(train) >= count:
            break
        mine = [row for row in rows if str(row.get("project")) == project]
        chance.shuffle(mine)
        # No more of one project than of others as long as there are others.
        room = count - len(train)
        train.extend(mine[: max(1, min(room, -(-count // 3)))])
        used.add(project)
    train = train[:count]
    test = [row for row in rows if str(row.get("project")) not in used]
    return (train, test) if len(train) == count and len(test) >= 2 else None


def _measure(book: RecipeBook | str, row: Row, count: int, seed: int, learn_ms: float) -> Measured:
    found, document, seconds = answer(book, row)
    told: dict[str, Any] = {
        "source": str(row.get("source") or ""),
        "code": str(row.get("code") or ""),
        "shots": count,
        "seed": seed,
        "row": str(row["id"]),
        "ms": seconds * 1000,
        "learn_ms": learn_ms,
    }
    if isinstance(found, Silence):
        return Measured(**told, verdict="silent", why=found.why)
    told |= {"recipe": found.recipe, "tier": str(found.tier), "support": found.support}
    result = apply_edits(document.source, found.edits)
    truths = [apply_edits(document.source, edits_of(edits, document.lines)) for edits in accepted_edits(row)]
    if result in truths:
        return Measured(**told, verdict="exact", text_exact=True)
    if any(same_code(document.language, result, truth) for truth in truths):
        return Measured(**told, verdict="exact")
    texts = document.source, truths[0], result
    return Measured(**told, verdict="wrong", why=cause_of(*texts), shown=shown(*texts))
