"""Runs a real checker once over many small texts and tells what it found in each.

Every text lies in a file of its own in one folder, so that one process is started per tool and not one per text.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

BIN = Path(sys.executable).parent
# Rules that contradict each other or the formatter, or that look at a file's name and neighbours, and not at its text.
RUFF_IGNORED = "ANN,COM812,CPY,D,ERA,FIX,INP,N999,T201,W391"


class Found(NamedTuple):
    """One diagnostic; lines and columns count from 0, columns in the tool's own unit."""

    code: str
    message: str
    start: tuple[int, int]
    end: tuple[int, int]
    safe_fix: bool = False


def run_ruff(folder: Path) -> dict[str, list[Found]]:
    """All stable rules of ruff but those in ``RUFF_IGNORED``; ``safe_fix`` as ruff itself says."""
    command = [BIN / "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--select=ALL"]
    command += [f"--ignore={RUFF_IGNORED}", "--target-version=py312", "--output-format=json", "."]
    found: dict[str, list[Found]] = {}
    for item in json.loads(_output(command, folder)):
        start, end = item["location"], item["end_location"]
        safe = (item["fix"] or {}).get("applicability") == "safe"
        place = ((start["row"] - 1, start["column"] - 1), (end["row"] - 1, end["column"] - 1))
        name = Path(item["filename"]).name
        found.setdefault(name, []).append(Found(item["code"] or "", item["message"], *place, safe))
    return found


def run_mypy(folder: Path) -> dict[str, list[Found]]:
    """mypy, strict."""
    command = [BIN / "mypy", "--strict", "--output=json", "--show-error-end", "--no-incremental", "--config-file="]
    command += ["--cache-dir=/dev/null" if os.name != "nt" else "--cache-dir=nul", "."]
    found: dict[str, list[Found]] = {}
    for line in _output(command, folder).splitlines():
        item = json.loads(line)
        start = (item["line"] - 1, item["column"])
        end = (item.get("end_line", item["line"]) - 1, item.get("end_column", item["column"]))
        found.setdefault(Path(item["file"]).name, []).append(Found(item["code"] or "", item["message"], start, end))
    return found


def run_pyright(folder: Path) -> dict[str, list[Found]]:
    """pyright with its standard rules."""
    found: dict[str, list[Found]] = {}
    for item in json.loads(_output([BIN / "pyright", "--outputjson", "."], folder))["generalDiagnostics"]:
        start, end = item["range"]["start"], item["range"]["end"]
        place = ((start["line"], start["character"]), (end["line"], end["character"]))
        found.setdefault(Path(item["file"]).name, []).append(Found(item.get("rule", ""), item["message"], *place))
    return found


def run_shellcheck(folder: Path) -> dict[str, list[Found]]:
    """shellcheck without its optional checks; ``safe_fix`` where it has a replacement of its own."""
    files = sorted(path.name for path in folder.iterdir() if path.suffix in (".sh", ".bash"))
    found: dict[str, list[Found]] = {}
    for item in json.loads(_output([BIN / "shellcheck", "--norc", "--format=json1", *files], folder))["comments"]:
        place = ((item["line"] - 1, item["column"] - 1), (item["endLine"] - 1, item["endColumn"] - 1))
        found.setdefault(item["file"], []).append(
            Found(f"SC{item['code']}", item["message"], *place, item.get("fix") is not None)
        )
    return found


def run_eslint(folder: Path, node_modules: Path, rules: Mapping[str, Sequence[str]]) -> dict[str, list[Found]]:
    """eslint's and typescript-eslint's recommended rules, and the given ones besides, by language."""
    config = folder / "eslint.config.mjs"
    links = folder / "node_modules"
    if not links.exists():
        links.symlink_to(node_modules)
    text = _ESLINT_CONFIG
    for language, codes in rules.items():
        text = text.replace(f"{language.upper()}_RULES", json.dumps(dict.fromkeys(codes, "error")))
    config.write_text(text, encoding="utf-8")
    (folder / "tsconfig.json").write_text(_TSCONFIG, encoding="utf-8")
    command: list[str | Path] = ["node", node_modules / "eslint" / "bin" / "eslint.js", "--format=json", "."]
    found: dict[str, list[Found]] = {}
    for item in json.loads(_output(command, folder)):
        for message in item["messages"]:
            start = (message["line"] - 1, message["column"] - 1)
            end = (message.get("endLine", message["line"]) - 1, message.get("endColumn", message["column"]) - 1)
            found.setdefault(Path(item["filePath"]).name, []).append(
                Found(message["ruleId"] or "parse-error", message["message"], start, end, "fix" in message)
            )
    return found


_ESLINT_CONFIG = """\
import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["eslint.config.mjs"] },
  { linterOptions: { reportUnusedDisableDirectives: "off" } },
  {
    languageOptions: {
      globals: { console: "readonly", fetch: "readonly", require: "readonly", setTimeout: "readonly" },
    },
  },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  { files: ["**/*.js"], rules: JAVASCRIPT_RULES },
  { files: ["**/*.ts"], rules: TYPESCRIPT_RULES },
);
"""
_TSCONFIG = """\
{ "compilerOptions": { "strict": true, "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler",
  "allowJs": false, "noEmit": true, "types": [] }, "include": ["*.ts", "*.tsx"] }
"""


def _output(command: list[Any], folder: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, check=False, timeout=300)
    if not done.stdout.strip() and done.returncode not in (0, 1):
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[:2000]}")
    return done.stdout.decode()
