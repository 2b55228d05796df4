"""A failed attempt is known again, up to layout and the names that it binds; and forgotten once the code changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hermes_lsp.agent.lessons import Lesson, cited, fingerprint, kept_fixes, lessons_for
from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning.difference import edits_of, hunks_between
from hermes_lsp.syntax.document import Document

CODE = """\
import os


def names(rows):
    found = []
    for row in rows:
        found.append(row.name)
    return found


def other():
    return os.name
"""
KEY = ProblemKey("ruff", "PERF401")


def at(text: str, code: str = CODE) -> tuple[Document, Problem]:
    start = code.index(text)
    problem = Problem(KEY, "Use a list comprehension", Span(start, start + len(text)), "python", "app.py")
    return Document("", "app.py", "python", code.encode()), problem


def mark(after: str, code: str = CODE) -> str:
    document, problem = at("found.append", code)
    return fingerprint(document, problem, edits_of(hunks_between(document.source, after.encode()), after.encode()))


def body(text: str, code: str = CODE) -> str:
    first, last = code.index("    found = []"), code.index("\n\n\ndef other")
    return code[:first] + text + code[last:]


FAILED = body("    wanted = [row.name for row in rows]\n    return wanted")


@pytest.mark.parametrize(
    "again",
    [
        "    result = [row.name for row in rows]\n    return result",
        "    wanted = [one.name for one in rows]\n    return wanted",
        "    wanted = [\n        row.name\n        for row in rows\n    ]\n    return wanted",
        "    # This time it is right.\n    wanted = [row.name for row in rows]\n\n    return wanted",
    ],
)
def test_the_same_edit_in_other_words_is_known_again(again: str) -> None:
    assert mark(body(again)) == mark(FAILED)


@pytest.mark.parametrize(
    "different",
    [
        "    wanted = [row.label for row in rows]\n    return wanted",
        "    wanted = [row.name for row in rows if row]\n    return wanted",
        "    return [row.name for row in rows]",
        "    wanted = (row.name for row in rows)\n    return wanted",
        "    if rows:\n        wanted = [row.name for row in rows]\n    return wanted",
        "    wanted = list(map(name_of, rows))\n    return wanted",
    ],
)
def test_another_edit_is_another_edit(different: str) -> None:
    assert mark(body(different)) != mark(FAILED)


def test_where_an_edit_only_renames_the_name_is_what_counts() -> None:
    one, other = (CODE.replace("found", name) for name in ("names_found", "result"))
    assert mark(one) != mark(other)
    assert mark(one) == mark(one.replace("return names_found", "return  names_found  # all"))


def test_indentation_counts_where_it_means_something() -> None:
    inside = "    for row in rows:\n        step(row)\n        found = 1\n    return found"
    behind = "    for row in rows:\n        step(row)\n    found = 1\n    return found"
    assert mark(body(inside)) != mark(body(behind))


def test_code_elsewhere_in_the_file_does_not_matter() -> None:
    code = CODE.replace("import os\n", "import os\nimport sys\n\nsys.exit\n")
    again = body("    result = [row.name for row in rows]\n    return result", code)
    assert mark(again, code) == mark(FAILED)


def failure(outcome: Outcome = Outcome.FAILED_CHECK, actor: Actor = Actor.MODEL) -> Episode:
    document, problem = at("found.append")
    cites = cited(document, problem, [("rows.py#Row", "abc")])
    return Episode(problem, Attempt(actor), outcome, CODE, FAILED, reason="it is a generator", cites=cites)


def known(code: str = CODE, episodes: list[Episode] | None = None, row: str | None = "abc") -> list[Lesson]:
    document, problem = at("found.append", code)
    return lessons_for(episodes or [failure()], document, problem, lambda name: row)


def test_a_failure_is_a_lesson_for_this_code() -> None:
    (lesson,) = known()
    assert lesson.here
    assert lesson.why == "it is a generator"
    assert lesson.fingerprint == mark(FAILED)
    assert "+    wanted = [row.name for row in rows]" in lesson.what


def test_what_was_kept_is_told_the_newest_first_and_each_once() -> None:
    kept = [failure(Outcome.KEPT), failure(Outcome.KEPT, Actor.DEVELOPER), failure()]
    other = replace(failure(Outcome.KEPT), after=CODE.replace("found", "rows_found"))
    first, second = kept_fixes([*kept, other], KEY)
    assert "+    rows_found = []" in first
    assert "+    wanted = [row.name for row in rows]" in second
    assert kept_fixes(kept, ProblemKey("ruff", "E711")) == []


def test_what_the_developer_undid_is_a_lesson_whoever_made_it() -> None:
    (lesson,) = known(episodes=[failure(Outcome.REVERTED, Actor.RECIPE)])
    assert lesson.why == "the developer undid it; it is a generator"
    kept = [failure(Outcome.KEPT), failure(Outcome.FAILED_CHECK, Actor.DEVELOPER)]
    assert known(episodes=kept) == []


def test_layout_and_code_elsewhere_do_not_end_a_lesson() -> None:
    moved = CODE.replace("import os\n", "import os\n# more\nLIMIT = 3\n").replace("found = []", "found = []  # all")
    assert [lesson.here for lesson in known(moved)] == [True]


def test_once_its_own_code_has_changed_a_failure_only_tells_of_its_kind() -> None:
    (lesson,) = known(CODE.replace("in rows:", "in set(rows):"))
    assert (lesson.here, lesson.fingerprint) == (False, "")


@pytest.mark.parametrize("now", ["changed", None])
def test_a_lesson_ends_when_another_symbol_that_it_cites_has_changed(now: str | None) -> None:
    assert known(row=now) == []


def test_the_newest_lesson_comes_first_and_each_once() -> None:
    document, problem = at("found.append")
    older = replace(failure(), reason="older")
    found = lessons_for([older, failure(), older, failure()], document, problem, lambda name: "abc")
    assert [lesson.why for lesson in found] == ["it is a generator", "older"]
