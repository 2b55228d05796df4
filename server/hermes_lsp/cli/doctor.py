"""`hermes-lsp doctor`."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import doctor_model
from .console import console, print_json
from .exits import DONE, REMAINS
from .findings import BROKEN, MISSING, OK, WAITING, Finding
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.workflows.project import Project

_MARKS = {OK: ("✓", "green"), MISSING: ("✗", "red"), WAITING: ("…", "yellow"), BROKEN: ("✗", "red")}


@click.command()
@workspace_options
@json_option
@click.pass_context
def doctor(context: click.Context, workspace: Path | None, trust: bool, as_json: bool) -> None:
    """Say what is found, what is missing, and how to mend it. Changes nothing.

    Exit code 1 says that something is missing or broken; what only waits for your trust does not count.
    """
    project = open_project(workspace, trust=trust)
    findings = list(_findings(project))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        _print(findings)
    ill = any(finding.state in (MISSING, BROKEN) for finding in findings)
    context.exit(REMAINS if ill else DONE)


def _findings(project: Project) -> Iterator[Finding]:
    yield from _machine(project)
    yield from _checkers(project)
    yield from _grammars()
    yield from _skills(project)
    yield from _journal(project)
    yield from _search(project)
    yield from doctor_model.findings(project)


def _machine(project: Project) -> Iterator[Finding]:
    from hermes_lsp import __version__
    from hermes_lsp.core.places import Places

    yield Finding("machine", "hermes-lsp", OK, f"{__version__}, Python {platform.python_version()} ({sys.executable})")
    yield Finding("machine", "workspace", OK, f"{project.folder}{', trusted' if project.settings.trusted else ''}")
    root = Places.from_environment().root
    if _can_write(root):
        yield Finding("machine", "state", OK, str(root))
    else:
        mend = "make it writable, or let HERMES_LSP_HOME name another folder"
        yield Finding("machine", "state", BROKEN, f"{root} cannot be written; nothing can be learned", mend)
    node = shutil.which("node")
    yield Finding("machine", "node", OK, node or "not found; only eslint, tsc and pyright need it")
    if not project.settings.enable:
        yield Finding("settings", "enable", WAITING, "hermes-lsp is switched off here", "set enable to true")
    skill_problems = {str(problem) for problem in project.library().scan().problems}
    for warning in project.warnings:
        if warning not in skill_problems:
            yield Finding("settings", "settings", BROKEN, warning, "correct the value, or remove it")


def _checkers(project: Project) -> Iterator[Finding]:
    from hermes_lsp.workflows.checking import checkers_of

    discovery = checkers_of(project)
    for found in discovery.found:
        yield Finding("checkers", found.checker.name, OK, f"{found.program} ({found.why})")
    for found in discovery.waiting_for_trust:
        detail = f"{found.program} would run code of the project ({found.why})"
        mend = "if you trust the project: `trusted` in the editor's settings, or --trust here"
        yield Finding("checkers", found.checker.name, WAITING, detail, mend)
    for name, sentence in discovery.missing:
        what, _, how = sentence.partition(": ")
        yield Finding("checkers", name, MISSING, what, how)
    for sentence in discovery.problems:
        yield Finding("checkers", "settings", BROKEN, sentence, "correct the value, or remove it")
    if not discovery.found and not discovery.waiting_for_trust and project.settings.enable:
        detail = "none was found, so the terminal cannot look at files and nothing is learned from saves"
        yield Finding(
            "checkers", "any", MISSING, detail, "install the linter of your project, such as: pip install ruff"
        )


def _grammars() -> Iterator[Finding]:
    from hermes_lsp.core.errors import UnsupportedLanguage
    from hermes_lsp.syntax.grammars import all_languages, load_grammar

    loaded = []
    for language in all_languages():
        try:
            load_grammar(language)
            loaded.append(language.id)
        except UnsupportedLanguage as error:
            yield Finding("grammars", language.id, BROKEN, f"{error.what}. {error.kept}", error.todo)
    yield Finding("grammars", "loaded", OK, f"{len(loaded)}: {', '.join(loaded)}")


def _skills(project: Project) -> Iterator[Finding]:
    scan = project.library().scan()
    broken = {str(problem.folder): problem for problem in scan.problems}
    for problem in scan.problems:
        yield Finding(
            "skills", problem.name or "folder", BROKEN, str(problem), "correct the file, or remove the folder"
        )
    for skill in scan.skills:
        if skill.quarantined and str(skill.folder) not in broken:
            mend = f"hermes-lsp skills test {skill.name}"
            yield Finding("skills", skill.name, BROKEN, f"in quarantine: {skill.quarantined}", mend)
    waiting = [skill.name for skill in scan.skills if not skill.active]
    if waiting:
        detail = f"{len(waiting)} skills came with the workspace and do nothing yet: {', '.join(waiting[:5])}"
        mend = "look at them, then trust the workspace in the editor's settings, or --trust here"
        yield Finding("skills", "project", WAITING, detail, mend)
    counts = {
        origin: sum(skill.origin == origin for skill in scan.skills) for origin in {s.origin for s in scan.skills}
    }
    words = ", ".join(f"{count} {origin}" for origin, count in sorted(counts.items())) or "none yet"
    yield Finding("skills", "known", OK, words)


def _journal(project: Project) -> Iterator[Finding]:
    from hermes_lsp.core.errors import JournalError
    from hermes_lsp.learning.journal import Journal

    path = project.places.journal
    if not path.exists():
        yield Finding("journal", "journal", OK, "not begun yet: nothing has been learned in this workspace")
        return
    try:
        with Journal.open(path) as opened:
            for message in opened.messages:
                yield Finding("journal", "journal", BROKEN, message)
            verdict = opened.verify()
    except JournalError as error:
        yield Finding("journal", "journal", BROKEN, error.what, error.todo)
        return
    if verdict.ok:
        yield Finding("journal", "journal", OK, f"{verdict.rows} rows, all as they were written ({path})")
    else:
        mend = "see `hermes-lsp journal --verify`; the skills are not affected"
        yield Finding("journal", "journal", BROKEN, f"it was changed: {verdict.reason}", mend)


def _search(project: Project) -> Iterator[Finding]:
    from hermes_lsp.core.errors import HermesError
    from hermes_lsp.skills.embedding import make_embedder
    from hermes_lsp.skills.store import SkillStore

    embeddings = project.settings.embeddings
    try:
        embedder = make_embedder(embeddings)
        embedder.embed(["is it there?"])
        yield Finding("search", "embeddings", OK, f"{embedder.name}, {embedder.dimensions} dimensions")
    except HermesError as error:
        yield Finding("search", "embeddings", BROKEN, f"{error.what}. {error.kept}", error.todo)
        return
    store = project.places.store
    if not store.exists():
        yield Finding("search", "store", OK, "not made yet; it is made from the skill folders when it is needed")
        return
    try:
        yield Finding("search", "store", OK, f"{SkillStore(store, embedder).count()} rows ({store})")
    except HermesError as error:
        yield Finding("search", "store", BROKEN, error.what, error.todo or f"remove {store}; it is made again")


def _can_write(root: Path) -> bool:
    there = next(folder for folder in (root, *root.parents) if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _print(findings: list[Finding]) -> None:
    from rich.text import Text

    screen = console()
    area = ""
    for finding in findings:
        if finding.area != area:
            area = finding.area
            screen.print(Text(f"\n{area}" if finding is not findings[0] else area, style="bold"))
        mark, style = _MARKS[finding.state]
        line = Text("  ").append(mark, style=style).append(f" {finding.name:<12} ", style="bold")
        screen.print(line.append(finding.detail, style="default"))
        if finding.mend:
            screen.print(Text(f"      → {finding.mend}", style="yellow"))
