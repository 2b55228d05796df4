"""What the call sites of one symbol have in common, in the languages whose facts carry it."""

from __future__ import annotations

import random
from dataclasses import dataclass
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
    files = SESSION | callers(HEAD, "def run@():\n    with get_session() as session:\n        pass\n", 4, ".py")
    assert said(habits_of(tmp_path, files, "src/db.py:get_session"), "entered") == [
        "used in a `with` at all 4 call sites"
    ]


def test_the_exception_is_named_with_its_line(tmp_path: Path) -> None:
    files = SESSION | callers(HEAD, "def run@():\n    with get_session() as session:\n        pass\n", 9, ".py")
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
    sites = [call(f"src/m{at}.py", at, Frame.RETURNED | Frame.USED | Frame.TRY, "timeout") for at in range(10)]
    assert [each.kind for each in habits(sites)] == ["keywords", "guarded", "returned"]


KEYWORDS = [
    ("get(url, timeout=3)", "get(url, timeout=9)", ["called with `timeout=` at all 5 call sites"]),
    ("get(url, timeout=3)", "get(url, **options)", ["called with `timeout=3` at all 4 call sites"]),
    ("get(url, timeout=3)", "get(url, timeout=3)", ["called with `timeout=3` at all 5 call sites"]),
    ("get(url, timeout=9)", "get(url, 3)", ["called with `timeout` at all 5 call sites"]),
    ("get(url, 3)", "get(url, timeout=9)", []),
    ("get(url, timeout=3)", "get(url)", []),
    ("get(url)", "get(url)", []),
]


@pytest.mark.parametrize(("mostly", "once", "expected"), KEYWORDS)
def test_keywords_that_could_be_left_out(tmp_path: Path, mostly: str, once: str, expected: list[str]) -> None:
    head = "from src.web import get\n\n\ndef run@(url, options):\n    "
    files = {"src/web.py": "def get(url, timeout=None): ...\n"} | callers(head, mostly + "\n", 4, ".py")
    files["src/once.py"] = f"{head}{once}\n".replace("@", "")
    assert said(habits_of(tmp_path, files, "src/web.py:get"), "keywords") == expected


def test_a_keyword_that_has_to_be_given_is_no_habit(tmp_path: Path) -> None:
    files = {"src/web.py": "class Get:\n    def __init__(self, url, *, timeout): ...\n"}
    files |= callers("from src.web import Get\n\n\n", "def run@(url):\n    return Get(url, timeout=1)\n", 5, ".py")
    assert said(habits_of(tmp_path, files, "src/web.py:Get"), "keywords") == []


def test_keywords_for_what_comes_from_outside(tmp_path: Path) -> None:
    body = "def run@(url):\n    return requests.get(url, timeout=5)\n"
    files = callers("import requests\n\n\n", body, 4, ".py")
    found = habits_of(tmp_path, files, "requests.get")
    assert [each.sentence for each in found] == ["called with `timeout=5` at all 4 call sites"]


def test_a_value_that_is_nearly_always_the_same(tmp_path: Path) -> None:
    head = "from pathlib import Path\n\n\n"
    files = callers(head, "def run@():\n    return Path('a').read_text(encoding='utf-8')\n", 9, ".py")
    files["src/odd.py"] = f'{head}def odd():\n    return Path("a").read_text(encoding="latin-1")\n'
    assert [each.sentence for each in habits_of(tmp_path, files, "pathlib.Path().read_text")] == [
        "called with `encoding=` at all 10 call sites",
        'called with `encoding="utf-8"` at 9 of 10 call sites (exception: `src/odd.py:5`)',
    ]


def test_a_value_where_it_is_given(tmp_path: Path) -> None:
    head = "from pathlib import Path\n\n\n"
    files = callers(head, "def run@():\n    return Path('a').open(mode='rb')\n", 4, ".py")
    files["src/odd.py"] = f'{head}def odd():\n    return Path("a").open()\n'
    assert said(habits_of(tmp_path, files, "pathlib.Path().open"), "values") == [
        'called with `mode="rb"` at all 4 call sites that give `mode`'
    ]


def test_a_parameter_that_nobody_gives(tmp_path: Path) -> None:
    files = {"src/web.py": "def get(url, timeout=None, *, retry: bool = True): ...\n"}
    files |= callers("from src.web import get\n\n\n", "def run@(url):\n    return get(url)\n", 8, ".py")
    assert said(habits_of(tmp_path, files, "src/web.py:get"), "left-out") == [
        "called without `timeout` and `retry` at all 8 call sites"
    ]


def test_what_a_library_asks_of_everybody_is_told_only_with_exceptions_and_is_no_rule(tmp_path: Path) -> None:
    body = "def run@():\n    with pytest.raises(KeyError):\n        pass\n"
    files = callers("import pytest\n\n\n", body, 60, ".py")
    assert said(habits_of(tmp_path, files, "pytest.raises"), "entered") == []
    files["src/odd.py"] = "import pytest\n\n\ndef odd():\n    pytest.raises(KeyError)\n"
    (found,) = (each for each in habits_of(tmp_path / "again", files, "pytest.raises") if each.kind == "entered")
    assert found.sentence == "used in a `with` at 60 of 61 call sites (exception: `src/odd.py:5`)"
    assert not found.firm


LINK = "class Link:\n    def connect(self): ...\n    def send(self): ...\n    def state(self): ...\n"
IN_ORDER = "def use@(link: Link):\n    link.connect()\n    link.send()\n"


def test_what_is_called_before_it_in_the_same_function(tmp_path: Path) -> None:
    files = {"src/link.py": LINK} | callers("from src.link import Link\n", IN_ORDER, 12, ".py")
    files["src/odd.py"] = "from src.link import Link\ndef use(link: Link):\n    link.send()\n    link.connect()\n"
    found = habits_of(tmp_path, files, "src/link.py:Link.send")
    assert said(found, "ordered") == [
        "called after `connect()` in the same function at 12 of 13 call sites (exception: `src/odd.py:3`)"
    ]
    assert not any(each.firm for each in found if each.kind == "ordered")
    assert said(habits_of(tmp_path, files, "src/link.py:Link.connect"), "ordered") == []


def test_a_question_that_comes_first_makes_no_order(tmp_path: Path) -> None:
    body = "def use@(link: Link):\n    if link.state():\n        link.send()\n"
    files = {"src/link.py": LINK} | callers("from src.link import Link\n", body, 12, ".py")
    assert said(habits_of(tmp_path, files, "src/link.py:Link.send"), "ordered") == []


def test_an_argument_comes_before_the_call_that_it_is_given_to(tmp_path: Path) -> None:
    files = {"src/keys.py": "def press(keys): ...\ndef held(key): ...\n"}
    files |= callers("from src.keys import held, press\n", "def use@():\n    press(held(1))\n", 12, ".py")
    assert said(habits_of(tmp_path, files, "src/keys.py:held"), "ordered") == []


def test_members_of_a_large_collection_have_no_order(tmp_path: Path) -> None:
    many = LINK + "".join(f"    def part_{number}(self): ...\n" for number in range(60))
    files = {"src/link.py": many} | callers("from src.link import Link\n", IN_ORDER, 12, ".py")
    assert said(habits_of(tmp_path, files, "src/link.py:Link.send"), "ordered") == []


def test_a_dropped_result_is_told_of(tmp_path: Path) -> None:
    files = {"src/web.py": "def clean(text): ...\n"}
    files |= callers("from src.web import clean\n\n\n", "def run@(text):\n    text = clean(text)\n", 9, ".py")
    files["src/bad.py"] = "from src.web import clean\n\n\ndef bad(text):\n    clean(text)\n    print(text)\n"
    assert said(habits_of(tmp_path, files, "src/web.py:clean"), "used") == [
        "called for its result at 9 of 10 call sites (exception: `src/bad.py:5`)"
    ]


def test_a_call_that_is_not_awaited(tmp_path: Path) -> None:
    files = {"src/web.py": "async def send(text): ...\n"}
    files |= callers("from src.web import send\n\n\n", "async def run@(text):\n    await send(text)\n", 9, ".py")
    files["src/task.py"] = "from src.web import send\n\n\nasync def run(later):\n    later(send(1))\n"
    assert said(habits_of(tmp_path, files, "src/web.py:send"), "awaited") == []
    files["src/bad.py"] = "from src.web import send\n\n\nasync def bad(text):\n    send(text)\n"
    assert said(habits_of(tmp_path / "again", files, "src/web.py:send"), "awaited") == [
        "awaited at 9 of 10 call sites (exception: `src/bad.py:5`)"
    ]


@dataclass(frozen=True)
class Story:
    """A library, how it is mostly called, how it is called once, and what is said of it.

    In the texts of callers ``@`` stands for a number.
    """

    file: str
    library: str
    target: str
    head: str
    mostly: str
    once: str
    kind: str
    expected: str
    line: int


STORIES = {
    "python, guarded": Story(
        "src/lib.py",
        "def ask(): ...\n",
        "src/lib.py:ask",
        "from src.lib import ask\n\n\n",
        "def run@():\n    try:\n        ask()\n    except OSError:\n        pass\n",
        "def run@():\n    ask()\n",
        "guarded",
        "called inside a `try`",
        5,
    ),
    "python, returned": Story(
        "src/lib.py",
        "def ask(): ...\n",
        "src/lib.py:ask",
        "from src.lib import ask\n\n\n",
        "def run@():\n    return ask()\n",
        "def run@():\n    ask()\n",
        "returned",
        "called in a `return`",
        5,
    ),
    "javascript, awaited": Story(
        "src/lib.js",
        "export async function ask() {}\n",
        "src/lib.js:ask",
        "import {ask} from './lib.js';\n",
        "export async function run@() {\n  await ask();\n}\n",
        "export async function run@() {\n  ask();\n}\n",
        "awaited",
        "awaited",
        3,
    ),
    "typescript, left out": Story(
        "src/lib.ts",
        "export function ask(name: string, strict?: boolean): void {}\n",
        "src/lib.ts:ask",
        "import {ask} from './lib';\n",
        "export function run@(): void {\n  ask('a');\n}\n",
        "export function run@(): void {\n  ask('b');\n}\n",
        "left-out",
        "called without `strict`",
        0,
    ),
    "tsx, guarded": Story(
        "src/lib.tsx",
        "export function ask(): void {}\n",
        "src/lib.tsx:ask",
        "import {ask} from './lib';\n",
        "export function run@() {\n  try { ask(); } catch (error) { return null; }\n}\n",
        "export function run@() {\n  ask();\n}\n",
        "guarded",
        "called inside a `try`",
        3,
    ),
    "go, checked": Story(
        "src/lib.go",
        "package src\n\nfunc ask() error { return nil }\n",
        "src/lib.go:ask",
        "package src\n\n",
        "func run@() {\n\terr := ask()\n\tif err != nil {\n\t\tpanic(err)\n\t}\n}\n",
        "func run@() {\n\task()\n}\n",
        "checked",
        "called and its result checked by a condition",
        4,
    ),
    "go, deferred": Story(
        "src/lib.go",
        "package src\n\nfunc clean() {}\n",
        "src/lib.go:clean",
        "package src\n\n",
        "func run@() {\n\tdefer clean()\n}\n",
        "func run@() {\n\tclean()\n}\n",
        "deferred",
        "called by `defer` or `go`",
        4,
    ),
    "java, entered": Story(
        "src/Lib.java",
        "package src;\n\nclass Lib {\n  static AutoCloseable ask() { return null; }\n}\n",
        "src/Lib.java:Lib.ask",
        "package src;\n\n",
        "class Run@ {\n  void run() throws Exception {\n    try (var it = Lib.ask()) { it.hashCode(); }\n  }\n}\n",
        "class Run@ {\n  void run() throws Exception {\n    var it = Lib.ask();\n  }\n}\n",
        "entered",
        "used in a `try (…)`",
        5,
    ),
    "rust, used": Story(
        "src/lib.rs",
        "pub fn ask() -> bool { true }\n",
        "src/lib.rs:ask",
        "use crate::ask;\n\n",
        "pub fn run@() -> bool {\n    let it = ask();\n    it\n}\n",
        "pub fn run@() {\n    ask();\n}\n",
        "used",
        "called for its result",
        4,
    ),
    "c, checked": Story(
        "src/lib.c",
        "int ask(void) { return 1; }\n",
        "src/lib.c:ask",
        '#include "lib.h"\n\n',
        "int run@(void) {\n  int it = ask();\n  if (it < 0) return it;\n  return 0;\n}\n",
        "void run@(void) {\n  ask();\n}\n",
        "checked",
        "called and its result checked by a condition",
        4,
    ),
    "cpp, guarded": Story(
        "src/lib.cpp",
        "void ask() {}\n",
        "src/lib.cpp:ask",
        '#include "lib.hpp"\n\n',
        "void run@() {\n  try { ask(); } catch (...) { }\n}\n",
        "void run@() {\n  ask();\n}\n",
        "guarded",
        "called inside a `try`",
        4,
    ),
    "csharp, keywords": Story(
        "src/Lib.cs",
        "namespace Shop;\n\nstatic class Lib {\n  public static int Ask(int a, int limit = 1) => a;\n}\n",
        "src/Lib.cs:Lib.Ask",
        "namespace Shop;\n\n",
        "class Run@ {\n  int Run() {\n    return Lib.Ask(1, limit: 5);\n  }\n}\n",
        "class Run@ {\n  int Run() {\n    return Lib.Ask(1);\n  }\n}\n",
        "keywords",
        "called with `limit: 5`",
        5,
    ),
    "ruby, guarded": Story(
        "src/lib.rb",
        "class Lib\n  def self.ask(a)\n    1\n  end\nend\n",
        "src/lib.rb:Lib.ask",
        "",
        "class Run@\n  def run\n    begin\n      Lib.ask(1)\n    rescue KeyError\n      nil\n    end\n  end\nend\n",
        "class Run@\n  def run\n    Lib.ask(1)\n  end\nend\n",
        "guarded",
        "called under a `rescue`",
        3,
    ),
    "php, guarded": Story(
        "src/lib.php",
        "<?php\nfunction ask() { return 1; }\n",
        "src/lib.php:ask",
        "<?php\n",
        "function run@() {\n  try { ask(); } catch (Exception $e) { }\n}\n",
        "function run@() {\n  ask();\n}\n",
        "guarded",
        "called inside a `try`",
        3,
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_every_language_tells_its_own_habits(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    ending = Path(story.file).suffix
    files = {story.file: story.library} | callers(story.head, story.mostly, 9, ending)
    odd = f"src/odd{ending}"
    files[odd] = (story.head + story.once).replace("@", "")
    not_so = f"at 9 of 10 call sites (exception: `{odd}:{story.line}`)" if story.line else "at all 10 call sites"
    assert said(habits_of(tmp_path, files, story.target), story.kind) == [f"{story.expected} {not_so}"]


def test_every_observer_says_something_short() -> None:
    names = [each.name for each in all_observers()]
    assert len(names) == len(set(names))
    assert all(len(each.says("x=")) < 60 and not each.says("x=").endswith(".") for each in all_observers())
