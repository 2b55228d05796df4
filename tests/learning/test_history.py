"""Fixes are mined from the past: what a checker says before a commit and not after it, told apart as by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pasts import Past, mined

from hermes_lsp.core.episode import Actor, Outcome
from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.commits import changed_files, commits_of, reverted_in
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.history import mining
from hermes_lsp.learning.history.recording import Recorder, looked_at
from hermes_lsp.learning.observe import BULK, SUPPRESSED

BAD = "def f(x):\n    return x == None\n"
GOOD = "def f(x):\n    return x is None\n"


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path / "past")


def test_a_fix_in_a_commit_is_an_episode_of_the_history(past: Past) -> None:
    past.commit("Start", a_py=BAD)
    sha = past.commit("Compare by identity", a_py=GOOD)
    start, fix = mined(past)
    assert start.episodes == ()
    (episode,) = fix.episodes
    assert (episode.attempt.actor, episode.outcome, episode.commit) == (Actor.HISTORY, Outcome.KEPT, sha)
    assert (episode.before, episode.after) == (BAD, GOOD)
    assert episode.at == fix.commit.at
    assert episode.problem.path == "a.py"


def test_what_only_looks_like_a_fix_is_told_apart(past: Past) -> None:
    past.commit("Start", a_py=BAD, b_py=BAD + "\n\ndef g(y):\n    return y == True\n")
    past.commit("Be quiet", a_py=BAD.replace("None\n", "None  # noqa\n").replace("noqa", "noqa # quiet"))
    past.commit("Drop", b_py=BAD)
    _, quiet, dropped = mined(past)
    assert (quiet.episodes, dict(quiet.ignored)) == ((), {SUPPRESSED: 1})
    assert dropped.episodes == ()
    assert sum(dropped.ignored.values()) == 1


def test_a_file_that_is_renamed_while_it_is_fixed_is_compared(past: Past) -> None:
    rest = "".join(f"def g{n}(y):\n    return y + {n}\n\n\n" for n in range(9))
    past.commit("Start", a_py=rest + BAD)
    past.git("mv", "a.py", "b.py")
    past.commit("Move", b_py=rest + GOOD)
    (episode,) = mined(past)[-1].episodes
    assert episode.problem.path == "b.py"


def test_a_merge_shows_nothing_that_its_commits_did_not(past: Past) -> None:
    past.commit("Start", a_py=BAD, b_py="one = 1\n")
    past.git("checkout", "--quiet", "-b", "side")
    fix = past.commit("Fix", a_py=GOOD)
    past.git("checkout", "--quiet", "main")
    past.commit("Else", b_py="one = 2\n")
    past.git("merge", "--quiet", "--no-ff", "--message", "Merge", "side")
    found = mined(past)
    assert [each.commit.subject for each in found] == ["Start", "Fix", "Else"]
    assert [each.commit.sha for each in found if each.episodes] == [fix]


def test_a_workspace_below_the_repository_has_its_own_part_of_the_past(past: Past) -> None:
    past.commit("Start", lib__a_py=BAD, other__a_py=BAD)
    past.commit("Fix", lib__a_py=GOOD, other__a_py=GOOD)
    folder = past.folder / "lib"
    (changed,) = changed_files(folder, commits_of(folder, "HEAD"))[-1]
    assert changed.path == "a.py"


def test_what_was_reverted_is_known(past: Past) -> None:
    past.commit("Start", a_py=BAD)
    sha = past.commit("Fix", a_py=GOOD)
    past.git("revert", "--no-edit", "HEAD")
    assert reverted_in(past.folder, "HEAD") == {sha}


def test_a_tool_that_was_run_over_all_files_is_no_teacher(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = BAD + "\n\ndef g(y):\n    return y == True\n"
    good = bad.replace("== None", "is None").replace("== True", "is True")
    names = [f"m{number}_py" for number in range(13)]
    past.commit("Start", **dict.fromkeys(names, bad))
    past.commit("Run the tool", **dict.fromkeys(names, good))
    assert {e.outcome for e in mined(past)[-1].episodes} == {Outcome.KEPT}  # two codes are no run of a tool
    monkeypatch.setattr(mining, "BULK_CODES", 2)
    assert {(e.outcome, e.reason) for e in mined(past)[-1].episodes} == {(Outcome.APPLIED, BULK)}


def test_a_fix_amid_a_larger_change_is_no_teacher(past: Past) -> None:
    lines = "".join(f"    y{n} = x\n" for n in range(20))
    body = f"def f(x):\n{lines}    return x == None\n"
    past.commit("Start", a_py=body)
    past.commit("Rework", a_py=body.replace(" = x\n", " = x + 1\n").replace("return x == None", "return not x"))
    reworked = mined(past)[-1]
    assert (reworked.episodes, dict(reworked.ignored)) == ((), {mining.REWORKED: 1})


def test_a_commit_of_very_many_files_is_left_out_with_the_reason(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining, "MAX_FILES", 1)
    past.commit("Start", a_py=BAD, b_py=BAD)
    past.commit("Fix", a_py=GOOD, b_py=GOOD)
    assert mined(past)[-1].skipped == mining.TOO_MANY


def test_excluded_files_are_left_alone(past: Past) -> None:
    past.commit("Start", lib__a_py=BAD)
    past.commit("Fix", lib__a_py=GOOD)
    assert mined(past, exclude=("lib",))[-1].files == 0


def test_what_was_looked_at_is_in_the_journal_and_nothing_is_recorded_twice(past: Past, experience: Experience) -> None:
    past.commit("Start", a_py=BAD)
    past.commit("Fix", a_py=GOOD)
    found = mined(past)
    assert len(Recorder(experience.journal).record(found)) == 1
    assert looked_at(experience.journal) == {each.commit.sha for each in found}
    assert Recorder(experience.journal).record(found) == []


@pytest.mark.parametrize("revisions", ["no-such-branch", "--output=stolen"])
def test_a_range_that_git_does_not_know_is_said_in_words(past: Past, revisions: str) -> None:
    past.commit("Start", a_py=BAD)
    with pytest.raises(WorkspaceError, match="a range such as"):
        commits_of(past.folder, revisions)
    assert not (past.folder / "stolen").exists()


def test_a_folder_without_a_repository_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="git repository"):
        commits_of(tmp_path, "HEAD")
