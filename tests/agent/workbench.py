"""A small project with the real ruff, a problem in it, and a task for a scripted model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hermes_lsp.agent.attempt import Task, attempt
from hermes_lsp.agent.context import Material, make_context, problem_piece
from hermes_lsp.agent.endpoint import endpoint_of
from hermes_lsp.agent.lessons import Lesson, lessons_for
from hermes_lsp.agent.loop import Stood, Work
from hermes_lsp.agent.tools import Surroundings
from hermes_lsp.checks.discovery import find_checkers
from hermes_lsp.checks.identity import canonical
from hermes_lsp.core.episode import Episode
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.settings import Model, Settings
from hermes_lsp.core.text import Span
from hermes_lsp.syntax.document import Document
from model_server import ModelServer, Say

GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
FIXED = GREET.replace("==", "is")


def block(old: str, new: str, path: str = "greet.py") -> str:
    return f"{path}\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n"


RIGHT = Say(f"I compare by identity.\n{block('    if name == None:', '    if name is None:')}")
WRONG = Say(block("    if name == None:", "    if name != None:"))
SILENCED = Say(block("    if name == None:", "    if name == None:  # noqa: E711"))
UNPARSABLE = Say(block("    if name == None:", "    if name is None"))
NO_EDIT = Say("I am not sure what you mean.")


@dataclass
class Bench:
    """A project and what happened in it."""

    folder: Path
    state: Path
    text: str = GREET
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    work: Work = field(default_factory=Work)

    @property
    def document(self) -> Document:
        path = self.folder / "greet.py"
        return Document(path.as_uri(), "greet.py", "python", self.text.encode())

    @property
    def problem(self) -> Problem:
        at = self.text.index("None")
        key = canonical("ruff", "E711")
        return Problem(key, "Comparison to `None` should be `cond is None`", Span(at, at + 4), "python", "greet.py")

    @property
    def where(self) -> Surroundings:
        return Surroundings(self.folder, self.state / "index.db")

    def lessons(self, episodes: Sequence[Episode]) -> list[Lesson]:
        return lessons_for(episodes, self.document, self.problem, lambda name: None)

    def task(self, server: ModelServer, lessons: Sequence[Lesson] = (), **settings: Any) -> Task:
        model = Model(url=server.url, name="tiny", **settings)
        return Task(
            document=self.document,
            path=self.folder / "greet.py",
            problem=self.problem,
            endpoint=endpoint_of(model),
            context=make_context(self.material(lessons=lessons), 4_000),
            where=self.where,
            checkers=find_checkers(self.folder, Settings(), os.environ).found,
            root=self.state,
            lessons=lessons,
        )

    def material(self, **parts: Any) -> Material:
        about = problem_piece(self.document, self.problem)
        return Material(self.document, self.problem.span, about, self.where, **parts)

    def run(self, task: Task) -> Stood:
        self.work = Work()

        async def run() -> Stood:
            try:
                return await attempt(task, self.work, on_text=self.texts.append, on_note=self.notes.append)
            finally:
                assert asyncio.all_tasks() == {asyncio.current_task()}, "no task is left behind"

        return asyncio.run(run())

    def edited(self, task: Task) -> str:
        """The text with the edit that the model comes to in the end."""
        return self.run(task).changes[0].after.source.decode()


def make_bench(tmp_path: Path, **files: str) -> Bench:
    folder, state = tmp_path / "project", tmp_path / "state"
    for path, text in {"pyproject.toml": '[tool.ruff.lint]\nselect = ["E", "F"]\n', "greet.py": GREET, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    state.mkdir()
    return Bench(folder, state)
