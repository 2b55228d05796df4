"""The journal keeps what happened, finds what was changed behind its back, and survives a full disk and a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.errors import JournalUnwritable
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.learning import journal as journal_module
from hermes_lsp.learning.episode_json import canonical, from_body, to_body
from hermes_lsp.learning.journal import DROPPED, Journal
from hermes_lsp.learning.journal_mending import SET_ASIDE
from hermes_lsp.learning.journal_rows import Entry

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def episode(text: str = "x == None\n", code: str = "E711", skill: str = "") -> Episode:
    problem = Problem(ProblemKey("ruff", code), "Comparison to `None`", Span(0, 1), "python", "a.py")
    attempt = Attempt(Actor.RECIPE if skill else Actor.DEVELOPER, skill)
    return Episode(problem, attempt, Outcome.KEPT, text, "x is None\n", at=AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


def by_hand(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as db:
        for trigger in ("rows_are_never_changed", "rows_are_never_deleted"):
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)
    db.close()


def test_what_was_appended_is_read_back_in_order_and_by_what_it_is_about(path: Path) -> None:
    with Journal.open(path) as journal:
        assert journal.append_many([episode("a"), episode("b", code="F401"), episode("c", skill="fix-it")]) == [1, 2, 3]
        journal.note("never", {"skill": "fix-it"})
    with Journal.open(path) as journal:
        assert [(seq, e.before) for seq, e in journal.episodes()] == [(1, "a"), (2, "b"), (3, "c")]
        assert [seq for seq, _ in journal.episodes(key=ProblemKey("ruff", "F401"))] == [2]
        assert [seq for seq, _ in journal.episodes(skill="fix-it", outcome=Outcome.KEPT)] == [3]
        assert [seq for seq, _ in journal.episodes(after=2)] == [3]
        assert [(note.seq, note.kind) for note in journal.notes()] == [(4, "never")]
        assert journal.verify() == journal_module.Verdict(True, 4)


def test_more_rows_than_a_page_are_all_read(path: Path) -> None:
    with Journal.open(path) as journal:
        journal.append_many([episode(str(n)) for n in range(600)])
        assert [e.before for _, e in journal.episodes()] == [str(n) for n in range(600)]


def test_sqlite_itself_refuses_to_change_or_delete_a_row(path: Path) -> None:
    with Journal.open(path) as journal:
        journal.append(episode())
    db = sqlite3.connect(path)
    for statement in ("UPDATE rows SET kind = 'x'", "DELETE FROM rows"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    ("statement", "row", "reason"),
    [
        ("UPDATE rows SET body = replace(body, 'kept', 'reverted') WHERE seq = 2", 2, "was changed"),
        ("UPDATE rows SET kind = 'other' WHERE seq = 3", 3, "was changed"),
        ("UPDATE rows SET body = 'not json' WHERE seq = 2", 2, "was changed"),
        ("DELETE FROM rows WHERE seq = 2", 2, "row 2 is missing"),
        ("DELETE FROM rows WHERE seq = 3", 3, "at the end are missing"),
        ("UPDATE rows SET previous = hash WHERE seq = 2", 2, "does not follow"),
    ],
)
def test_a_row_changed_by_hand_is_found(path: Path, statement: str, row: int, reason: str) -> None:
    with Journal.open(path) as journal:
        journal.append_many([episode("a"), episode("b"), episode("c")])
    by_hand(path, statement)
    with Journal.open(path) as journal:
        verdict = journal.verify()
        assert not verdict.ok
        assert verdict.first_bad_row == row
        assert reason in verdict.reason


def test_rows_of_a_newer_version_are_left_out_and_unknown_fields_tolerated(path: Path) -> None:
    with Journal.open(path) as journal:
        journal.append(episode("a"))
        future = to_body(episode("b")) | {"outcome": "celebrated"}
        journal._write([Entry("now", "episode", canonical(future))])
        more = to_body(episode("c")) | {"mood": "good"}
        journal._write([Entry("now", "episode", canonical(more))])
        journal.note("dream", {"of": "sheep"})
        assert [e.before for _, e in journal.episodes()] == ["a", "c"]
        assert journal.verify().ok


def test_a_file_cut_off_in_the_middle_is_set_aside_and_its_first_rows_live_on(path: Path) -> None:
    with Journal.open(path) as journal:
        for n in range(200):
            journal.append(episode(f"text {n}"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with Journal.open(path) as journal:
        assert "was broken" in journal.messages[0]
        kept = [e.before for _, e in journal.episodes()]
        assert kept and kept == [f"text {n}" for n in range(len(kept))]
        (note,) = journal.notes(kind=SET_ASIDE)
        assert note.seq == len(kept) + 1
        assert journal.verify().ok
        assert journal.append(episode()) == len(kept) + 2
    assert any("broken-" in other.name and other.stat().st_size for other in path.parent.iterdir())


def test_a_file_that_is_no_database_is_set_aside_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"something else entirely\n" * 100)
    with Journal.open(path) as journal:
        assert journal.append(episode()) == 2
    (aside,) = path.parent.glob("journal.broken-*.db")
    assert aside.read_bytes() == b"something else entirely\n" * 100


def test_what_cannot_be_written_waits_and_is_written_when_it_works_again(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    journal = Journal.open(path)
    assert "cannot be opened for writing" in journal.messages[0]
    for text in "ab":
        with pytest.raises(JournalUnwritable):
            journal.append(episode(text))
    assert journal.waiting == 2
    path.parent.unlink()
    assert journal.append(episode("c")) == 3
    assert [e.before for _, e in journal.episodes()] == ["a", "b", "c"]
    journal.close()


def test_what_waits_is_bounded_and_the_journal_says_what_was_dropped(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "MAX_WAITING", 3)
    path.parent.write_text("")
    journal = Journal.open(path)
    for n in range(5):
        with pytest.raises(JournalUnwritable):
            journal.append(episode(str(n)))
    path.parent.unlink()
    journal.flush()
    assert [e.before for _, e in journal.episodes()] == ["2", "3", "4"]
    (note,) = journal.notes(kind=DROPPED)
    assert '"count":2' in note.body
    journal.close()


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_journal import episode
from hermes_lsp.core.errors import JournalUnwritable
from hermes_lsp.learning.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
journal.append(episode("before"))
size = max(p.stat().st_size for p in Path(sys.argv[1]).parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, resource.RLIM_INFINITY))
try:
    journal.append(episode("x" * 100_000))
except JournalUnwritable as error:
    print(error)
assert journal.waiting == 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert journal.append(episode("after")) == 3
assert journal.verify().ok
journal.close()
"""


def run(script: str, path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script.format(tests=str(Path(__file__).parent)), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_full_disk_loses_nothing(path: Path) -> None:
    done = run(FULL_DISK, path)
    assert done.returncode == 0, done.stderr
    assert "1 entries wait in memory" in done.stdout
    with Journal.open(path) as journal:
        assert [e.before[:6] for _, e in journal.episodes()] == ["before", "xxxxxx", "after"]


APPENDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_journal import episode
from hermes_lsp.learning.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    journal.append(episode(sys.argv[2] + str(n)))
    print(n, flush=True)
"""


def test_two_processes_append_at_once_and_the_chain_holds(path: Path) -> None:
    script = APPENDER.format(tests=str(Path(__file__).parent))
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(path), who, "150"], stdout=subprocess.DEVNULL)
        for who in "ab"
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    with Journal.open(path) as journal:
        assert journal.verify() == journal_module.Verdict(True, 300)
        texts = [e.before for _, e in journal.episodes()]
    assert [t for t in texts if t[0] == "a"] == [f"a{n}" for n in range(150)]


def test_a_process_killed_while_it_appends_loses_nothing_that_was_acknowledged(path: Path) -> None:
    script = APPENDER.format(tests=str(Path(__file__).parent))
    command = [sys.executable, "-c", script, str(path), "k", "100000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = -1
    while acknowledged < 50:
        acknowledged = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, process.stdout.read().split("\n")[:-1])])
    process.wait()
    process.stdout.close()
    with Journal.open(path) as journal:
        assert journal.verify().ok
        assert len(list(journal.episodes())) >= acknowledged + 1
        journal.append(episode())


texts = st.text(st.characters(), max_size=60)


@settings(max_examples=60, deadline=None)
@given(before=texts, after=texts, reason=texts, code=texts, at=st.datetimes(timezones=st.just(UTC)))
def test_every_episode_comes_back_as_it_was(before: str, after: str, reason: str, code: str, at: datetime) -> None:
    problem = Problem(ProblemKey("ruff", code), reason, Span(0, 3), "python", "ä/b.py", symbols=("C", "f"))
    cites = ((".", code), ("a.py#f", reason)) if code else ()
    one = Episode(problem, Attempt(Actor.MODEL, "s", "r"), Outcome.REVERTED, before, after, reason, "c0ffee", at, cites)
    assert from_body(canonical(to_body(one))) == one


@settings(max_examples=15, deadline=None)
@given(batches=st.lists(st.lists(texts, max_size=4), max_size=5))
def test_however_it_is_written_the_chain_holds(batches: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Journal.open(Path(folder) / "j.db") as journal:
        for batch in batches:
            journal.append_many([episode(text) for text in batch])
        assert [e.before for _, e in journal.episodes()] == [text for batch in batches for text in batch]
        assert journal.verify().ok
