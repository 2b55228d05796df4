"""`hermes-lsp fix --model`: the real ruff, and a scripted model behind a real HTTP server."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from hermes_lsp.agent import asking
from hermes_lsp.core.places import Places
from model_server import Broken, ModelServer, Say, Status, serving

GREET = "def greet(name):\n    if name == None:\n        return 1\n    return 2\n"
Run = Callable[..., Result]
pytestmark = pytest.mark.real_tools


def block(old: str, new: str, path: str) -> str:
    return f"{path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


RIGHT = Say(block("    if name == None:", "    if name is None:", "greet.py"))
WRONG = Say(block("    if name == None:", "    if name != None:", "greet.py"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FIRST_WAIT", 0.0)


@pytest.fixture
def model(shop: Path) -> Iterator[Callable[..., ModelServer]]:
    """Serve a script, and name it in the user's own settings."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def serve(*script: Any, play: Any = None, **settings: Any) -> ModelServer:
            server = stack.enter_context(serving(*script, play=play))
            said = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
            own = Places.from_environment().settings
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(f'[model]\nurl = "{server.url}"\nname = "tiny"\n{said}')
            return server

        yield serve


def journal() -> list[dict[str, Any]]:
    """Actor, outcome and reason of all Episodes."""
    found: list[dict[str, Any]] = []
    for path in Places.from_environment().root.rglob("journal.db"):
        with sqlite3.connect(path) as db:
            found += [json.loads(body) for (body,) in db.execute("SELECT body FROM rows WHERE kind = 'episode'")]
        db.close()
    return found


def test_a_look_says_what_the_model_would_do_and_changes_nothing(shop: Path, run: Run, model: Any) -> None:
    server = model(RIGHT)
    result = run("fix", "greet.py", "--model")
    assert result.exit_code == 1
    assert "can be fixed: `name == None` → `name is None` (by tiny, checked by ruff)" in result.stdout
    assert "tiny: 1 request, 1,050 tokens" in result.stderr
    assert (shop / "greet.py").read_text() == GREET
    assert journal() == []
    server.quiet()


def test_what_the_model_says_is_shown_as_it_comes_and_stays_out_of_the_diff(shop: Path, run: Run, model: Any) -> None:
    model(Say(f"I compare by identity.\n{RIGHT.text}"))
    result = run("fix", "greet.py", "--model", "--diff")
    assert result.stdout.startswith("--- a/greet.py\n+++ b/greet.py\n")
    assert "I compare by identity." in result.stderr
    assert "… tiny is asked about ruff/E711 in greet.py" in result.stderr


def test_apply_writes_and_learns(shop: Path, run: Run, model: Any) -> None:
    model(RIGHT)
    assert run("fix", "greet.py", "--model", "--apply").exit_code == 0
    assert (shop / "greet.py").read_text() == GREET.replace("==", "is")
    (episode,) = journal()
    assert (episode["attempt"]["actor"], episode["outcome"]) == ("model", "kept")
    assert "fix-ruff-e711" in run("skills", "list").output


def test_ten_files_with_the_same_kind_of_problem_cost_one_task(shop: Path, run: Run, model: Any) -> None:
    for number in range(10):
        (shop / f"file_{number}.py").write_text(f"def greet_{number}(thing):\n    return thing.part_{number} == None\n")
    (shop / "greet.py").unlink()

    def play(body: Any) -> Say:
        number = body["messages"][1]["content"].partition("in file_")[2][0]
        old = f"    return thing.part_{number} == None"
        return Say(block(old, old.replace("==", "is"), f"file_{number}.py"))

    server = model(play=play)
    result = run("fix", ".", "--model", "--apply")
    assert result.exit_code == 0, result.output
    assert all("is None" in path.read_text() for path in shop.glob("file_*.py"))
    assert 1 <= len(server.requests) <= 3
    assert "10 fixed, 0 left" in result.output


def test_a_failure_is_remembered_and_told_the_next_time(shop: Path, run: Run, model: Any) -> None:
    model(WRONG, attempts=1)
    result = run("fix", "greet.py", "--model", "--apply")
    assert result.exit_code == 1
    assert "ruff/E711 is still there" in result.output
    (episode,) = journal()
    assert (episode["attempt"]["actor"], episode["outcome"]) == ("model", "failed-check")
    server = model(WRONG, RIGHT)
    assert run("fix", "greet.py", "--model", "--apply").exit_code == 0
    assert "an attempt that did not stand" in server.said(0)
    assert "was tried before and failed" in server.said(1)


@pytest.mark.parametrize("fault", [Status(401), Broken("truncated")], ids=str)
def test_a_model_that_cannot_be_asked_is_named_once_and_not_asked_again(
    shop: Path, run: Run, model: Any, fault: Any
) -> None:
    (shop / "other.py").write_text(GREET)
    server = model(fault)
    result = run("fix", ".", "--model", "--apply")
    assert result.exit_code == 3
    assert len(server.requests) <= asking.TRIES
    assert (shop / "greet.py").read_text() == GREET


def test_stopping_it_closes_the_connection_and_changes_nothing(shop: Path, model: Any) -> None:
    server = model(Broken("silent"))
    command = [sys.executable, "-m", "hermes_lsp", "fix", "greet.py", "--model", "--apply"]
    # Who is started in the background of a shell has the signal ignored, and so would the command.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    server.wait(lambda: server.open)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    server.wait(lambda: server.hung_up)
    assert process.returncode == 3
    assert said.rstrip().endswith("Stopped before it was done")
    assert "Traceback" not in said
    assert (shop / "greet.py").read_text() == GREET


def test_without_a_configured_model_the_command_says_so(shop: Path, run: Run) -> None:
    result = run("fix", "greet.py", "--model")
    assert result.exit_code == 3
    assert "No model is configured" in result.output
    assert run("fix", "greet.py").exit_code == 1, "and everything else works as before"


def test_the_context_is_shown_and_nothing_is_asked(shop: Path, run: Run, model: Any) -> None:
    server = model(RIGHT)
    result = run("fix", "greet.py", "--show-context")
    assert result.exit_code == 1
    assert "problem: ruff/E711 in greet.py:2 — it is to be fixed" in result.output
    assert "def greet(name):" in result.output
    assert server.requests == []


def test_what_was_changed_since_the_last_commit_is_in_the_context(shop: Path, run: Run, model: Any) -> None:
    (shop / "greet.py").write_text(GREET.replace("return 2", "return 3"))
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=shop, check=True)
    (shop / "greet.py").write_text(GREET)
    model(RIGHT)
    result = run("fix", "greet.py", "--show-context")
    assert "diff: greet.py — it was changed since the last commit" in result.output
    assert "-    return 3\n+    return 2" in result.output


def test_json_tells_who_fixed_what_and_the_cost(shop: Path, run: Run, model: Any) -> None:
    model(RIGHT)
    said = json.loads(run("fix", "greet.py", "--model", "--json").stdout)
    (made,) = said["files"][0]["byModel"]
    assert (made["code"], made["checkedBy"]) == ("E711", ["ruff"])
    assert said["model"] == {"name": "tiny", "requests": 1, "sent": 1000, "answered": 50, "estimated": False}


def test_several_problems_of_a_file_are_fixed_one_after_the_other(shop: Path, run: Run, model: Any) -> None:
    (shop / "greet.py").write_text("import os\n\n\ndef f(a):\n    if not a in [1]:\n        return a == None\n")

    def play(body: Any) -> Say:
        asked = body["messages"][1]["content"]
        if "F401" in asked.partition("\n")[2].partition("\n")[0]:
            return Say(block("import os\n\n\ndef f(a):", "def f(a):", "greet.py"))
        if "E713" in asked.partition("\n")[2].partition("\n")[0]:
            return Say(block("    if not a in [1]:", "    if a not in [1]:", "greet.py"))
        return Say("I do not know.")

    model(play=play, attempts=1)
    result = run("fix", "greet.py", "--model", "--apply", "--tier", "proven")
    assert result.exit_code == 1
    text = (shop / "greet.py").read_text()
    assert "import os" not in text
    assert "a not in [1]" in text
    assert "E711" in result.output
