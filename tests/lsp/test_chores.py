"""Recurring chores from an editor: the work goes on in the background, and its result is shown."""

from __future__ import annotations

import subprocess
from pathlib import Path

from wire import VSCODE, capabilities_of, wired


def test_the_log_of_a_job_is_read_and_the_editor_goes_to_the_first_failure(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text("x: int = 1\ny: int = 'a'\n")
    (folder / "job.log").write_text('/ci/shop/app.py:2: error: Incompatible types in "assignment"  [assignment]\n')
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        wire.answers["window/showDocument"] = lambda params: {"success": True}
        assert wire.command("hermes.readCiLog", folder.as_uri(), "job.log") is None, "it is acknowledged at once"
        wire.wait("the place", lambda: wire.asked("window/showDocument"))
        (shown,) = wire.asked("window/showDocument")
        assert shown["uri"] == (folder / "app.py").as_uri()
        assert shown["selection"]["start"] == {"line": 1, "character": 0}
        assert any("1 failures (mypy)" in message and "app.py:2 " in message for message in wire.messages())


def test_new_entries_come_into_the_changelog_as_an_edit(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    page = folder / "CHANGELOG.md"
    page.write_text("# Changelog\n\n## 1.0.0 - 2026-01-01\n\n### Fixed\n\n- Keep order (#1)\n- Keep prices (#2)\n")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    for subject in ("fix: keep order (#1)", "fix: keep prices (#2)", "fix: keep names (#3)"):
        (folder / "a.py").write_text(f"{subject}\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", subject], check=True)
        if "#2" in subject:
            subprocess.run([*git, "tag", "1.0.0"], check=True)
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        wire.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        assert wire.command("hermes.draftChangelog", folder.as_uri()) is None
        wire.wait("the edit", lambda: wire.asked("workspace/applyEdit"))
        (asked,) = wire.asked("workspace/applyEdit")
        (change,) = asked["edit"]["documentChanges"]
        assert change["textDocument"]["uri"] == page.as_uri()
        (edit,) = change["edits"]
        assert edit["range"]["start"] == {"line": 2, "character": 0}
        assert edit["newText"] == "## Unreleased\n\n### Fixed\n\n- Keep names (#3)\n\n"
    assert "Unreleased" not in page.read_text(), "the editor writes, not the server"


def test_a_message_for_what_is_staged_comes_into_gits_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "prices.py").write_text("def total(lines):\n    return sum(lines)\n")
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "."], check=True)
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        wire.answers["workspace/applyEdit"] = lambda params: {"applied": True}
        uri = wire.open(folder / ".git" / "COMMIT_EDITMSG", "git-commit", text="\n# Please enter a message\n")
        wire.command("hermes.commitMessage", uri)
        wire.wait("the message", lambda: wire.asked("workspace/applyEdit"))
        (asked,) = wire.asked("workspace/applyEdit")
        assert asked["edit"]["documentChanges"][0]["edits"][0]["newText"] == "Add prices\n"
        wire.command("hermes.commitMessage", folder.as_uri())
        wire.wait("it to be shown", lambda: any("Add prices" in message for message in wire.messages()))
