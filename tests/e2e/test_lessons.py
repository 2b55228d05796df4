"""What is learned from, and what only looks like a fix and is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor import Editor, editing
from stories import (
    GREET,
    e711,
    episodes,
    learn,
    lessons,
    make_project,
    offer_for,
    seen,
    settle,
    type_and_save,
)

pytestmark = pytest.mark.real_tools

TWO = """\
import os
import sys


def first(name):
    if name == None:
        return "first"
    return name


def second(flag):
    if flag == True:
        return sys.argv
    return flag
"""
BULK = """\
import os
import json


def first(name):
    unused = 1
    return name == None


def second(flag):
    return flag == True, f"nothing"


def third(kind):
    return type(kind) == type(1), not kind in "x", kind != None
"""
OLD = "`old_call` is old, use `new_call`"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Editor, Path]]:
    """One editor for the stories after which nothing was learned."""
    root = tmp_path_factory.mktemp("school")
    folder, home = make_project(root / "shop", {}), root / "home"
    with editing(folder, home) as editor:
        editor.wait("the project", lambda: editor.status()["loaded"])
        yield editor, home


def written(editor: Editor, name: str, text: str) -> str:
    assert editor.folder is not None
    path = editor.folder / name
    path.write_bytes(text.encode())
    return editor.open(path)


# What only looks like a fix.


@pytest.mark.parametrize(
    ("story", "old", "new"),
    [
        ("reformatted", "    if name == None:\n", "    if (\n        name\n        == None\n    ):\n"),
        ("function deleted", GREET, ""),
        ("branch deleted", '    if name == None:\n        return "hello"\n', ""),
        ("silenced", "name == None:", "name == None:  # noqa: E711"),
        ("silenced for the file", "def greet", "# ruff: noqa\ndef greet"),
        ("moved", GREET, f"def before():\n    return 1\n\n\n{GREET}"),
        (
            "commented out",
            '    if name == None:\n        return "hello"\n',
            '    # if name == None:\n    #     return "hello"\n',
        ),
    ],
)
def test_it_is_not_learned(school: tuple[Editor, Path], story: str, old: str, new: str) -> None:
    editor, home = school
    before = len(episodes(home))
    uri = written(editor, f"{story.replace(' ', '_')}.py", GREET)
    type_and_save(editor, uri, (old, new))
    settle(editor)
    assert [e for e in episodes(home)[before:] if e["outcome"] == "kept"] == []
    assert editor.status()["skillsLearned"] == 0
    assert [m for m in editor.messages if "error of its own" in m] == []


def test_a_bulk_run_of_a_tool_through_the_buffer_is_not_learned(school: tuple[Editor, Path]) -> None:
    editor, home = school
    before = lessons(home)
    uri = written(editor, "bulk.py", BULK)
    seen(editor, uri)
    assert editor.status(uri)["problems"] >= 8
    ruff = Path(sys.executable).with_name("ruff")
    command = [
        str(ruff),
        "check",
        "--fix-only",
        "--unsafe-fixes",
        "--stdin-filename",
        str(editor.path(uri)),
        "--quiet",
        "-",
    ]
    fixed = subprocess.run(command, input=BULK.encode(), capture_output=True, check=True).stdout.decode()
    assert fixed != BULK
    editor.change(uri, [(0, len(BULK), fixed)])
    editor.save(uri)
    settle(editor)
    assert lessons(home) == before
    assert editor.status()["skillsLearned"] == 0


def test_a_file_changed_outside_of_the_editor_teaches_nothing(school: tuple[Editor, Path]) -> None:
    editor, home = school
    before = lessons(home)
    uri = written(editor, "outside.py", GREET)
    seen(editor, uri)
    editor.close(uri)
    editor.path(uri).write_text(GREET.replace("== None", "is None"))
    editor.open(editor.path(uri))
    seen(editor, uri)
    editor.save(uri)
    settle(editor)
    assert lessons(home) == before


# What is a fix.


def test_two_fixes_in_one_save_are_two_episodes_and_other_edits_belong_to_neither(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"two.py": TWO, "other.py": TWO}), tmp_path / "home"
    with editing(folder, home) as editor:
        uri, other = editor.open(folder / "two.py"), editor.open(folder / "other.py")
        type_and_save(
            editor,
            uri,
            ("name == None", "name is None"),
            ("flag == True", "flag"),
            ("return name", 'return [name, "unrelated"]'),
            ("def first", "def unrelated():\n    return 1\n\n\ndef first"),
        )
        editor.wait("two lessons", lambda: len(lessons(home)) == 2)
        settle(editor)
        assert sorted(e["problem"]["code"] for e in episodes(home)) == ["E711", "E712"]
        for episode in lessons(home):
            assert "unrelated" not in episode["after"]
        [none] = lessons(home, "E711")
        assert "flag:" not in none["after"] or "flag == True" in none["after"]
        assert "name is None" in none["after"]
        fix = offer_for(editor, other, e711(editor, other))
        editor.pick(fix)
        assert editor.texts[other] == TWO.replace("name == None", "name is None")


def test_a_fix_that_was_typed_in_two_saves_is_one_episode(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"greet.py": GREET}), tmp_path / "home"
    with editing(folder, home) as editor:
        uri = editor.open(folder / "greet.py")
        type_and_save(editor, uri, ("name == None", "name is ("))
        settle(editor)
        assert episodes(home) == [], "half-typed text teaches nothing"
        type_and_save(editor, uri, ("name is (", "name is None"))
        editor.wait("the lesson", lambda: lessons(home, "E711"))
        [lesson] = lessons(home)
        assert "name == None" in lesson["before"]
        assert "name is None" in lesson["after"]


def test_saves_in_quick_succession_lose_nothing(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"two.py": TWO, "other.py": TWO}), tmp_path / "home"
    with editing(folder, home) as editor:
        uri, other = editor.open(folder / "two.py"), editor.open(folder / "other.py")
        seen(editor, uri)
        editor.replace(uri, "name == None", "name is (")
        editor.save(uri)
        editor.wait("the checker", lambda: editor.status(uri)["problems"] != 3)  # it has seen the half-typed text
        editor.replace(uri, "name is (", "name is None")
        editor.save(uri)
        editor.wait("the lesson", lambda: lessons(home, "E711"))
        editor.replace(uri, "flag == True", "flag")
        editor.save(uri)
        editor.save(uri)
        editor.wait("the other lesson", lambda: lessons(home, "E712"))
        settle(editor)
        assert len(episodes(home)) == 2
        assert editor.fixes(other, [e711(editor, other)])


def test_what_is_closed_right_after_the_save_is_learned_all_the_same(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": GREET.replace("name", "guest")})
    home = tmp_path / "home"
    with editing(folder, home) as editor:
        uri, other = editor.open(folder / "one.py"), editor.open(folder / "two.py")
        type_and_save(editor, uri, ("name == None", "name is None"))
        editor.close(uri)
        editor.wait("the lesson", lambda: lessons(home))
        seen(editor, other)
        editor.pick(offer_for(editor, other, e711(editor, other)))
        editor.save(other)
        editor.close(other)
        editor.wait("the outcome", lambda: len(episodes(home)) == 2)
        settle(editor)
        ours = [(e["outcome"], e["attempt"]["actor"], e["problem"]["path"]) for e in episodes(home)]
        assert ours == [("kept", "developer", "one.py"), ("kept", "recipe", "two.py")]


def test_a_fix_of_ours_that_was_changed_further_is_learned_as_modified(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": GREET.replace("name", "guest")})
    home = tmp_path / "home"
    with editing(folder, home) as editor:
        learn(editor, editor.open(folder / "one.py"), "name == None", "name is None")
        uri = editor.open(folder / "two.py")
        seen(editor, uri)
        editor.pick(offer_for(editor, uri, e711(editor, uri)))
        assert "guest is None" in editor.texts[uri]
        editor.replace(uri, "if guest is None", "if not guest")
        editor.save(uri)
        [modified] = editor.wait("the episode", lambda: [e for e in episodes(home) if e["outcome"] == "modified"])
        assert modified["attempt"]["skill"] == "fix-ruff-e711"
        assert "if not guest" in modified["after"]
        settle(editor)
        assert len(lessons(home)) == 1, "what became of an offer is no second fix by hand"


def test_a_fix_of_ours_that_was_kept_counts_once(tmp_path: Path) -> None:
    folder = make_project(
        tmp_path / "shop", {"one.py": GREET, "two.py": GREET.replace("name", "guest"), "three.py": GREET}
    )
    home = tmp_path / "home"
    with editing(folder, home) as editor:
        learn(editor, editor.open(folder / "one.py"), "name == None", "name is None")
        uri, last = editor.open(folder / "two.py"), editor.open(folder / "three.py")
        seen(editor, uri)
        editor.pick(offer_for(editor, uri, e711(editor, uri)))
        editor.save(uri)
        editor.wait("the outcome", lambda: [e for e in episodes(home) if e["attempt"]["actor"] == "recipe"])
        editor.save(uri)
        editor.wait("the evidence", lambda: "kept 1" in offer_for(editor, last, e711(editor, last))["title"])
        settle(editor)
        assert [e["outcome"] for e in episodes(home)] == ["kept", "kept"]
        assert len(lessons(home)) == 1


def test_what_the_editor_shows_of_a_tool_that_we_do_not_run_is_learned_from(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {"one.py": "x = old_call(1)\n", "two.py": "y = old_call(2)\n"})
    home = tmp_path / "home"

    def shown(editor: Editor, uri: str, *texts: str) -> None:
        diagnostics = []
        for text in texts:
            at = editor.texts[uri].index(text)
            place = editor.range(editor.texts[uri], at, at + len(text))
            diagnostics.append({"range": place, "source": "acme", "code": 17, "message": OLD})
        editor.notify("hermes/diagnostics", {"uri": uri, "version": editor.versions[uri], "diagnostics": diagnostics})

    with editing(folder, home) as editor:
        uri, other = editor.open(folder / "one.py"), editor.open(folder / "two.py")
        editor.wait("the project", lambda: editor.status()["loaded"])
        shown(editor, uri, "old_call")
        editor.replace(uri, "old_call", "new_call")
        editor.save(uri)
        shown(editor, uri)
        editor.wait("the lesson", lambda: lessons(home, "17"))
        at = editor.range(editor.texts[other], 4, 12)
        problem = {"range": at, "source": "acme", "code": 17, "message": OLD}
        editor.pick(offer_for(editor, other, problem))
        assert editor.texts[other] == "y = new_call(2)\n"
