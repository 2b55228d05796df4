"""Conventions are kept between two runs, and counted again when it is time."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hermes_lsp.conventions.shift import Asked, Moved
from hermes_lsp.conventions.tally import Subject
from hermes_lsp.core.convention import Shift, Support
from hermes_lsp.core.places import Places
from hermes_lsp.git.commits import revision
from hermes_lsp.git.texts import texts_in_commit
from hermes_lsp.workflows.convention_cache import (
    FRESH_SECONDS,
    MOVED_FRESH_SECONDS,
    PAST_FRESH_SECONDS,
    Kept,
    is_stale,
    learn_and_keep,
    load_conventions,
    save_conventions,
)
from hermes_lsp.workflows.project import Project, load_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in "abc":
        place = tmp_path / "work" / "app" / f"{name}.py"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("".join(f'größe{n} = "text"\n' for n in range(60)) + "b = 'x'\n", encoding="utf-8")
    return load_project(tmp_path / "work", places=Places(tmp_path / "home"))


def git(folder: Path | None, *arguments: str) -> None:
    assert folder is not None
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_what_was_learned_is_there_at_the_next_start(project: Project) -> None:
    learned = learn_and_keep(project)
    assert learned.conventions
    kept = load_conventions(project.places)
    assert kept is not None
    assert kept.learned == learned
    assert not is_stale(kept, project)


def test_all_that_a_convention_says_is_kept(project: Project) -> None:
    (first, *_) = learn_and_keep(project).conventions
    scope = replace(first.scope, role="tests", directory="tests/", apart=("tests/old/",))
    learned = replace(
        learn_and_keep(project),
        conventions=(replace(first, scope=scope, shift=Shift("single", "2026-03")),),
        unreadable=(("a.py", "not text"),),
        missing=3,
    )
    save_conventions(project.places, Kept(learned, 17.0, "abc", ("build/",)))
    assert load_conventions(project.places) == Kept(learned, 17.0, "abc", ("build/",))


def test_what_is_known_of_the_past_is_read_again_after_a_week(project: Project) -> None:
    git(project.folder, "init")
    git(project.folder, "commit", "--allow-empty", "-m", "one")
    learn_and_keep(project)
    kept = load_conventions(project.places)
    assert kept is not None
    assert kept.learned.moves == ()
    asked = Asked("python", Subject("quotes", "string"), "")
    moved = Moved("double", Shift("single", "2026-03"), 2, Support(90, 90, 6, 0.95), ("code",))
    known = replace(kept, learned=replace(kept.learned, moves=((asked, moved),)))
    save_conventions(project.places, known)
    assert load_conventions(project.places) == known
    told = [each.shift for each in learn_and_keep(project).conventions if each.kind == "quotes"]
    assert told == [Shift("single", "2026-03")]
    save_conventions(project.places, replace(known, past_read=known.past_read - PAST_FRESH_SECONDS))
    told = [each.shift for each in learn_and_keep(project).conventions if each.kind == "quotes"]
    assert told == [None]


def test_nothing_is_kept_at_first(project: Project) -> None:
    assert load_conventions(project.places) is None


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"made_by": "0/0"}'])
def test_a_broken_file_is_as_none(project: Project, content: bytes) -> None:
    project.places.conventions.parent.mkdir(parents=True, exist_ok=True)
    project.places.conventions.write_bytes(content)
    assert load_conventions(project.places) is None


def test_after_a_day_it_is_time_to_count_again(project: Project) -> None:
    learn_and_keep(project)
    kept = load_conventions(project.places)
    assert kept is not None
    assert not is_stale(kept, project, now=kept.made + FRESH_SECONDS - 1)
    assert is_stale(kept, project, now=kept.made + FRESH_SECONDS)
    assert is_stale(kept, project, now=kept.made - 60), "a clock that was wrong"


def test_when_other_files_are_left_out_it_is_time_to_count_again(project: Project) -> None:
    learn_and_keep(project)
    kept = load_conventions(project.places)
    assert kept is not None
    settings = project.settings.model_copy(update={"exclude": ["app/c.py"]})
    assert is_stale(kept, replace(project, settings=settings))


def test_another_commit_makes_it_stale_after_an_hour(project: Project) -> None:
    git(project.folder, "init")
    git(project.folder, "commit", "--allow-empty", "-m", "one")
    learn_and_keep(project)
    kept = load_conventions(project.places)
    assert kept is not None
    assert not is_stale(kept, project, now=kept.made + MOVED_FRESH_SECONDS)
    git(project.folder, "commit", "--allow-empty", "-m", "two")
    assert not is_stale(kept, project, now=kept.made + 1)
    assert is_stale(kept, project, now=kept.made + MOVED_FRESH_SECONDS)


def test_texts_of_a_commit(project: Project) -> None:
    folder = project.folder
    assert folder is not None
    assert revision(folder) == ""
    git(folder, "init")
    (folder / "größe two.py").write_bytes(b"x\r\n\n")
    (folder / "empty.py").write_bytes(b"")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "one")
    (folder / "empty.py").write_bytes(b"changed")
    commit = revision(folder)
    found = texts_in_commit(folder, commit, ["größe two.py", "none.py", "app", "empty.py"])
    assert found == {"größe two.py": b"x\r\n\n", "empty.py": b""}
    assert texts_in_commit(folder / "app", commit, ["a.py"]).keys() == {"a.py"}
