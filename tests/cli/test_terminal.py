"""The command line as a user and a script meet it: real processes, exit codes, help, completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hermes_lsp import __version__
from hermes_lsp.cli.console import table
from hermes_lsp.cli.exits import MEANINGS
from hermes_lsp.cli.group import COMMANDS, cli, run

HEAVY = ("pydantic", "rich", "lancedb", "numpy", "yaml", "tree_sitter", "pygls", "lsprotocol", "httpx")


def start(*arguments: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hermes_lsp", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, env={**os.environ, **environ}, timeout=60, check=False
    )


def modules_after(call: str) -> set[str]:
    """What Python has imported after a call of the door, which may end the process itself."""
    code = f"import atexit, sys\natexit.register(lambda: print('|', *sys.modules))\n{call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    return set(done.stdout.rpartition("|")[2].split())


def test_version_and_help_answer_in_a_real_process() -> None:
    assert start("--version").stdout == f"hermes-lsp {__version__}\n"
    helped = start("--help").stdout
    for name in COMMANDS:
        assert f"  {name} " in helped
    for code, meaning in MEANINGS.items():
        assert f"{code}  {meaning}" in helped


def test_the_list_of_commands_imports_none_of_them() -> None:
    loaded = modules_after("from hermes_lsp.cli.main import main; main(['--help'])")
    assert "hermes_lsp.cli.group" in loaded
    assert not loaded & {*HEAVY, "hermes_lsp.cli.fix", "hermes_lsp.cli.skills"}


@pytest.mark.parametrize("arguments", [["serve", "--help"], ["--stdio", "--help"]])
def test_an_editor_does_not_wait_for_what_terminals_need(arguments: list[str]) -> None:
    loaded = modules_after(f"from hermes_lsp.cli.main import main; sys.exit(main({arguments!r}))")
    assert "hermes_lsp.cli.serve" in loaded
    assert not loaded & {"click", "pydantic", "rich", "tree_sitter"}


def test_every_command_of_the_list_is_there_and_says_the_same_of_itself() -> None:
    from importlib.util import find_spec

    import click

    context = click.Context(cli)
    for name, (place, _) in COMMANDS.items():
        if find_spec(f"hermes_lsp.cli.{place.split(':')[0]}") or name != "eval":
            command = cli.get_command(context, name)
            assert command is not None
            assert command.get_short_help_str(200), f"{name} has no help"


def test_exit_codes_are_those_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    home = str(tmp_path / "home")
    assert start("fix", "clean.py", cwd=tmp_path, HERMES_LSP_HOME=home).returncode == 0
    (tmp_path / "unused.py").write_text("import os\n")
    assert start("fix", "unused.py", cwd=tmp_path, HERMES_LSP_HOME=home).returncode == 1
    assert start("fix", "--nonsense", cwd=tmp_path, HERMES_LSP_HOME=home).returncode == 2
    failed = start("skills", "forget", "nobody", cwd=tmp_path, HERMES_LSP_HOME=home)
    assert failed.returncode == 3
    assert failed.stderr.startswith("hermes-lsp: There is no skill named nobody")
    assert "Traceback" not in failed.stderr


def test_a_pipe_gets_no_colours_and_a_closed_pipe_no_complaint(tmp_path: Path) -> None:
    doctor = start("doctor", cwd=tmp_path, HERMES_LSP_HOME=str(tmp_path / "home"))
    assert "grammars" in doctor.stdout
    assert "\x1b" not in doctor.stdout
    command = f"{sys.executable} -m hermes_lsp schema | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_table_is_cut_off_nowhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("fix-a-long-name-of-a-skill", "trusted", "", "learned from three fixes")]
    table(rows, ("skill", "tier", "answers", "evidence"))
    piped = capsys.readouterr().out.splitlines()
    assert piped[1].split("  ")[0] == "fix-a-long-name-of-a-skill"
    assert piped == [line.rstrip() for line in piped], "no white space at the end"
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    table(rows, ("skill", "tier", "answers", "evidence"))
    name, *others = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out).splitlines()
    assert name == "fix-a-long-name-of-a-skill"
    assert " ".join(line.strip() for line in others) == "tier: trusted · evidence: learned from three fixes"
    assert all(len(line) <= 40 and line.startswith("  ") for line in others)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_named_and_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m hermes_lsp skills list > /dev/full"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False
    )
    assert done.returncode == 3
    assert done.stderr == "hermes-lsp: What was found cannot be printed: no space is left where it goes\n"


def test_what_is_stopped_with_ctrl_c_was_not_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hermes_lsp.cli.schema.schema.callback", stopped)
    assert run(["schema"]) == 3, "1 would say that there are findings"
    assert capsys.readouterr().err == "hermes-lsp: Stopped before it was done\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_asks_this_program(shell: str) -> None:
    script = start("completion", shell).stdout
    assert f"_HERMES_LSP_COMPLETE={shell}_complete" in script
    assert "hermes-lsp" in script


def test_bash_completes_commands_and_their_options() -> None:
    def complete(line: str) -> list[str]:
        words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        answer = start(_HERMES_LSP_COMPLETE="bash_complete", **words).stdout
        return [row.partition(",")[2] for row in answer.splitlines()]

    assert complete("hermes-lsp sk") == ["skills"]
    assert "share" in complete("hermes-lsp skills s")
    assert "--select" in complete("hermes-lsp fix --s")
