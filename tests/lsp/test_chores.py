"""Recurring chores from an editor: the work goes on in the background, and its result is shown."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from wire import VSCODE, Wire, capabilities_of, wired


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
    folder = shop_with_a_changelog(tmp_path / "shop")
    page = folder / "CHANGELOG.md"
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


def test_a_changelog_that_is_being_edited_is_left_alone_however_its_uri_is_spelled(tmp_path: Path) -> None:
    folder = shop_with_a_changelog(tmp_path / "shop")
    spelled = (folder / "CHANGELOG.md").as_uri().replace("CHANGELOG", "CH%41NGELOG")
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        item = {"uri": spelled, "languageId": "markdown", "version": 1, "text": "# Changelog, in the works\n"}
        wire.notify("textDocument/didOpen", {"textDocument": item})
        wire.command("hermes.draftChangelog", folder.as_uri())
        wire.wait("the reason", lambda: "CHANGELOG.md is not saved" in "".join(wire.messages()))
        assert not wire.asked("workspace/applyEdit")


def shop_with_a_changelog(folder: Path) -> Path:
    """One release, and a fix since then."""
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
    return folder


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


def repository(folder: Path, **texts: str) -> list[str]:
    """A folder under git with a commit of these files (``a_py`` is ``a.py``); gives what begins a git command there."""
    folder.mkdir()
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    for name, text in texts.items():
        (folder / name.replace("_py", ".py")).write_text(text)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "Start"], check=True)
    return git


def test_a_review_is_shown_at_the_lines_and_stays_there_until_it_is_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    price = "def price(item, tax):\n    return item * tax\n"
    repository(folder, price_py=price, app_py="from price import price\n\nprint(price(1, 2))\n")
    (folder / "price.py").write_text("RATE = 2\n\n\n" + price.replace(", tax", ", tax, rate"))
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        uri = wire.open(folder / "price.py")

        def remarks() -> list[tuple[str, int, str]]:
            told = [each for each in wire.notifications("textDocument/publishDiagnostics") if each["uri"] == uri]
            return [
                (each["code"], each["range"]["start"]["line"], each["message"])
                for each in (told[-1]["diagnostics"] if told else ())
            ]

        assert wire.command("hermes.review", folder.as_uri()) is None, "it is acknowledged at once"
        wire.wait("the remark", remarks)
        ((code, line, message),) = remarks()
        assert (code, line) == ("review/interface", 3)
        assert "1 call still gives the old ones" in message and "app.py:3" in message
        wire.wait("the summary", lambda: any("1 remark about the change" in each for each in wire.messages()))
        wire.command("hermes.clearReview", folder.as_uri())
        wire.wait("an empty list", lambda: not remarks())


def test_a_report_is_answered_with_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    repository(folder, price_py="def price(item):\n    return item\n", app_py="def run():\n    pass\n")
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        assert wire.command("hermes.triage", folder.as_uri(), "the price is wrong") is None
        wire.wait("the page", lambda: any("1. `price.py`" in each for each in pages(wire)))
        uri = wire.open(folder / "report.txt", "plaintext", text="run() does nothing")
        wire.command("hermes.triage", uri)
        wire.wait("the page", lambda: any("1. `app.py`" in each for each in pages(wire)))


def test_the_architecture_is_shown_as_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    repository(folder, price_py="def price(item):\n    return item\n", app_py="from price import price\n\nprice(1)\n")
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        assert wire.command("hermes.map", folder.as_uri()) is None
        wire.wait("the map", lambda: any("```mermaid" in each for each in pages(wire)))
        wire.command("hermes.map", folder.as_uri(), "another price")
        wire.wait("the place", lambda: any("`price.py`" in each and "mermaid" not in each for each in pages(wire)))


def pages(wire: Wire) -> list[str]:
    """What was shown: as a message, or as the file that the editor was asked to open."""
    opened = [Path(url2pathname(urlsplit(each["uri"]).path)) for each in wire.asked("window/showDocument")]
    return [*wire.messages(), *(each.read_text() for each in opened)]
