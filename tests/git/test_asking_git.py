"""Git is asked in a way that runs nothing of the repository's own, and answers in words where it cannot."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.asking import asks_git, git
from hermes_lsp.git.commits import changed_files, commits_of, revision
from hermes_lsp.git.lines import line_history
from hermes_lsp.git.state import is_shallow
from hermes_lsp.git.texts import texts_in_commit
from hermes_lsp.git.times import file_times

WHO = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")


# Says what git wants to hear of a signature, so that there is one whose check would start a program.
SIGNER = """#!/bin/sh
cat > /dev/null
echo '[GNUPG:] SIG_CREATED ' >&2
printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' '' 'a' '-----END PGP SIGNATURE-----'
"""


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Path, Path]:
    """A repository whose configuration names a program wherever it can, and the file that this program would make."""
    folder, mark = tmp_path / "repo", tmp_path / "was-run"
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    (folder / "a.py").write_text("one = 1\n")
    run(folder, "add", ".")
    run(folder, "commit", "-q", "-m", "first")
    (folder / "a.py").write_text("one = 2\n")
    (folder / ".gitattributes").write_text("*.py diff=own filter=own\n")
    run(folder, "add", "-f", ".")
    signer = tmp_path / "signer"
    signer.write_text(SIGNER)
    signer.chmod(0o755)
    run(folder, "-c", f"gpg.program={signer}", "-c", "user.signingkey=a", "commit", "-q", "-S", "-m", "second")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "diff.own.textconv", "diff.own.command", "diff.external", "core.pager"):
        run(folder, "config", key, str(program))
    for key in ("filter.own.smudge", "filter.own.clean", "gpg.program", "core.sshCommand", "core.editor"):
        run(folder, "config", key, str(program))
    run(folder, "config", "log.showSignature", "true")
    hook = folder / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(program.read_text())
    hook.chmod(0o755)
    mark.unlink(missing_ok=True)
    return folder, mark


def test_nothing_that_a_repository_names_is_run(hostile: tuple[Path, Path]) -> None:
    folder, mark = hostile
    head = revision(folder)
    commits = commits_of(folder, "HEAD")
    assert [commit.subject for commit in commits] == ["first", "second"]
    assert [len(files) for files in changed_files(folder, commits)] == [0, 1]
    assert texts_in_commit(folder, head, ["a.py"]) == {"a.py": b"one = 2\n"}
    assert [commit.subject for commit in line_history(folder, "a.py", 1, 1)] == ["second", "first"]
    assert file_times(folder, ["a.py"])["a.py"]
    assert "one = 2" in asks_git(folder, "diff", "--no-ext-diff", "--no-textconv", f"{head}~1", head)
    assert not mark.exists()


def test_a_hook_that_calls_us_does_not_decide_which_repository_is_read(
    hostile: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = hostile
    monkeypatch.setenv("GIT_DIR", os.fspath(tmp_path / "elsewhere"))
    assert revision(folder)


def test_where_there_is_no_repository_it_says_so(tmp_path: Path) -> None:
    assert revision(tmp_path) == ""
    assert asks_git(tmp_path, "log") == ""
    with pytest.raises(WorkspaceError, match="lies in no git repository"):
        git(tmp_path, "log")
    with pytest.raises(WorkspaceError, match="name one with --workspace"):
        commits_of(tmp_path, "HEAD")


def test_no_revision_is_an_option(hostile: tuple[Path, Path]) -> None:
    folder, mark = hostile
    assert revision(folder, "--exec=touch") == ""
    with pytest.raises(WorkspaceError):
        commits_of(folder, "--output=stolen")
    assert not (folder / "stolen").exists()
    assert not mark.exists()


def test_what_takes_too_long_ends_with_all_that_it_has_started(hostile: tuple[Path, Path]) -> None:
    folder, _ = hostile
    with pytest.raises(WorkspaceError, match=r"took longer than 0\.2 s"):
        git(folder, "-c", "alias.wait=!sleep 300", "wait", seconds=0.2)


def test_what_is_too_long_is_cut(hostile: tuple[Path, Path]) -> None:
    folder, _ = hostile
    assert git(folder, "log", "--format=%s", max_output=3) == "sec"


@pytest.mark.parametrize(
    ("made", "question", "words"),
    [
        ((), ("diff", "--cached"), "lies in no git repository. Nothing was changed. Run this in one"),
        ((), ("log",), "lies in no git repository"),
        (("init", "-q"), ("log", "HEAD", "--"), "has no commit yet"),
        (("init", "-q"), ("for-each-ref", "--merged=HEAD"), "has no commit yet"),
        (("init", "-q", "--bare"), ("rev-parse", "--show-toplevel"), "is a bare repository, in which no file"),
    ],
)
def test_where_there_is_nothing_to_ask_about_it_is_said_in_plain_words(
    made: tuple[str, ...], question: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    if made:
        run(tmp_path, *made)
    with pytest.raises(WorkspaceError) as failed:
        git(tmp_path, *question)
    assert f"{tmp_path} {words}" in str(failed.value)
    assert failed.value.todo


def test_a_clone_without_its_history_is_known(hostile: tuple[Path, Path], tmp_path: Path) -> None:
    folder, _ = hostile
    run(tmp_path, "clone", "-q", "--depth", "1", "--no-checkout", folder.as_uri(), "shallow")
    assert is_shallow(tmp_path / "shallow")
    assert not is_shallow(folder)
    assert not is_shallow(tmp_path)
