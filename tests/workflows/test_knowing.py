"""What is said of a symbol: only what is true here, the most surprising first, and nothing where nothing is known."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from hermes_lsp.conventions.usages.habit import Habit
from hermes_lsp.core.convention import Convention, Place, Scope, Support
from hermes_lsp.core.episode import Actor
from hermes_lsp.core.places import Places
from hermes_lsp.core.text import Span
from hermes_lsp.index.build import update_index
from hermes_lsp.index.reader import Index
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.workflows.convention_cache import load_conventions
from hermes_lsp.workflows.indexing import read_index
from hermes_lsp.workflows.knowing import gathering
from hermes_lsp.workflows.knowing.asking import answer
from hermes_lsp.workflows.knowing.explanation_page import as_page
from hermes_lsp.workflows.knowing.facts import Fact, FactKind, Known, linked
from hermes_lsp.workflows.knowing.gathering import is_worth_knowing, know, line_facts
from hermes_lsp.workflows.knowing.hover import MOST_LINES, hover_of
from hermes_lsp.workflows.knowing.past_fixes import PastFix
from hermes_lsp.workflows.knowing.peers import read_signature
from hermes_lsp.workflows.knowing.use_facts import habit_facts
from hermes_lsp.workflows.project import load_project

OPEN = "def open_it(name):\n    return name\n"
WITH = "from db import open_it\n\n\ndef use():\n    with open_it('a'):\n        pass\n"


def known(tmp_path: Path, files: dict[str, str], path: str, qualified: str, **given: object) -> Known:
    """What is known of a symbol of a project of these files."""
    folder = tmp_path / "shop"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    update_index(folder, tmp_path / "index.db", processes=1)
    with Index.open(tmp_path / "index.db") as index:
        symbol = index.symbol(path, qualified)
        assert symbol is not None
        return know(index, symbol, milliseconds=1000.0, **given)  # type: ignore[arg-type]


def said(tmp_path: Path, files: dict[str, str], path: str, qualified: str, **given: object) -> str:
    return hover_of(known(tmp_path, files, path, qualified, **given), str) or ""


# Use.


def test_a_habit_comes_with_its_exception(tmp_path: Path) -> None:
    odd = "from db import open_it\n\n\ndef odd():\n    kept = open_it('a')\n    kept.close()\n"
    files = {"db.py": OPEN, "odd.py": odd, **{f"use_{n}.py": WITH for n in range(10)}}
    lines = said(tmp_path, files, "db.py", "open_it").split("  \n")
    assert lines[0] == "**hermes** · Used in a `with` at 10 of 11 call sites (exception: odd.py:5)"
    assert lines[-1].startswith("Called at 11 places in 11 files (such as ")
    here = said(tmp_path, files, "db.py", "open_it", site=Place("odd.py", 5))
    assert here.startswith("**hermes** · Used in a `with` at 10 of 11 call sites, **but not here**")


def test_at_the_exception_itself_that_comes_first() -> None:
    here = Place("odd.py", 5)

    def habit(value: str, surprise: int, *exceptions: Place) -> Habit:
        return Habit("k", value, None, value, "call sites", 9, 10, 3, 0.6, False, "python", "", surprise, exceptions)

    found = [habit("entered", 2, Place("other.py", 1)), habit("given", 0, here)]
    most = max(habit_facts(found, "lib.open", here), key=lambda fact: fact.surprise)
    assert most.words == "Given at 9 of 10 call sites, **but not here**"


def test_tests_are_counted_apart(tmp_path: Path) -> None:
    files = {"db.py": OPEN, "app.py": WITH, "tests/test_db.py": WITH}
    assert "2 places in 2 files, 1 of them in tests" in said(tmp_path, files, "db.py", "open_it")


def test_of_a_helper_of_the_tests_all_places_are_in_tests(tmp_path: Path) -> None:
    helper = "def use_it(path):\n    return path\n"
    user = "from tests.helper import use_it\n\n\ndef test_{0}():\n    use_it({0})\n"
    files = {"tests/__init__.py": "", "tests/helper.py": helper}
    files |= {f"tests/test_{n}.py": user.format(n) for n in range(2)}
    assert "2 places in 2 files, all of them in tests" in said(tmp_path, files, "tests/helper.py", "use_it")


def test_what_tests_alone_use_is_said_first(tmp_path: Path) -> None:
    files = {"db.py": OPEN, "tests/test_db.py": WITH, "tests/test_more.py": WITH}
    assert said(tmp_path, files, "db.py", "open_it").startswith("**hermes** · Called in tests alone, at 2 places")


def test_what_is_called_once_is_said_to_be(tmp_path: Path) -> None:
    assert "Called at just one place (in app.py:5)" in said(
        tmp_path, {"db.py": OPEN, "app.py": WITH}, "db.py", "open_it"
    )


def test_no_use_is_said_only_where_that_means_something(tmp_path: Path) -> None:
    text = (
        "def unused(): ...\n\n\n"
        "@app.route('/')\ndef page(): ...\n\n\n"
        "def main(): ...\n\n\n"
        "def like_another(): ...\n\n\n"
        "def run(thing):\n    thing.like_another()\n"
    )
    files = {"app.py": text, "tests/test_app.py": "def test_it(): ...\n"}
    assert "No use of it was found" in said(tmp_path, files, "app.py", "unused")
    assert said(tmp_path, files, "app.py", "page") == "", "its decorator may hand it to somebody"
    assert said(tmp_path, files, "app.py", "main") == ""
    assert said(tmp_path, files, "app.py", "like_another") == "", "a place of the same name is not certain"
    assert said(tmp_path, files, "tests/test_app.py", "test_it") == ""


def test_what_lives_in_one_function_is_not_worth_a_word(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    total = 1\n    return total\n")
    update_index(tmp_path, tmp_path / "state" / "index.db", processes=1)
    with Index.open(tmp_path / "state" / "index.db") as index:
        worth = {each.qualified: is_worth_knowing(each) for each in index.symbols_in("a.py")}
    assert worth.pop("f")
    assert not any(worth.values())


def test_an_index_that_is_partial_says_so(tmp_path: Path) -> None:
    for name, text in {"db.py": OPEN, "use.py": WITH}.items():
        (tmp_path / name).write_text(text)
    update_index(tmp_path, tmp_path / "state" / "index.db", processes=1)
    (tmp_path / "more.py").write_text(WITH)
    update_index(tmp_path, tmp_path / "state" / "index.db", processes=1, seconds=0)
    with Index.open(tmp_path / "state" / "index.db") as index:
        symbol = index.symbol("db.py", "open_it")
        assert symbol is not None
        text = hover_of(know(index, symbol, milliseconds=1000.0), str) or ""
    assert "Called at one place or more (in use.py:5)" in text
    assert "_Not all is known: time was up with 1 of 1 files to go._" in text


def test_what_is_not_found_in_time_is_left_out_and_said_and_found_by_the_next_hover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "db.py").write_text(OPEN)
    for number in range(20):
        (folder / f"use_{number}.py").write_text(WITH)
    update_index(folder, tmp_path / "index.db", processes=1)
    with Index.open(tmp_path / "index.db") as index:
        symbol = index.symbol("db.py", "open_it")
        assert symbol is not None
        ticks = count()
        monkeypatch.setattr(time, "perf_counter", lambda: next(ticks) / 1000)
        hurried = know(index, symbol, milliseconds=12.0)
        whole = know(index, symbol, milliseconds=1000.0)
        monkeypatch.setattr(time, "perf_counter", lambda: pytest.fail("what was found whole is not looked for again"))
        again = know(index, symbol, milliseconds=1.0)
    assert "or more" in (hover_of(hurried, str) or "")
    assert "_Not all is known: time was up before all was looked at._" in (hover_of(hurried, str) or "")
    assert "Called at 20 places in 20 files" in (hover_of(whole, str) or "")
    assert again == whole


def test_of_what_everybody_calls_the_first_places_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_REFERENCES", 5)
    files = {"db.py": OPEN, **{f"use_{number}.py": WITH for number in range(4)}}
    text = said(tmp_path, files, "db.py", "open_it")
    assert "or more" in text
    assert "_Not all is known: only the first 5 are given._" in text


# Peers.


def test_a_function_that_does_otherwise_than_its_peers(tmp_path: Path) -> None:
    peers = {
        f"services/{name}.py": f"def get_{name}(session: Session, id: int) -> User | None: ...\n"
        for name in ("user", "order", "item", "price", "shop")
    }
    odd = "def get_cart(id: int) -> Cart: ...\n\n\ndef get(id: int) -> Cart: ...\n"
    text = said(tmp_path, {**peers, "services/cart.py": odd}, "services/cart.py", "get_cart")
    assert (
        "5 of 5 other functions named `get_*` in services/ are declared to give `User | None`; this one `Cart`" in text
    )
    assert "take `session: Session` first; this one `id: int`" in text
    assert "named `get_*`" not in said(tmp_path, {}, "services/cart.py", "get"), "a name of one word has no peers"
    assert "named `get_*`" not in said(tmp_path, {}, "services/user.py", "get_user"), "this one does as they do"


def test_names_that_the_language_gives_make_no_peers(tmp_path: Path) -> None:
    files = {f"{name}.py": "class A:\n    def __init__(self) -> None: ...\n" for name in "abcdef"}
    odd = "class B:\n    def __init__(self, x): ...\n"
    assert "named" not in said(tmp_path, {**files, "odd.py": odd}, "odd.py", "B.__init__")


def test_four_are_no_company_to_differ_from(tmp_path: Path) -> None:
    peers = {f"{name}.py": f"def get_{name}() -> A: ...\n" for name in "abcd"}
    assert "named" not in said(tmp_path, {**peers, "odd.py": "def get_odd() -> B: ...\n"}, "odd.py", "get_odd")


def test_signatures_are_read_as_they_are_written_in_any_language() -> None:
    assert read_signature("(self, a: int = f(1, 2), *, b) -> list[int]") == ("a: int = f(1, 2)", "list[int]")
    assert read_signature("(key: string, ...more: string[]): Promise<string>") == ("key: string", "Promise<string>")
    assert read_signature("(k string) (string, error)") == ("k string", "(string, error)")
    assert read_signature("(&self, n: u32) -> Self") == ("n: u32", "Self")
    assert read_signature("= (done: () => void): Store") == ("done: () => void", "Store")
    assert read_signature("()") == ("", "")
    assert read_signature("") == ("", "")
    assert read_signature("(") == ("", "")


# Errors.

STORE = "class Missing(Exception): ...\n\n\ndef find(name): ...\n"
HEAD = "from store import Missing, find\n\n\n"
CAREFUL = HEAD + "def run():\n    try:\n        return find(1)\n    except Missing:\n        return None\n"


def test_which_error_is_caught_around_it_is_told_in_hover_and_explanation(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    files = {"store.py": STORE, "odd.py": CAREFUL.replace("except Missing", "except OSError")}
    for name, text in (files | {f"careful_{n}.py": CAREFUL for n in range(9)}).items():
        (folder / name).write_text(text)
    project = load_project(folder, places=Places(tmp_path / "home"))
    (explained,) = answer(project, "find").explanations
    told = "Handlers around it catch `Missing` at 9 of 10 places"
    text = hover_of(explained.known, str) or ""
    assert f"{told} (exception: odd.py:6)" in text
    assert 2 <= len(text.splitlines()) <= MOST_LINES
    assert told in as_page(explained, str)

    kept = load_conventions(project.places)
    assert kept is not None
    with read_index(project) as index:
        symbol = index.symbol("store.py", "find")
        assert symbol is not None
        here = know(index, symbol, site=Place("odd.py", 6), caught=kept.learned.caught)
        other = index.symbol("store.py", "Missing")
        assert other is not None
        assert "Handlers" not in (hover_of(know(index, other, caught=kept.learned.caught), str) or "")
    assert f"{told}, **but not here**" in (hover_of(here, str) or "")


def test_five_lines_are_enough_even_where_not_all_is_known() -> None:
    facts = tuple(Fact(FactKind.HABIT, f"Fact {number}") for number in range(9))
    text = hover_of(Known("a.b", facts, partial="the index is being made"), str) or ""
    assert len(text.splitlines()) == MOST_LINES
    assert text.endswith("_Not all is known: the index is being made._")


# Conventions.


def convention(kind: str, value: str, words: str, *exceptions: Place) -> Convention:
    against = len(exceptions)
    return Convention(
        kind, "path" if kind == "paths" else "function", value, Scope("python"),
        Support(99 - against, 99, 12, 0.95), words, exceptions,
    )  # fmt: skip


def test_a_definition_that_a_convention_does_not_hold_for(tmp_path: Path) -> None:
    naming = convention("naming", "snake_case", "Functions are named in snake_case", Place("a.py", 1))
    quotes = convention("quotes", "double", "Strings are in double quotes", Place("a.py", 1))
    text = said(tmp_path, {"a.py": "def openIt(name='x'): ...\n"}, "a.py", "openIt", conventions=[naming, quotes])
    assert "Not as elsewhere: Functions are named in snake_case (98 of 99 cases in 12 files)" in text
    assert "quotes" not in text, "that is about the line, not about the function"


def test_a_line_is_held_against_what_its_neighbours_do() -> None:
    paths = convention("paths", "pathlib", "Paths are handled with `pathlib`")
    document = document_from_text("import os\n\n\ndef f(a):\n    return os.path.join(a, 'b')\n", "python", "a.py")
    at = document.source.index(b"join")
    (fact,) = line_facts(document, Span(at, at + 4), [paths])
    assert fact.words == "Not as elsewhere: Paths are handled with `pathlib` (99 of 99 cases in 12 files)"
    other = document.source.index(b"def")
    assert line_facts(document, Span(other, other + 3), [paths]) == ()


# The past.


def past(path: str, symbols: tuple[str, ...], day: int = 1, **rest: str) -> PastFix:
    at = datetime(2026, 3, day, tzinfo=UTC)
    return PastFix(path, symbols, "ruff/E711", "`x == None` → `x is None`", Actor.DEVELOPER, at, **rest)


def test_fixes_of_the_past_are_told_where_they_were_made(tmp_path: Path) -> None:
    fixes = [
        past("db.py", ("open_it",), 3),
        past("db.py", ("open_it",), 2),
        past("db.py", ("other",)),
        past("more.py", ("open_it",)),
        past("db.py", ("open_it",), failure="was undone", reason="it broke\nthe build"),
    ]
    text = said(tmp_path, {"db.py": OPEN}, "db.py", "open_it", past_fixes=fixes)
    assert "2 past fixes in it: `x == None` → `x is None` (ruff/E711, 2026-03-03)" in text
    assert (
        "Tried in it without success: `x == None` → `x is None` (ruff/E711, 2026-03-01) was undone: it broke the"
        in text
    )


def test_links_lead_to_the_line(tmp_path: Path) -> None:
    link = linked(tmp_path)(Place("größe/a b.py", 7))
    assert link == f"[größe/a b.py:7]({(tmp_path / 'größe' / 'a b.py').as_uri()}#L7)"
    assert "%20" in link
    assert linked(None)(Place("a.py", 7)) == "`a.py:7`"
    assert linked(tmp_path)(Place("a/__init__.py", 7)).startswith("[a/\\_\\_init\\_\\_.py:7](file://"), "not in bold"
