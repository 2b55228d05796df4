"""``workspace/executeCommand``: our commands. What is slow is acknowledged at once and goes on in the background.

Arguments are ``[uri, skill, ...]``, or the key of a hint (``hermes/quotes/string``) in the place of a skill; what a
command needs and does not get is an error in words. Files of other commands are imported when one is called.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any

from lsprotocol import types

from hermes_lsp.core.errors import SkillNotFound, WorkspaceError
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.core.text import TextEdit
from hermes_lsp.skills.skill import SKILL_FILE, Skill
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows import learning
from hermes_lsp.workflows.checking import check_files, source_files
from hermes_lsp.workflows.explaining import why as explain
from hermes_lsp.workflows.fixing import OfferedFix, fix_all
from hermes_lsp.workflows.never import Never, save_never
from hermes_lsp.workflows.project import Project

from . import configuration, edits, observation, status
from .configuration import plain
from .hint_commands import hint_key, never_hint, why_hint
from .messages import NoAnswer
from .progress import progress
from .seen import known_problems
from .session import Session
from .workspaces import WorkspaceState

HERE, PROJECT = "file", "project"
_NEVER = {"In this file": HERE, "In this project": PROJECT}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command, with what its arguments stand for."""

    session: Session
    workspace: WorkspaceState
    arguments: tuple[Any, ...]
    token: str | int | None = None

    def text(self, index: int, name: str) -> str:
        """Raises WorkspaceError if there is no such argument, or it is no string."""
        if (value := self.optional(index)) is None:
            raise WorkspaceError(f"The command needs {name}, as argument {index + 1}", kept="Nothing was done")
        return value

    def optional(self, index: int) -> str | None:
        value = self.arguments[index] if index < len(self.arguments) else None
        return value if isinstance(value, str) and value else None

    @property
    def project(self) -> Project:
        if self.workspace.project is None:
            raise WorkspaceError(
                f"The skills of {self.workspace.name} are still being read", todo="Try again in a moment"
            )
        if not self.workspace.enabled:
            raise WorkspaceError("hermes-lsp is switched off here", todo="Set hermesLsp.enable to true")
        return self.workspace.project

    @property
    def skill(self) -> Skill:
        name = self.text(1, "the name of a skill")
        found = self.project.catalogue.get(name)
        if found is None:
            raise SkillNotFound(f"There is no skill “{name}” here")
        return found

    def start(self, key: str, work: Any) -> None:
        self.session.tasks.start(key, work)


def execute(session: Session, params: types.ExecuteCommandParams) -> Any:
    """Run a command by its id.

    Raises:
        WorkspaceError: if there is no such command, or its arguments do not fit.
    """
    place = PLACES.get(params.command)
    if place is None:
        raise WorkspaceError(f"There is no command “{params.command}”", todo=f"Known are {', '.join(sorted(PLACES))}")
    arguments = tuple(plain(argument) for argument in params.arguments or ())
    uri = arguments[0] if arguments and isinstance(arguments[0], str) else None
    workspace = session.workspaces.of(uri) if uri is not None else next(iter(session.workspaces))
    module, name = place.split(":")
    command = getattr(import_module(f"{__package__}.{module}"), name)
    return command(Call(session, workspace, arguments, params.work_done_token))


def why(call: Call) -> str:
    """Open the skill's page; where the editor cannot, show it. The answer is the page, in Markdown."""
    if (key := hint_key(call.optional(1))) is not None:
        return why_hint(call, key)
    skill = call.skill
    page = explain(call.project, skill)
    call.start(f"why {skill.name}", _show(call, skill, page))
    return page


def never(call: Call) -> None:
    """Never offer a skill or show a hint again, in this file or in this project. Asked, where the call does not say."""
    scope = call.optional(2)
    if scope is not None and scope not in (HERE, PROJECT):
        raise WorkspaceError(f"“{scope}” is neither “{HERE}” nor “{PROJECT}”", kept="Nothing was changed")
    key = hint_key(call.optional(1))
    name = call.skill.name if key is None else key.code
    call.start(f"never {name}", _never(call, call.skill if key is None else key, name, scope))


def fix_all_in_file(call: Call) -> None:
    """Apply all proven fixes of a document, or those of one skill."""
    document = call.session.documents.require(call.text(0, "the URI of a document"))
    name = call.optional(1)
    known = known_problems(call.session, document)
    project, session = call.project, call.session

    async def work() -> None:
        only = partial(_is_of, name)
        fixed = await asyncio.to_thread(fix_all, project, copy(document), known, only=only)
        if not fixed.edits:
            session.client.show(types.MessageType.Info, f"No proven fix fits in {document.path}.")
            return
        label = f"{len(fixed.fixed)} proven fixes in {document.path}"
        await edits.apply(session, {document.uri: (document, fixed.edits)}, label)

    call.start(f"fix all {document.uri}", work())


def fix_all_in_workspace(call: Call) -> None:
    """Check all files and apply the proven fixes of one skill as one edit."""
    skill, project = call.skill, call.project
    if project.folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Open a folder")
    call.start(f"fix workspace {skill.name}", _fix_workspace(call, project, skill))


def share(call: Call) -> None:
    """Copy a private skill into the project's folder of skills, where its git carries it to others."""
    skill, project = call.skill, call.project

    async def copy() -> None:
        folder = await asyncio.to_thread(project.library().share, skill.name)
        await configuration.reload(call.session, call.workspace)
        call.session.client.show(types.MessageType.Info, f"{skill.name} is shared with the project: {folder}")

    call.start(f"share {skill.name}", copy())


def reload(call: Call) -> None:
    """Read settings, skills and checkers anew."""
    configuration.refresh(call.session)


def tell_status(call: Call) -> dict[str, Any]:
    """What is loaded, found, missing and learned; with a document's URI, of that document as well."""
    return status.status_of(call.session, call.workspace, call.optional(0))


PLACES = {
    "hermes.why": "commands:why",
    "hermes.explain": "explain:explain",
    "hermes.never": "commands:never",
    "hermes.fixAllInFile": "commands:fix_all_in_file",
    "hermes.fixAllInWorkspace": "commands:fix_all_in_workspace",
    "hermes.share": "commands:share",
    "hermes.knowledge": "knowledge:knowledge",
    "hermes.forget": "knowledge:forget",
    "hermes.reload": "commands:reload",
    "hermes.status": "commands:tell_status",
    "hermes.learnHistory": "past:learn_history",
    "hermes.readCiLog": "chore_commands:read_ci_log",
    "hermes.rename": "hint_renames:rename",
    "hermes.draftChangelog": "chore_commands:draft_changelog",
    "hermes.commitMessage": "chore_commands:commit_message",
    "hermes.review": "reviewing:review",
    "hermes.clearReview": "reviewing:clear",
    "hermes.triage": "question_commands:triage",
    "hermes.map": "question_commands:show_map",
    "hermes.fixWithModel": "model_action:start",
    "hermes.refactor": "model_action:refactor",
    "hermes.writeDocs": "model_action:write_docs",
    "hermes.writeTests": "model_action:write_tests",
    "hermes.generate": "model_action:generate",
    "hermes.explainWithModel": "model_action:explain",
}
"""Module of this package and function of each; the function takes the call."""


def _is_of(name: str | None, fix: OfferedFix) -> bool:
    return name is None or fix.skill.name == name


async def _show(call: Call, skill: Skill, page: str) -> None:
    client = call.session.client
    if call.session.capabilities.show_document and skill.folder is not None:
        uri = (skill.folder / SKILL_FILE).as_uri()
        try:
            answer = await client.request(
                types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(uri=uri, take_focus=True), within=10.0
            )
        except NoAnswer:
            answer = None
        if getattr(answer, "success", False):
            return
    client.show(types.MessageType.Info, page)


async def _never(call: Call, what: Skill | ProblemKey, name: str, scope: str | None) -> None:
    session, workspace = call.session, call.workspace
    uri = call.text(0, "the URI of a document")
    if scope is None and session.capabilities.message_actions:
        chosen = await session.client.ask(f"Never suggest {name} again?", list(_NEVER))
        if chosen is None:
            return
        scope = _NEVER[chosen]
    path = workspace.path_in(uri) if scope != PROJECT else ""
    if isinstance(what, Skill):
        await _never_skill(call, what, uri, path)
    else:
        await never_hint(call, what, path)


async def _never_skill(call: Call, skill: Skill, uri: str, path: str) -> None:
    session, workspace = call.session, call.workspace
    decision = Never(skill.name, path)
    async with workspace.changing:
        project = call.project
        await asyncio.to_thread(save_never, project.places.root, decision)
        workspace.project = replace(project, never=project.never.adding(decision))
    where = f"in {path}" if path else "in this project"
    session.client.show(types.MessageType.Info, f"{skill.name} is not suggested again {where}.")
    offer = workspace.recent.get((uri, skill.name))
    if offer is not None:
        job = observation.job_workspace(workspace)
        await observation.take_in(
            session, workspace, await session.worker.run(learning.learn_from_rejection, job, offer, path)
        )


async def _fix_workspace(call: Call, project: Project, skill: Skill) -> None:
    session, discovery = call.session, call.workspace.discovery
    roots = [project.folder] if project.folder else []
    changes: dict[str, tuple[Document, Sequence[TextEdit]]] = {}
    failures: list[str] = []
    fixed = 0
    async with progress(session, f"fix all with {skill.name}", token=call.token) as shown:
        paths = await asyncio.to_thread(lambda: list(source_files(project, roots)))
        done = 0
        async for checked in check_files(project, paths, discovery.found if discovery else ()):
            done += 1
            shown.report(f"{done} of {len(paths)} files", 100 * done // max(len(paths), 1))
            if isinstance(checked, tuple):
                failures.append(str(checked[1]))
                continue
            failures.extend(str(error) for _, error in checked.failures)
            # The editor's text wins over the disk's; its problems are known from its own checks.
            document = session.documents.get(checked.document.uri) or checked.document
            known = known_problems(session, document) if document.version is not None else checked.problems
            only = partial(_is_of, skill.name)
            result = await asyncio.to_thread(fix_all, project, copy(document), known, only=only)
            if result.edits:
                changes[document.uri] = (document, result.edits)
                fixed += len(result.fixed)
    if changes:
        await edits.apply(session, changes, f"{fixed} fixes in {len(changes)} files with {skill.name}")
    partly = f" Not all could be checked: {failures[0]}" if failures else ""
    said = f"{fixed} places in {len(changes)} files." if fixed else f"No place that {skill.name} may fix."
    kind = types.MessageType.Warning if failures else types.MessageType.Info
    session.client.show(kind, said + partly)
