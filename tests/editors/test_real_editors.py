"""The main job in real editors: fix a problem by hand in one, and a new process of it offers the fix elsewhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from people import CLIENTS, Json, RealEditor, emacs, neovim, vim_with_ale

pytestmark = pytest.mark.editors

GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
ORDER = (
    "class Order:\n"
    "    def total(self, prices):\n"
    '        label = "é🙂" if self.customer.address == None else "x"  # keep me\n'
    "        return sum(prices), label\n"
)
PLAIN = ORDER.replace("é🙂", "plain")
OFFER = "hermes: maybe `self.customer.address == None` → `self.customer.address is None` (learned from 1 fix)"
CHECKED = OFFER.replace("maybe ", "").replace("(learned", "(checked by ruff, learned")
"""The same, once the checker has looked at its result."""

COMMAND = ["hermes-lsp", "--stdio"]

System = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose path has a space and an accent."""
    folder = tmp_path / "proj é"
    (folder / ".git").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n')
    (folder / "greet.py").write_text(GREET)
    (folder / "order.py").write_text(ORDER, encoding="utf-8")
    (folder / "plain.py").write_text(PLAIN)
    return folder


def teach(editor: RealEditor, folder: Path) -> None:
    """Fix the problem by hand."""
    seen = editor.fix(folder.parent / "person", folder / "greet.py", "name == None", "name is None")
    assert seen["learned"] == ["fix-ruff-e711"]
    assert (folder / "greet.py").read_text() == GREET.replace("name == None", "name is None")


def take_offer(editor: RealEditor, folder: Path, name: str = "order.py", *, linter: bool = False) -> Json:
    """In a new process: hover, open the menu, take the fix, save."""
    path = folder / name
    right = path.read_text(encoding="utf-8").replace("address == None", "address is None")
    seen = editor.take_offer(folder.parent / "person", path, linter=linter)
    assert seen.get("menu", [])[:1] in ([OFFER], [CHECKED])
    assert seen["text"] == right
    assert path.read_text(encoding="utf-8") == right
    assert "fix-ruff-e711" in seen["hover"]
    return seen


@pytest.mark.slow
@pytest.mark.real_tools
def test_neovim_learns_and_offers(neovim_of_today: Path, folder: Path) -> None:
    editor = neovim(neovim_of_today)
    teach(editor, folder)
    seen = take_offer(editor, folder, linter=True)
    assert seen["version"] == "0.11"
    assert seen["encoding"] == "utf-8"
    assert seen["with_context"][0] in (OFFER, CHECKED)


@pytest.mark.slow
@pytest.mark.real_tools
def test_neovim_says_why_and_takes_a_no(neovim_of_today: Path, folder: Path) -> None:
    editor = neovim(neovim_of_today)
    teach(editor, folder)
    seen = editor.refuse(folder.parent / "person", folder / "order.py")
    assert Path(seen["page"]).parts[-2:] == ("fix-ruff-e711", "SKILL.md")
    assert seen["answers"] == ["In this file", "In this project"]
    assert not seen["after"]
    assert (folder / "order.py").read_text(encoding="utf-8") == ORDER


@pytest.mark.slow
@pytest.mark.real_tools
def test_the_setup_for_neovim_0_8_to_0_10(neovim_of_today: Path, folder: Path) -> None:
    """Played with 0.11, which still has what these versions have."""
    editor = neovim(neovim_of_today, as_if_older=True)
    teach(editor, folder)
    take_offer(editor, folder)


@pytest.mark.slow
@pytest.mark.real_tools
def test_neovim_of_the_system_learns_and_offers(system: System, folder: Path) -> None:
    editor = neovim(system("nvim", "neovim"))
    teach(editor, folder)
    take_offer(editor, folder, "plain.py", linter=True)
    seen = take_offer(editor, folder, linter=True)
    today = tuple(map(int, seen["version"].split("."))) >= (0, 11)
    assert seen["encoding"] == ("utf-8" if today else "utf-16")
    assert seen["with_context"][0] in (OFFER, CHECKED)


@pytest.mark.slow
@pytest.mark.real_tools
def test_emacs_learns_and_offers(system: System, folder: Path) -> None:
    editor = emacs(system("emacs", "emacs-nox elpa-eglot"))
    teach(editor, folder)
    take_offer(editor, folder)


@pytest.mark.slow
@pytest.mark.real_tools
def test_vim_with_ale_learns_and_offers(system: System, folder: Path) -> None:
    """On a line of ASCII: ALE counts columns in bytes, whatever the server says."""
    editor = vim_with_ale(system("vim", "vim vim-ale"))
    teach(editor, folder)
    take_offer(editor, folder, "plain.py")


def test_the_other_setups_start_the_same_command() -> None:
    """Helix and Zed are not run here; their files are at least whole, and name what the others name."""
    helix = tomllib.loads((CLIENTS / "helix" / "languages.toml").read_text())
    server = helix["language-server"]["hermes"]
    assert [server["command"], *server["args"]] == COMMAND
    assert all("hermes" in language["language-servers"] for language in helix["language"])

    text = (CLIENTS / "zed" / "settings.json").read_text()
    zed = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    server = zed["lsp"]["pylsp"]["binary"]
    assert [server["path"], *server["arguments"]] == COMMAND
    assert "pylsp" in zed["languages"]["Python"]["language_servers"]
