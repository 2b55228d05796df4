"""What the stories of this folder share: small projects, skills written by hand, and what is left on the disk."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from editor import Editor, Json

from hermes_lsp.core.places import Places

VSCODE, NEOVIM, EMACS = "visual_studio_code_v1.65.2", "neovim_v0.11.0", "emacs_v29.1"
RUFF_CONFIG = '[tool.ruff.lint]\nselect = ["E", "F"]\n'
GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
IS_NONE = """\
version: 1
language: python
recipes:
  - match: "$A == None"
    replace: "${A} is None"
"""


def make_project(folder: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with a configuration for ruff and these files."""
    for name, content in {"pyproject.toml": RUFF_CONFIG, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def write_skill(
    skills: Path,
    name: str,
    problem: str,
    recipe: str,
    *,
    tier: str = "candidate",
    evidence: str = "",
    body: str = "",
    symbols: str = "",
) -> Path:
    """A skill as a person writes it by hand; without a problem it is about symbols."""
    folder = skills / name
    folder.mkdir(parents=True)
    said = "".join(
        f'\n  hermes-lsp-{field}: "{value}"'
        for field, value in (("problems", problem), ("symbols", symbols), ("evidence", evidence))
        if value
    )
    (folder / "SKILL.md").write_text(
        f'---\nname: {name}\ndescription: "Mends {problem or symbols}, written by hand."\nmetadata:{said}\n'
        f"  hermes-lsp-languages: python\n  hermes-lsp-tier: {tier}\n---\n\n"
        f"{body or 'Written by hand.'}\n"
    )
    (folder / "recipe.yml").write_text(recipe)
    return folder


def private(home: Path, folder: Path | None) -> Path:
    """The private files of a workspace."""
    return Places(home).workspace(folder).root


def problem_at(
    editor: Editor,
    uri: str,
    text: str,
    code: str | int | None,
    *,
    source: str | None = "lint",
    message: str = "Mend it",
) -> Json:
    """A diagnostic on the first occurrence of a text."""
    at = editor.texts[uri].index(text)
    diagnostic: Json = {"range": editor.range(editor.texts[uri], at, at + len(text)), "message": message, "severity": 2}
    if source is not None:
        diagnostic["source"] = source
    if code is not None:
        diagnostic["code"] = code
    return diagnostic


def e711(editor: Editor, uri: str, text: str = "None") -> Json:
    """What an editor's ruff extension shows; the text is what the squiggle is under, or starts with ``==``."""
    diagnostic = problem_at(editor, uri, text, "E711", source="Ruff", message=E711)
    if text != "None":  # the squiggle is under the word None at its end
        end = diagnostic["range"]["end"]
        diagnostic["range"]["start"] = {**end, "character": end["character"] - 4}
    return diagnostic


E711 = "Comparison to `None` should be `cond is None`"


def seen(editor: Editor, uri: str) -> None:
    """Wait until the checkers have looked at the text as it was opened."""
    editor.wait("the checkers' first answer", lambda: editor.status(uri)["checked"])


def settle(editor: Editor) -> None:
    """Wait until what a save began has ended."""
    editor.wait("quiet", lambda: not editor.status()["busy"])


def type_and_save(editor: Editor, uri: str, *replacements: tuple[str, str]) -> None:
    """See the problems, type over some texts, save."""
    seen(editor, uri)
    for old, new in replacements:
        editor.replace(uri, old, new)
    editor.save(uri)


def learn(editor: Editor, uri: str, old: str, new: str) -> None:
    """Fix something by hand, and wait until it is learned."""
    count = editor.status()["skillsLearned"]
    type_and_save(editor, uri, (old, new))
    editor.wait("a learned skill", lambda: editor.status()["skillsLearned"] > count)


def offer_for(editor: Editor, uri: str, problem: Json) -> Json:
    """The first fix in the menu, as soon as there is one."""
    return editor.wait("the offer", lambda: editor.fixes(uri, [problem]))[0]  # type: ignore[no-any-return]


def episodes(home: Path, code: str = "") -> list[Json]:
    """The Episodes in all journals below the state root, those of one code or all."""
    found: list[Json] = []
    for path in sorted(home.glob("workspaces/*/journal.db")):  # skills beside it come and go
        found += [json.loads(body) for _, _, kind, body in rows(path) if kind == "episode"]
    return [episode for episode in found if not code or episode["problem"]["code"] == code]


def rows(journal: Path) -> list[tuple[int, str, str, str]]:
    """Number, hash, kind and body of all rows of a journal; none while it is being made."""
    db = sqlite3.connect(journal)
    try:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'rows'").fetchone():
            return []
        return db.execute("SELECT seq, hash, kind, body FROM rows ORDER BY seq").fetchall()
    finally:
        db.close()


def lessons(home: Path, code: str = "") -> list[Json]:
    """The Episodes of fixes by hand."""
    return [e for e in episodes(home, code) if e["outcome"] == "kept" and e["attempt"]["actor"] == "developer"]


def hermes(folder: Path, home: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "hermes_lsp", *arguments],
        cwd=folder,
        env={**os.environ, "HERMES_LSP_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
