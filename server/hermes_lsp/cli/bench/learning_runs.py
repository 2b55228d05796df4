"""Measuring the learner: one more fix for a skill that has many, and what its recipes cost in a long file."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from hermes_lsp.core.evidence import EXAMPLES_KEPT
from hermes_lsp.core.example import Example
from hermes_lsp.core.places import Places
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.recipes.recipe import RecipeBook

from ..client import ServerGone
from .material import KEY, file_with_problems, write_skills
from .runs import EMPTY, Size, diagnostic_at, first_offer, milliseconds, request_for, started, workshop
from .samples import Result

LINES = 2_000
"""Of the file that fixes are offered in."""
AT_ONCE = 20
"""Diagnostics of one request."""

_FORMS = (
    "def check_{n}(value):\n    return value == None\n",
    "if row_{n}.cells(1) == None:\n    pass\n",
    "while next(lines_{n}) == None:\n    step()\n",
    "assert state_{n}['key'] == None\n",
    "found_{n} = [one for one in many if one == None]\n",
    "print(first.second.third_{n} == None and done)\n",
    "def empty_{n}(self):\n    if self.rows == None:\n        return 0\n    return len(self.rows)\n",
    "answer_{n} = not found == None\n",
)
_OTHER_FORM = "missing_{n} = None == compute(1, None)\n"
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


async def learning(size: Size) -> list[Result]:
    """One more example for a skill of 24; offers in a file of 2,000 lines; a request over 20 diagnostics."""
    many = [_example(number, _FORMS[number % len(_FORMS)]) for number in range(EXAMPLES_KEPT)]
    book = _learned(many)
    new = range(EXAMPLES_KEPT, EXAMPLES_KEPT + size.lessons)
    known = _added(book, many, [_example(number, _FORMS[number % len(_FORMS)]) for number in new])
    other = _added(book, many, [_example(number, _OTHER_FORM) for number in new[: max(2, size.lessons // 10)]])
    name = f"one more fix for a skill of {EXAMPLES_KEPT}"
    return [
        Result(name, "ms", list(known), aim=300.0),
        Result(f"{name}, in a form that it does not know", "ms", list(other)),
        Result(f"one offer, {LINES:,} lines, in the process", "ms", _offers(book, size), aim=20.0, aim_of="p95"),
        await _many_diagnostics(size),
    ]


def _added(book: RecipeBook, examples: Sequence[Example], new: Sequence[Example]) -> Iterator[float]:
    """What each of the new examples costs, learned as the server learns it: beside what the skill knows."""
    from hermes_lsp.learning.examples import choose_examples
    from hermes_lsp.learning.extending import Known
    from hermes_lsp.learning.teaching import teach

    known = Known(book, tuple(examples))
    for example in new:
        gc.collect()
        start = time.perf_counter()
        taught = teach(choose_examples([*examples, example]), known=known)
        yield milliseconds(start)
        if taught.book is None:
            raise ServerGone("Nothing was learned from the examples of the benchmark")


def _offers(book: RecipeBook, size: Size) -> list[float]:
    """Matching, rendering and verification for one problem after the other of a long file."""
    from hermes_lsp.recipes.offer import Silence, offer
    from hermes_lsp.syntax.document import document_from_text

    text = file_with_problems(LINES // 4)
    document = document_from_text(text, "python", "long.py")
    places = [at for at in range(len(text)) if text.startswith("None", at)][: size.requests]
    _ = document.tree
    times: list[float] = []
    for at in places:
        problem = Problem(KEY, "Comparison to `None`", Span(at, at + 4), "python", "long.py")
        start = time.perf_counter()
        answer = offer(book, document, problem)
        times.append(milliseconds(start))
        if isinstance(answer, Silence):
            raise ServerGone(f"Nothing was offered in the benchmark's file: {answer.why}")
    return times


async def _many_diagnostics(size: Size) -> Result:
    """A code action request over many diagnostics, each of which is answered with a fix."""
    with workshop() as folder:
        home, path = folder / "home", folder / "project" / "checks.py"
        path.parent.mkdir()
        path.write_text(file_with_problems(LINES // 4), encoding="utf-8")
        write_skills(Places(home).shared_skills, 10)
        ours, _ = await first_offer(path, home)
        empty = await started(EMPTY, path.parent, home)
        try:
            uri = empty.open(path, "python")
            times: list[float] = []
            floor: list[float] = []
            for number in range(max(10, size.requests // 10)):
                first = AT_ONCE * number % (LINES // 4 - AT_ONCE)
                request = request_for(uri, [diagnostic_at(one) for one in range(first, first + AT_ONCE)])
                for client, into in ((ours, times), (empty, floor)):
                    start = time.perf_counter()
                    actions = await client.request("textDocument/codeAction", request)
                    into.append(milliseconds(start))
                    if client is ours and len(actions or []) < AT_ONCE:
                        raise ServerGone("The server did not offer a fix for each of the diagnostics")
        finally:
            await ours.kill()
            await empty.kill()
    name = f"codeAction over {AT_ONCE} diagnostics, {LINES:,} lines"
    return Result(name, "ms", times, floor, "empty pygls server", 100.0, "p95")


def _learned(examples: Sequence[Example]) -> RecipeBook:
    from hermes_lsp.learning.teaching import teach

    book = teach(examples).book
    if book is None:
        raise ServerGone("Nothing was learned from the examples of the benchmark")
    return book


def _example(number: int, form: str) -> Example:
    before = form.format(n=number)
    at = before.rindex("None") if before.startswith("missing") else before.index("None")
    path = f"src/file_{number}.py"
    problem = Problem(KEY, "Comparison to `None`", Span(at, at + 4), "python", path)
    after = before.replace("==", "is")
    return Example(f"bench-{number:03}", problem, before, after, at=_BEGAN + timedelta(minutes=number))
