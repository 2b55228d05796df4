"""The main job in real editors: fix a problem by hand in one, and a new process of it offers the fix elsewhere."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from people import Json, RealEditor, emacs, neovim, vim_with_ale

pytestmark = pytest.mark.editors

GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
ORDER = """\
from db import open_session


class Order:
    def total(self, prices):
        label = "é🙂" if self.customer.address == None else "x"  # keep me
        with open_session("a", timeout=9):
            return sum(prices), label
"""
PLAIN = ORDER.replace("é🙂", "plain")
SESSION = 'def open_session(name, *, timeout=None):\n    """Open it."""\n    return name\n'
USER = "from db import open_session\n\n\n" + "\n\n".join(
    f'def use_{n}():\n    with open_session("a", timeout={n}):\n        return "text"\n' for n in range(4)
)
STOCK = 'def stock(item):\n    return "é🙂", stock_count(item)\n'
FILES = {
    "stock.py": STOCK,
    "pyproject.toml": '[tool.ruff.lint]\nselect = ["E", "F"]\n',
    "greet.py": GREET,
    "order.py": ORDER,
    "plain.py": PLAIN,
    "db.py": SESSION,
    **{f"user_{n}.py": USER for n in range(6)},
}
PATIENT = "[hover]\nmilliseconds = 5000\n"
"""Settings of the person: what is said must not depend on how busy the machine is."""

OFFER = "hermes: maybe `self.customer.address == None` → `self.customer.address is None` (learned from 1 fix)"
CHECKED = OFFER.replace("maybe ", "").replace("(learned", "(checked by ruff, learned")
"""The same, once the checker has looked at its result."""

System = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project under git, whose path has a space and an accent; and a person's own folder beside it."""
    folder = tmp_path / "proj é"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], cwd=folder, check=True)
    (person(folder) / "hermes").mkdir(parents=True)
    (person(folder) / "hermes" / "settings.toml").write_text(PATIENT)
    return folder


def person(folder: Path) -> Path:
    return folder.parent / "person"


def teach(editor: RealEditor, folder: Path, *more: tuple[str, Path], **told: str) -> Json:
    """Fix the problem by hand."""
    steps = (("fix", folder / "greet.py"), *more)
    seen = editor.play(person(folder), *steps, OLD="name == None", NEW="name is None", **told)
    assert seen["learned"] == ["fix-ruff-e711"]
    assert (folder / "greet.py").read_text() == GREET.replace("name == None", "name is None")
    return seen


def teach_with_the_module(editor: RealEditor, folder: Path) -> None:
    """The same, and a problem that only another plug-in knows of."""
    seen = teach(editor, folder, ("forward", folder / "stock.py"), FLAGGED="stock_count", MENDED="count_stock")
    assert (folder / "stock.py").read_text(encoding="utf-8") == STOCK.replace("stock_count", "count_stock")
    assert seen["forwarded"][1].startswith("fix-shop-lint-s1")
    assert seen["details"] == 2
    assert seen["states"]
    assert all(words.startswith("hermes: ") for words in seen["states"])
    assert seen["elsewhere"] == "", "it has nothing to do with another buffer"


def go_on(editor: RealEditor, folder: Path, *more: tuple[str, Path]) -> Json:
    """In a new process: take the fix that was learned, follow a hint, and have a symbol explained."""
    path = folder / "order.py"
    right = ORDER.replace("address == None", "address is None")
    seen = editor.play(
        person(folder),
        ("offer", path),
        ("hint", path),
        ("symbol", path),
        *more,
        SYMBOL="open_session",
        HINTED="größe = 'neu'",
    )
    assert seen["offers"][0] in (OFFER, CHECKED)
    assert seen["text"] == right
    assert "fix-ruff-e711" in seen["hover"]

    hint, mended = "Strings are in double quotes", 'größe = "neu"'
    assert hint in seen["hint"]["words"]
    assert seen["hint"]["marked"] == "'neu'"
    assert "→" in seen["hints"][0]
    assert seen["hints"][1:] == ["hermes: why this hint?", "hermes: never here…"]
    assert seen["mended"] == mended
    assert path.read_text(encoding="utf-8") == f"{right}{mended}\n"

    assert "timeout=" in seen["symbol"]
    assert "# `open_session`" in seen["explained"]
    assert "Called by" in seen["explained"]
    return seen


@pytest.mark.slow
@pytest.mark.real_tools
def test_neovim_of_today(neovim_of_today: Path, folder: Path) -> None:
    """It learns with the part of the set-up for Neovim 0.8 to 0.10; 0.11 still has what these versions have."""
    teach_with_the_module(neovim(neovim_of_today, as_if_older=True, module=True), folder)
    seen = go_on(neovim(neovim_of_today), folder, ("refuse", folder / "plain.py"))
    assert seen["version"] == "0.11"
    assert seen["encoding"] == "utf-8"
    assert seen["with_context"][0] in (OFFER, CHECKED)
    assert Path(seen["page"]).parts[-2:] == ("fix-ruff-e711", "SKILL.md")
    assert seen["answers"] == ["In this file", "In this project"]
    assert not seen["after"]
    assert (folder / "plain.py").read_text(encoding="utf-8") == PLAIN


@pytest.mark.slow
@pytest.mark.real_tools
def test_neovim_of_the_system(system: System, folder: Path) -> None:
    program = system("nvim", "neovim")
    teach_with_the_module(neovim(program, module=True), folder)
    seen = go_on(neovim(program), folder)
    today = tuple(map(int, seen["version"].split("."))) >= (0, 11)
    assert seen["encoding"] == ("utf-8" if today else "utf-16")
    assert seen["with_context"][0] in (OFFER, CHECKED)


@pytest.mark.slow
@pytest.mark.real_tools
def test_emacs(system: System, folder: Path) -> None:
    editor = emacs(system("emacs", "emacs-nox elpa-eglot"))
    teach(editor, folder)
    go_on(editor, folder)


@pytest.mark.slow
@pytest.mark.real_tools
def test_vim_with_ale(system: System, folder: Path) -> None:
    """ALE counts columns in bytes, and the set-up tells the server so."""
    editor = vim_with_ale(system("vim", "vim vim-ale"))
    teach(editor, folder)
    go_on(editor, folder)
