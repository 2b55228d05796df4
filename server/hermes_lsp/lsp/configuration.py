"""Settings: from the client's options, its configuration (pulled or pushed), and the workspace's files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from lsprotocol import types

from hermes_lsp.workflows.checking import checkers_of
from hermes_lsp.workflows.project import load_project, reload_skills

from . import hinting, indexing, observation, status
from .capabilities import ENCODING
from .messages import NoAnswer
from .secrets import without_secrets
from .session import Session
from .workspaces import WorkspaceState

log = logging.getLogger(__name__)

SECTION = "hermesLsp"
PULL_WITHIN = 5.0
"""Seconds; an editor that does not answer has no settings to give."""


def register(session: Session) -> None:
    """Ask to be told of changes, where the client wants to be asked."""
    if session.capabilities.register_configuration:
        registration = types.Registration(
            id="hermes-configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options={"section": SECTION},
        )
        session.tasks.start("register configuration", _register(session, registration))


async def _register(session: Session, registration: types.Registration) -> None:
    try:
        await session.client.request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]), within=PULL_WITHIN
        )
    except NoAnswer as error:
        log.warning("%s", error)


def did_change(session: Session, params: types.DidChangeConfigurationParams) -> None:
    """Settings were changed. What is pushed wins over all; it comes with our section's name around it, or without."""
    pushed = plain(params.settings)
    if isinstance(pushed, Mapping):
        inner = pushed.get(SECTION, pushed if SECTION not in pushed else None)
        # A client that pulls may push all of its settings; only what is ours is taken.
        if not session.capabilities.configuration or SECTION in pushed:
            session.pushed = inner if inner is not None else {}
    elif pushed is not None:
        session.pushed = pushed
    refresh(session)


def refresh(session: Session, workspaces: Iterable[WorkspaceState] | None = None) -> None:
    """Read everything anew, in the background: settings, skills, checkers; then look at the open documents."""
    for workspace in list(workspaces if workspaces is not None else session.workspaces):
        session.tasks.start(f"load {workspace.uri}", _load(session, workspace))


def refresh_skills(session: Session, workspace: WorkspaceState) -> None:
    """Read the skill folders and decisions anew, in the background."""
    session.tasks.start(f"skills {workspace.uri}", reload(session, workspace))


async def reload(session: Session, workspace: WorkspaceState) -> None:
    """The project with its skills as they are now."""
    async with workspace.changing:
        if workspace.project is None:
            return
        before = workspace.project
        workspace.project = project = await asyncio.to_thread(reload_skills, before)
    if project.never != before.never:
        hinting.project_loaded(session, workspace)
    session.client.warn(project.warnings)


async def _load(session: Session, workspace: WorkspaceState) -> None:
    from hermes_lsp.learning.outcomes import OfferTracker

    layers = await _layers(session, workspace)
    async with workspace.changing:
        project = await asyncio.to_thread(load_project, workspace.folder, layers=layers)
        discovery = await asyncio.to_thread(checkers_of, project)
        if workspace.offers is None or not project.settings.enable:
            workspace.offers = OfferTracker()
        workspace.project, workspace.discovery = project, discovery
    tell = session.client.log_all if session.capabilities.hermes_attention else session.client.warn
    tell(status.attention_of(workspace))
    observation.project_loaded(session, workspace)
    indexing.project_loaded(session, workspace)
    hinting.project_loaded(session, workspace)


async def _layers(session: Session, workspace: WorkspaceState) -> list[tuple[str, object]]:
    """Raw settings of the client, by precedence. Its options come before its configuration, except for what was changed
    since the start: nobody who switches something off is interested in what was said earlier."""
    layers: list[tuple[str, object]] = []
    pulled = await _pull(session, workspace) if session.capabilities.configuration else None
    if session.pushed is not None:
        layers.append(("the editor's settings", session.pushed))
    if isinstance(pulled, Mapping):
        if workspace.pulled is None:
            workspace.pulled = pulled
        first = workspace.pulled
        changed = {name: value for name, value in pulled.items() if name not in first or first[name] != value}
        if changed:
            layers.append(("the editor's settings", changed))
    if (options := plain(session.options)) is not None:
        inner = options.get(SECTION, options) if isinstance(options, Mapping) else options
        layers.append(("initializationOptions", _settings_in(inner) if isinstance(inner, Mapping) else inner))
    if pulled is not None:
        layers.append(("the editor's settings", pulled))
    return layers


def _settings_in(options: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is no setting."""
    return {name: value for name, value in without_secrets(options).items() if name != ENCODING}


async def _pull(session: Session, workspace: WorkspaceState) -> Any:
    item = types.ConfigurationItem(section=SECTION, scope_uri=workspace.uri or None)
    try:
        answer = await session.client.request(
            types.WORKSPACE_CONFIGURATION, types.ConfigurationParams([item]), within=PULL_WITHIN
        )
    except NoAnswer as error:
        session.client.warn([f"{error}; its settings are not known, the others are used"])
        return None
    return plain(answer[0]) if answer else None


def plain(value: Any) -> Any:
    """Objects of the message as dictionaries: some come as named tuples or attributes."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
