"""Files changed behind the editor's back: code, settings, other branches, skills that were edited elsewhere."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from lsprotocol import types

from hermes_lsp.core.places import PROJECT_SKILLS
from hermes_lsp.git.state import state_of

from . import configuration, from_proto, indexing
from .messages import NoAnswer
from .session import Session
from .workspaces import WorkspaceState

log = logging.getLogger(__name__)

POLL_EVERY = 2.0
"""Seconds between two looks at the private folders, which no editor watches, and at all where it watches nothing."""
SHARE = 50
"""Looking takes at most one part of so many of the time."""
POLL_LATEST = 10.0
"""Seconds after which we look again all the same: a look may have been slow because the machine was busy."""
IGNORED_BY_GIT = ".gitignore"
SETTINGS_FILES = frozenset({"hermes-lsp.toml", "pyproject.toml"})
LOOKED_THROUGH_EVERY = 30.0
"""Seconds between two looks at all files of a workspace, where the editor does not say which of them changed."""
_PATTERNS = ("**/hermes-lsp.toml", "**/pyproject.toml", f"**/{IGNORED_BY_GIT}", f"**/{PROJECT_SKILLS.as_posix()}/**")


def start(session: Session) -> None:
    """Ask the client to watch, where it does; look ourselves at what it does not."""
    if session.capabilities.register_watching:
        session.tasks.start("register watching", _register(session))
    session.tasks.start("watch files", _poll(session))
    session.tasks.start("watch branches", _watch_branches(session))


def did_change(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Read anew what the files concern."""
    settings: set[WorkspaceState] = set()
    skills: set[WorkspaceState] = set()
    code: dict[WorkspaceState, set[str]] = {}
    through: set[WorkspaceState] = set()
    for change in params.changes:
        path = from_proto.path_of(change.uri)
        workspace = session.workspaces.of(change.uri)
        if path is None or workspace.folder is None or not path.is_relative_to(workspace.folder):
            continue
        if path.name in SETTINGS_FILES and path.parent == workspace.folder:
            settings.add(workspace)
        elif path.is_relative_to(workspace.folder / PROJECT_SKILLS):
            skills.add(workspace)
        elif path.suffix:
            code.setdefault(workspace, set()).add(workspace.path_in(change.uri))
        elif path.name == IGNORED_BY_GIT or change.type == types.FileChangeType.Deleted:
            through.add(workspace)  # what is deleted may be a folder, of whose files nobody tells
    configuration.refresh(session, settings)
    for workspace in skills - settings:
        configuration.refresh_skills(session, workspace)
    for workspace, paths in code.items():
        indexing.files_changed(session, workspace, paths)
    for workspace in through:
        indexing.anything_changed(session, workspace)


async def _register(session: Session) -> None:
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in (*_PATTERNS, _pattern_of_code())]
    watchers.append(types.FileSystemWatcher(glob_pattern="**/*", kind=types.WatchKind.Delete))
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    registration = types.Registration("hermes-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await session.client.request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]), within=10.0
        )
    except NoAnswer as error:
        log.warning("%s; files are looked at by ourselves", error)


async def _poll(session: Session) -> None:
    known_settings: dict[WorkspaceState, object] = {}
    while True:
        began = time.monotonic()
        for workspace in session.workspaces:
            if (project := workspace.project) is None:
                continue
            # Compared with what was read, not with what was seen last, so that no change falls in between.
            if await asyncio.to_thread(project.is_outdated):
                configuration.refresh_skills(session, workspace)
            if not session.capabilities.register_watching and workspace.folder is not None:
                settings = [_stamp(workspace.folder / name) for name in sorted(SETTINGS_FILES)]
                if known_settings.setdefault(workspace, settings) != settings:
                    known_settings[workspace] = settings
                    configuration.refresh(session, [workspace])
        # A library so large that looking at it takes long is looked at less often.
        await asyncio.sleep(min(POLL_LATEST, max(POLL_EVERY, SHARE * (time.monotonic() - began))))


async def _watch_branches(session: Session) -> None:
    """Another branch, or what came with a pull: more files than an editor would tell of one by one."""
    while True:
        for workspace in session.workspaces:
            if workspace.folder is None or not workspace.survey.ready:
                continue
            # Compared with what was there when it was looked through, so that no change falls in between.
            head = await asyncio.to_thread(state_of, workspace.folder)
            if workspace.survey.head != head or _is_due(session, workspace):
                indexing.anything_changed(session, workspace)
        await asyncio.sleep(POLL_EVERY)


def _pattern_of_code() -> str:
    from hermes_lsp.workflows.indexing import endings_of_code

    return f"**/*{{{','.join(endings_of_code())}}}"


def _is_due(session: Session, workspace: WorkspaceState) -> bool:
    """True if it is time to look ourselves at which files have changed."""
    survey = workspace.survey
    every = max(LOOKED_THROUGH_EVERY, SHARE * survey.seconds)
    return not session.capabilities.register_watching and time.monotonic() - survey.looked_through > every


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
