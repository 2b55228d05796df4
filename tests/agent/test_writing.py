"""What a model writes where nothing is wrong: it is held to what was asked for, and checked. The ruff is a real one."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workbench import Bench, block, make_bench

from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.loop import Work
from hermes_lsp.agent.writing import Wish, Writing
from hermes_lsp.checks.discovery import find_checkers
from hermes_lsp.core.errors import NoRightEdit, StaleEdit
from hermes_lsp.core.settings import Model, Settings
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.project import load_project
from hermes_lsp.workflows.writing import Written, on_newer_texts, prepare_writing, write_with_model
from model_server import ModelServer, Say, serving

pytestmark = pytest.mark.real_tools

GREET = '''\
"""Greetings."""


def greet(name):
    # Nobody is greeted as well.
    if name is None:
        return "hello"
    return f"hello {name}"
'''
USER = "from greet import greet\n\n\ndef main():\n    return greet(None)\n"
TESTS = "from greet import greet\n\n\ndef test_greet():\n    assert greet(None) == 'hello'\n"
RENAMED = block("def greet(name):", "def welcome(name):")
USER_RENAMED = block("from greet import greet", "from greet import welcome", "user.py") + block(
    "    return greet(None)", "    return welcome(None)", "user.py"
)
RUN = 'import sys\nsys.path.insert(0, ".")\nexec(open(sys.argv[1]).read())\ntest_greet()\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Afterwards the folder for temporary files must be empty, and the project as it was."""
    monkeypatch.setenv("HERMES_LSP_HOME", str(tmp_path / "home"))
    bench = make_bench(tmp_path, **{"greet.py": GREET, "user.py": USER, "tests/run.py": RUN})
    bench.text = GREET
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = {path: path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()}
    yield Shop(bench)
    assert {path: path.read_bytes() for path in bench.folder.rglob("*") if path.is_file()} == before
    assert list(scratch.iterdir()) == []


class Shop:
    """A small project, and a model that writes in it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.notes: list[str] = []

    def write(
        self, server: ModelServer, kind: Writing, at: str, words: str = "", *, create: bool = True, **model: Any
    ) -> Written:
        project = load_project(self.bench.folder)
        settings = Model(url=server.url, name="tiny", **model)
        project = replace(project, settings=Settings(model=settings, trusted=True))
        start = self.bench.text.index(at) + (len(at) if kind is Writing.GENERATE else 0)
        wish = Wish(kind, Span(start, start), words)
        prepared = prepare_writing(project, self.bench.document, wish)
        checkers = find_checkers(self.bench.folder, Settings(), {"PATH": str(Path(sys.executable).parent)}).found
        return asyncio.run(
            write_with_model(
                project,
                prepared,
                self.bench.folder / "greet.py",
                checkers,
                endpoint_of(settings),
                Work(),
                on_text=lambda text: None,
                on_note=self.notes.append,
                create=create,
            )
        )

    def texts(self, server: ModelServer, kind: Writing, at: str, words: str = "", **more: Any) -> dict[str, str]:
        changes = self.write(server, kind, at, words, **more).changes
        return {change.document.path: change.after.source.decode() for change in changes}


def test_a_refactoring_follows_the_instruction_through_several_files(shop: Shop) -> None:
    with serving(Say(RENAMED + USER_RENAMED)) as server:
        written = shop.write(server, Writing.REFACTOR, "def greet", "call it welcome")
    assert [change.document.path for change in written.changes] == ["greet.py", "user.py"]
    assert written.title == "refactor greet, in greet.py and user.py (by tiny, checked by ruff)"
    assert "The developer says: call it welcome" in server.said(0)
    assert 'kind="callers"' in server.said(0) or 'kind="code"' in server.said(0)


def test_a_name_that_another_file_uses_may_not_go(shop: Shop) -> None:
    with serving(Say(RENAMED), Say(RENAMED + USER_RENAMED)) as server:
        texts = shop.texts(server, Writing.REFACTOR, "def greet", "call it welcome")
    assert "`greet` would be gone, and user.py uses it" in server.said()
    assert "welcome" in texts["user.py"]


def test_a_comment_may_move_but_not_get_lost(shop: Shop) -> None:
    old = "    # Nobody is greeted as well.\n    if name is None:"
    lost = Say(block(old, "    if name is None:"))
    moved = Say(block(old, "    if name is None:\n        # Nobody is greeted as well."))
    with serving(lost, moved) as server:
        texts = shop.texts(server, Writing.REFACTOR, "def greet", "move the comment")
    assert "the comment “# Nobody is greeted as well.” would be lost" in server.said()
    assert "        # Nobody" in texts["greet.py"]


def test_documentation_leaves_the_code_as_it_is(shop: Shop) -> None:
    more = Say(block("def greet(name):", 'def greet(name=None):\n    """Say hello."""'))
    right = Say(block("def greet(name):", 'def greet(name):\n    """Say hello."""'))
    with serving(more, right) as server:
        texts = shop.texts(server, Writing.DOCS, "def greet")
    assert "it changes code of greet.py, and not only its documentation" in server.said()
    assert texts == {"greet.py": GREET.replace("def greet(name):", 'def greet(name):\n    """Say hello."""')}


def test_tests_go_into_a_new_file(shop: Shop) -> None:
    with serving(Say(f"tests/test_greet.py\n<<<<<<< FILE\n{TESTS}>>>>>>> END\n")) as server:
        texts = shop.texts(server, Writing.TESTS, "def greet")
    assert texts == {"tests/test_greet.py": TESTS}


def test_tests_do_not_change_the_code(shop: Shop) -> None:
    change = Say(block('        return "hello"', '        return "hi"'))
    with serving(change) as server, pytest.raises(NoRightEdit, match=r"it changes greet.py, which holds no tests"):
        shop.texts(server, Writing.TESTS, "def greet", attempts=1)


def test_where_no_files_can_be_made_the_model_is_told(shop: Shop) -> None:
    new = Say(f"tests/test_greet.py\n<<<<<<< FILE\n{TESTS}>>>>>>> END\n")
    with serving(new) as server, pytest.raises(NoRightEdit, match="New files cannot be made here"):
        shop.texts(server, Writing.TESTS, "def greet", create=False, attempts=1)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_with_consent_the_tests_are_run_in_a_copy_and_repaired(shop: Shop) -> None:
    command = [sys.executable, "tests/run.py", "{files}"]
    wrong = TESTS.replace("== 'hello'", "== 'bye'")
    scripts = [Say(f"tests/test_greet.py\n<<<<<<< FILE\n{text}>>>>>>> END\n") for text in (wrong, TESTS)]
    with serving(*scripts) as server:
        written = shop.write(server, Writing.TESTS, "def greet", test_command=command)
    assert "AssertionError" in server.said()
    assert "checked by ruff and the tests" in written.title
    assert "the tests are run in a copy of the workspace" in shop.notes


def test_tests_that_failed_before_say_nothing_about_a_change(shop: Shop) -> None:
    line = '    return f"hello {name}"'
    with serving(Say(block(line, f"    # Everybody else.\n{line}"))) as server:
        texts = shop.texts(
            server, Writing.REFACTOR, "def greet", "say it", test_command=[sys.executable, "-c", "raise SystemExit(1)"]
        )
    assert "# Everybody else." in texts["greet.py"]
    assert any("fail without the change as well" in note for note in shop.notes)


def test_code_is_written_at_the_cursor_and_nowhere_else(shop: Shop) -> None:
    line = '    return f"hello {name}"'
    right = Say(block(line, f"{line}\n\n\ndef bye(name):\n    return f'bye {{name}}'"))
    elsewhere = Say(block("    return greet(None)", "    return greet(1)", "user.py"))
    with serving(elsewhere, right) as server:
        texts = shop.texts(server, Writing.GENERATE, line, "a bye function")
    assert "Only greet.py may be edited" in server.said()
    assert texts["greet.py"].endswith("return f'bye {name}'\n")
    assert "The developer says: a bye function" in server.said(0)


def test_what_checkers_speak_against_is_repaired(shop: Shop) -> None:
    wrong = Say(block('        return "hello"', "        return hallo"))
    right = Say(block('        return "hello"', '        return "hallo"'))
    with serving(wrong, right) as server:
        texts = shop.texts(server, Writing.REFACTOR, "def greet", "in German")
    assert "F821" in server.said()
    assert '"hallo"' in texts["greet.py"]


def test_a_later_text_is_checked_again_and_an_edited_place_is_refused(shop: Shop) -> None:
    with serving(Say(RENAMED + USER_RENAMED)) as server:
        written = shop.write(server, Writing.REFACTOR, "def greet", "call it welcome")

    def again(**texts: str) -> Written | None:
        def now_of(document: Document) -> Document | None:
            text = texts.get(document.path.removesuffix(".py"))
            if text is None:
                return None
            return Document(document.uri, document.path, document.language_id, text.encode(), 2)

        return asyncio.run(on_newer_texts(written, now_of))

    assert again(greet=GREET, user=USER) is None
    newer = again(greet=f"# Hello.\n{GREET}")
    assert newer is not None
    assert newer.changes[0].after.source.startswith(b"# Hello.\n")
    assert b"def welcome" in newer.changes[0].after.source
    with pytest.raises(StaleEdit, match="changed meanwhile at this place"):
        again(greet=GREET.replace("def greet(name)", "def greets(name)"))
