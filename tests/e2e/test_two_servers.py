"""Two editors on one workspace, each with its own server: nothing is lost, and each knows what the other learned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor import Editor, editing
from stories import (
    GREET,
    IS_NONE,
    NEOVIM,
    VSCODE,
    e711,
    episodes,
    hermes,
    lessons,
    make_project,
    offer_for,
    private,
    problem_at,
    rows,
    seen,
    settle,
    type_and_save,
    write_skill,
)

pytestmark = pytest.mark.real_tools

FLAG = "def check({0}):\n    if {0} == True:\n        return 1\n    return 2\n"
NAMES = [f"guest_{n}" for n in range(6)]
FILES: dict[str, str | bytes] = {
    **{f"{name}.py": GREET.replace("name", name) for name in NAMES},
    **{f"{name}_flag.py": FLAG.format(name) for name in NAMES},
}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Editor, Editor, Path, Path]]:
    folder, home = make_project(tmp_path / "shop", FILES), tmp_path / "home"
    with editing(folder, home, VSCODE) as one, editing(folder, home, NEOVIM) as two:
        for editor in (one, two):
            editor.wait("the project", lambda e=editor: e.status()["loaded"])
        yield one, two, folder, home


def test_what_one_server_learns_the_other_offers_without_a_restart(pair: tuple[Editor, Editor, Path, Path]) -> None:
    one, two, folder, home = pair
    type_and_save(one, one.open(folder / "guest_0.py"), ("guest_0 == None", "guest_0 is None"))
    uri = two.open(folder / "guest_1.py")
    problem = e711(two, uri)
    assert "learned from 1 fix" in offer_for(two, uri, problem)["title"]

    # The second one's fix counts for the first one too.
    type_and_save(two, two.open(folder / "guest_2.py"), ("guest_2 == None", "guest_2 is None"))
    there = one.open(folder / "guest_3.py")
    other = e711(one, there)
    one.wait("the second lesson", lambda: "learned from 2 fixes" in offer_for(one, there, other)["title"])

    # So does a decision of its user.
    action = two.actions(uri, [problem])[-1]
    two.command("hermes.never", *action["command"]["arguments"], "project")
    two.wait("silence", lambda: not two.fixes(uri, [problem]))
    one.wait("silence at the other", lambda: not one.fixes(there, [other]))

    # And so does a skill that somebody writes by hand.
    write_skill(private(home, folder) / "skills", "fix-by-hand", "lint/none", IS_NONE)
    for editor, place, text in ((one, there, "None"), (two, uri, "None")):
        assert offer_for(editor, place, problem_at(editor, place, text, "none"))


def test_what_both_learn_at_once_is_one_unbroken_chain(pair: tuple[Editor, Editor, Path, Path]) -> None:
    one, two, folder, home = pair
    opened = []
    for index, name in enumerate(NAMES):
        editor = (one, two)[index % 2]
        opened.append((editor, editor.open(folder / f"{name}.py"), (f"{name} == None", f"{name} is None")))
        opened.append((editor, editor.open(folder / f"{name}_flag.py"), (f"{name} == True", name)))
    for editor, uri, _ in opened:
        seen(editor, uri)
    for editor, uri, change in opened:
        editor.replace(uri, *change)
        editor.save(uri)
    one.wait("all lessons", lambda: len(lessons(home)) == 2 * len(NAMES))
    for editor in (one, two):
        settle(editor)
    assert len(episodes(home)) == 2 * len(NAMES), "nothing was recorded twice"
    chain = rows(private(home, folder) / "journal.db")
    assert [row[0] for row in chain] == list(range(1, len(chain) + 1))
    for editor in (one, two):
        words = f"learned from {len(NAMES)} fixes"
        uri = editor.open(folder / "guest_0.py")
        editor.replace(uri, "guest_0 is None", "guest_0 == None")
        problem = e711(editor, uri)
        editor.wait(words, lambda e=editor, u=uri, p=problem, w=words: w in offer_for(e, u, p)["title"])
        assert not [m for m in editor.messages if "error of its own" in m], editor.tail()
        assert editor.quit() == 0
    verdict = hermes(folder, home, "journal", "--verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_one_server_is_killed_while_both_learn(pair: tuple[Editor, Editor, Path, Path]) -> None:
    one, two, folder, home = pair
    for editor, name in ((one, "guest_0"), (two, "guest_1")):
        uri = editor.open(folder / f"{name}.py")
        seen(editor, uri)
        editor.replace(uri, f"{name} == None", f"{name} is None")
        editor.save(uri)
    one.wait("a lesson", lambda: lessons(home))
    one.kill()
    uri = two.open(folder / "guest_2.py")
    problem = e711(two, uri)
    two.wait("its own lesson", lambda: [e for e in lessons(home) if e["problem"]["path"] == "guest_1.py"])
    # What the other one had written down before it died is learned with the next fix at the latest.
    type_and_save(two, two.open(folder / "guest_3.py"), ("guest_3 == None", "guest_3 is None"))
    two.wait("the next lesson", lambda: [e for e in lessons(home) if e["problem"]["path"] == "guest_3.py"])
    words = f"learned from {len(lessons(home))} fixes"
    two.wait(words, lambda: words in offer_for(two, uri, problem)["title"])
    assert two.quit() == 0
    assert hermes(folder, home, "journal", "--verify").returncode == 0
