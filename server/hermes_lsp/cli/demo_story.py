"""The steps of the demo. Each does something over the protocol, looks at what came back, and says how long it took."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from hermes_lsp.core.errors import CheckerMissing, HermesError
from hermes_lsp.core.places import HOME_VARIABLE, Places
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.positions import Unit
from hermes_lsp.workflows.checking import check_document, checkers_of
from hermes_lsp.workflows.project import Project, load_project

from .client import Client
from .console import console

CODE = "E711"
PATIENCE = 30.0
"""Seconds after which a step counts as failed."""
MOST_LINES = 32
"""Of a recipe or a page that are shown."""

FILES = {
    "pyproject.toml": '[tool.ruff.lint]\nselect = ["E", "F"]\n',
    "greet.py": """\
def greet(name):
    if name == None:
        return "hello"
    return f"hello {name}"
""",
    "order.py": """\
class Order:
    def label(self):
        return "to be collected" if self.customer.address == None else self.customer.address
""",
    "invoice.py": """\
def overdue(invoices, today):
    return [one for one in invoices if one.paid_on == None and one.due < today]
""",
}


class StepFailed(HermesError):
    """A step of the demo did not turn out as it should."""


async def tell(folder: Path) -> None:
    """Run all steps in a folder, which holds the sample project and the demo's own state afterwards.

    Raises:
        HermesError: if a step is not true.
    """
    project_folder, home = folder / "shop", folder / "state"
    project_folder.mkdir(exist_ok=True)
    home.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (project_folder / name).write_text(text, encoding="utf-8")
    await Story(project_folder, home).run()


class Story:
    """One telling: the project, its state, and the screen."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        self.screen: Console = console()
        self.steps = 0

    async def run(self) -> None:
        self.screen.print(Text("hermes-lsp: fix one problem once", style="bold"))
        self.say(f"A sample project in {self.folder}, the real ruff, and the server as an editor starts it.")
        if not any(found.checker.name == "ruff" for found in checkers_of(self.project()).found):
            raise CheckerMissing("The demo needs ruff, and it is not installed", todo="pip install ruff")
        first = await self.start("The server starts")
        try:
            await self.learn(first, self.folder / "greet.py")
            await self.offer_and_apply(first, self.folder / "order.py")
            await self.kill(first)
        finally:
            await _end(first)
        second = await self.start("A new server starts")
        try:
            await self.offer_and_apply(second, self.folder / "invoice.py", ask_why=True)
            async with self.step("The server shuts down in order"):
                self.expect(await second.stop() == 0, "its exit code was not 0")
        finally:
            await _end(second)
        self.screen.print(Text("\nAll of it was true.", style="bold green"))

    async def start(self, title: str) -> Client:
        async with self.step(title):
            with (self.home / "server.log").open("ab") as log:
                client = await Client.start(
                    [sys.executable, "-m", "hermes_lsp", "--stdio"],
                    cwd=self.folder,
                    environ={**os.environ, HOME_VARIABLE: str(self.home)},
                    log=log,
                )
            await client.initialize(self.folder)
        return client

    async def learn(self, client: Client, path: Path) -> None:
        uri = client.open(path, "python")
        async with self.step(f"ruff reports a problem in {path.name}"):
            problems = await self.problems(client, path)
            self.expect(bool(problems), f"ruff does not report {CODE}")
        self.show_problem(client, uri, problems[0])
        async with self.step("Nothing is known about it yet"):
            self.expect(not await self.fixes(client, uri, problems), "a fix is offered already")
            await self.status(client, uri, "baseline")
        before = client.text(uri)
        line = problems[0]["range"]["start"]["line"]
        column = before.splitlines()[line].index("== None")
        where = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + len("==")}}
        async with self.step("You fix it by hand and save; a skill is learned"):
            client.change(uri, [{"range": where, "newText": "is"}])
            client.save(uri, path)
            await self.status(client, uri, "learned")
        self.show_change(before, client.text(uri))
        self.show_skill()

    async def offer_and_apply(self, client: Client, path: Path, *, ask_why: bool = False) -> None:
        uri = client.open(path, "python")
        problems = await self.problems(client, path)
        self.expect(bool(problems), f"ruff does not report {CODE} in {path.name}")
        await self.until("the skills to be loaded", lambda: self.fixes(client, uri, problems))
        async with self.step(f"The same fix is offered in {path.name}"):
            fixes = await self.fixes(client, uri, problems)
            self.expect(bool(fixes), "no fix is offered")
        self.say(fixes[0]["title"], style="bold magenta")
        if ask_why:
            await self.why(client, uri, problems)
        before = client.text(uri)
        async with self.step("You choose it; the editor applies it"):
            action = fixes[0]
            if "edit" not in action:
                action = await client.request("codeAction/resolve", action)
            client.apply(action["edit"])
            client.save(uri, path)
        self.show_change(before, client.text(uri))
        async with self.step("ruff has nothing to report any more"):
            self.expect(not await self.problems(client, path), f"ruff still reports {CODE}")

    async def why(self, client: Client, uri: str, problems: list[dict[str, Any]]) -> None:
        async with self.step("You choose “why this fix?”; the skill's page opens"):
            actions = await self.actions(client, uri, problems)
            commands = [action["command"] for action in actions if action.get("command")]
            why = next((command for command in commands if command["command"] == "hermes.why"), None)
            self.expect(why is not None, "the menu has no “why?”")
            page = await client.request("workspace/executeCommand", why)
            self.expect("greet.py" in page, "the page does not say where it was learned")
        self.show_text(page)

    async def kill(self, client: Client) -> None:
        async with self.step("The server is killed (SIGKILL): it can save nothing any more"):
            await client.kill()

    async def problems(self, client: Client, path: Path) -> list[dict[str, Any]]:
        """What an editor's own ruff extension would show: the demo starts the same ruff on the same text."""
        project, uri = self.project(), path.as_uri()
        document = Document(uri, path.name, "python", client.documents[uri][1])
        checked = await check_document(document, path, checkers_of(project).found, project)
        for _, error in checked.failures:
            raise error
        lines = checked.document.lines
        return [
            {
                "range": {
                    name: {"line": place.line, "character": place.column}
                    for name, place in (
                        ("start", lines.position(problem.span.start, Unit.UTF8)),
                        ("end", lines.position(problem.span.end, Unit.UTF8)),
                    )
                },
                "severity": int(problem.severity),
                "source": "Ruff",
                "code": problem.key.code,
                "message": problem.message,
            }
            for problem in checked.problems
            if problem.key.code == CODE
        ]

    async def fixes(self, client: Client, uri: str, problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The actions of the menu that change the text: not "why?" and not "never"."""
        return [
            action
            for action in await self.actions(client, uri, problems)
            if action.get("kind") == "quickfix" and not action.get("command")
        ]

    async def actions(self, client: Client, uri: str, problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
        actions = await client.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": problems[0]["range"],
                "context": {"diagnostics": problems[:1], "triggerKind": 1},
            },
        )
        return [action for action in actions or [] if action["title"].startswith("hermes: ")]

    async def status(self, client: Client, uri: str, what: str) -> None:
        async def asked() -> Any:
            command = {"command": "hermes.status", "arguments": [uri]}
            return (await client.request("workspace/executeCommand", command)).get(what)

        await self.until(f"the server's status “{what}”", asked)

    async def until(self, what: str, ask: Callable[[], Any]) -> Any:
        """Ask until the answer is true. The server tells nobody when it has learned; an editor just asks again."""
        end = time.monotonic() + PATIENCE
        while not (answer := await ask()):
            if time.monotonic() > end:
                raise StepFailed(f"Waited {PATIENCE:.0f} s in vain for {what}")
            await asyncio.sleep(0.02)
        return answer

    def project(self) -> Project:
        return load_project(self.folder, places=Places(self.home))

    def expect(self, true: bool, otherwise: str) -> None:
        if not true:
            raise StepFailed(f"This step is not true: {otherwise}")

    @asynccontextmanager
    async def step(self, title: str) -> AsyncIterator[None]:
        """One step: its number, a tick or a cross, and how long it took."""
        self.steps += 1
        start = time.perf_counter()
        try:
            yield
        except HermesError:
            self.screen.print(Text(f"\n{self.steps:>2} ").append("✗ ", style="bold red").append(title, style="bold"))
            raise
        took = f"  {1000 * (time.perf_counter() - start):,.0f} ms"
        line = Text(f"\n{self.steps:>2} ").append("✓ ", style="bold green").append(title, style="bold")
        self.screen.print(line.append(took, style="dim"))

    def say(self, words: str, style: str = "default") -> None:
        self.screen.print(Text(f"     {words}", style=style))

    def show_problem(self, client: Client, uri: str, problem: dict[str, Any]) -> None:
        start, end = problem["range"]["start"], problem["range"]["end"]
        self.say(client.text(uri).splitlines()[start["line"]])
        width = max(end["character"] - start["character"], 1)
        self.say(" " * start["character"] + "^" * width + f" {problem['code']}: {problem['message']}", "yellow")

    def show_change(self, before: str, after: str) -> None:
        for old, new in zip(before.splitlines(), after.splitlines(), strict=False):
            if old != new:
                self.say(f"- {old.strip()}", "red")
                self.say(f"+ {new.strip()}", "green")

    def show_text(self, text: str) -> None:
        lines = text.splitlines()
        for line in [*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])]:
            self.say(f"│ {line}", "dim")

    def show_skill(self) -> None:
        learned = [skill for skill in self.project().library().scan().skills if skill.origin == "private"]
        self.expect(bool(learned), "there is no learned skill on the disk")
        for skill in learned:
            self.say(f"skill {skill.name}: {skill.tier}, {skill.evidence.in_words()}", "cyan")
            self.say(skill.description)
            self.say(f"{skill.folder}", "dim")
            recipe = skill.folder / "recipe.yml" if skill.folder else None
            if recipe and recipe.exists():
                self.show_text(recipe.read_text(encoding="utf-8"))


async def _end(client: Client) -> None:
    if client.process.returncode is None:
        await client.kill()
