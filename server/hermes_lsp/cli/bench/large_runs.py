"""Measuring on a tree of a million lines, beside other indexers on the same tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import click

from hermes_lsp.core.errors import HermesError

from ..client import ServerGone
from .hover_runs import hovers_on
from .index_runs import index_of
from .runs import Size, workshop
from .samples import Result
from .trees import copy_sources, make_large

RULE = """\
id: definition
language: Python
rule: {any: [{kind: function_definition}, {kind: class_definition}]}
"""
SECONDS = 900


async def large_tree(size: Size) -> list[Result]:
    """A large tree indexed, asked and hovered on; universal-ctags and ast-grep read it in the same run."""
    with workshop() as folder:
        tree = folder / "tree"
        if size.tree is not None:
            copy_sources(size.tree, tree)
            name = str(size.tree)
        else:
            name = f"{make_large(tree, size.large):,} lines"
        others = [
            Result(f"{tool} on {name}", "s", [seconds])
            for tool, command in _others(tree)
            if (seconds := _seconds(tool, command)) is not None
        ]
        indexed = index_of(tree, folder, size, name, rounds=1)
        try:
            hovered = await hovers_on(tree, folder, size, name, patience=SECONDS)
        except ServerGone as error:
            click.echo(f"hermes-lsp: hovers on {name} are left out ({error})", err=True)
            hovered = []
        return [*indexed, *others, *hovered]


def _others(tree: Path) -> list[tuple[str, list[str]]]:
    beside = Path(sys.executable).with_name("ast-grep")
    found = str(beside) if beside.is_file() else shutil.which("ast-grep") or "ast-grep"
    return [
        ("universal-ctags", ["ctags", "-R", "-f", "-", str(tree)]),
        ("ast-grep scan", [found, "scan", "--inline-rules", RULE, "--json=stream", str(tree)]),
    ]


def _seconds(tool: str, command: list[str]) -> float | None:
    """How long a tool takes; None, with a word, where it is not installed or does not do it."""
    start = time.perf_counter()
    try:
        if tool == "universal-ctags":
            said = subprocess.run(
                [command[0], "--version"], capture_output=True, text=True, timeout=SECONDS, check=True
            )
            if "Universal Ctags" not in said.stdout:
                raise HermesError("this ctags is another one")
            start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError, HermesError) as error:
        click.echo(f"hermes-lsp: {tool} is left out ({error})", err=True)
        return None
    return time.perf_counter() - start
