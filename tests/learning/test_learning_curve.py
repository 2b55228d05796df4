"""The learning curve of a history: asked before it learns, never seeing the future, beside its controls."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lessons import CODE, lesson
from pasts import Past, checker, mined

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.git.commits import newest_of
from hermes_lsp.git.texts import write_tree
from hermes_lsp.learning.evaluation.history import _steps, measure
from hermes_lsp.learning.evaluation.history_page import page
from hermes_lsp.learning.evaluation.holding import Offered, held_against_checkers
from hermes_lsp.learning.evaluation.memory import UNEXPLAINED, UNKNOWN, Memory
from hermes_lsp.learning.examples import example_of
from hermes_lsp.learning.history.mining import Rules

FIXES = 10


def bad(number: int) -> str:
    return f"def f{number}(x{number}):\n    return x{number} == None\n"


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """The same fix, once a commit, in file after file."""
    past = Past(tmp_path / "past")
    past.commit("Start", **{f"m{number}_py": bad(number) for number in range(FIXES)})
    for number in range(FIXES):
        past.commit(f"Fix <{number}>", **{f"m{number}_py": bad(number).replace("==", "is")})
    return past


def measured(past: Past) -> dict[str, Any]:
    return measure("past", Rules(past.folder, (checker(),)), "HEAD", {})


def test_what_was_fixed_before_is_fixed_exactly_from_then_on(past: Past) -> None:
    told = measured(past)
    assert (told["commits"], told["fixes"], told["warmUp"]) == (FIXES + 1, FIXES, 2)
    assert told["arms"]["live"] == {"exact": 8, "otherwise": 0, "wrong": 0, "silent": 0}
    assert told["arms"]["frozen"] == {"exact": 8, "otherwise": 0, "wrong": 0, "silent": 0}  # two fixes were enough
    assert told["arms"]["none"] == {"exact": 0, "otherwise": 0, "wrong": 0, "silent": 8}
    # The very first one could not be known: it was asked before it was learned.
    assert told["all"] == {"exact": FIXES - 1, "otherwise": 0, "wrong": 0, "silent": 1}
    assert told["curve"]["live"][0]["silent"] == 1
    (kind,) = told["kinds"]
    assert (kind["kind"], kind["firstExactAfter"]) == ("house/compare-none", 1)


def test_a_fix_is_not_foreseen_within_its_own_commit(past: Past) -> None:
    past.commit("Two more", a_py="def a(x):\n    return x == True\n", b_py="def b(x):\n    return x == True\n")
    past.commit("Fix both", a_py="def a(x):\n    return x is True\n", b_py="def b(x):\n    return x is True\n")
    kind = next(each for each in measured(past)["kinds"] if each["kind"] == "house/compare-true")
    assert (kind["fixes"], kind["silent"]) == (2, 2)


def test_a_project_that_changes_its_mind_shows_as_fixed_otherwise(past: Past) -> None:
    past.commit("Another one", z_py="def z(x):\n    return x == None\n")
    past.commit("In another way", z_py="def z(x):\n    return not x\n")
    told = measured(past)
    assert (told["arms"]["live"]["otherwise"], told["arms"]["live"]["wrong"]) == (1, 0)
    (evidence,) = told["evidence"]["otherwise"]
    assert (evidence["path"], evidence["commit"]["subject"]) == ("z.py", "In another way")
    assert "-    return not x\n+    return x is None" in evidence["shown"]
    assert evidence["taughtBy"]


@pytest.mark.parametrize(
    ("offered", "against"),
    [
        ("def f(x):\n    return x is None\n", ""),
        ("def f(x):\n    return x  == None\n", "house/compare-none is still there"),
        ("def f(x):\n    return (x is None) == True\n", "new problem on line 2: house/compare-true"),
        ("def f(x):\n    return x == None  # noqa  # quiet\n", "it silences the checker"),
        ("pass\n", "it deletes `f`"),
    ],
)
def test_an_offer_that_is_not_what_the_project_did_is_held_against_the_checkers(
    past: Past, offered: str, against: str
) -> None:
    before = "def f(x):\n    return x == None\n"
    problem = Problem(ProblemKey("house", "compare-none"), "do not write this", Span(23, 30), "python", "m0.py")
    offer = Offered(Example("one", problem, before, before.replace("==", "is not")), offered.encode())
    (said,) = held_against_checkers(Rules(past.folder, (checker(),)), [offer]).values()
    assert said.startswith(against) and bool(said) == bool(against)


def test_offers_are_asked_for_in_the_whole_file_where_names_are_used_elsewhere(past: Past) -> None:
    """What the commit did not touch is not in the excerpt that is learned from, but decides what may be offered."""
    past.commit("Start", y_py="x = 1\n\n\ndef y():\n    return x == None\n\n\nprint(x)\n")
    past.commit("Fix", y_py="x = 1\n\n\ndef y():\n    return x is None\n\n\nprint(x)\n")
    asked = [lesson.asked for step in _steps(mined(past)) for lesson in step][-1]
    assert "print(x)" in asked.before and asked.after == asked.before.replace("==", "is")


def test_what_is_done_in_one_commit_is_one_opinion(past: Past) -> None:
    """Six places of one commit make no skill trusted; three commits do."""
    names = [f"t{number}_py" for number in range(6)]
    past.commit("Compare", **{name: f"def {name}(x):\n    return x == True\n" for name in [*names, "z_py"]})
    past.commit("Fix all", **{name: f"def {name}(x):\n    return x is True\n" for name in names})
    past.commit("And this", z_py="def z_py(x):\n    return x is True\n")
    evidence = next(each for each in measured(past)["evidence"]["exact"] if each["path"] == "z.py")
    assert evidence["tier"] == "candidate"


def test_a_kind_that_taught_nothing_is_told_from_one_that_was_never_met() -> None:
    memory, asked = Memory({}), example_of(1, lesson(1))
    assert memory.answer(asked).because == UNKNOWN
    memory.learn([example_of(0, lesson(0, CODE[0].replace(" == ", "  ==  ")))])
    assert memory.answer(asked).because == UNEXPLAINED


def test_the_page_tells_what_was_rewritten_again_and_again(past: Past) -> None:
    form = {"before": "a < b", "after": "b > a", "commits": 3, "exact": 2, "otherwise": 1, "left": 0}
    text = page([measured(past) | {"rewrites": {"forms": [form]}}])
    assert "a &lt; b" in text[text.index("Rewritten again and again") :]
    assert "Rewritten again and again" not in page([measured(past)])


def test_the_same_history_gives_the_same_page(past: Past) -> None:
    assert page([measured(past)]) == page([measured(past)])


def test_the_page_stands_alone_and_takes_nothing_of_a_repository_for_markup(past: Past) -> None:
    text = page([measured(past), measured(past) | {"name": "<script>alert(1)</script>"}])
    seen = _Tags()
    seen.feed(text)
    assert {"svg", "polyline", "rect", "table", "details", "style"} <= seen.tags
    assert not seen.tags & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"""(?:src|href|url)\s*[=(]""", text)
    assert "Fix &lt;" in text


def test_a_history_without_fixes_is_told_as_such(tmp_path: Path) -> None:
    past = Past(tmp_path / "quiet")
    past.commit("Start", a_py="x = 1\n")
    told = measured(past)
    assert (told["fixes"], told["arms"]["live"]) == (0, {"exact": 0, "otherwise": 0, "wrong": 0, "silent": 0})
    assert "0 problems went away by a fix" in page([told])


def test_the_files_of_the_newest_commit_are_written_as_they_are(past: Past, tmp_path: Path) -> None:
    past.commit("Nest", lib__deep__a_py="é = 1\n")
    (past.folder / "link").symlink_to("m0.py")
    past.commit("Link")
    target = tmp_path / "tree"
    target.mkdir()
    write_tree(past.folder, newest_of(past.folder, "HEAD"), target)
    assert (target / "lib" / "deep" / "a.py").read_text() == "é = 1\n"
    assert not (target / "link").is_symlink()
    with pytest.raises(WorkspaceError, match="no commit"):
        newest_of(past.folder, "HEAD..HEAD")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
