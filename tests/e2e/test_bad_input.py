"""What a server meets in the wild. Each time: a clear message, the rest goes on, nothing is lost."""

from __future__ import annotations

import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from editor import Editor, Json, editing
from stories import (
    E711,
    GREET,
    IS_NONE,
    e711,
    episodes,
    hermes,
    learn,
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

OTHER = GREET.replace("name", "guest")
MEGABYTES = 50


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor with one skill, for the stories about documents and diagnostics."""
    root = tmp_path_factory.mktemp("wild")
    folder, home = make_project(root / "shop", {"good.py": GREET}), root / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE)
    with editing(folder, home) as editor:
        seen(editor, editor.open(folder / "good.py"))
        yield editor


def goes_on(editor: Editor) -> None:
    """The server answers, offers what it knows, and has met no error of its own."""
    assert editor.folder is not None
    uri = (editor.folder / "good.py").as_uri()
    assert editor.fixes(uri, [e711(editor, uri)]), editor.tail()
    unharmed(editor)


def unharmed(editor: Editor) -> None:
    """Nothing happened that nobody foresaw; what was said up to here is forgotten."""
    said, log = list(editor.messages), "".join(editor.stderr)
    editor.messages.clear()
    editor.stderr.clear()
    assert not [message for message in said if "error of its own" in message], log
    assert "Traceback" not in log


def opened(editor: Editor, name: str, text: str, language: str = "python") -> str:
    """A buffer with any text, whatever the disk says."""
    assert editor.folder is not None
    uri = (editor.folder / name).as_uri()
    editor.texts[uri], editor.versions[uri] = text, 1
    document = {"uri": uri, "languageId": language, "version": 1, "text": text}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    return uri


# Texts.


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("binary", GREET + "x = '\0'\n"),
        ("lone surrogate", GREET + "x = '\ud83d'\n"),
        ("control characters", GREET + "x = '\x1b\x07\u2028\ufeff'\n"),
        ("nested deeply", GREET + "x = " + "(" * 3000 + "1" + ")" * 3000 + "\n"),
        ("one long line", GREET + "x = [" + "1, " * 100_000 + "]\n"),
        ("half a file", GREET + "def half(\n  if x == None\n"),
        ("empty", ""),
        ("lone line ends", GREET.replace("\n", "\r")),
    ],
)
def test_any_text_can_be_opened_edited_and_saved(wild: Editor, what: str, text: str) -> None:
    uri = opened(wild, f"{what.replace(' ', '_')}.py", text)
    problem: Json = {"range": wild.range(text, 0, len(text)), "source": "Ruff", "code": "E711", "message": E711}
    wild.actions(uri, [problem])
    wild.hover(uri, 0)
    wild.change(uri, [(0, 0, "# \ud83d\n")])
    wild.actions(uri, [problem])
    wild.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    settle(wild)
    wild.close(uri)
    goes_on(wild)


def test_fifty_megabytes_are_kept_in_step_and_left_alone(wild: Editor) -> None:
    line = "value = 1  # " + "x" * 86 + "\n"
    text = GREET + line * (MEGABYTES * 10_000)
    uri = opened(wild, "huge.py", text)
    problem = e711(wild, uri)
    assert wild.actions(uri, [problem]) == []
    goes_on(wild)
    wild.change(uri, [(0, len(text) - len(line), "")])  # and when it has become small, it is a file like any other
    wild.change(uri, [(0, 0, GREET)])
    assert wild.fixes(uri, [problem])
    wild.close(uri)
    goes_on(wild)


def test_files_that_are_no_text_are_named_in_the_terminal_and_the_others_fixed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "good.py": GREET,
        "latin.py": GREET.encode() + b"x = '\xe9'\n",
        "binary.py": b"\x00\x01\x02" * 100,
        "broken.py": "def (:\n",
    }
    folder, home = make_project(tmp_path / "shop", files), tmp_path / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE, tier="trusted")
    done = hermes(folder, home, "fix", ".", "--tier", "trusted", "--apply")
    said = done.stdout + done.stderr
    assert "latin.py is not UTF-8" in said
    assert "binary.py" in said
    assert "Traceback" not in said
    assert (folder / "good.py").read_text() == GREET.replace("== None", "is None")
    for name in ("latin.py", "binary.py", "broken.py"):
        content = files[name]
        assert (folder / name).read_bytes() == (content if isinstance(content, bytes) else content.encode())


# Diagnostics.


@pytest.mark.parametrize(
    "change",
    [
        {"code": None},
        {"code": 711},
        {"code": ""},
        {"code": "E711\nE712"},
        {"source": None},
        {"source": "", "code": None},
        {"severity": None},
        {"message": ""},
        {"message": "`" * 5000},
        {"range": {"start": {"line": 9999, "character": 0}, "end": {"line": 9999, "character": 9}}},
        {"range": {"start": {"line": 1, "character": 9999}, "end": {"line": 2**31 - 1, "character": 2**31 - 1}}},
        {"range": {"start": {"line": 3, "character": 4}, "end": {"line": 0, "character": 0}}},
        {"data": {"jsonrpc": "2.0", "id": 1, "result": None}, "tags": [1, 2]},
    ],
    ids=str,
)
def test_any_diagnostic_is_answered(wild: Editor, change: Json) -> None:
    uri = (wild.folder / "good.py").as_uri() if wild.folder else ""
    problem = {name: value for name, value in {**e711(wild, uri), **change}.items() if value is not None}
    actions = wild.actions(uri, [problem])
    assert all(action["title"].startswith("hermes: ") for action in actions)
    wild.notify("hermes/diagnostics", {"uri": uri, "version": 1, "diagnostics": [problem]})
    wild.hover(uri, 0)
    goes_on(wild)


@pytest.mark.parametrize(
    "parameters", [None, [], {}, {"uri": 1}, {"uri": "file:///x.py", "diagnostics": [1]}, {"diagnostics": []}], ids=str
)
def test_forwarded_diagnostics_that_cannot_be_read_are_ignored(wild: Editor, parameters: object) -> None:
    wild.notify("hermes/diagnostics", parameters)
    goes_on(wild)


@pytest.mark.parametrize("arguments", [[], [1], ["file:///nowhere.py"], [None, None], [{"jsonrpc": "2.0", "id": 1}]])
@pytest.mark.parametrize("command", ["why", "never", "fixAllInFile", "fixAllInWorkspace", "share", "nonsense"])
def test_a_command_with_wrong_arguments_is_refused_in_words(
    wild: Editor, command: str, arguments: list[object]
) -> None:
    with pytest.raises(RuntimeError, match=r"^-32\d+: \w.+"):
        wild.command(f"hermes.{command}", *arguments)
    goes_on(wild)


# Skill folders.


def test_broken_skills_are_named_and_the_others_are_used(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"good.py": GREET}), tmp_path / "home"
    skills = private(home, folder) / "skills"
    write_skill(skills, "fix-none", "ruff/E711", IS_NONE)
    (write_skill(skills, "broken-yaml", "lint/a", IS_NONE) / "SKILL.md").write_text("---\nname: [\n---\n")
    write_skill(skills, "broken-recipe", "lint/b", "version: 1\nrecipes: {\n")
    write_skill(skills, "from-the-future", "lint/c", IS_NONE.replace("version: 1", "version: 99"))
    write_skill(skills, "matches-all", "lint/d", IS_NONE.replace("$A == None", "$A"))
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "recipe.yml").write_text(IS_NONE)
    outside = write_skill(skills, "leads-outside", "lint/e", IS_NONE)
    (outside / "recipe.yml").unlink()
    (outside / "recipe.yml").symlink_to(secret / "recipe.yml")
    write_skill(tmp_path / "elsewhere", "is-elsewhere", "lint/f", IS_NONE)
    (skills / "is-elsewhere").symlink_to(tmp_path / "elsewhere" / "is-elsewhere")
    (skills / "goes-nowhere").symlink_to(tmp_path / "nowhere")
    (skills / "no-skill").mkdir()
    (skills / "is-binary").mkdir()
    (skills / "is-binary" / "SKILL.md").write_bytes(b"\xff\xfe\x00" * 99)
    (skills / "is-a-file").write_text("nothing")
    bad = ("broken-yaml", "broken-recipe", "from-the-future", "matches-all", "leads-outside", "is-elsewhere")

    with editing(folder, home) as editor:
        uri = editor.open(folder / "good.py")
        seen(editor, uri)
        assert editor.fixes(uri, [e711(editor, uri)])
        for code in "abcdef":
            assert editor.actions(uri, [problem_at(editor, uri, "None", code)]) == []
        said = "\n".join(editor.messages)
        for name in (*bad, "is-binary", "goes-nowhere", "no-skill"):
            assert name in said, f"nothing was said of {name}: {said}"
        assert "version 99" in said
        assert "match everything" in said
        assert "leads out of" in said
        goes_on(editor)
        # Mended by hand, it is used without a restart.
        (skills / "from-the-future" / "recipe.yml").write_text(IS_NONE)
        editor.wait("the mended skill", lambda: editor.fixes(uri, [problem_at(editor, uri, "None", "c")]))
        assert editor.quit() == 0
    listed = hermes(folder, home, "skills", "list")
    assert "Traceback" not in listed.stderr
    assert "fix-none" in listed.stdout


SLOW_PATTERN = f"""\
version: 1
language: python
recipes:
  - pattern: |
      (list {" ".join(f"$$$R{n} $X{n}~/1|2/" for n in range(24))} "never")@L
    change: [{{at: L, to: "[]"}}]
"""
SLOW_EXPRESSION = """\
version: 1
language: python
recipes:
  - pattern: |
      (comparison_operator $A~/(a+)+b/ "==" (none)@N)@C
    change: [{at: C, to: "${A} is None"}]
"""


@pytest.mark.parametrize("recipe", [SLOW_PATTERN, SLOW_EXPRESSION], ids=["pattern", "expression"])
def test_a_recipe_that_would_take_for_ever_is_stopped(recipe: str, tmp_path: Path) -> None:
    numbers, name = ", ".join("12" * 40), "a" * 60
    text = f"{GREET}x = [{numbers}]\ny = {name} == None\n"
    folder, home = make_project(tmp_path / "shop", {"good.py": text}), tmp_path / "home"
    skills = private(home, folder) / "skills"
    write_skill(skills, "fix-none", "ruff/E711", IS_NONE)
    write_skill(skills, "takes-for-ever", "lint/slow", recipe)
    with editing(folder, home) as editor:
        uri = editor.open(folder / "good.py")
        seen(editor, uri)
        for place in (f"[{numbers}]", name):
            assert editor.actions(uri, [problem_at(editor, uri, place, "slow")]) == []
            assert editor.fixes(uri, [problem_at(editor, uri, place, "slow"), e711(editor, uri)])
        goes_on(editor)
        assert editor.quit() == 0


# Folders and disks.


def test_without_a_folder_everything_works_but_sharing(tmp_path: Path) -> None:
    make_project(tmp_path, {"one.py": GREET, "two.py": OTHER})
    home = tmp_path / "home"
    home.mkdir()
    with editing(None, home) as editor:
        editor.wait("the settings", lambda: editor.status()["loaded"])
        learn(editor, editor.open(tmp_path / "one.py"), "name == None", "name is None")
        uri = editor.open(tmp_path / "two.py")
        problem = e711(editor, uri)
        editor.pick(offer_for(editor, uri, problem))
        assert editor.texts[uri] == OTHER.replace("== None", "is None")
        editor.command("hermes.share", uri, "fix-ruff-e711")
        editor.wait("the refusal", lambda: [m for m in editor.messages if "Open a folder" in m])
        # A text that lies nowhere at all.
        buffer = "untitled:Untitled-1"
        editor.texts[buffer], editor.versions[buffer] = GREET, 1
        document = {"uri": buffer, "languageId": "python", "version": 1, "text": GREET}
        editor.notify("textDocument/didOpen", {"textDocument": document})
        assert editor.fixes(buffer, [e711(editor, buffer)])
        assert editor.quit() == 0


def test_a_workspace_that_is_read_only_is_learned_in_and_not_shared_with(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": OTHER}), tmp_path / "home"
    (folder / ".agents").write_text("root may write anywhere, but not into a file as if it were a folder")
    folder.chmod(0o555)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    try:
        with editing(folder, home) as editor:
            uri, other = editor.open(folder / "one.py"), editor.open(folder / "two.py")
            seen(editor, uri)
            editor.replace(uri, "name == None", "name is None")
            editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
            editor.pick(offer_for(editor, other, e711(editor, other)))
            assert editor.texts[other] == OTHER.replace("== None", "is None")
            editor.command("hermes.share", uri, "fix-ruff-e711")
            editor.wait(
                "the refusal", lambda: [m for m in editor.messages if ".agents" in m and "cannot be written" in m]
            )
            unharmed(editor)
            assert editor.quit() == 0
    finally:
        folder.chmod(0o755)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_state_folder_that_cannot_be_made_is_said_and_built_in_work_goes_on(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": OTHER}), tmp_path / "home"
    write_skill(folder / ".agents" / "skills", "fix-none", "ruff/E711", IS_NONE)
    home.write_text("a file in the place of the folder")
    with editing(folder, home, settings={"trusted": True}) as editor:
        uri, other = editor.open(folder / "one.py"), editor.open(folder / "two.py")
        seen(editor, uri)
        assert editor.fixes(other, [e711(editor, other)]), "what the project shares is offered all the same"
        type_and_save(editor, uri, ("name == None", "name is None"))
        settle(editor)
        [said, *_] = [m for m in editor.messages if "journal.db" in m]
        assert "Skills work as before" in said
        assert "make the folder writable" in said
        unharmed(editor)
        assert editor.fixes(other, [e711(editor, other)])
        assert editor.quit() == 0
    assert home.read_text() == "a file in the place of the folder"


@pytest.mark.skipif(sys.platform != "linux", reason="another process's limits can be set on Linux alone")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"one.py": GREET, "two.py": "x = 1\nif x == True:\n    x = 2\n", "three.py": OTHER}
    files["four.py"] = OTHER
    folder, home = make_project(tmp_path / "shop", files), tmp_path / "home"
    with editing(folder, home) as editor:
        uri, two, three, four = (editor.open(folder / name) for name in files)
        learn(editor, uri, "name == None", "name is None")
        settle(editor)
        fill_disk(editor, full=True)
        type_and_save(editor, two, ("x == True", "x"))
        editor.wait("the message", lambda: [m for m in editor.messages if "journal" in m and "wait in memory" in m])
        settle(editor)
        assert editor.fixes(three, [e711(editor, three)]), "what was known is offered all the same"
        assert len(lessons(home)) == 1
        fill_disk(editor, full=False)
        type_and_save(editor, four, ("guest == None", "guest is None"))
        editor.wait("all lessons", lambda: len(lessons(home)) == 3)
        settle(editor)
        unharmed(editor)
        assert editor.quit() == 0
    assert hermes(folder, home, "journal", "--verify").returncode == 0


def fill_disk(editor: Editor, *, full: bool) -> None:
    """Let no file of the server and its worker grow, or again every one."""
    server = psutil.Process(editor.process.pid)
    for process in (server, *server.children(recursive=True)):
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0 if full else hard, hard))


def test_the_private_folder_may_be_deleted_while_the_server_runs(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": OTHER, "three.py": GREET})
    home = tmp_path / "home"
    with editing(folder, home) as editor:
        learn(editor, editor.open(folder / "one.py"), "name == None", "name is None")
        settle(editor)
        three = editor.open(folder / "three.py")
        assert offer_for(editor, three, e711(editor, three))
        gone = private(home, folder)
        editor.wait("the deletion", lambda: shutil.rmtree(gone, ignore_errors=True) or not gone.exists())
        editor.wait("the loss", lambda: editor.status()["skillsLearned"] == 0)
        assert not editor.fixes(three, [e711(editor, three)])
        learn(editor, editor.open(folder / "two.py"), "guest == None", "guest is None")
        assert offer_for(editor, three, e711(editor, three))
        settle(editor)
        assert len(episodes(home)) == 1
        unharmed(editor)
        assert editor.quit() == 0
    assert hermes(folder, home, "journal", "--verify").returncode == 0


def test_a_journal_row_that_was_changed_by_hand_is_found_and_learning_goes_on(tmp_path: Path) -> None:
    import sqlite3

    folder = make_project(tmp_path / "shop", {"one.py": GREET, "two.py": OTHER, "three.py": GREET})
    home = tmp_path / "home"
    with editing(folder, home) as editor:
        learn(editor, editor.open(folder / "one.py"), "name == None", "name is None")
        settle(editor)
        journal = private(home, folder) / "journal.db"
        db = sqlite3.connect(journal)
        with db:
            db.execute("DROP TRIGGER rows_are_never_changed")
            db.execute("UPDATE rows SET body = '{\"kind\": [' WHERE seq = 1")
        db.close()
        type_and_save(editor, editor.open(folder / "two.py"), ("guest == None", "guest is None"))
        editor.wait("the second row", lambda: len(rows(journal)) == 2)
        settle(editor)
        three = editor.open(folder / "three.py")
        assert offer_for(editor, three, e711(editor, three))
        unharmed(editor)
        assert editor.quit() == 0
    verdict = hermes(folder, home, "journal", "--verify")
    assert verdict.returncode == 1
    assert "row 1 was changed after it was written" in verdict.stdout + verdict.stderr
