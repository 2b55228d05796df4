"""Processes that are killed, and processes that learn in one workspace at the same time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from lessons import NAME, lesson, skill_of

from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.places import Places
from hermes_lsp.learning import experience as module
from hermes_lsp.learning.experience import LOCK_FILE, STATE_FILE, Experience

KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from lessons import lesson
from hermes_lsp.core.places import Places
from hermes_lsp.learning import experience as module
experience = module.Experience(Places(Path(sys.argv[1])), Path(sys.argv[2]))
module.absorb = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
experience.record([lesson(0)])
"""

LEARNER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from lessons import lesson
from hermes_lsp.core.places import Places
from hermes_lsp.learning.experience import Experience
experience = Experience(Places(Path(sys.argv[1])), Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for number in map(int, sys.argv[3].split(",")):
    for message in experience.record([lesson(number)]).messages:
        print(message, flush=True)
experience.close()
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script.format(tests=str(Path(__file__).parent)), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_process_killed_between_journal_and_skill_is_caught_up_by_the_next(tmp_path: Path, builtin: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "project"
    folder.mkdir()
    process = started(KILLED, str(state), str(folder))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors
    again = Experience(Places(state), folder)
    assert not (again.places.skills / NAME).exists()
    assert [seq for seq, _ in again.journal.episodes()] == [1]
    assert again.catch_up().skills == (NAME,)
    assert skill_of(again, NAME).has_recipe
    again.close()


def test_two_processes_learn_the_same_kind_of_problem_at_once(tmp_path: Path, builtin: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "project"
    folder.mkdir()
    both = [started(LEARNER, str(state), str(folder), numbers) for numbers in ("0,1,2,3,4", "5,6,7,8,9")]
    for process in both:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    said = [process.communicate("go\n", timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [out for out, _ in said] == ["", ""]
    opened = Experience(Places(state), folder)
    assert opened.catch_up().skills == ()
    assert opened.journal.verify().ok
    skill = skill_of(opened)
    assert (skill.tier, skill.evidence.learned) == (Tier.TRUSTED, 10)
    assert len(opened.library.examples(skill)[0]) == 10
    leftovers = [path.name for path in opened.places.root.rglob("*.tmp")]
    assert (leftovers, (opened.places.root / STATE_FILE).is_file()) == ([], True)
    assert [path.name for path in opened.places.skills.iterdir()] == [NAME]
    opened.close()


def test_while_another_process_learns_what_was_recorded_waits_for_its_turn(
    experience: Experience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.05)
    with FileLock(experience.places.root / LOCK_FILE):
        recorded = experience.record([lesson(0)])
    assert (recorded.episodes, recorded.skills) == ((1,), ())
    assert any("learned later" in message for message in recorded.failures)
    assert experience.catch_up().skills == (NAME,)
