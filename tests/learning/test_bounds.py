"""What is too much to learn from is refused with the reason, and hurts nothing that was learned beside it."""

from __future__ import annotations

import pytest
from lessons import KEY, fix_number, lesson, offered_by, problem_in

from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span
from hermes_lsp.learning import observe as observing
from hermes_lsp.learning.examples import example_of
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.observe import fix_between
from hermes_lsp.learning.synthesise import learn
from hermes_lsp.learning.teaching import teach
from hermes_lsp.syntax.document import document_from_text

BODY = "".join(f"    x{number} = f({number}, a[{number}])\n" for number in range(3_000))
LIST = ", ".join(f"'k{number}'" for number in range(10_000))
NESTED = "f(" * 5_000 + "a == None" + ")" * 5_000
PARTS = ", ".join(f"g({number})" for number in range(24_000))
LONG = "a" * 1_000_000

CASES: dict[str, tuple[str, str, str, str, str]] = {
    # what: (text before, text after, where the problem is, why it is not learned, why it is no hand fix)
    "a function of 3,000 lines that goes into a block": (
        f"def f(a):\n{BODY}",
        f"def f(a):\n    with g():\n{BODY.replace('    x', '        x')}",
        "def f",
        "the region is too large",
        observing.ENTANGLED,
    ),
    "10,000 elements that change": (
        f"a = [{LIST}]\n",
        f"a = [{LIST.replace(chr(39) + 'k', 'str(' + chr(39) + 'k').replace(chr(39) + ',', chr(39) + '),')}]\n",
        "[",
        "the region is too large",
        "over the limit of 65,536",
    ),
    "10,000 elements in another order": (
        f"a = [{LIST}]\n",
        f"a = [{', '.join(reversed(LIST.split(', ')))}]\n",
        "[",
        "the region is too large",
        "over the limit of 65,536",
    ),
    "code that is nested 5,000 deep": (
        f"x = {NESTED}\n",
        f"x = {NESTED.replace('==', 'is')}\n",
        "None",
        "its code is nested too deeply",
        "cannot be cut out so that it parses",
    ),
    "a line of 200,000 characters that is one call": (
        f"f({PARTS}, a == None)\n",
        f"f({PARTS}, a is None)\n",
        "None",
        "the statement that changes is too long to learn from",
        "over the limit of 65,536",
    ),
    "a text of two megabytes": (
        f"x = '{LONG}{LONG}'; y = a == None\n",
        f"x = '{LONG}{LONG}'; y = a is None\n",
        "None",
        "it is too long to learn from",
        "over the limit of 65,536",
    ),
}


def problem_at(text: str, at: str) -> Problem:
    start = text.index(at)
    return Problem(KEY, "Comparison to `None`", Span(start, start + len(at)), "python", "src/large.py")


@pytest.mark.parametrize("what", CASES)
def test_it_is_not_learned_and_the_reason_is_told(what: str) -> None:
    before, after, at, why, _ = CASES[what]
    learned = learn([Example("large", problem_at(before, at), before, after)])
    assert learned.book is None
    assert [id for id, _ in learned.unexplained] == ["large"]
    assert why in learned.unexplained[0][1]


@pytest.mark.parametrize("what", CASES)
def test_it_is_no_fix_by_hand_and_the_reason_is_told(what: str) -> None:
    before, after, at, _, why = CASES[what]
    documents = (document_from_text(text, "python", "src/large.py") for text in (before, after))
    found = fix_between(*documents, problem_at(before, at))
    assert isinstance(found, str)
    assert why in found


@pytest.mark.parametrize("what", ["a text of two megabytes", "code that is nested 5,000 deep"])
def test_beside_others_it_is_left_out_with_its_reason(what: str) -> None:
    before, after, at, why, _ = CASES[what]
    large = Example("large", problem_at(before, at), before, after)
    taught = teach([large, *(example_of(number, fix_number(number)) for number in range(4))])
    assert taught.book is not None
    assert offered_by(taught.book)[0].endswith("is None:\n        return 1\n")
    assert set(taught.unexplained) == {"large"}
    assert why in taught.unexplained["large"]


def test_a_workspace_says_what_it_could_not_learn_and_why(experience: Experience) -> None:
    before, after, _, why, _ = CASES["code that is nested 5,000 deep"]
    large = lesson(0, after, before=before, problem=problem_in(before, "src/large.py"))
    recorded = experience.record([large, *map(fix_number, range(3))])
    assert any(why in message for message in recorded.messages)
    assert recorded.skills == ("fix-ruff-e711",)
