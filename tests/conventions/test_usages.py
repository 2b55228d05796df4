"""What the call sites of one symbol have in common, in the languages whose facts carry it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from used import callers, habits_of, said  # type: ignore[import-not-found]

from hermes_lsp.conventions.usages.judging import habits
from hermes_lsp.conventions.usages.registry import all_observers
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Call, Frame, Reference, Role

SESSION = {"src/db.py": "def get_session(): ...\n"}
HEAD = "from src.db import get_session\n\n\n"


def call(path: str, line: int, frame: Frame, *keywords: str, within: str = "run") -> Reference:
    shape = Call(1, keywords, frame=frame)
    return Reference(path, Span(line * 10, line * 10 + 3), line, Role.CALL, True, within, shape)


def entered(number: int, against: int = 0, files: int = 4) -> list[Reference]:
    return [
        call(f"src/m{at % files}.py", at, Frame.USED | (Frame.WITH if at >= against else Frame.NONE))
        for at in range(number)
    ]


def test_used_in_a_with_everywhere(tmp_path: Path) -> None:
    files = SESSION | callers(HEAD, "def run#():\n    with get_session() as session:\n        pass\n", 4, ".py")
    assert said(habits_of(tmp_path, files, "src/db.py:get_session"), "entered") == [
        "used in a `with` at all 4 call sites"
    ]


def test_the_exception_is_named_with_its_line(tmp_path: Path) -> None:
    files = SESSION | callers(HEAD, "def run#():\n    with get_session() as session:\n        pass\n", 9, ".py")
    files["src/export.py"] = f"{HEAD}def export():\n    session = get_session()\n    session.close()\n"
    assert said(habits_of(tmp_path, files, "src/db.py:get_session"), "entered") == [
        "used in a `with` at 9 of 10 call sites (exception: `src/export.py:5`)"
    ]


@pytest.mark.parametrize(
    ("number", "against", "shown", "firm"),
    [
        (3, 0, False, False),
        (4, 0, True, False),
        (8, 1, False, False),
        (10, 1, True, False),
        (34, 0, True, False),
        (35, 0, True, True),
        (48, 1, True, False),
        (60, 1, True, True),
        (60, 9, False, False),
    ],
)
def test_what_is_shown_as_a_count_and_what_is_firm(number: int, against: int, shown: bool, firm: bool) -> None:
    found = [each for each in habits(entered(number, against)) if each.kind == "entered"]
    assert bool(found) == shown
    assert [each.firm for each in found] == [firm] * shown
    assert all(each.exceptions[0].path == "src/m0.py" for each in found if against)


def test_two_files_are_not_enough_for_a_convention() -> None:
    assert [each.firm for each in habits(entered(50, files=2))] == [False]


def test_one_function_has_no_habit() -> None:
    assert not habits([call("src/a.py", at, Frame.WITH | Frame.USED) for at in range(8)])


def test_the_order_of_counting_does_not_matter() -> None:
    sites = entered(40, 2) + [call("tests/test_m.py", at, Frame.TRY | Frame.DISCARDED, "timeout") for at in range(4)]
    straight = habits(sites)
    assert straight
    for seed in range(5):
        shuffled = random.Random(seed).sample(sites, len(sites))
        assert habits(shuffled) == straight


def test_exceptions_are_as_many_as_are_counted_and_in_order() -> None:
    (found,) = (each for each in habits(entered(60, 5)) if each.kind == "entered")
    assert (found.against, [each.line for each in found.exceptions]) == (5, [1, 5, 2, 3, 4])
    assert found.sentence.endswith("(exceptions: `src/m0.py:1`, `src/m0.py:5` and 3 more)")


def test_recent_files_weigh_more_in_what_is_firm() -> None:
    sites = entered(60, 1)
    assert [each.firm for each in habits(sites)] == [True]
    old = 10.0 * 365 * 86_400
    touched = {f"src/m{at}.py": old * (at == 0) for at in range(4)}
    assert [each.firm for each in habits(sites, touched=touched)] == [False]


def test_what_holds_outside_of_tests_only_says_so() -> None:
    sites = entered(6) + [call("tests/test_m.py", at, Frame.USED) for at in range(6)]
    assert [each.sentence for each in habits(sites)] == ["used in a `with` at all 6 call sites outside of tests"]


def test_the_most_surprising_comes_first() -> None:
    sites = [call(f"src/m{at}.py", at, Frame.RETURNED | Frame.USED | Frame.TRY, "timeout") for at in range(6)]
    assert [each.kind for each in habits(sites)] == ["keywords", "guarded", "returned"]


KEYWORDS = [
    ("get(url, timeout=3)", "get(url, timeout=9)", ["called with `timeout=` at all 5 call sites"]),
    ("get(url, timeout=3)", "get(url, **options)", ["called with `timeout=` at all 4 call sites"]),
    ("get(url, 3)", "get(url, timeout=9)", ["called with `timeout=` at all 5 call sites"]),
    ("get(url, timeout=3)", "get(url)", []),
    ("get(url)", "get(url)", []),
]


@pytest.mark.parametrize(("mostly", "once", "expected"), KEYWORDS)
def test_keywords_that_could_be_left_out(tmp_path: Path, mostly: str, once: str, expected: list[str]) -> None:
    head = "from src.web import get\n\n\ndef run#(url, options):\n    "
    files = {"src/web.py": "def get(url, timeout=None): ...\n"} | callers(head, mostly + "\n", 4, ".py")
    files["src/once.py"] = f"{head}{once}\n".replace("#", "")
    assert said(habits_of(tmp_path, files, "src/web.py:get"), "keywords") == expected


def test_a_keyword_that_has_to_be_given_is_no_habit(tmp_path: Path) -> None:
    files = {"src/web.py": "class Get:\n    def __init__(self, url, *, timeout): ...\n"}
    files |= callers("from src.web import Get\n\n\n", "def run#(url):\n    return Get(url, timeout=1)\n", 5, ".py")
    assert said(habits_of(tmp_path, files, "src/web.py:Get"), "keywords") == []


def test_keywords_for_what_comes_from_outside(tmp_path: Path) -> None:
    body = "def run#(url):\n    return requests.get(url, timeout=5)\n"
    files = callers("import requests\n\n\n", body, 4, ".py")
    assert said(habits_of(tmp_path, files, "requests.get"), "keywords") == [
        "called with `timeout=` at all 4 call sites"
    ]


def test_a_parameter_that_nobody_gives(tmp_path: Path) -> None:
    files = {"src/web.py": "def get(url, timeout=None, *, retry: bool = True): ...\n"}
    files |= callers("from src.web import get\n\n\n", "def run#(url):\n    return get(url)\n", 4, ".py")
    assert said(habits_of(tmp_path, files, "src/web.py:get"), "left-out") == [
        "called without `timeout` and `retry` at all 4 call sites"
    ]


def test_a_dropped_result_is_told_of(tmp_path: Path) -> None:
    files = {"src/web.py": "def clean(text): ...\n"}
    files |= callers("from src.web import clean\n\n\n", "def run#(text):\n    text = clean(text)\n", 9, ".py")
    files["src/bad.py"] = "from src.web import clean\n\n\ndef bad(text):\n    clean(text)\n    print(text)\n"
    assert said(habits_of(tmp_path, files, "src/web.py:clean"), "used") == [
        "called for its result at 9 of 10 call sites (exception: `src/bad.py:5`)"
    ]


def test_a_call_that_is_not_awaited(tmp_path: Path) -> None:
    files = {"src/web.py": "async def send(text): ...\n"}
    files |= callers("from src.web import send\n\n\n", "async def run#(text):\n    await send(text)\n", 9, ".py")
    files["src/task.py"] = "from src.web import send\n\n\nasync def run(later):\n    later(send(1))\n"
    assert said(habits_of(tmp_path, files, "src/web.py:send"), "awaited") == []
    files["src/bad.py"] = "from src.web import send\n\n\nasync def bad(text):\n    send(text)\n"
    assert said(habits_of(tmp_path / "again", files, "src/web.py:send"), "awaited") == [
        "awaited at 9 of 10 call sites (exception: `src/bad.py:5`)"
    ]


def test_every_observer_says_something_short() -> None:
    names = [each.name for each in all_observers()]
    assert len(names) == len(set(names))
    assert all(len(each.says("x=")) < 60 and not each.says("x=").endswith(".") for each in all_observers())
