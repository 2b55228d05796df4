"""Tests run in a copy of the workspace: what they do reaches nothing else, and nothing of it is left."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hermes_lsp.checks import trial
from hermes_lsp.checks.trial import Trial, TrialCommand, try_tests
from hermes_lsp.core.errors import CheckerError, CheckerTimeout

CHECK = "import pathlib, sys; sys.exit(pathlib.Path('a.py').read_text() != 'right')"
SPOIL = "import pathlib; pathlib.Path('a.py').write_text('spoiled'); pathlib.Path('new.py').write_text('x')"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Afterwards it must be as it was, and nothing be left of the copies."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    made = tmp_path / "shop"
    for path, text in {
        "a.py": "wrong",
        "deep/b.py": "b",
        ".gitignore": "/heavy/\n*.log\n",
        "heavy/lib.py": "lib",
        "big.log": "log",
        ".git/HEAD": "ref",
    }.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text)
    before = {path: path.read_text() for path in made.rglob("*") if path.is_file()}
    yield made
    assert {path: path.read_text() for path in made.rglob("*") if path.is_file()} == before
    assert list(scratch.iterdir()) == []


def tried(folder: Path, code: str, texts: dict[str, bytes] | None = None, *files: str, timeout: float = 60.0) -> Trial:
    command = TrialCommand((sys.executable, "-c", code, "{files}"), timeout)
    return asyncio.run(try_tests(folder, (), texts or {}, command, files=files))


def test_the_tests_see_the_changed_texts_and_new_files(folder: Path) -> None:
    assert tried(folder, CHECK, {"a.py": b"right"}).passed
    assert tried(folder, "open('tests/new.py')", {"tests/new.py": b"x"}).passed


def test_what_they_write_stays_in_the_copy(folder: Path) -> None:
    assert tried(folder, SPOIL).passed


def test_what_is_ignored_is_linked_and_the_repository_is_not_there(folder: Path) -> None:
    code = "from os.path import *; raise SystemExit([islink('heavy'), islink('deep'), exists('.git')] != [1, 0, 0])"
    assert tried(folder, code).passed


def test_tests_that_fail_say_why_and_whether_they_did_so_before(folder: Path) -> None:
    failing = tried(folder, f"print('so it is not'); {CHECK.replace('!=', '==')}", {"a.py": b"right"})
    assert (failing.passed, failing.failing_before) == (False, False)
    assert "so it is not" in failing.said
    assert tried(folder, "raise SystemExit(1)").failing_before
    assert not tried(folder, "raise SystemExit(1)", {}, "tests/new.py").failing_before, "what is new cannot have"


def test_only_the_tests_that_were_written_are_run(folder: Path) -> None:
    code = "import sys; sys.exit(sys.argv[1:] != ['t/a.py'])"
    assert tried(folder, code, {}, "t/a.py").passed
    assert tried(folder, "import sys; sys.exit(len(sys.argv) > 1)").passed


def test_what_cannot_be_run_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CheckerTimeout, match=r"took longer than 0\.2 s and were stopped"):
        tried(folder, "import time; time.sleep(60)", timeout=0.2)
    with pytest.raises(CheckerError, match="cannot be started"):
        asyncio.run(try_tests(folder, (), {}, TrialCommand(("no-such-program-anywhere",), 5.0)))
    with pytest.raises(CheckerError, match="is ignored, and cannot be changed in a copy"):
        tried(folder, CHECK, {"big.log": b"x"})
    monkeypatch.setattr(trial, "MOST_FILES", 1)
    with pytest.raises(CheckerError, match="too large to be copied"):
        tried(folder, CHECK)


def test_cancelling_while_it_is_copied_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def cancelled() -> None:
        loop = asyncio.get_running_loop()
        real = trial.shutil.copy2

        def slow(*paths: object) -> None:
            loop.call_soon_threadsafe(begun.set)
            real(*paths)  # type: ignore[arg-type]

        monkeypatch.setattr(trial.shutil, "copy2", slow)
        task = asyncio.create_task(try_tests(folder, (), {}, TrialCommand((sys.executable, "-c", ""), 60.0)))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
