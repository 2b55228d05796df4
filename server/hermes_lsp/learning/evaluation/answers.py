"""Learning from the rows of one file, and answering those of another."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import HermesError
from hermes_lsp.core.example import Example
from hermes_lsp.recipes.offer import Offer, Silence, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.syntax.document import Document, document_from_text

from ..teaching import teach
from .figures import times_of
from .rows import Row, as_json, example_of, kind_of, problem_of, read_rows

UNSEEN = "nothing was learned for this kind of problem"


def predict(train: Path, test: Path, predictions: Path) -> dict[str, Any]:
    """Learn from the rows of one file, in their order, and answer those of another.

    Returns:
        Counts and times.

    Raises:
        RowInvalid: if a line of one of them is no row. Nothing is written then.
    """
    examples: dict[tuple[str, str, str], list[Example]] = {}
    for row in read_rows(train):
        examples.setdefault(kind_of(row), []).append(example_of(row))
    for _ in read_rows(test, fixed=False):
        pass  # a bad line is told before the long work
    started = time.perf_counter()
    books = {kind: learned(found) for kind, found in examples.items()}
    learning = time.perf_counter() - started
    times: list[float] = []
    offered = 0
    with predictions.open("w", encoding="utf-8") as out:
        for row in read_rows(test, fixed=False):
            found, document, seconds = answer(books.get(kind_of(row), UNSEEN), row)
            times.append(seconds)
            line: dict[str, Any] = {"id": row["id"], "edits": None}
            if isinstance(found, Offer):
                offered += 1
                line["edits"] = [as_json(edit, document.lines) for edit in found.edits]
                line["recipe"], line["support"], line["tier"] = found.recipe, found.support, str(found.tier)
            else:
                line["why"] = found.why
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return {
        "kinds": len(books),
        "rows": len(times),
        "offered": offered,
        "learning_seconds_per_kind": round(learning / max(1, len(books)), 4),
        "offer_ms": times_of(times),
    }


def learned(examples: Sequence[Example]) -> RecipeBook | str:
    """The book that the examples give, or why there is none."""
    found = teach(examples)
    if found.book is not None:
        return found.book
    why = next((why for why in found.unexplained.values() if why), "")
    return f"nothing could be learned from the examples ({why})" if why else UNSEEN


def answer(book: RecipeBook | str, row: Row) -> tuple[Offer | Silence, Document, float]:
    """What is offered for a row's problem, its document, and the seconds that it took.

    Args:
        book: A sentence says why there is none.
    """
    document = document_from_text(row["before"], row["language"], str(row.get("path") or ""))
    if isinstance(book, str):
        return Silence(book), document, 0.0
    try:
        problem = problem_of(row, document.lines)
        document.tree  # noqa: B018 - the server has parsed the document long before it is asked
        started = time.perf_counter()
        found = offer(book, document, problem)
    except HermesError as error:
        return Silence(error.what), document, 0.0
    return found, document, time.perf_counter() - started
