"""The main job, as a user meets it: fix one problem once, and the same fix is there everywhere."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, editing

CLIENTS = ["visual_studio_code_v1.65.2", "neovim_v0.11.0", "emacs_v29.1"]


@dataclass(frozen=True)
class Story:
    """One kind of problem: the file where it is fixed by hand, and another one where the fix is then offered."""

    language: str
    files: dict[str, str]
    hand: tuple[str, str, str]  # file, what is typed over, what is typed
    elsewhere: tuple[str, str, str]  # file, the text that changes, what it becomes
    problem: dict[str, Any]  # source, code and message as the editor's own extension says them
    place: str  # the text in the other file that the diagnostic is on
    settings: dict[str, Any] = field(default_factory=dict)

    def diagnostic(self, editor: Editor, uri: str) -> list[dict[str, Any]]:
        text = editor.texts[uri]
        at = text.index(self.place)
        return [{"range": editor.range(text, at, at + len(self.place)), "severity": 2, **self.problem}]


RUFF = Story(
    language="python",
    files={
        "pyproject.toml": '[tool.ruff.lint]\nselect = ["E", "F"]\n',
        "greet.py": 'def greet(name):\n    if name == None:\n        return "🌍 hello"\n    return f"hello {name}"\n',
        "order.py": (
            "class Order:\n"
            "    def total(self, prices):\n"
            '        label = "é🙂" if self.customer.address == None else "x"  # keep me\n'
            "        return sum(prices), label\n"
        ),
    },
    hand=("greet.py", "name == None", "name is None"),
    elsewhere=("order.py", "self.customer.address == None", "self.customer.address is None"),
    problem={"source": "Ruff", "code": "E711", "message": "Comparison to `None` should be `cond is None`"},
    place="None",
)
ESLINT = Story(
    language="typescript",
    files={
        "eslint.config.mjs": (
            'import tseslint from "typescript-eslint";\n'
            "export default [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser },\n"
            '  rules: { eqeqeq: "error" } }];\n'
        ),
        "read.ts": 'export function read(value: number): string {\n  return value == 0 ? "🌍" : String(value);\n}\n',
        "send.ts": "export const ok = (response: { status: number }) => /* é */ response.status == 200;\n",
    },
    hand=("read.ts", "value == 0", "value === 0"),
    elsewhere=("send.ts", "response.status == 200", "response.status === 200"),
    problem={"source": "eslint", "code": "eqeqeq", "message": "Expected '===' and instead saw '=='."},
    place="==",
    settings={"trusted": True},
)
SHELLCHECK = Story(
    language="shellscript",
    files={
        "one.sh": '#!/bin/bash\necho "é🌍"; rm $1\n',
        "two.sh": "#!/bin/bash\nfor file in *.txt; do\n  cp $file backup/\ndone\n",
    },
    hand=("one.sh", "rm $1", 'rm "$1"'),
    elsewhere=("two.sh", "cp $file", 'cp "$file"'),
    problem={
        "source": "shellcheck",
        "code": "SC2086",
        "message": "Double quote to prevent globbing and word splitting.",
    },
    place="$file",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def project_of(story: Story, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, text in story.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def fix_by_hand(editor: Editor, folder: Path, story: Story) -> str:
    """Fix the problem in the first file as a developer does: open, see, type, save. Waits until it is learned."""
    name, old, new = story.hand
    uri = editor.open(folder / name, story.language)
    editor.wait("the checkers' first answer", lambda: editor.status(uri)["checked"])
    known = editor.status()["skillsLearned"]
    editor.replace(uri, old, new)
    editor.save(uri)
    editor.wait("a learned skill", lambda: editor.status()["skillsLearned"] > known)
    return uri


def offered_elsewhere(editor: Editor, folder: Path, story: Story) -> tuple[str, dict[str, Any]]:
    """Open the other file and wait for the offer."""
    uri = editor.open(folder / story.elsewhere[0], story.language)
    problem = story.diagnostic(editor, uri)
    return uri, editor.wait("the offer", lambda: editor.fixes(uri, problem))[0]


def check_story(story: Story, folder: Path, home: Path, client: str) -> None:
    """A hand fix, a killed server, and the same fix in another file."""
    with editing(folder, home, client, settings=story.settings) as editor:
        fix_by_hand(editor, folder, story)
        editor.kill()

    with editing(folder, home, client, settings=story.settings) as editor:
        uri, fix = offered_elsewhere(editor, folder, story)
        name, old, new = story.elsewhere
        assert fix["title"].startswith("hermes: ")
        assert "learned from 1 fix" in fix["title"], "the evidence is part of the title"
        assert not fix.get("isPreferred"), "one example makes a candidate, never preferred"
        editor.pick(fix)
        expected = story.files[name].replace(old, new)
        editor.wait("the edit", lambda: editor.texts[uri] == expected)
        assert editor.quit() == 0


@pytest.mark.real_tools
@pytest.mark.parametrize("client", CLIENTS)
def test_a_hand_fix_is_offered_elsewhere_after_the_server_was_killed(client: str, tmp_path: Path, home: Path) -> None:
    check_story(RUFF, project_of(RUFF, tmp_path / "shop"), home, client)


@pytest.mark.real_tools
def test_the_same_for_a_shell_script(tmp_path: Path, home: Path) -> None:
    check_story(SHELLCHECK, project_of(SHELLCHECK, tmp_path / "my scripts é"), home, CLIENTS[1])


@pytest.mark.real_tools
def test_the_same_for_an_eslint_rule_in_typescript(tmp_path: Path, home: Path, node_tools: Path) -> None:
    folder = project_of(ESLINT, tmp_path / "web")
    (folder / "node_modules").symlink_to(node_tools / "node_modules")
    check_story(ESLINT, folder, home, CLIENTS[0])


@pytest.mark.real_tools
def test_undoing_an_offered_fix_teaches_as_well(tmp_path: Path, home: Path) -> None:
    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
        uri, fix = offered_elsewhere(editor, folder, RUFF)
        before = editor.texts[uri]
        editor.pick(fix)
        after = editor.wait("the edit", lambda: editor.texts[uri] != before and editor.texts[uri])
        editor.change(uri, [(0, len(after), before)])  # what "undo" sends
        editor.save(uri)
        episodes = editor.wait("the episode", lambda: [e for e in journal(home) if e["outcome"] == "reverted"])
        assert episodes[0]["attempt"]["actor"] == "recipe"
        # The only example was undone elsewhere: it is not offered there again.
        problem = RUFF.diagnostic(editor, uri)
        editor.wait("silence", lambda: not editor.fixes(uri, problem))


@pytest.mark.real_tools
def test_losing_the_store_loses_nothing(tmp_path: Path, home: Path) -> None:
    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
        for store in home.rglob("lance"):
            shutil.rmtree(store)
        uri, fix = offered_elsewhere(editor, folder, RUFF)
        editor.pick(fix)
        editor.save(uri)
        editor.wait("kept", lambda: [e for e in journal(home) if e["outcome"] == "kept" and e["attempt"]["skill"]])
        assert editor.quit() == 0
    for store in home.rglob("lance"):
        shutil.rmtree(store)
    with editing(folder, home) as editor:
        (folder / RUFF.elsewhere[0]).write_text(RUFF.files[RUFF.elsewhere[0]])
        uri, fix = offered_elsewhere(editor, folder, RUFF)
        assert "learned from 1 fix, kept 1" in fix["title"]


@pytest.mark.real_tools
def test_a_changed_row_of_the_journal_is_found(tmp_path: Path, home: Path) -> None:
    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
        assert editor.quit() == 0
    assert cli(folder, home, "journal", "--verify").returncode == 0
    database = next(home.rglob("journal.db"))
    with sqlite3.connect(database) as db:
        db.execute("DROP TRIGGER rows_are_never_changed")
        db.execute("UPDATE rows SET body = replace(body, 'E711', 'E712')")
    db.close()
    verdict = cli(folder, home, "journal", "--verify")
    assert verdict.returncode == 1
    assert "was changed after it was written" in verdict.stdout + verdict.stderr


@pytest.mark.real_tools
def test_what_was_learned_passes_the_reference_validator(tmp_path: Path, home: Path) -> None:
    from skills_ref import validate

    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
    learned = [path.parent for path in home.rglob("SKILL.md")]
    assert [path.name for path in learned] == ["fix-ruff-e711"]
    assert validate(learned[0]) == []
    assert (learned[0] / "recipe.yml").is_file()
    assert list((learned[0] / "examples").iterdir())


def journal(home: Path) -> list[dict[str, Any]]:
    """All episodes in the journals below the state root."""
    episodes = []
    for path in home.rglob("journal.db"):
        with sqlite3.connect(path) as db:
            rows = db.execute("SELECT body FROM rows WHERE kind = 'episode' ORDER BY seq").fetchall()
        db.close()
        episodes += [json.loads(body) for (body,) in rows]
    return episodes


def cli(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "hermes_lsp", *arguments],
        cwd=folder,
        env={**os.environ, "HERMES_LSP_HOME": str(home), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.real_tools
def test_a_diagnostic_with_columns_in_another_unit_still_finds_its_fix(tmp_path: Path, home: Path) -> None:
    """As Neovim up to 0.10 passes on what other plug-ins found: in bytes, whatever was agreed."""
    folder = project_of(RUFF, tmp_path / "shop")
    with editing(folder, home) as editor:
        fix_by_hand(editor, folder, RUFF)
        uri = editor.open(folder / RUFF.elsewhere[0])
        editor.wait("the checkers' first answer", lambda: editor.status(uri)["checked"])
        problem = RUFF.diagnostic(editor, uri)
        for end in problem[0]["range"].values():
            end["character"] += 4
        assert (
            "self.customer.address is None" in editor.wait("the offer", lambda: editor.fixes(uri, problem))[0]["title"]
        )
