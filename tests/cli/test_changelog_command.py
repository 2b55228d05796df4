"""`hermes-lsp changelog`: a repository with a past, drafts for what is new, and what is learned from their fate."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
KINDS = {
    "fix": ("Fixed", "src/a.py"),
    "feat": ("Added", "src/b.py"),
    "chore": (None, "tools/c.py"),
    "docs": (None, "docs/d.md"),
}


class Past:
    """A repository in the making: commits and releases, written by `git fast-import`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 100
        self.clock = 1_700_000_000
        self.page = "# Changelog\n"
        self.unreleased: dict[str, list[str]] = {}
        self.stream: list[str] = []

    def commit(self, subject: str, path: str, content: str = "") -> None:
        self.clock += 3600
        text = content or f"{subject}\n"
        who = f"Ann Other <a@b.c> {self.clock} +0000"
        self.stream.append(
            f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(subject.encode())}\n{subject}\n"
            f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
        )

    def change(self, kind: str, what: str) -> None:
        """A commit of a kind, and the entry that this project would write for it."""
        self.number += 1
        group, path = KINDS[kind]
        self.commit(f"{kind}: {what} (#{self.number})", path)
        if group:
            self.unreleased.setdefault(group, []).append(f"* {what.capitalize()}. (#{self.number})")

    def release(self, version: str, day: str) -> None:
        groups = "".join(
            f"### {name}\n\n" + "\n".join(self.unreleased[name]) + "\n\n" for name in sorted(self.unreleased)
        )
        head, _, rest = self.page.partition("\n")
        self.page = f"{head}\n\n## [{version}] - {day}\n\n{groups}{rest.lstrip()}"
        self.unreleased = {}
        self.commit(f"Release {version}", "CHANGELOG.md", self.page)
        self.stream.append(f"reset refs/tags/v{version}\nfrom refs/heads/main\n\n")

    def write(self) -> Path:
        git = ["git", "-C", str(self.folder)]
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        data = "".join(self.stream).encode()
        subprocess.run([*git, "fast-import", "--quiet"], input=data, check=True)
        subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)
        return self.folder


@pytest.fixture
def past(shop: Path) -> Past:
    """Six releases of a project that mentions fixes and features, and one of each kind since."""
    past = Past(shop)
    for number in range(6):
        for kind in ("fix", "chore", "feat", "docs", "fix"):
            past.change(kind, f"{kind}s of thing {number}")
        past.release(f"1.{number}.0", f"2026-0{number + 1}-15")
    for kind in ("fix", "chore", "feat", "docs"):
        past.change(kind, f"the new {kind}")
    return past


def committed(folder: Path, subject: str) -> None:
    """All that was changed, as one commit."""
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
    subprocess.run(["git", *who, "commit", "-qm", subject], cwd=folder, check=True)


def told(run: Run, *options: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("changelog", "--json", *options).stdout)
    return report


def texts(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["group"], entry["text"]) for entry in report["entries"]]


def test_what_is_new_is_drafted_as_the_project_would_write_it(past: Past, run: Run) -> None:
    past.write()
    result = run("changelog")
    assert result.exit_code == 1, "there is something to be written"
    assert result.stdout == (
        "## [Unreleased]\n\n### Added\n\n* The new feat. (#133)\n\n### Fixed\n\n* The new fix. (#131)\n"
    )
    assert "2 entries for CHANGELOG.md from v1.5.0..HEAD; 0 commits mentioned already, 2 left out" in result.stderr
    assert subprocess.run(["git", "diff", "--quiet"], cwd=past.folder).returncode == 0


def test_written_once_however_often_it_is_run(past: Past, run: Run) -> None:
    folder = past.write()
    assert run("changelog", "--write").exit_code == 0
    once = (folder / "CHANGELOG.md").read_text()
    assert "# Changelog\n\n## [Unreleased]\n\n### Added\n\n* The new feat. (#133)\n" in once
    assert once.endswith(past.page.partition("\n\n")[2].rstrip("\n") + "\n") or past.page.partition("\n\n")[2] in once
    assert run("changelog", "--write").exit_code == 0
    assert (folder / "CHANGELOG.md").read_text() == once


def test_what_was_drafted_teaches_nothing_before_somebody_has_touched_it(past: Past, run: Run) -> None:
    past.write()
    scores = {left["commit"]: left["score"] for left in told(run)["left_out"]}
    run("changelog", "--write")
    assert {left["commit"]: left["score"] for left in told(run)["left_out"]} == scores


def test_new_entries_of_a_group_that_is_there_are_shown_below_its_heading(past: Past, run: Run) -> None:
    folder = past.write()
    run("changelog", "--write")
    (folder / "src" / "a.py").write_text("more\n")
    committed(folder, "fix: one more (#150)")
    assert run("changelog").stdout == "### Fixed\n\n* One more. (#150)\n"


def test_a_commit_that_wrote_its_entry_itself_needs_no_other_one(past: Past, run: Run) -> None:
    folder = past.write()
    page = folder / "CHANGELOG.md"
    own = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n* Baskets are weighed, for the post.\n"
    page.write_text(page.read_text().replace("# Changelog\n", own, 1))
    (folder / "src" / "b.py").write_text("more\n")
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.c"]
    subprocess.run([*git, "checkout", "-qb", "side"], check=True)
    committed(folder, "feat: kilograms in shop.basket")
    subprocess.run([*git, "checkout", "-q", "main"], check=True)
    subprocess.run([*git, "merge", "-q", "--no-ff", "-m", "feat: heavy things (#151)", "side"], check=True)
    assert [text for _, text in texts(told(run))] == ["The new fix. (#131)", "The new feat. (#133)"]


def test_a_group_that_lists_people_is_not_one_of_changes(shop: Path, run: Run) -> None:
    past = Past(shop)
    for number in range(6):
        for kind in ("fix", "chore", "feat", "docs", "fix"):
            past.change(kind, f"{kind}s of thing {number}")
        past.unreleased["Thanks to"] = [
            f'- [Somebody](https://example.com/somebody "+9/-1 (#{past.number - back})")' for back in range(5)
        ]
        past.release(f"1.{number}.0", f"2026-0{number + 1}-15")
    for kind in ("fix", "chore", "feat", "docs"):
        past.change(kind, f"the new {kind}")
    past.write()
    assert texts(told(run)) == [("Fixed", "The new fix. (#131)"), ("Added", "The new feat. (#133)")]


def test_a_release_with_its_date(past: Past, run: Run) -> None:
    past.write()
    shown = run("changelog", "--release", "v1.6.0", "--date", "2026-07-15").stdout
    assert shown.startswith("## [1.6.0] - 2026-07-15\n\n### Added\n")
    assert run("changelog", "--release", "soon").exit_code == 3


def test_an_entry_that_was_taken_out_does_not_come_back_and_teaches(past: Past, run: Run) -> None:
    folder = past.write()
    run("changelog", "--write")
    page = folder / "CHANGELOG.md"
    page.write_text(page.read_text().replace("* The new feat. (#133)\n", ""))
    again = told(run)
    assert texts(again) == []
    assert any(left["because"] == ["its entry was taken out of an earlier draft"] for left in again["left_out"])


def test_an_entry_that_was_worded_anew_or_moved_is_not_added_again(past: Past, run: Run) -> None:
    folder = past.write()
    run("changelog", "--write")
    page = folder / "CHANGELOG.md"
    page.write_text(page.read_text().replace("* The new fix. (#131)", "* Something breaks no longer. (#131)"))
    assert texts(told(run)) == []


def test_what_a_person_makes_of_a_draft_is_how_the_next_one_is_written(past: Past, run: Run) -> None:
    past.change("feat", "a thing (experimental)")
    folder = past.write()
    run("changelog", "--write")
    page = folder / "CHANGELOG.md"
    text = page.read_text()
    for number, what in ((131, "fix"), (133, "feat")):
        text = text.replace(f"The new {what}. (#{number})", f"The new {what}, see #{number}")
    page.write_text(text)
    (folder / "src" / "a.py").write_text("more\n")
    commit = ["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qam", "fix: one more (#150)"]
    subprocess.run(["git", *commit], cwd=folder, check=True)
    assert texts(told(run)) == [("Fixed", "One more, see #150")]


def test_an_entry_that_was_moved_teaches_its_group(past: Past, run: Run) -> None:
    past.commit("feat(experiments): try this (#140)", "lab/a.py")
    past.commit("feat(experiments): try that (#141)", "lab/b.py")
    folder = past.write()
    run("changelog", "--write")
    page = folder / "CHANGELOG.md"
    lines = [line for line in page.read_text().split("\n") if "#140" not in line and "#141" not in line]
    at = lines.index("### Fixed")
    page.write_text("\n".join([*lines[: at + 2], "* Try this. (#140)", "* Try that. (#141)", *lines[at + 2 :]]))
    (folder / "lab" / "c.py").write_text("more\n")
    subprocess.run(["git", "add", "lab"], cwd=folder, check=True)
    commit = ["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "feat(experiments): try all (#142)"]
    subprocess.run(["git", *commit], cwd=folder, check=True)
    assert texts(told(run)) == [("Fixed", "Try all. (#142)")]


def test_the_range_and_the_file_may_be_given(past: Past, run: Run) -> None:
    past.write()
    assert told(run, "v1.4.0..v1.5.0")["present"] == 3, "the section of that release speaks of them"
    (past.folder / "OTHER.md").write_text("# Other\n")
    report = told(run, "v1.5.0..HEAD", "--file", "OTHER.md")
    assert (report["path"], len(report["entries"])) == ("OTHER.md", 2)
    assert run("changelog", "v9..HEAD").exit_code == 3
    target = past.folder.parent / "written"
    assert run("changelog", f"--output={target}..HEAD").exit_code == 2
    assert run("changelog", "--", f"--output={target}").exit_code == 3
    assert not target.exists()


def test_what_was_learned_can_be_read_and_overruled(past: Past, run: Run) -> None:
    past.write()
    file = Path(told(run)["learned"]["file"])
    learned = tomllib.loads(file.read_text())
    assert learned["wording"]["around"] == [["", " (#{pull})"]]
    assert learned["groups"]["order"] == ["Added", "Fixed"]
    assert learned["mentioned"]["speaks-for"]["type fix"] == "12 of 12"
    assert learned["mentioned"]["speaks-against"]["type chore"] == "0 of 6"
    mine = (
        '[yours]\n# mine\nmention = ["type docs"]\nleave-out = ["type fix"]\nfull-stop = false\n'
        'colour = "red"\ngroup = { "type docs" = "Documentation" }\n'
    )
    file.write_text(file.read_text().partition("\n[yours]")[0] + "\n" + mine)
    assert texts(told(run)) == [("Added", "The new feat (#133)"), ("Documentation", "The new docs (#134)")]
    assert "yours.colour = 'red' is not known" in run("changelog").stderr
    assert file.read_text().endswith(mine), "what is the person's is kept to the letter"


def test_a_project_without_a_changelog_gets_one_when_it_asks(past: Past, run: Run) -> None:
    past.stream = [one for one in past.stream if "CHANGELOG" not in one and not one.startswith("reset")]
    folder = past.write()
    assert not (folder / "CHANGELOG.md").exists()
    assert run("changelog", "--write").exit_code == 0
    text = (folder / "CHANGELOG.md").read_text()
    assert text.startswith("# Changelog\n\n## Unreleased\n\n### Added\n\n- Feats of thing 0")
    assert run("changelog").exit_code == 0


def test_nothing_is_there_to_ask(shop: Path, run: Run) -> None:
    result = run("changelog")
    assert result.exit_code == 3
    assert "git" in result.stderr
