"""A change may touch several files of the workspace, and is checked as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbench import Bench, block, make_bench

from hermes_lsp.agent.changes import FileChange, place_in_files
from hermes_lsp.agent.edit_format import read_edits
from hermes_lsp.agent.placing import Unplaced
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.core.errors import NoRightEdit
from model_server import Say, serving

pytestmark = pytest.mark.real_tools
SHARED = "def empty():\n    return []\n"
HERE = block("    if name == None:", "    if name is None:")


def new_file(path: str, text: str = "def test_greet():\n    assert True\n") -> str:
    return f"{path}\n<<<<<<< FILE\n{text}>>>>>>> END\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, **{"lib/shared.py": SHARED, "build/made.py": "x = 1\n", ".gitignore": "build/\n"})


def placed(bench: Bench, answer: str, **more: Any) -> tuple[FileChange, ...]:
    found = place_in_files(bench.where, bench.document, read_edits(answer).edits, elsewhere=True, create=True, **more)
    assert not isinstance(found, Unplaced), found.why
    return found


def refused(bench: Bench, answer: str) -> str:
    found = place_in_files(bench.where, bench.document, read_edits(answer).edits, elsewhere=True, create=True)
    assert isinstance(found, Unplaced)
    return found.why


def test_edits_of_several_files_and_a_new_one_are_one_change(bench: Bench) -> None:
    answer = block("    return []", "    return ()", "lib/shared.py") + HERE + new_file("tests/test_greet.py")
    here, shared, new = placed(bench, answer)
    assert (here.document.path, here.created) == ("greet.py", False)
    assert shared.after.source == SHARED.replace("[]", "()").encode()
    assert (new.document.path, new.created) == ("tests/test_greet.py", True)
    assert new.after.source == b"def test_greet():\n    assert True\n"


def test_the_text_of_an_open_file_wins_over_the_disk(bench: Bench) -> None:
    unsaved = {"lib/shared.py": b"def full():\n    return 1\n"}
    where = Surroundings(bench.folder, bench.state / "index.db", unsaved=unsaved)
    answer = read_edits(block("    return 1", "    return 2", "lib/shared.py")).edits
    (change,) = place_in_files(where, bench.document, answer, elsewhere=True, create=False)  # type: ignore[misc]
    assert change.after.source == b"def full():\n    return 2\n"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (block("x = 1", "x = 2", "build/made.py"), "may not be edited"),
        (block("x = 1", "x = 2", "nowhere.py"), "may not be edited"),
        (block("root", "toor", "../../etc/passwd"), "may not be edited"),
        (
            block("    return 1", "    return 2", "lib/shared.py"),
            "In lib/shared.py: The lines to look",
        ),
        (new_file("../outside.py"), "does not lie in this workspace"),
        (new_file("/tmp/outside.py"), "does not lie in this workspace"),
        (new_file(".github/run.py"), "does not lie in this workspace"),
        (new_file("build/new.py"), "would be no source file"),
        (new_file("run.exe"), "would be no source file"),
        (new_file("greet.py"), "is there already"),
        (new_file("a.py") + new_file("a.py"), "written twice"),
        (new_file("a.py", "\n"), "is empty"),
        ("".join(new_file(f"a{n}.py") for n in range(9)), "touches 9 files"),
    ],
)
def test_what_may_not_be_touched_is_said(bench: Bench, answer: str, words: str) -> None:
    assert words in refused(bench, answer)


def test_a_link_out_of_the_workspace_is_not_followed(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (bench.folder / "link").symlink_to(tmp_path / "outside")
    assert "does not lie in this workspace" in refused(bench, new_file("link/a.py"))


def test_a_fix_may_change_another_file_along(bench: Bench) -> None:
    answer = Say(HERE + block("    return []", "    return ()", "lib/shared.py"))
    with serving(answer) as server:
        found = bench.run(bench.task(server))
    assert [change.document.path for change in found.changes] == ["greet.py", "lib/shared.py"]
    assert found.checked_by == ("ruff",)


def test_what_it_breaks_in_another_file_speaks_against_all_of_it(bench: Bench) -> None:
    answer = Say(HERE + block("    return []", "    return nothing", "lib/shared.py"))
    with serving(answer) as server, pytest.raises(NoRightEdit, match=r"lib/shared.py: new problem on line 2: .*F821"):
        bench.run(bench.task(server, attempts=1))
    assert bench.work.failures == [], "a lesson is about one text"


def test_a_change_of_several_files_that_failed_is_not_tried_again(bench: Bench) -> None:
    answer = Say(HERE + block("    return []", "    return nothing", "lib/shared.py"))
    with serving(answer, Say(HERE)) as server:
        found = bench.run(bench.task(server))
        assert [change.document.path for change in found.changes] == ["greet.py"], "alone it stands"
    with serving(answer) as server, pytest.raises(NoRightEdit, match="goes in circles"):
        bench.run(bench.task(server, attempts=9))
